"""The market for services: capacity, lots, who gets what, client books and their ledger."""

from dataclasses import replace
from math import exp, log
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim import draws
from sim.agents.agencies import BLACK, DISPATCH_LINE, N_LINES, PERSONNEL, RECRUITMENT
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.agency_accounts import ServiceAccounts
from sim.processes.ledger import AccountsError
from sim.processes.service_information import open_service_market
from sim.processes.service_ledger import audit_services
from sim.processes.service_market import (
    Allocation,
    LineShares,
    allocate,
    capacity_left,
    forward_orders,
    productivity,
    progress,
    remember_clients,
    remote_support,
    whole_lots,
)
from sim.processes.service_shares import LOTS, strengths
from sim.processes.services import price_faced
from tests.laws.toolbox import world as setting_of
from tests.processes.builders import rows
from tests.processes.test_service_shares import some_agencies, some_rule


def test_productivity_rises_with_the_number_of_agencies(world, state):
    """Elasticity 0.05: twice the agencies of the start, 3.5 % more."""
    state.services.agencies_start[:] /= 2.0
    growth = world.parameters.agency_growth
    expected = np.tile(np.array(growth.productivity), (4, 1)) * exp(growth.agglomeration * log(2.0))
    assert productivity(world, state) == pytest.approx(expected)


def test_remote_agencies_are_stronger_with_support_and_local_ones_as_before(world):
    """0.1 off the penalty, taste scale 0.5: exp(0.2) for an agency of city 0 without an office in city 1."""
    relief = np.array([[0.0, 0.1, 0.0, 0.0]] + [[0.0] * 4] * 3)
    setting = with_levers(world, remote_penalty=lambda _, penalty, month: penalty - relief)
    remote = remote_support(setting, SimpleNamespace(index=3))
    agencies = some_agencies(3, 4, head_office=[0, 0, 2], offices=[0b0001, 0b0011, 0b0100])
    rule = some_rule(minutes=np.zeros((4, 4)), list_tilt=np.zeros(4))
    found, usual = (
        strengths(agencies, np.arange(3), np.ones((3, 4), np.uint8), 0, rule, factor)
        for factor in (remote, np.ones((4, 4)))
    )
    expected = np.ones((3, 4))
    expected[0, 1] = exp(0.2)
    assert found / usual == pytest.approx(expected)


def test_policies_raise_the_output_of_consultants(world):
    setting = with_levers(world, service_productivity=lambda _, factor, month: factor + 0.1)
    assert progress(setting, SimpleNamespace(index=3)) == pytest.approx(np.full((4, 8), exp(0.1)))
    assert (progress(world, SimpleNamespace(index=3)) == 1.0).all()


def with_levers(world: Any, **levers: Any) -> Any:
    """The world with a policy that bends some levers."""
    bending = type("Bending", (Instrument,), levers)(Settings(1.0, 0, 1, (0, 1, 2, 3), 0.0), 1.0)
    return replace(world, policies=Policies({"bending": bending}))


