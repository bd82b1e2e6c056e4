"""Vacancies: open posts in one array of slots per market cell.

A market cell is (sector, city, industry, skill); the sector is 0 for firms and 1 for the own-account pools,
whose posts only residents of the city see. Cell
`((sector * n_cities + city) * n_industries + industry) * n_skills + skill` owns the slots from
`offset[cell]`, of which the first `open_posts[cell]` are open. Posts are appended in the order (firm,
sequence) and removed from the highest slot down, the last post moving into the gap: then a post more or less
leaves nearly all slots where they were, which the jump hash of an application relies on. The order of the
slots is part of the state.

A vacancy is known for good by (firm, sequence): the sequence number counts the posts of its firm. If the
firm orders a service for it, the post says which one, who carries it out, and the contract of the hire.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.workers import DIRECT, NO_AGENCY
from sim.compile import Integer, compiled, inlined

SLACK = 16
UNDECIDED, NO_LINE = 254, 255
"""Values of `line`: posted this month, the firm has not decided yet; no service is ordered."""


class Order(NamedTuple):
    """What a firm orders for a post, the last four columns of `Vacancies`."""

    contract: Integer
    line: Integer
    agency: Integer
    induced: Integer


NEW_POST = Order(DIRECT, UNDECIDED, NO_AGENCY, 0)
"""The order of a firm's new post, until the firm decides."""
NO_ORDER = Order(DIRECT, NO_LINE, NO_AGENCY, 0)
"""The firm fills the post by itself."""


class Vacancies(NamedTuple):
    """The columns.

    offset      first slot of each cell, shape (n_market_cells + 1,)
    open_posts  open posts of each cell, shape (n_market_cells,)
    firm        firm of the post, shape (n_slots,)
    sequence    its number among the posts of the firm
    month       month of posting, or of re-posting at a lower skill
    contract    contract of the hire: 0 direct, 1 dispatch, 2 outsourced, 3 flexible
    line        service line of the order; 254 not decided yet, 255 none
    agency      who carries out the order; -1 nobody: none was ordered, or no agency had room
    induced     1 if the firm ordered only because the public purse pays a part
    """

    offset: NDArray[np.int64]
    open_posts: NDArray[np.int64]
    firm: NDArray[np.int32]
    sequence: NDArray[np.uint32]
    month: NDArray[np.int16]
    contract: NDArray[np.uint8]
    line: NDArray[np.uint8]
    agency: NDArray[np.int32]
    induced: NDArray[np.uint8]


def empty_vacancies(n_market_cells: int) -> Vacancies:
    """Return arrays without any post."""
    offset = np.arange(n_market_cells + 1, dtype=np.int64) * SLACK
    return with_slots(offset, np.zeros(n_market_cells, np.int64))


def with_slots(offset: NDArray[np.int64], open_posts: NDArray[np.int64]) -> Vacancies:
    """Return arrays with the slots of some offsets, nothing in them yet."""
    slots = int(offset[-1])
    return Vacancies(
        offset,
        open_posts,
        firm=np.zeros(slots, np.int32),
        sequence=np.zeros(slots, np.uint32),
        month=np.zeros(slots, np.int16),
        contract=np.full(slots, DIRECT, np.uint8),
        line=np.full(slots, NO_LINE, np.uint8),
        agency=np.full(slots, NO_AGENCY, np.int32),
        induced=np.zeros(slots, np.uint8),
    )


def with_room(vacancies: Vacancies, arrivals: NDArray[np.int64]) -> Vacancies:
    """Return arrays with room in every cell for `arrivals` more posts; the same object if there is room."""
    capacity = np.diff(vacancies.offset)
    needed = vacancies.open_posts + arrivals
    if np.all(needed <= capacity):
        return vacancies
    capacity = np.where(needed > capacity, needed + needed // 2 + SLACK, capacity)
    offset = np.concatenate(([0], np.cumsum(capacity))).astype(np.int64)
    larger = with_slots(offset, vacancies.open_posts.copy())
    copy_posts(vacancies, larger)
    return larger


@inlined
def copy_slot(source: Vacancies, old: Integer, target: Vacancies, new: Integer) -> None:
    """Copy what a slot holds."""
    target.firm[new] = source.firm[old]
    target.sequence[new] = source.sequence[old]
    target.month[new] = source.month[old]
    target.contract[new] = source.contract[old]
    target.line[new] = source.line[old]
    target.agency[new] = source.agency[old]
    target.induced[new] = source.induced[old]


@compiled
def copy_posts(source: Vacancies, target: Vacancies) -> None:
    """Copy the open posts of every cell to arrays with other offsets."""
    for cell in range(source.open_posts.size):
        for place in range(source.open_posts[cell]):
            copy_slot(source, source.offset[cell] + place, target, target.offset[cell] + place)


@inlined
def append_post(
    vacancies: Vacancies, cell: Integer, firm: Integer, sequence: Integer, month: int, order: Order
) -> None:
    """Add a post at the end of a cell. The cell must have room (`with_room`)."""
    slot = vacancies.offset[cell] + vacancies.open_posts[cell]
    vacancies.firm[slot] = firm
    vacancies.sequence[slot] = sequence
    vacancies.month[slot] = month
    vacancies.contract[slot] = order.contract
    vacancies.line[slot] = order.line
    vacancies.agency[slot] = order.agency
    vacancies.induced[slot] = order.induced
    vacancies.open_posts[cell] += 1


@inlined
def remove_post(vacancies: Vacancies, cell: Integer, place: Integer) -> None:
    """Remove the post at a place of a cell; its last post moves there. Remove the highest place first."""
    last = vacancies.offset[cell] + vacancies.open_posts[cell] - 1
    copy_slot(vacancies, last, vacancies, vacancies.offset[cell] + place)
    vacancies.open_posts[cell] -= 1
