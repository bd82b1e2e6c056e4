"""Orders for posts: the chance to ask an agency, who pays, and orders that look again."""

import dataclasses
from math import exp, log
from typing import Any

import numpy as np
import pytest

from sim import draws
from sim.agents.agencies import HEADHUNTING, RECRUITMENT
from sim.agents.vacancies import NO_LINE, UNDECIDED, Vacancies, with_room
from sim.agents.workers import DIRECT, DISPATCH, FLEXIBLE, OUTSOURCED
from sim.policies.base import Policies, Settings
from sim.policies.function_zone_service_stations import FunctionZoneServiceStations
from sim.processes.service_contracts import contract_of, count_contract_posts, may_dispatch
from sim.processes.service_orders import (
    UseRule,
    decide_orders,
    log_odds,
    price_terms,
    renew_orders,
    use_probability,
    zone_terms,
)
from tests.processes.builders import KEY, some_firms, some_vacancies

N_SKILLS, PROFESSIONALS = 4, 3
POSTS = 200


def some_rule(**fields: Any) -> UseRule:
    """Nobody wants a staffing contract or a headhunter; use at even odds for one worker; cap of a tenth."""
    terms, none = np.zeros((1, 2)), np.zeros(1)
    rule = UseRule(0.0, 0.25, terms, terms, none, np.zeros((1, 3)), 0.0, 0.1, 300.0, 0.0)
    return rule._replace(**fields)


def test_use_probability_by_hand():
    """Logit -2 + 0.25 ln 100 + 0.3."""
    logit = -2.0 + 0.25 * log(100.0) + 0.3
    assert use_probability(some_rule(constant=-2.0), 100.0, 0.3) == pytest.approx(1.0 / (1.0 + exp(-logit)))
    assert use_probability(some_rule(), 0.0, 0.0) == 0.5
    assert use_probability(some_rule(constant=60.0), 1.0, 0.0) == 1.0


def test_price_terms_by_hand(world):
    """Prices of 1.1 lower the logit by ln 1.1, a subsidy of a tenth of the price raises it by -ln 0.9."""
    relative = np.ones((4, 8, 2))
    relative[:, RECRUITMENT, 0] = 0.9
    with_public, plain = price_terms(world, np.full((4, 8), 1.1), relative, np.full(4, 0.7))
    common = 0.5 * 0.2 - log(1.1)
    assert plain == pytest.approx(np.full((4, 2), common))
    assert with_public == pytest.approx(np.tile([common - log(0.9), common], (4, 1)))


@pytest.mark.parametrize(
    ("dispatched", "posts", "allowed"), [(0, 0, True), (1, 0, True), (1, 1, False), (2, 0, False)]
)
def test_a_firm_of_twenty_may_have_two_dispatched_workers(dispatched, posts, allowed):
    firms = some_firms(1, headcount=20, staff_dispatch=dispatched)
    assert may_dispatch(firms, 0, posts, 0.1) == allowed


def test_a_firm_of_nine_may_have_none():
    assert not may_dispatch(some_firms(1, headcount=9), 0, 0, 0.1)


@pytest.mark.parametrize(
    ("u", "contract"),
    [
        (0.0, DISPATCH),
        (0.19, DISPATCH),
        (0.2, OUTSOURCED),
        (0.49, OUTSOURCED),
        (0.5, FLEXIBLE),
        (0.6, DIRECT),
        (1.1, DIRECT),
    ],
)
def test_contract_chances_add_up_one_after_the_other(u, contract):
    assert contract_of(np.array([0.2, 0.3, 0.1]), u) == contract


def many_posts(cell: int, n_cells: int) -> Vacancies:
    """New posts of firm 0 in one market cell, which has room for them."""
    vacancies = with_room(some_vacancies({}, n_cells), np.eye(n_cells, dtype=np.int64)[cell] * POSTS)
    first = vacancies.offset[cell]
    vacancies.sequence[first : first + POSTS] = np.arange(POSTS)
    vacancies.open_posts[cell] = POSTS
    return vacancies


def decided(
    rule: UseRule, skill: int = 0, headcount: int = 20, staff_dispatch: int = 0, zone: int = 0
) -> dict[str, Any]:
    """What 200 new posts of one firm become."""
    firms = some_firms(
        1, headcount=headcount, staff_dispatch=staff_dispatch, service_awareness=0.5, zone=zone
    )
    vacancies = many_posts(skill, N_SKILLS)
    vacancies.line[:] = UNDECIDED
    orders, payers = np.zeros((1, 8), np.int64), np.zeros((1, 2), np.int64)
    decide_orders(firms, vacancies, rule, 1, N_SKILLS, KEY, np.zeros(1, np.int64), orders, payers)
    slots = slice(vacancies.offset[skill], vacancies.offset[skill] + POSTS)
    columns = {name: getattr(vacancies, name)[slots].tolist() for name in ("line", "contract", "induced")}
    return columns | {"orders": orders[0].tolist(), "payers": payers[0].tolist()}


def test_posts_ask_an_agency_if_their_draw_is_below_the_chance():
    u = [draws.fraction(KEY, draws.SERVICE_USE, draws.TIMELESS, 0, place) for place in range(POSTS)]
    chance = use_probability(some_rule(constant=-1.0), 20.0, 0.0)
    found = decided(some_rule(constant=-1.0))
    assert found["line"] == [RECRUITMENT if value < chance else NO_LINE for value in u]
    assert found["orders"] == [sum(value < chance for value in u)] + [0] * 7
    assert found["payers"] == [found["orders"][0], 0]
    assert set(found["contract"]) == {DIRECT}


