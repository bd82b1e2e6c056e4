"""Shares of agencies in a city's orders of a line: scores, bids, loyalty and capacity.

Of the orders of a city and line that do not go to the shared platform, the share `loyalty` stays with the
agency that served last; the others consider d agencies, each with a chance in proportion to its consultants,
and take the one with the highest score

    S = ln a - ln p + 0.8 (rho - 0.5) + list tilt - 0.004 minutes to its nearest office - 0.35 [none here]

plus a Gumbel taste of scale b (a quality, p price, rho reputation). Platform orders consider 2 d of the
member agencies and know no loyalty; there prices are visible and weigh three times as much (at the usual
weight a wider choice would favour better and dearer agencies, and the mean fee would rise). An agency of K
consultants gets of the orders that look around a share in proportion to

    K e / y (1 + v / y^2),   y = e + m,   e = exp(S / b),

the logit share against d - 1 rivals drawn by consultants, whose strengths sum to m on average with variance
v: the expected share to second order (a tenth of a percent of the orders are misplaced; without v, 1 %).

Orders above an agency's capacity go to agencies with room by the same shares; what nobody has room for is
unmet. Within a month an order waits for the agency it wants: if one that is full for a day turned it away,
small agencies, to whom orders come one by one, would lose a tenth of their work to large ones and close.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import RED, Agencies
from sim.compile import Integer, allocating, compiled, inlined, row

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Bytes = NDArray[np.uint8]
FILLINGS = 6
"""Rounds of water filling; after each only agencies with room take part."""
LOTS = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0375, 50.0])
"""Units of each line in one order of the auction: a person, a consultant's week, the staff of a client."""


class ScoreRule(NamedTuple):
    """Weights of the score under the names of `sim.parameters.Bidding`, and what else it rests on.

    list_tilt       score of red-listed agencies by city, the same off for low-rated ones, shape (C,)
    low_reputation  reputation below which an agency is low-rated
    minutes         travel time between cities, shape (C, C)
    """

    quality_weight: float
    price_weight: float
    reputation_weight: float
    distance_weight: float
    remote_penalty: float
    taste_scale: float
    list_tilt: Floats
    low_reputation: float
    minutes: Floats


@inlined
def merit(agencies: Agencies, agency: Integer, line: int, rule: ScoreRule) -> float:
    """Return the part of an agency's score that is the same in all cities."""
    value: float = (
        rule.quality_weight * math.log(agencies.quality[line, agency])
        - rule.price_weight * math.log(agencies.price[line, agency])
        + rule.reputation_weight * (agencies.reputation[agency] - 0.5)
    )
    return value


@inlined
def standing(agencies: Agencies, agency: Integer, city: int, value: float, rule: ScoreRule) -> float:
    """Return a merit with what lists and distance make of it in a city."""
    if agencies.list_status[agency, city] == RED:
        value += rule.list_tilt[city]
    elif agencies.reputation[agency] < rule.low_reputation:
        value -= rule.list_tilt[city]
    offices = np.int64(agencies.offices[agency])
    if offices >> city & 1 == 0:
        minutes = math.inf
        for office in range(rule.minutes.shape[0]):
            if offices >> office & 1 == 1:
                minutes = min(minutes, rule.minutes[office, city])
        value -= rule.distance_weight * minutes + rule.remote_penalty
    return value


@compiled
def score(agencies: Agencies, agency: int, city: int, line: int, rule: ScoreRule) -> float:
    """Return an agency's score for an order of a city and line, without taste."""
    return standing(agencies, agency, city, merit(agencies, agency, line, rule), rule)


@allocating
def strengths(
    agencies: Agencies, ids: Counts, serves: Bytes, line: int, rule: ScoreRule, remote: Floats
) -> Floats:
    """Return exp(score / taste scale) of agencies where they serve, else 0, shape (n, C).

    Args:
        agencies: Agencies.
        ids: agencies that offer the line, shape (n,).
        serves: 1 where an agency may take new orders, shape (G, C).
        line: service line.
        rule: ScoreRule.
        remote: factor where an agency has no office, by city of its head office and of the order, (C, C).
    """
    found = np.zeros((ids.size, serves.shape[1]))
    for place in range(ids.size):
        agency = row(ids[place])
        everywhere = merit(agencies, agency, line, rule)
        for city in range(serves.shape[1]):
            if serves[agency, city] == 1:
                value = standing(agencies, agency, city, everywhere, rule)
                found[place, city] = math.exp(value / rule.taste_scale)
                if np.int64(agencies.offices[agency]) >> city & 1 == 0:
                    found[place, city] *= remote[agencies.head_office[agency], city]
    return found


