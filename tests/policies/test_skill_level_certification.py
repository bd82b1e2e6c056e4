"""I13 certifies skilled workers without a course, and leaves the recognition of certificates alone."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.skill_level_certification import SkillLevelCertification
from tests.policies.levers import untouched

NONE = np.zeros(4)


def assessment(dose=1.0, cities=(1,)):
    return SkillLevelCertification(Settings(dose, 21, 12, cities, 120.0), 0.6)


def test_at_full_dose_one_in_twenty_a_year():
    assert assessment().certification(NONE, 60).tolist() == [0.0, 0.05, 0.0, 0.0]


def test_the_third_month_of_half_the_dose():
    # 0.05 x 0.5 x 3 / 12
    assert assessment(dose=0.5).certification(NONE, 23) == pytest.approx([0.0, 0.00625, 0.0, 0.0])


def test_by_default_only_deyang_carries_it_out():
    assert SkillLevelCertification.default_cities == ("Deyang",)


def test_it_bends_nothing_else():
    """Recognition is not in the plan's text: it has an instrument of its own."""
    assert untouched(assessment(), "certification")
