"""I28 lowers misconduct, lets ratings count and carries black lists to the other cities."""

from itertools import permutations

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.red_black_credit_lists import RedBlackCreditLists
from tests.policies.levers import changed, plain, untouched

BENT = ("misconduct", "list_tilt", "black_list_reach")


def lists(dose=1.0, cities=(0, 1, 2, 3), implementation=1.0):
    return RedBlackCreditLists(Settings(dose, 21, 12, cities, 15.0), implementation)


PART = lists(dose=0.5, implementation=0.6)
"""In its sixth month of twelve: a dose of 0.5 x 0.6 x 6/12 = 0.15."""


def test_misconduct_falls():
    assert lists().misconduct(np.ones(4), 60) == pytest.approx([0.7] * 4)
    assert PART.misconduct(np.full(4, 2.0), 26) == pytest.approx([1.91] * 4)  # 2 x (1 - 0.30 x 0.15)
    assert lists(cities=(0, 1, 2)).misconduct(np.ones(4), 60) == pytest.approx([0.7, 0.7, 0.7, 1.0])


def test_ratings_count():
    assert lists().list_tilt(np.zeros(4), 60).tolist() == [0.25] * 4
    assert PART.list_tilt(np.zeros(4), 26) == pytest.approx([0.0375] * 4)  # 0.25 x 0.15
    assert lists(cities=(1,)).list_tilt(np.zeros(4), 60).tolist() == [0, 0.25, 0, 0]


def test_black_lists_hold_in_every_city_at_full_dose():
    assert np.array_equal(lists().black_list_reach(np.eye(4), 60), np.ones((4, 4)))


def test_a_part_of_the_dose_is_the_share_honoured_elsewhere():
    expected = np.full((4, 4), 0.15)
    np.fill_diagonal(expected, 1.0)
    assert PART.black_list_reach(np.eye(4), 26) == pytest.approx(expected)


def test_black_lists_neither_come_from_nor_reach_a_city_left_out():
    after = lists(cities=(0, 2, 3)).black_list_reach(np.eye(4), 60)
    assert changed(after, np.eye(4)) == set(permutations((0, 2, 3), 2))


@pytest.mark.parametrize("lever", BENT)
def test_without_dose_nothing_changes(lever):
    assert np.array_equal(getattr(lists(dose=0.0), lever)(plain(lever), 60), plain(lever))


def test_it_bends_nothing_else():
    assert untouched(lists(), *BENT)
