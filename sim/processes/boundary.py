"""Boundary: people leave for the nodes around the region; who comes back and who arrives is decided beside.

A viable application to a boundary node becomes an offer with some probability, without a race for posts; the
worker takes it by the same logit as any offer, and is then outside at that node. `homecoming.py` brings
people back to their city of registration, `arrivals.py` brings in-migrants and talent.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.employment import end_jobs
from sim.agents.state import State
from sim.agents.workers import OUTSIDE, UNEMPLOYED, Workers
from sim.compile import compiled
from sim.draws import Key
from sim.processes.acceptance import MIGRATE, STAY, able_to_move, taste, value_of_staying
from sim.processes.arrivals import immigrate, welcome_talent
from sim.processes.clock import Month
from sim.processes.homecoming import go_home
from sim.processes.information import Places, earning_power, migration_value
from sim.processes.search import BoundaryApplications
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@compiled
def take_offers_outside(
    workers: Workers,
    away: BoundaryApplications,
    offer_probability: float,
    places: Places,
    key: Key,
    initial_key: Key,
    month: int,
) -> NDArray[np.uint8]:
    """Return 1 for each application to a boundary node that ends in the worker's leaving, shape (n,)."""
    left = np.zeros(away.worker.size, np.uint8)
    for place in range(away.worker.size):
        worker, node = away.worker[place], np.int64(away.node[place])
        if draws.fraction(key, draws.BOUNDARY, month, worker, 0) >= offer_probability:
            continue
        residence = np.int64(workers.residence[worker])
        if workers.status[worker] > UNEMPLOYED or not able_to_move(
            key, month, worker, residence, node, places
        ):
            continue
        match = places.match_sd * draws.standard_normal(
            draws.uniform(initial_key, draws.MATCH, draws.TIMELESS, worker, 2**31 + node)
        )
        wage = places.log_wages[node, away.industry[place], away.skill[place]] + match
        wage += earning_power(workers, worker, initial_key, places)
        stay = value_of_staying(workers, worker, month, initial_key, places) + taste(
            key, month, worker, STAY, places
        )
        go = migration_value(
            wage, workers.skill[worker], residence, node, np.int64(workers.registration[worker]), places
        )
        if go + taste(key, month, worker, MIGRATE, places) > stay:
            left[place] = 1
    return left


class BoundaryFlows(NamedTuple):
    """Who crossed the boundary, or went home. Shapes: C cities, B boundary nodes, I industries.

    emigrated   by city of residence and boundary node, shape (C, B)
    ended_jobs  the jobs they left by sector, city of work and industry, shape (2, C, I)
    returned    to their city of registration by boundary node and city, shape (B, C)
    went_home   the same from another city of the region, shape (C, C)
    immigrated, talent  by boundary node and city, shape (B, C)
    """

    emigrated: Counts
    ended_jobs: Counts
    returned: Counts
    went_home: Counts
    immigrated: Counts
    talent: Counts


def cross_boundary(
    world: World, state: State, now: Month, places: Places, away: BoundaryApplications
) -> BoundaryFlows:
    """Let people leave, come back and arrive."""
    n_cities = world.n_cities
    emigrated, left_jobs = emigrate(world, state, now, places, away)
    homeward, ended_jobs = go_home(world, state, now, places)
    return BoundaryFlows(
        emigrated,
        left_jobs + ended_jobs,
        homeward[n_cities:],
        homeward[:n_cities],
        immigrate(world, state, now, places),
        welcome_talent(world, state, now, places),
    )


def emigrate(
    world: World, state: State, now: Month, places: Places, away: BoundaryApplications
) -> tuple[Counts, Counts]:
    """Let workers leave for boundary nodes.

    Returns:
        Who left, shape (C, B), and the jobs they ended, shape (2, C, I).
    """
    probability = world.parameters.boundary.offer_probability
    left = (
        take_offers_outside(state.workers, away, probability, places, now.key, world.initial_key, now.index)
        == 1
    )
    ids, nodes = away.worker[left], away.node[left]
    flows = np.zeros((world.n_cities, world.n_boundary), np.int64)
    np.add.at(flows, (state.workers.residence[ids], nodes.astype(np.int64) - world.n_cities), 1)
    ended_jobs = end_jobs(state, ids, OUTSIDE, now.index, places.wage_drift)
    state.workers.residence[ids] = nodes
    return flows, ended_jobs
