"""Seats and fields of vocational schools: how many may begin, and what they learn.

Seats of a city follow the trend of its intake of 2019, which policies bend. Fields follow the mix of the
start, tilted towards those that were tight a year ago,

    share_k ~ base_k (theta_k / theta_k at the start)^elasticity,     theta posts per seeker,

so a field chosen in a boom ends in the labour market four years later (cobweb). The mix of the start is the
city's industries by workers of the skills that schools teach, times the field's tilt.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.agents.state import State
from sim.processes.clock import Month
from sim.processes.tightness import log_tightness
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
START, LAST_YEAR = 0, 1
"""Rows of `State.field_tightness`."""
MONTHS_PER_YEAR = 12


def trend_seats(world: World, year: int) -> Floats:
    """Return the seats without any policy, students a year, shape (C,); year 0 is 2019."""
    growth = (1.0 + world.parameters.schools.intake_growth) ** year
    return np.array([intake * growth for intake in world.region.school_intake.tolist()])


def seats(world: World, now: Month) -> Floats:
    """Return the seats of a September, students a year at real size, shape (C,)."""
    return world.policies.vocational_intake(trend_seats(world, now.index // MONTHS_PER_YEAR), now.index)


def base_field_shares(world: World) -> Floats:
    """Return the mix of fields of the start, shape (C, I)."""
    taught = world.region.labour_force[:, :, 1:-1].sum(axis=2).astype(float)
    weights = taught * world.region.school_field_tilt
    return np.array([normalised(row) for row in weights.tolist()])


def normalised(weights: list[float]) -> list[float]:
    """Return weights divided by their sum."""
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def field_shares(world: World, state: State, now: Month) -> Floats:
    """Return the cumulative shares of fields in the intake of a September, shape (C, I)."""
    base = np.full(world.n_cities, world.parameters.schools.field_elasticity)
    elasticity = world.policies.field_response(base, now.index).tolist()
    change = (state.field_tightness[LAST_YEAR] - state.field_tightness[START]).tolist()
    shares = [
        normalised([share * math.exp(response * rise) for share, rise in zip(own, rises, strict=True)])
        for own, response, rises in zip(base_field_shares(world).tolist(), elasticity, change, strict=True)
    ]
    return np.cumsum(np.array(shares), axis=1)


def observed_tightness(world: World, state: State, seekers: Counts) -> Floats:
    """Return log posts per seeker by city and field, shape (C, I).

    Args:
        world: setting.
        state: with its open posts.
        seekers: job seekers by city, last industry and skill, shape (C, I, Q).
    """
    posts = state.vacancies.open_posts.reshape(2, *world.cells).sum(axis=(0, 3)).astype(float)
    prior = world.parameters.wages.tightness_prior_seekers
    return log_tightness(posts[:, :, None], seekers.sum(axis=2).astype(float)[:, :, None], prior)[:, :, 0]
