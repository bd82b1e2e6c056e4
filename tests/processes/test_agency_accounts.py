"""Accounts of three agencies and four cities: stocks, invoices in cents, who pays, and cash."""

from typing import Any

import numpy as np
import pytest

from sim.agents.agencies import (
    CONSULTING_LINE,
    DISPATCH_LINE,
    HEADHUNTING,
    N_LINES,
    PERSONNEL,
    RECRUITMENT,
    TRAINING_LINE,
)
from sim.agents.state import State
from sim.processes.agency_accounts import delivered, keep_cash, renew_stock, shares, write_invoices
from sim.processes.service_market import LineShares
from sim.processes.service_prices import Units, city_wages
from tests.processes.test_service_prices import some_demand, some_flows
from tests.processes.test_service_shares import some_agencies

IDS = np.array([0, 2])
NO_FEE_CHANGE = np.ones((4, N_LINES))


def with_agencies(state: State, **columns: Any) -> State:
    """The state with three agencies; the second does not offer the lines of these tests."""
    state.agencies = some_agencies(3, 4, **columns)
    return state


def some_offer(load: list[list[float]]) -> LineShares:
    """Two agencies with some orders in four cities."""
    return LineShares(IDS, np.full(2, 1e9), np.array(load, float), np.zeros((2, 4)), np.zeros((2, 4)))


def test_shares_sum_to_one_where_there_is_any():
    assert shares(np.array([[1.0, 0.0], [3.0, 0.0]])).tolist() == [[0.25, 0.0], [0.75, 0.0]]


def test_placements_follow_the_books_and_those_of_further_rounds_quality_too(world, state):
    """Ten placements at 1:1000, four in further rounds; books 1:1, qualities 1 and 3."""
    with_agencies(state)
    state.agencies.clients[RECRUITMENT, IDS, 0] = 0.5
    state.agencies.quality[RECRUITMENT, IDS] = 1.0, 3.0
    placed, further = np.zeros((4, 8), np.int64), np.zeros((4, 8), np.int64)
    placed[0, RECRUITMENT], further[0, RECRUITMENT] = 10, 4
    flows = some_flows(placements=placed, placed_in_rounds=further)
    units = delivered(world, state, some_offer([[0.0] * 4] * 2), RECRUITMENT, flows)
    assert units[:, 0] == pytest.approx([3000.0 + 1000.0, 3000.0 + 3000.0])
    assert not units[:, 1:].any()


@pytest.mark.parametrize("line", [TRAINING_LINE, CONSULTING_LINE])
def test_orders_for_training_and_projects_are_delivered(world, state, line):
    load = [[1.0, 2.0, 0.0, 0.5], [0.0, 1.0, 0.0, 0.0]]
    assert delivered(world, with_agencies(state), some_offer(load), line, some_flows()).tolist() == load


def test_stocks_lose_ends_gain_starts_and_are_brought_to_the_count(world, state):
    """At 1:1000: 8,000 and 2,000 staff; 1 ends, 2 start by equal books: 8,200 and 2,800 of 11,000."""
    with_agencies(state)
    state.agencies.stock[0, IDS, 0] = 8000.0, 2000.0
    state.agencies.clients[DISPATCH_LINE, IDS, 0] = 0.5
    starts, ends, staff = (np.zeros((4, 3), np.int64) for _ in range(3))
    starts[0, 0], ends[0, 0] = 2, 1
    for counted in (11, 22):
        state.agencies.stock[0, IDS, 0] = 8000.0, 2000.0
        staff[0, 0] = counted
        renew_stock(
            world, state, some_demand(), some_offer([[0.0] * 4] * 2), DISPATCH_LINE,
            some_flows(staff_starts=starts, staff_ends=ends), staff,
        )  # fmt: skip
        assert state.agencies.stock[0, IDS, 0] == pytest.approx(np.array([8200.0, 2800.0]) * counted / 11)
    assert not state.agencies.stock[:, 1].any()


def test_a_first_stock_goes_by_the_books(world, state):
    with_agencies(state)
    state.agencies.clients[DISPATCH_LINE, IDS, 2] = 0.2, 0.6
    staff = np.zeros((4, 3), np.int64)
    staff[2, 0] = 4
    renew_stock(world, state, some_demand(), some_offer([[0.0] * 4] * 2), DISPATCH_LINE, some_flows(), staff)
    assert state.agencies.stock[0, IDS, 2] == pytest.approx([1000.0, 3000.0])


def test_accounts_keep_what_does_not_come_up_for_renewal(world, state):
    """100 accounts of 60 and 40; 30 new or renewed, all won by the second: 42 and 28 + 30."""
    with_agencies(state)
    state.agencies.stock[3, IDS, 0] = 60.0, 40.0
    demand = some_demand(accounts=0.0)
    demand.accounts[0, 0] = 100.0
    offer = some_offer([[0.0] * 4, [30.0, 0.0, 0.0, 0.0]])
    renew_stock(world, state, demand, offer, PERSONNEL, some_flows(), np.zeros((4, 3), np.int64))
    assert state.agencies.stock[3, IDS, 0] == pytest.approx([42.0, 58.0])


