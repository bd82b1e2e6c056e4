"""I35 lets more of the cross-city doses be carried out, and does nothing by itself."""

import numpy as np
import pytest

from sim.config import instruments, run_config
from sim.model import world_of
from sim.plan.scenario_files import is_of_the_plan
from sim.policies.base import Settings
from sim.policies.governance_cost_benefit_sharing_funding import GovernanceCostBenefitSharingFunding
from tests.policies.levers import untouched

NAME = "governance_cost_benefit_sharing_funding"
WINDOW = "unified_one_window_service"
CROSS_CITY = {"I01", "I02", "I03", "I06", "I12", "I17", "I26", "I27", "I28", "I29", "I30", "I32"}


def governance(dose=1.0, cities=(0, 1, 2, 3)):
    return GovernanceCostBenefitSharingFunding(Settings(dose, 21, 12, cities, 20.0), 0.6)


def test_the_share_moves_from_the_usual_one_to_the_effect():
    usual = np.full(4, 0.6)
    assert governance().carried_out(usual, 60) == pytest.approx([0.85] * 4)
    assert governance(0.5, cities=(0,)).carried_out(usual, 26) == pytest.approx([0.6625, 0.6, 0.6, 0.6])


def test_a_share_that_is_higher_already_stays():
    assert governance().carried_out(np.full(4, 0.9), 60).tolist() == [0.9] * 4


def dose_of_the_window(month, window=None, **governed):
    """Dose of the one-window service in a run, with governance if it has settings."""
    policies = {WINDOW: {"ramp_months": 1, **(window or {})}, **({NAME: governed} if governed else {})}
    policies = world_of(run_config({"scenario": "test", "policies": policies})).policies
    return policies.instruments[WINDOW].dose(month)


def test_it_enters_the_dose_of_cross_city_instruments_by_its_own_dose_and_ramp():
    assert dose_of_the_window(60) == 0.6
    late = {"start": "2021-01", "ramp_months": 5}
    # January 2021 is month 24: 0.6 + 0.25 x 1/5, then 2/5; from the fifth month on all of it
    assert dose_of_the_window(23, **late) == 0.6
    assert dose_of_the_window(24, **late) == pytest.approx(0.65)
    assert dose_of_the_window(25, **late) == pytest.approx(0.70)
    assert dose_of_the_window(60, **late) == pytest.approx(0.85)
    assert dose_of_the_window(60, dose=0.0) == 0.6


def test_what_it_adds_is_the_mean_of_the_cities_that_carry_a_dose_out():
    one = {"cities": ["Chengdu"], "ramp_months": 1}
    assert dose_of_the_window(60, **one) == pytest.approx(0.6625)  # 0.6 + 0.25 / 4
    assert dose_of_the_window(60, {"cities": ["Deyang", "Ziyang"]}, **one) == 0.6
    assert dose_of_the_window(60, {"cities": ["Chengdu", "Ziyang"]}, **one) == pytest.approx(0.725)


def test_the_cross_city_instruments_are_those_of_the_specification():
    crossing = {cls.instrument_id for cls in instruments().values() if cls.cross_city}
    assert {ident for ident in crossing if is_of_the_plan(ident)} == CROSS_CITY
    assert crossing - CROSS_CITY == {"I13x"}, "beyond the plan: certificates of workers"


def test_it_bends_nothing_that_the_model_reads():
    assert untouched(governance(), "carried_out")
