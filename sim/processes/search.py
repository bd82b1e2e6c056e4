"""Search: who searches, where they apply, and whether the application is viable.

The unemployed search every month, but for a few of the long-term unemployed who skip it. The employed search
with

    sig x exp(0.8 [dispatch or flexible] - 0.4 ln(1 + tenure / 12) + 0.5 (ln W - ln w)) / norm,

more in a new or temporary job, and in one that pays less than the market. A searcher files one application a
month; it is viable with the probability of suitability,

    chi [status, residence, industry of the job] x (1 + 0.15 [vocationally trained]),

the same everywhere unless instruments bend it, and only viable ones are followed here. The target is drawn
with the weights of `sim.processes.targets` in a fixed order (city, industry, skill, sector), each by its own
keyed uniform, so that a small change of the weights changes few choices. Nobody applies to the own
employer. (Excluded only after the race, the staff of own-account pools blocked three in ten of their posts.)
Applications to boundary nodes are kept apart; `sim.processes.boundary` decides on them.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.agents.state import State
from sim.agents.workers import DISPATCH, EMPLOYED, FLEXIBLE, Workers
from sim.compile import Integer, compiled
from sim.parameters import Search
from sim.processes.applications import (
    Applications,
    BoundaryApplications,
    SearchRule,
    file_applications,
    wage_term,
)
from sim.processes.clock import Month
from sim.processes.information import Places, current_log_wage
from sim.processes.separations import TENURE_CLASSES
from sim.processes.targets import weighted_targets
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12


def suitability(world: World, month: int) -> Floats:
    """Return the probability that an application is viable, as in `SearchRule`, shape (2, C, I)."""
    usual = np.full((2, world.n_cities, world.n_industries), world.parameters.search.suitability)
    return world.policies.suitability(usual, month)


@lru_cache(maxsize=4)
def hazards_by_tenure(rule: Search, norm: float) -> Floats:
    """Return the hazard by contract and year of tenure; the same all through a run, so it is kept."""
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
    return np.array(by_tenure)


def search_rule(world: World, norm: float, month: int) -> SearchRule:
    """Return the search rule of a month with the norm of the stored initial state."""
    rule, viable = world.parameters.search, suitability(world, month)
    return SearchRule(
        hazards_by_tenure(rule, norm),
        rule.wage_response,
        rule.wage_gap_bound,
        viable,
        viable.max(axis=2),
        rule.vocational_gain,
        rule.discouraged_probability,
        rule.discouraged_after,
        rule.certificate_signal,
        world.parameters.mediation.screening_weight,
    )


def search(
    world: World, state: State, now: Month, places: Places
) -> tuple[Applications, BoundaryApplications]:
    """Return this month's viable applications, to posts of the region and to boundary nodes."""
    rule = search_rule(world, state.search_norm, now.index)
    targets = weighted_targets(world, state, places, now.index)
    parts = world.threads.each(
        lambda pieces: file_applications(
            state.workers,
            places,
            rule,
            targets,
            state.vacancies,
            now.key,
            world.initial_key,
            now.index,
            pieces,
        ),
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
    rule = search_rule(world, 1.0, now.index)
    pieces = state.worker_blocks.pieces()
    parts = world.threads.each(
        lambda part: summed_search(state.workers, places, rule, now.index, part), pieces
    )
    mean = sum(parts) * 2.0**-40 / max(int(state.firms.headcount.sum()), 1)
    return mean / world.parameters.search.on_the_job_rate
