"""V15: the scale changes the noise, not the answer.

Every replication has an initial population of its own, else all of a scale would share the luck of one.
"""

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest
from scipy import stats

from sim.agents.workers import EMPLOYED
from sim.model import LabourMarket, new_initial_state
from sim.processes.population import initial_state
from tests.laws.toolbox import ALARM, run, table, with_key, world

REPLICATIONS: Mapping[float, int] = {0.001: 16, 0.005: 8, 0.02: 5}
MONTHS = 12
INTENSIVE = ("unemployment", "turnover", "commuters")


def one_year(scale: float, number: int) -> dict[str, float]:
    """Return the figures of one replication for 2019, shares of the labour force, staff or employed.

    Without agencies: `tests.laws.test_agencies` asks the same of a world with them.
    """
    setting = with_key(world(scale=scale, months=MONTHS, agencies=False), 3000 + number)
    left, staff = [], []

    def watch(model: LabourMarket) -> None:
        staff.append(int(model.census.jobs[0].sum()))
        if model.flows is not None:
            losses = sum(int(part[:4].sum()) for part in model.flows.job_losses)
            left.append(losses + int(model.flows.hiring.quits[:4].sum()))

    model = run(setting, new_initial_state(setting), seed=number, watch=watch)
    year = table(model)
    figures = {
        "unemployment": float(year.unemployment_rate.mean()),
        "turnover": sum(left) / float(np.mean(staff[:-1])),
        "commuters": float((year.commuters_in / year.employed).mean()),
        "unemployed people": float(year.unemployed.mean()) * scale,
    }
    return figures | {
        city: float(table(model, city).unemployment_rate.mean()) for city in model.region.city_names
    }


@cache
def replications(scale: float) -> dict[str, np.ndarray]:
    """Return each figure of every replication at a scale."""
    rows = [one_year(scale, number) for number in range(REPLICATIONS[scale])]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def agreement(one: float, other: float, figure: str) -> float:
    """Return the p-value of Welch's t test that two scales have the same mean."""
    return float(
        stats.ttest_ind(replications(one)[figure], replications(other)[figure], equal_var=False).pvalue
    )


@pytest.mark.parametrize("figure", INTENSIVE)
@pytest.mark.parametrize(("one", "other"), [(0.005, 0.02), (0.001, 0.02), (0.001, 0.005)])
def test_shares_do_not_depend_on_the_scale(one: float, other: float, figure: str) -> None:
    """Means agree within their joint Monte-Carlo error. False alarm: 2.5e-5 for each pair and figure."""
    values = [replications(scale)[figure].mean() for scale in (one, other)]
    assert agreement(one, other, figure) > ALARM, f"{figure}: {values[0]:.4f} and {values[1]:.4f}"


@pytest.mark.parametrize("scale", [0.001, 0.02, 0.05])
def test_the_first_commuters_are_as_many_at_every_scale(scale: float) -> None:
    """Exact: their number is that of the data times the scale, to the nearest worker."""
    workers = initial_state(world(scale=scale)).workers
    commuters = int(((workers.status == EMPLOYED) & (workers.residence != workers.work_city)).sum())
    assert abs(commuters - world().region.initial_commuters.sum() * scale) < 1.0


def test_numbers_do_depend_on_the_scale() -> None:
    """Control: the count of simulated unemployed, which is no share, does not agree."""
    assert agreement(0.001, 0.005, "unemployed people") < ALARM


def pooled_variance(scale: float) -> tuple[float, int]:
    """Return the variance of city unemployment times the scale, over cities, and its degrees of freedom."""
    values = replications(scale)
    cities = world().region.city_names
    variance = np.mean([values[city].var(ddof=1) / values[city].mean() * CITY_SIZE[city] for city in cities])
    return float(variance) * scale, len(cities) * (REPLICATIONS[scale] - 1)


CITY_SIZE = dict(
    zip(world().region.city_names, world().region.labour_force.sum(axis=(1, 2)).tolist(), strict=True)
)


@pytest.mark.parametrize(("one", "other"), [(0.001, 0.005), (0.005, 0.02), (0.001, 0.02)])
def test_the_spread_falls_with_the_root_of_the_number_of_workers(one: float, other: float) -> None:
    """Variance x N of city unemployment is the same at every scale: F test, false alarm 2.5e-5.

    Control: a spread that did not fall at all (or as 1 / N) would be out by the ratio of the scales.
    """
    (first, df_first), (second, df_second) = pooled_variance(one), pooled_variance(other)

    def p_value(ratio: float) -> float:
        below = float(stats.f.cdf(ratio, df_first, df_second))
        return 2.0 * min(below, 1.0 - below)

    assert p_value(first / second) > ALARM, f"variance x N: {first:.3g} and {second:.3g}"
    if other / one > 10:
        assert p_value(first / second * one / other) < ALARM
        assert p_value(first / second * other / one) < ALARM
