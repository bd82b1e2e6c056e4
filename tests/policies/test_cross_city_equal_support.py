"""I02 makes offices and remote bids cheaper between the cities that take part."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.cross_city_equal_support import CrossCityEqualSupport
from tests.policies.levers import changed, plain, untouched

PAIRS = {(0, 2), (2, 0)}


def support(dose=1.0, cities=(0, 2), implementation=1.0):
    return CrossCityEqualSupport(Settings(dose, 21, 12, cities, 40.0), implementation)


@pytest.mark.parametrize(("lever", "value"), [("branch_cost", 255_000.0), ("remote_penalty", 0.2975)])
class TestLever:
    def test_it_falls_by_15_percent_between_the_cities(self, lever, value):
        after = getattr(support(), lever)(plain(lever), 60)
        assert changed(after, plain(lever)) == PAIRS
        assert after[0, 2] == pytest.approx(value)

    def test_a_part_of_the_dose_has_that_part_of_the_effect(self, lever, value):
        # month 6 of 12, dose 0.5, 0.6 carried out: 0.15 of the effect
        after = getattr(support(dose=0.5, implementation=0.6), lever)(plain(lever), 26)
        assert after[2, 0] / plain(lever)[2, 0] == pytest.approx(1.0 - 0.15 * 0.15)

    def test_a_single_city_supports_nobody(self, lever, value):
        assert np.array_equal(getattr(support(cities=(1,)), lever)(plain(lever), 60), plain(lever))


def test_it_bends_nothing_else():
    assert untouched(support(), "branch_cost", "remote_penalty")
