"""People who go home: chances by hand, and who has one."""

import dataclasses
import math

import numpy as np
import pytest

from sim import draws
from sim.agents.workers import EMPLOYED, NOWHERE, OUTSIDE, RETURNEE, TALENT, UNEMPLOYED
from sim.parameters import replace_parameters
from sim.processes.homecoming import find_returns, go_home, return_probabilities
from tests.processes.builders import KEY, at, rows, some_workers


def test_the_chance_to_go_home_at_the_start(world, state):
    """Nothing has changed: 0.003 x season, 2.25 in January and 0.75 in June, from every node alike."""
    for index, season in ((0, 2.25), (5, 0.75), (-3, 1.0)):
        now, places = at(world, state, index)
        chances = return_probabilities(world, state, now, places)
        # between quarters wages lag the trend a little, alike at home and there, but not against the outside
        assert chances[:4, :4] == pytest.approx(0.003 * season)
        assert chances[4:, 4:] == pytest.approx(0.003 * season)
        if index in (0, -3):
            assert chances == pytest.approx(0.003 * season)


def test_a_better_home_calls_back(world, state):
    now, places = at(world, state, 0)
    places.log_wages[1] += 0.2
    chances = return_probabilities(world, state, now, places)
    # home Deyang gained 0.2: exp(0.2); home Chengdu from Deyang: exp(-0.2)
    assert chances[1, 0] == pytest.approx(0.00675 * math.exp(0.2))
    assert chances[1, 5] == pytest.approx(0.00675 * math.exp(0.2))
    assert chances[0, 1] == pytest.approx(0.00675 * math.exp(-0.2))
    assert chances[0, 4] == pytest.approx(0.00675)


def test_dearer_rents_at_home_keep_people_away(world, state):
    state.rents = state.rents * 1.5
    now, places = at(world, state, 0)
    assert return_probabilities(world, state, now, places)[2, 6] == pytest.approx(0.00675 * 1.5**-0.25)


def test_the_pandemic_keeps_people_from_going_home(world, state):
    now, places = at(world, state, 13)  # February 2020, stringency 1
    chances = return_probabilities(world, state, now, places)
    assert chances[1, 0] == pytest.approx(0.003 * 2.25 * 0.15)


def test_chances_are_probabilities_whatever_changes(world, state):
    now, places = at(world, state, 0)
    places.log_wages[0] += 50.0
    chances = return_probabilities(world, state, now, places)
    assert ((chances >= 0) & (chances <= 1)).all()


def returning(chance, month=3, **columns):
    workers = some_workers(len(next(iter(columns.values()))), **columns)
    return find_returns(workers, np.full((7, 7, 4), chance), KEY, month, rows(workers.status.size)).tolist()


def test_only_those_who_live_away_and_do_not_work_at_home_go_home():
    """Worker: 0 at home, 1 away, 2 outside, 3 registered outside, 4 commutes home, 5 retired away,

    6 at home outside, 7 talent from outside, 8 outside, but elsewhere than registered.
    """
    found = returning(
        1.0, registration=[1, 1, 1, 5, 1, 1, 5, 5, 5], residence=[1, 0, 6, 0, 0, 0, 5, 0, 6],
        work_city=[1, 0, NOWHERE, 0, 1, NOWHERE, NOWHERE, 0, NOWHERE],
        status=[0, 0, OUTSIDE, 0, 0, 4, OUTSIDE, 0, OUTSIDE], flags=[0] * 7 + [TALENT, 0],
    )  # fmt: skip
    assert found == [1, 2, 3, 8]


def test_whoever_left_this_month_does_not_turn_back():
    """In month 3: outside since 3, outside since 2, in a job of another city since 3."""
    columns = {"registration": [1] * 3, "residence": [6, 6, 0], "work_city": [NOWHERE, NOWHERE, 0]}
    columns |= {"status": [OUTSIDE, OUTSIDE, EMPLOYED], "spell_start": [3, 2, 3]}
    assert returning(1.0, **columns) == [1, 2]
    assert returning(1.0, month=4, **columns) == [0, 1, 2]


def test_nobody_goes_home_without_a_chance():
    assert returning(0.0, registration=[1] * 50, residence=[0] * 50) == []


def test_whoever_goes_home_is_unemployed_there(world, state):
    workers = state.workers
    workers.status[:] = np.where(workers.status == 5, 5, OUTSIDE)
    workers.residence[:], workers.registration[:], workers.work_city[:] = 6, 2, NOWHERE
    state.out_pool[:] = 0
    now, places = at(world, state, 0)
    flows = go_home(world, state, now, places)
    home = workers.residence == 2
    assert flows.agents[6, 2] == flows.agents.sum() == home.sum() > 0
    assert flows.ended_jobs.sum() == 0
    assert (workers.status[home] == UNEMPLOYED).all()
    assert (workers.flags[home] & RETURNEE == RETURNEE).all()


def test_returns_of_the_pool_are_binomial_by_draws_of_their_own(world, state):
    """Two routes: sub id 50 by city, node and skill in this order, against the pool before and after."""
    now, places = at(world, state, 0)
    before, chances = state.out_pool.copy(), return_probabilities(world, state, now, places)[:4, 4:]
    go_home(world, state, now, places)
    u = draws.uniforms(now.key, draws.BOUNDARY, 0, np.arange(48), 50).reshape(4, 3, 4)
    expected = draws.binomial_count(before, chances, u)
    assert np.array_equal(before - state.out_pool, expected)


def test_returnees_of_the_pool_leave_it_and_get_new_ids(world, state):
    now, places = at(world, state, 0)
    before, entered = state.out_pool.sum(), (state.workers.status == UNEMPLOYED).sum()
    flows = go_home(world, state, now, places)
    from_pool = before - state.out_pool.sum()
    assert from_pool == flows.from_pool.sum() > 0
    fresh = (state.workers.flags & RETURNEE > 0) & (state.workers.residence == state.workers.registration)
    assert fresh.sum() == flows.from_pool.sum() + flows.agents[:, :4].sum()
    assert (state.workers.status == UNEMPLOYED).sum() >= entered + from_pool


def test_who_is_registered_outside_goes_there_and_gives_up_the_job(world, state):
    """Ten in Chengdu from the rest of Sichuan, for sure: outside at node 5, no longer counted as staff."""
    workers = state.workers
    employed = np.flatnonzero((workers.status == EMPLOYED) & (workers.residence == 0))[:10]
    everybody = np.flatnonzero(workers.status <= OUTSIDE)
    workers.registration[everybody] = workers.residence[everybody]
    workers.registration[employed] = 5
    state.out_pool[:] = 0  # nobody comes from it: at this rate all of it would, more than there are ids for
    certain = dataclasses.replace(
        world,
        covid=False,
        parameters=replace_parameters(world.parameters, {"boundary": {"return_rate": 1.0}}),
    )
    staff = state.firms.headcount.sum()
    flows = go_home(certain, state, *at(certain, state, 0))
    assert flows.agents[0, 5] == flows.agents.sum() == flows.ended_jobs.sum() == 10
    assert state.firms.headcount.sum() == staff - 10
    assert (workers.status[employed] == OUTSIDE).all()
    assert (workers.residence[employed] == 5).all()
    assert (workers.flags[employed] & RETURNEE == 0).all()
