"""Separations: workers lose or leave jobs for unemployment.

The monthly hazard of worker n is

    h_n = s0 m(skill) m(contract) (1 + kappa exp(-tenure / tau)) / norm
          x season x exp(k L_c kappa_i / mean kappa) x 3 [misled by the agency, tenure up to 3 months]

s0 is the whole flow from employment to unemployment, so the norm is set once, on the last twelve months of
burn-in, such that these separations, layoffs and the releases of closing firms add up to s0 times employment,
and then frozen: a norm recomputed each month would couple all workers and spoil paired draws. Sources:
declining hazard, Farber 1999; less stable temporary jobs, Autor and Houseman 2010.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.employment import end_jobs
from sim.agents.state import State
from sim.agents.workers import EMPLOYED, MISPLACED, UNEMPLOYED, Workers
from sim.compile import Integer, compiled, inlined, row
from sim.draws import Key
from sim.parameters import Separation
from sim.processes.clock import Month, separation_season
from sim.processes.firms import FirmFlows
from sim.processes.information import Places
from sim.processes.world import World
from sim.sieve import Sieve, new_sieve, sift
from sim.threads import CHUNK, selected

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
TENURE_CLASSES = 121
"""Tenure in months 0 to 119; the last class is 120 and more."""
MISPLACED_MONTHS = 3
"""Months at risk of those whom the agency misled. A hire is first at risk at a tenure of one month."""


class SeparationHazard(NamedTuple):
    """The hazard as a product.

    base     by skill, contract and tenure in months, shape (Q, 5, 121), before the norm
    factor   by city of work and industry, shape (C, I): norm, season and pandemic
    ceiling  the highest hazard of all who were not misled
    misplaced  factor for those who were, in the first three months
    """

    base: Floats
    factor: Floats
    ceiling: float
    misplaced: float


def base_hazard(world: World) -> Floats:
    """Return the hazard before norm, season and pandemic by skill, contract and tenure, shape (Q, 5, 121)."""
    return base_hazards(world.parameters.separation)


@lru_cache(maxsize=4)
def base_hazards(rates: Separation) -> Floats:
    """Return the base hazard; the same all through a run, so it is kept, and nobody writes to it."""
    by_tenure = [
        1.0 + rates.new_tenure_multiplier * math.exp(-tenure / rates.tenure_scale)
        for tenure in range(TENURE_CLASSES)
    ]
    return np.array(
        [
            [
                [rates.separation_rate * by_skill * by_contract * tenure for tenure in by_tenure]
                for by_contract in rates.contract_multiplier
            ]
            for by_skill in rates.skill_multiplier
        ]
    )


def pandemic_factor(world: World, now: Month) -> Floats:
    """Return the factor of the pandemic on separations by city and industry, shape (C, I)."""
    sensitivity = world.region.covid_sensitivity / world.region.covid_sensitivity.mean()
    strength = world.parameters.separation.covid_multiplier
    return np.array(
        [
            [math.exp(strength * level * relative) for relative in sensitivity.tolist()]
            for level in now.stringency.tolist()
        ]
    )


def separation_hazard(world: World, state: State, now: Month) -> SeparationHazard:
    """Return the month's hazard."""
    base = base_hazard(world)
    factor = pandemic_factor(world, now) * (separation_season(world, now) / state.separation_norm)
    misplaced = world.parameters.mediation.misconduct_separation
    return SeparationHazard(base, factor, float(base.max() * factor.max()), misplaced)


@inlined
def misconduct_factor(workers: Workers, worker: Integer, tenure: Integer, misplaced: float) -> float:
    """Return the factor on the hazard of what the agency did: one for nearly all."""
    misled = np.int64(workers.flags[worker]) & MISPLACED != 0
    return misplaced if misled and tenure <= MISPLACED_MONTHS else 1.0


def find_separations(
    workers: Workers, hazard: SeparationHazard, key: Key, month: int, pieces: Counts
) -> NDArray[np.int32]:
    """Return the ids of the employed who separate, in order, among the rows of some pieces."""
    words, sieve = np.empty(CHUNK, np.uint32), new_sieve()
    return selected(
        lambda found: select_separations(workers, hazard, key, month, pieces, words, sieve, found), pieces
    )


