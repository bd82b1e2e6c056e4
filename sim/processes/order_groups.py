"""Groups of orders that the same losers can be presented for: one industry and skill, the same cities served.

There are at most 2^C sets of cities, so a loser chooses a group by its weight and an order of it by hashing,
and the cost does not grow with losers times orders.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compile import allocating
from sim.processes.open_orders import OpenOrders

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@allocating
def reach_of(orders: OpenOrders, serves: Bytes, n_kinds: int, local: bool) -> Counts:
    """Return the cities in which an order's agency looks for candidates, bit c for city c, shape (n_orders,).

    Locally that is the city of the order; otherwise all other cities that the agency serves.

    Args:
        orders: OpenOrders.
        serves: 1 where an agency may serve a city, shape (G, C).
        n_kinds: pairs of industry and skill.
        local: which of the two.
    """
    reach = np.zeros(orders.cell.size, np.int64)
    for order in range(orders.cell.size):
        home = orders.cell[order] // n_kinds
        for city in range(serves.shape[1]):
            looks = local if city == home else not local and serves[orders.agency[order], city] == 1
            reach[order] |= (1 if looks else 0) << city
    return reach


@allocating
def group_orders(
    orders: OpenOrders, listed: NDArray[np.bool_], reach: Counts, n_cities: int, n_kinds: int
) -> tuple[Counts, NDArray[np.int32]]:
    """Group orders of one industry and skill whose agencies look in the same cities.

    Args:
        orders: OpenOrders.
        listed: which of them to group.
        reach: of `reach_of`.
        n_cities: cities.
        n_kinds: pairs of industry and skill.

    Returns:
        First entry of group `kind * 2^C + set of cities`, shape (n_kinds * 2^C + 1,), and the orders of each
        group in the order of the slots.
    """
    group = np.empty(listed.size, np.int64)
    first = np.zeros((n_kinds << n_cities) + 1, np.int64)
    for order in range(listed.size):
        if listed[order]:
            group[order] = ((orders.cell[order] % n_kinds) << n_cities) + reach[order]
            first[group[order] + 1] += 1
    first = np.cumsum(first)
    members = np.empty(first[-1], np.int32)
    filled = first.copy()
    for order in range(listed.size):
        if listed[order]:
            members[filled[group[order]]] = order
            filled[group[order]] += 1
    return first, members


@allocating
def group_weights(first: Counts, free_losers: Counts) -> Floats:
    """Return the weight of each group of orders for the losers of a cell, shape (n_cells, 2^C).

    Its orders over the losers in the cities that its agencies serve; 0 if they do not serve the city of the
    cell.

    Args:
        first: of `group_orders`.
        free_losers: losers to present by city and pair of industry and skill, shape (C, n_kinds).
    """
    n_cities, n_kinds = free_losers.shape
    weights = np.zeros((n_cities * n_kinds, 1 << n_cities))
    for kind in range(n_kinds):
        for served in range(1 << n_cities):
            group = (kind << n_cities) + served
            pool = 0
            for city in range(n_cities):
                if served >> city & 1 == 1:
                    pool += free_losers[city, kind]
            for city in range(n_cities):
                if served >> city & 1 == 1 and pool > 0:
                    weights[city * n_kinds + kind, served] = (first[group + 1] - first[group]) / pool
    return weights
