"""I25 makes the grade count: more holders every year, better and longer-lived than the others."""

from math import log

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.standards_5a_agency_brands import Standards5AAgencyBrands
from tests.policies.levers import plain, untouched


def standards(dose=1.0, cities=(0, 1, 2, 3)):
    return Standards5AAgencyBrands(Settings(dose, 21, 12, cities, 20.0), 0.6)


@pytest.mark.parametrize(
    ("month", "rise"),
    [(20, 0.0), (26, 0.03 * 0.5 * 0.5), (32, 0.03), (44, 0.06), (56, 0.09)],
)
def test_three_points_more_agencies_are_certified_every_year(month, rise):
    """After half a year of the ramp at half of the dose; a year, two years, three years at all of it."""
    assert standards().certified_share(plain("certified_share"), month) == pytest.approx([0.05 + rise] * 4)


def test_holders_are_three_percent_better():
    assert standards().certified_quality(np.zeros(4), 60) == pytest.approx([log(1.03)] * 4)
    assert standards(dose=0.5).certified_quality(np.full(4, 0.1), 60) == pytest.approx([0.1 + log(1.015)] * 4)


def test_holders_close_less_often_and_others_more():
    after = standards(cities=(0,)).agency_exit(np.zeros((4, 2)), 60)
    assert after[0].tolist() == [0.05, -0.15]
    assert not after[1:].any()


def test_a_city_left_out_keeps_its_values():
    partly = standards(cities=(1, 2))
    assert np.flatnonzero(partly.certified_quality(np.zeros(4), 60)).tolist() == [1, 2]
    assert np.flatnonzero(partly.certified_share(np.zeros(4), 60)).tolist() == [1, 2]


def test_it_bends_nothing_else():
    assert untouched(standards(), "certified_share", "certified_quality", "agency_exit")
