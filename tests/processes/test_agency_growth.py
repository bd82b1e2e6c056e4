"""Growth of agencies: one step of capacity, price and quality by hand."""

from math import exp, log, log2
from typing import Any

import numpy as np
import pytest

from sim.agents.agencies import N_LINES, Agencies
from sim.processes.agency_growth import GrowthRule, adapt, draw_shocks, frontier, growth_rule
from sim.processes.agency_support import Support
from sim.processes.service_market import Allocation, LineShares
from tests.processes.builders import KEY
from tests.processes.test_service_shares import some_agencies

LINE = 3


def some_rule(**fields: Any) -> GrowthRule:
    """The declared responses, frontier at log quality 0.4, no forgetting."""
    rule = GrowthRule(0.8, 0.5, 0.05, 0.10, 0.05, 0.7, 1.4, 0.02, 0.03, 0.0, 0.06, np.full(8, 0.4))
    return rule._replace(**fields)


def no_support(count: int, **fields: float) -> Support:
    """What policies add: nothing but the fields named."""
    return Support(*(np.full(count, fields.get(name, float(name == "speed"))) for name in Support._fields))


def adapted(
    load: list[float],
    shocks: tuple[float, float] = (0.0, 0.0),
    added: dict[str, float] | None = None,
    **columns: Any,
) -> Agencies:
    """Agencies of capacity 100 and ten consultants after a month with some load."""
    agencies = some_agencies(len(load), **({"cumulative_volume": 1e9} | columns))
    agencies.consultants[LINE] = 10.0
    agencies.volume[LINE] = load
    drawn = np.repeat(np.array(shocks)[:, None], len(load), axis=1)
    capacity = np.full(len(load), 100.0)
    adapt(
        agencies,
        np.arange(len(load)),
        LINE,
        capacity,
        np.array(load),
        columns.pop("rule", some_rule()),
        drawn,
        no_support(len(load), **(added or {})),
    )
    return agencies


def test_all_hire_for_a_growing_line_and_a_little_for_themselves():
    """Line used to 0.9: 0.5 x 0.1 for all; own use 1.0 and 0.8: 0.5 / 12 x 0.1 up and down."""
    found = adapted([100.0, 80.0])
    assert found.utilisation[LINE].tolist() == [1.0, 0.8]
    steps = [0.05 + 0.5 / 12 * 0.1, 0.05 - 0.5 / 12 * 0.1]
    assert found.consultants[LINE] == pytest.approx([10.0 * exp(step) for step in steps])


def test_a_shock_is_a_twentieth_a_standard_deviation():
    assert adapted([80.0], (1.0, 0.0)).consultants[LINE, 0] == pytest.approx(10.0 * exp(0.05))


@pytest.mark.parametrize(("shock", "step"), [(9.0, 0.10), (-9.0, -0.10)])
def test_capacity_changes_by_a_tenth_at_most(shock, step):
    assert adapted([80.0], (shock, 0.0)).consultants[LINE, 0] == pytest.approx(10.0 * exp(step))


def test_an_agency_in_debt_does_not_grow_but_shrinks():
    assert adapted([80.0], (1.0, 0.0), cash=-1).consultants[LINE, 0] == 10.0
    assert adapted([80.0], (-1.0, 0.0), cash=-1).consultants[LINE, 0] == pytest.approx(10.0 * exp(-0.05))


@pytest.mark.parametrize(
    ("load", "price", "expected"),
    [
        (80.0, 1.1, 1.1),
        (100.0, 1.1, 1.1 * exp(0.01)),
        (0.0, 1.1, 1.1 * exp(-0.04)),
        (100.0, 1.399, 1.4),
        (0.0, 0.71, 0.7),
    ],
)
def test_the_price_follows_own_utilisation_within_bounds(load, price, expected):
    assert adapted([load], price=price).price[LINE, 0] == pytest.approx(expected)


