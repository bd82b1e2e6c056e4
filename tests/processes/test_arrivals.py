"""In-migrants and talent: chances by hand, and no more than the pools hold."""

import dataclasses
import math

import numpy as np
import pytest

from sim.agents.workers import OUTSIDE, RETIRED, TALENT, UNEMPLOYED
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.arrivals import (
    arrival_shares,
    come_again,
    find_arrivals_again,
    immigrate,
    origins,
    season_of_arrivals,
    talent_rates,
    welcome_talent,
)
from sim.processes.clock import open_month
from tests.processes.builders import KEY, at


def test_arrival_shares_by_hand(world, state):
    _, places = at(world, state, 0)
    flat = places._replace(log_wages=np.zeros_like(places.log_wages), rent_term=np.zeros(7))
    shares = arrival_shares(world, flat)
    # all alike: weight = share of the labour force x exp(-(0.9 + 0.08 + 0.15 + 0.10) / 0.35)
    sizes = world.region.labour_force.sum(axis=(1, 2)) / world.region.labour_force.sum()
    weight = math.exp(-1.23 / 0.35)
    assert shares[0, 0] == pytest.approx(0.12 * sizes * weight / (1 + weight))


def test_better_wages_attract_and_the_pandemic_keeps_away(world, state):
    _, places = at(world, state, 0)
    base = arrival_shares(world, places)
    better = places.log_wages.copy()
    better[1] += 0.1
    more = arrival_shares(world, places._replace(log_wages=better))
    assert (more[:, :, 1] > base[:, :, 1]).all()
    assert (more[:, :, [0, 2, 3]] <= base[:, :, [0, 2, 3]]).all()
    closed = arrival_shares(world, places._replace(immobile=np.array([0.0, 1.0, 0.5, 0.0])))
    assert closed == pytest.approx(base * [1.0, 0.0, 0.5, 1.0])


def monthly_shares(world, now, places):
    return season_of_arrivals(world, now, arrival_shares(world, places))


def test_in_migrants_leave_their_pool_and_are_registered_where_they_came_from(world, state):
    now, places = at(world, state, 0)
    state.in_pool[:] = 40
    before = state.workers.status.copy()
    flows = immigrate(world, state, now, places, monthly_shares(world, now, places))
    new = np.flatnonzero((before == 5) & (state.workers.status == UNEMPLOYED))
    assert new.size == flows.sum() == 12 * 40 - state.in_pool.sum()
    by = np.zeros((3, 4), int)
    np.add.at(by, (state.workers.registration[new].astype(int) - 4, state.workers.residence[new]), 1)
    assert np.array_equal(by, flows)


def test_more_move_in_after_the_festival(world):
    """Twice as many in February and March as in other months: 24 / 14 and 12 / 14 of the mean."""
    shares = np.full((3, 4, 4), 0.01)
    factors = [
        season_of_arrivals(world, open_month(world, KEY, month), shares)[0, 0, 0] for month in range(12)
    ]
    assert factors == pytest.approx([0.01 * (24 if month in (1, 2) else 12) / 14 for month in range(12)])
    assert sum(factors) == pytest.approx(0.12)
    assert season_of_arrivals(world, open_month(world, KEY, -3), shares) == pytest.approx(shares)


def test_who_was_here_before_may_come_again_under_the_old_id(world, state):
    """Of seven, those outside where they are registered come, unless they left this month: ids 1 and 2."""
    ids = np.flatnonzero(state.workers.status == UNEMPLOYED)[:7]
    workers = state.workers
    workers.status[ids] = [UNEMPLOYED, OUTSIDE, OUTSIDE, OUTSIDE, OUTSIDE, RETIRED, OUTSIDE]
    workers.residence[ids] = [0, 4, 5, 6, 5, 5, 5]
    workers.registration[ids] = [4, 4, 5, 5, 1, 5, 5]
    workers.spell_start[ids] = [0, -3, -3, -3, -3, -3, 0]
    certain = np.zeros((3, 4, 4))
    certain[:, :, 2] = 1.0
    found, where = find_arrivals_again(workers, certain, 4, KEY, 0, np.array([[0, workers.status.size]]))
    assert found.tolist() == ids[[1, 2]].tolist()
    assert where.tolist() == [2, 2]
    used = state.worker_blocks.used.copy()
    now, places = at(world, state, 0)
    flows = come_again(generous(world), state, now, places, monthly_shares(generous(world), now, places))
    assert flows.sum() <= 2
    assert (state.worker_blocks.used == used).all(), "no new id"


