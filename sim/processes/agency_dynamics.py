"""Dynamics of agencies: they adapt (`agency_growth`), branch out, close and enter (`agency_turnover`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.state import State
from sim.processes.agency_accounts import ServiceAccounts
from sim.processes.agency_growth import adapt_all
from sim.processes.agency_turnover import close_agencies, enter_agencies, open_branches
from sim.processes.clock import Month
from sim.processes.service_market import Allocation
from sim.processes.sums import column_sums
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MARGIN_MEMORY = 1.0 / 12.0
"""Weight of this month in the memory of margins: they are a mean of about a year."""


def observe_margins(world: World, state: State, ids: Counts) -> None:
    """Revise the memory of the living agencies' net revenue over cost by head office, where there is one."""
    agencies = state.agencies
    seats = agencies.head_office[ids]
    earned = np.bincount(seats, column_sums(agencies.revenue_net.take(ids, axis=1)), minlength=world.n_cities)
    spent = np.bincount(seats, agencies.cost[ids], minlength=world.n_cities)
    margin = np.where(spent > 0.0, earned / np.maximum(spent, 1.0), state.services.margin)
    state.services.margin[:] += MARGIN_MEMORY * (margin - state.services.margin)


def develop_agencies(
    world: World, state: State, now: Month, allocation: Allocation, accounts: ServiceAccounts
) -> tuple[Counts, Counts, Counts, Counts]:
    """Run the month's dynamics.

    In burn-in capacity, prices and quality adapt; nobody enters, closes or branches.

    Args:
        world: setting.
        state: current state; agencies change.
        now: the month.
        allocation: who got which orders.
        accounts: of the month.

    Returns:
        Agencies that entered and closed, offices and head offices opened, by city, shape (C,) each.
    """
    ids = np.flatnonzero(state.agencies.alive)
    observe_margins(world, state, ids)
    adapt_all(world, state, now, allocation, ids)
    if now.burn_in:
        nobody = np.zeros(world.n_cities, np.int64)
        return nobody, nobody.copy(), nobody.copy(), nobody.copy()
    opened, relocated = open_branches(world, state, now, allocation, accounts, ids)
    closed = close_agencies(world, state, now, ids)
    entered = enter_agencies(world, state, now)
    return entered, closed, opened, relocated
