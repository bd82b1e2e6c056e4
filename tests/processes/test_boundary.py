"""People who leave the region, come back, arrive: chances by hand, and nobody made or lost."""

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from sim.agents.workers import EMPLOYED, NOWHERE, OUTSIDE, RETURNEE, TALENT, UNEMPLOYED
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.arrivals import arrival_shares, immigrate, origins, talent_rates, welcome_talent
from sim.processes.boundary import cross_boundary, emigrate, take_offers_outside
from sim.processes.clock import open_month
from sim.processes.homecoming import find_returns, go_home, return_probabilities
from sim.processes.information import inform
from sim.processes.outside import outside_log_wages
from sim.processes.search import BoundaryApplications
from tests.processes.builders import KEY, plain_places, rows, some_workers

ODDS = 1e-6


def at(world, state, index):
    now = open_month(world, KEY, index)
    return now, inform(world, state, now, outside_log_wages(world, state, now))


# Out


def away(n, node=2):
    kinds = np.zeros(n, np.uint8)
    return BoundaryApplications(np.arange(n, dtype=np.int32), np.full(n, node, np.uint8), kinds, kinds)


def left(n, places, probability=1.0, **columns):
    workers = some_workers(n, **{"status": UNEMPLOYED, "registration": 0, **columns})
    return take_offers_outside(workers, away(n), probability, places, KEY, KEY, 0)


def rich_outside(advantage, **fields):
    wages = np.zeros((3, 2, 2))
    wages[2] = advantage
    return plain_places(log_wages=wages, log_replacement=0.0, **fields)


def test_offers_come_with_their_probability():
    """Binomial, n = 20,000, p = 0.12: false alarm 1 in a million; p = 0.13 must fail."""
    n, places = 20_000, rich_outside(100.0)
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], n, 0.12)
    assert low <= left(n, places, 0.12).sum() <= high
    assert left(n, places, 0.145).sum() > high
    assert left(50, places, 0.0).sum() == 0


def test_offers_are_taken_by_the_logit():
    """Worth 0.3 more than staying: share 1 / (1 + exp(-0.3 / 0.35)); 0.25 must fail."""
    taken, n = left(20_000, rich_outside(0.3)).sum(), 20_000
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], n, 1 / (1 + math.exp(-0.3 / 0.35)))
    assert low <= taken <= high
    assert not low <= n / (1 + math.exp(-0.2 / 0.35)) <= high


def test_whoever_is_not_in_the_labour_force_or_cannot_move_stays():
    assert left(20, rich_outside(100.0), status=[3] * 10 + [4] * 10).sum() == 0
    assert left(20, rich_outside(100.0, immobile=np.ones(2))).sum() == 0


def test_emigrants_are_outside_at_their_node_and_their_jobs_end(world, state):
    now, places = at(world, state, 0)
    everywhere = places._replace(moving_cost=places.moving_cost - 1000.0)
    eager = dataclasses.replace(
        world, parameters=dataclasses.replace(
            world.parameters, boundary=dataclasses.replace(world.parameters.boundary, offer_probability=1.0)
        ),
    )  # fmt: skip
    ids = np.array([5, 6, 7], np.int32)
    before = state.workers.status[ids].copy()
    staff = state.firms.headcount.sum()
    kinds = np.zeros(3, np.uint8)
    applications = BoundaryApplications(ids, np.array([4, 5, 4], np.uint8), kinds, kinds)
    flows, jobs = emigrate(eager, state, now, everywhere, applications)
    assert (state.workers.status[ids] == OUTSIDE).all()
    assert state.workers.residence[ids].tolist() == [4, 5, 4]
    assert flows[0].tolist() == [2, 1, 0]
    assert flows.sum() == 3
    assert jobs.sum() == (before == EMPLOYED).sum() == staff - state.firms.headcount.sum()


# Back


def test_the_chance_to_go_home_at_the_start(world, state):
    """Nothing has changed: 0.003 x season, 2.25 in January and 0.75 in June, from every node alike."""
    for index, season in ((0, 2.25), (5, 0.75), (-3, 1.0)):
        now, places = at(world, state, index)
        chances = return_probabilities(world, state, now, places)
        # between quarters wages lag the trend a little, alike at home and there, but not against the outside
        assert chances[:, :4] == pytest.approx(0.003 * season)
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


