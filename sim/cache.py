"""The cache: what can be computed again, compiled kernels and stored initial states, and what decides it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

PACKAGE = Path(__file__).parent
DECISIVE = (
    "agents",
    "processes",
    "geography",
    "policies/base.py",
    "compile.py",
    "draws.py",
    "model.py",
    "sieve.py",
    "threads.py",
)
"""What the initial state and the kernels are made of.

Reports, configurations and runners cannot change them.
"""


def source_digest(parts: tuple[str, ...] = DECISIVE) -> str:
    """Return a digest (16 hex digits) of the sources that decide results.

    Args:
        parts: files and folders of the package.
    """
    digest = hashlib.sha256()
    for part in parts:
        for path in sorted((PACKAGE / part).rglob("*.py")) or [PACKAGE / part]:
            digest.update(path.relative_to(PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Return the folder for what can be computed again: compiled kernels and stored initial states.

    `CHENGDEMEIZI_CACHE` overrides the default, a folder in the user's cache directory.
    """
    named = os.environ.get("CHENGDEMEIZI_CACHE")
    return (
        Path(named)
        if named
        else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "chengdemeizi"
    )


def kernel_folder() -> Path:
    """Return the folder of the kernels of this version; it is made with the first of them."""
    return cache_folder() / f"kernels-{source_digest()}"
