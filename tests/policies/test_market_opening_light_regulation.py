"""I15 brings more agencies, and more offenders among them."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.market_opening_light_regulation import MarketOpeningLightRegulation
from tests.policies.levers import plain, untouched

LEVERS = ("agency_entry", "low_honesty_entry")


def opening(dose=1.0, cities=(0, 1, 2, 3)):
    return MarketOpeningLightRegulation(Settings(dose, 21, 12, cities, 5.0), 0.6)


@pytest.mark.parametrize("lever", LEVERS)
class TestLever:
    def test_both_effects_are_five_hundredths(self, lever):
        assert getattr(opening(), lever)(np.zeros(4), 60).tolist() == [0.05] * 4

    def test_a_part_of_the_dose_has_that_part_of_the_effect(self, lever):
        # month 6 of 12, dose 0.5: a quarter, on top of what is there
        assert getattr(opening(dose=0.5), lever)(np.full(4, 0.1), 26) == pytest.approx([0.1125] * 4)

    def test_a_city_left_out_keeps_its_value(self, lever):
        assert getattr(opening(cities=(0, 3)), lever)(plain(lever), 60).tolist() == [0.05, 0.0, 0.0, 0.05]


def test_it_bends_nothing_else():
    assert untouched(opening(), *LEVERS)
