"""Compiled kernels are kept in the cache folder, under the digest of all sources."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_kernels_are_kept_in_the_cache_folder_although_numba_was_imported_before(tmp_path):
    # What this process has told numba would hide that numba heard of it late.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    script = "import numba; from sim.draws import ceiling_word; ceiling_word(0.5)"
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, check=True, timeout=300, env=inherited | {"CHENGDEMEIZI_CACHE": str(tmp_path)},
    )  # fmt: skip
    assert len(list(tmp_path.glob("kernels-*/sim_*/draws.ceiling_word-*.nbi"))) == 1
