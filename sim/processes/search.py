"""Search: who searches, where they apply, and whether the application is viable.

The unemployed search every month, but for a few of the long-term unemployed who skip it. The employed search
with

    sig x exp(0.8 [dispatch or flexible] - 0.4 ln(1 + tenure / 12) + 0.5 (ln W - ln w)) / norm,

more in a new or temporary job, and in one that pays less than the market. A searcher files one application a
month; it is viable with the probability of suitability, and only viable ones are followed here. The target is
drawn from

    P(c, i', q') ~ A_rc V^alpha exp(-beta d_ii') T_qq' exp(mu IV),
    IV = sig ln(exp(V_com / sig) + exp(V_mig / sig)),

in a fixed order (city, industry, skill, sector), each by its own keyed uniform, so that a small change of the
weights changes few choices. A_rc is awareness, V visible vacancies, d the distance of industries, T the
closeness of skills and IV the inclusive value of commuting or moving at the mean wage of the cell. The posts
of own-account pools are visible to residents only. Applications to boundary nodes are kept apart;
`sim.processes.boundary` decides on them.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.state import State
from sim.agents.workers import DISPATCH, EMPLOYED, FLEXIBLE, UNEMPLOYED, Workers
from sim.compile import Integer, compiled, inlined
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.information import Places, commuting_value, current_log_wage, migration_value
from sim.processes.separations import TENURE_CLASSES
from sim.processes.world import World
from sim.threads import rows_in

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
ApplicationColumns = tuple[
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int64],
    Floats,
    NDArray[np.int32],
    NDArray[np.uint8],
    NDArray[np.uint8],
    NDArray[np.uint8],
]
CHUNK = 4096
MONTHS_PER_YEAR = 12


class SearchRule(NamedTuple):
    """Who searches and what is viable.

    by_tenure        on-the-job hazard by contract and months of tenure before the wage term, shape (5, 121)
    wage_response, wage_gap_bound  of the wage term
    suitability      probability that an application is viable, shape (2,): employed, unemployed
    discouraged_probability, discouraged_after  of skipping a month
    certificate_signal  relative advantage of a certified applicant in the race for a post
    """

    by_tenure: Floats
    wage_response: float
    wage_gap_bound: float
    suitability: Floats
    discouraged_probability: float
    discouraged_after: int
    certificate_signal: float


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


class Applications(NamedTuple):
    """Viable applications inside the region, in the order of the workers.

    worker  who applies
    cell    market cell
    slot    slot of the post
    key     the lowest key of a post wins it: -ln(u) / weight
    """

    worker: NDArray[np.int32]
    cell: NDArray[np.int32]
    slot: NDArray[np.int64]
    key: Floats


class BoundaryApplications(NamedTuple):
    """Viable applications to boundary nodes, in the order of the workers.

    Who applies, and node, industry and skill of the job.
    """

    worker: NDArray[np.int32]
    node: NDArray[np.uint8]
    industry: NDArray[np.uint8]
    skill: NDArray[np.uint8]


def search_rule(world: World, norm: float) -> SearchRule:
    """Return the search rule with the norm of the stored initial state."""
    rule = world.parameters.search
    by_contract = [rule.contract_response if kind in (DISPATCH, FLEXIBLE) else 0.0 for kind in range(5)]
    by_tenure = [
        [
            rule.on_the_job_rate
            * math.exp(response + rule.tenure_response * math.log(1.0 + tenure / MONTHS_PER_YEAR))
            / norm
            for tenure in range(TENURE_CLASSES)
        ]
        for response in by_contract
    ]
    return SearchRule(
        np.array(by_tenure),
        rule.wage_response,
        rule.wage_gap_bound,
        np.array([rule.suitability, rule.suitability]),
        rule.discouraged_probability,
        rule.discouraged_after,
        rule.certificate_signal,
    )


@inlined
def wage_term(log_market_wage: float, log_wage: float, rule: SearchRule) -> float:
    """Return the factor of the wage gap on the search hazard of the employed."""
    gap = min(max(log_market_wage - log_wage, -rule.wage_gap_bound), rule.wage_gap_bound)
    return math.exp(rule.wage_response * gap)


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
    if node != residence and certified == 1 and job_skill > 0 and node < n_cities:
        penalty = places.certificate_barrier * places.certificate_job_share
    registration = home if home < n_cities else -1
    if node == residence:
        return commuting_value(log_wage, skill, residence, node, registration, places)
    moving = migration_value(log_wage, skill, residence, node, registration, places) - penalty
    if node >= n_cities or places.reachable[residence, node] == 0:
        return moving
    commuting = commuting_value(log_wage, skill, residence, node, registration, places) - penalty
    scale = places.logit_scale
    return scale * math.log(math.exp(commuting / scale) + math.exp(moving / scale))


@compiled
def attraction(places: Places, directedness: float) -> Floats:
    """Return exp(mu IV) by type, node, industry and skill of the job, shape (types, N, I, Q)."""
    n_skills, n_cities, n_nodes = places.moving_cost.shape
    n_industries = places.log_wages.shape[1]
    values = np.empty((n_skills * n_cities * (n_cities + 1) * 2, n_nodes, n_industries, n_skills))
    for kind in range(values.shape[0]):
        certified, home, residence, skill = split_kind(kind, n_cities)
        for node in range(n_nodes):
            for industry in range(n_industries):
                for job_skill in range(n_skills):
                    log_wage = places.log_wages[node, industry, job_skill]
                    value = inclusive_value(
                        skill, residence, home, certified, node, job_skill, log_wage, places
                    )
                    values[kind, node, industry, job_skill] = math.exp(directedness * value)
    return values


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
                    if node == home
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


class Attractions:
    """Remembers exp(mu IV), which changes only when wages, rents, barriers or travel change."""

    def __init__(self) -> None:
        """Start without a memory."""
        self.inputs: list[Floats] = []
        self.values = np.empty(0)

    def of(self, places: Places, directedness: float) -> Floats:
        """Return the attraction of every target at these places."""
        inputs = [
            places.log_wages,
            places.rent_term,
            places.barrier,
            places.moving_cost,
            places.travel_term,
            places.travel_cost,
        ]
        same = len(self.inputs) == len(inputs) and all(map(np.array_equal, self.inputs, inputs))
        if not same:
            self.inputs, self.values = inputs, attraction(places, directedness)
        return self.values


def weighted_targets(world: World, state: State, places: Places, attractions: Attractions) -> Targets:
    """Return the month's target weights, with the vacancies open now."""
    rule = world.parameters.search
    beta = world.parameters.information.industry_switch_decay
    closeness = np.array(
        [[math.exp(-beta * far) for far in row] for row in world.region.industry_distance.tolist()]
    )
    values = attractions.of(places, rule.directedness)
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


