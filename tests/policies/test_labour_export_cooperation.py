"""I06 opens the organised routes from the sending cities to Chengdu and Chongqing."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.labour_export_cooperation import LabourExportCooperation
from tests.policies.levers import changed

CHONGQING = 4


def cooperation(dose=1.0, cities=(1, 2, 3)):
    return LabourExportCooperation(Settings(dose, 21, 12, cities, 90.0), 0.5)


def test_more_vacancies_are_seen_on_the_routes_only():
    share = np.full((4, 7), 0.1)
    after = cooperation().awareness(share, 60)
    routes = {(city, node) for city in (1, 2, 3) for node in (0, CHONGQING)}
    assert changed(after, share) == routes
    assert after[1, 0] == pytest.approx(0.115)  # 0.1 x (1 + 0.3 x 0.5)


def test_nobody_sees_more_than_all():
    assert cooperation().awareness(np.full((4, 7), 0.95), 60)[2, 0] == 1.0


def test_moving_costs_the_two_lower_skills_less():
    cost = np.full((4, 4, 7), 0.76)
    after = cooperation().migration_cost(cost, 60)
    routes = {(q, c, node) for q in (0, 1) for c in (1, 2, 3) for node in (0, CHONGQING)}
    assert changed(after, cost) == routes
    assert after[0, 3, 0] == pytest.approx(0.71)  # 0.76 - 0.10 x 0.5


def test_the_barrier_to_chengdu_falls_for_the_middle_skills():
    barrier = np.full((4, 4, 4), 1.08)
    after = cooperation().administrative_barrier(barrier, 60)
    assert changed(after, barrier) == {(q, c, 0) for q in (1, 2) for c in (1, 2, 3)}
    assert after[1, 1, 0] == pytest.approx(1.04)  # 1.08 - 0.08 x 0.5


def test_chengdu_does_not_send_to_itself():
    barrier = np.full((4, 4, 4), 1.08)
    assert changed(cooperation(cities=(0,)).administrative_barrier(barrier, 60), barrier) == set()


def test_teams_go_to_chengdu_and_chongqing_half_of_them_from_ziyang():
    sent = cooperation().export_teams(np.zeros((4, 7)), 60)
    # 1,000 x 0.5 carried out; a quarter, a quarter and a half; four fifths to Chengdu
    assert sent[1:, 0] == pytest.approx([100.0, 100.0, 200.0])
    assert sent[1:, CHONGQING] == pytest.approx([25.0, 25.0, 50.0])
    assert sent.sum() == pytest.approx(500.0)