@compiled
def select_separations(
    workers: Workers,
    hazard: SeparationHazard,
    key: Key,
    month: Integer,
    pieces: Counts,
    words: NDArray[np.uint32],
    sieve: Sieve,
    found: NDArray[np.int32],
) -> Integer:
    """Write those who separate to `found`, with `words` one chunk, as working memory; return how many."""
    count: Integer = 0
    ceiling = draws.ceiling_word(hazard.ceiling)
    misplaced_ceiling = draws.ceiling_word(hazard.ceiling * max(1.0, hazard.misplaced))
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            draws.fill_fractions(key, draws.SEPARATION, month, low, size, 0, words)
            for offset in range(size):
                employed = workers.status[row(low + offset)] == EMPLOYED
                sieve.marks[offset] = employed & (np.uint64(words[offset]) < misplaced_ceiling)
            for place in range(sift(sieve, size)):
                offset = sieve.rows[place]
                worker = row(low + offset)
                # Only the few who were misled can separate above the usual ceiling.
                if np.uint64(words[offset]) < ceiling or np.int64(workers.flags[worker]) & MISPLACED != 0:
                    tenure = min(month - np.int64(workers.spell_start[worker]), TENURE_CLASSES - 1)
                    probability = (
                        hazard.base[workers.skill[worker], workers.contract[worker], tenure]
                        * hazard.factor[workers.work_city[worker], workers.industry[worker]]
                        * misconduct_factor(workers, worker, tenure, hazard.misplaced)
                    )
                    if np.float64(words[offset]) * 2.0**-32 < probability:
                        found[count] = worker
                        count += 1
    return count


def who_separates(world: World, state: State, now: Month) -> NDArray[np.int32]:
    """Return the ids of the workers who separate this month, in order."""
    hazard = separation_hazard(world, state, now)
    found = world.threads.each(
        lambda pieces: find_separations(state.workers, hazard, now.key, now.index, pieces),
        state.worker_blocks.pieces(),
    )
    return np.concatenate(found)


class JobLosses(NamedTuple):
    """Jobs that ended in unemployment by contract, city of work and industry, each of shape (5, C, I).

    separated  by the hazard of this file
    laid_off   by layoffs
    released   by the closing of the firm
    """

    separated: Counts
    laid_off: Counts
    released: Counts


def separate(world: World, state: State, now: Month, places: Places, firm_flows: FirmFlows) -> JobLosses:
    """Carry out layoffs and releases, then the separations among those still employed."""
    drift = places.wage_drift
    laid_off = end_jobs(state, firm_flows.laid_off, UNEMPLOYED, now.index, drift)
    released = end_jobs(state, firm_flows.released, UNEMPLOYED, now.index, drift)
    separated = end_jobs(state, who_separates(world, state, now), UNEMPLOYED, now.index, drift)
    return JobLosses(separated, laid_off, released)


@compiled
def summed_hazard(
    workers: Workers, base: Floats, misplaced: float, month: Integer, pieces: Counts
) -> Integer:
    """Return the sum of the base hazard over the employed as a multiple of 2^-40, exact in any order."""
    total: Integer = 0
    for piece in range(pieces.shape[0]):
        for worker in range(pieces[piece, 0], pieces[piece, 1]):
            if workers.status[worker] == EMPLOYED:
                tenure = min(month - np.int64(workers.spell_start[worker]), TENURE_CLASSES - 1)
                hazard = base[workers.skill[worker], workers.contract[worker], tenure]
                hazard *= misconduct_factor(workers, worker, tenure, misplaced)
                total += np.int64(hazard * 2.0**40)
    return total


def norm_for(world: World, state: State, now: Month, other_job_losses: float) -> float:
    """Return the norm with which separations and other job losses add up to the separation rate.

    Args:
        world: setting.
        state: current state.
        now: the month.
        other_job_losses: layoffs and releases of closing firms to expect, workers a month.
    """
    base, misplaced = base_hazard(world), world.parameters.mediation.misconduct_separation
    pieces = state.worker_blocks.pieces()
    expected = (
        sum(
            world.threads.each(
                lambda part: summed_hazard(state.workers, base, misplaced, now.index, part), pieces
            )
        )
        * 2.0**-40
    )
    employed = int(state.firms.headcount.sum())
    rate = world.parameters.separation.separation_rate
    return expected / max(rate * employed - other_job_losses, 0.1 * rate * employed)
