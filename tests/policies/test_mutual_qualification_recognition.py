"""I01 lets agencies serve the other cities that take part."""

from itertools import permutations

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.mutual_qualification_recognition import MutualQualificationRecognition
from tests.policies.levers import changed, plain, untouched

ALL = (0, 1, 2, 3)
BEFORE = plain("agency_recognition")  # 0.15, and 1 at home


def recognition(dose=1.0, cities=ALL, implementation=1.0):
    return MutualQualificationRecognition(Settings(dose, 21, 12, cities, 5.0), implementation)


def test_at_full_dose_nearly_every_agency_may_serve_every_city():
    after = recognition().agency_recognition(BEFORE, 60)
    assert after[~np.eye(4, dtype=bool)] == pytest.approx(0.95)
    assert np.diag(after).tolist() == [1.0] * 4


def test_a_part_of_the_dose_goes_that_part_of_the_way():
    # month 6 of 12, dose 0.5, 0.6 carried out: 0.15 of the way from 0.15 to 0.95 is 0.27
    after = recognition(dose=0.5, implementation=0.6).agency_recognition(BEFORE, 26)
    assert after[0, 1] == pytest.approx(0.27)
    assert after[3, 2] == pytest.approx(0.27)


def test_only_pairs_of_cities_that_take_part_change():
    after = recognition(cities=(0, 1, 3)).agency_recognition(BEFORE, 60)
    assert changed(after, BEFORE) == set(permutations((0, 1, 3), 2))


def test_a_single_city_has_nobody_to_recognise():
    assert changed(recognition(cities=(2,)).agency_recognition(BEFORE, 60), BEFORE) == set()


def test_a_chance_that_is_higher_already_stays():
    before = np.full((4, 4), 0.97)
    assert np.array_equal(recognition().agency_recognition(before, 60), before)


def test_without_dose_nothing_changes():
    assert np.array_equal(recognition(dose=0.0).agency_recognition(BEFORE, 60), BEFORE)


def test_it_bends_nothing_else():
    assert untouched(recognition(), "agency_recognition")
