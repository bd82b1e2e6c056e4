"""The placebo costs nothing and hands every lever's value back untouched."""

from sim.policies.base import Settings
from sim.policies.placebo import Placebo
from tests.policies.levers import untouched

PLACEBO = Placebo(Settings(1.0, 0, 1, (0, 1, 2, 3), Placebo.cost_million_cny), 1.0)


def test_placebo_hands_back_the_same_object():
    assert untouched(PLACEBO)


def test_placebo_is_free():
    assert PLACEBO.outlay(40) == 0.0
