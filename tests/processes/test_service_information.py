"""Who may serve where, and who is listed: two agencies and three cities; draws worked out by hand."""

from typing import Any

import numpy as np
import pytest

from sim import draws
from sim.agents.agencies import BLACK, NEVER, NOT_LISTED, RED, Agencies
from sim.processes.service_information import (
    HONOURED,
    join_platform,
    misconduct_chance,
    open_service_market,
    posts_carried,
    recognise,
)
from tests.laws.toolbox import dosed
from tests.laws.toolbox import world as setting_of
from tests.processes.builders import KEY, some_vacancies
from tests.processes.test_service_shares import some_agencies

N, MONTH = 400, 30
OWN_LIST = np.eye(3)
LISTS = "red_black_credit_lists"


def recognised(agencies: Agencies, chance: float = 0.15, reach: np.ndarray = OWN_LIST) -> np.ndarray:
    """Where agencies may take new orders; red from a reputation of 0.8 and a year without complaint."""
    n, n_cities = agencies.listed_until.shape
    serves = np.zeros((n, n_cities), np.uint8)
    between = np.full((n_cities, n_cities), chance)
    recognise(agencies, np.flatnonzero(agencies.alive), between, reach, KEY, MONTH, 0.8, 12, serves)
    return serves


def test_recognition_is_a_draw_that_knows_no_time():
    """Exact: an agency may serve a city elsewhere if and only if its lasting draw is below the chance."""
    agencies = some_agencies(N, 3)
    serves = recognised(agencies)
    u = [
        [draws.fraction(KEY, draws.QUALIFICATION, draws.TIMELESS, agency, city) for city in range(3)]
        for agency in range(N)
    ]
    expected = np.array(u) < 0.15
    expected[:, 0] = True
    assert (serves == expected).all()
    assert (agencies.recognised_in == expected @ [1, 2, 4]).all()


def test_more_recognition_only_adds():
    few, many, all_ = (recognised(some_agencies(N, 3), chance) for chance in (0.15, 0.95, 1.0))
    assert (few <= many).all()
    assert few.sum() < many.sum() < all_.sum() == 3 * N


def test_an_office_needs_no_recognition():
    assert recognised(some_agencies(1, 3, offices=0b101), 0.0).tolist() == [[1, 0, 1]]


def test_closed_agencies_serve_nobody():
    assert recognised(some_agencies(1, 3, alive=0), 1.0).tolist() == [[0, 0, 0]]


@pytest.mark.parametrize(("until", "barred"), [(MONTH, True), (MONTH - 1, False), (NEVER, False)])
def test_a_black_list_bars_from_its_own_city_to_its_last_month(until, barred):
    agencies = some_agencies(1, 3, offices=0b111)
    agencies.listed_until[0, 1] = until
    assert recognised(agencies).tolist() == [[1, 0 if barred else 1, 1]]
    assert agencies.list_status[0].tolist() == [NOT_LISTED, BLACK if barred else NOT_LISTED, NOT_LISTED]


def test_the_reach_of_a_black_list_is_a_lasting_draw():
    """Exact: city 2 honours the list of city 0 for the agencies whose draw is below the reach."""
    agencies = some_agencies(N, 3, offices=0b111)
    agencies.listed_until[:, 0] = MONTH
    reach = OWN_LIST.copy()
    reach[0, 2] = 0.5
    serves = recognised(agencies, reach=reach)
    honoured = [
        draws.fraction(KEY, draws.QUALIFICATION, draws.TIMELESS, agency, HONOURED + 2) < 0.5
        for agency in range(N)
    ]
    assert (serves[:, 2] == ~np.array(honoured)).all()
    assert 0 < serves[:, 2].sum() < N
    assert serves[:, 0].sum() == 0
    assert serves[:, 1].all()
    assert recognised(agencies, reach=np.ones((3, 3))).sum() == 0


@pytest.mark.parametrize(
    ("reputation", "complaint", "status"),
    [(0.8, NEVER, RED), (0.79, NEVER, NOT_LISTED), (0.9, MONTH - 12, NOT_LISTED), (0.9, MONTH - 13, RED)],
)
def test_the_red_list_asks_for_reputation_and_a_year_without_complaint(reputation, complaint, status):
    agencies = some_agencies(1, 3, reputation=reputation, last_complaint=complaint)
    recognised(agencies)
    assert agencies.list_status[0].tolist() == [status] * 3


def test_posts_carried_are_those_with_an_agency():
    """Two cities of one cell: one post of two is carried in the first, none in the second."""
    vacancies = some_vacancies({0: [(0, 0, 0), (0, 1, 0)], 1: [(1, 0, 0)]}, 2)
    vacancies.agency[0] = 5
    assert posts_carried(vacancies, 2, 2).tolist() == [0.5, 0.0]


def test_misconduct_rises_with_dishonesty(world, state, january):
    """0.03 (2 - honesty)."""
    state.agencies.honesty[:2] = 1.0, 0.5
    assert misconduct_chance(world, state, january)[:2] == pytest.approx([0.03, 0.045])


def plan(*names: str, dose: float = 1.0) -> Any:
    """The setting with some instruments at a dose, all of it carried out, from January 2019."""
    carried_out = {"governance": {"implementation": 1.0}}
    return setting_of(policies=dosed(dose, *names), parameters=carried_out)


def test_credit_lists_lower_misconduct_by_three_tenths(world, state, january):
    lists = open_service_market(plan(LISTS), state, january)
    none = open_service_market(world, state, january)
    assert lists.misconduct == pytest.approx(0.7 * none.misconduct)


def test_credit_lists_bar_listed_agencies_in_all_cities(world, state, january):
    """Exact: one that its own city listed still serves the others today, and no city at the full dose."""
    agency = int(np.flatnonzero(state.agencies.offices == 0b1111)[0])
    state.agencies.listed_until[agency, 1] = 5
    assert open_service_market(world, state, january).serves[agency].tolist() == [1, 0, 1, 1]
    assert open_service_market(plan(LISTS), state, january).serves[agency].tolist() == [0, 0, 0, 0]


def test_platform_members_are_lasting(state, january):
    """Exact: at half the dose, 0.3 of the agencies; all of them are members at the full dose too."""
    name = "shared_online_market_order_grabbing"
    members = []
    for dose in (0.0, 0.5, 1.0):
        join_platform(plan(name, dose=dose), state, january)
        members.append(state.agencies.platform.copy())
    assert not members[0].any()
    assert (members[1] <= members[2]).all()
    alive = state.agencies.alive == 1
    u = draws.uniforms(plan(name).initial_key, draws.PLATFORM, draws.TIMELESS, np.flatnonzero(alive))
    assert (members[2][alive] == (u < 0.6)).all()