def generous(world):
    """Chances so high that the pools empty in a month."""
    boundary = dataclasses.replace(world.parameters.boundary, attraction=20.0, offer_probability=1.0)
    choice = dataclasses.replace(world.parameters.choice, migration_cost_boundary=0.0)
    return dataclasses.replace(
        world, parameters=dataclasses.replace(world.parameters, boundary=boundary, choice=choice)
    )


def test_no_more_arrive_than_the_pools_hold(world, state):
    now, places = at(world, state, 0)
    state.in_pool[:] = 8
    flows = immigrate(generous(world), state, now, places, monthly_shares(generous(world), now, places))
    assert (state.in_pool >= 0).all()
    assert flows.sum() + state.in_pool.sum() == 12 * 8


def test_talent_at_the_start_is_the_citys_share(world, state):
    now, places = at(world, state, 0)
    # 35,000 / 12 x 0.001 x (0.90, 0.045, 0.035, 0.02)
    assert talent_rates(world, state, now, places) == pytest.approx(
        35 / 12 * np.array([0.90, 0.045, 0.035, 0.02])
    )


def test_talent_follows_pay_above_trend_and_shuns_rents(world, state):
    now, places = at(world, state, 0)
    base = talent_rates(world, state, now, places)
    state.log_wages[1] += 0.1
    state.rents[0] *= 2.0
    rates = talent_rates(world, state, now, places)
    assert rates / base == pytest.approx([2**-0.5, math.exp(0.18), 1.0, 1.0])


def test_pay_on_trend_changes_no_arrivals(world, state):
    base = talent_rates(world, state, *at(world, state, 0))
    state.log_wages += 0.075
    later = talent_rates(world, state, *at(world, state, 12))  # January 2020, stringency 0.2
    assert later == pytest.approx(base * (1 - 0.85 * world.region.stringency[:, 12]))


class Double(Instrument):
    def talent_arrivals(self, rate, month):
        return rate * 2.0


def test_instruments_bend_the_arrivals_of_talent(world, state):
    now, places = at(world, state, 0)
    doubled = Policies({"double": Double(Settings(1.0, 0, 1, (), 0.0), 1.0)})
    base = talent_rates(world, state, now, places)
    changed = talent_rates(dataclasses.replace(world, policies=doubled), state, now, places)
    assert changed == pytest.approx(2 * base)


class Paying(Instrument):
    def talent_pay(self, log_pay, month):
        return log_pay + np.array([0.0, 0.0, 0.05, 0.0])


def test_what_is_paid_besides_wages_counts_with_the_elasticity_to_pay(world, state):
    """exp(1.8 x 0.05) times as many in the third city."""
    now, places = at(world, state, 0)
    paying = Policies({"paying": Paying(Settings(1.0, 0, 1, (), 0.0), 1.0)})
    base = talent_rates(world, state, now, places)
    changed = talent_rates(dataclasses.replace(world, policies=paying), state, now, places)
    assert changed / base == pytest.approx([1.0, 1.0, math.exp(0.09), 1.0])


def test_talent_comes_out_of_the_pools_of_professionals(world, state):
    now, places = at(world, state, 0)
    before = state.in_pool.copy()
    flows = welcome_talent(world, state, now, places)
    assert np.array_equal(before[:, 3] - state.in_pool[:, 3], flows.sum(axis=1))
    assert np.array_equal(before[:, :3], state.in_pool[:, :3])
    new = state.workers.flags & TALENT > 0
    assert new.sum() == flows.sum()
    assert (state.workers.skill[new] == 3).all()


def test_without_professionals_outside_no_talent_arrives(world, state):
    now, places = at(world, state, 0)
    state.in_pool[:, 3] = 0
    assert welcome_talent(world, state, now, places).sum() == 0


@pytest.mark.parametrize("pool", [[3, 0, 2], [1, 1, 1], [0, 9, 0], [100, 1, 1]])
def test_origins_never_exceed_the_pools(pool):
    """Even if all draws fall on one node, and all of the pools leave."""
    pool = np.array(pool)
    for count in range(pool.sum() + 1):
        for u in (0.001, 0.5, 0.999):
            found = origins(pool, np.full(count, u))
            assert (np.bincount(found, minlength=3) <= pool).all()
            assert found.size == count


def test_origins_follow_the_pools():
    """Chi-square, 2 degrees, n = 6,000: pools 5 : 3 : 2; false alarm 1 in a million."""
    u = (np.arange(6000) + 0.5) / 6000
    counts = np.bincount(origins(np.array([50_000, 30_000, 20_000]), u), minlength=3)
    assert counts.tolist() == [3000, 1800, 1200]
