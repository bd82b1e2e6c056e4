"""Memory: what a month frees is kept for the next one.

A month makes and drops hundreds of arrays of the same sizes. The GNU C library hands large ones back to the
system at once, which clears each page again before it gives it out: a twentieth of the time of a run with
agencies. This asks the library to keep them; elsewhere nothing happens.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""Names of options in the C library's `malloc.h`."""
LARGEST_KEPT = 32 << 20
"""Bytes of an array from which on it is handed back at once; the library does not accept more."""
MOST_KEPT = 64 << 20
"""Free bytes at the end of the heap above which they are handed back."""


@cache
def keep_freed_memory() -> None:
    """Let this process keep the memory of arrays that are dropped; once is enough."""
    with suppress(AttributeError, OSError, TypeError):  # another C library, or none to be found
        library = ctypes.CDLL(None)
        library.mallopt(MMAP_THRESHOLD, LARGEST_KEPT)
        library.mallopt(TRIM_THRESHOLD, MOST_KEPT)
