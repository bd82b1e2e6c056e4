"""Demography: entrants and retirement.

Retirement starts at a first age; its annual hazard rises linearly from zero there,
k (age - first) / (last - first), and everybody has retired at the last age. k and the age structure of the
older are set together, such that the structure lasts and the labour force loses the retirement rate a year.
(With nobody above 59 at the start, as in the census bands, the cohorts that follow pushed retirement from 2.2
to 3.8 % a year within two years.)

Entrants are the young people who begin to work without a vocational school (`youth.py`), as unemployed. Those
who join the labour force young, through schools or not, have the city's skills of 2019, tilted upwards as
cohorts are better educated than the stock; their fields are its industries. In burn-in, entrants fill the gap
to the city's labour force of 2019, so that runs start from it.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.employment import end_jobs, enter
from sim.agents.state import State
from sim.agents.workers import EMPLOYED, HAS_CERTIFICATE, OUTSIDE, RETIRED, TRAINING, UNEMPLOYED, Workers
from sim.compile import Integer, compiled, row
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.information import Places
from sim.processes.world import World
from sim.sieve import Sieve, new_sieve, sift
from sim.threads import CHUNK, selected

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12


def retirement_probabilities(world: World) -> Floats:
    """Return the monthly retirement probability by months of age above the first age; the last entry is 1."""
    return monthly_retirement(retirement_slope(world), retirement_span(world))


def retirement_span(world: World) -> int:
    """Return the years between the first and the last age of retirement."""
    people = world.parameters.population
    return people.retirement_last_age - people.retirement_first_age


@cache
def monthly_retirement(slope: float, span: int) -> Floats:
    """Return the monthly probabilities for an annual hazard of `slope` times the part of the span passed."""
    by_month = [
        1.0 - (1.0 - min(1.0, slope * (month / MONTHS_PER_YEAR) / span)) ** (1.0 / MONTHS_PER_YEAR)
        for month in range(span * MONTHS_PER_YEAR)
    ]
    probabilities = np.array([*by_month, 1.0])
    probabilities.flags.writeable = False
    return probabilities


def staying_shares(slope: float, span: int) -> Floats:
    """Return the share that has not retired by months since the first age, shape (12 span,)."""
    return np.concatenate(([1.0], np.cumprod(1.0 - monthly_retirement(slope, span)[:-2])))


def retirement_slope(world: World) -> float:
    """Return k: the labour force loses the retirement rate a year."""
    people = world.parameters.population
    low, _, share = world.region.age_bands[-1]
    before = people.retirement_first_age - low
    return solved_slope(people.retirement_rate, share, before, retirement_span(world))


@cache
def solved_slope(rate: float, share: float, before: int, span: int) -> float:
    """Solve for k by bisection; 0 if even work to the last age by all retires more than the rate.

    The oldest band of the data is the older part of the labour force; within it people are as many at each
    age as have not retired yet. What reaches the first age each month is what retires each month, so the age
    structure lasts.

    Args:
        rate: share of the labour force that retires in a year.
        share: share of the labour force in the oldest band.
        before: years from the start of the band to the first age of retirement.
        span: years from the first to the last age of retirement.
    """
    low, high = 0.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2.0
        months = before * MONTHS_PER_YEAR + float(staying_shares(middle, span).sum())
        low, high = (middle, high) if share / months < rate / MONTHS_PER_YEAR else (low, middle)
    return low


def find_retirements(
    workers: Workers, probabilities: Floats, first_age: int, key: Key, month: int, pieces: Counts
) -> NDArray[np.int32]:
    """Return the ids of those who retire, in order. Ages are in months."""
    limits, words, sieve = draws.ceiling_words(probabilities), np.empty(CHUNK, np.uint32), new_sieve()
    youngest = month - first_age
    return selected(
        lambda found: select_retirements(workers, limits, youngest, key, month, pieces, words, sieve, found),
        pieces,
    )


@compiled
def select_retirements(
    workers: Workers,
    limits: NDArray[np.uint64],
    youngest: int,
    key: Key,
    month: int,
    pieces: Counts,
    words: NDArray[np.uint32],
    sieve: Sieve,
    found: NDArray[np.int32],
) -> Integer:
    """Write those who retire to `found`; return how many.

    Args:
        workers: Workers.
        limits: who draws a word below retires, by months above the first age; the last is for all beyond.
        youngest: month of birth of those who reach the first age.
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
            draws.fill_fractions(key, draws.RETIREMENT, month, low, size, 0, words)
            for offset in range(size):
                worker = row(low + offset)
                old = workers.birth_month[worker] <= youngest
                sieve.marks[offset] = old & (workers.status[worker] <= OUTSIDE)
            for place in range(sift(sieve, size)):
                offset = sieve.rows[place]
                worker = row(low + offset)
                past: Integer = youngest - np.int64(workers.birth_month[worker])
                found[count] = worker
                count += np.uint64(words[offset]) < limits[np.int64(min(past, limits.size - 1))]
    return count


def retirements(world: World, state: State, now: Month) -> NDArray[np.int32]:
    """Return the ids of the workers who retire this month, in order."""
    probabilities = retirement_probabilities(world)
    first_age = world.parameters.population.retirement_first_age * MONTHS_PER_YEAR
    found = world.threads.each(
        lambda pieces: find_retirements(state.workers, probabilities, first_age, now.key, now.index, pieces),
        state.worker_blocks.pieces(),
    )
    return np.concatenate(found)


