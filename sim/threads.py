"""Running a kernel on several threads with the same result for any number of them.

The rows are cut into pieces, each thread gets a run of consecutive pieces, and what the threads return is
joined in the order of the rows. Kernels release the interpreter lock and write only to their own rows or
buffers.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.compile import Integer, compiled

Result = TypeVar("Result")
CHUNK = 4096
"""Rows whose words kernels draw at once: few enough for the fastest cache."""
SMALL = 100_000
"""Rows below which one thread is quicker than two."""


class Threads:
    """A pool of threads that share the rows of a stage."""

    def __init__(self, number: int = 1) -> None:
        """Prepare `number` threads; with one, everything runs in the calling thread."""
        self.number = number
        self.pool = ThreadPoolExecutor(number) if number > 1 else None

    def each(self, work: Callable[[NDArray[np.int64]], Result], pieces: NDArray[np.int64]) -> list[Result]:
        """Call `work` on consecutive shares of the pieces; return its results in the order of the rows.

        Args:
            work: receives ranges of rows, shape (n, 2).
            pieces: all ranges, in order.
        """
        rows = pieces[:, 1] - pieces[:, 0]
        total = int(rows.sum())
        if self.pool is None or total < SMALL:
            return [work(pieces)]
        bounds = np.searchsorted(np.cumsum(rows), total * np.arange(1, self.number) / self.number)
        return list(self.pool.map(work, np.split(pieces, bounds)))


def row_pieces(rows: int, size: int = 8192) -> NDArray[np.int64]:
    """Cut rows 0 to `rows` into ranges of at most `size`, shape (n, 2)."""
    low = np.arange(0, rows, size, dtype=np.int64)
    return np.stack([low, np.minimum(low + size, rows)], axis=1)


def selected(select: Callable[[NDArray[np.int32]], Integer], pieces: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the ids that a kernel selects among some rows.

    Args:
        select: writes them to the first places of the array it is given, and returns how many.
        pieces: the rows.
    """
    found = np.empty(rows_in(pieces), np.int32)
    return found[: select(found)].copy()


@compiled
def rows_in(pieces: NDArray[np.int64]) -> Integer:
    """Return the number of rows in some pieces: the most that a kernel over them can find."""
    rows: Integer = 0
    for piece in range(pieces.shape[0]):
        rows += pieces[piece, 1] - pieces[piece, 0]
    return rows
