"""I13x, no part of the plan, lets cities honour certificates of workers from the others."""

from itertools import permutations

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.worker_certificate_recognition import WorkerCertificateRecognition
from tests.policies.levers import changed, plain, untouched

BEFORE = plain("certificate_recognition")  # 0.30, and 1 at home


def recognition(dose=1.0, cities=(0, 1, 2, 3), implementation=1.0):
    return WorkerCertificateRecognition(Settings(dose, 21, 12, cities, 5.0), implementation)


def test_at_full_dose_nine_in_ten_are_honoured():
    after = recognition().certificate_recognition(BEFORE, 60)
    assert after[~np.eye(4, dtype=bool)] == pytest.approx(0.9)
    assert np.diag(after).tolist() == [1.0] * 4


def test_a_part_of_the_dose_goes_that_part_of_the_way():
    # month 6 of 12, dose 0.5, 0.6 carried out: 0.15 of the way from 0.3 to 0.9 is 0.39
    after = recognition(dose=0.5, implementation=0.6).certificate_recognition(BEFORE, 26)
    assert after[0, 1] == pytest.approx(0.39)


def test_only_pairs_of_cities_that_take_part_change():
    after = recognition(cities=(0, 3)).certificate_recognition(BEFORE, 60)
    assert changed(after, BEFORE) == set(permutations((0, 3), 2))


def test_it_is_no_part_of_the_plan():
    assert WorkerCertificateRecognition.clauses == ()


def test_it_bends_nothing_else():
    assert untouched(recognition(), "certificate_recognition")
