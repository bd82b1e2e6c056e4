"""Offers, the value of staying, and the choice between staying, commuting and moving (V3: a logit)."""

import math

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.agents.workers import UNEMPLOYED
from sim.draws import make_key
from sim.processes.acceptance import (
    COMMUTE,
    MIGRATE,
    STAY,
    able_to_move,
    choose,
    offered_log_wage,
    recognition_penalty,
    taste,
    value_of_staying,
)
from sim.processes.applications import Applications
from tests.processes.builders import (
    KEY,
    honoured,
    plain_places,
    rows,
    some_firms,
    some_vacancies,
    some_workers,
)

ODDS = 1e-6
POOLS = 4
INITIAL_KEY = make_key(1, 1)


def offer(firm, places, headcount=28, premium=0.05, worker=6, gain=0):
    firms = some_firms(6, headcount=headcount, wage_premium=premium)
    workers = some_workers(7, training_gain=gain)
    return offered_log_wage(workers, firms, POOLS, worker, firm, 8.5, INITIAL_KEY, places)


def test_a_firm_twice_the_reference_size_pays_more():
    # 8.5 + 0.03 ln(28 / 14) + 0.05
    assert offer(5, plain_places(size_premium=0.03)) == pytest.approx(8.5 + 0.03 * math.log(2) + 0.05)


def test_own_account_work_pays_no_premium():
    assert offer(3, plain_places(size_premium=0.03)) == 8.5


def test_a_firm_without_staff_pays_as_one_of_one():
    assert offer(5, plain_places(size_premium=0.03), headcount=0, premium=0.0) == pytest.approx(
        8.5 - 0.03 * math.log(14)
    )


def test_worker_effect_and_match_are_lasting_normals():
    places = plain_places(match_sd=0.25, worker_effect_sd=0.2)
    match = draws.standard_normal(draws.uniform(INITIAL_KEY, draws.MATCH, draws.TIMELESS, 6, 3))
    effect = draws.standard_normal(draws.uniform(INITIAL_KEY, draws.INITIAL, draws.TIMELESS, 6, 0))
    assert offer(3, places) == pytest.approx(8.5 + 0.25 * match + 0.2 * effect)


def test_training_pays_in_every_job():
    # 512 units of 2^-13 are 0.0625
    assert offer(3, plain_places(), gain=512) == 8.5625
    assert offer(5, plain_places(), gain=-512) == pytest.approx(8.5 + 0.05 - 0.0625)


def test_who_is_trained_asks_for_more():
    places = plain_places()
    untrained, trained = (some_workers(1, status=UNEMPLOYED, training_gain=gain) for gain in (0, 512))
    assert value_of_staying(trained, 0, 0, INITIAL_KEY, places) == pytest.approx(
        value_of_staying(untrained, 0, 0, INITIAL_KEY, places) + 0.0625
    )


def test_staying_in_a_job_is_worth_its_wage_now_and_the_bonuses():
    places = plain_places(
        elapsed=20,
        wage_drift=0.00625,
        stay_bonus=0.1,
        tenure_utility=0.02,
        home_tie=0.15,
        log_wages=np.ones((3, 2, 2)),
    )
    workers = some_workers(1, log_wage=8.5, spell_start=8)
    # 12 months served: 8.5 + 12 x 0.00625 + 0.15 + 0.1 + 0.02 ln(1 + 12 / 12)
    expected = 8.5 + 0.075 + 0.15 + 0.1 + 0.02 * math.log(2)
    assert value_of_staying(workers, 0, 20, INITIAL_KEY, places) == pytest.approx(expected)


def test_staying_unemployed_is_worth_the_replacement_less_the_decline():
    places = plain_places(
        log_replacement=math.log(0.45),
        log_mean_wage=np.full((2, 2), 8.6),
        reservation_decline=0.004,
        home_tie=0.15,
    )
    workers = some_workers(1, status=UNEMPLOYED, spell_start=2)
    # ln 0.45 + 8.6 - 0.004 x 10 + 0.15
    assert value_of_staying(workers, 0, 12, INITIAL_KEY, places) == pytest.approx(math.log(0.45) + 8.71)


def penalty(certificate, city=1, job_skill=1, asked=1.0):
    places = plain_places(
        certificate_barrier=0.15, certificate_job_share=asked, certificate_recognition=honoured(2, 0.0)
    )
    workers = some_workers(1, certificate=certificate)
    return recognition_penalty(workers, 0, 0, city, job_skill, 5, 0, KEY, INITIAL_KEY, places)


@pytest.mark.parametrize(
    ("certificate", "where", "expected"),
    [
        (0b0001, {}, 0.15),  # issued outside
        (0b0101, {}, 0.0),  # issued in city 1
        (0b0011, {}, 0.15),  # issued at home only
        (0b0000, {}, 0.0),  # holds none
        (0b0001, {"city": 0}, 0.0),  # a job at home
        (0b0001, {"job_skill": 0}, 0.0),  # a job that needs no skill
        (0b0001, {"asked": 0.0}, 0.0),  # a job that asks for none
    ],
)
def test_an_unrecognised_certificate_costs_in_jobs_elsewhere_that_ask_for_one(certificate, where, expected):
    assert penalty(certificate, **where) == expected


