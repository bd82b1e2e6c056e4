"""I08 moves the seats of vocational schools to the plan's intake of 2022."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.college_enrolment_expansion import CollegeEnrolmentExpansion
from tests.policies.levers import plain, untouched

TREND = np.array([59000.0, 32600.0, 36000.0, 11700.0])
SEPTEMBER_2020, SEPTEMBER_2021, SEPTEMBER_2022 = 20, 32, 44


def expansion(dose=1.0, cities=(0, 1, 2, 3)):
    return CollegeEnrolmentExpansion(Settings(dose, 21, 24, cities, 2500.0), 0.6)


def test_the_plan_is_reached_in_september_2022_and_half_of_the_way_a_year_before():
    # Meishan has more seats than the plan wants in this example, and keeps them
    assert expansion().vocational_intake(TREND, SEPTEMBER_2022) == pytest.approx([70000, 38000, 36000, 15000])
    # Chengdu: 59,000 + 0.5 x 11,000
    assert expansion().vocational_intake(TREND, SEPTEMBER_2021) == pytest.approx([64500, 35300, 36000, 13350])


def test_the_september_before_the_plan_is_untouched():
    assert np.array_equal(expansion().vocational_intake(TREND, SEPTEMBER_2020), TREND)


def test_a_part_of_the_dose_goes_that_part_of_the_way():
    # 59,000 + 0.4 x 11,000
    assert expansion(dose=0.4).vocational_intake(TREND, 60)[0] == pytest.approx(63400)


def test_a_city_left_out_keeps_its_seats():
    after = expansion(cities=(1,)).vocational_intake(TREND, 60)
    assert after == pytest.approx([59000, 38000, 36000, 11700])


def test_without_dose_nothing_changes():
    assert np.array_equal(expansion(dose=0.0).vocational_intake(TREND, 60), TREND)


def test_it_bends_nothing_else():
    assert untouched(expansion(), "vocational_intake")
    assert expansion().vocational_intake(plain("vocational_intake"), 60) is not plain("vocational_intake")
