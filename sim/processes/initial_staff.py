"""Staff of agencies at the start, and the agency that each firm would turn to first.

Staffing contracts are given to firm staff at random up to the wanted share of each city and industry, within
the legal cap of each firm; their agencies, and those that firms would turn to first, are drawn in proportion
to the client books of the city.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import (
    HEADHUNTING,
    RECRUITMENT,
    STAFFING_LINES,
)
from sim.agents.state import State
from sim.agents.workers import DISPATCH, EMPLOYED, OWN_ACCOUNT
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def lowest_of_group(group: Counts, value: Floats, count: Counts) -> NDArray[np.bool_]:
    """Return who is among the `count[g]` lowest values of group g, shape of `group`."""
    order = np.lexsort((value, group))
    first = np.searchsorted(group[order], group[order])
    rank = np.empty(group.size, np.int64)
    rank[order] = np.arange(group.size) - first
    lowest: NDArray[np.bool_] = rank < count[group]
    return lowest


def draw_by_books(state: State, city: int, line: int, u: Floats) -> Counts:
    """Return agencies drawn in proportion to the client books of a city and line, shape of the uniforms u."""
    running = np.cumsum(state.agencies.clients[line, :, city])
    found = np.searchsorted(running, u * running[-1], side="right")
    drawn: Counts = np.minimum(found, running.size - 1)
    return drawn


def employ(world: World, state: State, ids: Counts, line: int) -> None:
    """Draw the agencies that employ some workers, in proportion to the client books of their city of work."""
    workers = state.workers
    u = draws.uniforms(world.initial_key, draws.FIRST_EMPLOYER, draws.TIMELESS, ids)
    for city in range(world.n_cities):
        here = workers.work_city[ids] == city
        workers.agency[ids[here]] = draw_by_books(state, city, line, u[here])


def draw_staff(world: World, state: State) -> None:
    """Give staffing contracts to firm staff at random, and each an agency."""
    workers, firms = state.workers, state.firms
    ids = np.flatnonzero((workers.status == EMPLOYED) & (workers.contract != OWN_ACCOUNT))
    employer = workers.employer[ids]
    u = draws.uniforms(world.initial_key, draws.FIRST_CONTRACT, draws.TIMELESS, ids)
    by_firm = np.lexsort((u, employer))
    first = np.searchsorted(employer[by_firm], employer[by_firm])
    rank = np.empty(ids.size, np.int64)
    rank[by_firm] = np.arange(ids.size) - first
    within_cap = rank < np.floor(world.parameters.services.dispatch_cap * firms.headcount[employer])
    pair = workers.work_city[ids].astype(np.int64) * world.n_industries + workers.industry[ids]
    staff = np.bincount(pair, minlength=world.n_pools)
    wanted = np.tile(state.services.staff_share, (world.n_cities, 1)) * staff[:, None]
    free = np.ones(ids.size, bool)
    for place, contract in enumerate(STAFFING_LINES):
        able = free & within_cap if contract == DISPATCH else free
        chosen = (
            lowest_of_group(pair, np.where(able, u, 2.0), np.rint(wanted[:, place]).astype(np.int64)) & able
        )
        workers.contract[ids[chosen]] = contract
        column = (firms.staff_dispatch, firms.staff_outsourced, firms.staff_flexible)[place]
        column[:] = np.bincount(employer[chosen], minlength=firms.headcount.size)
        employ(world, state, ids[chosen], contract)
        free &= ~chosen


def choose_first_agencies(world: World, state: State) -> None:
    """Draw the agency that each firm would turn to first, in proportion to the client books of its city."""
    firms = state.firms
    ids = np.flatnonzero(firms.alive)
    ids = ids[ids >= world.n_pools]
    for line in (RECRUITMENT, *STAFFING_LINES, HEADHUNTING):
        u = draws.uniforms(world.initial_key, draws.FIRST_AGENCY, draws.TIMELESS, ids, sub=line)
        for city in range(world.n_cities):
            here = firms.city[ids] == city
            firms.incumbent_agency[ids[here], line] = draw_by_books(state, city, line, u[here])
