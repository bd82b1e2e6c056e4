"""I10 takes a tenth off what is left of the distance between fields and industries of graduates."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.industry_education_integration import IndustryEducationIntegration
from tests.policies.levers import untouched

BEFORE = np.array([0.0, 0.5, 0.0, 1.0])


def integration(dose=1.0, cities=(0, 1, 2, 3)):
    return IndustryEducationIntegration(Settings(dose, 21, 12, cities, 120.0), 0.6)


def test_the_whole_dose_removes_a_tenth_of_what_is_left():
    # 0.5 + 0.1 x 0.5
    assert integration().field_alignment(BEFORE, 60) == pytest.approx([0.1, 0.55, 0.1, 1.0])


def test_half_of_the_dose_half_way_through_the_ramp_removes_a_fortieth():
    after = integration(dose=0.5, cities=(0,)).field_alignment(BEFORE, 26)  # month 6 of 12
    assert after == pytest.approx([0.025, 0.5, 0.0, 1.0])


def test_before_the_start_and_without_dose_nothing_changes():
    assert np.array_equal(integration().field_alignment(BEFORE, 20), BEFORE)
    assert np.array_equal(integration(dose=0.0).field_alignment(BEFORE, 60), BEFORE)


def test_it_bends_nothing_else():
    assert untouched(integration(), "field_alignment")
