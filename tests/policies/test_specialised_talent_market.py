"""I18 makes applications for equipment manufacturing viable more often."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.specialised_talent_market import SpecialisedTalentMarket
from tests.policies.levers import changed, untouched

DEYANG, EQUIPMENT = 1, 2


def market(dose=1.0, cities=(DEYANG,)):
    return SpecialisedTalentMarket(Settings(dose, 21, 12, cities, 60.0), 0.6)


def test_only_residents_who_apply_for_equipment_manufacturing_gain():
    before = np.full((2, 4, 13), 0.3)
    after = market().suitability(before, 60)
    assert changed(after, before) == {(0, DEYANG, EQUIPMENT), (1, DEYANG, EQUIPMENT)}
    assert after[1, DEYANG, EQUIPMENT] == pytest.approx(0.315)  # 0.3 x 1.05


def test_half_the_dose_has_half_the_effect():
    after = market(0.5).suitability(np.full((2, 4, 13), 0.4), 60)
    assert after[0, DEYANG, EQUIPMENT] == pytest.approx(0.41)


def test_nothing_else_is_bent():
    assert untouched(market(), "suitability")