def skill_closeness(world: World) -> Floats:
    """Return T: the weight of a job's skill for a worker's skill, shape (Q, Q)."""
    rule, n = world.parameters.search, world.n_skills
    return np.eye(n) + rule.skill_down * np.eye(n, k=-1) + rule.skill_up * np.eye(n, k=1)


@compiled
def pick(weights: Floats, u: float) -> int:
    """Return the first index at which the running sum of weights exceeds u times their sum.

    -1 if all weights are zero.
    """
    total = 0.0
    for index in range(weights.size):
        total += weights[index]
    if total <= 0.0:
        return -1
    bound, running, last = u * total, 0.0, -1
    for index in range(weights.size):
        running += weights[index]
        if weights[index] > 0.0:
            last = index
            if running > bound:
                return index
    return last


@inlined
def searches(
    workers: Workers, worker: Integer, places: Places, rule: SearchRule, word: np.uint32, month: Integer
) -> bool | np.bool_:
    """Return whether a worker with this on-the-job word searches this month."""
    tenure = month - np.int64(workers.spell_start[worker])
    if workers.status[worker] == UNEMPLOYED:
        return tenure <= rule.discouraged_after or np.float64(word) * 2.0**-32 >= rule.discouraged_probability
    hazard: float = rule.by_tenure[workers.contract[worker], min(tenure, TENURE_CLASSES - 1)]
    # The wage term is bounded: most are ruled out before it is computed.
    drawn = np.float64(word) * 2.0**-32
    if drawn >= hazard * math.exp(rule.wage_response * rule.wage_gap_bound):
        return False
    market = places.log_wages[workers.work_city[worker], workers.industry[worker], workers.skill[worker]]
    wage = current_log_wage(
        workers.log_wage[worker], workers.spell_start[worker], places.elapsed, places.wage_drift
    )
    return drawn < hazard * wage_term(market, wage, rule)


