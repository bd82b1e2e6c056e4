"""Freed memory is kept: arrays that are made and dropped again and again get the same pages."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROUNDS, ARRAYS, PAGES = 20, 5, 1000
SCRIPT = f"""
import resource, sys
import numpy as np
from sim.memory import keep_freed_memory
if sys.argv[1] == "keep":
    keep_freed_memory()
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
page = resource.getpagesize()
before = faults()
for _ in range({ROUNDS}):
    month = [np.ones({PAGES} * page, np.uint8) for _ in range({ARRAYS})]
    del month
print(faults() - before)
"""


def faults(what):
    """Return the pages that the system hands out while five arrays of 1,000 pages come and go."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, what], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library can be asked")
def test_freed_memory_is_kept():
    assert faults("keep") < 2 * ARRAYS * PAGES, "once"
    assert faults("leave") > ROUNDS / 2 * ARRAYS * PAGES, "control: the library hands them back each time"
