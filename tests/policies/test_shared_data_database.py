"""I30 helps the unemployed to apply where they fit, and finds offenders."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.shared_data_database import SharedDataDatabase
from tests.policies.levers import changed, untouched

UNEMPLOYED = 1


def database(dose=1.0, cities=(0, 1, 2, 3)):
    return SharedDataDatabase(Settings(dose, 21, 12, cities, 120.0), 0.6)


def test_applications_of_the_unemployed_are_viable_more_often():
    before = np.full((2, 4, 13), 0.3)
    after = database(cities=(1, 3)).suitability(before, 60)
    assert {place[:2] for place in changed(after, before)} == {(UNEMPLOYED, 1), (UNEMPLOYED, 3)}
    assert after[UNEMPLOYED, 1] == pytest.approx(0.3027)  # 0.3 x (1 + 0.015 x 0.6 carried out)


def test_offenders_are_detected_more_often():
    after = database(cities=(0,)).detection(np.full(4, 0.05), 60)
    assert after == pytest.approx([0.059, 0.05, 0.05, 0.05])  # 0.05 x (1 + 0.3 x 0.6)


def test_without_agencies_it_may_run_all_the_same():
    assert not SharedDataDatabase.needs_agencies


def test_nothing_else_is_bent():
    assert untouched(database(), "suitability", "detection")
