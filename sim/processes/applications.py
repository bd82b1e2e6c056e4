"""Applications: the kernel of search (`sim.processes.search`) that files the month's viable applications.

Rows come in chunks. Words of all rows rule most of them out; who is left searches or not; who searches draws
city, industry, skill and sector of the job, then the post, and the key of the race for it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.vacancies import Vacancies
from sim.agents.workers import UNEMPLOYED, VOCATIONAL, Workers
from sim.compile import Integer, compiled, inlined, row
from sim.draws import Key
from sim.processes.brands import brand_factor
from sim.processes.certification import recognised
from sim.processes.information import Places, current_log_wage
from sim.processes.separations import TENURE_CLASSES
from sim.processes.targets import Targets, worker_kind
from sim.sieve import Sieve, new_sieve, sift
from sim.threads import CHUNK, rows_in

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


class SearchRule(NamedTuple):
    """Who searches and what is viable.

    by_tenure        on-the-job hazard by contract and months of tenure before the wage term, shape (5, 121)
    wage_response, wage_gap_bound  of the wage term
    suitability      probability that an application is viable, by status (employed, unemployed), residence
                     and industry of the job, shape (2, C, I)
    most_suitable    the highest over industries, shape (2, C)
    vocational_gain  relative gain of the vocationally trained
    discouraged_probability, discouraged_after  of skipping a month
    certificate_signal  relative advantage of a certified applicant in the race for a post
    screening_weight    the same of one who fits, where an agency screens the applicants
    """

    by_tenure: Floats
    wage_response: float
    wage_gap_bound: float
    suitability: Floats
    most_suitable: Floats
    vocational_gain: float
    discouraged_probability: float
    discouraged_after: int
    certificate_signal: float
    screening_weight: float


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


@inlined
def wage_term(log_market_wage: float, log_wage: float, rule: SearchRule) -> float:
    """Return the factor of the wage gap on the search hazard of the employed."""
    gap = min(max(log_market_wage - log_wage, -rule.wage_gap_bound), rule.wage_gap_bound)
    return math.exp(rule.wage_response * gap)


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
    market = places.log_wages[workers.work_city[worker], workers.industry[worker], workers.skill[worker]]
    wage = current_log_wage(
        workers.log_wage[worker], workers.spell_start[worker], places.elapsed, places.wage_drift
    )
    return np.float64(word) * 2.0**-32 < hazard * wage_term(market, wage, rule)


CITY_DRAW, INDUSTRY_DRAW, SKILL_DRAW, SECTOR_DRAW, RACE_DRAW = range(5)
"""Rows of `SearchRoom.uniforms`."""


class SearchRoom(NamedTuple):
    """Bounds and working memory of `fill_applications`, so that the kernel makes no arrays.

    viable     no application with a word from here on is viable
    searching  nobody employed with a word from here on searches, by contract and tenure, shape (5, 121)
    suitable, on_the_job  words of a chunk of rows
    sieve      rows of a chunk that may apply
    applicants, gains  who of them searches, and the factor on what suits each
    uniforms   draws of the applicants, shape (5, CHUNK)
    weights    by industry
    """

    viable: np.uint64
    searching: NDArray[np.uint64]
    suitable: NDArray[np.uint32]
    on_the_job: NDArray[np.uint32]
    sieve: Sieve
    applicants: Counts
    gains: Floats
    uniforms: Floats
    weights: Floats


def file_applications(
    workers: Workers,
    places: Places,
    rule: SearchRule,
    targets: Targets,
    vacancies: Vacancies,
    key: Key,
    initial_key: Key,
    month: int,
    pieces: Counts,
) -> ApplicationColumns:
    """Return the viable applications of some rows.

    Args:
        workers: Workers.
        places: Places.
        rule: SearchRule.
        targets: Targets.
        vacancies: Vacancies.
        key: key of the draws.
        initial_key: key of the lasting traits.
        month: current month index.
        pieces: rows to treat.

    Returns:
        (worker, cell, slot, key) inside the region, then (worker, node, industry, skill) outside.
    """
    rows = rows_in(pieces)
    found = Applications(
        np.empty(rows, np.int32), np.empty(rows, np.int32), np.empty(rows, np.int64), np.empty(rows)
    )
    away = BoundaryApplications(
        np.empty(rows, np.int32), *(np.empty(rows, np.uint8) for _ in BoundaryApplications._fields[1:])
    )
    largest_gain = (1.0 + rule.vocational_gain) * places.brand_factors.max()
    largest_hazards = rule.by_tenure * math.exp(rule.wage_response * rule.wage_gap_bound)
    room = SearchRoom(
        np.uint64(draws.ceiling_word(rule.most_suitable.max() * largest_gain)),
        draws.ceiling_words(largest_hazards),
        np.empty(CHUNK, np.uint32),
        np.empty(CHUNK, np.uint32),
        new_sieve(),
        np.empty(CHUNK, np.int64),
        np.empty(CHUNK),
        np.empty((5, CHUNK)),
        np.empty(targets.cell.shape[2]),
    )
    inside, outside = fill_applications(
        workers, places, rule, targets, vacancies, key, initial_key, month, pieces, room, found, away
    )
    applied = (column[:inside].copy() for column in found)
    return *applied, *(column[:outside].copy() for column in away)  # type: ignore[return-value]


@compiled
def list_likely(workers: Workers, low: Integer, size: Integer, month: Integer, room: SearchRoom) -> Integer:
    """List the rows of a chunk that may apply, before anything costly is computed; return how many.

    Args:
        workers: Workers.
        low: first row of the chunk.
        size: rows in the chunk.
        month: current month index.
        room: SearchRoom; the rows of the sieve are set.
    """
    for offset in range(size):
        # The employed and the unemployed; the other states come after them.
        active = workers.status[row(low + offset)] <= UNEMPLOYED
        room.sieve.marks[offset] = active & (np.uint64(room.suitable[offset]) < room.viable)
    likely = room.sieve.rows
    count: Integer = 0
    for place in range(sift(room.sieve, size)):
        offset = likely[place]
        worker = row(low + offset)
        tenure = min(month - np.int64(workers.spell_start[worker]), TENURE_CLASSES - 1)
        bound = room.searching[workers.contract[worker], tenure]
        # Written before it is known to count, so that there is no branch; never beyond `place`.
        likely[row(count)] = offset
        count += (workers.status[worker] == UNEMPLOYED) | (np.uint64(room.on_the_job[offset]) < bound)
    return count


@compiled
def list_applicants(
    workers: Workers,
    places: Places,
    rule: SearchRule,
    low: Integer,
    listed: Integer,
    month: Integer,
    room: SearchRoom,
) -> Integer:
    """List who of the likely rows of a chunk searches for something that may suit; return how many.

    Args:
        workers: Workers.
        places: Places.
        rule: SearchRule.
        low: first row of the chunk.
        listed: rows in the sieve.
        month: current month index.
        room: SearchRoom; `applicants` and `gains` are set.
    """
    count: Integer = 0
    for place in range(listed):
        offset = room.sieve.rows[place]
        worker = low + offset
        # Below this the application is viable; most are ruled out before the job is known.
        gain = training_factor(workers, worker, rule.vocational_gain, places.brand_factors)
        most = rule.most_suitable[workers.status[worker], workers.residence[worker]] * gain
        if np.float64(room.suitable[offset]) * 2.0**-32 < most and searches(
            workers, worker, places, rule, room.on_the_job[offset], month
        ):
            room.applicants[count], room.gains[count] = worker, gain
            count += 1
    return count


@compiled
def draw_applicants(key: Key, month: Integer, count: Integer, room: SearchRoom) -> None:
    """Set the draws of the first applicants, all of a purpose at once: with vectors they cost a fifth."""
    ids = room.applicants[:count]
    draws.fill_uniforms(key, draws.CITY, month, ids, 0, room.uniforms[CITY_DRAW])
    draws.fill_uniforms(key, draws.INDUSTRY, month, ids, 0, room.uniforms[INDUSTRY_DRAW])
    draws.fill_uniforms(key, draws.SKILL, month, ids, 0, room.uniforms[SKILL_DRAW])
    draws.fill_uniforms(key, draws.SECTOR, month, ids, 0, room.uniforms[SECTOR_DRAW])
    draws.fill_uniforms(key, draws.RACE, month, ids, 0, room.uniforms[RACE_DRAW])


@compiled
def fill_applications(
    workers: Workers,
    places: Places,
    rule: SearchRule,
    targets: Targets,
    vacancies: Vacancies,
    key: Key,
    initial_key: Key,
    month: Integer,
    pieces: Counts,
    room: SearchRoom,
    found: Applications,
    away: BoundaryApplications,
) -> tuple[Integer, Integer]:
    """Write the viable applications of some rows to the first places of `found` and `away`.

    Arguments as `file_applications`; returns how many inside and outside.
    """
    _, _, n_industries, n_skills = targets.cell.shape
    n_cities = places.barrier.shape[1]
    n_cells = n_cities * n_industries * n_skills
    inside: Integer = 0
    outside: Integer = 0
    weights, u = room.weights, room.uniforms
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            draws.fill_fractions(key, draws.SUITABILITY, month, low, size, 0, room.suitable)
            draws.fill_fractions(key, draws.ON_THE_JOB, month, low, size, 0, room.on_the_job)
            listed = list_likely(workers, low, size, month, room)
            applicants = list_applicants(workers, places, rule, low, listed, month, room)
            draw_applicants(key, month, applicants, room)
            for place in range(applicants):
                worker = room.applicants[place]
                status, residence = workers.status[worker], workers.residence[worker]
                kind = worker_kind(workers, worker, n_cities)
                own = np.int64(workers.industry[worker])
                node = pick(targets.city[kind, own], u[CITY_DRAW, place])
                if node < 0:
                    continue
                for industry in range(n_industries):
                    weights[industry] = (
                        targets.closeness[own, industry] * targets.industry[kind, node, industry]
                    )
                industry = pick(weights, u[INDUSTRY_DRAW, place])
                drawn = np.float64(room.suitable[worker - low]) * 2.0**-32
                if drawn >= rule.suitability[status, residence, industry] * room.gains[place]:
                    continue
                job_skill = pick(targets.cell[kind, node, industry], u[SKILL_DRAW, place])
                if node >= n_cities:
                    away.worker[outside] = worker
                    away.node[outside] = node
                    away.industry[outside] = industry
                    away.skill[outside] = job_skill
                    outside += 1
                    continue
                cell = (node * n_industries + industry) * n_skills + job_skill
                if node == residence:
                    cell += n_cells * own_account(targets, cell, n_cells, u[SECTOR_DRAW, place])
                place_in_cell = draws.jump_hash(
                    draws.long_word(key, draws.APPLICATION, month, worker, 0), targets.open_posts[cell]
                )
                slot = targets.offset[cell] + place_in_cell
                if vacancies.firm[slot] == workers.employer[worker]:
                    continue
                screened = vacancies.agency[slot] >= 0
                weight = race_weight(
                    workers, worker, node, industry, job_skill, screened, rule, initial_key, places
                )
                found.worker[inside] = worker
                found.cell[inside] = cell
                found.slot[inside] = slot
                found.key[inside] = -math.log(u[RACE_DRAW, place]) / weight
                inside += 1
    return inside, outside


@inlined
def own_account(targets: Targets, cell: Integer, n_cells: Integer, u: float) -> int:
    """Return 1 if an application to a cell at home goes to its own-account pool, in proportion to posts."""
    of_firms = np.float64(targets.open_posts[cell])
    of_pool = targets.open_posts[n_cells + cell]
    return 1 if u * (of_firms + of_pool) >= of_firms else 0


@inlined
def training_factor(workers: Workers, worker: Integer, vocational_gain: float, brands: Floats) -> float:
    """Return the factor of vocational training and of a labour brand on suitability: 1 without either."""
    vocational = 1.0 + vocational_gain if workers.flags[worker] & VOCATIONAL != 0 else 1.0
    return vocational * brand_factor(workers, worker, brands)


@inlined
def race_weight(
    workers: Workers,
    worker: Integer,
    city: Integer,
    industry: Integer,
    job_skill: Integer,
    screened: bool,
    rule: SearchRule,
    initial_key: Key,
    places: Places,
) -> float:
    """Return the weight of an applicant in the race for a post: certificates, and screening by an agency."""
    weight = 1.0 + rule.certificate_signal * certificate_counts(
        workers, worker, city, job_skill, initial_key, places
    )
    if screened:
        weight += rule.screening_weight * fits(workers, worker, industry, job_skill)
    return weight


@inlined
def certificate_counts(
    workers: Workers, worker: Integer, city: Integer, job_skill: Integer, initial_key: Key, places: Places
) -> float:
    """Return 1.0 if the worker holds a certificate that the city recognises and the job asks for skill."""
    if job_skill == 0 or not recognised(workers, worker, city, initial_key, places.certificate_recognition):
        return 0.0
    return 1.0


@inlined
def fits(workers: Workers, worker: Integer, industry: Integer, job_skill: Integer) -> float:
    """Return 1.0 if the worker comes from the industry of a job and has at least its skill."""
    return 1.0 if workers.industry[worker] == industry and workers.skill[worker] >= job_skill else 0.0
