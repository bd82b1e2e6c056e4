"""Wages and rents by hand."""

import dataclasses
import math

import numpy as np
import pytest

from sim.processes.clock import open_month
from sim.processes.prices import observe_tightness, revise_rents, revise_wages
from sim.processes.tightness import log_tightness
from tests.processes.builders import KEY

SHAPE = (4, 13, 4)


def test_tightness_of_a_cell_is_shrunk_towards_its_city_and_skill():
    posts, seekers = np.zeros((1, 2, 1)), np.zeros((1, 2, 1))
    posts[0, :, 0], seekers[0, :, 0] = [30, 9.5], [10, 29.5]
    # in common 40 posts to 40 seekers; cells 30 + 20 to 10 + 20, and 9.5 + 20 to 29.5 + 20
    expected = [math.log(50 / 30), math.log(29.5 / 49.5)]
    assert log_tightness(posts, seekers, 20.0)[0, :, 0] == pytest.approx(expected)


def test_an_empty_cell_has_the_tightness_of_its_city():
    posts, seekers = np.zeros((1, 2, 1)), np.zeros((1, 2, 1))
    posts[0, 0, 0], seekers[0, 0, 0] = 2.5, 5.5
    assert log_tightness(posts, seekers, 20.0)[0, 1, 0] == pytest.approx(math.log(3.0 / 6.0))


def test_an_empty_city_has_a_tightness_of_one():
    assert (log_tightness(np.zeros(SHAPE), np.zeros(SHAPE), 20.0) == 0.0).all()


def seen(state, months, log_ratio):
    """Three months in which tightness stood at a log ratio to its norm in all cells alike."""
    for _ in range(months):
        observe_tightness(state, np.full(SHAPE, 1e9), np.full(SHAPE, 1e9, float))
    state.tightness_start = np.full(SHAPE, -log_ratio)


def test_wages_rise_with_the_trend_in_a_normal_quarter(world, state):
    before = state.log_wages.copy()
    seen(state, 3, 0.0)
    revise_wages(world, state, open_month(world, KEY, 2))
    assert state.log_wages - before == pytest.approx(0.075 / 4)


def test_wages_rise_faster_where_posts_per_seeker_are_twice_the_norm(world, state):
    before = state.log_wages.copy()
    seen(state, 3, math.log(2))
    revise_wages(world, state, open_month(world, KEY, 5))
    # 0.075 / 4 + 0.05 / 4 x ln 2 = 0.01875 + 0.008664
    assert state.log_wages - before == pytest.approx(0.0274143, abs=1e-6)
    assert state.posts_seen.sum() == state.seekers_seen.sum() == 0.0, "a new quarter begins"


def test_wages_never_fall_by_more_than_half_a_percent_a_quarter(world, state):
    before = state.log_wages.copy()
    seen(state, 3, -10.0)
    revise_wages(world, state, open_month(world, KEY, 8))
    assert state.log_wages - before == pytest.approx(-0.005)


@pytest.mark.parametrize("index", [0, 1, 3, -1, -22])
def test_nothing_happens_inside_a_quarter_or_in_burn_in(world, state, index):
    before = state.log_wages.copy()
    seen(state, 1, 2.0)
    revise_wages(world, state, open_month(world, KEY, index))
    assert np.array_equal(state.log_wages, before)
    assert state.posts_seen.sum() > 0


def test_a_quarter_averages_its_months(world, state):
    """Posts 10, 20, 60 over three months count as 30 on average."""
    one = dataclasses.replace(state)
    for posts in (10, 20, 60):
        observe_tightness(one, np.full(SHAPE, posts), np.full(SHAPE, 30))
    one.tightness_start = log_tightness(np.full(SHAPE, 30.0), np.full(SHAPE, 30.0), 20.0)
    before = one.log_wages.copy()
    revise_wages(world, one, open_month(world, KEY, 2))
    assert one.log_wages - before == pytest.approx(0.01875)


def test_rents_follow_population(world, state):
    population = state.population_start * 2
    revise_rents(world, state, population)
    assert state.rents == pytest.approx(world.region.rent_level * 2 ** (1 / 1.5))
    revise_rents(world, state, state.population_start)
    assert state.rents == pytest.approx(world.region.rent_level)
    revise_rents(world, state, np.zeros(4, np.int64))
    assert np.isfinite(state.rents).all()
