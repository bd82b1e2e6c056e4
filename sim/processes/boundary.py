"""Boundary: people leave the region, come back, and arrive.

* Out: a viable application to a boundary node becomes an offer with some probability, without a race for
  posts; the worker takes it by the same logit as any offer, and is then outside at that node.
* Return: of those who live outside their city of registration, whether in another city or at a boundary node,
  workers of the model and the pool of people who left before it starts, a share

      r exp(beta (V_home - V_there - its value at the start)) x season (1 - kappa_mob L)

  goes home each month, three times as many around the spring festival. (Were only those outside the region to
  return, the stock of migrants from the small cities in Chengdu could only grow.)
* In: each boundary node has a pool of people who may move in; a month brings the share xi x p x logit(moving
  to city c against staying) of it. A city counts in the logit by its share of the region's labour force,
  since it stands for that share of the jobs: with equal weights small cities drew as many people as Chengdu.
* Talent: professionals arrive as a Poisson flow, split by city, that responds to the city's wages relative to
  trend, to its rent, and to instruments; their origin is drawn in proportion to the pools of professionals.

Everybody who arrives leaves a pool and everybody of a pool who arrives gets a new id, so persons are
conserved.
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
from sim.compile import compiled
from sim.draws import Key
from sim.processes.acceptance import MIGRATE, STAY, able_to_move, taste, value_of_staying
from sim.processes.clock import Month, festival_season
from sim.processes.demography import chosen, newcomers
from sim.processes.information import Places, migration_value, worker_effect
from sim.processes.search import BoundaryApplications
from sim.processes.world import World
from sim.threads import rows_in

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12
MIGRANT_AGES = (20.0, 45.0)
"""Youngest and oldest in-migrant and returnee, years (assumption: working-age migrants)."""
RETURN_SUB, IN_SUB, TALENT_SUB = 0, 100, 200


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
            draws.uniform(key, draws.MATCH, draws.TIMELESS, worker, 2**31 + node)
        )
        wage = places.log_wages[node, away.industry[place], away.skill[place]] + match
        wage += worker_effect(initial_key, worker, places)
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


def return_probabilities(world: World, state: State, now: Month, places: Places) -> Floats:
    """Return the monthly chance to go home.

    By city of registration, node of residence and skill, shape (C, N, Q).
    """
    rule, n_cities = world.parameters.boundary, world.n_cities
    housing = world.parameters.choice.housing_share
    # Values of the start, brought to today by the trend: what is left is the change of relative wages and
    # rents.
    start = state.log_wages_start.mean(axis=1) + places.wage_drift * now.elapsed
    start -= np.array([[housing * math.log(rent)] for rent in world.region.rent_level.tolist()])
    change = np.zeros((world.region.n_nodes, world.n_skills))
    change[:n_cities] = places.log_wages[:n_cities].mean(axis=1) - places.rent_term[:n_cities, None] - start
    base = rule.return_rate * festival_season(world, now)
    chances = np.zeros((n_cities, world.region.n_nodes, world.n_skills))
    for home in range(n_cities):
        for node in range(world.region.n_nodes):
            able = base * (1.0 - float(places.immobile[home]))
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
            if workers.work_city[worker] == home:
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


def source_ids(world: World, state: State, source: str, counts: Counts) -> Counts:
    """Take the ids of arrivals from the blocks of their sources.

    Args:
        world: setting.
        state: its blocks change.
        source: "in-migrants" or "returnees".
        counts: arrivals by boundary node, skill and city, shape (B, Q, C).

    Returns:
        Ids in the order of the entries of `counts`.
    """
    ids = [
        state.worker_blocks.take(state.worker_blocks.names.index(f"{source}:{node}:{skill}"), int(total))
        for node, by_skill in zip(world.region.node_names[world.n_cities :], counts.sum(axis=2), strict=True)
        for skill, total in enumerate(by_skill)
    ]
    return np.concatenate(ids)


def spread(counts: Counts) -> tuple[Counts, ...]:
    """Return the indices of a table once per unit that it counts, one array per axis."""
    places = np.indices(counts.shape).reshape(counts.ndim, -1)
    return tuple(np.repeat(axis, counts.ravel()) for axis in places)


def arrival_shares(world: World, places: Places) -> Floats:
    """Return the monthly share of an in-pool that moves to each city, shape (B, Q, C)."""
    rule, choice, n_cities = world.parameters.boundary, world.parameters.choice, world.n_cities
    shares = np.empty((world.n_boundary, world.n_skills, n_cities))
    means = places.log_wages.mean(axis=1)
    labour_force = world.region.labour_force.sum(axis=(1, 2))
    sizes = (labour_force / labour_force.sum()).tolist()
    for node in range(world.n_boundary):
        at = n_cities + node
        for skill in range(world.n_skills):
            stay = means[at, skill] - places.rent_term[at] + choice.stay_bonus
            cost = choice.migration_cost_boundary + choice.registration_penalty
            go = [means[city, skill] - places.rent_term[city] - cost for city in range(n_cities)]
            weights = [
                size * math.exp((value - stay) / choice.logit_scale)
                for size, value in zip(sizes, go, strict=True)
            ]
            scale = rule.attraction * rule.offer_probability / (1.0 + sum(weights))
            shares[node, skill] = [min(1.0, scale * weight) for weight in weights]
    return shares * (1.0 - places.immobile)


def immigrate(world: World, state: State, now: Month, places: Places) -> Counts:
    """Let people of the in-pools move in, unemployed.

    Returns:
        Them by boundary node and city, shape (B, C).
    """
    shares = arrival_shares(world, places)
    sources = np.arange(state.in_pool.size)
    arrivals = np.zeros(shares.shape, np.int64)
    left, remaining = state.in_pool.copy(), np.ones(state.in_pool.shape)
    for city in range(world.n_cities):
        u = draws.uniforms(now.key, draws.BOUNDARY, now.index, sources, IN_SUB + city).reshape(left.shape)
        arrivals[:, :, city] = draws.binomial_count(left, np.minimum(shares[:, :, city] / remaining, 1.0), u)
        left -= arrivals[:, :, city]
        remaining = np.maximum(remaining - shares[:, :, city], 1e-12)
    state.in_pool = left
    ids = source_ids(world, state, "in-migrants", arrivals)
    node, skill, where = spread(arrivals)
    newcomers(world, state, now, places, ids, where, skill, world.n_cities + node, MIGRANT_AGES, 0)
    return np.asarray(arrivals.sum(axis=1))


def talent_rates(world: World, state: State, now: Month, places: Places) -> Floats:
    """Return the expected arrivals of professionals by city, simulated workers a month, shape (C,)."""
    rule, top = world.parameters.boundary, world.n_skills - 1
    base = world.scaled(world.region.talent_share * (rule.talent_arrivals / MONTHS_PER_YEAR))
    drift = places.wage_drift * now.elapsed
    rates = []
    for city in range(world.n_cities):
        pay = float((state.log_wages[city, :, top] - state.log_wages_start[city, :, top]).mean()) - drift
        rent = math.log(float(state.rents[city]) / float(world.region.rent_level[city]))
        rates.append(
            base[city] * math.exp(rule.talent_pay_elasticity * pay + rule.talent_rent_elasticity * rent)
        )
    return world.policies.talent_arrivals(np.array(rates) * (1.0 - places.immobile), now.index)


def welcome_talent(world: World, state: State, now: Month, places: Places) -> Counts:
    """Let professionals arrive, unemployed. Returns them by boundary node and city, shape (B, C)."""
    cities, top = np.arange(world.n_cities), world.n_skills - 1
    rates = talent_rates(world, state, now, places)
    counts = draws.poisson_count(rates, draws.uniforms(now.key, draws.TALENT, now.index, cities, TALENT_SUB))
    flows = np.zeros((world.n_boundary, world.n_cities), np.int64)
    for city in cities.tolist():
        pool = state.in_pool[:, top]
        count = min(int(counts[city]), int(pool.sum()))
        block = state.worker_blocks.names.index(f"talent:{world.region.node_names[city]}")
        ids = state.worker_blocks.take(block, count)
        origin = origins(pool, draws.uniforms(now.key, draws.TALENT, now.index, ids))
        by_node = np.bincount(origin, minlength=world.n_boundary)
        state.in_pool[:, top] -= by_node
        skills, where = np.full(count, top), np.full(count, city)
        newcomers(
            world, state, now, places, ids, where, skills, world.n_cities + origin, MIGRANT_AGES, TALENT
        )
        flows[:, city] = by_node
    return flows


def origins(pool: Counts, u: Floats) -> Counts:
    """Return the boundary node each newcomer comes from.

    In proportion to the pools, and never more than they hold.
    """
    shares = np.cumsum(pool / max(int(pool.sum()), 1))
    origin = chosen(np.repeat(shares[None], u.size, axis=0), u)
    for node in range(pool.size):
        surplus = np.flatnonzero(origin == node)[int(pool[node]) :]
        room = pool - np.bincount(origin, minlength=pool.size)
        origin[surplus] = np.repeat(np.arange(pool.size), np.maximum(room, 0))[: surplus.size]
    return origin
