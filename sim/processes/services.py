"""The industry's month: orders in stage 8, accounts and conduct in 15, dynamics in 16."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import N_LINES, RECRUITMENT, Agencies, ServiceMarket
from sim.agents.state import State
from sim.compile import allocating, row
from sim.processes.agency_accounts import ServiceAccounts, settle
from sim.processes.agency_dynamics import develop_agencies
from sim.processes.clock import Month
from sim.processes.conduct import judge_conduct
from sim.processes.mediation import ServiceFlows
from sim.processes.service_demand import ServiceDemand, demand_services
from sim.processes.service_links import link
from sim.processes.service_market import Allocation, allocate, remember_clients
from sim.processes.service_prices import platform_discount
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
UNKNOWN_REPUTATION = 0.5
"""Reputation of recruiters, in [0, 1], where no client knows one."""


class Orders(NamedTuple):
    """The orders of a month.

    market      where agencies may serve, and their conduct
    demand      what firms and governments ordered
    allocation  who serves it
    relative    share of the agencies' price that firms pay, shape (C, S, 2)
    """

    market: ServiceMarket
    demand: ServiceDemand
    allocation: Allocation
    relative: Floats


class Closing(NamedTuple):
    """The month of the industry up to its accounts.

    orders      the orders
    placed      what agencies did for posts and workers
    accounts    the accounts
    complaints, listed  complaints and new black-list entries by head office, shape (C,)
    """

    orders: Orders
    placed: ServiceFlows
    accounts: ServiceAccounts
    complaints: Counts
    listed: Counts


class Services(NamedTuple):
    """Everything the industry did in a month: the fields of `Closing`, then changes by city, shape (C,) each.

    entered, closed    agencies that came and went
    opened, relocated  new offices, and those of them that took the head office along
    """

    orders: Orders
    placed: ServiceFlows
    accounts: ServiceAccounts
    complaints: Counts
    listed: Counts
    entered: Counts
    closed: Counts
    opened: Counts
    relocated: Counts


@allocating
def sum_over_clients(agencies: Agencies, ids: Counts) -> tuple[Floats, Floats, Floats]:
    """Return sums over the client books: prices and shares by city and line, reputation by city.

    Args:
        agencies: Agencies.
        ids: living agencies.

    Returns:
        Shapes (C, S), (C, S) and (C,).
    """
    n_lines, _, n_cities = agencies.clients.shape
    price, total = np.zeros((n_cities, n_lines)), np.zeros((n_cities, n_lines))
    reputation = np.zeros(n_cities)
    for city in range(n_cities):
        for line in range(n_lines):
            paid, served = 0.0, 0.0
            for place in range(ids.size):
                agency = row(ids[place])
                share = agencies.clients[line, agency, city]
                paid += share * agencies.price[line, agency]
                served += share
            price[city, line], total[city, line] = paid, served
        for place in range(ids.size):
            agency = row(ids[place])
            reputation[city] += agencies.clients[RECRUITMENT, agency, city] * agencies.reputation[agency]
    return price, total, reputation


def price_faced(state: State) -> tuple[Floats, Floats]:
    """Return the mean price and reputation of the agencies that a city's clients use, shapes (C, S) and (C,).

    The price is by line, and one where a line has no client; the reputation is that of recruiters.
    """
    agencies = state.agencies
    price, total, reputation = sum_over_clients(agencies, np.flatnonzero(agencies.alive))
    faced: Floats = np.where(total > 0.0, price / np.where(total > 0.0, total, 1.0), 1.0)
    recruiters = total[:, RECRUITMENT]
    known: Floats = np.where(
        recruiters > 0.0, reputation / np.where(recruiters > 0.0, recruiters, 1.0), UNKNOWN_REPUTATION
    )
    return faced, known


def place_orders(world: World, state: State, now: Month, market: ServiceMarket | None) -> Orders | None:
    """Let firms and governments order, spread the orders over agencies and give posts theirs."""
    if market is None:
        return None
    relative = world.policies.service_price(np.ones((world.n_cities, N_LINES, 2)), now.index)
    price, reputation = price_faced(state)
    price = price * platform_discount(world, now)
    demand = demand_services(world, state, now, price, relative, reputation)
    allocation = allocate(world, state, now, market.serves, demand.orders)
    link(world, state, now, market.serves, demand.orders, allocation)
    remember_clients(state, allocation)
    state.services.orders[:] = demand.orders
    state.services.unmet[:] = allocation.unmet
    return Orders(market, demand, allocation, relative)


def close_accounts(
    world: World, state: State, now: Month, orders: Orders | None, placed: ServiceFlows
) -> Closing | None:
    """Settle the month's accounts and judge conduct."""
    if orders is None:
        return None
    accounts = settle(world, state, now, orders.demand, orders.allocation, placed, orders.relative)
    misconduct = orders.market.misconduct
    judged = judge_conduct(world, state, now, misconduct, orders.allocation, placed)
    return Closing(orders, placed, accounts, *judged)


def develop(world: World, state: State, now: Month, closing: Closing | None) -> Services | None:
    """Let agencies adapt, branch, close and enter."""
    if closing is None:
        return None
    changes = develop_agencies(world, state, now, closing.orders.allocation, closing.accounts)
    return Services(*closing, *changes)
