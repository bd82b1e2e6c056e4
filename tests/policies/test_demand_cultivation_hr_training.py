"""I24 makes firms more ready to ask an agency."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.demand_cultivation_hr_training import DemandCultivationHrTraining
from tests.policies.levers import untouched


def cultivation(dose=1.0, cities=(0, 1, 2, 3)):
    return DemandCultivationHrTraining(Settings(dose, 21, 12, cities, 40.0), 0.6)


def test_the_logit_of_use_rises_by_eight_hundredths():
    assert cultivation().service_use(np.zeros(4), 60).tolist() == [0.08] * 4
    # month 6 of 12, dose 0.5: a quarter, on top of what is there
    assert cultivation(dose=0.5).service_use(np.full(4, 0.1), 26) == pytest.approx([0.12] * 4)


def test_a_city_left_out_keeps_its_value():
    assert cultivation(cities=(1, 2)).service_use(np.zeros(4), 60).tolist() == [0.0, 0.08, 0.08, 0.0]


def test_it_bends_nothing_else():
    assert untouched(cultivation(), "service_use")
