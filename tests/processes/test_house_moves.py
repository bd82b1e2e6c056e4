"""Commuters who reconsider: a binary logit with new tastes each month."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.agents.workers import NOWHERE
from sim.processes.acceptance import COMMUTE, MIGRATE, taste
from sim.processes.house_moves import find_movers, move_houses
from tests.processes.builders import KEY, only_workers, plain_places, rows, some_workers

ODDS = 1e-6


def commuters(n, start=3, **columns):
    return some_workers(n, residence=0, work_city=1, spell_start=start, log_wage=8.5, **columns)


def movers(workers, places, rate=1.0, month=9):
    return find_movers(workers, places, rate, KEY, month, rows(workers.status.size)).tolist()


def preferring(count, month, places, shift):
    """Who likes moving better than commuting by the tastes of a month and a range of options."""
    return [
        n
        for n in range(count)
        if taste(KEY, month, n, shift + MIGRATE, places) > taste(KEY, month, n, shift + COMMUTE, places)
    ]


@pytest.mark.parametrize("month", [0, 9, 30])
def test_tastes_are_those_of_the_month_and_of_options_11_and_12(month):
    """With all else equal they decide, whenever the job was taken."""
    places = plain_places()
    expected = preferring(300, month, places, 10)
    assert 100 < len(expected) < 200
    for start in (-300, -25, -3, 0):
        assert movers(commuters(300, start=start), places, month=month) == expected


def overlap(one, other, n):
    """Chance of as strong a dependence of two choices of n workers (chi-square of their table)."""
    table = np.zeros((2, 2))
    np.add.at(table, (np.isin(range(n), one).astype(int), np.isin(range(n), other).astype(int)), 1)
    return stats.chi2_contingency(table).pvalue


def test_tastes_are_new_every_month_and_not_those_of_an_offer():
    """Independent of last month's and of an offer's this month, false alarm 1 in a million each.

    Control: of themselves they are not independent.
    """
    n, places = 4000, plain_places()
    now = movers(commuters(n), places, month=9)
    assert overlap(now, movers(commuters(n), places, month=10), n) > ODDS
    assert overlap(now, preferring(n, 9, places, 0), n) > ODDS
    assert overlap(now, now, n) < ODDS


def test_the_share_that_moves_is_that_of_a_logit():
    """Moving costs 0.5, commuting 0.3 of travel: 1 / (1 + exp(0.2 / 0.35)); 0.3 or 0.1 must fail."""
    n = 20_000
    places = plain_places(moving_cost=np.full((2, 2, 3), 0.5), travel_term=np.full((2, 2), 0.3))
    moved = len(movers(commuters(n, registration=0), places))
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], n, 1 / (1 + math.exp(0.2 / 0.35)))
    assert low <= moved <= high
    for wrong in (0.1, 0.3):
        assert not low <= n / (1 + math.exp(wrong / 0.35)) <= high


def test_a_prohibitive_cost_keeps_everybody_and_a_prohibitive_fare_moves_everybody():
    fare = np.array([[0.0, 1e7], [1e7, 0.0]])
    assert movers(commuters(50), plain_places(moving_cost=np.full((2, 2, 3), 50.0))) == []
    assert movers(commuters(50), plain_places(travel_cost=fare)) == list(range(50))


def test_residents_and_the_unemployed_have_nothing_to_reconsider():
    far = plain_places(travel_term=np.full((2, 2), 90.0))
    workers = commuters(3)
    workers.work_city[0] = 0
    workers.status[1], workers.work_city[1] = 1, NOWHERE
    assert movers(workers, far) == [2]


def test_commuters_of_before_burn_in_reconsider_too():
    far = plain_places(travel_term=np.full((2, 2), 90.0))
    assert movers(commuters(3, start=[-25, -24, -300]), far) == [0, 1, 2]


def test_the_pandemic_keeps_people_where_they_are():
    far = plain_places(travel_term=np.full((2, 2), 90.0), immobile=np.array([0.0, 1.0]))
    assert movers(commuters(50), far) == []


def test_a_share_reconsiders_each_month():
    """Binomial, n = 20,000, p = 1/24: false alarm 1 in a million; p = 1/20 must fail."""
    places = plain_places(travel_term=np.full((2, 2), 90.0))
    n = 20_000
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], n, 1 / 24)
    assert low <= len(movers(commuters(n), places, rate=1 / 24)) <= high
    assert len(movers(commuters(n), places, rate=1 / 20)) > high


def test_whoever_moves_lives_where_the_job_is(world, state, january, places):
    """Binomial, n = 2,000 at the rate of the parameters, since all prefer to move."""
    workers = commuters(2000, start=-3)
    changed = only_workers(state, workers)
    far = places._replace(travel_term=np.full((4, 4), 90.0))
    moved = move_houses(world, changed, january, far)
    rate = world.parameters.choice.house_move_rate
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], 2000, rate)
    assert 0 < low <= moved[0, 1] == (workers.residence == 1).sum() <= high
    assert moved.sum() == moved[0, 1]
