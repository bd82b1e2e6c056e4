"""Retirement and entrants: chances by hand, the age structure, and who the newcomers are."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.agents.workers import EMPLOYED, OUTSIDE, RETIRED, UNEMPLOYED
from sim.processes.demography import (
    certificates,
    chosen,
    entrant_skill_shares,
    find_retirements,
    gap_to_start,
    monthly_retirement,
    renew,
    retirement_probabilities,
    retirement_slope,
    solved_slope,
    staying_shares,
)
from tests.processes.builders import KEY, rows, some_workers

ODDS = 1e-6
BEGUN = np.array([20, 4, 3, 2])
"""Young people who begin to work in a month, by city."""


def test_monthly_chance_compounds_to_the_annual_hazard():
    """Slope 0.5 over 10 years: at half the span the annual hazard is 0.25; twelve such months leave 0.75."""
    chances = monthly_retirement(0.5, 10)
    assert chances.size == 121
    assert chances[0] == 0.0
    assert (1 - chances[60]) ** 12 == pytest.approx(0.75)
    assert chances[-1] == 1.0
    assert (np.diff(chances) > 0).all()


def test_a_hazard_of_one_retires_everybody():
    assert monthly_retirement(10.0, 10)[60] == 1.0


def test_shares_staying_are_the_product_of_chances_not_to_retire():
    chances = monthly_retirement(0.5, 10)
    stay = staying_shares(0.5, 10)
    assert stay.size == 120
    assert stay[:3] == pytest.approx([1.0, 1.0, 1 - chances[1]])
    expected = 1.0
    for month in range(119):
        expected *= 1 - chances[month]
    assert stay[119] == pytest.approx(expected)


def test_the_labour_force_loses_the_retirement_rate(world):
    """The oldest band, 38 %, has 60 months before the first age at 50 and 156 after; its density is the flow.

    As many reach the first age in a month as retire at all ages together: 2.2 % / 12 of the labour force.
    """
    staying = staying_shares(retirement_slope(world), 13)
    density = 0.38 / (60 + staying.sum())
    assert density == pytest.approx(0.022 / 12, rel=1e-9)
    chances = retirement_probabilities(world)
    # whoever is left before the last age and does not retire that month retires on reaching it
    leaving = density * ((staying * chances[:-1]).sum() + staying[-1] * (1 - chances[-2]) * chances[-1])
    assert leaving == pytest.approx(0.022 / 12, rel=1e-9)


def test_without_need_of_early_retirement_the_slope_is_zero():
    """A band of 0.1 over 60 + 120 months sheds 0.000556 a month even if all work to the end."""
    assert solved_slope(0.0066, 0.1, 5, 10) == pytest.approx(0.0, abs=1e-12)
    assert solved_slope(0.0070, 0.1, 5, 10) > 0.001


def retired(ages, status=UNEMPLOYED, chances=None, month=7):
    """Ids of those who retire among workers of some ages in months; first age 600."""
    workers = some_workers(len(ages), status=status, birth_month=month - np.array(ages))
    chances = np.array([0.0, 0.0, 1.0]) if chances is None else chances
    return find_retirements(workers, chances, 600, KEY, month, rows(len(ages))).tolist()


def test_nobody_retires_before_the_first_age_and_all_have_at_the_last():
    assert retired([300, 599, 600, 601, 602, 700]) == [4, 5]


def test_people_outside_the_region_age_too_and_the_retired_retire_once():
    assert retired([700] * 6, status=[0, 1, 2, 3, 4, 5]) == [0, 1, 2, 3]


def test_the_share_that_retires_is_the_chance():
    """Binomial, n = 50,000, p = 0.02: false alarm 1 in a million; p = 0.024 must fail."""
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], 50_000, 0.02)
    assert low <= len(retired([650] * 50_000, chances=np.array([0.02]))) <= high
    assert len(retired([650] * 50_000, chances=np.array([0.024]))) > high


# Entrants


def test_burn_in_fills_the_gap_to_the_labour_force_of_2019(world, state):
    gone = np.flatnonzero((state.workers.residence == 2) & (state.workers.status == UNEMPLOYED))[:5]
    state.workers.status[gone] = OUTSIDE
    assert gap_to_start(world, state).tolist() == [0, 0, 5, 0]


def test_entrants_are_better_skilled_than_the_stock(world):
    shares = np.diff(entrant_skill_shares(world), axis=1, prepend=0.0)
    stock = world.region.labour_force.sum(axis=1)
    stock = stock / stock.sum(axis=1, keepdims=True)
    assert shares == pytest.approx(stock + np.array([-0.15, 0.0, 0.05, 0.10]))
    assert entrant_skill_shares(world)[:, -1] == pytest.approx(1.0)


def test_a_tilt_beyond_zero_leaves_no_negative_shares(world):
    people = dataclasses.replace(world.parameters.population, entrant_skill_tilt=(-1.0, 0.0, 0.0, 0.1))
    tilted = dataclasses.replace(world, parameters=dataclasses.replace(world.parameters, population=people))
    cumulative = entrant_skill_shares(tilted)
    assert (cumulative[:, 0] == 0.0).all()
    assert cumulative[:, -1] == pytest.approx(1.0)


@pytest.mark.parametrize(("u", "expected"), [(0.0001, 0), (0.2, 1), (0.4999, 1), (0.5, 3), (0.99999999, 3)])
def test_the_first_category_beyond_the_draw_is_chosen(u, expected):
    # shares 0.2, 0.3, 0, 0.5
    assert chosen(np.array([[0.2, 0.5, 0.5, 1.0]]), np.array([u])).tolist() == [expected]


def test_rounding_of_the_last_share_leaves_nobody_without_category():
    assert chosen(np.array([[0.5, 0.9999999999]]), np.array([1 - 1e-13])).tolist() == [1]


def test_certificates_count_at_home_and_elsewhere_by_chance(world):
    """Registered in Deyang, everybody a holder: bits 0 and 2 always, the others with 0.30.

    Binomial, n = 20,000 for each city, false alarm 1 in a million; a chance of 0.32 must fail.
    """
    n = 20_000
    bits = certificates(world, np.arange(n), np.full(n, 3), np.ones(n, int), np.zeros(n))
    assert (bits & 0b101 == 0b101).all()
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], n, 0.30)
    for city in (0, 2, 3):
        assert low <= (bits >> (1 + city) & 1).sum() <= high < 0.32 * n


def test_without_a_certificate_nothing_is_recognised(world):
    bits = certificates(world, np.arange(100), np.zeros(100, int), np.zeros(100, int), np.full(100, 0.06))
    assert (bits == 0).all(), "0.06 is above the 5 % of the unskilled"


def test_recognition_never_changes_and_only_grows_with_its_chance(world):
    people = dataclasses.replace(world.parameters.population, certificate_recognition=0.6)
    more = dataclasses.replace(world, parameters=dataclasses.replace(world.parameters, population=people))
    given = np.arange(500), np.full(500, 3), np.full(500, 6), np.zeros(500)
    before, after = certificates(world, *given), certificates(more, *given)
    assert (before & after == before).all()
    assert (after != before).any()


def test_a_month_retires_the_old_and_lets_the_young_in(world, state, january, places):
    before = state.workers.status.copy()
    staff = state.firms.headcount.sum()
    flows = renew(world, state, january, places, BEGUN, entrant_skill_shares(world))
    after = state.workers.status
    left, joined = (before <= UNEMPLOYED) & (after == RETIRED), (before == 5) & (after == UNEMPLOYED)
    assert left.sum() == flows.retired.sum()
    assert joined.sum() == flows.entered.sum()
    assert (
        flows.ended_jobs.sum() == (left & (before == EMPLOYED)).sum() == staff - state.firms.headcount.sum()
    )
    residence = np.bincount(state.workers.residence[joined], minlength=4)
    assert residence.tolist() == flows.entered.tolist()


def test_entrants_have_the_usual_age_of_their_skill(world, state, january, places):
    before = state.workers.status.copy()
    renew(world, state, january, places, BEGUN, entrant_skill_shares(world))
    new = (before == 5) & (state.workers.status == UNEMPLOYED)
    ages, skills = -state.workers.birth_month[new].astype(int), state.workers.skill[new]
    youngest = np.array([17, 18, 21, 22])[skills] * 12
    assert (ages >= youngest).all()
    assert (ages <= youngest + 12).all()


def test_newcomers_start_at_the_market_wage_and_their_effect(world, state, january, places):
    before = state.workers.status.copy()
    renew(world, state, january, places, BEGUN, entrant_skill_shares(world))
    workers = state.workers
    for n in np.flatnonzero((before == 5) & (workers.status == UNEMPLOYED))[:5]:
        u = draws.uniform(world.initial_key, draws.INITIAL, draws.TIMELESS, n, 0)
        market = places.log_wages[workers.residence[n], workers.industry[n], workers.skill[n]]
        assert workers.log_wage[n] == pytest.approx(market + 0.2 * draws.standard_normal(u), abs=1e-5)
