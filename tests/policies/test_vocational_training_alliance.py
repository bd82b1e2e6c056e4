"""I12 opens idle seats of one city to the residents of the others that take part."""

from itertools import permutations

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.vocational_training_alliance import VocationalTrainingAlliance
from tests.policies.levers import changed, untouched

NONE = np.zeros((4, 4))


def alliance(dose=1.0, cities=(0, 1, 2, 3), implementation=1.0):
    return VocationalTrainingAlliance(Settings(dose, 21, 12, cities, 30.0), implementation)


def test_at_full_dose_half_of_the_idle_seats_are_shared():
    after = alliance().training_pooling(NONE, 60)
    assert after[~np.eye(4, dtype=bool)] == pytest.approx(0.5)
    assert np.diag(after).tolist() == [0.0] * 4


def test_a_part_of_the_dose_goes_that_part_of_the_way():
    # month 6 of 12, 0.6 carried out: 0.5 x 0.3
    assert alliance(implementation=0.6).training_pooling(NONE, 26)[2, 0] == pytest.approx(0.15)


def test_only_pairs_of_cities_that_take_part_change():
    after = alliance(cities=(0, 1, 3)).training_pooling(NONE, 60)
    assert changed(after, NONE) == set(permutations((0, 1, 3), 2))


def test_a_single_city_has_nobody_to_share_with():
    assert changed(alliance(cities=(2,)).training_pooling(NONE, 60), NONE) == set()


def test_a_share_that_is_higher_already_stays():
    before = np.full((4, 4), 0.7)
    assert np.array_equal(alliance().training_pooling(before, 60), before)


def test_it_bends_nothing_else():
    assert untouched(alliance(), "training_pooling")
