"""The market for HR services played order by order: the reference of `sim.processes.service_market`.

Every order is one lot at real size, and the orders of all cities come through the month side by side. A loyal
order has a last agency, drawn by the client books, and stays with it if that may and can serve. Any other
considers the d agencies with the lowest rendezvous keys -ln(u) / consultants (2 d members for an order of the
platform), adds to each score a Gumbel taste keyed by order and agency, and goes to the best that has room; if
none has, it goes to any agency with room by the same keys, and is unmet only if there is none. Slower than
the fast path by orders of magnitude: for tests, and for studies of small markets
(`parameters.bidding.explicit_auction=1`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.compile import Integer, allocating, compiled
from sim.draws import Key

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
CITY_ORDERS = 4194304
"""Numbers of orders reserved for each line and city."""


@allocating
def nearest(
    consultants: Floats,
    strength: Floats,
    ids: Counts,
    city: int,
    wanted: int,
    key: Key,
    month: int,
    order: int,
    u: Floats,
) -> Counts:
    """Return the places of the agencies with the lowest rendezvous keys, best first.

    Fewer than wanted if so few may serve.

    Args:
        consultants: of agencies, shape (n,).
        strength: 0 for those who may not serve, shape (n, C).
        ids: agencies, shape (n,).
        city: city of the order.
        wanted: how many.
        key: key of the draws.
        month: current month index.
        order: number of the order.
        u: working memory, shape (n,).
    """
    draws.fill_uniforms(key, draws.AUCTION_CHOICE, month, ids, order, u)
    best = np.full(wanted, math.inf)
    places = np.full(wanted, -1, np.int64)
    for place in range(ids.size):
        # -ln u is at least 1 - u: most are ruled out before it is computed.
        if strength[place, city] <= 0.0 or 1.0 - u[place] >= best[wanted - 1] * consultants[place]:
            continue
        value = -math.log(u[place]) / consultants[place]
        if value < best[wanted - 1]:
            rank = wanted - 1
            while rank > 0 and best[rank - 1] > value:
                best[rank], places[rank] = best[rank - 1], places[rank - 1]
                rank -= 1
            best[rank], places[rank] = value, place
    return places[places >= 0]


@compiled
def preferred(
    places: Counts,
    strength: Floats,
    room: Floats,
    ids: Counts,
    city: int,
    key: Key,
    month: int,
    order: int,
) -> Integer:
    """Return the place of the agency with room that an order likes best; -1 if none has room.

    `strength` is exp(score / taste scale), so its log plus a standard Gumbel ranks as score plus taste.
    """
    chosen: Integer = -1
    best = -math.inf
    for place in places:
        if room[place] >= 1.0:
            u = draws.uniform(key, draws.AUCTION_TASTE, month, ids[place], order)
            value = math.log(strength[place, city]) + draws.gumbel(u)
            if value > best:
                best, chosen = value, place
    return chosen


@compiled
def last_agency(clients: Floats, city: int, u: float) -> Integer:
    """Return the place of the agency that served an order last, by the client books; -1 if none did."""
    running = 0.0
    for place in range(clients.shape[0]):
        running += clients[place, city]
        if u < running:
            return place
    return -1


@allocating
def in_turn(orders: Counts) -> Counts:
    """Return city and number of orders as they come, a city's evenly through the month, shape (n, 2).

    If one city bought before all others, it would leave them only what it does not want.
    """
    found = np.empty((orders.sum(), 2), np.int64)
    sold = np.zeros(orders.size, np.int64)
    for turn in range(found.shape[0]):
        first, earliest = 0, math.inf
        for city in range(orders.size):
            if sold[city] < orders[city]:
                moment = (sold[city] + 0.5) / orders[city]
                if moment < earliest:
                    earliest, first = moment, city
        found[turn, 0], found[turn, 1] = first, sold[first]
        sold[first] += 1
    return found


@allocating
def auction(
    orders: Counts,
    consultants: Floats,
    strength: Floats,
    members: Floats,
    clients: Floats,
    capacity: Floats,
    platform_share: Floats,
    loyalty: float,
    considered: int,
    ids: Counts,
    line: int,
    key: Key,
    month: int,
) -> tuple[Floats, Floats]:
    """Sell the orders of a line one by one.

    Args:
        orders: lots by city, shape (C,).
        consultants: of agencies, shape (n,).
        strength: exp(score / taste scale), 0 for those who may not serve, shape (n, C).
        members: the same of the platform's members, 0 for others, shape (n, C).
        clients: shares of last time's orders where agencies may serve, shape (n, C).
        capacity: lots that an agency can take, shape (n,).
        platform_share: share of orders on the platform, shape (C,).
        loyalty: chance that an order stays with the agency that served last.
        considered: agencies that an order considers.
        ids: agencies, shape (n,).
        line: service line.
        key: key of the draws.
        month: current month index.

    Returns:
        Lots by agency and city, shape (n, C), and unmet lots, shape (C,).
    """
    room, u = capacity.copy(), np.empty(ids.size)
    load, unmet = np.zeros(strength.shape), np.zeros(orders.size)
    for city, index in in_turn(orders):
        order = (line * orders.size + city) * CITY_ORDERS + index
        drawn = draws.words(key, draws.AUCTION, month, order, 0)
        posted = np.float64(drawn[0]) * 2.0**-32 < platform_share[city] and members[:, city].any()
        chosen: Integer = -1
        if not posted and np.float64(drawn[1]) * 2.0**-32 < loyalty:
            chosen = last_agency(clients, city, np.float64(drawn[2]) * 2.0**-32)
            if chosen >= 0 and room[chosen] < 1.0:
                chosen = -1
        able = members if posted else strength
        wanted = 2 * considered if posted else considered
        if chosen < 0:
            places = nearest(consultants, able, ids, city, wanted, key, month, order, u)
            chosen = preferred(places, able, room, ids, city, key, month, order)
        if chosen < 0:
            open_ = np.where(room >= 1.0, 1.0, 0.0).reshape(-1, 1) * strength
            places = nearest(consultants, open_, ids, city, 1, key, month, order, u)
            chosen = places[0] if places.size > 0 else -1
        if chosen < 0:
            unmet[city] += 1.0
        else:
            room[chosen] -= 1.0
            load[chosen, city] += 1.0
    return load, unmet
