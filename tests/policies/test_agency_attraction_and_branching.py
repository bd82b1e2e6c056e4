"""I14 brings leaders to the first city, entry and cheaper offices to the others."""

import numpy as np
import pytest

from sim.policies.agency_attraction_and_branching import AgencyAttractionAndBranching
from sim.policies.base import Settings
from tests.policies.levers import changed, plain, untouched

LEVERS = ("leader_entry", "agency_entry", "branch_cost")


def attraction(dose=1.0, cities=(0, 1, 2, 3)):
    # 0.6: what governance leaves of cross-city instruments; this one needs no other city
    return AgencyAttractionAndBranching(Settings(dose, 21, 12, cities, 200.0), 0.6)


def test_the_first_city_attracts_six_leaders_a_year():
    assert attraction().leader_entry(np.zeros(4), 60).tolist() == [6.0, 0.0, 0.0, 0.0]
    assert attraction(dose=0.5).leader_entry(np.ones(4), 26).tolist() == [2.5, 1.0, 1.0, 1.0]  # 1 + 6 / 4


def test_entry_rises_in_the_others():
    assert attraction().agency_entry(np.zeros(4), 60).tolist() == [0.0, 0.22, 0.22, 0.22]
    assert attraction(dose=0.5).agency_entry(np.full(4, 0.1), 26) == pytest.approx([0.1] + [0.155] * 3)


def test_offices_of_the_first_city_in_the_others_cost_less():
    cost = plain("branch_cost")
    after = attraction(cities=(0, 1, 3)).branch_cost(cost, 60)
    assert changed(after, cost) == {(0, 1), (0, 3)}
    assert after[0, 1] == pytest.approx(210_000.0)


def test_without_the_first_city_only_entry_changes():
    others = attraction(cities=(1, 2, 3))
    assert not others.leader_entry(np.zeros(4), 60).any()
    assert np.array_equal(others.branch_cost(plain("branch_cost"), 60), plain("branch_cost"))
    assert others.agency_entry(np.zeros(4), 60).tolist() == [0.0, 0.22, 0.22, 0.22]


def test_it_bends_nothing_else():
    assert untouched(attraction(), *LEVERS)
