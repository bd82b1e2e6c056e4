"""Wages outside keep their ratio to the first city's of the start, and follow the trend."""

import numpy as np
import pytest

from sim.processes.clock import open_month
from sim.processes.outside import outside_log_wages
from tests.processes.builders import KEY


def test_wages_outside_keep_their_ratio_to_the_first_city(world, state, january):
    outside = outside_log_wages(world, state, january)
    assert outside.shape == (3, 13, 4)
    for node, ratio in enumerate(world.region.boundary_wage_ratio):
        assert outside[node] == pytest.approx(state.log_wages_start[0] + np.log(ratio))


def test_wages_outside_follow_the_trend_and_not_the_region(world, state):
    state.log_wages += 1.0
    year = outside_log_wages(world, state, open_month(world, KEY, 12))
    assert year == pytest.approx(outside_log_wages(world, state, open_month(world, KEY, 0)) + 0.075)
    assert np.array_equal(
        outside_log_wages(world, state, open_month(world, KEY, -24)),
        outside_log_wages(world, state, open_month(world, KEY, 0)),
    )
