"""The placebo costs nothing and hands every lever's value back untouched."""

import numpy as np

from sim.policies.base import Settings
from sim.policies.placebo import Placebo

PLACEBO = Placebo(Settings(1.0, 0, 1, (0, 1, 2, 3), Placebo.cost_million_cny), 1.0)


def test_placebo_hands_back_the_same_object():
    value = np.ones((4, 7))
    for lever in ("awareness", "administrative_barrier", "migration_cost", "talent_arrivals"):
        assert getattr(PLACEBO, lever)(value, 40) is value


def test_placebo_is_free():
    assert PLACEBO.outlay(40) == 0.0
