"""Homecoming: people who live away from where they are registered return there.

Of those who live in another city or at a boundary node, workers of the model and the pool of people who left
before it starts, a share

    r exp(beta (V_home - V_there - its value at the start)) x season (1 - kappa_mob L)

goes home each month, three times as many around the spring festival: to a city of the region, or to the
boundary node where they are registered, where they are outside. (Were only those outside the region to
return, the stock of migrants from the small cities in Chengdu could only grow, and so could that of people
from the rest of the province.) Talent leaves by a hazard of its own (`sim.processes.talent`).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.employment import end_jobs
from sim.agents.state import State
from sim.agents.workers import OUTSIDE, RETURNEE, TALENT, UNEMPLOYED, Workers
from sim.compile import Integer, compiled, inlined, row
from sim.draws import Key
from sim.processes.arrivals import MIGRANT_AGES, RETURN_SUB, source_ids, spread
from sim.processes.clock import Month, festival_season
from sim.processes.demography import newcomers
from sim.processes.information import Places
from sim.processes.world import World
from sim.sieve import Sieve, new_sieve, sift
from sim.threads import CHUNK, selected

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def return_probabilities(world: World, state: State, now: Month, places: Places) -> Floats:
    """Return the monthly chance to go home.

    By node of registration, node of residence and skill, shape (N, N, Q). The value of boundary nodes does
    not change against the trend, and nothing is restricted there.
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
    n_nodes = world.region.n_nodes
    immobile = np.concatenate([places.immobile, np.zeros(n_nodes - n_cities)])
    chances = np.empty((n_nodes, n_nodes, world.n_skills))
    fill_return_probabilities(change, immobile, base, rule.return_value_response, chances)
    return chances


@compiled
def fill_return_probabilities(
    change: Floats, immobile: Floats, base: float, response: float, chances: Floats
) -> None:
    """Write the chances to go home, as `return_probabilities`.

    Args:
        change: of the value of nodes since the start, shape (N, Q).
        immobile: share of moves that the pandemic prevents, shape (N,).
        base: chance without a change.
        response: of the log chance to the gain.
        chances: result, shape (N, N, Q).
    """
    for home in range(immobile.size):
        for node in range(immobile.size):
            able = base * (1.0 - max(immobile[home], immobile[node]))
            for skill in range(change.shape[1]):
                gain = change[home, skill] - change[node, skill]
                chances[home, node, skill] = min(1.0, able * math.exp(response * gain))


def find_returns(
    workers: Workers, chances: Floats, key: Key, month: int, pieces: Counts
) -> NDArray[np.int32]:
    """Return the ids of those who go home, in order.

    They live away from where they are registered, do not work there, and did not arrive as talent.
    """
    limits, words, sieve = draws.ceiling_words(chances), np.empty(CHUNK, np.uint32), new_sieve()
    return selected(
        lambda found: select_returns(workers, limits, limits.max(), key, month, pieces, words, sieve, found),
        pieces,
    )


@compiled
def select_returns(
    workers: Workers,
    limits: NDArray[np.uint64],
    ceiling: np.uint64,
    key: Key,
    month: int,
    pieces: Counts,
    words: NDArray[np.uint32],
    sieve: Sieve,
    found: NDArray[np.int32],
) -> Integer:
    """Write those who go home to `found`; return how many.

    Args:
        workers: Workers.
        limits: who draws a word below goes, by registration, residence and skill, shape (N, N, Q).
        ceiling: the largest of them.
        key: key of the draws.
        month: current month index.
        pieces: rows to treat.
        words: working memory, one chunk.
        sieve: working memory.
        found: set.
    """
    count: Integer = 0
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            draws.fill_fractions(key, draws.RETURN, month, low, size, 0, words)
            for offset in range(size):
                worker = row(low + offset)
                away = workers.registration[worker] != workers.residence[worker]
                sieve.marks[offset] = away & (np.uint64(words[offset]) < ceiling)
            for place in range(sift(sieve, size)):
                offset = sieve.rows[place]
                worker = row(low + offset)
                home, residence = workers.registration[worker], workers.residence[worker]
                if np.uint64(words[offset]) < limits[home, residence, workers.skill[worker]]:
                    found[count] = worker
                    count += 1 if may_return(workers, worker, month) else 0
    return count


@inlined
def may_return(workers: Workers, worker: Integer, month: int) -> bool | np.bool_:
    """Return whether somebody who lives away from home may go there this month."""
    if workers.status[worker] > OUTSIDE or np.int64(workers.flags[worker]) & TALENT != 0:
        return False
    if workers.school[worker] >= 0:  # students stay until they graduate
        return False
    # Who works at home need not return, and who left this month does not turn back at once.
    if workers.work_city[worker] == workers.registration[worker]:
        return False
    stays: bool | np.bool_ = workers.status[worker] == OUTSIDE and workers.spell_start[worker] == month
    return not stays


class Homecoming(NamedTuple):
    """Who went home. Shapes: C cities, N nodes, B boundary nodes, I industries.

    agents      workers by node of residence before and node of registration, shape (N, N)
    from_pool   people of the pool of those who left before by boundary node and city, shape (B, C)
    ended_jobs  jobs they ended by contract, city of work and industry, shape (5, C, I)
    """

    agents: Counts
    from_pool: Counts
    ended_jobs: Counts


def go_home(world: World, state: State, now: Month, places: Places) -> Homecoming:
    """Let people return to where they are registered: unemployed in a city, outside at a boundary node."""
    chances, workers = return_probabilities(world, state, now, places), state.workers
    n_cities = world.n_cities
    found = world.threads.each(
        lambda pieces: find_returns(workers, chances, now.key, now.index, pieces),
        state.worker_blocks.pieces(),
    )
    ids = np.concatenate(found)
    agents = np.zeros((world.region.n_nodes, world.region.n_nodes), np.int64)
    np.add.at(agents, (workers.residence[ids], workers.registration[ids]), 1)
    inside = workers.registration[ids] < n_cities
    ended_jobs = end_jobs(state, ids[inside], UNEMPLOYED, now.index, places.wage_drift)
    ended_jobs += end_jobs(state, ids[~inside], OUTSIDE, now.index, places.wage_drift)
    workers.residence[ids] = workers.registration[ids]
    workers.flags[ids[inside]] |= RETURNEE
    from_pool = from_out_pool(world, state, now, places, chances[:n_cities, n_cities:])
    return Homecoming(agents, from_pool, ended_jobs)


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
