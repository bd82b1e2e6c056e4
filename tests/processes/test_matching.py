"""Matching on the real kernel against closed forms.

V2, the urn-ball law: with V slots and a applicants, P(a slot stays empty) = (1 - 1/V)^a, so

    E M = V (1 - (1 - 1/V)^a),   Var M = V (V - 1)(1 - 2/V)^a + V (1 - 1/V)^a - V^2 (1 - 1/V)^2a.

V10, the weighted race: P(win) = w / sum w. Odds of a false alarm are 1 in a million for each test.
"""

import math

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.processes.applications import Applications
from sim.processes.matching import draw_candidates
from tests.processes.builders import KEY

ODDS = 1e-6
LIMIT = stats.norm.isf(ODDS / 2)
SLOTS, APPLICANTS, MARKETS = 8, 12, 2500


def applications(slots, keys):
    n = len(slots)
    return Applications(
        np.arange(n, dtype=np.int32),
        np.zeros(n, np.int32),
        np.asarray(slots, np.int64),
        np.asarray(keys, float),
    )


def test_each_contested_post_draws_the_lowest_key():
    drawn = draw_candidates(5, applications([3, 1, 3, 1, 4], [0.5, 0.2, 0.1, 0.3, 9.0]))
    assert drawn.tolist() == [1, 2, 4], "in the order of the slots 1, 3, 4"


def test_ties_go_to_the_lower_id():
    assert draw_candidates(2, applications([1, 1, 1], [0.5, 0.4, 0.4])).tolist() == [1]


def test_nobody_applies():
    assert draw_candidates(4, applications([], [])).size == 0


def test_one_post_draws_one_of_all():
    assert draw_candidates(1, applications([0] * 20, np.arange(20)[::-1])).tolist() == [19]


@pytest.fixture(scope="module")
def filled():
    """Posts filled in each of many independent markets, slots by the real jump hash of real draws."""
    counts = []
    for market in range(MARKETS):
        words = [draws.long_word(KEY, draws.APPLICATION, market, n, 0) for n in range(APPLICANTS)]
        slots = [draws.jump_hash(np.uint64(word), SLOTS) for word in words]
        keys = -np.log(draws.uniforms(KEY, draws.RACE, market, np.arange(APPLICANTS)))
        counts.append(draw_candidates(SLOTS, applications(slots, keys)).size)
    return np.array(counts)


def occupancy(slots, applicants):
    """Exact distribution of occupied slots, applicant by applicant."""
    chance = np.zeros(slots + 1)
    chance[0] = 1.0
    for _ in range(applicants):
        occupied = np.arange(slots + 1) / slots
        chance = chance * occupied + np.concatenate(([0.0], (chance * (1 - occupied))[:-1]))
    return chance


V, A = SLOTS, APPLICANTS
MEAN = V * (1 - (1 - 1 / V) ** A)
VARIANCE = V * (V - 1) * (1 - 2 / V) ** A + V * (1 - 1 / V) ** A - V**2 * (1 - 1 / V) ** (2 * A)


def moments(chance):
    k = np.arange(chance.size)
    mean = (k * chance).sum()
    return mean, ((k - mean) ** 2 * chance).sum(), ((k - mean) ** 4 * chance).sum()


def z_of_mean(counts):
    return (counts.mean() - MEAN) / math.sqrt(VARIANCE / MARKETS)


def test_the_closed_form_is_that_of_the_exact_distribution():
    assert moments(occupancy(V, A))[:2] == pytest.approx((MEAN, VARIANCE), rel=1e-12)


def test_mean_matches_follow_the_urn_ball_law(filled):
    assert abs(z_of_mean(filled)) < LIMIT
    assert abs(z_of_mean(np.full(MARKETS, min(V, A)))) > LIMIT, "M = min(a, V), no friction, must fail"
    limit = MARKETS * [V * (1 - math.exp(-A / V))]
    assert abs(z_of_mean(np.array(limit))) > LIMIT, "so must the law of large markets, 3 % lower here"


def test_variance_of_matches_follows_the_urn_ball_law(filled):
    fourth = moments(occupancy(V, A))[2]
    spread = math.sqrt((fourth - VARIANCE**2) / MARKETS)
    assert abs(filled.var() - VARIANCE) / spread < LIMIT
    poisson_like = MEAN * (1 - MEAN / V)  # slots filled independently of each other
    assert abs(poisson_like - VARIANCE) / spread > LIMIT, "the control must fail"


def test_all_of_the_distribution_follows_the_urn_ball_law(filled):
    expected = occupancy(V, A) * MARKETS
    groups = [slice(0, 5), slice(5, 6), slice(6, 7), slice(7, 8), slice(8, 9)]
    counts = np.bincount(filled, minlength=V + 1)
    seen, law = ([float(x[group].sum()) for group in groups] for x in (counts, expected))
    assert stats.chisquare(seen, law).pvalue > ODDS


def winners(weight, races=6000):
    """Races between two applicants for one post each, the second with a weight."""
    slots = np.repeat(np.arange(races), 2)
    keys = -np.log(draws.uniforms(KEY, draws.RACE, 0, np.arange(2 * races))) / np.tile([1.0, weight], races)
    return (draw_candidates(races, applications(slots, keys)) % 2).sum(), races


@pytest.mark.parametrize("weight", [1.0, 1.1, 3.0])
def test_the_race_is_won_in_proportion_to_weights(weight):
    won, races = winners(weight)
    chance = weight / (1 + weight)
    assert stats.chisquare([won, races - won], [races * chance, races * (1 - chance)]).pvalue > ODDS


def test_the_test_of_the_race_tells_a_weight_of_two_from_one_and_a_half():
    won, races = winners(2.0)
    assert stats.chisquare([won, races - won], [races * 0.6, races * 0.4]).pvalue < ODDS
