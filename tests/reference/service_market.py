"""Stage 8, market for HR services: which agency gets which share of a city's orders of a line.

All is at real size: a simulated order stands for many, of which each agency gets its share.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tests.reference.agencies import STOCKS, Agency, Line, LineShares, Listing
from tests.reference.arithmetic import ordered_sum
from tests.reference.service_demand import RENEWAL

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

Table = dict[tuple[int, int], float]
"""By agency and city."""
FILLINGS = 6
"""Rounds in which what agencies cannot take goes to others."""


@dataclass
class Levers:
    """What policies set.

    platform_share, list_tilt  by city: share of orders on the platform, score that lists tilt
    remote_relief              [head office][city]: what is taken off the remote penalty, score
    forwarding                 [city][city of the park]: share of unmet orders forwarded
    output                     [head office][line]: log of the output of a consultant over the usual one
    """

    platform_share: list[float]
    list_tilt: list[float]
    remote_relief: list[list[float]]
    forwarding: list[list[float]]
    output: list[list[float]]


def allocate(
    market: ReferenceMarket, orders: list[list[float]]
) -> tuple[list[LineShares], list[list[float]]]:
    """Spread orders, [city][line], over agencies; return who gets what, and what nobody takes."""
    n, month = market.n_cities, market.now.index
    usual = np.full((n, n), market.parameters.bidding.remote_penalty)
    levers = Levers(
        market.policies.platform_share(np.zeros(n), month).tolist(),
        market.policies.list_tilt(np.zeros(n), month).tolist(),
        (usual - market.policies.remote_penalty(usual, month)).tolist(),
        market.policies.order_forwarding(np.zeros((n, n)), month).tolist(),
        market.policies.service_productivity(np.zeros((n, len(Line))), month).tolist(),
    )
    lines, unmet = [], [[0.0 for _ in Line] for _ in range(n)]
    for line in Line:
        shares, left = allocate_line(market, levers, line, [by_line[line] for by_line in orders])
        lines.append(shares)
        for city in range(n):
            unmet[city][line] = left[city]
    return lines, unmet


def allocate_line(
    market: ReferenceMarket, levers: Levers, line: Line, orders: list[float]
) -> tuple[LineShares, list[float]]:
    """Spread the orders of a line, by city."""
    bidding = market.parameters.bidding
    sellers = [agency for agency in market.living_agencies() if agency.desks[line].consultants > 0.0]
    units = [
        productivity(market, city, line) * math.exp(levers.output[city][line])
        for city in range(market.n_cities)
    ]
    capacity = {
        agency.identity: agency.desks[line].consultants * units[agency.head_office] for agency in sellers
    }
    strength = strengths(market, levers, sellers, line, bidding.price_weight)
    # On the platform prices are visible and weigh more, and the choice is wider.
    members = [agency for agency in sellers if agency.platform and any(levers.platform_share)]
    on_platform = strengths(market, levers, members, line, bidding.platform_price_weight)
    bids = bid_shares(market, sellers, line, strength, bidding.choice_set)
    platform = bid_shares(market, sellers, line, on_platform, 2 * bidding.choice_set)
    load: Table = {}
    for city in range(market.n_cities):
        spread_orders(market, levers, line, city, orders[city], sellers, bids, platform, load)
    served = [
        ordered_sum([load[agency.identity, city] for agency in sellers]) for city in range(market.n_cities)
    ]
    room = {agency.identity: free_capacity(agency, line, capacity[agency.identity]) for agency in sellers}
    left = fill_capacity(market, sellers, load, bids, room)
    # Where no agency may serve, orders go to nobody and are unmet.
    unmet = [left[city] + (0.0 if served[city] > 0.0 else orders[city]) for city in range(market.n_cities)]
    if any(share > 0.0 for row in levers.forwarding for share in row):
        forward_orders(market, levers, sellers, load, room, unmet)
    return LineShares(sellers, capacity, load, bids, platform), unmet


def forward_orders(
    market: ReferenceMarket,
    levers: Levers,
    sellers: list[Agency],
    load: Table,
    capacity: dict[int, float],
    unmet: list[float],
) -> float:
    """Offer a share of the unmet orders to tenants of parks in other cities, in proportion to their room.

    Returns:
        Orders forwarded.
    """
    cities, forwarded = range(market.n_cities), 0.0
    room = {
        agency.identity: capacity[agency.identity]
        - ordered_sum([load[agency.identity, city] for city in cities])
        for agency in sellers
    }
    for city in cities:
        share = levers.forwarding[city]
        partners = [
            agency
            for agency in sellers
            if agency.park
            and share[agency.head_office] > 0.0
            and room[agency.identity] > 0.0
            and agency.list_status[city] != Listing.BLACK
        ]
        total = ordered_sum([room[agency.identity] for agency in partners])
        offered = max((share[agency.head_office] for agency in partners), default=0.0)
        moved = min(offered * unmet[city], total)
        if moved > 0.0:
            for agency in partners:
                part = moved * (room[agency.identity] / total)
                load[agency.identity, city] += part
                room[agency.identity] -= part
            unmet[city] -= moved
            forwarded += moved
    return forwarded


def productivity(market: ReferenceMarket, home: int, line: Line) -> float:
    """Return units per consultant; a little more where agencies have become more (agglomeration)."""
    growth = market.parameters.agency_growth
    count = sum(agency.head_office == home for agency in market.living_agencies())
    ratio = max(float(count), 1.0) / max(market.memory.agencies_start[home], 1.0)
    return math.exp(growth.agglomeration * math.log(ratio)) * growth.productivity[line]


def free_capacity(agency: Agency, line: Line, capacity: float) -> float:
    """Return the orders that an agency can still take, beside the stock it serves."""
    if line not in STOCKS:
        return capacity
    held = ordered_sum([by_kind[STOCKS.index(line)] for by_kind in agency.stock])
    return max(capacity - held * (1.0 - RENEWAL if line == Line.PERSONNEL else 1.0), 0.0)


def score(
    market: ReferenceMarket, levers: Levers, agency: Agency, city: int, line: Line, price_weight: float
) -> float:
    """Return an agency's score for an order, without taste."""
    bidding, desk = market.parameters.bidding, agency.desks[line]
    value = (
        bidding.quality_weight * math.log(desk.quality)
        - price_weight * math.log(desk.price)
        + bidding.reputation_weight * (agency.reputation - 0.5)
    )
    if agency.list_status[city] == Listing.RED:
        value += levers.list_tilt[city]
    elif agency.reputation < market.parameters.conduct.low_reputation:
        value -= levers.list_tilt[city]
    if city not in agency.offices:
        minutes = min(market.places.minutes[office][city] for office in agency.offices)
        value -= bidding.distance_weight * minutes + bidding.remote_penalty
    return value


