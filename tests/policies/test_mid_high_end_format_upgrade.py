"""I19 raises output in three lines, and the demand for flexible staff and technology."""

import numpy as np
import pytest

from sim.agents import agencies
from sim.policies import mid_high_end_format_upgrade
from sim.policies.base import Settings
from tests.policies.levers import changed, plain, untouched

LINES = (agencies.OUTSOURCING, agencies.HEADHUNTING, agencies.CONSULTING_LINE)
OUTPUT = plain("service_productivity")  # all 0


def upgrade(dose=1.0, cities=(0, 1, 2, 3)):
    instrument = mid_high_end_format_upgrade.MidHighEndFormatUpgrade
    return instrument(Settings(dose, 21, 12, cities, 150.0), 0.6)


def test_consultants_of_three_lines_serve_more():
    after = upgrade(cities=(0, 2)).service_productivity(OUTPUT, 60)
    assert changed(after, OUTPUT) == {(city, line) for city in (0, 2) for line in LINES}
    assert set(after[[0, 2]].ravel().tolist()) == {0.0, 0.10}


@pytest.mark.parametrize("lever", ["flexible_demand", "technology_demand"])
def test_demand_rises(lever):
    assert getattr(upgrade(cities=(0, 3)), lever)(np.zeros(4), 60).tolist() == [0.12, 0.0, 0.0, 0.12]
    # month 6 of 12, dose 0.5: a quarter, on top of what is there
    assert getattr(upgrade(dose=0.5), lever)(np.full(4, 0.1), 26) == pytest.approx([0.13] * 4)


def test_its_lines_are_those_of_the_agencies():
    assert mid_high_end_format_upgrade.UPGRADED_LINES == LINES


def test_it_bends_nothing_else():
    assert untouched(upgrade(), "service_productivity", "flexible_demand", "technology_demand")
