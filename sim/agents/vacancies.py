"""Vacancies: open posts in one array of slots per market cell.

A market cell is (sector, city, industry, skill); the sector is 0 for firms and 1 for the own-account pools,
whose posts only residents of the city see. Cell
`((sector * n_cities + city) * n_industries + industry) * n_skills + skill` owns the slots from
`offset[cell]`, of which the first `open_posts[cell]` are open. Posts are appended in the order (firm,
sequence) and removed from the highest slot down, the last post moving into the gap: then a post more or less
leaves nearly all slots where they were, which the jump hash of an application relies on. The order of the
slots is part of the state.

A vacancy is known for good by (firm, sequence): the sequence number counts the posts of its firm.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compile import Integer, compiled, inlined

SLACK = 16


class Vacancies(NamedTuple):
    """The columns.

    offset      first slot of each cell, shape (n_market_cells + 1,)
    open_posts  open posts of each cell, shape (n_market_cells,)
    firm        firm of the post, shape (n_slots,)
    sequence    its number among the posts of the firm
    month       month of posting, or of re-posting at a lower skill
    """

    offset: NDArray[np.int64]
    open_posts: NDArray[np.int64]
    firm: NDArray[np.int32]
    sequence: NDArray[np.uint32]
    month: NDArray[np.int16]


def empty_vacancies(n_market_cells: int) -> Vacancies:
    """Return arrays without any post."""
    offset = np.arange(n_market_cells + 1, dtype=np.int64) * SLACK
    slots = int(offset[-1])
    return Vacancies(
        offset,
        np.zeros(n_market_cells, np.int64),
        np.zeros(slots, np.int32),
        np.zeros(slots, np.uint32),
        np.zeros(slots, np.int16),
    )


def with_room(vacancies: Vacancies, arrivals: NDArray[np.int64]) -> Vacancies:
    """Return arrays with room in every cell for `arrivals` more posts; the same object if there is room."""
    capacity = np.diff(vacancies.offset)
    needed = vacancies.open_posts + arrivals
    if np.all(needed <= capacity):
        return vacancies
    capacity = np.where(needed > capacity, needed + needed // 2 + SLACK, capacity)
    offset = np.concatenate(([0], np.cumsum(capacity))).astype(np.int64)
    slots = int(offset[-1])
    larger = Vacancies(
        offset,
        vacancies.open_posts.copy(),
        np.zeros(slots, np.int32),
        np.zeros(slots, np.uint32),
        np.zeros(slots, np.int16),
    )
    copy_posts(vacancies, larger)
    return larger


@compiled
def copy_posts(source: Vacancies, target: Vacancies) -> None:
    """Copy the open posts of every cell to arrays with other offsets."""
    for cell in range(source.open_posts.size):
        for place in range(source.open_posts[cell]):
            old = source.offset[cell] + place
            new = target.offset[cell] + place
            target.firm[new] = source.firm[old]
            target.sequence[new] = source.sequence[old]
            target.month[new] = source.month[old]


@inlined
def append_post(vacancies: Vacancies, cell: Integer, firm: Integer, sequence: Integer, month: int) -> None:
    """Add a post at the end of a cell. The cell must have room (`with_room`)."""
    slot = vacancies.offset[cell] + vacancies.open_posts[cell]
    vacancies.firm[slot] = firm
    vacancies.sequence[slot] = sequence
    vacancies.month[slot] = month
    vacancies.open_posts[cell] += 1


@inlined
def remove_post(vacancies: Vacancies, cell: Integer, place: Integer) -> None:
    """Remove the post at a place of a cell; its last post moves there. Remove the highest place first."""
    slot = vacancies.offset[cell] + place
    last = vacancies.offset[cell] + vacancies.open_posts[cell] - 1
    vacancies.firm[slot] = vacancies.firm[last]
    vacancies.sequence[slot] = vacancies.sequence[last]
    vacancies.month[slot] = vacancies.month[last]
    vacancies.open_posts[cell] -= 1
