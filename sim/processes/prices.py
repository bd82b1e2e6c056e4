"""Prices: market wages each quarter, rents each month.

Wages follow their trend and the tightness of the cell against a normal time,

    d ln W = g / 4 + (kappa / 4) ln(theta / theta_0),   at least a floor per quarter,

with theta the posts per job seeker of the quarter, shrunk towards the tightness of the city and skill where
the cell has few seekers. A wage curve is not imposed; it has to emerge. Rents follow population,
P = P_0 (Pop / Pop_0)^(1 / eps_h).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.agents.state import State
from sim.processes.clock import Month
from sim.processes.ledger import Census
from sim.processes.tightness import log_tightness
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def observe_tightness(state: State, posts: Counts, seekers: Counts) -> None:
    """Add a month's posts and job seekers, shape (C, I, Q), to what the next wage round will look at."""
    state.posts_seen = state.posts_seen + posts
    state.seekers_seen = state.seekers_seen + seekers


def revise_wages(world: World, state: State, now: Month) -> None:
    """Revise market wages at the end of a quarter.

    Nothing happens in burn-in, whose tightness is the norm.
    """
    if now.burn_in or not now.ends_quarter:
        return
    rule = world.parameters.wages
    months = 3.0
    tightness = log_tightness(
        state.posts_seen / months, state.seekers_seen / months, rule.tightness_prior_seekers
    )
    rise = rule.wage_trend / 4.0 + rule.tightness_response / 4.0 * (tightness - state.tightness_start)
    state.log_wages = state.log_wages + np.maximum(rise, rule.quarterly_floor)
    state.posts_seen = np.zeros_like(state.posts_seen)
    state.seekers_seen = np.zeros_like(state.seekers_seen)


def revise_rents(world: World, state: State, population: Counts) -> None:
    """Set rents by population, residents in the labour force, shape (C,)."""
    exponent = 1.0 / world.parameters.boundary.housing_supply_elasticity
    growth = [
        math.log(max(int(now), 1) / max(int(then), 1))
        for now, then in zip(population, state.population_start, strict=True)
    ]
    state.rents = world.region.rent_level * np.array([math.exp(exponent * rate) for rate in growth])


def revise_prices(world: World, state: State, now: Month, census: Census) -> None:
    """Revise wages and rents on the month-end count."""
    posts = state.vacancies.open_posts.reshape(2, *world.cells).sum(axis=0)
    observe_tightness(state, posts, census.seekers)
    revise_wages(world, state, now)
    revise_rents(world, state, census.labour_force)
