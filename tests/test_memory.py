"""Freed memory is kept: arrays that are made and dropped again and again get the same pages."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROUNDS, ARRAYS, BYTES = 20, 5, 4_000_000
SCRIPT = f"""
import ctypes, resource, sys
import numpy as np
from sim.memory import keep_freed_memory
if sys.argv[1] == "keep":
    keep_freed_memory()
ctypes.CDLL(None).prctl(41, 1, 0, 0, 0)  # no huge pages, of which a fault would bring hundreds at once
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
before = faults()
for _ in range({ROUNDS}):
    month = [np.ones({BYTES}, np.uint8) for _ in range({ARRAYS})]
    del month
print((faults() - before) * resource.getpagesize())
"""


def handed_out(what):
    """Return the bytes that the system hands out while five arrays of 4 MB come and go, again and again."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, what], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library can be asked")
def test_freed_memory_is_kept():
    assert handed_out("keep") < 2 * ARRAYS * BYTES, "once"
    assert handed_out("leave") > ROUNDS / 2 * ARRAYS * BYTES, "control: the library hands them back each time"
