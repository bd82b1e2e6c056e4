"""Commuters who reconsider: the tastes of the month of hire decide, so nobody moves without a reason."""

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.agents.workers import NOWHERE
from sim.draws import make_key
from sim.model import stored_initial_state
from sim.processes.acceptance import COMMUTE, MIGRATE, taste
from sim.processes.clock import open_month
from sim.processes.house_moves import find_movers, move_houses
from sim.processes.information import inform
from sim.processes.outside import outside_log_wages
from tests.processes.builders import KEY, only_workers, plain_places, rows, some_workers


def commuters(n, start=3, **columns):
    return some_workers(n, residence=0, work_city=1, spell_start=start, log_wage=8.5, **columns)


def movers(workers, places, rate=1.0, month=9):
    return find_movers(workers, places, rate, KEY, month, rows(workers.status.size)).tolist()


def prefers_to_move(worker, start, places):
    return taste(KEY, start, worker, MIGRATE, places) > taste(KEY, start, worker, COMMUTE, places)


def test_those_move_who_preferred_to_when_they_took_the_job():
    """With all else equal the tastes of month 3 decide in every later month."""
    places = plain_places()
    expected = [n for n in range(300) if prefers_to_move(n, 3, places)]
    assert 100 < len(expected) < 200
    assert movers(commuters(300), places, month=9) == movers(commuters(300), places, month=30) == expected


def test_a_prohibitive_cost_keeps_everybody_and_a_prohibitive_fare_moves_everybody():
    fare = np.array([[0.0, 1e7], [1e7, 0.0]])
    assert movers(commuters(50), plain_places(moving_cost=np.full((2, 2, 3), 50.0))) == []
    assert movers(commuters(50), plain_places(travel_cost=fare)) == list(range(50))


def test_residents_and_the_unemployed_have_nothing_to_reconsider():
    fare = plain_places(travel_term=np.full((2, 2), 90.0))
    workers = commuters(3)
    workers.work_city[0] = 0
    workers.status[1], workers.work_city[1] = 1, NOWHERE
    assert movers(workers, fare) == [2]


def test_jobs_older_than_burn_in_are_left_as_they_are():
    fare = plain_places(travel_term=np.full((2, 2), 90.0))
    assert movers(commuters(3, start=[-25, -24, -300]), fare) == [1]


def test_the_pandemic_keeps_people_where_they_are():
    fare = plain_places(travel_term=np.full((2, 2), 90.0), immobile=np.array([0.0, 1.0]))
    assert movers(commuters(50), fare) == []


def test_a_share_reconsiders_each_month():
    """Binomial, n = 20,000, p = 1/24: false alarm 1 in a million; p = 1/20 must fail."""
    places = plain_places(travel_term=np.full((2, 2), 90.0))
    n = 20_000
    low, high = stats.binom.ppf([5e-7, 1 - 5e-7], n, 1 / 24)
    assert low <= len(movers(commuters(n), places, rate=1 / 24)) <= high
    assert len(movers(commuters(n), places, rate=1 / 20)) > high


def test_whoever_moves_lives_where_the_job_is(world, state, january, places):
    workers = commuters(2000, start=-3)
    changed = only_workers(state, workers)
    far = places._replace(travel_term=np.full((4, 4), 90.0))
    moved = move_houses(world, changed, january, far)
    assert moved[0, 1] == (workers.residence == 1).sum() > 0
    assert moved.sum() == moved[0, 1]


def taken_in_burn_in(world):
    """The state every run starts from, and its commuters who took their job in burn-in."""
    state = stored_initial_state(world)
    workers = state.workers
    found = (workers.status == 0) & (workers.residence != workers.work_city) & (workers.spell_start > -24)
    return state, np.flatnonzero(found)


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="tastes of burn-in were drawn with the initial key, move_houses draws them anew with the run's",
)
def test_commuters_hired_in_burn_in_move_by_the_tastes_they_were_hired_with(world):
    """In January 2019 nothing has changed since burn-in, so next to nobody has a reason to move."""
    state, ids = taken_in_burn_in(world)
    now = open_month(world, make_key(1, 0), 0)
    places = inform(world, state, now, outside_log_wages(world, state, now))
    willing = find_movers(state.workers, places, 1.0, now.key, 0, state.worker_blocks.pieces())
    assert np.isin(willing, ids).sum() <= 0.05 * ids.size


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="initial jobs with no tenure start in month -24, as if taken in burn-in",
)
def test_no_initial_job_looks_as_if_taken_in_burn_in(first_state):
    """Burn-in hires from month -24 on; what was there before, tastes unknown, must have started earlier."""
    workers = first_state.workers
    employed = workers.status == 0
    assert (workers.spell_start[employed] < draws.TIMELESS).all()
