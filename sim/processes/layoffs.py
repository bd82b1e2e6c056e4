"""Layoffs: whom firms lay off. The shortest tenure goes first, ties to the lower id."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.workers import EMPLOYED, Workers
from sim.compile import Integer, allocating, compiled, row
from sim.sieve import Sieve, new_sieve, sift
from sim.threads import CHUNK, selected

Counts = NDArray[np.int64]


def find_staff(workers: Workers, wanted: NDArray[np.int32], pieces: Counts) -> NDArray[np.int32]:
    """Return the ids of the employed whose employer is wanted (nonzero by firm), in order."""
    sieve = new_sieve()
    return selected(lambda found: select_staff(workers, wanted, pieces, sieve, found), pieces)


@compiled
def select_staff(
    workers: Workers, wanted: NDArray[np.int32], pieces: Counts, sieve: Sieve, found: NDArray[np.int32]
) -> Integer:
    """Write the staff of the wanted to `found`; return how many."""
    count: Integer = 0
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            for offset in range(size):
                worker = row(low + offset)
                firm = row(max(workers.employer[worker], 0))
                sieve.marks[offset] = (workers.status[worker] == EMPLOYED) & (wanted[firm] != 0)
            for place in range(sift(sieve, size)):
                found[count] = low + sieve.rows[place]
                count += 1
    return count


@allocating
def shortest_tenure(
    workers: Workers, staff: NDArray[np.int32], layoffs: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return whom firms lay off: for each firm as many of its staff as it lays off, shortest tenure first.

    Args:
        workers: Workers.
        staff: ids of the staff of these firms, in order.
        layoffs: layoffs by firm.

    Returns:
        Ids sorted by firm, then by tenure; ties go to the lower id.
    """
    first = np.zeros(layoffs.size + 1, np.int64)
    for firm in range(layoffs.size):
        first[firm + 1] = first[firm] + layoffs[firm]
    held = np.zeros(layoffs.size, np.int32)
    chosen = np.empty(first[-1], np.int32)
    for place in range(staff.size):
        worker = staff[place]
        firm = workers.employer[worker]
        start, count, room = first[firm], held[firm], layoffs[firm]
        spell = workers.spell_start[worker]
        if count == room and workers.spell_start[chosen[start + count - 1]] >= spell:
            continue
        if count < room:
            held[firm] = count + 1
        else:
            count -= 1
        slot = start + count
        while slot > start and workers.spell_start[chosen[slot - 1]] < spell:
            chosen[slot] = chosen[slot - 1]
            slot -= 1
        chosen[slot] = worker
    total = 0
    for firm in range(layoffs.size):
        for place in range(held[firm]):
            chosen[total] = chosen[first[firm] + place]
            total += 1
    return chosen[:total].copy()
