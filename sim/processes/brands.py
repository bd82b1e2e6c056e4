"""Labour brands: a trained part of a group shares a name, and the name has a reputation.

A group is a city of registration and an industry. A worker of a group is branded if a draw that never changes
lies below the share that instruments train, so that a higher share only adds members. The name multiplies the
suitability of the branded, and the demand for them outside, by 1 + gain x rho / rho_0.

    rho' = rho + a (1 - rho) placed / members - fading rho - congestion rho max(0, growth - tolerated)

Good placements of the month raise the reputation rho; it fades, and it is diluted while the group grows
faster than it can train well, since the newest members live on the name of the others. Without an instrument
nobody is branded and nothing is multiplied.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.state import State
from sim.agents.workers import BRANDED, EMPLOYED, OUTSIDE, Workers
from sim.compile import Integer, allocating, inlined
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.world import World
from sim.threads import rows_in

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@inlined
def brand_factor(workers: Workers, worker: Integer, factors: Floats) -> float:
    """Return what a worker's brand multiplies, 1.0 for all who have none.

    Args:
        workers: Workers.
        worker: id.
        factors: by node of registration and industry, shape (N, I).
    """
    if np.int64(workers.flags[worker]) & BRANDED == 0:
        return 1.0
    factor: float = factors[workers.registration[worker], workers.industry[worker]]
    return factor


@allocating
def brand(workers: Workers, shares: Floats, key: Key, pieces: Counts) -> NDArray[np.int32]:
    """Flag the branded: those of a group whose lasting draw lies below its share, shape (N, I) of all shares.

    Returns:
        Their ids in order.
    """
    found = np.empty(rows_in(pieces), np.int32)
    count = 0
    for piece in range(pieces.shape[0]):
        for worker in range(pieces[piece, 0], pieces[piece, 1]):
            kept = np.int64(workers.flags[worker]) & ~BRANDED
            share = shares[workers.registration[worker], workers.industry[worker]]
            if (
                share > 0.0
                and workers.status[worker] <= OUTSIDE
                and workers.school[worker] < 0
                and draws.fraction(key, draws.BRAND, draws.TIMELESS, worker, 0) < share
            ):
                kept |= BRANDED
                found[count] = worker
                count += 1
            workers.flags[worker] = kept
    return found[:count].copy()


def by_node(world: World, by_city: Floats, elsewhere: float) -> Floats:
    """Return values by city and industry for all nodes of registration, shape (N, I)."""
    return np.concatenate([by_city, np.full((world.n_boundary, world.n_industries), elsewhere)])


def train_brands(world: World, state: State, now: Month) -> None:
    """Flag who is branded this month; without a brand nobody is looked at."""
    shares = world.policies.brand_share(np.zeros((world.n_cities, world.n_industries)), now.index)
    if not shares.any():
        return
    table = by_node(world, shares, 0.0)
    workers, key = state.workers, world.initial_key
    world.threads.each(lambda pieces: brand(workers, table, key, pieces), state.worker_blocks.pieces())


def factors_of_brands(world: World, state: State, now: Month) -> Floats:
    """Return what brands multiply by node of registration and industry, shape (N, I); 1 without a brand."""
    gain = world.policies.brand_gain(np.zeros((world.n_cities, world.n_industries)), now.index)
    start = world.parameters.brands.reputation_start
    return by_node(world, 1.0 + gain * (state.brand_reputation / start), 1.0)


def brand_factors(workers: Workers, ids: NDArray[np.int32], factors: Floats) -> Floats:
    """Return what the brand of each of these workers multiplies, shape (n,); see `brand_factor`."""
    branded = workers.flags[ids] & np.uint16(BRANDED) != 0
    return np.where(branded, factors[workers.registration[ids], workers.industry[ids]], 1.0)


def revise_reputations(world: World, state: State, now: Month) -> None:
    """Let placements raise, time fade and haste dilute the reputation of each brand."""
    shares = world.policies.brand_share(np.zeros((world.n_cities, world.n_industries)), now.index)
    if not shares.any() and not state.branded.any():
        return
    workers, ids = state.workers, branded_ids(state)
    group = (workers.registration[ids], workers.industry[ids])
    members, placed = (np.zeros((world.n_cities, world.n_industries), np.int64) for _ in range(2))
    np.add.at(members, group, 1)
    new = (workers.status[ids] == EMPLOYED) & (workers.spell_start[ids] == now.index)
    np.add.at(placed, group, new)
    state.brand_reputation = revised_reputation(world, state.brand_reputation, state.branded, members, placed)
    state.branded = members


def branded_ids(state: State) -> NDArray[np.int64]:
    """Return the ids of the branded who are in the region or outside, in order."""
    workers = state.workers
    return np.flatnonzero((workers.flags & np.uint16(BRANDED) != 0) & (workers.status <= OUTSIDE))


def revised_reputation(
    world: World, reputation: Floats, before: Counts, members: Counts, placed: Counts
) -> Floats:
    """Return next month's reputation of each brand, in [0, 1], shape (C, I).

    Args:
        world: setting.
        reputation: this month's.
        before: branded workers a month ago.
        members: branded workers now.
        placed: of them, hired this month.
    """
    rule = world.parameters.brands
    base = np.maximum(before, 1)
    growth = np.where(before > 0, (members - before) / base, 0.0)
    success = np.where(members > 0, placed / np.maximum(members, 1), 0.0)
    rise = rule.reputation_gain * (1.0 - reputation) * success
    loss = rule.reputation_fading + rule.congestion * np.maximum(growth - rule.tolerated_growth, 0.0)
    changed = np.clip(reputation + rise - reputation * loss, 0.0, 1.0)
    return np.where(members > 0, changed, reputation)