def test_large_firms_pay_in_the_second_class():
    assert decided(some_rule(constant=60.0), headcount=300)["payers"] == [0, POSTS]
    assert decided(some_rule(constant=60.0, public_firms=0.6), headcount=300)["payers"] == [POSTS, 0]


def test_public_money_induces_the_orders_between_the_two_chances():
    """Exact: an order is induced if the firm would not have placed it at the plain price."""
    u = np.array([draws.fraction(KEY, draws.SERVICE_USE, draws.TIMELESS, 0, place) for place in range(POSTS)])
    rule = some_rule(constant=-1.0, price_term=np.array([[0.8, 0.0]]))
    plain, cheap = (use_probability(rule, 20.0, term) for term in (0.0, 0.8))
    found = decided(rule)
    assert found["induced"] == ((u >= plain) & (u < cheap)).astype(int).tolist()
    assert 0 < sum(found["induced"]) < found["orders"][0]


def test_firms_in_zones_ask_with_a_term_more_and_public_money_did_not_induce_that():
    rule = some_rule(constant=-1.0, zone_term=np.array([0.8]))
    as_if = decided(some_rule(constant=-0.2))
    assert decided(rule, zone=2)["line"] == as_if["line"]
    assert sum(decided(rule, zone=2)["induced"]) == 0
    assert decided(rule)["line"] == decided(some_rule(constant=-1.0))["line"] != as_if["line"]


def test_the_zone_term_lifts_the_mean_share_by_that_of_the_lever(world, january):
    """From 28 to 40 %: ln(0.4 / 0.6) - ln(0.28 / 0.72). Nothing without an instrument, exactly."""
    settings = Settings(1.0, 0, 1, (0,), 0.0)
    bent = dataclasses.replace(
        world, policies=Policies({"stations": FunctionZoneServiceStations(settings, 1.0)})
    )
    assert zone_terms(bent, january) == pytest.approx([log(0.4 / 0.6) - log(0.28 / 0.72), 0.0, 0.0, 0.0])
    assert zone_terms(world, january).tolist() == [0.0] * 4


def test_log_odds_stay_finite_at_the_bounds_of_a_share():
    assert log_odds(0.0) == pytest.approx(-log(99.0))
    assert log_odds(1.0) == pytest.approx(log(99.0))


def test_only_professionals_are_headhunted():
    assert decided(some_rule(headhunted=1.0), skill=PROFESSIONALS)["orders"][HEADHUNTING] == POSTS
    assert decided(some_rule(headhunted=1.0, constant=-60.0), skill=2)["orders"] == [0] * 8


def test_dispatch_stops_at_the_cap():
    """Twenty staff, one dispatched: one more, however many posts; the chances of the others stay."""
    rule = some_rule(contract=np.array([[0.5, 0.2, 0.1]]), constant=-60.0)
    found = decided(rule, staff_dispatch=1)
    assert found["orders"][DISPATCH] == 1
    assert found["line"] == [code if code != DIRECT else NO_LINE for code in found["contract"]]
    u = [
        float(draws.words(KEY, draws.CONTRACT, draws.TIMELESS, 0, place)[0]) * 2.0**-32
        for place in range(POSTS)
    ]
    capped = decided(rule, staff_dispatch=2)["contract"]
    assert capped == [
        OUTSOURCED if value < 0.2 else FLEXIBLE if value < 0.2 + 0.1 - 1e-12 else DIRECT for value in u
    ]


def test_posts_under_way_and_posts_that_may_have_a_contract_are_counted():
    """Firm 0 has a dispatch post already, which fills its cap of one; firm 1 has none."""
    firms = some_firms(2, headcount=[10, 10])
    vacancies = some_vacancies({0: [(0, 0, 0), (0, 1, 0), (1, 0, 0)]}, N_SKILLS)
    vacancies.line[:3], vacancies.contract[:3] = (DISPATCH, UNDECIDED, UNDECIDED), (DISPATCH, DIRECT, DIRECT)
    posts = np.zeros(2, np.int64)
    eligible, under_way = count_contract_posts(firms, vacancies, 1, N_SKILLS, 0.1, posts)
    assert eligible.tolist() == [[1, 2, 2]]
    assert under_way.tolist() == [[1, 0, 0]]
    assert posts.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("posted", "agency", "line", "contract", "orders"),
    [
        (5, 0, DISPATCH, DISPATCH, 0),  # its agency carries on
        (4, -1, DISPATCH, DISPATCH, 1),  # unmet last month: looks again
        (3, -1, NO_LINE, DIRECT, 0),  # unmet for a month: the firm recruits by itself
        (4, 1, DISPATCH, DISPATCH, 1),  # its agency closed
        (0, 1, NO_LINE, DIRECT, 0),  # the same, but an old post
    ],
)
def test_orders_look_again_for_a_month(posted, agency, line, contract, orders):
    vacancies = some_vacancies({0: [(0, 0, posted)]}, N_SKILLS)
    vacancies.line[0], vacancies.contract[0], vacancies.agency[0] = DISPATCH, DISPATCH, agency
    counted = np.zeros((1, 8), np.int64)
    renew_orders(np.array([1, 0], np.uint8), some_firms(1), vacancies, N_SKILLS, 5, counted)
    assert (vacancies.line[0], vacancies.contract[0]) == (line, contract)
    assert counted[0].tolist() == [0, orders] + [0] * 6
    assert vacancies.agency[0] == (0 if agency == 0 else -1)