def invoiced(state: State, units: list[list[float]], public: float = 0.0, pass_through: float = 0.0) -> Any:
    """Tables after the invoices of line 0 at a fee of 10.004 CNY."""
    prices = Units(
        np.full((4, N_LINES), pass_through), np.full((4, N_LINES), 10.004), np.full((4, N_LINES), public)
    )
    gross, net, governments = (np.zeros((4, N_LINES), np.int64) for _ in range(3))
    between, quantity, sold = np.zeros((4, 4), np.int64), np.zeros((4, N_LINES)), np.array(units)
    tables = gross, net, governments, between, quantity
    write_invoices(state.agencies, IDS, RECRUITMENT, sold, prices, NO_FEE_CHANGE, *tables)
    assert quantity[:, RECRUITMENT] == pytest.approx(sold.sum(axis=0))
    for column in (state.agencies.volume, state.agencies.cumulative_volume):
        assert column[RECRUITMENT, IDS] == pytest.approx(sold.sum(axis=1))
    return gross, net, governments, between


def test_every_invoice_is_rounded_to_the_cent(state):
    """1 unit at 10.004 and 1.1: 11.0044 -> 11.00; 3 units at 10.004: 30.012 -> 30.01; nothing, no invoice."""
    with_agencies(state, head_office=[0, 0, 3])
    state.agencies.price[RECRUITMENT, 0] = 1.1
    gross, net, governments, between = invoiced(state, [[1.0, 0.0, 0.0, 0.0], [3.0, 3.0, 0.0, 0.0]])
    assert gross[:, RECRUITMENT].tolist() == [1100 + 3001, 3001, 0, 0]
    assert (net == gross).all()
    assert not governments.any()
    assert between[:, 0].tolist() == [1100, 0, 0, 3001]
    assert between[3].tolist() == [3001, 3001, 0, 0]
    assert state.agencies.revenue_gross[RECRUITMENT].tolist() == [1100, 0, 6002]
    assert (gross[:, 1:] == 0).all()


def test_what_is_handed_on_is_in_gross_revenue_only(state):
    with_agencies(state)
    gross, net, _, _ = invoiced(state, [[2.0, 0.0, 0.0, 0.0], [0.0] * 4], pass_through=100.0)
    assert (net[0, RECRUITMENT], gross[0, RECRUITMENT]) == (2001, 22001)
    assert state.agencies.revenue_net[RECRUITMENT, 0] == 2001


@pytest.mark.parametrize(("public", "cents"), [(0.0, 0), (0.0005, 1), (0.5, 500), (1.0, 1000)])
def test_governments_pay_their_share_to_the_cent(state, public, cents):
    """Of one invoice of 10.00 CNY; 0.5 cents are rounded up, firms pay the rest."""
    with_agencies(state)
    gross, _, governments, _ = invoiced(state, [[1.0, 0.0, 0.0, 0.0], [0.0] * 4], public=public)
    assert (gross[0, RECRUITMENT], governments[0, RECRUITMENT]) == (1000, cents)


def test_headhunters_and_recruiters_have_books_of_their_own(world, state):
    with_agencies(state)
    state.agencies.clients[HEADHUNTING, IDS[0], 1] = 1.0
    placed = np.zeros((4, 8), np.int64)
    placed[1, [RECRUITMENT, HEADHUNTING]] = 2, 3
    offer = some_offer([[0.0] * 4] * 2)
    units = [
        delivered(world, state, offer, line, some_flows(placements=placed)).sum()
        for line in (RECRUITMENT, HEADHUNTING)
    ]
    assert units == [0.0, 3000.0]


def cash_after(world, state, before: int, revenue: int) -> tuple[int, int]:
    """Cash and cost of an agency of two consultants in Chengdu, in cents."""
    with_agencies(state, cash=before)
    state.agencies.consultants[0, 0] = 2.0
    state.agencies.revenue_net[3, 0] = revenue
    keep_cash(world, state)
    return int(state.agencies.cash[0]), int(state.agencies.cost[0])


def test_consultants_cost_a_multiple_of_the_city_s_wage(world, state):
    wage = city_wages(world, state)[0]
    cash, cost = cash_after(world, state, 5000, 700)
    assert cost == round(2.0 * 1.4 * 100.0 * wage)
    assert cash == 5000 + 700 - cost


def test_owners_take_out_what_exceeds_a_year_of_cost(world, state):
    cash, cost = cash_after(world, state, 10**12, 0)
    assert cash == 12 * cost
    assert cash_after(world, state, 12 * cost, cost) == (12 * cost, cost)
    assert cash_after(world, state, 12 * cost, cost - 1) == (12 * cost - 1, cost)


def test_closed_agencies_have_no_cash_flow(world, state):
    with_agencies(state, alive=0, cash=0)
    state.agencies.revenue_net[:] = 5
    keep_cash(world, state)
    assert not state.agencies.cash.any()
