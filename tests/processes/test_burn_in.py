"""Burn-in ends where runs begin: the labour force of 2019, norms frozen, memories empty."""

import numpy as np
import pytest

from sim.draws import make_key
from sim.model import stored_initial_state
from sim.processes.clock import open_month
from sim.processes.information import inform
from sim.processes.ledger import take_census
from sim.processes.outside import outside_log_wages
from sim.processes.search import search_norm
from sim.processes.service_information import open_service_market


@pytest.fixture(scope="module")
def start(world):
    return stored_initial_state(world)


def test_the_run_starts_near_the_labour_force_of_2019(world, start):
    """Entrants fill each city's gap at the start of a month; what moves later in the last one remains."""
    labour_force = take_census(world, start, 0).labour_force
    assert labour_force == pytest.approx(start.population_start, rel=0.02)


def test_wages_and_rents_rest_on_those_of_the_start(start):
    assert np.array_equal(start.log_wages, start.log_wages_start)


def test_memories_of_the_quarter_are_empty(start):
    assert start.posts_seen.sum() == start.seekers_seen.sum() == 0.0


def test_norms_are_positive_and_the_tightness_finite(start):
    assert start.separation_norm > 0
    assert np.isfinite(start.tightness_start).all()


def test_the_norm_of_search_is_that_of_the_stored_state(world, start):
    now = open_month(world, make_key(9, 9), 0)
    market = open_service_market(world, start, now)
    places = inform(world, start, now, outside_log_wages(world, start, now), market)
    assert search_norm(world, start, now, places) == start.search_norm


def test_unemployment_is_near_its_level_of_2019(world, start):
    """A wide band: the level is calibrated elsewhere, this finds a burn-in that runs away."""
    census = take_census(world, start, 0)
    rate = 1 - census.employed.sum() / census.labour_force.sum()
    assert 0.02 < rate < 0.12
