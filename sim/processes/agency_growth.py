"""Growth of agencies: capacity, prices and quality.

    capacity   d ln K = 0.5 (U - 0.8) + 0.5 / 12 (u - U) + shock, within +-10 %; growth only without debts
    price      d ln p = 0.05 (u - 0.8), within bounds
    quality    d ln a = 0.02 log2(V' / V) + 0.03 (ln a* - ln a) - f + shock,

with u the utilisation of the agency and U that of its line, V the volume served so far and a* the frontier,
the 95th percentile of the line. What is learnt by imitation gets lost at the rate f, and the shock renews
differences, so that mean and spread of quality stay what they are at the start unless experience or a policy
moves them. (Imitation alone would bring every agency to the frontier within five years.)

All agencies hire for a growing market at once; what one has more work than others it answers by its price
first and by hiring over a year. (With 0.5 a month on its own utilisation a usual difference of quality makes
an agency grow by a tenth every month; five agencies then serve half of a line after some years.) One shock a
month strikes all lines of an agency: growth is proportional, and the tail of sizes stays a power law.
What policies add is in `sim.processes.agency_support`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import N_LINES, STOCK_LINES, Agencies
from sim.agents.state import State
from sim.compile import compiled, row
from sim.draws import Key
from sim.processes.agency_support import Support, support
from sim.processes.clock import Month
from sim.processes.service_market import Allocation
from sim.processes.service_survey import MONTHS_PER_YEAR
from sim.processes.sums import row_sums
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
FRONTIER = 0.95
"""Quantile of quality in a line that others imitate."""
FRONTIER_DEVIATIONS = 1.6448536269514722
"""Standard deviations from the mean to the frontier of a normal law."""


class GrowthRule(NamedTuple):
    """Parameters of `sim.parameters.AgencyGrowth` of the same names, and what follows from them.

    forgetting  monthly loss of log quality that balances imitation at the start
    quality_shock  monthly sd of log quality that keeps its spread
    frontier    log quality at the frontier by line, shape (S,)
    """

    target_utilisation: float
    capacity_response: float
    capacity_shock: float
    capacity_bound: float
    price_response: float
    lowest_price: float
    highest_price: float
    learning: float
    diffusion: float
    forgetting: float
    quality_shock: float
    frontier: Floats


def frontier(agencies: Agencies, allocation: Allocation) -> Floats:
    """Return the log quality of the best twentieth of each line, shape (S,); 0 where nobody serves."""
    found = np.zeros(N_LINES)
    for line, offer in enumerate(allocation.lines):
        if offer.ids.size:
            place = int(FRONTIER * (offer.ids.size - 1))
            found[line] = math.log(float(np.partition(agencies.quality[line, offer.ids], place)[place]))
    return found


def growth_rule(world: World, best: Floats) -> GrowthRule:
    """Return the month's growth rule, for a log quality at the frontier by line, shape (S,)."""
    growth, spread = world.parameters.agency_growth, world.parameters.agencies.quality_sd
    kept = 1.0 - growth.diffusion
    lowest_price, highest_price = growth.price_bounds
    return GrowthRule(
        target_utilisation=growth.target_utilisation,
        capacity_response=growth.capacity_response,
        capacity_shock=growth.capacity_shock,
        capacity_bound=growth.capacity_bound,
        price_response=growth.price_response,
        lowest_price=lowest_price,
        highest_price=highest_price,
        learning=growth.learning,
        diffusion=growth.diffusion,
        forgetting=growth.diffusion * FRONTIER_DEVIATIONS * spread,
        quality_shock=spread * math.sqrt(1.0 - kept * kept),
        frontier=best,
    )


@compiled
def draw_shocks(ids: Counts, key: Key, month: int, shocks: Floats) -> None:
    """Write the month's shocks of capacity and quality, standard normal, to shocks[:, agency]."""
    for agency in ids:
        for kind in range(2):
            u = draws.uniform(key, draws.AGENCY_SHOCK, month, agency, kind)
            shocks[kind, agency] = draws.standard_normal(u)


@compiled
def adapt(
    agencies: Agencies,
    ids: Counts,
    line: int,
    capacity: Floats,
    load: Floats,
    rule: GrowthRule,
    shocks: Floats,
    added: Support,
) -> None:
    """Revise capacity, prices and quality of a line.

    Args:
        agencies: Agencies; consultants, price, quality and utilisation change.
        ids: agencies that offer the line, shape (n,).
        line: service line.
        capacity: units that each can serve in a month, shape (n,).
        load: units ordered or in stock, shape (n,).
        rule: GrowthRule.
        shocks: standard normals by kind and agency, shape (2, G).
        added: what policies add.
    """
    market = load.sum() / max(capacity.sum(), 1e-12)
    for place in range(ids.size):
        agency = row(ids[place])
        used = load[place] / capacity[place]
        agencies.utilisation[line, agency] = used
        step = rule.capacity_response * (market - rule.target_utilisation)
        step += rule.capacity_response / MONTHS_PER_YEAR * (used - market)
        step += rule.capacity_shock * shocks[0, agency] + added.growth[agency]
        highest = rule.capacity_bound if agencies.cash[agency] >= 0 else 0.0
        agencies.consultants[line, agency] *= math.exp(min(max(step, -rule.capacity_bound), highest))
        price = agencies.price[line, agency] * math.exp(
            rule.price_response * (used - rule.target_utilisation)
        )
        agencies.price[line, agency] = min(max(price, rule.lowest_price), rule.highest_price)
        total = agencies.cumulative_volume[line, agency]
        served = agencies.volume[line, agency]
        doublings = math.log2(total / (total - served)) if total > served > 0.0 else 0.0
        level = math.log(agencies.quality[line, agency])
        diffusion = rule.diffusion * added.speed[agency]
        level += diffusion * (rule.frontier[line] + added.lead[agency] - level) - rule.forgetting
        level += rule.learning * doublings + rule.quality_shock * shocks[1, agency] + added.rise[agency]
        agencies.quality[line, agency] = math.exp(level)


def adapt_all(world: World, state: State, now: Month, allocation: Allocation, ids: Counts) -> None:
    """Revise capacity, prices and quality of the living agencies, shape (n,)."""
    agencies, rule = state.agencies, growth_rule(world, frontier(state.agencies, allocation))
    shocks, added = np.zeros((2, agencies.alive.size)), support(world, state, now, ids)
    draw_shocks(ids, now.key, now.index, shocks)
    for line, offer in enumerate(allocation.lines):
        load = offer.load
        if line in STOCK_LINES:
            load = agencies.stock[STOCK_LINES.index(line)].take(offer.ids, axis=0)
        adapt(agencies, offer.ids, line, offer.capacity, row_sums(load), rule, shocks, added)
