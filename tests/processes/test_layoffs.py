"""Layoffs: the shortest tenure goes first, and nobody who is not on the staff."""

import numpy as np

from sim.processes.layoffs import find_staff, shortest_tenure
from tests.processes.builders import rows, some_workers


def test_the_shortest_tenure_goes_first_and_ties_go_to_the_lower_id():
    workers = some_workers(8, employer=[2, 2, 3, 2, 2, 3, 2, 3], spell_start=[1, 5, 9, 5, 7, 9, 0, 9])
    layoffs = np.array([0, 0, 2, 2], np.int32)
    staff = find_staff(workers, layoffs, rows(8))
    # firm 2: starts 1 5 5 7 0 of workers 0 1 3 4 6 -> 4 (start 7), then 1 before 3; firm 3: all alike -> 2, 5
    assert shortest_tenure(workers, staff, layoffs).tolist() == [4, 1, 2, 5]


def test_a_firm_cannot_lay_off_more_than_it_has():
    workers = some_workers(2, employer=[2, 2], spell_start=[3, 4])
    layoffs = np.array([0, 0, 5], np.int32)
    assert shortest_tenure(workers, np.array([0, 1], np.int32), layoffs).tolist() == [1, 0]


def test_layoffs_agree_with_a_sort():
    """Two routes: the insertion against a stable sort by tenure, on random staffs."""
    rng = np.random.default_rng(5)
    workers = some_workers(400, employer=rng.integers(0, 9, 400), spell_start=rng.integers(-40, 10, 400))
    layoffs = rng.integers(1, 12, 9).astype(np.int32)
    found = shortest_tenure(workers, np.arange(400, dtype=np.int32), layoffs)
    expected = []
    for firm in range(9):
        staff = np.flatnonzero(workers.employer == firm)
        order = staff[np.argsort(-workers.spell_start[staff].astype(int), kind="stable")]
        expected += order[: layoffs[firm]].tolist()
    assert found.tolist() == expected


def test_only_the_staff_of_wanted_firms_are_listed():
    workers = some_workers(5, employer=[0, 1, 2, 1, -1], status=[0, 0, 0, 1, 1])
    assert find_staff(workers, np.array([0, 1, 1], np.int32), rows(5)).tolist() == [1, 2]