def forwarded(room: list[float], unmet: float, black: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Loads and unmet orders when city 0 forwards a fifth to cities 1 and 2; five agencies.

    A tenant at home, tenants of cities 1 and 2, another agency of city 1, a tenant of city 3; agency `black`
    is on the black list of city 0.
    """
    share = np.zeros((4, 4))
    share[0, [1, 2]] = 0.2
    load, left = np.zeros((5, 4)), np.array([unmet, 7.0, 0.0, 0.0])
    seats, park = np.array([0, 1, 2, 1, 3], np.uint8), np.array([1, 1, 1, 0, 1], np.uint8)
    listed = np.zeros((5, 4), np.uint8)
    listed[black, 0] = BLACK
    forward_orders(load, np.array(room), seats, park, listed, share, left)
    return load, left


def test_a_fifth_of_unmet_orders_goes_to_tenants_of_partner_parks_by_their_room():
    load, unmet = forwarded([50.0, 30.0, 10.0, 50.0, 50.0], 100.0)
    assert load[:, 0] == pytest.approx([0.0, 15.0, 5.0, 0.0, 0.0])
    assert not load[:, 1:].any()
    assert unmet == pytest.approx([80.0, 7.0, 0.0, 0.0])


def test_nothing_is_forwarded_to_the_black_listed():
    load, unmet = forwarded([50.0, 30.0, 10.0, 50.0, 50.0], 100.0, black=1)
    assert load[:, 0] == pytest.approx([0.0, 0.0, 10.0, 0.0, 0.0])
    assert unmet[0] == pytest.approx(90.0)


def test_no_more_is_forwarded_than_there_is_room_for():
    load, unmet = forwarded([50.0, 3.0, -1.0, 50.0, 50.0], 100.0)
    assert load[:, 0] == pytest.approx([0.0, 3.0, 0.0, 0.0, 0.0])
    assert unmet[0] == pytest.approx(97.0)
    assert not forwarded([50.0, 0.0, 0.0, 50.0, 50.0], 100.0)[0].any()


def test_staff_and_accounts_take_up_capacity(state):
    """60 of 100 in stock: 40 left; a twelfth of accounts comes up for renewal: 45 left; never below 0."""
    state.agencies = some_agencies(2, 4)
    state.agencies.stock[[0, 3], 0, :2] = 30.0
    state.agencies.stock[[0, 3], 1, 0] = 200.0
    ids, capacity = np.arange(2), np.array([100.0, 100.0])
    assert capacity_left(state, ids, DISPATCH_LINE, capacity).tolist() == [40.0, 0.0]
    assert capacity_left(state, ids, PERSONNEL, capacity) == pytest.approx([45.0, 0.0])
    assert capacity_left(state, ids, RECRUITMENT, capacity).tolist() == [100.0, 100.0]


def test_capacity_in_lots_is_right_on_average(january):
    """Ten thousand agencies of 0.3 lots: within 0.3 +- 0.0225, odds 1e-6; whole lots stay."""
    ids = np.arange(10000)
    found = whole_lots(january, ids, 4, np.full(10000, 0.3))
    assert set(found.tolist()) == {0.0, 1.0}
    assert abs(found.mean() - 0.3) < 0.0225
    assert (whole_lots(january, ids, 4, np.full(10000, 7.0)) == 7.0).all()
    u = draws.uniforms(january.key, draws.AGENCY_SHOCK, january.index, ids, sub=16 + 4)
    assert (found == (u >= 0.7)).all()


@pytest.fixture
def served(world, state, january):
    """Where agencies may serve."""
    return open_service_market(world, state, january).serves


ORDERS = np.array([[60.0], [9.0], [6.0], [3.0]]) * np.array([40.0, 4.0, 4.0, 2.0, 50.0, 2.0, 0.6, 60.0])


@pytest.mark.parametrize("explicit", [0, 1])
def test_every_order_is_served_or_unmet(state, january, served, explicit):
    """By city and line, in lots of the auction to half a lot; nobody serves where it may not."""
    setting = setting_of(parameters={"bidding": {"explicit_auction": explicit}})
    found = allocate(setting, state, january, served, ORDERS)
    expected = np.rint(ORDERS / LOTS) * LOTS if explicit else ORDERS
    for line, shares in enumerate(found.lines):
        assert shares.load.sum(axis=0) + found.unmet[:, line] == pytest.approx(expected[:, line], abs=1e-6)
        assert not shares.load[served[shares.ids] == 0].any()
        assert shares.bids.sum(axis=0) == pytest.approx(np.ones(4))
        assert (state.agencies.consultants[line, shares.ids] > 0.0).all()


@pytest.mark.parametrize("explicit", [0, 1])
def test_orders_that_nobody_may_serve_are_unmet(state, january, served, explicit):
    """All agencies are barred from the last city. 150 units are whole lots of the auction in every line."""
    setting = setting_of(parameters={"bidding": {"explicit_auction": explicit}})
    served[:, 3] = 0
    found = allocate(setting, state, january, served, 150.0 * np.ones((4, N_LINES)))
    assert found.unmet[3] == pytest.approx([150.0] * N_LINES)


def test_order_counts_do_not_depend_on_the_scale(state, january, served):
    """Exact: the market is at real size, so a world at another scale gives the same allocation."""
    one, other = (allocate(setting_of(scale), state, january, served, ORDERS) for scale in (0.001, 0.1))
    assert (one.unmet == other.unmet).all()
    assert all((a.load == b.load).all() for a, b in zip(one.lines, other.lines, strict=True))


def test_client_books_are_this_month_s_shares(state):
    """Loads 30 and 10: three quarters and one; a city without orders keeps its books."""
    state.agencies = some_agencies(3, 4)
    state.agencies.clients[RECRUITMENT] = 0.2
    ids = np.array([0, 2])
    load = np.array([[30.0, 0.0, 0.0, 4.0], [10.0, 0.0, 0.0, 0.0]])
    line = LineShares(ids, np.ones(2), load, load, load)
    remember_clients(state, Allocation((line,), np.zeros((4, 1))))
    assert state.agencies.clients[RECRUITMENT, :, 0].tolist() == [0.75, 0.2, 0.25]
    assert state.agencies.clients[RECRUITMENT, :, 1].tolist() == [0.2, 0.2, 0.2]
    assert state.agencies.clients[RECRUITMENT, :, 3].tolist() == [1.0, 0.2, 0.0]


def test_the_price_faced_is_a_mean_over_the_books(state):
    """Books 0.5 and 0.25: (0.5 x 1.2 + 0.25 x 0.9) / 0.75; without clients one and one half."""
    state.agencies = some_agencies(2, 4)
    state.agencies.clients[RECRUITMENT, :, 0] = 0.5, 0.25
    state.agencies.price[RECRUITMENT] = 1.2, 0.9
    state.agencies.reputation[:] = 0.9, 0.6
    price, reputation = price_faced(state)
    assert price[0, RECRUITMENT] == pytest.approx(1.1)
    assert price[1].tolist() == [1.0] * N_LINES
    assert reputation == pytest.approx([0.8, 0.5, 0.5, 0.5])


def closed_month(**changes: Any) -> tuple[Any, Any]:
    """One agency that earned 12.34 CNY of one client's city, a tenth of it a fee, and its accounts."""
    agencies = some_agencies(1, 2)
    agencies.revenue_gross[3, 0] = 1234
    cents = {name: np.zeros((2, N_LINES), np.int64) for name in ("gross", "net", "firms", "governments")}
    for name, value in {"gross": 1234, "net": 123, "firms": 1000, "governments": 234}.items():
        cents[name][1, 3] = value
    for name, (place, value) in changes.items():
        target = cents[name] if name in cents else getattr(agencies, name)
        target[place] += value
    accounts = ServiceAccounts(**cents, between=np.zeros((2, 2), np.int64), quantity=np.zeros((2, N_LINES)))
    state = SimpleNamespace(agencies=agencies, agency_blocks=SimpleNamespace(pieces=lambda: rows(1)))
    return state, SimpleNamespace(accounts=accounts)


def test_an_honest_month_passes_the_audit():
    audit_services(*closed_month())
    audit_services(closed_month()[0], None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"revenue_gross": ((3, 0), 1)}, "revenue and outlays"),
        ({"firms": ((1, 3), -1)}, "revenue and outlays"),
        ({"governments": ((0, 0), 1)}, "revenue and outlays"),
        ({"net": ((1, 3), 1112)}, "fees within invoices"),
        ({"firms": ((1, 3), 300), "governments": ((1, 3), -300)}, "payments that are negative"),
        ({"stock": ((0, 0, 0), -1e-9)}, "stocks that are negative"),
        ({"clients": ((0, 0, 0), 1.0 + 1e-8)}, "client books above one"),
    ],
)
def test_one_cent_out_of_place_stops_the_run(changes, message):
    with pytest.raises(AccountsError, match=message):
        audit_services(*closed_month(**changes))


def test_a_world_without_agencies_has_no_market(world, state, january):
    assert open_service_market(replace(world, agencies=False), state, january) is None
