"""Open orders: the posts that an agency carries and that nobody took by application.

An agency of quality a looks again among applicants for a free post in

    R = rounding of r a x effort

rounds of the month, rounded at random by post, with effort below one for orders that only public money
induced. Whoever finds candidates for these posts (`headhunting`, `rounds`) reads the same list.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import N_LINES, ServiceMarket
from sim.agents.state import State
from sim.agents.vacancies import Vacancies
from sim.agents.workers import NO_AGENCY
from sim.compile import allocating, compiled
from sim.draws import Key
from sim.processes.acceptance import Decisions
from sim.processes.clock import Month
from sim.processes.world import World

Counts = NDArray[np.int64]
Bytes = NDArray[np.uint8]
MOST_ROUNDS = 3


class OpenOrders(NamedTuple):
    """Posts of firms with an agency that were free after the applicants decided, in the order of the slots.

    slot    slot of the post
    cell    market cell
    firm    who offers it
    agency  who carries the order
    line    service line
    rounds  rounds in which the agency looks again, 0 to MOST_ROUNDS
    free    1 until somebody takes it
    """

    slot: Counts
    cell: NDArray[np.int32]
    firm: NDArray[np.int32]
    agency: NDArray[np.int32]
    line: Bytes
    rounds: Bytes
    free: Bytes


@allocating
def list_orders(
    vacancies: Vacancies,
    n_cells: int,
    taken: Counts,
    market: ServiceMarket,
    key: Key,
    month: int,
    by_line: Counts,
) -> OpenOrders:
    """Return the open orders, and count all orders at matching.

    Args:
        vacancies: Vacancies.
        n_cells: market cells of firms, the first ones.
        taken: slots of the posts that were taken.
        market: ServiceMarket.
        key: key of the draws.
        month: current month index.
        by_line: adds the orders, taken or not, by city of work and line, shape (C, S).
    """
    gone = np.zeros(vacancies.firm.size, np.uint8)
    for slot in taken:
        gone[slot] = 1
    per_city = n_cells // by_line.shape[0]
    room = vacancies.open_posts[:n_cells].sum()
    orders = OpenOrders(
        np.empty(room, np.int64),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.uint8),
        np.empty(room, np.uint8),
        np.ones(room, np.uint8),
    )
    count = 0
    for cell in range(n_cells):
        city = cell // per_city
        for slot in range(vacancies.offset[cell], vacancies.offset[cell] + vacancies.open_posts[cell]):
            agency = np.int64(vacancies.agency[slot])
            if agency == NO_AGENCY:
                continue
            line, firm = vacancies.line[slot], vacancies.firm[slot]
            by_line[city, line] += 1
            if gone[slot] == 1:
                continue
            effort = market.induced_effort[city] if vacancies.induced[slot] == 1 else 1.0
            u = draws.fraction(key, draws.ROUND, month, firm, vacancies.sequence[slot])
            rounds = draws.stochastic_round(market.extra_rounds * market.quality[line, agency] * effort, u)
            orders.slot[count] = slot
            orders.cell[count] = cell
            orders.firm[count] = firm
            orders.agency[count] = agency
            orders.line[count] = line
            orders.rounds[count] = min(rounds, np.int64(MOST_ROUNDS))
            count += 1
    return OpenOrders(
        orders.slot[:count],
        orders.cell[:count],
        orders.firm[:count],
        orders.agency[:count],
        orders.line[:count],
        orders.rounds[:count],
        orders.free[:count],
    )


def open_orders(
    world: World, state: State, now: Month, decisions: Decisions, market: ServiceMarket
) -> tuple[OpenOrders, Counts]:
    """Return the open orders after the applicants decided, and all orders by city and line, shape (C, S)."""
    by_line = np.zeros((world.n_cities, N_LINES), np.int64)
    orders = list_orders(
        state.vacancies,
        world.n_pools * world.n_skills,
        decisions.taken.slot,
        market,
        now.key,
        now.index,
        by_line,
    )
    return orders, by_line


@allocating
def draw_lowest(n_orders: int, presented: NDArray[np.int32], keys: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return who of those presented is the candidate of an order: the lowest key, ties to the first.

    Args:
        n_orders: number of orders.
        presented: order that each is presented for, -1 for none.
        keys: key of each.

    Returns:
        Places in `presented`, in order.
    """
    best = np.full(n_orders, -1, np.int32)
    for place in range(presented.size):
        order = presented[place]
        if order >= 0 and (best[order] < 0 or keys[place] < keys[best[order]]):
            best[order] = place
    drawn = np.empty(presented.size, np.int32)
    count = 0
    for place in range(presented.size):
        if presented[place] >= 0 and best[presented[place]] == place:
            drawn[count] = place
            count += 1
    return drawn[:count].copy()


@compiled
def close_taken(orders: OpenOrders, offered: NDArray[np.int32], slots: Counts) -> None:
    """Mark the orders whose posts were taken.

    Args:
        orders: OpenOrders.
        offered: the orders whose candidates had an offer, by candidate.
        slots: slots of the offers taken, in the same order of candidates.
    """
    found = 0
    for order in offered:
        if found < slots.size and orders.slot[order] == slots[found]:
            orders.free[order] = 0
            found += 1
