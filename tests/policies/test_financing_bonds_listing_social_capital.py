"""I33 lets large agencies grow faster."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.financing_bonds_listing_social_capital import FinancingBondsListingSocialCapital
from tests.policies.levers import untouched


def financing(dose=1.0, cities=(0, 1, 2, 3)):
    return FinancingBondsListingSocialCapital(Settings(dose, 21, 12, cities, 20.0), 0.6)


def test_half_of_the_capital_becomes_capacity():
    assert financing().capacity_growth(np.zeros(4), 60) == pytest.approx([0.02] * 4)
    # month 6 of 12, dose 0.5: a quarter, on top of what is there
    assert financing(dose=0.5).capacity_growth(np.full(4, 0.1), 26) == pytest.approx([0.105] * 4)


def test_a_city_left_out_keeps_its_value():
    assert np.flatnonzero(financing(cities=(0, 3)).capacity_growth(np.zeros(4), 60)).tolist() == [0, 3]


def test_it_bends_nothing_else():
    assert untouched(financing(), "capacity_growth")
