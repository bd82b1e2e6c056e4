"""Open orders: what is listed, for how many rounds, and who of those presented is drawn."""

import numpy as np
import pytest
from scipy import stats

from sim.processes.open_orders import close_taken, draw_lowest, list_orders
from tests.processes.builders import KEY, some_vacancies
from tests.processes.services import some_market, some_orders

ODDS = 1e-6


def listed(market, posts, taken=(), agency=0, induced=0, line=0):
    """Orders among posts by cell (two cities, one industry, two skills), and the count by city and line."""
    held = {cell: [(50, place, 0) for place in range(count)] for cell, count in posts.items()}
    vacancies = some_vacancies(held, 8)
    vacancies.agency[:], vacancies.induced[:], vacancies.line[:] = agency, induced, line
    by_line = np.zeros((2, 8), np.int64)
    taken = np.array([vacancies.offset[cell] + place for cell, place in taken], np.int64)
    return list_orders(vacancies, 4, taken, market, KEY, 3, by_line), by_line


def test_posts_that_are_free_and_carried_are_listed_and_all_carried_are_counted():
    market = some_market([[1, 1]])
    orders, by_line = listed(market, {0: 3, 2: 2, 6: 4}, taken=[(0, 1), (2, 0)])
    assert orders.cell.tolist() == [0, 0, 2], "not the taken ones, and none of own-account pools"
    assert orders.slot.tolist() == [0, 2, 33]
    assert by_line[:, 0].tolist() == [3, 2]
    orders, by_line = listed(market, {0: 3}, agency=-1)
    assert orders.slot.size == by_line.sum() == 0


@pytest.mark.parametrize(
    ("quality", "induced", "rounds"), [(1.0, 0, {1}), (0.0, 0, {0}), (9.0, 0, {3}), (1.0, 1, {0})]
)
def test_rounds_follow_quality_and_effort(quality, induced, rounds):
    market = some_market([[1, 1]], quality=np.full((8, 1), quality), induced_effort=np.zeros(2))
    assert set(listed(market, {0: 9}, induced=induced)[0].rounds.tolist()) == rounds


def test_rounds_are_rounded_at_random():
    """Quality 1.3, so 30 % look twice: binomial, n = 5400, false alarm 1 in a million; 35 % must fail."""
    market = some_market([[1, 1]], quality=np.full((8, 1), 1.3))
    second = 0
    for firm in range(600):
        vacancies = some_vacancies({0: [(firm, place, 0) for place in range(9)]}, 8)
        vacancies.agency[:], vacancies.line[:] = 0, 0
        orders = list_orders(vacancies, 4, np.zeros(0, np.int64), market, KEY, 3, np.zeros((2, 8), np.int64))
        second += int((orders.rounds == 2).sum())
        assert set(orders.rounds.tolist()) <= {1, 2}
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], 5400, 0.3)
    assert low <= second <= high < 0.35 * 5400


def test_the_lowest_key_is_drawn_and_ties_go_to_the_lower_id():
    presented = np.array([1, -1, 0, 1, 0, 1], np.int32)
    keys = np.array([0.5, 0.0, 0.4, 0.2, 0.4, 0.2])
    assert draw_lowest(3, presented, keys).tolist() == [2, 3], "0.4 of worker 2, 0.2 of worker 3"
    assert draw_lowest(3, presented[:0], keys[:0]).size == 0


def test_taken_orders_close():
    orders = some_orders((10, 0, 5, 0, 0), (11, 0, 6, 0, 0), (30, 2, 7, 1, 0))
    close_taken(orders, np.array([2, 0], np.int32), np.array([10]))
    assert orders.free.tolist() == [0, 1, 1]
