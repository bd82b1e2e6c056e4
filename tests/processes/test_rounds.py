"""Mediated rounds by hand, and the law of recirculation."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.agents.workers import UNEMPLOYED
from sim.processes.applications import Applications
from sim.processes.matching import draw_candidates
from sim.processes.open_orders import draw_lowest
from sim.processes.order_groups import group_orders, group_weights, reach_of
from sim.processes.rounds import find_losers, look, present, present_again, present_elsewhere
from sim.threads import Threads
from tests.processes.builders import KEY, rows, some_workers
from tests.processes.services import some_applications, some_orders

ODDS = 1e-6
LIMIT = stats.norm.isf(ODDS / 2)
# Two agencies and three posts; cells are city x 2 + skill. Agency 0 serves city 0, agency 1 both.
SERVES = np.array([[1, 0], [1, 1]], np.uint8)
THREE = some_orders((0, 0, 50, 0, 0), (1, 0, 51, 1, 0), (40, 2, 52, 1, 0))
ALL = np.ones(3, np.bool_)
SMALL_WORLD = SimpleNamespace(n_cities=2, n_industries=1, n_skills=2, threads=Threads())
NOBODY = some_applications([], [], [], [])


def losers_of(applications, candidates, orders=THREE, employer=-1):
    workers = some_workers(9, status=UNEMPLOYED, employer=employer)
    agencies = np.full(64, -1, np.int16)
    agencies[orders.slot] = orders.agency
    return workers, find_losers(workers, agencies, applications, candidates, orders, 4)


def test_an_agency_looks_in_the_city_of_the_post_or_in_the_others_it_serves():
    """Bit c for city c. An agency that has an order may look at home whether or not it still serves there."""
    assert reach_of(THREE, SERVES, 2, True).tolist() == [1, 1, 2]
    assert reach_of(THREE, SERVES, 2, False).tolist() == [0, 2, 1]
    assert reach_of(THREE, np.zeros((2, 2), np.uint8), 2, True).tolist() == [1, 1, 2]
    assert reach_of(THREE, np.zeros((2, 2), np.uint8), 2, False).tolist() == [0, 0, 0]


def test_orders_of_one_kind_and_reach_are_a_group():
    """Four groups (sets of cities) for each of two skills; all three posts ask for skill 0."""
    first, members = group_orders(THREE, ALL, np.array([1, 1, 2]), 2, 2)
    assert [members[first[g] : first[g + 1]].tolist() for g in range(8)] == [[], [0, 1], [2], *[[]] * 5]
    first, members = group_orders(THREE, np.array([False, True, True]), np.array([1, 1, 2]), 2, 2)
    assert [members[first[g] : first[g + 1]].tolist() for g in range(3)] == [[], [1], [2]]


def test_a_group_weighs_its_orders_over_the_losers_it_can_reach():
    """Losers by city and skill: 4 and 1, 2 and 5. One order for both cities, one for each alone."""
    first, _ = group_orders(THREE, ALL, np.array([3, 1, 2]), 2, 2)
    weights = group_weights(first, np.array([[4, 1], [2, 5]]))
    assert weights[0] == pytest.approx([0, 1 / 4, 0, 1 / 6])
    assert weights[2] == pytest.approx([0, 0, 1 / 2, 1 / 6])
    assert weights[[1, 3]].sum() == 0, "no order of skill 1"
    assert group_weights(first, np.zeros((2, 2), np.int64)).sum() == 0, "nobody to find"


def test_losers_are_who_was_not_drawn_for_a_firms_post():
    """Workers 1 to 6: 2 and 5 were drawn, 6 applied to an own-account pool (cell 4 and more)."""
    applications = some_applications(
        [1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 2, 5], [0, 0, 9, 20, 40, 60], np.arange(6)
    )
    candidates = some_applications([2, 5], [0, 2], [0, 40], [1, 4])
    _, losers = losers_of(applications, candidates)
    assert losers.worker.tolist() == [1, 3, 4]
    assert losers.own.tolist() == [0, -1, -1], "worker 1 applied to the post of order 0"
    assert losers.mediated.tolist() == [1, 0, 0]
    assert losers.key.tolist() == [0.0, 2.0, 3.0]


def test_a_post_of_the_own_employer_is_no_own_post():
    applications = some_applications([1, 2], [0, 0], [0, 0], [0.2, 0.1])
    _, losers = losers_of(applications, some_applications([2], [0], [0], [0.1]), employer=50)
    assert losers.own.tolist() == [-1]


def searched(losers, workers, orders=THREE, listed=ALL, month=3, number=2):
    """Orders for which losers are presented at home, after those who return to their own."""
    found = np.full(losers.worker.size, -1, np.int32)
    claimed = present_again(losers, listed, found)
    now, state = SimpleNamespace(key=KEY, index=month), SimpleNamespace(workers=workers)
    local = reach_of(orders, SERVES, 2, True)
    look(SMALL_WORLD, state, now, losers, orders, listed & (claimed == 0), local, number, found)
    return found


def test_losers_return_to_their_own_post_and_keep_it_from_others():
    """Worker 0 was drawn for post 0 and declined: 1 and 2 return to it, 3 lost elsewhere, goes to 1."""
    applications = some_applications([0, 1, 2, 3, 4], [0] * 5, [0, 0, 0, 9, 9], [0.1, 0.7, 0.5, 0.4, 0.3])
    workers, losers = losers_of(applications, some_applications([0, 4], [0, 0], [0, 9], [0.1, 0.3]))
    for month in range(20):
        found = searched(losers, workers, month=month)
        assert found.tolist() == [0, 0, 1]
        assert losers.worker[draw_lowest(3, found, losers.key)].tolist() == [2, 3], "0.5 before 0.7"


def test_who_has_no_post_of_their_own_goes_to_any_of_their_city_alike():
    """Chi-square, 1 degree, 4,000 losers of city 0, two posts there; false alarm 1 in a million.

    Control: three in five to the first.
    """
    n = 4000
    workers = some_workers(n, status=UNEMPLOYED)
    applications = some_applications(np.arange(n), np.zeros(n), np.full(n, 30), np.zeros(n))
    losers = find_losers(workers, np.full(64, -1, np.int16), applications, NOBODY, THREE, 4)
    counts = np.bincount(searched(losers, workers), minlength=3)
    assert counts[2] == 0, "the post of the other city"
    assert stats.chisquare(counts[:2]).pvalue > ODDS
    assert stats.chisquare(counts[:2], n * np.array([0.6, 0.4])).pvalue < ODDS


def test_an_own_post_that_takes_no_part_leaves_its_loser_free_to_go():
    applications = some_applications([0, 1], [0, 0], [0, 0], [0.1, 0.7])
    workers, losers = losers_of(applications, some_applications([0], [0], [0], [0.1]))
    assert searched(losers, workers, listed=np.array([False, True, False])).tolist() == [1]


def test_who_has_had_an_offer_waits_no_more():
    applications = some_applications([0, 1, 2], [0] * 3, [0, 0, 9], [0.1, 0.7, 0.8])
    workers, losers = losers_of(applications, some_applications([0], [0], [0], [0.1]))
    losers.waiting[:] = 0
    assert searched(losers, workers).tolist() == [-1, -1]


def test_the_own_employer_is_no_place_to_be_presented_for():
    applications = some_applications([1, 2], [0, 2], [30, 30], [0.2, 0.1])
    workers, losers = losers_of(applications, NOBODY, employer=52)
    assert searched(losers, workers, listed=np.array([False, True, True])).tolist() == [1, -1]


def test_another_skill_and_another_search_are_another_draw():
    applications = some_applications(np.arange(9), np.arange(9) % 2, np.full(9, 30), np.arange(9))
    workers, losers = losers_of(applications, NOBODY)
    assert (searched(losers, workers)[1::2] == -1).all(), "no post of skill 1"
    first, second = (searched(losers, workers, number=k) for k in (2, 4))
    assert (first[::2] >= 0).all()
    assert first.tolist() != second.tolist()


def test_sets_of_cities_are_chosen_by_their_weights():
    """Three posts of skill 0, agencies that look in city 0, in city 1, and in both; 4,000 losers.

    For the 1,000 losers of city 0 the first post weighs 1/1000 and the last 1/4000: 4 to 1. For the 3,000 of
    city 1 they weigh 1/3000 and 1/4000: 4 to 3. Chi-square with 1 degree each, false alarm 1 in a million; a
    choice by the number of posts alone (1 to 1) must fail.
    """
    n = 4000
    workers = some_workers(n, status=UNEMPLOYED)
    city = (np.arange(n) % 4 > 0).astype(int)
    applications = some_applications(np.arange(n), 2 * city, np.full(n, 30), np.zeros(n))
    losers = find_losers(workers, np.full(64, -1, np.int16), applications, NOBODY, THREE, 4)
    first, members = group_orders(THREE, ALL, np.array([1, 2, 3]), 2, 2)
    weights = group_weights(first, np.bincount(losers.cell, minlength=4).reshape(2, 2))
    found = np.full(n, -1, np.int32)
    present_elsewhere(workers, losers, THREE, first, members, weights, KEY, 3, 1, rows(n), found)
    for home, share in ((0, 4 / 5), (1, 4 / 7)):
        counts = np.bincount(found[city == home], minlength=3)
        seen, total = [counts[home], counts[2]], counts.sum()
        assert sum(seen) == total == (city == home).sum()
        assert stats.chisquare(seen, total * np.array([share, 1 - share])).pvalue > ODDS
        assert stats.chisquare(seen, total * np.array([0.5, 0.5])).pvalue < ODDS


# Who gets an offer in a round: own losers, those of the city, and only then those of other cities


def offers(losers, workers, orders, serves=SERVES, month=3):
    """Who gets an offer, and of which order."""
    now, state = SimpleNamespace(key=KEY, index=month), SimpleNamespace(workers=workers)
    taking_part = np.ones(orders.slot.size, np.bool_)
    drawn, wanted = present(SMALL_WORLD, state, now, losers, orders, taking_part, serves, 1)
    return dict(zip(losers.worker[drawn].tolist(), wanted.tolist(), strict=True))


def lost(*people, orders=THREE):
    """Losers (worker, cell, key) whose own posts are taken."""
    worker, cell, key = zip(*people, strict=True)
    return losers_of(some_applications(worker, cell, np.full(len(worker), 60), key), NOBODY, orders)


POST_OF_CITY_0 = some_orders((1, 0, 51, 1, 0))


def test_a_remote_loser_is_only_asked_when_no_local_one_is_there():
    """One post in city 0 whose agency serves both; worker 1 lives there, worker 2 has the better key."""
    workers, both = lost((1, 0, 0.9), (2, 2, 0.1))
    assert offers(both, workers, POST_OF_CITY_0) == {1: 0}
    workers, remote = lost((2, 2, 0.1))
    assert offers(remote, workers, POST_OF_CITY_0) == {2: 0}
    assert offers(remote, workers, POST_OF_CITY_0, np.array([[1, 1], [1, 0]], np.uint8)) == {}


def test_a_local_loser_of_another_kind_keeps_no_remote_one_away():
    """Worker 1 is of skill 1: nobody for a post of skill 0, so worker 2 of city 1 is asked."""
    workers, losers = lost((1, 1, 0.1), (2, 2, 0.9))
    assert offers(losers, workers, POST_OF_CITY_0) == {2: 0}


def test_who_loses_at_home_again_may_still_be_found_from_elsewhere():
    """Two losers and one post in city 0, one post in city 1, both of an agency that serves the two cities."""
    orders = some_orders((1, 0, 51, 1, 0), (40, 2, 52, 1, 0))
    workers, losers = lost((1, 0, 0.9), (2, 0, 0.1), orders=orders)
    assert offers(losers, workers, orders) == {2: 0, 1: 1}


def test_nobody_has_two_offers_in_a_round_and_no_post_two_candidates():
    """200 losers over two cities and forty posts, in ten months; the real kernels."""
    orders = some_orders(*((slot, 2 * (slot % 2), 90, slot % 2, 0) for slot in range(40)))
    people = [(n, 2 * (n % 3 == 0), n / 200) for n in range(200)]
    worker, cell, key = zip(*people, strict=True)
    workers = some_workers(200, status=UNEMPLOYED)
    applications = some_applications(worker, cell, np.full(200, 60), key)
    losers = find_losers(workers, np.full(64, -1, np.int16), applications, NOBODY, orders, 4)
    for month in range(10):
        made = offers(losers, workers, orders, month=month)
        assert len(set(made.values())) == len(made) > 30


V, A, MARKETS = 60, 75, 400
"""Posts, applicants and independent markets of the test of V2b."""


def mean_and_variance(slots, balls):
    """Moments of the occupied slots (V2)."""
    empty, two = (1 - 1 / slots) ** balls, (1 - 2 / slots) ** balls
    return slots * (1 - empty), slots * (slots - 1) * two + slots * empty - (slots * empty) ** 2


@pytest.fixture(scope="module")
def recirculated():
    """Posts left, losers and further offers in one full round of a lone city, by market; the real kernels."""
    workers = some_workers(A, status=UNEMPLOYED)
    found = []
    for month in range(MARKETS):
        ids = np.arange(A)
        words = [draws.long_word(KEY, draws.APPLICATION, month, n, 0) for n in range(A)]
        slots = [draws.jump_hash(np.uint64(word), V) for word in words]
        keys = -np.log(draws.uniforms(KEY, draws.RACE, month, ids))
        applications = some_applications(ids, np.zeros(A), slots, keys)
        candidates = Applications._make(c[draw_candidates(V, applications)] for c in applications)
        free = np.setdiff1d(np.arange(V), candidates.slot)
        orders = some_orders(*((int(slot), 0, 90, 1, 0) for slot in free))
        losers = find_losers(workers, np.ones(V, np.int16), applications, candidates, orders, 4)
        found.append((free.size, losers.worker.size, len(offers(losers, workers, orders, month=month))))
    return np.array(found)


def test_one_round_recirculates_the_losers(recirculated):
    """V2b: M2 = M1 + V2 (1 - (1 - 1/V2)^a2), about V2 (1 - exp(-a2 / V2)); false alarm 1 in a million.

    Controls that must fail: no friction in the round, min(V2, a2), and no round at all.
    """
    free, losing, more = recirculated.T
    assert (losing == A - (V - free)).all()
    moments = np.array([mean_and_variance(v, a) for v, a in zip(free, losing, strict=True)])
    spread = math.sqrt(moments[:, 1].sum())
    assert abs(more.sum() - moments[:, 0].sum()) / spread < LIMIT
    assert abs(np.minimum(free, losing).sum() - moments[:, 0].sum()) / spread > LIMIT
    assert moments[:, 0].sum() / spread > LIMIT
    limit = (free * -np.expm1(-losing / free)).sum()
    assert limit == pytest.approx(moments[:, 0].sum(), rel=0.02), "the formula of large markets"
