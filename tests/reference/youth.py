"""Stage 4, youth: young people between lower secondary school and work or vocational school."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.reference import draws
from tests.reference.arithmetic import running_sums

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

SKILL_OF_KIND = (1, 1, 2)
"""Skill of the graduates of technician, secondary and higher vocational schools."""
INFLOW_SUB = 10


def school_entries(market: ReferenceMarket, city: int) -> list[float]:
    """Return who joins a city's labour force a year through schools by skill, at the intake of 2019."""
    region, rule = market.region, market.parameters.schools
    entries = [0.0] * market.n_skills
    for origin in range(market.n_cities):
        intake = float(region.school_intake[origin]) * market.scale
        local = float(region.school_local_share[origin])
        if origin == city:
            entries[0] += intake * (1.0 - rule.completion)
        for kind, skill in enumerate(SKILL_OF_KIND):
            graduates = intake * float(region.school_kind_share[origin][kind]) * rule.completion
            if origin == city:
                entries[skill] += graduates * local
            elif city == 0:
                entries[skill] += graduates * (1.0 - local) * rule.to_first_city
    return entries


def direct_entries(market: ReferenceMarket, city: int) -> list[float]:
    """Return who begins to work without school in a year of the start, by skill."""
    from tests.reference.demography import entrant_skills

    sums = entrant_skills(market, city)
    total = market.cities[city].population_at_start * market.parameters.population.entrant_rate
    schools = school_entries(market, city)
    return [
        max(total * (share - before) - entries, 0.0)
        for share, before, entries in zip(sums, [0.0, *sums], schools, strict=False)
    ]


def direct_skills(market: ReferenceMarket, city: int) -> list[float]:
    """Return the cumulative skill shares of those who begin to work without school."""
    entries = direct_entries(market, city)
    total = max(math.fsum(entries), 1e-12)
    return running_sums([count / total for count in entries])


def grow_up(market: ReferenceMarket) -> None:
    """Let young people leave lower secondary school, at a constant rate."""
    for city in range(market.n_cities):
        intake = float(market.region.school_intake[city]) * market.scale
        yearly = math.fsum(direct_entries(market, city)) + intake
        chance = market.draws.uniform(draws.SCHOOL, market.now.index, city, INFLOW_SUB)
        came = math.floor(yearly / 12 + chance)
        market.youth[city] += came
        market.flows.grown_up[city] = came


def begin_work(market: ReferenceMarket) -> None:
    """Take those who begin to work without school out of the stock: a twelfth of those September left."""
    for city in range(market.n_cities):
        if market.now.of_year == 9:
            market.direct_cohort[city] = market.youth[city]
        chance = market.draws.uniform(draws.ENTRANT, market.now.index, city, 1)
        begun = min(math.floor(market.direct_cohort[city] / 12 + chance), market.youth[city])
        market.youth[city] -= begun
        market.flows.begun_work[city] = begun
