"""Stage 16, growth of agencies: capacity, prices and quality."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.reference import draws
from tests.reference.agencies import STOCKS, Agency, Line, LineShares, Services
from tests.reference.agency_support import Support
from tests.reference.arithmetic import ordered_sum

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

MARGIN_MEMORY = 1.0 / 12.0
"""Weight of this month in the memory of margins: they are a mean of about a year."""
FRONTIER = 0.95
"""Quantile of quality in a line that others imitate."""
FRONTIER_DEVIATIONS = 1.6448536269514722
"""Standard deviations from the mean to the frontier of a normal law."""


def observe_margins(market: ReferenceMarket) -> None:
    """Revise the memory of net revenue over cost by head office, where there is an agency."""
    for city in range(market.n_cities):
        seated = [agency for agency in market.living_agencies() if agency.head_office == city]
        earned = float(sum(agency.net_revenue for agency in seated))
        spent = float(sum(agency.cost for agency in seated))
        if spent > 0.0:
            old = market.memory.margin[city]
            market.memory.margin[city] = old + MARGIN_MEMORY * (earned / max(spent, 1.0) - old)


def adapt_all(market: ReferenceMarket, services: Services) -> None:
    """Revise capacity, prices and quality of all agencies: first note every frontier, then line by line."""
    frontiers, support = [frontier(market, line) for line in Line], Support(market)
    for line, shares in zip(Line, services.lines, strict=True):
        adapt_line(market, line, shares, frontiers[line], support)


def frontier(market: ReferenceMarket, line: Line) -> float:
    """Return the log quality of the best twentieth of a line; 0 where nobody serves."""
    held = [agency.desks[line] for agency in market.living_agencies()]
    qualities = sorted(desk.quality for desk in held if desk.consultants > 0.0)
    return math.log(qualities[int(FRONTIER * (len(qualities) - 1))]) if qualities else 0.0


def adapt_line(
    market: ReferenceMarket, line: Line, shares: LineShares, best: float, support: Support
) -> None:
    """Revise capacity, prices and quality in a line."""
    loads = [load_of(market, shares, agency, line) for agency in shares.sellers]
    capacity = [shares.capacity[agency.identity] for agency in shares.sellers]
    in_line = ordered_sum(loads) / max(ordered_sum(capacity), 1e-12)
    for agency, load, able in zip(shares.sellers, loads, capacity, strict=True):
        desk = agency.desks[line]
        desk.utilisation = load / able
        more = support.extra_growth(agency)
        desk.consultants *= math.exp(capacity_step(market, agency, desk.utilisation, in_line, more))
        desk.price = revised_price(market, desk.price, desk.utilisation)
        desk.quality = revised_quality(market, agency, line, best, support)


def load_of(market: ReferenceMarket, shares: LineShares, agency: Agency, line: Line) -> float:
    """Return what an agency serves of a line: its stock, or the orders of the month."""
    if line in STOCKS:
        return ordered_sum([by_kind[STOCKS.index(line)] for by_kind in agency.stock])
    return ordered_sum([shares.load[agency.identity, city] for city in range(market.n_cities)])


def shock(market: ReferenceMarket, agency: Agency, kind: int) -> float:
    """Return the month's shock of an agency, standard normal: 0 for capacity, 1 for quality."""
    u = market.draws.uniform(draws.AGENCY_SHOCK, market.now.index, agency.identity, kind)
    return draws.standard_normal(u)


def capacity_step(market: ReferenceMarket, agency: Agency, used: float, in_line: float, more: float) -> float:
    """Return the change of log capacity: all hire for a growing market; who owes money does not grow."""
    growth = market.parameters.agency_growth
    step = growth.capacity_response * (in_line - growth.target_utilisation)
    step += growth.capacity_response / 12.0 * (used - in_line)
    step += growth.capacity_shock * shock(market, agency, 0) + more
    highest = growth.capacity_bound if agency.cash >= 0 else 0.0
    return min(max(step, -growth.capacity_bound), highest)


def revised_price(market: ReferenceMarket, price: float, used: float) -> float:
    """Return the next price index: higher the more work there is, within bounds."""
    growth = market.parameters.agency_growth
    lowest, highest = growth.price_bounds
    price *= math.exp(growth.price_response * (used - growth.target_utilisation))
    return min(max(price, lowest), highest)


def revised_quality(
    market: ReferenceMarket, agency: Agency, line: Line, best: float, support: Support
) -> float:
    """Return the next quality: imitation and what gets lost of it, experience, a shock, and support."""
    growth, spread = market.parameters.agency_growth, market.parameters.agencies.quality_sd
    forgetting = growth.diffusion * FRONTIER_DEVIATIONS * spread
    kept = 1.0 - growth.diffusion
    total, units = agency.desks[line].cumulative_volume, agency.desks[line].volume
    doublings = math.log2(total / (total - units)) if total > units > 0.0 else 0.0
    level = math.log(agency.desks[line].quality)
    lead = support.lead[agency.identity]
    level += growth.diffusion * support.speed[agency.head_office] * (best + lead - level) - forgetting
    shock_size = spread * math.sqrt(1.0 - kept * kept)
    rise = lead - support.earlier[agency.identity]
    level += growth.learning * doublings + shock_size * shock(market, agency, 1) + rise
    return math.exp(level)