def gap_to_start(world: World, state: State) -> Counts:
    """Return how many each city lacks of its labour force of 2019, shape (C,)."""
    workers = state.workers
    in_labour_force = np.isin(workers.status, (EMPLOYED, UNEMPLOYED, TRAINING)) & (workers.school < 0)
    residents = np.bincount(workers.residence[in_labour_force], minlength=world.n_cities)
    gap: Counts = np.maximum(state.population_start - residents, 0)
    return gap


def entrant_skill_shares(world: World) -> Floats:
    """Return the cumulative skill shares of all who join the labour force young, by city, shape (C, Q)."""
    by_skill = world.region.labour_force.sum(axis=1).astype(float)
    shares = by_skill / by_skill.sum(axis=1, keepdims=True) + np.array(
        world.parameters.population.entrant_skill_tilt
    )
    shares = np.maximum(shares, 0.0)
    return np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)


def chosen(cumulative: Floats, u: Floats) -> NDArray[np.int64]:
    """Return for each row the first category whose cumulative share exceeds u, shape (n,).

    Args:
        cumulative: cumulative shares, shape (n, categories).
        u: draws in (0, 1), shape (n,).
    """
    first: Counts = np.minimum((cumulative <= u[:, None]).sum(axis=1), cumulative.shape[1] - 1)
    return first


def newcomers(
    world: World,
    state: State,
    now: Month,
    places: Places,
    ids: Counts,
    city: Counts,
    skill: Counts,
    registration: Counts | None,
    ages: tuple[float, float] | None,
    flags: int,
) -> None:
    """Let newcomers enter a city, unemployed.

    Args:
        world: setting.
        state: current state; its workers change.
        now: the month.
        places: the month's wages.
        ids: who enters, shape (n,).
        city: where, shape (n,).
        skill: their skills, shape (n,).
        registration: their nodes of registration, or None for the mix of the city.
        ages: youngest and oldest age in years, or None for the usual age of entrants.
        flags: flags of all of them.
    """
    if not ids.size:
        return
    people = world.parameters.population

    def u(sub: int) -> Floats:
        return draws.uniforms(now.key, draws.ENTRANT, now.index, ids, sub)

    if registration is None:
        registration = chosen(np.cumsum(world.region.registration_share, axis=1)[city], u(3))
    industry = chosen(world.cumulative_fields[city, skill], u(4))
    age = np.array(people.entrant_age)[skill] + u(5) if ages is None else ages[0] + (ages[1] - ages[0]) * u(5)
    effect = draws.standard_normals(lasting_uniforms(world, ids))
    enter(
        state.workers,
        ids,
        city,
        skill,
        industry,
        registration,
        now.index - np.floor(age * MONTHS_PER_YEAR).astype(np.int64),
        certificates(world, skill, registration, u(6)),
        places.log_wages[city, industry, skill] + places.worker_effect_sd * effect,
        flags,
        now.index,
    )


def lasting_uniforms(world: World, ids: Counts) -> Floats:
    """Return the draws of the workers' lasting wage effects."""
    return draws.uniforms(world.initial_key, draws.INITIAL, draws.TIMELESS, ids)


def certificates(world: World, skill: Counts, registration: Counts, u: Floats) -> Counts:
    """Return the certificate bits: who holds one, and the city of registration that issued it, if inside."""
    holds = u < np.array(world.parameters.population.certificate_share)[skill]
    issued = np.where(registration < world.n_cities, 2 << np.minimum(registration, world.n_cities), 0)
    return np.asarray(np.where(holds, HAS_CERTIFICATE | issued, 0))


class Renewal(NamedTuple):
    """Who left and joined the labour force by age. Shapes: C cities, I industries.

    retired     retirements from the labour force by city of residence, shape (C,)
    retired_outside  retirements of those outside by boundary node, shape (B,)
    ended_jobs  the jobs they ended by sector, city of work and industry, shape (2, C, I)
    entered     entrants by city, without those from schools, shape (C,)
    """

    retired: Counts
    retired_outside: Counts
    ended_jobs: Counts
    entered: Counts


def renew(
    world: World, state: State, now: Month, places: Places, begun_work: Counts, skill_shares: Floats
) -> Renewal:
    """Retire the old and let the young enter.

    Args:
        world: setting.
        state: current state.
        now: the month.
        places: the month's wages.
        begun_work: who begins to work without school, shape (C,); in burn-in the gap counts instead.
        skill_shares: their cumulative skill shares, shape (C, Q).
    """
    workers, n_cities = state.workers, world.n_cities
    old = retirements(world, state, now)
    outside = workers.status[old] == OUTSIDE
    retired = np.bincount(workers.residence[old[~outside]], minlength=n_cities)
    retired_outside = np.bincount(workers.residence[old[outside]], minlength=world.region.n_nodes)[n_cities:]
    ended_jobs = end_jobs(state, old, RETIRED, now.index, places.wage_drift)
    entered = gap_to_start(world, state) if now.burn_in else begun_work
    blocks = state.worker_blocks
    new = [
        blocks.take(blocks.names.index(f"entrants:{city}"), count)
        for city, count in zip(world.region.city_names, entered.tolist(), strict=True)
    ]
    ids, where = np.concatenate(new), np.repeat(np.arange(n_cities), entered)
    skill = chosen(skill_shares[where], draws.uniforms(now.key, draws.ENTRANT, now.index, ids, 2))
    newcomers(world, state, now, places, ids, where, skill, None, None, 0)
    return Renewal(retired, retired_outside, ended_jobs, entered)
