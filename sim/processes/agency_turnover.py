"""Turnover of agencies: branches, exit and entry.

An agency that finds an opportunity in a city where it has no office opens one there with the probability

    1 / (1 + exp(-(24 G - F) / (0.2 F))),

G the profit a month that it expects there and F the cost, which follows the trend of wages and which it
must be able to pay. One in ten such moves takes the head office along. Agencies close at a constant rate,
twice that when young, and when they owe three months of cost. Newcomers are Poisson around the rate of
2019, more where margins are high and orders unmet.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import Agencies
from sim.agents.state import State
from sim.compile import compiled, row
from sim.draws import Key
from sim.processes.agency_accounts import ServiceAccounts
from sim.processes.agency_entry import found_agencies, found_leaders
from sim.processes.clock import Month
from sim.processes.payroll import CENTS
from sim.processes.service_market import Allocation
from sim.processes.service_prices import price_level
from sim.processes.service_survey import MIDDLE_OF_2020, MONTHS_PER_YEAR
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MOST_ENTRY = 1.9
"""Most newcomers over the usual number that ids are reserved for (`initial_agencies.agency_blocks`)."""
QUARTER = 3
"""Each agency considers branches every so many months."""
LEADERS = 1
"""Sub id of the draw of how many large agencies come."""


@compiled
def add_gain(
    agencies: Agencies,
    asks: NDArray[np.uint8],
    ids: Counts,
    line: int,
    bids: Floats,
    worth: Floats,
    won: Floats,
    by: Floats,
    gain: Floats,
) -> None:
    """Add the revenue that agencies expect of an office in each city from one line.

    Args:
        agencies: Agencies.
        asks: 1 for agencies whose gain is asked for, shape (G,).
        ids: agencies that offer the line, shape (n,).
        line: service line.
        bids: their shares of the orders that look around, shape (n, C).
        worth: fees of the line in each city, CNY a month, shape (C,).
        won: zeros, shape (C,); becomes what those with an office there win per consultant and quality.
        by: zeros, shape (C,); becomes their consultants times quality.
        gain: grows, shape (G, C).
    """
    for place in range(ids.size):
        agency = row(ids[place])
        weight = agencies.consultants[line, agency] * agencies.quality[line, agency]
        for city in range(worth.size):
            if np.int64(agencies.offices[agency]) >> city & 1 == 1:
                won[city] += bids[place, city]
                by[city] += weight
    for city in range(worth.size):
        won[city] /= max(by[city], 1e-12)
    for place in range(ids.size):
        agency = row(ids[place])
        if asks[agency] == 1:
            weight = agencies.consultants[line, agency] * agencies.quality[line, agency]
            for city in range(worth.size):
                share = weight * won[city]
                held = agencies.clients[line, agency, city]
                gain[agency, city] += (share / (1.0 + share) - held) * worth[city]


def branch_gain(state: State, allocation: Allocation, accounts: ServiceAccounts, ids: Counts) -> Floats:
    """Return the profit that agencies expect of an office in each city, CNY a month, shape (n, C).

    In each line an office would win what agencies with an office there win per consultant and quality, s, of
    which its own entry leaves s / (1 + s); less the clients whom it serves already. The fees that clients pay
    there, and would pay for unmet orders, make it revenue; what agencies seated there keep of that, profit.
    """
    agencies, memory = state.agencies, state.services
    fee = accounts.net / CENTS / np.maximum(accounts.quantity, 1.0)
    worth = np.ascontiguousarray((accounts.net / CENTS + memory.unmet * fee).T)
    n_cities = worth.shape[1]
    asks, gain = np.zeros(agencies.alive.size, np.uint8), np.zeros((agencies.alive.size, n_cities))
    asks[ids] = 1
    for line, offer in enumerate(allocation.lines):
        won, by = np.zeros(n_cities), np.zeros(n_cities)
        add_gain(agencies, asks, offer.ids, line, offer.bids, worth[line], won, by, gain)
    kept = np.maximum(1.0 - 1.0 / np.maximum(memory.margin, 1e-6), 0.0)
    profit: Floats = np.maximum(gain[ids], 0.0) * kept
    return profit


@compiled
def choose_branches(
    agencies: Agencies,
    ids: Counts,
    gain: Floats,
    cost: Floats,
    horizon: float,
    scale: float,
    opportunity: float,
    relocation: float,
    key: Key,
    month: int,
    opened: Counts,
    relocated: Counts,
) -> None:
    """Let agencies consider offices in other cities.

    Args:
        agencies: Agencies; offices, head_office and cash change.
        ids: agencies whose turn it is.
        gain: profit to expect of an office, CNY a month by agency and city, shape (n, C).
        cost: cost of an office, CNY, by city of the head office and of the office, shape (C, C).
        horizon: months that the gain counts.
        scale: scale of the logit in costs.
        opportunity: chance to find an opportunity in a city.
        relocation: share of moves that take the head office along.
        key: key of the draws.
        month: current month index.
        opened: adds offices by city, shape (C,).
        relocated: adds head offices by city, shape (C,).
    """
    for place in range(ids.size):
        agency = ids[place]
        for city in range(gain.shape[1]):
            full = cost[agencies.head_office[agency], city]
            price = np.int64(full * 100.0)
            if np.int64(agencies.offices[agency]) >> city & 1 == 1 or agencies.cash[agency] < price:
                continue
            value = (horizon * gain[place, city] - full) / (scale * full)
            drawn = draws.words(key, draws.BRANCH, month, agency, city)
            if np.float64(drawn[0]) * 2.0**-32 < opportunity / (1.0 + math.exp(-value)):
                agencies.offices[agency] |= np.uint8(1 << city)
                agencies.cash[agency] -= price
                opened[city] += 1
                if np.float64(drawn[1]) * 2.0**-32 < relocation:
                    agencies.head_office[agency] = city
                    relocated[city] += 1


def close_agencies(world: World, state: State, now: Month, ids: Counts) -> Counts:
    """Close agencies; returns how many by head office, shape (C,)."""
    growth, agencies = world.parameters.agency_growth, state.agencies
    u = draws.uniforms(now.key, draws.AGENCY_EXIT, now.index, ids)
    young = now.index - agencies.entry_month[ids] < growth.young_months
    log_hazard = world.policies.agency_exit(np.zeros((world.n_cities, 2)), now.index)
    factor = np.array([math.exp(value) for value in log_hazard.ravel().tolist()]).reshape(-1, 2)
    chance = growth.exit_rate * np.where(young, 2.0, 1.0)
    chance *= factor[agencies.head_office[ids], agencies.certified_5a[ids]]
    insolvent = agencies.cash[ids] < -growth.insolvency * agencies.cost[ids]
    gone = ids[(u < chance) | insolvent]
    agencies.alive[gone] = 0
    for by_line in (agencies.consultants, agencies.clients, agencies.stock):
        by_line[:, gone] = 0.0
    agencies.offices[gone] = agencies.recognised_in[gone] = 0
    agencies.cash[gone] = agencies.cost[gone] = 0
    return np.bincount(agencies.head_office[gone], minlength=world.n_cities)


def entry_rate(world: World, state: State, month: int) -> Floats:
    """Return the expected number of new agencies by city this month, shape (C,)."""
    growth, memory = world.parameters.agency_growth, state.services
    policy = world.policies.agency_entry(np.zeros(world.n_cities), month).tolist()
    unmet = memory.unmet.sum(axis=1) / np.maximum(memory.orders.sum(axis=1), 1e-12)
    margin = np.maximum(memory.margin, 1e-6) / np.maximum(memory.margin_start, 1e-6)
    rates = []
    for city in range(world.n_cities):
        backlog = float(unmet[city]) - float(memory.unmet_start[city])
        response = growth.entry_margin_elasticity * math.log(float(margin[city]))
        response += growth.entry_backlog_response * backlog + policy[city]
        usual = growth.entry_rate * float(memory.agencies_start[city])
        rates.append(usual * min(math.exp(response), MOST_ENTRY))
    return np.array(rates)


def open_branches(
    world: World,
    state: State,
    now: Month,
    allocation: Allocation,
    accounts: ServiceAccounts,
    ids: Counts,
) -> tuple[Counts, Counts]:
    """Let a third of the agencies, by turns, open offices in other cities; see `choose_branches`.

    Args:
        world: setting.
        state: current state; agencies change.
        now: the month.
        allocation: who got which orders.
        accounts: of the month.
        ids: living agencies.

    Returns:
        Offices and head offices opened, by city, shape (C,) each.
    """
    growth = world.parameters.agency_growth
    usual = np.full((world.n_cities, world.n_cities), growth.branch_cost)
    cost = np.maximum(world.policies.branch_cost(usual, now.index), 1.0)
    cost *= price_level(world, now, MIDDLE_OF_2020)
    opened, relocated = np.zeros(world.n_cities, np.int64), np.zeros(world.n_cities, np.int64)
    turn = ids[(ids + now.index) % QUARTER == 0]
    choose_branches(
        state.agencies,
        turn,
        branch_gain(state, allocation, accounts, turn),
        cost,
        float(growth.branch_horizon),
        growth.branch_scale,
        growth.branch_opportunity,
        growth.relocation_share,
        now.key,
        now.index,
        opened,
        relocated,
    )
    return opened, relocated


def enter_agencies(world: World, state: State, now: Month) -> Counts:
    """Let new agencies enter; returns how many by city, shape (C,)."""
    places = np.arange(world.n_cities)
    entered = draws.poisson_count(
        entry_rate(world, state, now.index), draws.uniforms(now.key, draws.AGENCY_ENTRY, now.index, places)
    )
    ids = [state.agency_blocks.take(city, count) for city, count in enumerate(entered.tolist())]
    found_agencies(world, state, np.concatenate(ids), np.repeat(places, entered), now.index)
    return entered + enter_leaders(world, state, now)


def enter_leaders(world: World, state: State, now: Month) -> Counts:
    """Let the large agencies that policies attract enter; returns how many by city, shape (C,)."""
    nobody, places = np.zeros(world.n_cities), np.arange(world.n_cities)
    rate = world.policies.leader_entry(nobody, now.index) / MONTHS_PER_YEAR
    if not rate.any():
        return nobody.astype(np.int64)
    entered = draws.poisson_count(
        rate, draws.uniforms(now.key, draws.AGENCY_ENTRY, now.index, places, LEADERS)
    )
    for city in np.flatnonzero(entered).tolist():
        found_leaders(world, state, state.agency_blocks.take(city, int(entered[city])), city, now.index)
    return entered
