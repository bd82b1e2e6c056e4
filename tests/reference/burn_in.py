"""Burn-in: twenty-four months at the conditions of 2019, then what is frozen for the run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.reference.agencies import Line
from tests.reference.arithmetic import ordered_sum, vector_mean, vector_sum
from tests.reference.clock import open_month
from tests.reference.prices import forget, log_tightness
from tests.reference.search import search_hazard
from tests.reference.separations import base_hazard, misconduct_factor
from tests.reference.service_information import heard_through_agencies, open_service_market
from tests.reference.service_prices import CENTS, city_wage
from tests.reference.training import count_eligible

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

FIRST, NORMAL_MONTHS = -24, 12


def search_norm(market: ReferenceMarket) -> float:
    """Return the norm with which the employed search at the on-the-job rate on average."""
    employed = [worker for worker in market.workers_in_order() if worker.employed]
    total = sum(int(search_hazard(market, worker, 1.0) * 2.0**40) for worker in employed)
    return total * 2.0**-40 / max(len(employed), 1) / market.parameters.search.on_the_job_rate


def separation_norm(market: ReferenceMarket, other_losses: float) -> float:
    """Return the norm with which separations and other job losses add up to the separation rate."""
    employed = [worker for worker in market.workers.values() if worker.employed]
    total = sum(
        int(base_hazard(market, worker) * misconduct_factor(market, worker) * 2.0**40) for worker in employed
    )
    wanted = market.parameters.separation.separation_rate * len(employed)
    share = 0.1 * market.parameters.separation.separation_rate * len(employed)
    return total * 2.0**-40 / max(wanted - other_losses, share)


def note_heard(market: ReferenceMarket, index: int) -> None:
    """Remember what residents hear through the agencies of the start."""
    if market.has_agencies:
        market.now = open_month(market.region, market.covid, index)
        open_service_market(market)
        market.memory.heard_start = heard_through_agencies(market)


def end_burn_in(market: ReferenceMarket, placements: float) -> None:
    """Fix what the market of the start is measured by, and give agencies their cash.

    Args:
        market: the model.
        placements: recruiters' placements a month, real size, mean of the last year.
    """
    memory, rule, growth = market.memory, market.parameters.agencies, market.parameters.agency_growth
    recruiters = rule.line_share[Line.RECRUITMENT] * rule.revenue
    memory.referral_fee = recruiters / (12.0 * max(placements, 1.0))
    memory.margin_start = memory.margin.copy()
    memory.unmet_start = [
        vector_sum(unmet) / max(vector_sum(orders), 1e-12)
        for unmet, orders in zip(memory.unmet, memory.orders, strict=True)
    ]
    agencies = market.agencies_in_order()
    for line in Line:
        held = [agency.desks[line].consultants for agency in agencies if agency.desks[line].consultants > 0.0]
        memory.consultants_per_agency[line] = ordered_sum(held) / max(len(held), 1)
    wages = [city_wage(market, city) * growth.consultant_cost * CENTS for city in range(market.n_cities)]
    for agency in agencies:
        consultants = vector_sum([desk.consultants for desk in agency.desks])
        agency.cost = round(consultants * wages[agency.head_office])
        agency.cash = round(rule.starting_cash * agency.cost)


def burn_in(market: ReferenceMarket) -> Iterator[int]:
    """Run burn-in month by month; yield the index of each month when it is over, and 0 at the end."""
    note_heard(market, FIRST)
    market.look_around(FIRST)
    market.search_norm = search_norm(market)
    cities = range(market.n_cities)
    employed = sum(worker.employed for worker in market.workers.values())
    losses = [market.parameters.separation.separation_rate / 2.0 * employed]
    norms: list[float] = []
    placements: list[float] = []
    for index in range(FIRST, 0):
        market.look_around(index)
        if index == -NORMAL_MONTHS:
            forget(market)
        market.separation_norm = separation_norm(market, vector_mean(losses[-NORMAL_MONTHS:]))
        norms.append(market.separation_norm)
        market.step()
        flows = market.flows
        losses.append(float(flows.jobs_laid_off.total() + flows.jobs_released.total()))
        placements.append(float(sum(flows.placements[city, Line.RECRUITMENT] for city in cities)))
        yield index
    market.separation_norm = vector_mean(norms[-NORMAL_MONTHS:])
    months = float(NORMAL_MONTHS)
    market.tightness_at_start = log_tightness(market, market.posts_seen, market.seekers_seen, months)
    forget(market)
    note_heard(market, 0)
    market.look_around(0)
    market.search_norm = search_norm(market)
    market.eligible = count_eligible(market, 0)
    if market.has_agencies:
        end_burn_in(market, vector_mean(placements[-NORMAL_MONTHS:]) / market.scale)
    yield 0