def test_outside_capital_adds_to_growth_within_its_bound():
    assert adapted([80.0], added={"growth": 0.02}).consultants[LINE, 0] == pytest.approx(10.0 * exp(0.02))
    assert adapted([80.0], added={"growth": 0.2}).consultants[LINE, 0] == pytest.approx(10.0 * exp(0.10))
    assert adapted([80.0], added={"growth": 0.02}, cash=-1).consultants[LINE, 0] == 10.0


def test_faster_diffusion_closes_more_of_the_gap():
    found = adapted([80.0], added={"speed": 1.5})
    assert log(found.quality[LINE, 0]) == pytest.approx(0.045 * 0.4)


def test_a_lead_is_there_at_once_and_does_not_fade():
    """A lead of 0.08 that rose by 0.08 this month, and the month after: always 0.08 above the others."""
    first = adapted([80.0], added={"lead": 0.08, "rise": 0.08})
    assert log(first.quality[LINE, 0]) == pytest.approx(0.03 * 0.48 + 0.08)
    ahead = adapted([80.0], added={"lead": 0.08}, quality=exp(0.1 + 0.08))
    behind = adapted([80.0], quality=exp(0.1))
    assert log(ahead.quality[LINE, 0] / behind.quality[LINE, 0]) == pytest.approx(0.08)


def test_quality_learns_imitates_and_drifts():
    """Volume doubles; a gap of 0.4 to the frontier; one standard deviation of shock."""
    found = adapted([80.0], (0.0, 1.0), cumulative_volume=160.0)
    assert log(found.quality[LINE, 0]) == pytest.approx(0.02 * log2(2.0) + 0.03 * 0.4 + 0.06)


@pytest.mark.parametrize(("load", "volume"), [(80.0, 80.0), (0.0, 50.0), (0.0, 0.0)])
def test_the_first_month_of_service_teaches_nothing(load, volume):
    found = adapted([load], cumulative_volume=volume)
    assert log(found.quality[LINE, 0]) == pytest.approx(0.03 * 0.4)


def test_the_frontier_is_the_best_twentieth():
    """Of 101 agencies the 96th from below has five above it; where nobody serves there is none."""
    agencies = some_agencies(202)
    held = np.arange(0, 202, 2)
    agencies.quality[LINE, held], agencies.quality[LINE, held + 1] = np.exp(np.arange(101.0) / 100.0), 9.0
    lines = tuple(shares_of(held if line == LINE else held[:0]) for line in range(N_LINES))
    found = frontier(agencies, Allocation(lines, np.zeros((2, N_LINES))))
    assert found == pytest.approx(np.where(np.arange(N_LINES) == LINE, 0.95, 0.0))


def shares_of(ids: np.ndarray) -> LineShares:
    """A line that some agencies offer."""
    return LineShares(ids, np.ones(ids.size), *(np.zeros((ids.size, 2)) for _ in range(3)))


def test_mean_and_spread_of_quality_last_by_themselves(world):
    """Imitation is balanced by forgetting at the mean, and the shock keeps the variance.

    Exact for a normal law of the declared spread, whose 95th percentile lies 1.645 deviations above.
    """
    rule = growth_rule(world, np.zeros(N_LINES))
    spread = world.parameters.agencies.quality_sd
    assert rule.diffusion * 1.6448536269514722 * spread == pytest.approx(rule.forgetting)
    kept = 1.0 - rule.diffusion
    assert kept**2 * spread**2 + rule.quality_shock**2 == pytest.approx(spread**2)


def test_one_shock_of_capacity_strikes_all_lines_of_an_agency():
    """10,000 standard normals: mean within 0.049 and variance within 0.07 of 0 and 1, odds 1e-6 each."""
    shocks = np.zeros((2, 10000))
    draw_shocks(np.arange(10000), KEY, 3, shocks)
    assert np.abs(shocks.mean(axis=1)).max() < 0.049
    assert np.abs(shocks.var(axis=1) - 1.0).max() < 0.07
    assert abs(np.corrcoef(shocks)[0, 1]) < 0.049
