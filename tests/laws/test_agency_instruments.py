"""Directions of the instruments of agencies: each moves what it should, and the right way, in every pair.

The runs of a pair share draws and starting state, so that an instrument whose levers nothing reads has
exactly no effect, and fails. A year of the full dose on about 2,000 agencies. Seeds are fixed; with new ones
an effect of three times its spread over pairs would have the wrong sign in one of three pairs once in 250.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from sim.agents.agencies import Agencies, rows_of
from sim.agents.state import State
from sim.model import LabourMarket, new_initial_state
from sim.processes.clock import open_month
from sim.processes.service_information import misconduct_chance
from tests.laws.toolbox import dosed, run, table, world

SCALE, MONTHS, SEEDS = 0.0005, 12, (1, 2, 3)
FEWER = {"agencies": {"entities": 2000}}
LISTS = "red_black_credit_lists"


@cache
def start() -> State:
    """Return the state after burn-in of an industry of this size."""
    return new_initial_state(world(SCALE, MONTHS, parameters=FEWER))


@cache
def under(seed: int, *names: str, tight: bool = False) -> LabourMarket:
    """Return a run with instruments at their full dose from the first month; without names the baseline.

    Args:
        seed: of the draws.
        names: instruments.
        tight: whether consultants serve too little, so that orders stay unmet.
    """
    growth = {"agency_growth": {"capacity_response": 0.0, "capacity_shock": 0.3}} if tight else {}
    setting = world(SCALE, MONTHS, policies=dosed(1.0, *names), parameters=FEWER | growth)
    return run(setting, start(), seed)


def living(model: LabourMarket) -> Agencies:
    """Return the rows of the agencies that exist."""
    agencies = model.state.agencies
    return rows_of(agencies, np.flatnonzero(agencies.alive), Agencies._fields)


def lead(agencies: Agencies, chosen: np.ndarray) -> float:
    """Return by how much the chosen agencies lead the others in log quality, over the lines they offer."""
    level = np.log(np.where(agencies.consultants > 0.0, agencies.quality, 1.0))
    mean = level.sum(axis=0) / np.maximum((agencies.consultants > 0.0).sum(axis=0), 1)
    return float(mean[chosen].mean() - mean[~chosen].mean())


def second_offices(model: LabourMarket) -> float:
    """Return the offices besides head offices."""
    agencies = living(model)
    return float(np.unpackbits(agencies.offices[:, None]).sum() - agencies.alive.size)


def entered(model: LabourMarket) -> float:
    """Return the agencies that entered."""
    return float(table(model).agencies_entered.sum())


def misconduct_of_newcomers(model: LabourMarket) -> float:
    """Return the mean chance of misconduct of a placement by agencies that entered."""
    agencies, now = model.state.agencies, open_month(model.world, model.key, MONTHS - 1)
    new = (agencies.alive == 1) & (agencies.entry_month >= 0)
    return float(misconduct_chance(model.world, model.state, now)[new].mean())


def lead_of_tenants(model: LabourMarket) -> float:
    """Return the lead of tenants of parks."""
    agencies = living(model)
    return lead(agencies, agencies.park == 1)


def lead_of_certified(model: LabourMarket) -> float:
    """Return the lead of holders of the grade."""
    agencies = living(model)
    return lead(agencies, agencies.certified_5a == 1)


def lead_of_small_cities(model: LabourMarket) -> float:
    """Return the lead of agencies outside the first city."""
    agencies = living(model)
    return lead(agencies, agencies.head_office > 0)


def certified(model: LabourMarket) -> float:
    """Return the agencies with the grade."""
    return float(living(model).certified_5a.sum())


def share_of_the_largest(model: LabourMarket) -> float:
    """Return the share of the largest tenth in consultants."""
    sizes = np.sort(living(model).consultants.sum(axis=0))
    return float(sizes[-(sizes.size // 10) :].sum() / sizes.sum())


def fees_of_personnel_services(model: LabourMarket) -> float:
    """Return the fees for personnel services, of which technology is a part."""
    services = model.record.tables()["services"]
    chosen = (services.city == "All") & (services.line == "personnel services")
    return float(services[chosen].revenue_net.sum())


def total(measure: str) -> Callable[[LabourMarket], float]:
    """Return a measure of the whole region summed over months."""
    return lambda model: float(table(model)[measure].sum())


DIRECTIONS = [
    ("cross_city_equal_support", second_offices),
    ("agency_attraction_and_branching", entered),
    ("agency_attraction_and_branching", second_offices),
    ("market_opening_light_regulation", entered),
    ("market_opening_light_regulation", misconduct_of_newcomers),
    ("national_park_and_branch_parks", lead_of_tenants),
    ("national_park_and_branch_parks", entered),
    ("mid_high_end_format_upgrade", fees_of_personnel_services),
    ("demand_cultivation_hr_training", total("hr_orders")),
    ("standards_5a_agency_brands", lead_of_certified),
    ("standards_5a_agency_brands", certified),
    ("research_institute_innovation_transfer", lead_of_small_cities),
    ("financing_bonds_listing_social_capital", share_of_the_largest),
]


@pytest.mark.parametrize(("name", "measure"), DIRECTIONS)
def test_direction(name, measure):
    """Never less than in the baseline, and more over the pairs: some counts are few, and tie in a pair."""
    effects = [measure(under(seed, name)) - measure(under(seed)) for seed in SEEDS]
    assert min(effects) >= 0.0 < sum(effects), effects


def test_unmet_orders_are_forwarded():
    """Capacity that jumps at random and does not follow the line leaves orders unmet; an alliance fewer."""
    unmet = total("hr_orders_unmet")
    effects = [
        unmet(under(seed, "park_alliance_comanagement", tight=True)) - unmet(under(seed, tight=True))
        for seed in SEEDS
    ]
    assert max(effects) < 0.0, effects


def test_lists_answer_the_misconduct_that_an_open_market_brings():
    """With both, newcomers behave better than without any: 30 % less of what is 3 to 5 % more."""
    for seed in SEEDS:
        both = misconduct_of_newcomers(under(seed, "market_opening_light_regulation", LISTS))
        assert both < misconduct_of_newcomers(under(seed))


def test_a_placebo_moves_none_of_this():
    for measure in dict(DIRECTIONS).values():
        assert measure(under(1, "placebo")) == measure(under(1))
