"""What firms expect of the market: fill rates and quits, by hand."""

import numpy as np
import pytest

from sim.processes.expectations import expect_fill_rates, expect_quits, revised_rate
from sim.processes.firms import normal_fill_rate


def test_expected_fill_rates_follow_what_was_seen(world):
    """Rate 0.3, 10 of 60 posts filled, prior 20 posts at 0.25: (10 + 5) / 80 = 0.1875; a sixth of the way."""
    rule = world.parameters.vacancies
    rate = revised_rate(np.array([0.3]), np.array([60]), np.array([10]), 0.25, rule)
    assert rate == pytest.approx(0.3 + (0.1875 - 0.3) / 6)


def test_cells_without_posts_drift_to_the_norm_and_extremes_are_clipped(world):
    rule = world.parameters.vacancies
    none = np.array([0])
    assert revised_rate(np.array([0.3]), none, none, 0.25, rule) == pytest.approx(0.3 - 0.05 / 6)
    many = np.array([10_000])
    assert revised_rate(np.array([0.5]), many, many, 0.25, rule) == 0.5
    assert revised_rate(np.array([0.125]), many, none, 0.25, rule) == 0.125


def test_the_citys_fill_rate_pools_all_its_cells(world, state):
    state.city_fill_rate[:] = 0.3
    opened, filled = np.zeros(2 * 208, np.int64), np.zeros(2 * 208, np.int64)
    opened[[0, 60, 208]], filled[[0, 60, 208]] = [40, 5, 20], [10, 5, 5]  # Chengdu, Deyang, Chengdu's pools
    expect_fill_rates(world, state, opened, filled)
    normal = normal_fill_rate(world)
    chengdu = (15 + 20 * normal) / (60 + 20)
    assert state.city_fill_rate[0] == pytest.approx(0.3 + (chengdu - 0.3) / 6)


def test_expected_quits_are_an_exponential_mean(world, state):
    state.quit_rate[:] = 0.0175
    staff, quits = np.zeros((2, 4, 13), np.int64), np.zeros((2, 4, 13), np.int64)
    staff[0, 0, 1], quits[0, 0, 1] = 100, 4
    expect_quits(world, state, quits, staff)
    # 0.0175 + (0.04 - 0.0175) / 12; where nobody works nothing is learnt
    assert state.quit_rate[0, 0, 1] == pytest.approx(0.019375)
    assert state.quit_rate[1, 3, 2] == 0.0175