@inlined
def worker_kind(workers: Workers, worker: Integer, n_cities: int) -> Integer:
    """Return the type of a worker: skill, residence, city of registration and certificate."""
    residence = np.int64(workers.residence[worker])
    home = min(np.int64(workers.registration[worker]), np.int64(n_cities))
    certified = np.int64(workers.certificate[worker]) & 1
    return ((np.int64(workers.skill[worker]) * n_cities + residence) * (n_cities + 1) + home) * 2 + certified


@compiled
def split_kind(kind: Integer, n_cities: int) -> tuple[Integer, Integer, Integer, Integer]:
    """Return certificate, city of registration, residence and skill of a type; reverses `worker_kind`."""
    home = kind // 2 % (n_cities + 1)
    place = kind // (2 * (n_cities + 1))
    return kind % 2, home, place % n_cities, place // n_cities


@compiled
def file_applications(
    workers: Workers,
    places: Places,
    rule: SearchRule,
    targets: Targets,
    key: Key,
    month: Integer,
    pieces: Counts,
) -> ApplicationColumns:
    """Return the viable applications of some rows.

    (worker, cell, slot, key) inside the region, then (worker, node, industry, skill) outside.
    """
    rows = rows_in(pieces)
    found_worker, found_cell = np.empty(rows, np.int32), np.empty(rows, np.int32)
    found_slot, found_key = np.empty(rows, np.int64), np.empty(rows, np.float64)
    away_worker, away_node = np.empty(rows, np.int32), np.empty(rows, np.uint8)
    away_industry, away_skill = np.empty(rows, np.uint8), np.empty(rows, np.uint8)
    found = 0
    away = 0
    _, _, n_industries, n_skills = targets.cell.shape
    n_cities = places.barrier.shape[1]
    n_cells = n_cities * n_industries * n_skills
    suitable = np.empty(CHUNK, np.uint32)
    on_the_job = np.empty(CHUNK, np.uint32)
    ceiling = draws.ceiling_word(max(rule.suitability[0], rule.suitability[1]))
    weights = np.empty(n_industries)
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            draws.fill_fractions(key, draws.SUITABILITY, month, low, size, suitable)
            draws.fill_fractions(key, draws.ON_THE_JOB, month, low, size, on_the_job)
            for offset in range(size):
                worker = low + offset
                if np.uint64(suitable[offset]) >= ceiling or workers.status[worker] > UNEMPLOYED:
                    continue
                unsuitable = (
                    np.float64(suitable[offset]) * 2.0**-32 >= rule.suitability[workers.status[worker]]
                )
                if unsuitable or not searches(workers, worker, places, rule, on_the_job[offset], month):
                    continue
                kind = worker_kind(workers, worker, n_cities)
                own = np.int64(workers.industry[worker])
                node = pick(targets.city[kind, own], draws.uniform(key, draws.CITY, month, worker, 0))
                if node < 0:
                    continue
                for industry in range(n_industries):
                    weights[industry] = (
                        targets.closeness[own, industry] * targets.industry[kind, node, industry]
                    )
                industry = pick(weights, draws.uniform(key, draws.INDUSTRY, month, worker, 0))
                job_skill = pick(
                    targets.cell[kind, node, industry], draws.uniform(key, draws.SKILL, month, worker, 0)
                )
                if node >= n_cities:
                    away_worker[away] = worker
                    away_node[away] = node
                    away_industry[away] = industry
                    away_skill[away] = job_skill
                    away += 1
                    continue
                cell = (node * n_industries + industry) * n_skills + job_skill
                if node == workers.residence[worker]:
                    own_account = targets.open_posts[n_cells + cell]
                    bound = np.float64(targets.open_posts[cell])
                    if draws.uniform(key, draws.SECTOR, month, worker, 0) * (bound + own_account) >= bound:
                        cell += n_cells
                place = draws.jump_hash(
                    draws.long_word(key, draws.APPLICATION, month, worker, 0), targets.open_posts[cell]
                )
                weight = 1.0 + rule.certificate_signal * certificate_counts(workers, worker, node, job_skill)
                found_worker[found] = worker
                found_cell[found] = cell
                found_slot[found] = targets.offset[cell] + place
                found_key[found] = -math.log(draws.uniform(key, draws.RACE, month, worker, 0)) / weight
                found += 1
    return (
        found_worker[:found].copy(),
        found_cell[:found].copy(),
        found_slot[:found].copy(),
        found_key[:found].copy(),
        away_worker[:away].copy(),
        away_node[:away].copy(),
        away_industry[:away].copy(),
        away_skill[:away].copy(),
    )