@allocating
def bid_shares(consultants: Floats, strength: Floats, considered: int) -> Floats:
    """Return the share of each agency in the orders that consider some agencies, shape (n, C).

    Args:
        consultants: of agencies, shape (n,).
        strength: exp(score / taste scale), 0 for those who may not, shape (n, C).
        considered: how many an order considers.
    """
    shares = np.zeros_like(strength)
    for city in range(strength.shape[1]):
        weight, total, squares = 0.0, 0.0, 0.0
        for place in range(consultants.size):
            e = strength[place, city]
            if e > 0.0:
                weight += consultants[place]
                total += consultants[place] * e
                squares += consultants[place] * e * e
        if weight <= 0.0:
            continue
        usual, whole = total / weight, 0.0
        rivals = (considered - 1) * usual
        variance = (considered - 1) * max(squares / weight - usual * usual, 0.0)
        for place in range(consultants.size):
            e = strength[place, city]
            if e > 0.0:
                y = e + rivals
                shares[place, city] = consultants[place] * e / y * (1.0 + variance / (y * y))
                whole += shares[place, city]
        for place in range(consultants.size):
            shares[place, city] /= whole
    return shares


@allocating
def spread_orders(
    orders: Floats, clients: Floats, bids: Floats, platform: Floats, platform_share: Floats, loyalty: float
) -> Floats:
    """Return the orders that go to each agency before capacity, shape (n, C).

    Args:
        orders: by city, shape (C,).
        clients: agencies' shares of last time's orders where they may serve, shape (n, C).
        bids: shares of those that look around, shape (n, C).
        platform: shares of the platform's orders, shape (n, C).
        platform_share: share of orders on the platform, shape (C,).
        loyalty: chance that an order stays with the agency that served last.
    """
    wanted = np.zeros_like(bids)
    for city in range(orders.size):
        kept, members = 0.0, 0.0
        for place in range(bids.shape[0]):
            kept += loyalty * clients[place, city]
            members += platform[place, city]
        posted = platform_share[city] if members > 0.0 else 0.0
        for place in range(bids.shape[0]):
            direct = loyalty * clients[place, city] + (1.0 - kept) * bids[place, city]
            wanted[place, city] = orders[city] * ((1.0 - posted) * direct + posted * platform[place, city])
    return wanted


@compiled
def cap_loads(load: Floats, capacity: Floats, excess: Floats, room: Floats) -> None:
    """Cut the loads of agencies down to capacity, in all cities in the same proportion.

    Args:
        load: orders by agency and city, shape (n, C); changes.
        capacity: orders that an agency can take, shape (n,).
        excess: adds what is cut by city, shape (C,).
        room: set to capacity less load before the cut, shape (n,).
    """
    for place in range(capacity.size):
        total = 0.0
        for city in range(load.shape[1]):
            total += load[place, city]
        room[place] = capacity[place] - total
        if room[place] < 0.0:
            kept = capacity[place] / total
            for city in range(load.shape[1]):
                excess[city] += load[place, city] * (1.0 - kept)
                load[place, city] *= kept


@allocating
def fill_capacity(load: Floats, bids: Floats, capacity: Floats) -> Floats:
    """Bring loads within capacity; the excess goes to agencies with room. Returns what is left, shape (C,).

    Args:
        load: orders by agency and city, shape (n, C); changes.
        bids: shares by which the excess spreads, shape (n, C).
        capacity: orders that an agency can take, shape (n,).
    """
    excess = np.zeros(load.shape[1])
    room = np.empty(capacity.size)
    for _ in range(FILLINGS):
        cap_loads(load, capacity, excess, room)
        if not excess.any():  # nobody is above capacity: later rounds change nothing
            return excess
        for city in range(load.shape[1]):
            free = 0.0
            for place in range(capacity.size):
                if room[place] > 0.0:
                    free += bids[place, city]
            if excess[city] <= 0.0 or free <= 0.0:
                continue
            for place in range(capacity.size):
                if room[place] > 0.0:
                    load[place, city] += excess[city] * bids[place, city] / free
            excess[city] = 0.0
    cap_loads(load, capacity, excess, room)
    return excess
