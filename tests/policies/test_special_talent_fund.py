"""I04 is worth pay to professionals who come to Meishan."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.special_talent_fund import SpecialTalentFund
from tests.policies.levers import untouched


def fund(dose=1.0, cities=(2,)):
    return SpecialTalentFund(Settings(dose, 21, 12, cities, 60.0), 0.6)


def test_the_fund_is_worth_the_effect_times_the_dose_in_its_city():
    # half the dose of 5 % of pay; not cross-city, so governance does not matter
    assert fund(0.5).talent_pay(np.zeros(4), 60) == pytest.approx([0.0, 0.0, 0.025, 0.0])


def test_it_adds_to_what_is_paid_already_and_starts_with_a_twelfth():
    assert fund().talent_pay(np.full(4, 0.02), 21)[2] == pytest.approx(0.02 + 0.05 / 12)


def test_nothing_else_is_bent():
    assert untouched(fund(), "talent_pay")