def test_a_quarter_of_the_posts_ask_for_a_certificate():
    """Binomial, n = 4,000, p = 0.25: false alarm 1 in a million; p = 0.30 must fail."""
    places = plain_places(certificate_barrier=1.0, certificate_recognition=honoured(2, 0.0))
    workers = some_workers(1, certificate=1)
    asked = sum(
        recognition_penalty(workers, 0, 0, 1, 1, post, 0, KEY, INITIAL_KEY, places) for post in range(4000)
    )
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], 4000, 0.25)
    assert low <= asked <= high < 0.30 * 4000


def test_the_stricter_of_two_cities_decides_who_can_move():
    places = plain_places(immobile=np.array([0.2, 0.6]))
    able = [able_to_move(KEY, 3, n, 0, 1, places) for n in range(4000)]
    u = [draws.fraction(KEY, draws.MOVE, 3, n, 0) for n in range(4000)]
    assert able == [x < 0.4 for x in u]
    outside = [able_to_move(KEY, 3, n, 0, 2, places) for n in range(4000)]
    assert outside == [x < 0.8 for x in u], "a boundary destination has no restriction of its own"


def decided(places, n=20_000, city=1, premium=0.0, **columns):
    """Options of n alike workers of city 0, each with an offer in a city. Own-account pool: no premium."""
    workers = some_workers(n, **{"status": UNEMPLOYED, "spell_start": 0, "registration": 0, **columns})
    firms = some_firms(POOLS, city=[0, 0, 1, 1])
    cell = 8 + city * 4  # sector 1, industry 0, skill 0
    vacancies = some_vacancies({cell: [(2 * city, 0, 0)]}, 16)
    slot = int(vacancies.offset[cell])
    candidates = Applications(
        np.arange(n, dtype=np.int32), np.full(n, cell, np.int32), np.full(n, slot, np.int64), np.zeros(n)
    )
    options, wages, offers = np.zeros(n, np.uint8), np.zeros(n), np.zeros((2, 2), np.int64)
    choose(
        workers,
        firms,
        vacancies,
        POOLS,
        candidates,
        places,
        KEY,
        INITIAL_KEY,
        0,
        premium,
        rows(n),
        options,
        wages,
        offers,
    )
    assert offers[0, city] == offers.sum() == n
    return options


def utilities(shift=0.0, **fields):
    """Places where staying is worth 0, commuting 0.2 and moving -0.1, shifted all alike."""
    barrier, cost = np.zeros((2, 2, 2)), np.zeros((2, 2, 3))
    barrier[:, 0, 1], cost[:, 0, 1] = 0.8, 1.1
    return plain_places(
        log_wages=np.full((3, 2, 2), 1.0 + shift), log_mean_wage=np.full((2, 2), shift), log_replacement=0.0,
        barrier=barrier, moving_cost=cost, **fields,
    )  # fmt: skip


def surprise(options, values, scale=0.35):
    """Chance of a chi-square as large, 2 degrees, if shares are the softmax of the values over the scale."""
    weights = np.exp(np.array(values) / scale)
    return stats.chisquare(np.bincount(options, minlength=3), weights / weights.sum() * options.size).pvalue


def test_choice_shares_are_those_of_a_logit():
    """V3, false alarm 1 in a million; a utility off by 0.05 or another taste scale must fail."""
    options = decided(utilities())
    assert surprise(options, [0.0, 0.2, -0.1]) > ODDS
    assert surprise(options, [0.0, 0.25, -0.1]) < ODDS
    assert surprise(options, [0.0, 0.2, -0.1], scale=0.40) < ODDS


def test_choice_shares_follow_the_scale_of_tastes():
    assert surprise(decided(utilities(logit_scale=0.7)), [0.0, 0.2, -0.1], scale=0.7) > ODDS


def test_a_constant_added_to_all_utilities_changes_no_choice():
    assert np.array_equal(decided(utilities()), decided(utilities(shift=2.0)))


def test_inside_the_city_the_choice_is_between_two():
    options = decided(utilities(), city=0)
    weights = np.exp(np.array([0.0, 1.0]) / 0.35)
    assert not (options == MIGRATE).any()
    taken = (options == COMMUTE).sum()
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], options.size, weights[1] / weights.sum())
    assert low <= taken <= high


def test_out_of_reach_one_can_only_move():
    options = decided(utilities(reachable=np.eye(2, dtype=np.uint8)))
    assert set(options) == {STAY, MIGRATE}


def test_the_immobile_can_only_commute():
    options = decided(utilities(immobile=np.ones(2)))
    assert set(options) == {STAY, COMMUTE}


def test_a_lower_barrier_only_adds_commuters():
    """The same tastes in both worlds: nobody who commuted stops."""
    before, after = decided(utilities()), decided(utilities()._replace(barrier=np.zeros((2, 2, 2))))
    assert (after[before == COMMUTE] == COMMUTE).all()
    assert (after == COMMUTE).sum() > (before == COMMUTE).sum()


def test_the_taste_of_an_option_is_a_scaled_gumbel_of_worker_month_and_option():
    u = draws.uniform(KEY, draws.GUMBEL, 5, 77, MIGRATE)
    assert taste(KEY, 5, 77, MIGRATE, plain_places()) == pytest.approx(-0.35 * math.log(-math.log(u)))


def test_a_premium_adds_to_the_wage_offered():
    """Commuting is worth 0.2 with the usual wage, 0.35 with a premium of 0.15; moving -0.1 and 0.05."""
    options = decided(utilities(), premium=0.15)
    assert surprise(options, [0.0, 0.35, 0.05]) > ODDS
    assert surprise(options, [0.0, 0.2, -0.1]) < ODDS