def strengths(
    market: ReferenceMarket, levers: Levers, sellers: list[Agency], line: Line, price_weight: float
) -> Table:
    """Return exp(score / taste scale) of agencies in the cities that they serve."""
    scale = market.parameters.bidding.taste_scale
    return {
        (agency.identity, city): math.exp(score(market, levers, agency, city, line, price_weight) / scale)
        * remote_support(levers, agency, city, scale)
        for agency in sellers
        for city in sorted(agency.serves)
    }


def remote_support(levers: Levers, agency: Agency, city: int, scale: float) -> float:
    """Return what policies make of the strength of an agency without a local office."""
    if city in agency.offices:
        return 1.0
    return math.exp(levers.remote_relief[agency.head_office][city] / scale)


def bid_shares(
    market: ReferenceMarket, sellers: list[Agency], line: Line, strength: Table, considered: int
) -> Table:
    """Return the shares of agencies in orders that consider some of them: a logit against random rivals.

    Each is considered with a chance in proportion to its consultants.
    """
    shares = {(agency.identity, city): 0.0 for agency in sellers for city in range(market.n_cities)}
    for city in range(market.n_cities):
        taking_part = [agency for agency in sellers if (agency.identity, city) in strength]
        if not taking_part:
            continue
        consultants = [agency.desks[line].consultants for agency in taking_part]
        e = [strength[agency.identity, city] for agency in taking_part]
        pairs = list(zip(consultants, e, strict=True))
        usual = ordered_sum([k * x for k, x in pairs]) / ordered_sum(consultants)
        squares = ordered_sum([k * x * x for k, x in pairs]) / ordered_sum(consultants)
        rivals = (considered - 1) * usual
        variance = (considered - 1) * max(squares - usual * usual, 0.0)
        weights = [k * x / (x + rivals) * (1.0 + variance / ((x + rivals) * (x + rivals))) for k, x in pairs]
        whole = ordered_sum(weights)
        for agency, weight in zip(taking_part, weights, strict=True):
            shares[agency.identity, city] = weight / whole
    return shares


