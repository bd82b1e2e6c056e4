"""Headhunting: whom it reaches, how often, and for which posts."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

import sim.threads
from sim.agents.agencies import HEADHUNTING
from sim.agents.workers import BRANDED, EMPLOYED, UNEMPLOYED, VOCATIONAL
from sim.processes.acceptance import HEADHUNTED
from sim.processes.applications import Applications
from sim.processes.headhunting import contact, headhunt
from sim.processes.hunt import Hunt, find_professionals, group_orders, spread_contacts, weigh_professionals
from sim.processes.open_orders import open_orders
from sim.threads import Threads
from tests.processes.builders import KEY, rows, some_workers
from tests.processes.services import nobody_away, post_with, some_market, some_orders
from tests.processes.test_mediation import no_decisions

ODDS = 1e-6
LIMIT = stats.norm.isf(ODDS / 2)
MONTHS = 500
CLOSENESS = np.array([[1.0, 0.5], [0.5, 1.0]])
SERVES = np.array([[1, 0], [1, 1]], np.uint8)
# Cells are (city x 2 + industry) x 2 + skill: industries 0, 0 and 1; agencies 0, 1 and 1.
ORDERS = some_orders((5, 1, 90, 0, 5), (21, 1, 91, 1, 5), (90, 7, 92, 1, 5))


def people(n=3000):
    """Professionals in work, two in three in city 0, half of them in each industry."""
    return some_workers(n, skill=1, residence=np.arange(n) % 3 == 2, industry=np.arange(n) // 3 % 2)


def hunt_of(workers, orders=ORDERS, contacts=8.0):
    ids = np.arange(workers.status.size, dtype=np.int32)
    pool = weigh_professionals(workers, ids, CLOSENESS, 2)
    first, grouped = group_orders(orders, SERVES, 2, 2)
    return ids, Hunt(first, grouped, *spread_contacts(first, pool, CLOSENESS, contacts), CLOSENESS)


def contacted(workers, month, suitability=1.0, contacts=8.0, brands=1.0):
    ids, hunt = hunt_of(workers, contacts=contacts)
    presented, keys, met = np.full(ids.size, -1, np.int32), np.zeros(ids.size), np.zeros(ids.size, np.uint8)
    part = rows(ids.size)
    suitable = np.broadcast_to(suitability, (2, 2)).astype(float)
    factors = np.broadcast_to(brands, (2, 2)).astype(float)  # by node of registration and industry
    contact(workers, ids, ORDERS, hunt, suitable, 0.15, factors, 2, KEY, month, part, presented, keys, met)
    return presented, met


def test_rates_by_hand():
    """Of 6 people city 0 has 4, city 1 has 2, half in each industry: pools 2 + 2 x 0.5 = 3 and 1.5.

    The post of agency 0 meets the 3 of city 0: 8 / 3 each; those of agency 1 both: 8 / 4.5 each.
    """
    workers = people(6)
    _, hunt = hunt_of(workers)
    assert hunt.order[hunt.first[2] : hunt.first[3]].tolist() == [0], "city 0, industry 0"
    assert hunt.order[hunt.first[6] : hunt.first[8]].tolist() == [1, 2], "both cities, industries 0 and 1"
    a, b = 8 / 3, 8 / 4.5
    assert hunt.rate[0] == pytest.approx([a + b + b / 2, a / 2 + b / 2 + b])
    assert hunt.rate[1] == pytest.approx([b + b / 2, b / 2 + b])
    rates = hunt.rate[workers.residence, workers.industry]
    assert rates.sum() == pytest.approx(24.0), "three posts, eight contacts each"


@pytest.fixture(scope="module")
def meetings():
    """Contacts by post, and by the worker's city and industry, over many months."""
    workers, total = people(), np.zeros((3, 2, 2), np.int64)
    for month in range(MONTHS):
        presented, met = contacted(workers, month)
        ids = np.flatnonzero(met)
        np.add.at(total, (presented[ids], workers.residence[ids], workers.industry[ids]), 1)
    return total


def z_of(count, mean):
    """A sum of rare events of mean `mean` varies no more than a Poisson number."""
    return abs(count - mean) / np.sqrt(mean)


def test_each_post_has_eight_contacts_however_many_cities_it_is_served_in(meetings):
    """False alarm 1 in a million for each post; nine contacts, or eight in each city, must fail."""
    for order, count in enumerate(meetings.sum(axis=(1, 2))):
        assert z_of(count, 8.0 * MONTHS) < LIMIT, order
        assert z_of(count, 9.0 * MONTHS) > LIMIT
    assert z_of(meetings[1].sum(), 16.0 * MONTHS) > LIMIT


def test_contacts_follow_pools_and_closeness(meetings):
    """Chi-square with 3 degrees, false alarm 1 in a million; control: all industries are equally close."""
    assert meetings[0, 1].sum() == 0, "agency 0 does not serve city 1"
    shares = np.array([[2.0, 1.0], [1.0, 0.5]]) / 4.5
    seen = meetings[1].ravel()
    assert stats.chisquare(seen, shares.ravel() * seen.sum()).pvalue > ODDS
    even = np.array([[1.0, 1.0], [0.5, 0.5]]) / 3
    assert stats.chisquare(seen, even.ravel() * seen.sum()).pvalue < ODDS


