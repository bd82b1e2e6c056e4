"""I23 brings hires at fairs."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.joint_fairs_and_campaigns import JointFairsAndCampaigns
from tests.policies.levers import untouched


def fairs(dose=1.0, cities=(0, 1, 2, 3)):
    return JointFairsAndCampaigns(Settings(dose, 21, 12, cities, 60.0), 0.6)


def test_ten_firms_hire_one_more_at_full_dose():
    assert fairs().fair_hires(np.zeros(4), 60) == pytest.approx([0.1, 0.1, 0.1, 0.1])
    assert fairs(0.5, cities=(2,)).fair_hires(np.zeros(4), 26) == pytest.approx([0.0, 0.0, 0.025, 0.0])


def test_nothing_else_is_bent():
    assert untouched(fairs(), "fair_hires")
