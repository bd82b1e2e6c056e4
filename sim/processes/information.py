"""Information: what workers know of places this month, and what each place is worth to them.

A worker values a job in city c, living in r, by the log of its wage less the cost of living and of distance:

    commute:  w + R_r - travel time x disutility - fare / wage - barrier to another city
    migrate:  w + R_c - cost of moving, half of it towards the city of registration
    R_c = - housing share x ln rent_c + tie [registered in c] - penalty [registered elsewhere]

R is the value of living in a city. It is part of every option, of staying too: charged only on the move, as
first written, the penalty vanished on arrival, and nobody had a reason to go home.

Residents of r see all vacancies of their own city, those of the city where they are registered through family
and friends, and a share A_rc of those elsewhere,

    A_rc = a0 S_rc exp(-(T_rc - 95) / tau),      S_rc similarity of the cities' industries,

where T_rc is the travel time of 2019 for good: were awareness to follow the current travel time, commuting
would respond to a faster train five times as strongly as observed (Heuermann and Schmieder 2019). Levers bend
awareness, barriers and moving costs here and nowhere else.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import ServiceMarket
from sim.agents.state import State
from sim.agents.workers import GAIN_UNIT, Workers
from sim.compile import Integer, Real, inlined
from sim.draws import Key
from sim.processes.brands import factors_of_brands
from sim.processes.certification import recognition
from sim.processes.clock import Month
from sim.processes.service_information import with_agencies
from sim.processes.world import World, travel_minutes

Floats = NDArray[np.float64]
MONTHS_PER_YEAR = 12


class Places(NamedTuple):
    """What one month's choices rest on. Shapes: C cities, N nodes, I industries, Q skills.

    log_wages        log market wage, CNY/month, shape (N, I, Q)
    log_mean_wage    log mean wage of a city by skill, shape (C, Q)
    rent_term        housing share x ln rent, shape (N,)
    travel_term      disutility of the travel time between residence and work, shape (C, C)
    travel_cost      fares, CNY/month, shape (C, C)
    reachable        1 where commuting is possible at all, shape (C, C)
    barrier          administrative barrier, log wage, shape (Q, C, C); 0 within a city
    moving_cost      cost of moving, log wage, shape (Q, C, N); 0 within a city
    awareness        share of vacancies seen, shape (C, N)
    home_awareness   share seen of the vacancies of the city of registration
    immobile         share of moves that the pandemic prevents, shape (C,)
    wage_drift       monthly rise of the wage of those who stay, log wage
    elapsed          months since the start
    certificate_recognition  R, shape (C + 1 that issued a certificate, C); last row: outside the region
    brand_factors    what labour brands multiply by node of registration and industry, shape (N, I)
    The remaining fields are parameters of the same name.
    """

    log_wages: Floats
    log_mean_wage: Floats
    rent_term: Floats
    travel_term: Floats
    travel_cost: Floats
    reachable: NDArray[np.uint8]
    barrier: Floats
    moving_cost: Floats
    awareness: Floats
    home_awareness: float
    immobile: Floats
    wage_drift: float
    elapsed: int
    logit_scale: float
    homeward_cost_share: float
    registration_penalty: float
    home_tie: float
    certificate_barrier: float
    certificate_job_share: float
    certificate_recognition: Floats
    stay_bonus: float
    tenure_utility: float
    log_replacement: float
    reservation_decline: float
    match_sd: float
    worker_effect_sd: float
    size_premium: float
    size_reference: float
    brand_factors: Floats


@inlined
def current_log_wage(log_wage: Real, spell_start: Integer, elapsed: int, wage_drift: float) -> float:
    """Return the log wage of a stayer: that of the hire, indexed by the trend since (flat in burn-in)."""
    return np.float64(log_wage) + wage_drift * (elapsed - max(np.int64(spell_start), np.int64(0)))


@inlined
def residence_value(node: Integer, registration: Integer, places: Places) -> float:
    """Return the value of living at a node, log wage: rent, and whether one is registered there."""
    standing = places.home_tie if registration == node else -places.registration_penalty
    value: float = standing - places.rent_term[node]
    return value


@inlined
def commuting_value(
    log_wage: float, skill: Integer, residence: Integer, city: Integer, registration: Integer, places: Places
) -> float:
    """Return the value of working in a city while living in another or the same, log wage."""
    value: float = (
        log_wage
        + residence_value(residence, registration, places)
        - places.travel_term[residence, city]
        - places.travel_cost[residence, city] / math.exp(log_wage)
        - places.barrier[skill, residence, city]
    )
    return value


@inlined
def migration_value(
    log_wage: float, skill: Integer, residence: Integer, node: Integer, registration: Integer, places: Places
) -> float:
    """Return the value of moving to a node for a job there, log wage."""
    cost: float = places.moving_cost[skill, residence, node]
    if registration == node:
        cost *= places.homeward_cost_share
    return log_wage + residence_value(node, registration, places) - cost


@inlined
def worker_effect(key_initial: Key, worker: Integer, places: Places) -> float:
    """Return a worker's lasting log wage effect, the same in every run."""
    return places.worker_effect_sd * draws.standard_normal(
        draws.uniform(key_initial, draws.INITIAL, draws.TIMELESS, worker, 0)
    )


