"""Turnover: branches, closures and entries, in certain, impossible and even cases."""

from dataclasses import replace
from math import exp, log
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.agency_accounts import ServiceAccounts
from sim.processes.agency_entry import found_agencies, found_leaders, leader_size
from sim.processes.agency_turnover import (
    branch_gain,
    choose_branches,
    close_agencies,
    enter_agencies,
    entry_rate,
)
from sim.processes.clock import open_month
from sim.processes.service_market import Allocation, LineShares
from sim.processes.service_prices import city_wages
from sim.processes.sums import over_lines
from tests.processes.builders import KEY
from tests.processes.test_service_shares import some_agencies

N, MONTH = 300, 6
COST = 300_000
RICH = COST * 100
"""Cash for one office, in cents."""


def branched(
    gain: float,
    cash: int = 10 * RICH,
    relocation: float = 0.0,
    month: int = MONTH,
    cost: float = COST,
    opportunity: float = 1.0,
) -> Any:
    """300 agencies of the first of two cities that may open in the second; returns them and counts."""
    agencies = some_agencies(N, cash=cash)
    opened, relocated = np.zeros(2, np.int64), np.zeros(2, np.int64)
    ids = np.flatnonzero(considering(month))
    choose_branches(
        agencies,
        ids,
        np.full((ids.size, 2), gain),
        np.array([[1e9, cost], [1e9, 1e9]]),
        24.0,
        0.2,
        opportunity,
        relocation,
        KEY,
        month,
        opened,
        relocated,
    )
    return agencies, opened.tolist(), relocated.tolist()


def considering(month: int = MONTH) -> np.ndarray:
    """Who considers branches in a month: every third id."""
    return (np.arange(N) + month) % 3 == 0


