"""Arrivals: people move in from the boundary nodes, and professionals come.

* In: each boundary node has a pool of people who may move in; a month brings the share xi x p x season x
  logit(moving to city c against staying) of it. A city counts in the logit by its share of the region's
  labour force, since it stands for that share of the jobs: with equal weights small cities drew as many
  people as Chengdu.
* Again: whoever was in the region and is outside at the node of registration is one of those who may move in,
  with the same chances, under the same id.
* Talent: professionals arrive as a Poisson flow, split by city, that responds to the city's wages relative to
  trend and to what it pays them besides, to its rent, and to instruments; their origin is drawn in proportion
  to the pools of professionals. A share that instruments set comes as visiting experts: they live in the
  first city, and work two days a week in the small city that called them.

Whoever arrives leaves a pool and gets a new id, so persons are conserved.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.employment import end_jobs
from sim.agents.state import State
from sim.agents.workers import OUTSIDE, TALENT, UNEMPLOYED, VISITING_EXPERT, Workers
from sim.compile import Integer, compiled, row
from sim.draws import Key
from sim.processes.clock import Month, departure_season
from sim.processes.demography import newcomers
from sim.processes.information import Places
from sim.processes.world import World
from sim.sieve import Sieve, new_sieve, sift
from sim.threads import CHUNK, rows_in, selected

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12


MIGRANT_AGES = (20.0, 45.0)
"""Youngest and oldest in-migrant and returnee, years (assumption: working-age migrants)."""
AGAIN_SUB, RETURN_SUB, IN_SUB, TALENT_SUB = 1, 50, 100, 200
FIRST_CITY = 0
"""Where visiting experts live."""


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
            stay = means[at, skill] - places.rent_term[at] + choice.home_tie + choice.stay_bonus
            cost = choice.migration_cost_boundary + choice.registration_penalty
            go = [means[city, skill] - places.rent_term[city] - cost for city in range(n_cities)]
            weights = [
                size * math.exp((value - stay) / choice.logit_scale)
                for size, value in zip(sizes, go, strict=True)
            ]
            scale = rule.attraction * rule.offer_probability / (1.0 + math.fsum(weights))
            shares[node, skill] = [min(1.0, scale * weight) for weight in weights]
    return shares * (1.0 - places.immobile)


def season_of_arrivals(world: World, now: Month, shares: Floats) -> Floats:
    """Return the shares that move in this month: more after the festival."""
    return np.asarray(np.minimum(shares * departure_season(world, now), 1.0))


def find_arrivals_again(
    workers: Workers, shares: Floats, n_cities: int, key: Key, month: int, pieces: Counts
) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Return the ids of those who move in once more, in order, and the city each moves to.

    They are outside at their node of registration, and came there before this month.
    """
    where, sieve = np.empty(rows_in(pieces), np.uint8), new_sieve()
    ids = selected(
        lambda found: select_arrivals_again(
            workers, shares, n_cities, key, month, pieces, sieve, found, where
        ),
        pieces,
    )
    return ids, where[: ids.size].copy()


@compiled
def select_arrivals_again(
    workers: Workers,
    shares: Floats,
    n_cities: int,
    key: Key,
    month: int,
    pieces: Counts,
    sieve: Sieve,
    found: NDArray[np.int32],
    where: NDArray[np.uint8],
) -> Integer:
    """Write those who move in once more to `found` and their cities to `where`; return how many."""
    count: Integer = 0
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            for offset in range(size):
                worker = row(low + offset)
                at_home = workers.registration[worker] == workers.residence[worker]
                sieve.marks[offset] = (workers.status[worker] == OUTSIDE) & at_home
            for place in range(sift(sieve, size)):
                worker = row(low + sieve.rows[place])
                node = np.int64(workers.residence[worker])
                if node < n_cities or workers.spell_start[worker] == month:
                    continue
                drawn = draws.fraction(key, draws.BOUNDARY, month, worker, AGAIN_SUB)
                reached = 0.0
                for city in range(n_cities):
                    reached += shares[node - n_cities, workers.skill[worker], city]
                    if drawn < reached:
                        found[count], where[count] = worker, city
                        count += 1
                        break
    return count


