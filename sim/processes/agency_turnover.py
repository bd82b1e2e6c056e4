"""Turnover of agencies: branches, exit and entry.

An agency opens an office in a city where it has none when what it would earn from unmet orders over two years
exceeds the cost (logit); it must be able to pay. One in ten such moves takes the head office along. Agencies
close at a constant rate, twice that when young, and when they owe three months of cost. Newcomers are Poisson
around the rate of 2019, more where margins are high and orders unmet.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import Agencies
from sim.agents.state import State
from sim.compile import compiled
from sim.draws import Key
from sim.processes.agency_accounts import ServiceAccounts
from sim.processes.agency_entry import found_agencies
from sim.processes.clock import Month
from sim.processes.payroll import CENTS
from sim.processes.sums import column_sums
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MOST_ENTRY = 1.9
"""Most newcomers over the usual number that ids are reserved for (`initial_agencies.agency_blocks`)."""
QUARTER = 3
"""Each agency considers branches every so many months."""


def branch_gain(state: State, accounts: ServiceAccounts, ids: Counts) -> Floats:
    """Return what agencies may expect to earn from unmet orders in each city, CNY a month, shape (n, C).

    Their share of the unmet orders, by consultants, times the fee of an order there.
    """
    agencies, memory = state.agencies, state.services
    living = agencies.consultants.take(np.flatnonzero(agencies.alive), axis=0)
    fee = accounts.net / CENTS / np.maximum(accounts.quantity, 1.0)
    return shared_gain(agencies.consultants, ids, np.maximum(column_sums(living), 1e-12), memory.unmet * fee)


@compiled
def shared_gain(consultants: Floats, ids: Counts, total: Floats, lost: Floats) -> Floats:
    """Return what agencies would get of lost revenue by their share of consultants, shape (n, C).

    Args:
        consultants: of all agencies by line, shape (G, S).
        ids: the agencies, shape (n,).
        total: consultants of all living agencies by line, shape (S,).
        lost: revenue by city and line, shape (C, S).
    """
    gain = np.zeros((ids.size, lost.shape[0]))
    for place in range(ids.size):
        for line in range(lost.shape[1]):
            share = consultants[ids[place], line] / total[line]
            for city in range(lost.shape[0]):
                gain[place, city] += share * lost[city, line]
    return gain


@compiled
def choose_branches(
    agencies: Agencies,
    ids: Counts,
    gain: Floats,
    cost: Floats,
    horizon: float,
    scale: float,
    relocation: float,
    key: Key,
    month: int,
    opened: Counts,
    relocated: Counts,
) -> None:
    """Let a third of the agencies consider offices in other cities.

    Args:
        agencies: Agencies; offices, head_office and cash change.
        ids: living agencies.
        gain: net revenue to expect from unmet orders, CNY a month by agency and city, shape (n, C).
        cost: cost of an office, CNY, by city, shape (C,).
        horizon: months that the gain counts.
        scale: scale of the logit in costs.
        relocation: share of moves that take the head office along.
        key: key of the draws.
        month: current month index.
        opened: adds offices by city, shape (C,).
        relocated: adds head offices by city, shape (C,).
    """
    for place in range(ids.size):
        agency = ids[place]
        if (agency + month) % QUARTER != 0:
            continue
        for city in range(gain.shape[1]):
            price = np.int64(cost[city] * 100.0)
            if np.int64(agencies.offices[agency]) >> city & 1 == 1 or agencies.cash[agency] < price:
                continue
            value = (horizon * gain[place, city] - cost[city]) / (scale * cost[city])
            drawn = draws.words(key, draws.BRANCH, month, agency, city)
            if np.float64(drawn[0]) * 2.0**-32 < 1.0 / (1.0 + math.exp(-value)):
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
    chance = growth.exit_rate * np.where(young, 2.0, 1.0)
    insolvent = agencies.cash[ids] < -growth.insolvency * agencies.cost[ids]
    gone = ids[(u < chance) | insolvent]
    agencies.alive[gone] = 0
    for column in (
        agencies.consultants,
        agencies.clients,
        agencies.stock,
        agencies.offices,
        agencies.recognised_in,
    ):
        column[gone] = 0
    agencies.cash[gone] = agencies.cost[gone] = 0
    return np.bincount(agencies.head_office[gone], minlength=world.n_cities)


def entry_rate(world: World, state: State) -> Floats:
    """Return the expected number of new agencies by city this month, shape (C,)."""
    growth, memory = world.parameters.agency_growth, state.services
    unmet = memory.unmet.sum(axis=1) / np.maximum(memory.orders.sum(axis=1), 1e-12)
    margin = np.maximum(memory.margin, 1e-6) / np.maximum(memory.margin_start, 1e-6)
    rates = []
    for city in range(world.n_cities):
        backlog = float(unmet[city]) - float(memory.unmet_start[city])
        response = growth.entry_margin_elasticity * math.log(float(margin[city]))
        response += growth.entry_backlog_response * backlog
        usual = growth.entry_rate * float(memory.agencies_start[city])
        rates.append(usual * min(math.exp(response), MOST_ENTRY))
    return np.array(rates)


def open_branches(
    world: World, state: State, now: Month, accounts: ServiceAccounts, ids: Counts
) -> tuple[Counts, Counts]:
    """Let agencies open offices in other cities; see `choose_branches`.

    Args:
        world: setting.
        state: current state; agencies change.
        now: the month.
        accounts: of the month.
        ids: living agencies.

    Returns:
        Offices and head offices opened, by city, shape (C,) each.
    """
    growth = world.parameters.agency_growth
    opened, relocated = np.zeros(world.n_cities, np.int64), np.zeros(world.n_cities, np.int64)
    choose_branches(
        state.agencies,
        ids,
        branch_gain(state, accounts, ids),
        np.full(world.n_cities, growth.branch_cost),
        float(growth.branch_horizon),
        growth.branch_scale,
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
        entry_rate(world, state), draws.uniforms(now.key, draws.AGENCY_ENTRY, now.index, places)
    )
    ids = [state.agency_blocks.take(city, count) for city, count in enumerate(entered.tolist())]
    found_agencies(world, state, np.concatenate(ids), np.repeat(places, entered), now.index)
    return entered