def returning(chance, **columns):
    workers = some_workers(len(next(iter(columns.values()))), **columns)
    return find_returns(workers, np.full((4, 7, 4), chance), 4, KEY, 0, rows(workers.status.size)).tolist()


def test_only_those_who_live_away_and_do_not_work_at_home_go_home():
    """Worker: 0 at home, 1 away, 2 outside, 3 registered outside, 4 commutes home, 5 retired away."""
    found = returning(
        1.0, registration=[1, 1, 1, 5, 1, 1], residence=[1, 0, 6, 0, 0, 0],
        work_city=[1, 0, NOWHERE, 0, 1, NOWHERE], status=[0, 0, OUTSIDE, 0, 0, 4],
    )  # fmt: skip
    assert found == [1, 2]


def test_nobody_goes_home_without_a_chance():
    assert returning(0.0, registration=[1] * 50, residence=[0] * 50) == []


def test_whoever_goes_home_is_unemployed_there(world, state):
    workers = state.workers
    workers.status[:] = np.where(workers.status == 5, 5, OUTSIDE)
    workers.residence[:], workers.registration[:], workers.work_city[:] = 6, 2, NOWHERE
    state.out_pool[:] = 0
    now, places = at(world, state, 0)
    flows, jobs = go_home(world, state, now, places)
    home = workers.residence == 2
    assert flows[6, 2] == flows.sum() == home.sum() > 0
    assert jobs.sum() == 0
    assert (workers.status[home] == UNEMPLOYED).all()
    assert (workers.flags[home] & RETURNEE == RETURNEE).all()


def test_returnees_of_the_pool_leave_it_and_get_new_ids(world, state):
    now, places = at(world, state, 0)
    before, entered = state.out_pool.sum(), (state.workers.status == UNEMPLOYED).sum()
    flows, _ = go_home(world, state, now, places)
    from_pool = before - state.out_pool.sum()
    assert from_pool == flows[4:].sum() > 0
    fresh = (state.workers.flags & RETURNEE > 0) & (state.workers.residence == state.workers.registration)
    assert fresh.sum() == flows.sum()
    assert (state.workers.status == UNEMPLOYED).sum() >= entered + from_pool


# In


def test_arrival_shares_by_hand(world, state):
    _, places = at(world, state, 0)
    flat = places._replace(log_wages=np.zeros_like(places.log_wages), rent_term=np.zeros(7))
    shares = arrival_shares(world, flat)
    # all alike: weight = share of the labour force x exp(-(1.2 + 0.08 + 0.10) / 0.35)
    sizes = world.region.labour_force.sum(axis=(1, 2)) / world.region.labour_force.sum()
    weight = math.exp(-1.38 / 0.35)
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


def test_in_migrants_leave_their_pool_and_are_registered_where_they_came_from(world, state):
    now, places = at(world, state, 0)
    state.in_pool[:] = 40
    before = state.workers.status.copy()
    flows = immigrate(world, state, now, places._replace(moving_cost=places.moving_cost))
    new = np.flatnonzero((before == 5) & (state.workers.status == UNEMPLOYED))
    assert new.size == flows.sum() == 12 * 40 - state.in_pool.sum()
    by = np.zeros((3, 4), int)
    np.add.at(by, (state.workers.registration[new].astype(int) - 4, state.workers.residence[new]), 1)
    assert np.array_equal(by, flows)


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
    flows = immigrate(generous(world), state, now, places)
    assert (state.in_pool >= 0).all()
    assert flows.sum() + state.in_pool.sum() == 12 * 8


# Talent


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


# All of it


def test_persons_are_conserved(world, state):
    """Labour force, outside, in-pools and out-pools together never change; ids are used once."""
    now, places = at(world, state, 0)
    none = np.zeros(0, np.uint8)
    nobody = BoundaryApplications(np.zeros(0, np.int32), none, none, none)

    def persons():
        return int((state.workers.status <= OUTSIDE).sum() + state.in_pool.sum() + state.out_pool.sum())

    before = persons()
    flows = cross_boundary(world, state, now, places, nobody)
    assert flows.emigrated.sum() == 0
    assert flows.immigrated.sum() + flows.talent.sum() + flows.returned.sum() > 0
    assert persons() == before
