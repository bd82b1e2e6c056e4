"""Stage 6, separations: layoffs and releases are carried out, then others lose their jobs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.reference import draws
from tests.reference.arithmetic import vector_mean
from tests.reference.employment import end_jobs
from tests.reference.objects import Status, Worker

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

LONGEST_TENURE = 120
"""Months of tenure beyond which hazards no longer fall."""
MISLED_MONTHS = 3
"""Months at risk of those whom an agency misled."""


def base_hazard(market: ReferenceMarket, worker: Worker) -> float:
    """Return the hazard by skill, contract and tenure, before norm, season and pandemic."""
    rates = market.parameters.separation
    tenure = min(market.now.index - worker.spell_start, LONGEST_TENURE)
    young = 1.0 + rates.new_tenure_multiplier * math.exp(-tenure / rates.tenure_scale)
    skill, contract = rates.skill_multiplier[worker.skill], rates.contract_multiplier[worker.contract]
    return rates.separation_rate * skill * contract * young


def misconduct_factor(market: ReferenceMarket, worker: Worker) -> float:
    """Return the factor on the hazard of those whom the agency misled, in their first months."""
    recent = market.now.index - worker.spell_start <= MISLED_MONTHS
    return market.parameters.mediation.misconduct_separation if worker.misled and recent else 1.0


def season(market: ReferenceMarket) -> float:
    """Return the factor of the season: high in February and March."""
    rates, now = market.parameters.separation, market.now
    if now.burn_in:
        return 1.0
    return rates.season_february_march if now.of_year in (2, 3) else rates.season_other


def pandemic(market: ReferenceMarket, city: int, industry: int) -> float:
    """Return the factor of the pandemic in a city and industry."""
    sensitivity = market.region.covid_sensitivity.tolist()
    relative = sensitivity[industry] / vector_mean(sensitivity)
    return math.exp(market.parameters.separation.covid_multiplier * market.now.stringency[city] * relative)


def separate(market: ReferenceMarket) -> None:
    """End the jobs of those laid off, released and separated."""
    flows, month = market.flows, market.now.index
    flows.jobs_laid_off = end_jobs(market, flows.laid_off, Status.UNEMPLOYED)
    flows.jobs_released = end_jobs(market, flows.released, Status.UNEMPLOYED)
    common = season(market) / market.separation_norm
    factor = {
        (city, industry): pandemic(market, city, industry) * common
        for city in range(market.n_cities)
        for industry in market.industries
    }
    separated = []
    for worker in market.workers_in_order():
        if worker.employed:
            assert worker.work_city is not None
            hazard = base_hazard(market, worker) * factor[worker.work_city, worker.industry]
            hazard *= misconduct_factor(market, worker)
            if market.draws.fraction(draws.SEPARATION, month, worker.identity) < hazard:
                separated.append(worker)
    flows.jobs_separated = end_jobs(market, separated, Status.UNEMPLOYED)
