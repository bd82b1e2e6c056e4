"""Where results come from: code, packages, platform, data, time and memory."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tomllib
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.cache import source_digest
from sim.config import RunConfig, region_of

ROOT = Path(__file__).resolve().parents[2]
DISTRIBUTION = "chengdemeizi-labour"
PACKAGES = (
    *("hydra-core", "llvmlite", "matplotlib", "mesa", "networkx", "numba", "numpy", "omegaconf", "pandas"),
    *("pyarrow", "pydantic", "PyYAML", "scipy"),
)


def provenance(config: RunConfig, seconds: float, peak_memory: int, runs: int) -> dict[str, Any]:
    """Describe how a comparison was computed.

    Args:
        config: its configuration.
        seconds: wall time of the whole comparison.
        peak_memory: largest resident memory of any one process, bytes.
        runs: runs computed.
    """
    region = region_of(config.region, config.margin_set)
    return {
        "program": program(),
        "configuration_digest": config.content_digest,
        "region": {"name": region.name, "margin_set": config.margin_set, "sha256": region.digest},
        "python": platform.python_version(),
        "platform": {
            "system": platform.platform(),
            "machine": platform.machine(),
            "processors": os.cpu_count(),
        },
        "packages": {name: metadata.version(name) for name in PACKAGES},
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "runs": runs,
        "wall_seconds": round(seconds, 3),
        "peak_memory_bytes": peak_memory,
    }


def program() -> dict[str, Any]:
    """Return name, version, commit and whether files differ from it; None where there is no git checkout."""
    commit, modified = None, None
    if (ROOT / ".git").exists() and (git := shutil.which("git")):
        commit = _output(git, "rev-parse", "--verify", "HEAD")
        changes = _output(git, "status", "--porcelain", "--", "sim", "scenarios", "calibration")
        modified = None if changes is None else bool(changes)
    return {
        "name": DISTRIBUTION,
        "version": version(),
        "commit": commit,
        "modified": modified,
        "source_digest": source_digest((".",)),
    }


def version() -> str:
    """Return the version of this program: that of the checkout, or of the installed package."""
    project = ROOT / "pyproject.toml"
    if project.exists():
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    return metadata.version(DISTRIBUTION)


def _output(git: str, *arguments: str) -> str | None:
    """Return what git prints, None if it fails (no commit yet, no rights)."""
    done = subprocess.run([git, "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() if done.returncode == 0 else None
