"""I16 makes tenants of parks better, and brings more agencies."""

from math import log

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.national_park_and_branch_parks import NationalParkAndBranchParks
from tests.policies.levers import untouched


def park(dose=1.0, cities=(0, 1, 2, 3)):
    return NationalParkAndBranchParks(Settings(dose, 21, 12, cities, 600.0), 0.6)


def test_tenants_are_eight_percent_better():
    assert park().park_quality(np.zeros(4), 60) == pytest.approx([log(1.08)] * 4)
    # month 6 of 12, dose 0.5: a quarter of 8 %, on top of what is there
    assert park(dose=0.5).park_quality(np.full(4, 0.1), 26) == pytest.approx([0.1 + log(1.02)] * 4)


def test_entry_rises_by_a_tenth():
    assert park().agency_entry(np.zeros(4), 60) == pytest.approx([0.10] * 4)
    assert park(dose=0.5).agency_entry(np.zeros(4), 26) == pytest.approx([0.025] * 4)


def test_a_city_without_a_park_keeps_its_values():
    assert np.flatnonzero(park(cities=(0, 2)).park_quality(np.zeros(4), 60)).tolist() == [0, 2]
    assert np.flatnonzero(park(cities=(0, 2)).agency_entry(np.zeros(4), 60)).tolist() == [0, 2]


def test_it_bends_nothing_else():
    assert untouched(park(), "park_quality", "agency_entry")
