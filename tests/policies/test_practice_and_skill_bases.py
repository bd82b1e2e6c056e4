"""I11 adds seats for training and lets more courses lead to the next skill."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.practice_and_skill_bases import PracticeAndSkillBases
from tests.policies.levers import untouched

SEATS = np.array([50_000.0, 10_000.0, 8_000.0, 6_000.0])


def bases(dose=1.0, cities=(0, 1, 2, 3), implementation=0.6):
    return PracticeAndSkillBases(Settings(dose, 21, 12, cities, 400.0), implementation)


def test_at_full_dose_a_tenth_more_seats():
    """The cities need no cooperation, so governance does not matter."""
    assert bases().training_seats(SEATS, 60) == pytest.approx([55_000, 11_000, 8_800, 6_600])


def test_a_course_that_ends_in_the_first_month_has_a_twelfth_of_the_effect():
    chance = np.full(4, 0.06)
    assert bases().training_upgrade(chance, 21) == pytest.approx(0.06 * (1 + 0.1 / 12))
    assert bases().training_upgrade(chance, 60) == pytest.approx(0.066)


def test_only_the_named_cities_change():
    assert bases(dose=0.5, cities=(1,)).training_seats(SEATS, 60).tolist() == [
        50_000.0,
        pytest.approx(10_500),
        8_000.0,
        6_000.0,
    ]


def test_it_bends_nothing_else():
    assert untouched(bases(), "training_seats", "training_upgrade")