@inlined
def earning_power(workers: Workers, worker: Integer, key_initial: Key, places: Places) -> float:
    """Return what a worker earns above others in any job, log wage: lasting effect and training."""
    trained = GAIN_UNIT * np.float64(workers.training_gain[worker])
    return worker_effect(key_initial, worker, places) + trained


def base_awareness(world: World) -> Floats:
    """Return the awareness of each node's vacancies without any policy, shape (C, N): 1 at home."""
    region, known = world.region, world.parameters.information
    n_cities, similarity = world.n_cities, world.similarity
    awareness = np.full((n_cities, region.n_nodes), known.awareness_boundary)
    for residence in range(n_cities):
        for city in range(n_cities):
            decay = math.exp(
                -(region.travel_time[residence, city] - known.awareness_reference) / known.awareness_decay
            )
            awareness[residence, city] = min(1.0, known.awareness * similarity[residence, city] * decay)
        awareness[residence, residence] = 1.0
    return awareness


def base_barrier(world: World) -> Floats:
    """Return the administrative barrier between cities without any policy, shape (Q, C, C)."""
    between = 1.0 - np.eye(world.n_cities)
    return np.repeat((world.parameters.choice.administrative_barrier * between)[None], world.n_skills, axis=0)


def base_moving_cost(world: World) -> Floats:
    """Return the cost of moving without any policy, shape (Q, C, N)."""
    choice = world.parameters.choice
    cost = np.full((world.n_skills, world.n_cities, world.region.n_nodes), choice.migration_cost_boundary)
    cost[:, :, : world.n_cities] = choice.migration_cost * (1.0 - np.eye(world.n_cities))
    return cost


def log_mean_wages(world: World, log_wages: Floats) -> Floats:
    """Return the log mean wage of each city and skill over its industries of 2019, shape (C, Q)."""
    weights = world.region.labour_force.astype(float)
    weights /= weights.sum(axis=1, keepdims=True)
    means = np.zeros((world.n_cities, world.n_skills))
    for industry in range(world.n_industries):
        means += weights[:, industry] * log_wages[: world.n_cities, industry]
    return means


def inform(world: World, state: State, now: Month, outside: Floats, market: ServiceMarket | None) -> Places:
    """Return what this month's choices rest on.

    Args:
        world: setting.
        state: current state.
        now: the month.
        outside: log wages at the boundary nodes, shape (B, I, Q).
        market: the agencies, if there are any.
    """
    region, choice, wages = world.region, world.parameters.choice, world.parameters.wages
    policies = world.policies
    log_wages = np.concatenate([state.log_wages, outside])
    rents = [*state.rents.tolist(), *region.boundary_price_ratio.tolist()]
    minutes = travel_minutes(world, now.index)
    return Places(
        log_wages=log_wages,
        log_mean_wage=log_mean_wages(world, log_wages),
        rent_term=np.array([choice.housing_share * math.log(rent) for rent in rents]),
        travel_term=choice.travel_disutility * (minutes - choice.travel_free_minutes),
        travel_cost=policies.commuting_cost(region.commuting_cost.astype(float), now.index)
        * math.exp(wages.wage_trend / MONTHS_PER_YEAR * now.elapsed),
        reachable=(minutes <= choice.travel_limit).astype(np.uint8),
        barrier=policies.administrative_barrier(base_barrier(world), now.index),
        moving_cost=policies.migration_cost(base_moving_cost(world), now.index),
        awareness=with_agencies(world, state, market, policies.awareness(base_awareness(world), now.index)),
        home_awareness=world.parameters.information.home_awareness,
        immobile=choice.covid_mobility_cut * now.stringency,
        wage_drift=wages.wage_trend / MONTHS_PER_YEAR,
        elapsed=now.elapsed,
        logit_scale=choice.logit_scale,
        homeward_cost_share=choice.homeward_cost_share,
        registration_penalty=choice.registration_penalty,
        home_tie=choice.home_tie,
        certificate_barrier=choice.certificate_barrier,
        certificate_job_share=choice.certificate_job_share,
        certificate_recognition=recognition(world, now.index),
        stay_bonus=choice.stay_bonus,
        tenure_utility=choice.tenure_utility,
        log_replacement=math.log(choice.replacement_value),
        reservation_decline=choice.reservation_decline,
        match_sd=wages.match_sd,
        worker_effect_sd=wages.worker_effect_sd,
        size_premium=wages.size_premium,
        size_reference=wages.size_reference,
        brand_factors=factors_of_brands(world, state, now),
    )
