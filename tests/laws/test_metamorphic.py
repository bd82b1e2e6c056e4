"""V17: transformations of the world whose effect is known in advance.

They are laws of the labour market: it runs without HR agencies, whose fees are money of their own and whose
offices, found where the data of the real cities say, make no two cities alike.
"""

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from scipy import stats

from sim.geography.region import Region
from sim.model import LabourMarket, new_initial_state
from sim.processes.world import World
from tests.laws.toolbox import ALARM, run, same_bits, table, with_key, world

REPLICATIONS = 12
MEASURES = ("unemployment_rate", "hires_job_to_job", "commuters_in", "moved_in", "in_migrants", "firms")


def cross_city(model: LabourMarket, kind: str) -> float:
    """Return the flow between different places, real size."""
    flows = model.record.flows_table()
    return float(flows[(flows.kind == kind) & (flows.origin != flows.destination)].workers.sum())


@pytest.mark.parametrize("cost", [60.0, 1e6])
def test_at_infinite_cost_nobody_takes_work_or_a_home_elsewhere(cost: float) -> None:
    """No cross-city hire, no move for a job, no house move. Exact: exp(-60 / 0.35) is below any draw.

    Moving costs even more than commuting, else those who commute already would escape by moving. Control: at
    the declared costs there are hundreds of hires.
    """
    choice = {"administrative_barrier": cost, "migration_cost": 2 * cost, "homeward_cost_share": 1.0}
    open_, shut = (
        run(world(scale=0.005, months=12, agencies=False, parameters=changed))
        for changed in ({}, {"choice": choice})
    )
    assert [cross_city(shut, kind) for kind in ("hires", "job_move", "house_move")] == [0.0, 0.0, 0.0]
    assert cross_city(open_, "hires") > 10_000


def nominally(factor_of_wages: float, factor_of_fares: float) -> LabourMarket:
    """Run two years of burn-in and one year with other units of money."""
    setting = world(months=14, agencies=False)
    region = replace(
        setting.region,
        wage_level=setting.region.wage_level * factor_of_wages,
        commuting_cost=setting.region.commuting_cost * factor_of_fares,
    )
    setting = replace(setting, region=region)
    return run(setting, new_initial_state(setting))


def real_choices(model: LabourMarket) -> dict[str, np.ndarray]:
    """Return every column of workers, firms and posts that is not money."""
    state = model.state
    columns = {f"workers.{name}": column for name, column in state.workers._asdict().items()}
    columns |= {f"firms.{name}": column for name, column in state.firms._asdict().items()}
    columns["vacancies.open_posts"] = state.vacancies.open_posts
    del columns["workers.log_wage"]
    return columns


def test_money_is_a_veil() -> None:
    """Twice all wages and fares: the same people do the same things, for log wages higher by ln 2.

    Choices are equal exactly, not by construction but because a wage rounded to 32 bits changes a value by
    less than 1e-6, which turns one choice in about a million: 0.02 expected among those of the run, so a
    false alarm has odds of 2 % over all seeds and none at this one. Target sizes may differ in their last
    bits. Control: wages doubled without fares change choices.
    """
    plain, doubled = nominally(1.0, 1.0), nominally(2.0, 2.0)
    for name, column in real_choices(plain).items():
        if column.dtype.kind == "f":
            assert np.allclose(column, real_choices(doubled)[name], rtol=1e-5), name
        else:
            assert same_bits(column, real_choices(doubled)[name]), name
    # Students have no wage yet.
    paid = (plain.state.workers.status != 5) & (plain.state.workers.school < 0)
    rise = doubled.state.workers.log_wage[paid] - plain.state.workers.log_wage[paid]
    assert np.allclose(rise, np.log(2.0), atol=1e-5)
    cheap = real_choices(nominally(2.0, 1.0))
    assert not all(same_bits(column, cheap[name]) for name, column in real_choices(plain).items())


def identical_cities(region: Region) -> Region:
    """Return the region with four cities that are alike in everything but their names."""
    n = region.n_cities
    between = 1.0 - np.eye(n)
    own, other = 0.8, 0.02
    registration = np.full((n, region.n_nodes), (1.0 - own - (n - 1) * other) / (region.n_nodes - n))
    registration[:, :n] = other * between + own * np.eye(n)
    minutes = np.full((region.n_nodes, region.n_nodes), np.nan)
    minutes[:n, :n] = 60.0 * between + 30.0 * np.eye(n)
    persons = region.labour_force.sum(axis=0) // n
    changed = {
        "labour_force": np.repeat(persons[None], n, axis=0),
        "registration_share": registration,
        "travel_time": minutes,
        "commuting_cost": 900.0 * between,
        "initial_commuters": 4000.0 * between,
        "talent_share": np.full(n, 1.0 / n),
    }
    for name in ("wage_level", "rent_level", "labour_demand_growth", "outside_pool"):
        figures = getattr(region, name)
        changed[name] = np.repeat(figures.mean(axis=0, keepdims=True), n, axis=0)
    for name in ("demand_deviation", "stringency"):
        changed[name] = np.repeat(getattr(region, name)[:1], n, axis=0)
    assert set(changed) <= {item.name for item in fields(region)}
    return replace(region, **changed)


@cache
def city_means(gap: float) -> dict[str, np.ndarray]:
    """Return means of the run by measure, shape (replications, cities); each starts from people of its own.

    Args:
        gap: wages of the first city over those of two others, and of these over those of the last.
    """
    setting = world(scale=0.001, months=8, agencies=False)
    region = identical_cities(setting.region)
    region = replace(region, wage_level=region.wage_level * np.array([gap, 1.0, 1.0, 1.0 / gap]))
    rows = [city_rows(replace(setting, region=region), number) for number in range(REPLICATIONS)]
    return {measure: np.array([[city[measure] for city in row] for row in rows]) for measure in MEASURES}


def city_rows(setting: World, number: int) -> list[dict[str, float]]:
    """Return the means of each city of one replication."""
    own = with_key(setting, 900 + number)
    model = run(own, new_initial_state(own), seed=number)
    return [table(model, city).mean(numeric_only=True).to_dict() for city in setting.region.city_names]


def exchangeable_p_value(values: np.ndarray) -> float:
    """Return the p-value of Friedman's test: cities permuted within each replication are equally likely."""
    generator = np.random.default_rng(1)
    values = values + generator.uniform(0.0, 1e-9, values.shape)  # equal figures are put in random order
    return float(stats.friedmanchisquare(*values.T).pvalue)


@pytest.mark.parametrize("measure", MEASURES)
def test_identical_cities_are_exchangeable(measure: str) -> None:
    """No city fares better than another with the same data: no rule looks at its number.

    Friedman's permutation test over twelve replications, false alarm 2.5e-5 each.
    """
    assert exchangeable_p_value(city_means(1.0)[measure]) > ALARM


def test_a_city_that_pays_more_is_found_out() -> None:
    """Control: with 30 % more pay in the first city and less in the last the same test tells them apart."""
    assert min(exchangeable_p_value(city_means(1.3)[measure]) for measure in MEASURES) < ALARM
