"""Homecoming: people who live outside their city of registration return to it.

Of those who live in another city or at a boundary node, workers of the model and the pool of people who left
before it starts, a share

    r exp(beta (V_home - V_there - its value at the start)) x season (1 - kappa_mob L)

goes home each month, three times as many around the spring festival. (Were only those outside the region to
return, the stock of migrants from the small cities in Chengdu could only grow.)
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.employment import end_jobs
from sim.agents.state import State
from sim.agents.workers import OUTSIDE, RETURNEE, UNEMPLOYED, Workers
from sim.compile import compiled
from sim.draws import Key
from sim.processes.arrivals import MIGRANT_AGES, RETURN_SUB, source_ids, spread
from sim.processes.clock import Month, festival_season
from sim.processes.demography import newcomers
from sim.processes.information import Places
from sim.processes.world import World
from sim.threads import rows_in

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def return_probabilities(world: World, state: State, now: Month, places: Places) -> Floats:
    """Return the monthly chance to go home.

    By city of registration, node of residence and skill, shape (C, N, Q).
    """
    rule, n_cities = world.parameters.boundary, world.n_cities
    housing = world.parameters.choice.housing_share
    # Values of the start, brought to today by the trend: what is left is the change of relative wages and
    # rents.
    start = state.log_wages_start.mean(axis=1) + places.wage_drift * now.trend_elapsed
    start -= np.array([[housing * math.log(rent)] for rent in world.region.rent_level.tolist()])
    change = np.zeros((world.region.n_nodes, world.n_skills))
    change[:n_cities] = places.log_wages[:n_cities].mean(axis=1) - places.rent_term[:n_cities, None] - start
    base = rule.return_rate * festival_season(world, now)
    chances = np.zeros((n_cities, world.region.n_nodes, world.n_skills))
    for home in range(n_cities):
        for node in range(world.region.n_nodes):
            ends = [home, node] if node < n_cities else [home]
            able = base * (1.0 - max(float(places.immobile[end]) for end in ends))
            gain = (change[home] - change[node]).tolist()
            chances[home, node] = [min(1.0, able * math.exp(rule.return_value_response * x)) for x in gain]
    return chances


@compiled
def find_returns(
    workers: Workers, chances: Floats, n_cities: int, key: Key, month: int, pieces: Counts
) -> NDArray[np.int32]:
    """Return the ids of those who go home, in order.

    They live outside their city of registration, and do not work there.
    """
    found = np.empty(rows_in(pieces), np.int32)
    count = 0
    for piece in range(pieces.shape[0]):
        for worker in range(pieces[piece, 0], pieces[piece, 1]):
            home, residence = workers.registration[worker], workers.residence[worker]
            if home >= n_cities or home == residence or workers.status[worker] > OUTSIDE:
                continue
            if workers.school[worker] >= 0:  # students stay until they graduate
                continue
            # Who works at home need not return, and who left this month does not turn back at once.
            if workers.work_city[worker] == home:
                continue
            if workers.status[worker] == OUTSIDE and workers.spell_start[worker] == month:
                continue
            if (
                draws.fraction(key, draws.RETURN, month, worker, 0)
                < chances[home, residence, workers.skill[worker]]
            ):
                found[count] = worker
                count += 1
    return found[:count].copy()


def go_home(world: World, state: State, now: Month, places: Places) -> tuple[Counts, Counts]:
    """Let people return to their city of registration, unemployed.

    Returns:
        Who came by node and city, shape (N, C), and the jobs they ended, shape (2, C, I).
    """
    chances, workers = return_probabilities(world, state, now, places), state.workers
    n_cities = world.n_cities
    found = world.threads.each(
        lambda pieces: find_returns(workers, chances, n_cities, now.key, now.index, pieces),
        state.worker_blocks.pieces(),
    )
    ids = np.concatenate(found)
    flows = np.zeros((world.region.n_nodes, n_cities), np.int64)
    np.add.at(flows, (workers.residence[ids], workers.registration[ids]), 1)
    ended_jobs = end_jobs(state, ids, UNEMPLOYED, now.index, places.wage_drift)
    workers.residence[ids] = workers.registration[ids]
    workers.flags[ids] |= RETURNEE
    flows[n_cities:] += from_out_pool(world, state, now, places, chances[:, n_cities:])
    return flows, ended_jobs


def from_out_pool(world: World, state: State, now: Month, places: Places, chances: Floats) -> Counts:
    """Bring back people of the pool of those who left before.

    Returns:
        Them by boundary node and city, shape (B, C).
    """
    sources = np.arange(state.out_pool.size)
    u = draws.uniforms(now.key, draws.BOUNDARY, now.index, sources, RETURN_SUB).reshape(state.out_pool.shape)
    counts = draws.binomial_count(state.out_pool, chances, u)
    state.out_pool -= counts
    by_source = counts.transpose(1, 2, 0)
    ids = source_ids(world, state, "returnees", by_source)
    _, skill, city = spread(by_source)
    newcomers(world, state, now, places, ids, city, skill, city, MIGRANT_AGES, RETURNEE)
    return np.asarray(counts.sum(axis=2).T)
