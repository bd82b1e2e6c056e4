"""I05 is worth pay to professionals who come to the three smaller cities."""

import numpy as np
import pytest

from sim.policies.base import Policies, Settings
from sim.policies.special_talent_fund import SpecialTalentFund
from sim.policies.talent_import_value_based_pay import TalentImportValueBasedPay
from tests.policies.levers import untouched


def pay(dose=1.0, cities=(1, 2, 3)):
    return TalentImportValueBasedPay(Settings(dose, 21, 12, cities, 60.0), 0.6)


def test_pay_rises_by_the_effect_times_the_dose_where_it_is_carried_out():
    assert pay().talent_pay(np.zeros(4), 60) == pytest.approx([0.0, 0.03, 0.03, 0.03])
    assert pay(cities=(3,)).talent_pay(np.zeros(4), 26) == pytest.approx([0.0, 0.0, 0.0, 0.015])


def test_it_adds_up_with_the_fund_of_meishan():
    both = Policies({"fund": SpecialTalentFund(Settings(1.0, 21, 12, (2,), 60.0), 1.0), "pay": pay()})
    assert both.talent_pay(np.zeros(4), 60) == pytest.approx([0.0, 0.03, 0.08, 0.03])


def test_nothing_else_is_bent():
    assert untouched(pay(), "talent_pay")
