"""Talent that arrived and leaves again, and who of it is still there.

Each month a professional who arrived as talent leaves with the hazard h (1 - kappa_mob L) for the boundary
node where he or she came from, and is outside there. Whoever leaves, in this way or for a job outside, no
longer counts as talent that arrived. Only the ids of the blocks reserved for talent carry the flag, so
nobody else is looked at.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.employment import end_jobs
from sim.agents.state import State
from sim.agents.workers import OUTSIDE, TALENT, VISITING_EXPERT
from sim.processes.clock import Month
from sim.processes.information import Places
from sim.processes.world import World

Counts = NDArray[np.int64]
RETENTION_SUB = 1
"""Keeps these draws apart from those of the origin of talent."""


def talent_ids(world: World, state: State) -> list[Counts]:
    """Return the ids of all who ever arrived as talent, by the city that they came to."""
    blocks = state.worker_blocks
    found = []
    for city in world.region.city_names:
        place = blocks.names.index(f"talent:{city}")
        first = int(blocks.start[place])
        found.append(np.arange(first, first + int(blocks.used[place]), dtype=np.int64))
    return found


def here(state: State, ids: Counts, flag: int) -> NDArray[np.bool_]:
    """Return which of these workers carry a flag and live in the region."""
    workers = state.workers
    return np.asarray((workers.flags[ids] & np.uint16(flag) != 0) & (workers.status[ids] < OUTSIDE))


def forget_talent(state: State, ids: NDArray[np.integer]) -> None:
    """Take away the flags of talent from those who leave the region."""
    state.workers.flags[ids] &= np.uint16(0xFFFF & ~(TALENT | VISITING_EXPERT))


def leave_again(world: World, state: State, now: Month, places: Places) -> tuple[Counts, Counts]:
    """Let talent leave for where it came from.

    Returns:
        Who left by city of residence and boundary node, shape (C, B), and the jobs they ended, shape (5, C,
        I).
    """
    workers, n_cities = state.workers, world.n_cities
    ids = np.concatenate(talent_ids(world, state))
    ids = ids[here(state, ids, TALENT)]
    able = 1.0 - places.immobile[workers.residence[ids]]
    drawn = draws.uniforms(now.key, draws.TALENT, now.index, ids, RETENTION_SUB)
    leaving = ids[drawn < world.parameters.boundary.talent_retention_hazard * able].astype(np.int32)
    flows = np.zeros((n_cities, world.n_boundary), np.int64)
    origin = workers.registration[leaving]
    np.add.at(flows, (workers.residence[leaving], origin.astype(np.int64) - n_cities), 1)
    ended_jobs = end_jobs(state, leaving, OUTSIDE, now.index, places.wage_drift)
    workers.residence[leaving] = origin
    forget_talent(state, leaving)
    return flows, ended_jobs


def talent_here(world: World, state: State) -> tuple[Counts, Counts]:
    """Return the talent that arrived and is still there by city of residence, shape (C,).

    And the visiting experts by the city that they visit, shape (C,): they live in the first city and keep
    their block, that of the city that called them.
    """
    by_block = talent_ids(world, state)
    ids = np.concatenate(by_block)
    stock = np.bincount(state.workers.residence[ids[here(state, ids, TALENT)]], minlength=world.n_cities)
    visitors = [
        int((here(state, ids, VISITING_EXPERT) & (state.workers.residence[ids] == 0)).sum())
        for ids in by_block
    ]
    return stock.astype(np.int64), np.array(visitors, np.int64)
