"""Burn-in: from the initial population to the state that every run starts from.

Twenty-four months at the conditions of 2019, during which entrants keep each city's labour force at its
margin. The norm of separations is revised each month so that with layoffs and releases they end the
separation rate times employment; its mean over the last twelve months is then frozen. So are the norm of
on-the-job search, on the stored state, and the tightness that wages take for normal, the mean of the last
twelve months. Those who may begin a course are counted on the stored state.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.agents.agencies import RECRUITMENT
from sim.agents.state import State
from sim.processes.clock import Month, open_month
from sim.processes.information import inform
from sim.processes.initial_services import end_burn_in
from sim.processes.ledger import Flows
from sim.processes.outside import outside_log_wages
from sim.processes.search import search_norm
from sim.processes.separations import norm_for
from sim.processes.service_information import heard_through_agencies, open_service_market
from sim.processes.tightness import log_tightness
from sim.processes.training import eligible_at
from sim.processes.world import BURN_IN, World

NORMAL_MONTHS = 12


def norm_of_search(world: World, state: State, index: int) -> float:
    """Return the norm of on-the-job search in the state as it is, in some month."""
    now = open_month(world, world.initial_key, index)
    market = open_service_market(world, state, now)
    places = inform(world, state, now, outside_log_wages(world, state, now), market)
    return search_norm(world, state, now, places)


def note_heard(world: World, state: State, index: int) -> None:
    """Remember what residents hear through the agencies of the start."""
    market = open_service_market(world, state, open_month(world, world.initial_key, index))
    if market is not None:
        state.services.heard_start[:] = heard_through_agencies(world, state, market)


def burn_in(world: World, state: State, step: Callable[[Month], Flows]) -> None:
    """Bring a state to the start of the run.

    Args:
        world: setting, without policies.
        state: the initial population; changes.
        step: runs one month on the state and returns its flows.
    """
    note_heard(world, state, -BURN_IN)
    state.search_norm = norm_of_search(world, state, -BURN_IN)
    rate = world.parameters.separation.separation_rate
    losses = [rate / 2.0 * float(state.firms.headcount.sum())]
    norms: list[float] = []
    placements: list[float] = []
    for index in range(-BURN_IN, 0):
        now = open_month(world, world.initial_key, index)
        if index == -NORMAL_MONTHS:
            state.posts_seen, state.seekers_seen = np.zeros(world.cells), np.zeros(world.cells)
        state.separation_norm = norm_for(world, state, now, float(np.mean(losses[-NORMAL_MONTHS:])))
        norms.append(state.separation_norm)
        flows = step(now)
        losses.append(float(flows.job_losses.laid_off.sum() + flows.job_losses.released.sum()))
        placements.append(float(flows.hiring.placements.by_line[:, RECRUITMENT].sum()))
    state.separation_norm = float(np.mean(norms[-NORMAL_MONTHS:]))
    prior = world.parameters.wages.tightness_prior_seekers
    state.tightness_start = log_tightness(
        state.posts_seen / NORMAL_MONTHS, state.seekers_seen / NORMAL_MONTHS, prior
    )
    state.posts_seen, state.seekers_seen = np.zeros(world.cells), np.zeros(world.cells)
    note_heard(world, state, 0)
    state.search_norm = norm_of_search(world, state, 0)
    state.training_eligible = eligible_at(world, state, 0)
    if world.agencies:
        end_burn_in(world, state, float(np.mean(placements[-NORMAL_MONTHS:])) / world.scale)