def test_a_sure_gain_opens_an_office_for_every_third_agency():
    agencies, opened, relocated = branched(1e6)
    assert opened == [0, N // 3]
    assert relocated == [0, 0]
    assert (agencies.offices == np.where(considering(), 0b11, 0b01)).all()
    assert (agencies.cash == np.where(considering(), 9 * RICH, 10 * RICH)).all()
    assert (agencies.head_office == 0).all()


def test_three_months_reach_everybody_once():
    offices = np.stack([branched(1e6, month=MONTH + step)[0].offices == 0b11 for step in range(3)])
    assert (offices.sum(axis=0) == 1).all()


@pytest.mark.parametrize(("cash", "opened"), [(RICH, N // 3), (RICH - 1, 0), (0, 0), (-RICH, 0)])
def test_who_cannot_pay_to_the_cent_opens_nothing(cash, opened):
    agencies, found, _ = branched(1e6, cash=cash)
    assert found == [0, opened]
    assert (agencies.cash >= min(cash, 0)).all()


def test_an_even_case_is_decided_by_the_draw():
    """24 months of gain equal the cost: even odds; exact agency by agency."""
    agencies, opened, _ = branched(COST / 24.0)
    u = [float(draws.words(KEY, draws.BRANCH, MONTH, agency, 1)[0]) * 2.0**-32 for agency in range(N)]
    assert ((agencies.offices == 0b11) == (considering() & (np.array(u) < 0.5))).all()
    assert 0 < opened[1] < N // 3


def test_without_any_gain_an_office_is_rare():
    """Chance 1 / (1 + e^5) = 0.0067 of a hundred: more than 9 fewer than once in a million."""
    assert stats.binom.sf(9, N // 3, 1.0 / (1.0 + exp(5.0))) < 1e-6
    assert branched(0.0)[1][1] <= 9


def test_some_moves_take_the_head_office_along():
    agencies, opened, relocated = branched(1e6, relocation=1.0)
    assert opened == relocated == [0, N // 3]
    assert (agencies.head_office == considering()).all()


def test_opportunities_are_as_rare_as_declared():
    """A sure gain in one case of eight: exact agency by agency."""
    agencies = branched(1e6, opportunity=0.125)[0]
    u = [float(draws.words(KEY, draws.BRANCH, MONTH, agency, 1)[0]) * 2.0**-32 for agency in range(N)]
    assert ((agencies.offices == 0b11) == (considering() & (np.array(u) < 0.125))).all()


def test_a_cheaper_office_is_opened_more_often_and_costs_less():
    """Three in ten off the cost of an even case: value (1 / 0.7 - 1) / 0.2, chance 0.895 of a hundred.

    Fewer than 73 by chance once in a million; at the full cost more than 72 as rarely.
    """
    chance = 1.0 / (1.0 + exp(-(1.0 / 0.7 - 1.0) / 0.2))
    assert stats.binom.cdf(72, N // 3, chance) + stats.binom.sf(72, N // 3, 0.5) < 1e-5
    cheap, opened, _ = branched(COST / 24.0, cost=0.7 * COST)
    assert opened[1] > 72 >= branched(COST / 24.0)[1][1]
    assert set(((10 * RICH - cheap.cash) / RICH).round(9).tolist()) == {0.0, 0.7}


def some_accounts(net: float, quantity: float) -> ServiceAccounts:
    """The same fees in cents and units in every city and line."""
    cents = np.full((4, 8), net).astype(np.int64)
    return ServiceAccounts(
        cents, cents, cents, 0 * cents, np.zeros((4, 4), np.int64), np.full((4, 8), quantity)
    )


def test_the_gain_is_the_profit_on_what_an_office_would_win(state):
    """Agency 0 has its office in city 2 and wins half of line 0 there with 2 consultants of quality 3.

    Agency 1 has 3 of quality 1: s = 3 x 0.5 / 6 = 0.25, so a fifth of the orders. Clients there pay
    5 x 30 CNY and would pay 8 x 30 more; agencies there keep half. It serves a tenth of them already,
    and agency 0, with its office there, would lose by a second one: s = 0.5, a third, less its four tenths.
    """
    agencies, memory, ids = state.agencies, state.services, np.arange(2)
    agencies.offices[:2] = (1 << 2, 1 << 0)
    agencies.consultants[:, :2] = agencies.clients[:, :2] = 0.0
    agencies.consultants[0, :2], agencies.quality[0, :2] = (2.0, 3.0), (3.0, 1.0)
    agencies.clients[0, :2, 2] = 0.4, 0.1
    memory.unmet[:], memory.margin[:] = 0.0, 2.0
    memory.unmet[2, 0] = 8.0
    bids = np.zeros((2, 4))
    bids[:, 2] = 0.5, 0.5
    line = LineShares(ids, np.ones(2), np.zeros((2, 4)), bids, np.zeros((2, 4)))
    others = tuple(shares_of_nobody() for _ in range(7))
    found = Allocation((line, *others), memory.unmet.copy())
    gain = branch_gain(state, found, some_accounts(3000.0 * 5.0, 5.0), ids)
    assert gain[0] == pytest.approx([0.0] * 4)
    assert gain[1, 2] == pytest.approx(0.5 * (0.2 - 0.1) * (5.0 + 8.0) * 30.0)


def shares_of_nobody() -> LineShares:
    """A line that nobody offers."""
    return LineShares(np.zeros(0, np.int64), np.zeros(0), *(np.zeros((0, 4)) for _ in range(3)))


def closing(world, state, month: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Ids before, and who closed."""
    ids = np.flatnonzero(state.agencies.alive)
    close_agencies(world, state, open_month(world, KEY, month), ids)
    return ids, state.agencies.alive[ids] == 0


def test_agencies_close_at_their_rate_and_the_young_twice_as_often(world, state):
    """Exact by the draws: 0.007, and 0.014 before two years are over."""
    ids = np.flatnonzero(state.agencies.alive)
    state.agencies.entry_month[ids] = np.where(ids % 2 == 0, 40 - 24, 40 - 23)
    state.agencies.cash[ids] = 1
    u = draws.uniforms(KEY, draws.AGENCY_EXIT, 40, ids)
    _, closed = closing(world, state)
    assert (closed == (u < np.where(ids % 2 == 0, 0.007, 0.014))).all()
    assert closed.any()


def test_who_owes_more_than_three_months_of_cost_closes(world, state):
    agencies = state.agencies
    agencies.cost[:] = 1000
    agencies.cash[:] = -3000
    before = closing(world, state)[1].mean()
    agencies.cash[agencies.alive == 1] = -3001
    ids, closed = closing(world, state)
    assert before < 0.02
    assert closed.all()
    for by_line in (agencies.consultants, agencies.clients, agencies.stock):
        assert not by_line[:, ids].any()
    assert not agencies.offices[ids].any()
    assert not agencies.cash[ids].any()


def test_closures_are_counted_by_head_office(world, state):
    agencies = state.agencies
    ids = np.flatnonzero(agencies.alive)
    agencies.cost[:], agencies.cash[:] = 1000, -9999
    seats = np.bincount(agencies.head_office[ids], minlength=4)
    assert (close_agencies(world, state, open_month(world, KEY, 40), ids) == seats).all()


def test_the_entry_rate_by_hand(world, state):
    """0.0125 x 1,000 agencies x sqrt(1.44) x exp(0.2 - 0.05)."""
    memory = state.services
    memory.agencies_start[:], memory.margin[:], memory.margin_start[:] = 1000.0, 2.88, 2.0
    memory.orders[:], memory.unmet[:], memory.unmet_start[:] = 10.0, 2.0, 0.05
    assert entry_rate(world, state, 7) == pytest.approx(np.full(4, 12.5 * 1.2 * exp(0.15)))


def test_no_more_newcomers_than_ids_are_reserved_for(world, state):
    """However high margins are: 1.9 times the usual number."""
    memory = state.services
    memory.agencies_start[:], memory.margin[:], memory.margin_start[:] = 1000.0, 1e6, 1.0
    assert entry_rate(world, state, 7) == pytest.approx(np.full(4, 12.5 * 1.9))


def test_as_at_the_start_one_agency_in_eighty_enters(world, state):
    memory = state.services
    memory.margin_start[:], memory.unmet_start[:] = memory.margin, 0.0
    assert entry_rate(world, state, 7) == pytest.approx(0.0125 * memory.agencies_start)


def test_newcomers_take_the_next_ids_of_their_city(world, state):
    used, month = state.agency_blocks.used.copy(), open_month(world, KEY, 7)
    entered = enter_agencies(world, state, month)
    assert (state.agency_blocks.used - used == entered).all()
    u = draws.uniforms(KEY, draws.AGENCY_ENTRY, 7, np.arange(4))
    assert (entered == stats.poisson.ppf(u, entry_rate(world, state, 7))).all()
    for city, count in enumerate(entered.tolist()):
        first = state.agency_blocks.start[city] + used[city]
        new = slice(first, first + count)
        assert state.agencies.alive[new].all()
        assert (state.agencies.entry_month[new] == 7).all()
        assert (state.agencies.offices[new] == 1 << city).all()
        assert not state.agencies.clients[:, new].any()


@pytest.fixture
def newcomers(world, state):
    """Two hundred agencies that enter in Deyang in month 3; their ids."""
    ids = state.agency_blocks.take(1, 200)
    found_agencies(world, state, ids, 1, 3)
    return ids


def test_newcomers_have_eight_staff_in_the_median(world, state, newcomers):
    """Staff in heads: consultants over the usual ones of their lines, times 51.8 staff of an agency.

    The log of 200 sizes has mean ln 8 and sd 0.8: means beyond 0.277 on either side once in a million.
    """
    usual = world.parameters.agencies
    heads = usual.revenue / usual.entities / usual.revenue_per_worker
    held = state.agencies.consultants[:, newcomers].T > 0.0
    per_line = state.services.consultants_per_agency
    relative = state.agencies.consultants[:, newcomers].T / per_line
    assert held.any(axis=1).all()
    sizes = relative.max(axis=1)
    assert np.allclose(relative, np.where(held, sizes[:, None], 0.0))
    assert heads == pytest.approx(51.8, abs=0.05)
    assert abs(np.log(sizes * heads).mean() - log(8.0)) < 0.277
    assert abs(np.log(sizes * 8.0).mean() - log(8.0)) > 0.277, "control: agencies of the usual size"


def test_newcomers_have_three_months_of_cost(world, state, newcomers):
    """At the wages of their own city, to the cent of a month's cost."""
    agencies = state.agencies
    monthly = 100.0 * 1.4 * city_wages(world, state)[1]
    cost = np.rint(monthly * over_lines(agencies.consultants[:, newcomers]))
    assert (agencies.cash[newcomers] == np.rint(3.0 * cost)).all()


def test_newcomers_are_licensed_in_the_declared_share(world, state, newcomers):
    """Of 200 with 0.15: outside 9 to 58 less than once in a million."""
    assert stats.binom.cdf(8, 200, 0.15) + stats.binom.sf(58, 200, 0.15) < 1e-5
    assert 9 <= state.agencies.licensed[newcomers].sum() <= 58


def in_force(world, lever: str, value: float) -> Any:
    """The world with a policy that adds a value to a lever everywhere."""
    added = type("Added", (Instrument,), {lever: lambda self, values, month: values + value})
    return replace(world, policies=Policies({"added": added(Settings(1.0, 0, 1, (0, 1, 2, 3), 0.0), 1.0)}))


def test_a_policy_raises_entry_by_its_log(world, state):
    rates = [entry_rate(setting, state, 7) for setting in (world, in_force(world, "agency_entry", 0.22))]
    assert rates[1] / rates[0] == pytest.approx(np.full(4, exp(0.22)))


def test_a_policy_changes_the_hazard_of_closing(world, state):
    """Exact by the draws, all old: 0.007 exp(0.5); the same ids close without it, and others besides."""
    ids = np.flatnonzero(state.agencies.alive)
    state.agencies.entry_month[ids], state.agencies.cash[ids] = 0, 1
    u = draws.uniforms(KEY, draws.AGENCY_EXIT, 40, ids)
    _, closed = closing(in_force(world, "agency_exit", 0.5), state)
    assert (closed == (u < 0.007 * exp(0.5))).all()
    assert (u < 0.007).sum() < closed.sum()


def test_leaders_come_besides_the_others(world, state):
    """Twelve a year in each city: Poisson of one a month from a draw of their own."""
    month = open_month(world, KEY, 7)
    u = draws.uniforms(KEY, draws.AGENCY_ENTRY, 7, np.arange(4), 1)
    usual = stats.poisson.ppf(
        draws.uniforms(KEY, draws.AGENCY_ENTRY, 7, np.arange(4)), entry_rate(world, state, 7)
    )
    entered = enter_agencies(in_force(world, "leader_entry", 12.0), state, month)
    assert (entered - usual == stats.poisson.ppf(u, 1.0)).all()


def test_a_leader_is_licensed_and_larger_than_19_in_20_of_its_city(world, state):
    agencies = state.agencies
    sizes = np.sort(over_lines(agencies.consultants[:, (agencies.alive == 1) & (agencies.head_office == 0)]))
    size = leader_size(agencies, 0)
    assert size == sizes[int(0.95 * (sizes.size - 1))]
    ids = state.agency_blocks.take(0, 5)
    found_leaders(world, state, ids, 0, 7)
    assert agencies.consultants[:, ids].sum(axis=0) == pytest.approx(np.full(5, size))
    assert agencies.licensed[ids].all()
    assert (agencies.cash[ids] > 0).all()


def test_more_newcomers_offend_when_screening_is_light(world, state):
    """With a share of one, all 200: honesty below the threshold of 0.7, in proportion to what it was."""
    ids = state.agency_blocks.take(1, 200)
    found_agencies(world, state, ids, 1, 3)
    honest = state.agencies.honesty[ids].copy()
    found_agencies(in_force(world, "low_honesty_entry", 1.0), state, ids, 1, 3)
    assert state.agencies.honesty[ids] == pytest.approx(0.7 * honest)
    assert (honest >= 0.7).any(), "control: without the policy most are honest"
