"""The people of the initial population: how many of each kind, their age, registration and certificate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.workers import UNEMPLOYED, Workers
from sim.geography.fitting import largest_remainder
from sim.processes.demography import (
    certificates,
    chosen,
    retirement_slope,
    retirement_span,
    staying_shares,
)
from sim.processes.world import BURN_IN, World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12
AGE, REGISTRATION, CERTIFICATE, UNEMPLOYMENT, COMMUTING, OWN, JOB, TENURE = range(10, 18)
"""Sub ids of the draws of the initial state."""


def scaled_cells(world: World) -> Counts:
    """Return the simulated workers by city, industry and skill, adding up to the scaled total."""
    persons = world.region.labour_force.astype(float)
    return rounded(world.scaled(persons), round(float(persons.sum()) * world.scale))


def rounded(values: Floats, total: int) -> Counts:
    """Return whole numbers of any shape that add up to a total, by the largest remainder."""
    return largest_remainder(values.ravel(), total).reshape(values.shape)


def settle(world: World, workers: Workers, ids: Counts, city: int, cells: Counts) -> None:
    """Settle a city's people: industry, skill, age, registration and certificate."""
    n_skills = world.n_skills
    kind = np.repeat(np.arange(cells.size), cells.ravel())
    workers.status[ids] = UNEMPLOYED
    workers.residence[ids] = city
    workers.industry[ids] = kind // n_skills
    workers.skill[ids] = kind % n_skills
    workers.spell_start[ids] = -BURN_IN
    workers.birth_month[ids] = -BURN_IN - initial_ages(world, ids)
    shares = np.cumsum(world.region.registration_share[city])
    registration = chosen(
        np.repeat(shares[None], ids.size, axis=0), initial_uniforms(world, ids, REGISTRATION)
    )
    workers.registration[ids] = registration
    held = initial_uniforms(world, ids, CERTIFICATE)
    workers.certificate[ids] = certificates(world, kind % n_skills, registration, held)


def initial_uniforms(world: World, ids: Counts, sub: int) -> Floats:
    """Return draws of the initial state."""
    return draws.uniforms(world.initial_key, draws.INITIAL, draws.TIMELESS, ids, sub)


def initial_ages(world: World, ids: Counts) -> Counts:
    """Return ages in months, uniform within the age bands.

    The oldest band is thinned by retirement and open to its last age.
    """
    u = initial_uniforms(world, ids, AGE)
    ages, below = np.zeros(ids.size), 0.0
    for low, high, share in world.region.age_bands[:-1]:
        inside = (u >= below) & (u < below + share)
        ages[inside] = (low + (u[inside] - below) / share * (high + 1 - low)) * MONTHS_PER_YEAR
        below += share
    low, _, share = world.region.age_bands[-1]
    before = (world.parameters.population.retirement_first_age - low) * MONTHS_PER_YEAR
    staying = staying_shares(retirement_slope(world), retirement_span(world))
    structure = np.cumsum(np.concatenate((np.ones(before), staying)))
    older = u >= below
    ages[older] = low * MONTHS_PER_YEAR + np.searchsorted(
        structure, (u[older] - below) / share * structure[-1]
    )
    return np.maximum(ages, world.region.age_bands[0][0] * MONTHS_PER_YEAR).astype(np.int64)
