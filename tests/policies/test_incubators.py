"""I34 brings more firms."""

import math

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.incubators import Incubators
from tests.policies.levers import untouched


def incubators(dose=1.0, cities=(1, 2, 3)):
    return Incubators(Settings(dose, 21, 12, cities, 80.0), 0.6)


def test_entry_rises_by_the_effect_times_the_dose():
    after = incubators(0.5).firm_entry(np.ones(4), 60)
    assert after == pytest.approx([1.0, *[math.exp(0.01)] * 3])


def test_nothing_else_is_bent():
    assert untouched(incubators(), "firm_entry")
