"""Shares of agencies in orders, on markets of two or three agencies: every number done by hand."""

from math import exp, log
from typing import Any

import numpy as np
import pytest

from sim.agents.agencies import BLACK, RED, Agencies, empty_agencies
from sim.processes.service_shares import (
    ScoreRule,
    bid_shares,
    fill_capacity,
    score,
    spread_orders,
    strengths,
)

HERE, THERE = 0, 1
LINE = 0


def some_agencies(count: int, n_cities: int = 2, **columns: Any) -> Agencies:
    """Living agencies with an office at home, quality and price one, reputation one half."""
    agencies = empty_agencies(count, n_cities)
    agencies.alive[:] = 1
    agencies.quality[:] = agencies.price[:] = 1.0
    agencies.reputation[:] = 0.5
    for name, values in columns.items():
        getattr(agencies, name)[:] = values
    if "offices" not in columns:
        agencies.offices[:] = 1 << agencies.head_office
    return agencies


def some_rule(**fields: Any) -> ScoreRule:
    """The declared weights, no lists; 80 minutes between the two cities."""
    minutes = np.array([[40.0, 80.0], [80.0, 30.0]])
    rule = ScoreRule(1.0, 1.0, 0.8, 0.004, 0.35, 0.5, np.zeros(2), 0.4, minutes)
    return rule._replace(**fields)


def test_the_score_adds_quality_price_and_reputation():
    agencies = some_agencies(1, reputation=0.7)
    agencies.quality[LINE, 0], agencies.price[LINE, 0] = 1.2, 1.1
    assert score(agencies, 0, HERE, LINE, some_rule()) == pytest.approx(log(1.2) - log(1.1) + 0.8 * 0.2)


def test_without_a_local_office_the_way_from_the_nearest_one_counts():
    agencies = some_agencies(2, head_office=[HERE, HERE], offices=[0b01, 0b11])
    assert score(agencies, 0, THERE, LINE, some_rule()) == pytest.approx(-0.004 * 80.0 - 0.35)
    assert score(agencies, 1, THERE, LINE, some_rule()) == 0.0


@pytest.mark.parametrize(
    ("status", "reputation", "change"),
    [(RED, 0.9, 0.25), (RED, 0.3, 0.25), (0, 0.39, -0.25), (0, 0.4, 0.0), (BLACK, 0.9, 0.0)],
)
def test_lists_tilt_the_score(status, reputation, change):
    agencies = some_agencies(1, reputation=reputation, list_status=status)
    tilted = some_rule(list_tilt=np.array([0.25, 0.0]))
    gain = [
        score(agencies, 0, city, LINE, tilted) - score(agencies, 0, city, LINE, some_rule())
        for city in (0, 1)
    ]
    assert gain == pytest.approx([change, 0.0])


def test_strength_is_zero_where_an_agency_may_not_serve():
    agencies = some_agencies(2, head_office=[HERE, THERE])
    serves = np.array([[1, 1], [0, 1]], np.uint8)
    found = strengths(agencies, np.arange(2), serves, LINE, some_rule(), np.ones((2, 2)))
    assert found == pytest.approx(np.array([[1.0, exp(-0.67 / 0.5)], [0.0, 1.0]]))


def test_bid_shares_by_hand():
    """K = 2 and 1, e = 1 and 3: the three rivals' sum has mean 3 x 5/3 and variance 3 x 8/9.

    y = 6 and 8, so 2/6 (1 + 8/3 / 36) = 29/81 against 3/8 (1 + 8/3 / 64) = 25/64.
    """
    found = bid_shares(np.array([2.0, 1.0]), np.array([[1.0], [3.0]]), 4)
    first, second = 29 / 81, 25 / 64
    assert found[:, 0] == pytest.approx([first / (first + second), second / (first + second)])