def spread_orders(
    market: ReferenceMarket,
    levers: Levers,
    line: Line,
    city: int,
    orders: float,
    sellers: list[Agency],
    bids: Table,
    platform: Table,
    load: Table,
) -> None:
    """Set the orders of a city that go to each agency before capacity.

    Some are posted on the platform; of the others most stay with the agency that served last.
    """
    loyalty = market.parameters.bidding.loyalty
    loyal = [loyalty * (agency.clients[city][line] if city in agency.serves else 0.0) for agency in sellers]
    kept = ordered_sum(loyal)
    has_members = ordered_sum([platform[agency.identity, city] for agency in sellers]) > 0.0
    posted = levers.platform_share[city] if has_members else 0.0
    for agency, stays in zip(sellers, loyal, strict=True):
        key = agency.identity, city
        direct = stays + (1.0 - kept) * bids[key]
        load[key] = orders * ((1.0 - posted) * direct + posted * platform[key])


def fill_capacity(
    market: ReferenceMarket, sellers: list[Agency], load: Table, bids: Table, capacity: dict[int, float]
) -> list[float]:
    """Bring loads within capacity: what is too much goes to agencies with room, in proportion to bids.

    Returns:
        What nobody can take, by city.
    """
    excess = [0.0] * market.n_cities
    for _ in range(FILLINGS):
        room = cut(market, sellers, load, capacity, excess)
        with_room = [agency.identity for agency in sellers if room[agency.identity] > 0.0]
        for city in range(market.n_cities):
            free = ordered_sum([bids[identity, city] for identity in with_room])
            if excess[city] > 0.0 and free > 0.0:
                for identity in with_room:
                    load[identity, city] += excess[city] * bids[identity, city] / free
                excess[city] = 0.0
    cut(market, sellers, load, capacity, excess)
    return excess


def cut(
    market: ReferenceMarket,
    sellers: list[Agency],
    load: Table,
    capacity: dict[int, float],
    excess: list[float],
) -> dict[int, float]:
    """Cut loads down to capacity, in all cities in the same proportion; return the room left before."""
    room = {}
    for agency in sellers:
        keys = [(agency.identity, city) for city in range(market.n_cities)]
        total = ordered_sum([load[key] for key in keys])
        room[agency.identity] = capacity[agency.identity] - total
        if room[agency.identity] < 0.0:
            kept = capacity[agency.identity] / total
            for key in keys:
                excess[key[1]] += load[key] * (1.0 - kept)
                load[key] *= kept
    return room


def remember_clients(market: ReferenceMarket, lines: list[LineShares]) -> None:
    """Make this month's shares the client books; a city without an order of a line keeps its own."""
    for line, shares in zip(Line, lines, strict=True):
        for city in range(market.n_cities):
            served = ordered_sum([shares.load[agency.identity, city] for agency in shares.sellers])
            if served > 0.0:
                for agency in shares.sellers:
                    agency.clients[city][line] = shares.load[agency.identity, city] / served
