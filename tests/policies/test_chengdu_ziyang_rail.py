"""X01 shortens one journey and makes it cheaper; it is not part of the plan."""

import numpy as np
import pytest

from sim.config import run_config
from sim.model import world_of
from sim.policies.base import Settings
from sim.policies.chengdu_ziyang_rail import ChengduZiyangRail
from sim.processes.world import travel_minutes
from tests.policies.levers import changed, untouched


def rail(dose=1.0, cities=(0, 3)):
    return ChengduZiyangRail(Settings(dose, 21, 1, cities, 0.0), 0.6)


def test_the_journey_takes_75_minutes_and_a_trip_costs_12_cny():
    minutes, fares = np.full((4, 4), 100.0), np.full((4, 4), 900.0)
    for after, before, level in (
        (rail().travel_time(minutes, 21), minutes, 75.0),
        (rail().commuting_cost(fares, 21), fares, 2 * 22 * 12.0),
    ):
        assert changed(after, before) == {(0, 3), (3, 0)}
        assert after[0, 3] == after[3, 0] == pytest.approx(level)
    assert rail(0.5).travel_time(minutes, 21)[0, 3] == pytest.approx(87.5)


def test_a_line_never_makes_a_journey_longer():
    fast = np.full((4, 4), 60.0)
    assert not changed(rail().travel_time(fast, 60), fast)


def test_a_line_needs_both_ends():
    minutes = np.full((4, 4), 100.0)
    assert not changed(rail(cities=(0, 1, 2)).travel_time(minutes, 60), minutes)


def test_the_data_of_the_region_put_it_at_100_minutes():
    world = world_of(run_config({"scenario": "test", "policies": {"chengdu_ziyang_rail": {}}}))
    assert travel_minutes(world, 20)[0, 3] == 100.0
    assert travel_minutes(world, 60)[0, 3] == 75.0


def test_it_is_not_part_of_the_plan():
    assert ChengduZiyangRail.clauses == ()
    assert ChengduZiyangRail.instrument_id[0] == "X"


def test_nothing_else_is_bent():
    assert untouched(rail(), "travel_time", "commuting_cost")