def come_again(world: World, state: State, now: Month, places: Places, shares: Floats) -> Counts:
    """Let people who were in the region before move in again, unemployed.

    Args:
        world: setting.
        state: current state.
        now: the month.
        places: what choices rest on.
        shares: of an in-pool that move in this month, shape (B, Q, C).

    Returns:
        Them by boundary node and city, shape (B, C).
    """
    workers, n_cities = state.workers, world.n_cities
    parts = world.threads.each(
        lambda pieces: find_arrivals_again(workers, shares, n_cities, now.key, now.index, pieces),
        state.worker_blocks.pieces(),
    )
    ids, where = (np.concatenate(column) for column in zip(*parts, strict=True))
    flows = np.zeros((world.n_boundary, n_cities), np.int64)
    np.add.at(flows, (workers.residence[ids].astype(np.int64) - n_cities, where), 1)
    end_jobs(state, ids, UNEMPLOYED, now.index, places.wage_drift)
    workers.residence[ids] = where
    return flows


def immigrate(world: World, state: State, now: Month, places: Places, shares: Floats) -> Counts:
    """Let people of the in-pools move in, unemployed. Arguments as `come_again`.

    Returns:
        Them by boundary node and city, shape (B, C).
    """
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
    drift = places.wage_drift * now.trend_elapsed
    extra = world.policies.talent_pay(np.zeros(world.n_cities), now.index).tolist()
    rates = []
    for city in range(world.n_cities):
        pay = float((state.log_wages[city, :, top] - state.log_wages_start[city, :, top]).mean()) - drift
        pay += extra[city]
        rent = math.log(float(state.rents[city]) / float(world.region.rent_level[city]))
        rates.append(
            base[city] * math.exp(rule.talent_pay_elasticity * pay + rule.talent_rent_elasticity * rent)
        )
    return world.policies.talent_arrivals(np.array(rates) * (1.0 - places.immobile), now.index)


def welcome_talent(world: World, state: State, now: Month, places: Places) -> Counts:
    """Let professionals arrive, unemployed.

    Returns:
        Them by boundary node and city of residence, shape (B, C).
    """
    cities, top = np.arange(world.n_cities), world.n_skills - 1
    rates = talent_rates(world, state, now, places)
    visiting = world.policies.visiting_experts(np.zeros(world.n_cities), now.index)
    counts = draws.poisson_count(rates, draws.uniforms(now.key, draws.TALENT, now.index, cities, TALENT_SUB))
    flows = np.zeros((world.n_boundary, world.n_cities), np.int64)
    arrived: list[Counts] = []
    came_from: list[Counts] = []
    lives_in: list[Counts] = []
    visitors: list[NDArray[np.bool_]] = []
    for city in cities.tolist():
        pool = state.in_pool[:, top]
        count = min(int(counts[city]), int(pool.sum()))
        block = state.worker_blocks.names.index(f"talent:{world.region.node_names[city]}")
        ids = state.worker_blocks.take(block, count)
        origin = origins(pool, draws.uniforms(now.key, draws.TALENT, now.index, ids))
        by_node = np.bincount(origin, minlength=world.n_boundary)
        state.in_pool[:, top] -= by_node
        visits = visiting_experts(world, ids, float(visiting[city]) if city != FIRST_CITY else 0.0)
        arrived.append(ids)
        came_from.append(origin)
        visitors.append(visits)
        lives_in.append(np.where(visits, FIRST_CITY, city))
    ids, origin, where = (np.concatenate(columns) for columns in (arrived, came_from, lives_in))
    skills = np.full(ids.size, top)
    newcomers(world, state, now, places, ids, where, skills, world.n_cities + origin, MIGRANT_AGES, TALENT)
    state.workers.flags[ids[np.concatenate(visitors)]] |= VISITING_EXPERT
    np.add.at(flows, (origin, where), 1)
    return flows


def visiting_experts(world: World, ids: Counts, share: float) -> NDArray[np.bool_]:
    """Return who of those called by a small city comes as a visiting expert, shape (n,).

    The draw never changes, so that a higher share only adds visits.
    """
    drawn = draws.uniforms(world.initial_key, draws.VISITING_EXPERT, draws.TIMELESS, ids)
    return np.asarray(drawn < share)


def origins(pool: Counts, u: Floats) -> Counts:
    """Return the boundary node each newcomer comes from.

    In proportion to the pools, and never more than they hold.
    """
    shares = np.cumsum(pool / max(int(pool.sum()), 1))
    origin = np.minimum(np.searchsorted(shares, u, side="right"), pool.size - 1)
    if (np.bincount(origin, minlength=pool.size) <= pool).all():
        return origin
    for node in range(pool.size):
        surplus = np.flatnonzero(origin == node)[int(pool[node]) :]
        room = pool - np.bincount(origin, minlength=pool.size)
        origin[surplus] = np.repeat(np.arange(pool.size), np.maximum(room, 0))[: surplus.size]
    return origin
