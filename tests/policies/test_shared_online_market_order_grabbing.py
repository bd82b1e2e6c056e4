"""I27 moves orders and agencies to the platform, where an order costs less."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.shared_online_market_order_grabbing import SharedOnlineMarketOrderGrabbing
from tests.policies.levers import plain, untouched

EFFECTS = {"platform_share": 0.25, "platform_membership": 0.6, "platform_fee": -0.02}


def market(dose=1.0, cities=(0, 1, 2, 3), implementation=1.0):
    return SharedOnlineMarketOrderGrabbing(Settings(dose, 21, 12, cities, 50.0), implementation)


@pytest.mark.parametrize("lever", EFFECTS)
class TestLever:
    def test_the_full_dose_has_the_full_effect(self, lever):
        assert getattr(market(), lever)(np.zeros(4), 60).tolist() == [EFFECTS[lever]] * 4

    def test_a_part_of_the_dose_has_that_part_of_the_effect_but_each_order_the_whole_fee(self, lever):
        # month 6 of 12, dose 0.5, 0.6 carried out: 0.15 of the effect, on top of what is there
        after = getattr(market(dose=0.5, implementation=0.6), lever)(np.full(4, 0.1), 26)
        expected = {"platform_share": 0.1375, "platform_membership": 0.19, "platform_fee": 0.08}
        assert after == pytest.approx([expected[lever]] * 4)

    def test_a_city_left_out_keeps_its_value(self, lever):
        effect = EFFECTS[lever]
        assert getattr(market(cities=(0, 2, 3)), lever)(np.zeros(4), 60).tolist() == [
            effect,
            0,
            effect,
            effect,
        ]

    def test_without_dose_nothing_changes(self, lever):
        assert np.array_equal(getattr(market(dose=0.0), lever)(plain(lever), 60), plain(lever))


def test_it_bends_nothing_else():
    assert untouched(market(), *EFFECTS)