def test_suitability_thins_who_is_presented_but_not_who_is_met():
    workers = people()
    all_presented, all_met = contacted(workers, 3)
    some_presented, some_met = contacted(workers, 3, suitability=0.3)
    assert np.array_equal(all_met, some_met)
    viable = some_presented >= 0
    assert 0 < viable.sum() < all_met.sum()
    assert np.array_equal(some_presented[viable], all_presented[viable])


def test_suitability_is_that_of_the_industry_of_the_post_and_higher_with_vocational_training():
    """Posts 0 and 1 are of industry 0, post 2 of industry 1, for which nothing is viable."""
    workers = people()
    all_presented, _ = contacted(workers, 3)
    presented, _ = contacted(workers, 3, suitability=[1.0, 0.0])
    assert np.array_equal(presented, np.where(all_presented == 2, -1, all_presented))
    thinned, _ = contacted(workers, 3, suitability=0.3)
    workers.flags[:] = VOCATIONAL
    trained, _ = contacted(workers, 3, suitability=0.3)
    assert set(np.flatnonzero(thinned >= 0)) < set(np.flatnonzero(trained >= 0))


def test_a_labour_brand_makes_more_contacts_viable_for_its_own_people():
    """Node 1 has a brand of industry 0."""
    workers = people()
    workers.registration[:] = np.arange(workers.status.size) % 2
    workers.flags[:] = BRANDED
    usual, met = contacted(workers, 3, suitability=0.3)
    branded, met_too = contacted(workers, 3, suitability=0.3, brands=[[1.0, 1.0], [1.5, 1.0]])
    assert np.array_equal(met, met_too)
    more = (branded >= 0) & (usual < 0)
    assert more.any()
    assert (workers.registration[more] == 1).all()
    assert (workers.industry[more] == 0).all()
    assert np.array_equal(branded[~more], usual[~more])


def test_nobody_is_hunted_for_the_own_employer():
    workers = people()
    workers.employer[:] = 91
    presented, met = contacted(workers, 3, contacts=200.0)
    assert met.sum() > 100
    assert set(presented[met == 1].tolist()) == {0, 2}
    assert (presented[met == 0] == -1).all()


def test_professionals_are_the_employed_of_the_highest_skill_who_did_not_apply():
    rng = np.random.default_rng(2)
    workers = some_workers(9000, status=rng.integers(0, 5, 9000), skill=rng.integers(0, 4, 9000))
    busy = rng.integers(0, 2, 9000).astype(np.uint8)
    found = find_professionals(workers, busy, 3, np.array([[5, 5000], [5000, 8999]]))
    free = (workers.status == EMPLOYED) & (workers.skill == 3) & (busy == 0)
    assert found.tolist() == [n for n in np.flatnonzero(free).tolist() if 5 <= n < 8999]


def hunted(world, state, january, places, contacts=400.0):
    """Headhunters look for two professionals for a firm of Chengdu, industry 1, which pays e^50 as much."""
    firm = int(state.firm_blocks.start[2])
    post_with(state, {7: [firm, firm]}, agency=0, line=HEADHUNTING)
    market = some_market([[1, 0, 0, 0]], contacts=contacts)
    orders, _ = open_orders(world, state, january, no_decisions(), market)
    rich = places._replace(log_wages=places.log_wages + 50.0)
    nobody = Applications(*(np.zeros(0, kind) for kind in (np.int32, np.int32, np.int64, float)))
    return headhunt(world, state, january, rich, nobody, nobody_away(), orders, market), orders


def test_the_headhunted_take_a_better_job(world, state, january, places):
    (decisions, contacted_ids), orders = hunted(world, state, january, places)
    workers = state.workers
    assert 1 <= decisions.taken.worker.size == (orders.free == 0).sum() <= 2
    assert set(decisions.round.tolist()) == {HEADHUNTED}
    assert set(decisions.taken.worker.tolist()) <= set(contacted_ids.tolist())
    assert (workers.status[contacted_ids] == EMPLOYED).all()
    assert (workers.skill[contacted_ids] == 3).all()
    assert (workers.residence[contacted_ids] == 0).all(), "the agency serves Chengdu"
    assert not (workers.status[decisions.taken.worker] == UNEMPLOYED).any()


def test_threads_change_nothing(world, state, january, places, monkeypatch):
    (one, ids), _ = hunted(world, state, january, places)
    monkeypatch.setattr(sim.threads, "SMALL", 0)
    shared = dataclasses.replace(world, threads=Threads(3))
    (three, others), _ = hunted(shared, state, january, places)
    assert ids.tolist() == others.tolist()
    assert one.taken.worker.tolist() == three.taken.worker.tolist()
    assert one.log_wages.tolist() == three.log_wages.tolist()
