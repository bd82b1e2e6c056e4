"""Targets of search: how much weight each vacancy carries for each type of worker.

The target of an application is drawn from

    P(c, i', q') ~ A_rc V^alpha exp(-beta d_ii') T_qq' exp(mu IV),
    IV = sig ln(exp(V_com / sig) + exp(V_mig / sig)),

with awareness A_rc, visible vacancies V, distance d of industries, closeness T of skills, and IV the
inclusive value of commuting or moving at the mean wage of the cell. mu is the same everywhere unless an
instrument bends it for some residents. The posts of own-account pools are visible to residents only.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.state import State
from sim.agents.workers import Workers
from sim.compile import Integer, compiled, inlined
from sim.processes.information import Places, commuting_value, migration_value
from sim.processes.world import World

Floats = NDArray[np.float64]


class Targets(NamedTuple):
    """Weights of targets. Shapes: N nodes, I industries, Q skills.

    Workers of a type share them: t = ((q * C + r) * (C + 1) + home) * 2 + certified, for skill q,
    residence r, city of registration (C for none of the region) and whether they hold a certificate.

    cell        visible vacancies x attraction x closeness of skills, shape (types, N, I, Q)
    industry    the same summed over skills, shape (types, N, I)
    city        awareness x the same summed over industries at their closeness, shape (types, own industry, N)
    closeness   exp(-beta d) of industries, shape (I, I)
    offset, open_posts  slots of the market cells
    """

    cell: Floats
    industry: Floats
    city: Floats
    closeness: Floats
    offset: NDArray[np.int64]
    open_posts: NDArray[np.int64]


@compiled
def inclusive_value(
    skill: Integer,
    residence: Integer,
    home: Integer,
    certified: Integer,
    node: Integer,
    job_skill: Integer,
    log_wage: float,
    places: Places,
) -> float:
    """Return the expected value of the better of commuting and moving for a job at the mean wage of its cell.

    Args:
        skill: of the worker.
        residence: city of residence.
        home: city of registration; the number of cities for none of them.
        certified: 1 if the worker holds a certificate.
        node: of the job.
        job_skill: of the job; above 0 a share of the jobs asks for a certificate.
        log_wage: mean of the cell.
        places: Places.
    """
    n_cities = places.barrier.shape[1]
    penalty = 0.0
    if certified == 1 and job_skill > 0 and node < n_cities and node not in (residence, home):
        unrecognised = 1.0 - places.certificate_recognition[home, node]
        penalty = places.certificate_barrier * places.certificate_job_share * unrecognised
    registration = home if home < n_cities else -1
    if node == residence:
        return commuting_value(log_wage, skill, residence, node, registration, places)
    moving = migration_value(log_wage, skill, residence, node, registration, places) - penalty
    if node >= n_cities or places.reachable[residence, node] == 0:
        return moving
    commuting = commuting_value(log_wage, skill, residence, node, registration, places) - penalty
    scale = places.logit_scale
    return scale * math.log(math.exp(commuting / scale) + math.exp(moving / scale))


def attraction(places: Places, directedness: Floats) -> Floats:
    """Return exp(mu IV) by type, node, industry and skill of the job, shape (types, N, I, Q).

    Args:
        places: Places.
        directedness: mu by residence, shape (C,).
    """
    n_skills, n_cities, n_nodes = places.moving_cost.shape
    n_industries = places.log_wages.shape[1]
    values = np.empty((n_skills * n_cities * (n_cities + 1) * 2, n_nodes, n_industries, n_skills))
    fill_attraction(places, directedness, values)
    return values


@compiled
def fill_attraction(places: Places, directedness: Floats, values: Floats) -> None:
    """Write exp(mu IV) to `values`, as `attraction` returns it."""
    _, n_nodes, n_industries, n_skills = values.shape
    n_cities = directedness.size
    for kind in range(values.shape[0]):
        certified, home, residence, skill = split_kind(kind, n_cities)
        for node in range(n_nodes):
            for industry in range(n_industries):
                for job_skill in range(n_skills):
                    twin = first_alike(kind, n_cities, node, job_skill)
                    if twin < kind:
                        values[kind, node, industry, job_skill] = values[twin, node, industry, job_skill]
                        continue
                    log_wage = places.log_wages[node, industry, job_skill]
                    value = inclusive_value(
                        skill, residence, home, certified, node, job_skill, log_wage, places
                    )
                    values[kind, node, industry, job_skill] = math.exp(directedness[residence] * value)


@inlined
def first_alike(kind: Integer, n_cities: int, node: Integer, job_skill: Integer) -> Integer:
    """Return the first type of worker to whom a job has the same value: half of all values are computed once.

    Where one is registered matters only if it is here or there, a certificate only elsewhere and for skill.
    """
    certified, home, residence, _ = split_kind(kind, n_cities)
    first = kind - 2 * home - certified
    if node >= n_cities:
        return first
    if certified == 1 and job_skill > 0 and node not in (residence, home):
        return kind
    if home in (residence, node):
        return kind - certified
    other = 0
    while other in (residence, node):
        other += 1
    return first + 2 * other


@compiled
def split_kind(kind: Integer, n_cities: int) -> tuple[Integer, Integer, Integer, Integer]:
    """Return certificate, city of registration, residence and skill of a type; reverses `worker_kind`."""
    home = kind // 2 % (n_cities + 1)
    place = kind // (2 * (n_cities + 1))
    return kind % 2, home, place % n_cities, place // n_cities


@inlined
def worker_kind(workers: Workers, worker: Integer, n_cities: int) -> Integer:
    """Return the type of a worker: skill, residence, city of registration and certificate."""
    residence = np.int64(workers.residence[worker])
    home = min(np.int64(workers.registration[worker]), np.int64(n_cities))
    certified = np.int64(workers.certificate[worker]) & 1
    return ((np.int64(workers.skill[worker]) * n_cities + residence) * (n_cities + 1) + home) * 2 + certified


@compiled
def weigh_targets(
    attractions: Floats,
    visible: Floats,
    awareness: Floats,
    home_awareness: float,
    skill_closeness: Floats,
    closeness: Floats,
    alpha: float,
    cell: Floats,
    by_industry: Floats,
    by_city: Floats,
) -> None:
    """Fill the weights of `Targets`.

    Args:
        attractions: exp(mu IV), shape (types, N, I, Q).
        visible: vacancies seen, by residence, shape (C, N, I, Q).
        awareness: shape (C, N).
        home_awareness: of the city of registration.
        skill_closeness: T, shape (Q, Q).
        closeness: of industries, shape (I, I).
        alpha: elasticity to vacancies.
        cell: result, shape (types, N, I, Q).
        by_industry: result, shape (types, N, I).
        by_city: result, shape (types, own industry, N).
    """
    n_kinds, n_nodes, n_industries, n_skills = attractions.shape
    n_cities = awareness.shape[0]
    for kind in range(n_kinds):
        _, home, residence, skill = split_kind(kind, n_cities)
        for node in range(n_nodes):
            for industry in range(n_industries):
                total = 0.0
                for job_skill in range(n_skills):
                    posts = visible[residence, node, industry, job_skill]
                    if alpha != 1.0 and posts > 0.0:
                        posts = math.exp(alpha * math.log(posts))
                    weight = (
                        posts
                        * attractions[kind, node, industry, job_skill]
                        * skill_closeness[skill, job_skill]
                    )
                    cell[kind, node, industry, job_skill] = weight
                    total += weight
                by_industry[kind, node, industry] = total
            for own in range(n_industries):
                total = 0.0
                for industry in range(n_industries):
                    total += closeness[own, industry] * by_industry[kind, node, industry]
                seen = (
                    max(awareness[residence, node], home_awareness)
                    if node == home and node < n_cities
                    else awareness[residence, node]
                )
                by_city[kind, own, node] = seen * total


def visible_vacancies(world: World, state: State) -> Floats:
    """Return the vacancies that residents of each city could see, simulated posts, shape (C, N, I, Q).

    Those of firms everywhere, those of own-account pools at home, and those of boundary nodes: their
    employment times the vacancy ratio, spread over industries and skills.
    """
    region = world.region
    n_cities = world.n_cities
    posts = state.vacancies.open_posts.reshape(2, *world.cells).astype(float)
    visible = np.zeros((n_cities, region.n_nodes, world.n_industries, world.n_skills))
    visible[:, :n_cities] = posts[0]
    for city in range(n_cities):
        visible[city, city] += posts[1, city]
    outside = world.scaled(region.boundary_employment * world.parameters.vacancies.vacancy_ratio)
    visible[:, n_cities:] = (
        outside[:, None, None]
        * region.boundary_industry_share[:, :, None]
        * region.boundary_skill_share[:, None, :]
    )
    return visible


def directedness(world: World, month: int) -> Floats:
    """Return mu by residence, 1/log wage, shape (C,)."""
    return world.policies.directedness(np.full(world.n_cities, world.parameters.search.directedness), month)


def weighted_targets(world: World, state: State, places: Places, month: int) -> Targets:
    """Return the month's target weights, with the vacancies open now."""
    rule, closeness = world.parameters.search, industry_closeness(world)
    values = attraction(places, directedness(world, month))
    kinds, n_nodes = values.shape[:2]
    cell, by_industry = np.empty(values.shape), np.empty(values.shape[:3])
    by_city = np.empty((kinds, world.n_industries, n_nodes))
    weigh_targets(
        values,
        visible_vacancies(world, state),
        places.awareness,
        places.home_awareness,
        skill_closeness(world),
        closeness,
        rule.vacancy_elasticity,
        cell,
        by_industry,
        by_city,
    )
    return Targets(cell, by_industry, by_city, closeness, state.vacancies.offset, state.vacancies.open_posts)


def industry_closeness(world: World) -> Floats:
    """Return exp(-beta d), the weight of a job's industry for a worker of another, shape (I, I)."""
    beta = world.parameters.information.industry_switch_decay
    return np.array(
        [[math.exp(-beta * far) for far in row] for row in world.region.industry_distance.tolist()]
    )


def skill_closeness(world: World) -> Floats:
    """Return T: the weight of a job's skill for a worker's skill, shape (Q, Q)."""
    rule, n = world.parameters.search, world.n_skills
    return np.eye(n) + rule.skill_down * np.eye(n, k=-1) + rule.skill_up * np.eye(n, k=1)
