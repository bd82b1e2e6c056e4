"""I17 forwards a fifth of the unmet orders between the cities that take part."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.park_alliance_comanagement import ParkAllianceComanagement
from tests.policies.levers import changed, plain, untouched

SHARE = plain("order_forwarding")  # all 0


def alliance(dose=1.0, cities=(0, 1, 2, 3), implementation=1.0):
    return ParkAllianceComanagement(Settings(dose, 21, 12, cities, 20.0), implementation)


def test_a_fifth_goes_to_every_partner_and_none_stays():
    assert np.array_equal(alliance().order_forwarding(SHARE, 60), 0.2 * (1.0 - np.eye(4)))


def test_governance_and_ramp_scale_it():
    after = alliance(dose=0.5, implementation=0.6).order_forwarding(SHARE, 26)
    assert after[0, 1] == pytest.approx(0.2 * 0.15)


def test_only_partners_forward():
    after = alliance(cities=(1, 3)).order_forwarding(SHARE, 60)
    assert changed(after, SHARE) == {(1, 3), (3, 1)}
    assert np.array_equal(alliance(cities=(1,)).order_forwarding(SHARE, 60), SHARE)


def test_it_bends_nothing_else():
    assert untouched(alliance(), "order_forwarding")
