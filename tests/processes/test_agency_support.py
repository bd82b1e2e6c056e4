"""What policies add to agencies: certificates, leads in quality, and who is large."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim import draws
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.agency_support import certify, largest_tenth, quality_lead, support
from sim.processes.clock import open_month
from tests.processes.builders import KEY

MONTH = 7


class Parks(Instrument):
    """Tenants of the second city lead by 0.01 a month that has passed; 0.02 for the grade everywhere."""

    def park_quality(self, log_quality, month):
        return log_quality + np.array([0.0, 0.01, 0.0, 0.0]) * month

    def certified_quality(self, log_quality, month):
        return log_quality + 0.02

    def certified_share(self, share, month):
        return share + 0.3

    def quality_diffusion(self, factor, month):
        return factor * np.array([1.0, 1.5, 1.0, 1.0])

    def capacity_growth(self, log_growth, month):
        return log_growth + 0.02


@pytest.fixture
def supported(world) -> Any:
    """A world with such a policy."""
    return replace(world, policies=Policies({"parks": Parks(Settings(1.0, 0, 1, (0,), 0.0), 1.0)}))


def test_without_policies_nothing_is_added(world, state):
    grades = state.agencies.certified_5a.copy()
    added = support(world, state, open_month(world, KEY, MONTH), np.flatnonzero(state.agencies.alive))
    assert (added.speed == 1.0).all()
    assert not any(values.any() for values in (added.lead, added.rise, added.growth))
    assert (state.agencies.certified_5a == grades).all()


def test_more_agencies_are_certified_and_none_loses_the_grade(supported, world, state):
    """Exact by the draws: below 0.35, in a world without the policy below 0.05."""
    agencies = state.agencies
    ids = np.flatnonzero(agencies.alive)
    u = draws.uniforms(world.initial_key, draws.AGENCY_TRAIT, draws.TIMELESS, ids, 6)
    assert (agencies.certified_5a[ids] == (u < 0.05)).all()
    certify(supported, agencies, ids, MONTH)
    assert (agencies.certified_5a[ids] == (u < 0.35)).all()


def test_park_and_grade_add_up(supported, state):
    agencies, first = state.agencies, np.arange(4)
    agencies.park[first], agencies.certified_5a[first] = (1, 1, 0, 1), (0, 1, 1, 1)
    agencies.head_office[first] = (1, 1, 1, 0)
    assert quality_lead(supported, agencies, first, MONTH) == pytest.approx([0.07, 0.09, 0.02, 0.02])


def test_the_rise_is_the_change_of_the_lead_of_a_month(supported, state):
    """0.01 for tenants of the second city, and 0.02 for those who got the grade this month."""
    agencies = state.agencies
    agencies.certified_5a[:] = 0
    added = support(supported, state, open_month(supported, KEY, MONTH), np.flatnonzero(agencies.alive))
    tenants = (agencies.park == 1) & (agencies.head_office == 1)
    expected = 0.01 * tenants + 0.02 * agencies.certified_5a
    alive = agencies.alive == 1
    assert added.rise[alive] == pytest.approx(expected[alive])
    assert (added.speed == np.where(agencies.head_office == 1, 1.5, 1.0)).all()
    assert (added.growth == np.where(largest_tenth(agencies), 0.02, 0.0)).all()


def test_the_largest_tenth(state):
    """Of 29 agencies the two largest, dead ones left out."""
    agencies = state.agencies
    agencies.alive[:], agencies.consultants[:] = 0, 0.0
    agencies.alive[:29] = 1
    agencies.consultants[2, :40] = np.arange(40.0)
    assert np.flatnonzero(largest_tenth(agencies)).tolist() == [27, 28]
    agencies.alive[9:] = 0
    assert not largest_tenth(agencies).any()
