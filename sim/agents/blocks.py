"""Blocks of ids reserved for the sources of newcomers.

Each source (the initial population of a city, its entrants, talent, in-migrants from a node with some skill,
returnees) has its own run of ids. An additional arrival from one source therefore never shifts the id, and
with it the draws, of anybody from another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.compile import allocating
from sim.run_errors import RunError

MARGIN = 1.3
"""Room in blocks of ids beyond what is expected over the horizon."""


@allocating
def cut(start: NDArray[np.int64], used: NDArray[np.int64], rows: int) -> NDArray[np.int64]:
    """Cut the first `used` ids of each block into ranges of at most `rows` ids, shape (n, 2), in order."""
    found = np.empty((((used + rows - 1) // rows).sum(), 2), np.int64)
    count = 0
    for block in range(used.size):
        end = start[block] + used[block]
        for low in range(start[block], end, rows):
            found[count, 0], found[count, 1] = low, min(low + rows, end)
            count += 1
    return found


class BlockFullError(RunError):
    """A source sent more newcomers than its block has ids for."""


@dataclass
class IdBlocks:
    """Blocks in the order of their ids.

    names      source of each block, e.g. "entrants:Deyang"
    start      first id, shape (n_blocks + 1,); the last entry is the number of slots
    used       ids handed out so far, shape (n_blocks,)
    """

    names: tuple[str, ...]
    start: NDArray[np.int64]
    used: NDArray[np.int64]

    @classmethod
    def of(cls, capacities: dict[str, int]) -> IdBlocks:
        """Lay out blocks one after the other, in the order given."""
        start = np.concatenate(([0], np.cumsum(list(capacities.values())))).astype(np.int64)
        return cls(tuple(capacities), start, np.zeros(len(capacities), np.int64))

    @property
    def slots(self) -> int:
        """Number of ids in all blocks."""
        return int(self.start[-1])

    def take(self, block: int, count: int) -> NDArray[np.int64]:
        """Return the next `count` ids of a block.

        Raises:
            BlockFullError: the block has fewer ids left.
        """
        first = int(self.start[block] + self.used[block])
        if first + count > self.start[block + 1]:
            size = int(self.start[block + 1] - self.start[block])
            raise BlockFullError(
                f"The id block '{self.names[block]}' holds {size} and is full. "
                "Expected fewer arrivals over the horizon: check the rates that feed this source."
            )
        self.used[block] += count
        return np.arange(first, first + count, dtype=np.int64)

    def pieces(self, rows: int = 65536) -> NDArray[np.int64]:
        """Return the ids in use as ranges of at most `rows` ids, shape (n, 2), in the order of the ids."""
        return cut(self.start, self.used, rows)

    def copy(self) -> IdBlocks:
        """Return an independent copy."""
        return IdBlocks(self.names, self.start, self.used.copy())
