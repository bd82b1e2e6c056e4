"""The auction on two agencies and a few orders: the winner of every order worked out one by one."""

from math import log
from typing import Any

import numpy as np
import pytest

from sim import draws
from sim.processes.auction import CITY_ORDERS, auction, in_turn, last_agency, nearest, preferred
from tests.processes.builders import KEY

MONTH, LINE = 5, 2
IDS = np.array([11, 40])
STRENGTH = np.array([[1.0, 0.4], [1.5, 0.0]])
"""The second agency may not serve the second city."""


def sold(orders: list[int], **changes: Any) -> tuple[list[list[float]], list[float]]:
    """Lots by agency and city, and unmet ones; by default no loyalty, no platform, endless room."""
    settings: dict[str, Any] = {
        "consultants": np.array([2.0, 1.0]),
        "strength": STRENGTH,
        "members": np.zeros((2, 2)),
        "clients": np.zeros((2, 2)),
        "capacity": np.array([100.0, 100.0]),
        "platform_share": np.zeros(2),
        "loyalty": 0.0,
        "considered": 4,
    } | changes
    load, unmet = auction(np.array(orders), *settings.values(), IDS, LINE, KEY, MONTH)
    return load.tolist(), unmet.tolist()


def favourites(city: int, count: int) -> list[int]:
    """Who wins each order of a city if both have room, by the definition: the largest score plus taste."""
    best = []
    for index in range(count):
        order = (LINE * 2 + city) * CITY_ORDERS + index
        values = [
            log(strength) + draws.gumbel(draws.uniform(KEY, draws.AUCTION_TASTE, MONTH, agency, order))
            for agency, strength in zip(IDS.tolist(), STRENGTH[:, city].tolist(), strict=True)
            if strength > 0.0
        ]
        best.append(int(np.argmax(values)))
    return best


def test_every_order_goes_to_the_best_score():
    winners = favourites(0, 3)
    assert sold([3, 0]) == ([[float(winners.count(0)), 0.0], [float(winners.count(1)), 0.0]], [0.0, 0.0])


def test_both_win_some_of_many_orders():
    """Control of the test above: among thirty orders neither agency wins all."""
    winners = favourites(0, 30)
    assert sold([30, 0])[0] == [[float(winners.count(0)), 0.0], [float(winners.count(1)), 0.0]]
    assert 0 < winners.count(0) < 30


def test_an_order_goes_to_the_next_best_when_the_best_is_full():
    """One place each: the first order takes its favourite, the second what is left, the third is unmet."""
    load, unmet = sold([3, 0], capacity=np.array([1.0, 1.0]))
    assert load == [[1.0, 0.0], [1.0, 0.0]]
    assert unmet == [1.0, 0.0]
    alone, _ = sold([1, 0], capacity=np.array([1.0, 1.0]))
    assert alone[favourites(0, 1)[0]] == [1.0, 0.0]


def test_nobody_serves_where_it_may_not():
    assert sold([0, 5]) == ([[0.0, 5.0], [0.0, 0.0]], [0.0, 0.0])
    assert sold([0, 5], strength=np.zeros((2, 2))) == ([[0.0, 0.0], [0.0, 0.0]], [0.0, 5.0])


def test_loyal_orders_stay_until_their_agency_is_full():
    clients = np.array([[1.0, 1.0], [0.0, 0.0]])
    full = sold([3, 0], loyalty=1.0, clients=clients, capacity=np.array([2.0, 100.0]))
    assert sold([3, 0], loyalty=1.0, clients=clients) == ([[3.0, 0.0], [0.0, 0.0]], [0.0, 0.0])
    assert full == ([[2.0, 0.0], [1.0, 0.0]], [0.0, 0.0])


def test_orders_of_the_platform_go_to_members_without_loyalty():
    members = np.array([[0.0, 0.0], [1.5, 0.0]])
    clients = np.array([[1.0, 1.0], [0.0, 0.0]])
    platform = {"members": members, "platform_share": np.ones(2), "loyalty": 1.0, "clients": clients}
    assert sold([3, 0], **platform) == ([[0.0, 0.0], [3.0, 0.0]], [0.0, 0.0])
    # A city where no member may serve has no platform: its orders stay loyal.
    assert sold([0, 3], **platform) == ([[0.0, 3.0], [0.0, 0.0]], [0.0, 0.0])
    # When the members are full, an order goes to anybody with room.
    full = sold([3, 0], **platform, capacity=np.array([100.0, 2.0]))
    assert full == ([[1.0, 0.0], [2.0, 0.0]], [0.0, 0.0])


@pytest.mark.parametrize("wanted", [1, 3, 9])
def test_the_nearest_agencies_have_the_lowest_keys(wanted):
    consultants, strength = np.array([3.0, 1.0, 2.0, 0.5, 4.0]), np.ones((5, 1))
    strength[2] = 0.0
    ids = np.array([3, 4, 7, 8, 20])
    u = [draws.uniform(KEY, draws.AUCTION_CHOICE, MONTH, agency, 77) for agency in ids.tolist()]
    keys = {place: -log(u[place]) / consultants[place] for place in (0, 1, 3, 4)}
    found = nearest(consultants, strength, ids, 0, wanted, KEY, MONTH, 77, np.empty(5))
    assert found.tolist() == sorted(keys, key=lambda place: keys[place])[:wanted]


def test_no_agency_is_preferred_if_none_has_room():
    places, room = np.arange(2), np.zeros(2)
    assert preferred(places, STRENGTH, room, IDS, 0, KEY, MONTH, 1) == -1


@pytest.mark.parametrize(("u", "place"), [(0.0, 0), (0.59, 0), (0.6, 1), (0.89, 1), (0.9, -1), (0.99, -1)])
def test_the_last_agency_follows_the_client_books(u, place):
    """Books of 0.6 and 0.3: one order in ten has no last agency."""
    assert last_agency(np.array([[0.6], [0.3]]), 0, u) == place


def test_the_cities_buy_side_by_side():
    """Four orders at 1/8, 3/8, 5/8 and 7/8 of the month, two at 1/4 and 3/4; at a tie the first city."""
    assert in_turn(np.array([4, 2])).tolist() == [[0, 0], [1, 0], [0, 1], [0, 2], [1, 1], [0, 3]]
    assert in_turn(np.array([1, 0, 1])).tolist() == [[0, 0], [2, 0]]


def test_a_market_of_the_auction_conserves_orders():
    """More orders than room: the second agency serves one city only, and both end full."""
    books = np.array([[0.5, 1.0], [0.5, 0.0]])
    load, unmet = sold([60, 50], capacity=np.array([30.0, 25.0]), loyalty=0.5, clients=books)
    assert sum(load[0]) == 30.0
    assert load[1] == [25.0, 0.0]
    assert [load[0][city] + load[1][city] + unmet[city] for city in range(2)] == [60.0, 50.0]
    assert load[0][0] > 0.0
    assert load[0][1] > 0.0
