"""People who leave the region, come back, arrive: chances by hand, and nobody made or lost."""

import dataclasses
import math

import numpy as np
from scipy import stats

from sim import draws
from sim.agents.workers import EMPLOYED, OUTSIDE, UNEMPLOYED
from sim.draws import make_key
from sim.processes.applications import BoundaryApplications
from sim.processes.boundary import cross_boundary, emigrate, take_offers_outside
from sim.processes.homecoming import go_home
from tests.processes.builders import KEY, at, plain_places, some_workers

ODDS = 1e-6
INITIAL_KEY = make_key(1, 1)
NO_TEAMS = np.zeros(0, np.int32)


# Out


def away(n, node=2):
    kinds = np.zeros(n, np.uint8)
    return BoundaryApplications(np.arange(n, dtype=np.int32), np.full(n, node, np.uint8), kinds, kinds)


def left(n, places, probability=1.0, **columns):
    workers = some_workers(n, **{"status": UNEMPLOYED, "registration": 0, **columns})
    chances = np.full(n, probability)
    return take_offers_outside(workers, away(n), chances, places, KEY, INITIAL_KEY, 0)


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


def test_match_and_effect_of_work_outside_last():
    """With tastes next to nothing those leave whose effect and match with node 2 exceed the effect at home.

    The effect counts on both sides, so the match decides; it is the same in every run.
    """
    places = rich_outside(0.0, logit_scale=1e-9, match_sd=0.25, worker_effect_sd=0.2)
    u = [draws.uniform(INITIAL_KEY, draws.MATCH, draws.TIMELESS, n, 2**31 + 2) for n in range(200)]
    assert left(200, places).tolist() == [int(x > 0.5) for x in u]


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
    flows, jobs = emigrate(eager, state, now, everywhere, applications, NO_TEAMS)
    assert (state.workers.status[ids] == OUTSIDE).all()
    assert state.workers.residence[ids].tolist() == [4, 5, 4]
    assert flows[0].tolist() == [2, 1, 0]
    assert flows.sum() == 3
    assert jobs.sum() == (before == EMPLOYED).sum() == staff - state.firms.headcount.sum()


# All of it


def eager_both_ways(world):
    """Every application outside is an offer, and whoever can goes home."""
    boundary = dataclasses.replace(world.parameters.boundary, offer_probability=1.0, return_rate=1.0)
    return dataclasses.replace(
        world, parameters=dataclasses.replace(world.parameters, boundary=boundary), covid=False
    )


def test_nobody_leaves_and_returns_in_the_same_month(world, state):
    """Three residents registered in Chengdu leave in January; all are back in February, none before."""
    eager, workers = eager_both_ways(world), state.workers
    state.out_pool[:] = 0
    now, places = at(eager, state, 0)
    home = (workers.registration == 0) & (workers.residence == 0) & (workers.work_city == 0)
    ids = np.flatnonzero(home)[:3].astype(np.int32)
    kinds = np.zeros(3, np.uint8)
    applications = BoundaryApplications(ids, np.array([4, 5, 6], np.uint8), kinds, kinds)
    cheap = places._replace(moving_cost=places.moving_cost - 1000.0)
    cross_boundary(eager, state, now, cheap, applications, NO_TEAMS)
    assert workers.residence[ids].tolist() == [4, 5, 6]
    assert (workers.status[ids] == OUTSIDE).all()
    go_home(eager, state, *at(eager, state, 1))
    assert workers.residence[ids].tolist() == [0, 0, 0]
    assert (workers.status[ids] == UNEMPLOYED).all()


def test_persons_are_conserved(world, state):
    """Labour force, outside, in-pools and out-pools together never change; ids are used once."""
    now, places = at(world, state, 0)
    none = np.zeros(0, np.uint8)
    nobody = BoundaryApplications(np.zeros(0, np.int32), none, none, none)

    def persons():
        return int((state.workers.status <= OUTSIDE).sum() + state.in_pool.sum() + state.out_pool.sum())

    before = persons()
    flows = cross_boundary(world, state, now, places, nobody, NO_TEAMS)
    assert flows.emigrated.sum() == 0
    assert flows.immigrated.sum() + flows.talent.sum() + flows.from_pool.sum() > 0
    assert persons() == before
