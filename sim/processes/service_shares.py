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

Orders come one by one, in lots, and so at random: of a Poisson number N of orders an agency with room for n
takes E min(N, n), fewer than come on average even if n is more, and turns the others away. They look around
again, by the same shares, among agencies that have room at that time. What nobody has room for is unmet.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import RED, Agencies
from sim.compile import compiled, inlined

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Bytes = NDArray[np.uint8]
FILLINGS = 8
"""Rounds in which orders that were turned away look around again: the steps of Newton's method."""
LOOKS = 3.0
"""Times that orders of a city look around again at most, on average, when nobody has room."""
MANY = 40.0
"""Room for so many lots that their number is as good as normal."""
LOTS = np.array([1.0, 1.0, 1.0, 1.0, 10.0, 1.0, 0.25, 50.0])
"""Units of each line in one order: a group of trainees, a quarter of a project, the accounts of a client."""


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
def score(agencies: Agencies, agency: int, city: int, line: int, rule: ScoreRule) -> float:
    """Return an agency's score for an order of a city and line, without taste."""
    minutes = math.inf
    offices = np.int64(agencies.offices[agency])
    for office in range(rule.minutes.shape[0]):
        if offices >> office & 1 == 1:
            minutes = min(minutes, rule.minutes[office, city])
    local = offices >> city & 1 == 1
    reputation = agencies.reputation[agency]
    value: float = (
        rule.quality_weight * math.log(agencies.quality[agency, line])
        - rule.price_weight * math.log(agencies.price[agency, line])
        + rule.reputation_weight * (reputation - 0.5)
    )
    if agencies.list_status[agency, city] == RED:
        value += rule.list_tilt[city]
    elif reputation < rule.low_reputation:
        value -= rule.list_tilt[city]
    if not local:
        value -= rule.distance_weight * minutes + rule.remote_penalty
    return value


@compiled
def strengths(agencies: Agencies, ids: Counts, serves: Bytes, line: int, rule: ScoreRule) -> Floats:
    """Return exp(score / taste scale) of agencies where they serve, else 0, shape (n, C)."""
    found = np.zeros((ids.size, serves.shape[1]))
    for place in range(ids.size):
        for city in range(serves.shape[1]):
            if serves[ids[place], city] == 1:
                found[place, city] = math.exp(
                    score(agencies, ids[place], city, line, rule) / rule.taste_scale
                )
    return found


@compiled
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


@compiled
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


@inlined
def above(z: float) -> float:
    """Return the chance that a standard normal exceeds z >= 0 (Abramowitz and Stegun 1964, 26.2.17)."""
    t = 1.0 / (1.0 + 0.2316419 * z)
    curve = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    return 0.3989422804014327 * math.exp(-0.5 * z * z) * curve


@compiled
def intake(arrivals: float, places: float) -> tuple[float, float]:
    """Return what is taken of a Poisson number of lots, on average, and the chance to have room for one more.

    Args:
        arrivals: lots that come on average.
        places: lots that fit; a part of a lot is the chance of one lot more.
    """
    if places <= 0.0 or arrivals <= 0.0:
        return 0.0, min(max(places, 0.0), 1.0)
    spread = math.sqrt(arrivals)
    if places >= arrivals + 6.0 * spread + 6.0:
        return arrivals, 1.0
    if places > MANY:
        z = (places - arrivals) / spread
        tail = above(abs(z))
        lost = spread * (0.3989422804014327 * math.exp(-0.5 * z * z) - abs(z) * tail)
        return (arrivals - lost, 1.0 - tail) if z >= 0.0 else (places - lost, tail)
    whole = int(places)
    chance, fewer, empty = math.exp(-arrivals), 0.0, 0.0
    for number in range(whole):
        fewer += chance
        empty += (whole - number) * chance
        chance *= arrivals / (number + 1)
    part = places - whole
    return whole - empty + part * (1.0 - fewer - chance), fewer + part * chance


@compiled
def take_orders(
    wanted: Floats, bids: Floats, more: Floats, places: Floats, lot: float, load: Floats, chance: Floats
) -> None:
    """Let agencies take what they have room for, of all cities in the same proportion.

    Args:
        wanted: orders that come first, by agency and city, shape (n, C).
        bids: shares by which those turned away come, shape (n, C).
        more: how many of them come by city, in orders that look around, shape (C,).
        places: lots that an agency can take, shape (n,).
        lot: units in a lot.
        load: set to the orders taken, shape (n, C).
        chance: set to what is taken of one order more from a city: there may be room, or else it takes the
            place of one from another city, shape (n, C).
    """
    for place in range(places.size):
        arrivals = 0.0
        for city in range(more.size):
            load[place, city] = wanted[place, city] + more[city] * bids[place, city]
            arrivals += load[place, city]
        taken, room = intake(arrivals / lot, places[place])
        kept = taken * lot / arrivals if arrivals > 0.0 else 0.0
        for city in range(more.size):
            part = load[place, city] / arrivals if arrivals > 0.0 else 1.0
            chance[place, city] = part * room + (1.0 - part) * kept
            load[place, city] *= kept


@compiled
def last_resort(load: Floats, bids: Floats, capacity: Floats, left: Floats) -> None:
    """Give orders that are left to agencies of the city in proportion to their free capacity.

    Args:
        load: orders by agency and city, shape (n, C); changes.
        bids: zero for who may not serve, shape (n, C).
        capacity: orders that an agency can take, shape (n,).
        left: orders that are left by city, shape (C,); changes.
    """
    free = np.empty(capacity.size)
    for city in range(left.size):
        whole = 0.0
        for place in range(capacity.size):
            free[place] = 0.0
            if bids[place, city] > 0.0:
                served = 0.0
                for other in range(left.size):
                    served += load[place, other]
                free[place] = max(capacity[place] - served, 0.0)
            whole += free[place]
        if whole > 0.0 and left[city] > 0.0:
            part = min(left[city] / whole, 1.0)
            for place in range(capacity.size):
                load[place, city] += part * free[place]
            left[city] = max(left[city] - whole, 0.0)


@compiled
def fill_capacity(load: Floats, bids: Floats, capacity: Floats, lot: float) -> Floats:
    """Bring loads within capacity; who is turned away looks around again. Returns what is left, shape (C,).

    Args:
        load: orders by agency and city, shape (n, C); changes.
        bids: shares by which those turned away look around, shape (n, C).
        capacity: orders that an agency can take, shape (n,).
        lot: units in a lot.
    """
    wanted, places, chance = load.copy(), capacity / lot, np.empty(load.shape)
    more, left = np.zeros(load.shape[1]), np.zeros(load.shape[1])
    for filling in range(FILLINGS + 1):
        take_orders(wanted, bids, more, places, lot, load, chance)
        for city in range(left.size):
            orders, served, free = 0.0, 0.0, 0.0
            for place in range(capacity.size):
                orders += wanted[place, city]
                served += load[place, city]
                free += bids[place, city] * chance[place, city]
            left[city] = orders - served
            if filling < FILLINGS and free > 0.0:
                more[city] = min(max(more[city] + left[city] / free, 0.0), LOOKS * orders)
            if filling == FILLINGS and left[city] < 0.0:
                for place in range(capacity.size):
                    load[place, city] *= orders / served
                left[city] = 0.0
    last_resort(load, bids, capacity, left)
    return left