def drawn_shares(consultants: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Shares against one rival drawn by consultants, summed over all rivals: exact."""
    chance = consultants / consultants.sum()
    shares: np.ndarray = (
        2.0 * chance * (strength[:, None] / (strength[:, None] + strength) * chance).sum(axis=1)
    )
    return shares


def test_bid_shares_are_near_the_expected_share_against_drawn_rivals():
    """A thousand agencies of log-normal strength (0.6), two considered: 0.5 % of orders misplaced at most.

    Control: rivals at their mean, the first order, misplace three times as many.
    """
    generator = np.random.default_rng(3)
    consultants, strength = generator.pareto(1.5, 1000) + 1.0, np.exp(0.6 * generator.standard_normal(1000))
    exact = drawn_shares(consultants, strength)
    usual = consultants * strength / (strength + (consultants * strength).sum() / consultants.sum())
    second = bid_shares(consultants, strength[:, None], 2)[:, 0]
    misplaced = [np.abs(found - exact).sum() / 2.0 for found in (second, usual / usual.sum())]
    assert exact.sum() == pytest.approx(1.0)
    assert misplaced[0] < 0.005
    assert misplaced[1] > 3.0 * misplaced[0]


def test_who_considers_one_agency_takes_it_whatever_its_score():
    found = bid_shares(np.array([2.0, 1.0, 5.0]), np.array([[1.0], [3.0], [0.0]]), 1)
    assert found[:, 0] == pytest.approx([2 / 3, 1 / 3, 0.0])


def test_nobody_has_a_share_where_nobody_may_serve():
    found = bid_shares(np.array([2.0, 1.0]), np.array([[1.0, 0.0], [1.0, 0.0]]), 4)
    assert found.tolist() == [[pytest.approx(2 / 3), 0.0], [pytest.approx(1 / 3), 0.0]]


CLIENTS = np.array([[0.6], [0.3]])
BIDS = np.array([[0.5], [0.5]])
PLATFORM = np.array([[0.0], [1.0]])


def test_loyal_orders_stay_and_the_others_look_around():
    """Loyal: 0.85 x 0.6 and 0.85 x 0.3; the other 0.235 in halves."""
    found = spread_orders(np.array([100.0]), CLIENTS, BIDS, PLATFORM, np.zeros(1), 0.85)
    assert found[:, 0] == pytest.approx([51.0 + 11.75, 25.5 + 11.75])


def test_the_platform_knows_no_loyalty():
    found = spread_orders(np.array([100.0]), CLIENTS, BIDS, PLATFORM, np.array([0.25]), 0.85)
    assert found[:, 0] == pytest.approx([0.75 * 62.75, 0.75 * 37.25 + 25.0])


def test_a_platform_without_members_takes_no_order():
    found = spread_orders(np.array([100.0]), CLIENTS, BIDS, 0.0 * PLATFORM, np.array([0.25]), 0.85)
    assert found[:, 0] == pytest.approx([62.75, 37.25])


def filled(
    load: list[list[float]], bids: list[list[float]], capacity: list[float]
) -> tuple[np.ndarray, list[float]]:
    """Loads after water filling, and what is left."""
    loads = np.array(load)
    left = fill_capacity(loads, np.array(bids), np.array(capacity))
    return loads, left.tolist()


def test_what_one_cannot_take_goes_to_the_other():
    load, left = filled([[90.0], [30.0]], [[0.5], [0.5]], [60.0, 100.0])
    assert load[:, 0].tolist() == [60.0, 60.0]
    assert left == [0.0]


def test_what_nobody_can_take_is_unmet():
    load, left = filled([[90.0], [30.0]], [[0.5], [0.5]], [60.0, 50.0])
    assert load[:, 0] == pytest.approx([60.0, 50.0])
    assert left == pytest.approx([10.0])


def test_the_excess_cascades_by_the_same_shares():
    """40 too many: 20 and 20 by equal shares; the second has room for 5, so the third takes 35."""
    load, left = filled([[50.0], [5.0], [0.0]], [[0.2], [0.4], [0.4]], [10.0, 10.0, 100.0])
    assert load[:, 0] == pytest.approx([10.0, 10.0, 35.0])
    assert left == pytest.approx([0.0])


def test_an_agency_cuts_its_cities_in_the_same_proportion():
    load, left = filled([[60.0, 20.0], [0.0, 0.0]], [[1.0, 0.5], [0.0, 0.5]], [40.0, 100.0])
    assert load == pytest.approx(np.array([[30.0, 10.0], [0.0, 10.0]]))
    assert left == pytest.approx([30.0, 0.0])


@pytest.mark.parametrize("seed", range(20))
def test_orders_are_conserved_and_capacity_is_kept(seed):
    """Any market: loads and unmet orders are the orders (to rounding), nobody serves beyond capacity."""
    generator = np.random.default_rng(seed)
    n, n_cities = 30, 3
    strength = generator.gamma(1.0, size=(n, n_cities)) * (generator.random((n, n_cities)) < 0.5)
    strength[0] = 1.0
    bids = bid_shares(generator.pareto(1.1, n) + 1.0, strength, 4)
    capacity = generator.pareto(1.1, n) * 10.0
    orders = generator.uniform(0.5, 1.3, n_cities) * capacity.sum() / n_cities
    load = spread_orders(orders, np.zeros_like(bids), bids, np.zeros_like(bids), np.zeros(n_cities), 0.85)
    left = fill_capacity(load, bids, capacity)
    assert load.sum(axis=0) + left == pytest.approx(orders, rel=1e-12)
    assert (load.sum(axis=1) <= capacity * (1.0 + 1e-12)).all()
    assert (load >= 0.0).all()
    assert (load[strength == 0.0] == 0.0).all()
