"""I22 raises one number in the cities that carry it out."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.labour_market_reports_white_paper import LabourMarketReportsWhitePaper
from tests.policies.levers import untouched

BEFORE = np.array([0.05, 0.1, 0.0, 0.2])


def instrument(dose=1.0, cities=(0, 1)):
    return LabourMarketReportsWhitePaper(Settings(dose, 21, 12, cities, 5.0), 0.6)


def test_the_whole_dose_adds_the_effect_in_its_cities():
    after = instrument().field_response(BEFORE, 60)
    expected = BEFORE + [0.30 * (city in (0, 1)) for city in range(4)]
    assert after == pytest.approx(expected)


def test_half_of_the_dose_half_way_through_the_ramp_adds_a_quarter():
    after = instrument(dose=0.5, cities=(3,)).field_response(BEFORE, 26)  # month 6 of 12
    assert after == pytest.approx([0.05, 0.1, 0.0, 0.2 + 0.30 / 4])


def test_before_the_start_and_without_dose_nothing_changes():
    assert np.array_equal(instrument().field_response(BEFORE, 20), BEFORE)
    assert np.array_equal(instrument(dose=0.0).field_response(BEFORE, 60), BEFORE)


def test_it_bends_nothing_else():
    assert untouched(instrument(), "field_response")
