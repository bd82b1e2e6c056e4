"""The initial population as a whole: demand, pools, scale, room for newcomers."""

import dataclasses

import numpy as np
import pytest

from sim.agents.workers import EMPLOYED, OWN_ACCOUNT
from sim.config import run_config
from sim.model import world_of
from sim.processes.initial_people import scaled_cells
from sim.processes.population import boundary_pools, initial_state, lowest, worker_capacities


def test_demand_at_the_start_is_employment_by_sector(world, first_state, people):
    counted = np.zeros((2, 4, 13))
    employed = people.status == EMPLOYED
    sector = (people.contract[employed] == OWN_ACCOUNT).astype(int)
    np.add.at(counted, (sector, people.work_city[employed], people.industry[employed]), 1)
    assert np.array_equal(counted, first_state.labour_demand_start)


def test_half_the_scale_has_half_the_people_at_the_same_shares(world):
    double = world_of(run_config({"scale": 0.002, "months": 48}))
    one, two = initial_state(world), initial_state(double)
    assert two.population_start.sum() == pytest.approx(2 * one.population_start.sum(), abs=1)
    assert np.array_equal(one.log_wages, two.log_wages)


def test_pools_hold_the_people_of_the_data(world):
    inside, outside = boundary_pools(world)
    region = world.region
    assert inside.sum() == round(float(region.boundary_employment.sum()) * 0.04 * 0.001)
    assert outside.sum() == round(float(region.outside_pool.sum()) * 0.001)
    assert np.abs(outside.sum(axis=2) - region.outside_pool * 0.001).max() < 4, "one for each skill at most"


def test_the_initial_state_is_the_same_every_time(world, first_state):
    again = initial_state(world)
    assert np.array_equal(again.workers.employer, first_state.workers.employer)
    assert np.array_equal(again.workers.log_wage, first_state.workers.log_wage)


def test_policies_and_pandemic_change_nobody_at_the_start(world, first_state):
    calm = initial_state(dataclasses.replace(world, covid=False))
    assert np.array_equal(calm.workers.log_wage, first_state.workers.log_wage)


def test_there_is_room_for_more_newcomers_than_expected(world):
    rooms = worker_capacities(world, scaled_cells(world))
    # entrants of Chengdu: 12,609 x 0.024 a year over six years are 1,816
    assert rooms["entrants:Chengdu"] > 1.3 * 1816
    pools = boundary_pools(world)[0]
    assert all(
        rooms[f"in-migrants:{node}:{skill}"] <= pools[b, skill]
        for b, node in enumerate(world.region.node_names[4:])
        for skill in range(4)
    )


def test_the_lowest_draws_are_taken_in_order_of_place():
    assert lowest(np.array([0.5, 0.1, 0.9, 0.1]), 3).tolist() == [0, 1, 3]
    assert lowest(np.array([0.2, 0.2, 0.2]), 2).tolist() == [0, 1], "ties go to the lower place"
