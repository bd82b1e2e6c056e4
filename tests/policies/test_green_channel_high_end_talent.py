"""I03 raises the arrivals of professionals in the cities that carry it out."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.green_channel_high_end_talent import GreenChannelHighEndTalent

RATES = np.array([30.0, 2.0, 1.0, 0.5])


def channel(dose=1.0, cities=(1, 2, 3), implementation=0.6):
    return GreenChannelHighEndTalent(Settings(dose, 21, 12, cities, 60.0), implementation)


def test_arrivals_rise_by_the_effect_times_the_dose():
    # 15 % x 0.6 carried out = 9 %; the first city takes no part
    assert channel().talent_arrivals(RATES, 60) == pytest.approx([30.0, 2.18, 1.09, 0.545])


def test_the_first_month_has_a_twelfth():
    # 1 + 0.15 x 0.6 / 12 = 1.0075
    assert channel().talent_arrivals(RATES, 21) == pytest.approx([30.0, 2.015, 1.0075, 0.50375])


def test_only_the_named_city_gains():
    assert channel(cities=(2,)).talent_arrivals(RATES, 60) == pytest.approx([30.0, 2.0, 1.09, 0.5])


def test_a_fifth_of_those_called_may_live_in_chengdu_and_visit():
    # 0.2 x 0.6 carried out; nobody visits Chengdu, where the visitors live
    assert channel().visiting_experts(np.zeros(4), 60) == pytest.approx([0.0, 0.12, 0.12, 0.12])
    assert channel(cities=(0, 3)).visiting_experts(np.zeros(4), 60) == pytest.approx([0.0, 0.0, 0.0, 0.12])
    assert channel(dose=1.0, implementation=1.0).visiting_experts(np.full(4, 0.9), 60)[1] == 1.0
