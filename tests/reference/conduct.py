"""Stage 15, conduct of agencies: complaints, detection, black list and reputation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.agencies import PLACING, Agency, Line, LineShares, Services
from tests.reference.agency_accounts import books
from tests.reference.service_information import misconduct_chance

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

FILL_MEMORY = 1.0 / 6.0
"""Weight of this month in the expected chance to fill a post."""
MANY = 700.0
"""Expected count from which the smallest double is too large for exp(-mean)."""


def judge_conduct(market: ReferenceMarket, services: Services) -> tuple[list[int], list[int]]:
    """Run the month's conduct; return complaints and new black-list entries by head office."""
    n, month = market.n_cities, market.now.index
    complaints, listed = [0] * n, [0] * n
    observe_filling(market)
    placements = placements_of(market, services)
    usual = market.parameters.conduct.detection
    detection = market.policies.detection(np.full(n, usual), month).tolist()
    for agency in market.living_agencies():
        home, placed = agency.head_office, placements.get(agency.identity, 0.0)
        count = complaints_about(market, agency, placed)
        complaints[home] += count
        if count > 0:
            agency.last_complaint = month
        if is_detected(market, agency, placed, detection[home]):
            listed[home] += agency.listed_until[home] < month
            agency.listed_until[home] = month + market.parameters.conduct.black_list_months
        agency.reputation = revised_reputation(market, agency, placed, count)
    return complaints, listed


def observe_filling(market: ReferenceMarket) -> None:
    """Revise the expected chance to fill a post, in the first round and by further ones."""
    flows, expected = market.flows, market.memory.fill_rate
    orders = flows.orders_open.total()
    further = flows.placements_beyond_applicants.total()
    if orders > 0:
        seen = [(flows.placements.total() - further) / orders, further / orders]
        market.memory.fill_rate = [
            old + FILL_MEMORY * (new - old) for old, new in zip(expected, seen, strict=True)
        ]


def placements_of(market: ReferenceMarket, services: Services) -> dict[int, float]:
    """Return the placements of each agency this month, staff contracts included, real size, by its id."""
    found: dict[int, float] = {}
    for line in PLACING:
        shares = services.lines[line]
        for agency, units in zip(shares.sellers, placements_in(market, shares, line), strict=True):
            found[agency.identity] = found.get(agency.identity, 0.0) + units
    return found


def placements_in(market: ReferenceMarket, shares: LineShares, line: Line) -> list[float]:
    """Return each agency's placements of a line: in every city in proportion to its client book."""
    found = [0.0 for _ in shares.sellers]
    for city in range(market.n_cities):
        placed = market.flows.placements[city, line] / market.scale
        for place, share in enumerate(books(shares.sellers, city, line)):
            found[place] += share * placed
    return found


def complaints_about(market: ReferenceMarket, agency: Agency, placed: float) -> int:
    """Return the complaints: Poisson around a share of the expected cases of misconduct."""
    cases = placed * misconduct_chance(market, agency)
    u = market.draws.uniform(draws.COMPLAINT, market.now.index, agency.identity)
    return poisson_quantile(cases * market.parameters.conduct.complaint, u)


def poisson_quantile(mean: float, u: float) -> int:
    """Return the Poisson count at which the distribution function reaches u, by summation."""
    mean = min(mean, MANY)
    probability = cumulative = math.exp(-mean)
    count = 0
    while cumulative < u and count < mean + 40.0 * math.sqrt(mean) + 40.0:
        count += 1
        probability *= mean / count
        cumulative += probability
    return count


def is_detected(market: ReferenceMarket, agency: Agency, placed: float, detection: float) -> bool:
    """Return whether an agency is detected: one that offends systematically and had a case this month."""
    if agency.honesty >= market.parameters.conduct.offender_honesty:
        return False
    cases = placed * misconduct_chance(market, agency)
    u = market.draws.fraction(draws.DETECTION, market.now.index, agency.identity)
    return u < detection * (1.0 - math.exp(-cases))


def revised_reputation(market: ReferenceMarket, agency: Agency, placed: float, complaints: int) -> float:
    """Return the reputation after a month: it follows posts filled, less complaints."""
    conduct, (first, further) = market.parameters.conduct, market.memory.fill_rate
    success = min(first + further * agency.desks[Line.RECRUITMENT].quality, 1.0)
    seen = success - conduct.complaint_weight * complaints / max(placed, 1.0)
    reputation = (1.0 - conduct.memory) * agency.reputation + conduct.memory * seen
    return min(max(reputation, 0.0), 1.0)
