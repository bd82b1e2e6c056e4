"""Stage 5, firms: demand for labour, growth, exit, entry, target sizes, and who is laid off."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.arithmetic import running_sums, single
from tests.reference.objects import Firm, OwnAccountPool, Pair, Worker

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket


def exit_chance(market: ReferenceMarket, firm: Firm) -> float:
    """Return the monthly chance to close, lower for large firms."""
    rule = market.parameters.firms
    return min(0.5, rule.exit_rate * math.exp(-rule.exit_size_exponent * firm.log_size))


def grown(market: ReferenceMarket, firm: Firm, u: float) -> float:
    """Return the next log latent size: a Laplace shock, and the drift that keeps the Pareto tail."""
    rule = market.parameters.firms
    spread = rule.growth_scale * math.exp(-rule.size_variance_slope * firm.log_size)
    zeta = rule.zipf_exponent
    drift = (-math.log(1.0 - exit_chance(market, firm)) - zeta * zeta * spread * spread / 2.0) / zeta
    scale = spread / math.sqrt(2.0)
    shock = scale * math.log(2.0 * u) if u < 0.5 else -scale * math.log(2.0 * (1.0 - u))
    return firm.log_size + drift + shock


def grow_and_close(market: ReferenceMarket) -> Counter:
    """Let firms close or grow. A target below half a worker closes a firm for sure.

    Returns:
        Expected closures by city and industry, cut to multiples of 2^-40: such sums have no order.
    """
    month = market.now.index
    expected: Counter = Counter()
    for firm in market.living_firms():
        chance = exit_chance(market, firm)
        expected[firm.city, firm.industry] += int(chance * 2.0**40)
        too_small = firm.desired_headcount < 0.5
        if too_small or market.draws.fraction(draws.FIRM_EXIT, month, firm.identity) < chance:
            firm.alive = False
            market.flows.closed_firms.append(firm)
            market.flows.firm_closures[firm.city] += 1
        else:
            u = market.draws.uniform(draws.FIRM_GROWTH, month, firm.identity)
            firm.log_size = grown(market, firm, u)
    return expected


def open_firms(market: ReferenceMarket, expected: Counter) -> None:
    """Let firms enter: Poisson around the expected closures of their city and industry."""
    month = market.now.index
    factor = market.policies.firm_entry(np.ones(market.n_cities), month).tolist()
    for city in range(market.n_cities):
        for industry in market.industries:
            pair = city * market.n_industries + industry
            u = market.draws.uniform(draws.FIRM_ENTRY, month, pair)
            count = draws.poisson_count(expected[city, industry] * 2.0**-40 * factor[city], u)
            for identity in market.firm_blocks[1 + pair].take(count):
                found_firm(market, identity, city, industry)
            market.flows.firm_entries[city] += count


def found_firm(market: ReferenceMarket, identity: int, city: int, industry: int) -> None:
    """Set up a firm without staff, at a Pareto size, with a lasting wage premium and place."""
    rule, month = market.parameters.firms, market.now.index
    u = market.draws.uniform(draws.FIRM_ENTRY, month, identity, 1)
    firm = Firm(market, identity, city, industry)
    size = math.log(rule.minimum_size) - math.log(u) / rule.entrant_pareto_exponent
    firm.log_size = min(size, math.log(rule.maximum_size))
    u = market.lasting.uniform(draws.INITIAL, draws.TIMELESS, identity, 1)
    firm.wage_premium = single(market.parameters.wages.firm_premium_sd * draws.standard_normal(u))
    firm.zone = zone(market, identity, city)
    firm.entry_month = month
    u = market.lasting.uniform(draws.INITIAL, draws.TIMELESS, identity, 3)
    firm.service_awareness = single(u)
    market.firms[identity] = firm


def zone(market: ReferenceMarket, identity: int, city: int) -> int:
    """Return the kind of zone a firm sits in: 0 none, else 1, 2, 3 by their shares of all firms in zones."""
    rule = market.parameters.firms
    share = rule.zone_share_first_city if city == 0 else rule.zone_share_other
    u = market.lasting.uniform(draws.INITIAL, draws.TIMELESS, identity, 2)
    passed = running_sums([0.0, *rule.zone_kinds[:-1]])
    return sum(u < share * (1.0 - before) for before in passed)


def labour_demand(market: ReferenceMarket) -> dict[Pair, float]:
    """Return the demand for labour by sector, city and industry: of the start, times what changed since."""
    rule, wages, now = market.parameters.firms, market.parameters.wages, market.now
    ease = rule.hiring_ease_elasticity * market.parameters.vacancies.hiring_cost_elasticity
    years, wage_years = now.elapsed / 12, now.trend_elapsed / 12
    demand = {}
    for city in market.cities:
        c = city.identity
        common = (1.0 + float(market.region.labour_demand_growth[c])) ** years
        common *= now.output[c] ** rule.output_elasticity
        common *= (city.fill_rate / market.normal_fill_rate) ** ease
        for industry in market.industries:
            change = math.fsum(
                market.skill_mix[c][industry][q]
                * (market.log_wages[c, industry, q] - market.log_wages_at_start[c, industry, q])
                for q in market.skills
            )
            factor = common * math.exp(rule.wage_elasticity * (change - wages.wage_trend * wage_years))
            for sector in (0, 1):
                demand[sector, c, industry] = market.labour_demand_at_start[sector, c, industry] * factor
    return demand


def set_targets(market: ReferenceMarket) -> dict[int, int]:
    """Share demand among firms by latent size; return the layoffs of firms with too many staff, by firm."""
    rule, month = market.parameters.firms, market.now.index
    demand = labour_demand(market)
    total: Counter = Counter()
    for firm in market.living_firms():
        total[firm.pair] += int(math.exp(firm.log_size) * 2.0**20)
    layoffs = {}
    for firm in market.firms_in_order():
        if isinstance(firm, OwnAccountPool):
            firm.desired_headcount = single(demand[firm.pair])
        elif firm.alive:
            target = demand[firm.pair] * (math.exp(firm.log_size) * 2.0**20 / float(total[firm.pair]))
            firm.desired_headcount = single(target)
            excess = firm.headcount - (1.0 + rule.layoff_band) * target
            if excess > 0.0:
                u = market.draws.fraction(draws.LAYOFF, month, firm.identity)
                layoffs[firm.identity] = draws.stochastic_round(rule.layoff_speed * excess, u)
    return layoffs


def choose_layoffs(staff: list[Worker], count: int) -> list[Worker]:
    """Return whom a firm lays off: the shortest tenure first, of equal tenure the lower id."""
    return sorted(staff, key=lambda worker: (-worker.spell_start, worker.identity))[:count]


def run_firms(market: ReferenceMarket) -> None:
    """Let firms grow, close, enter and set targets; name the staff of closed firms and those laid off."""
    expected = grow_and_close(market)
    open_firms(market, expected)
    layoffs = set_targets(market)
    staff: dict[int, list[Worker]] = {}
    for worker in market.workers_in_order():
        if worker.employed:
            assert worker.employer is not None
            staff.setdefault(worker.employer.identity, []).append(worker)
            if not worker.employer.alive:
                market.flows.released.append(worker)
    for firm in sorted(layoffs):
        market.flows.laid_off += choose_layoffs(staff.get(firm, []), layoffs[firm])