@inlined
def certificate_counts(workers: Workers, worker: Integer, city: Integer, job_skill: Integer) -> float:
    """Return 1.0 if the worker holds a certificate that the city recognises and the job asks for skill."""
    held = np.int64(workers.certificate[worker])
    return 1.0 if job_skill > 0 and held & 1 == 1 and (held >> (1 + city)) & 1 == 1 else 0.0


def search(
    world: World, state: State, now: Month, places: Places, attractions: Attractions
) -> tuple[Applications, BoundaryApplications]:
    """Return this month's viable applications, to posts of the region and to boundary nodes."""
    rule = search_rule(world, state.search_norm)
    targets = weighted_targets(world, state, places, attractions)
    parts = world.threads.each(
        lambda pieces: file_applications(state.workers, places, rule, targets, now.key, now.index, pieces),
        state.worker_blocks.pieces(),
    )
    joined = [np.concatenate(columns) for columns in zip(*parts, strict=True)]
    return Applications(*joined[:4]), BoundaryApplications(*joined[4:])


@compiled
def summed_search(
    workers: Workers, places: Places, rule: SearchRule, month: Integer, pieces: Counts
) -> Integer:
    """Return the sum of the employed's search hazards as a multiple of 2^-40, exact in any order."""
    total: Integer = 0
    for piece in range(pieces.shape[0]):
        for worker in range(pieces[piece, 0], pieces[piece, 1]):
            if workers.status[worker] == EMPLOYED:
                tenure = min(month - np.int64(workers.spell_start[worker]), TENURE_CLASSES - 1)
                market = places.log_wages[
                    workers.work_city[worker], workers.industry[worker], workers.skill[worker]
                ]
                wage = current_log_wage(
                    workers.log_wage[worker], workers.spell_start[worker], places.elapsed, places.wage_drift
                )
                hazard = rule.by_tenure[workers.contract[worker], tenure] * wage_term(market, wage, rule)
                total += np.int64(hazard * 2.0**40)
    return total


def search_norm(world: World, state: State, now: Month, places: Places) -> float:
    """Return the norm with which the employed search at the on-the-job rate on average."""
    rule = search_rule(world, 1.0)
    pieces = state.worker_blocks.pieces()
    parts = world.threads.each(
        lambda part: summed_search(state.workers, places, rule, now.index, part), pieces
    )
    mean = sum(parts) * 2.0**-40 / max(int(state.firms.headcount.sum()), 1)
    return mean / world.parameters.search.on_the_job_rate
