"""Contracts of new posts: dispatched, outsourced, flexible or direct.

In each city and industry so many new posts are for a staffing contract that its stock follows the wanted
share of firm staff: quits of the stock, a part of the gap, and the posts under way counted as in the rule for
vacancies. A firm whose dispatched staff and posts would pass the legal cap of its staff gives none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import (
    STAFFING_LINES,
)
from sim.agents.firms import Firms
from sim.agents.state import State
from sim.agents.vacancies import UNDECIDED, Vacancies
from sim.agents.workers import DIRECT, DISPATCH
from sim.compile import Integer, allocating, inlined
from sim.processes.firms import normal_fill_rate
from sim.processes.service_survey import (
    FirmSurvey,
)
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
POST_MEMORY = 1.0 / 12.0
"""Weight of this month in the eligible posts of a usual month."""
MOST_STAFFING = 0.5
"""Largest share of a cell's new posts that go to one staffing contract."""


@inlined
def may_dispatch(firms: Firms, firm: Integer, posts: Integer, cap: float) -> bool:
    """Return whether one more dispatched worker keeps a firm within the cap."""
    dispatched = np.int64(firms.staff_dispatch[firm]) + np.int64(posts) + 1
    return bool(dispatched <= cap * np.float64(firms.headcount[firm]))


@inlined
def contract_of(chances: Floats, u: float) -> Integer:
    """Return the contract at which the running sum of the three chances passes u; DIRECT if none does."""
    contract: Integer = DIRECT
    running = 0.0
    for kind in range(3):
        running += chances[kind]
        if contract == DIRECT and u < running:
            contract = kind + 1
    return contract


@allocating
def count_contract_posts(
    firms: Firms,
    vacancies: Vacancies,
    n_pools: int,
    n_skills: int,
    dispatch_cap: float,
    dispatch_posts: Counts,
) -> tuple[Counts, Counts]:
    """Count new posts, by pair and contract those that may have it, and the open posts of each contract.

    Args:
        firms: Firms.
        vacancies: Vacancies.
        n_pools: city-industry pairs.
        n_skills: skills.
        dispatch_cap: dispatched share of a firm's staff.
        dispatch_posts: set to the open dispatch posts of each firm, shape (n_firms,).

    Returns:
        New posts that may have each staffing contract and open posts that have it, shapes (n_pools, 3).
    """
    eligible, under_way = np.zeros((n_pools, 3), np.int64), np.zeros((n_pools, 3), np.int64)
    for cell in range(n_pools * n_skills):
        pair = cell // n_skills
        for slot in range(vacancies.offset[cell], vacancies.offset[cell] + vacancies.open_posts[cell]):
            contract = np.int64(vacancies.contract[slot])
            if contract != DIRECT:
                under_way[pair, contract - 1] += 1
            if contract == DISPATCH:
                dispatch_posts[vacancies.firm[slot]] += 1
    for cell in range(n_pools * n_skills):
        pair = cell // n_skills
        for slot in range(vacancies.offset[cell], vacancies.offset[cell] + vacancies.open_posts[cell]):
            if vacancies.line[slot] == UNDECIDED:
                firm = vacancies.firm[slot]
                if may_dispatch(firms, firm, dispatch_posts[firm], dispatch_cap):
                    eligible[pair, 0] += 1
                eligible[pair, 1] += 1
                eligible[pair, 2] += 1
    return eligible, under_way


def contract_chances(
    world: World, state: State, survey: FirmSurvey, eligible: Counts, under_way: Counts, wanted: Floats
) -> Floats:
    """Return the chance that an eligible new post is for each staffing contract, shape (n_pools, 3).

    The wanted hires over the eligible posts of a usual month: over those of this month, the hires of a month
    without any eligible post would be lost, and small cells at small scales would stay short of staff.

    Args:
        world: setting.
        state: current state; the memory of eligible posts changes.
        survey: what firms have.
        eligible: new posts that may have the contract, shape (n_pools, 3).
        under_way: open posts that have it, shape (n_pools, 3).
        wanted: wanted share of firm staff, shape (n_pools, 3).
    """
    multiplier = np.array(world.parameters.separation.contract_multiplier)[list(STAFFING_LINES)]
    quits = state.quit_rate[0].reshape(-1, 1) * multiplier * survey.staffing
    target = wanted * survey.staff[:, None]
    gap = target - survey.staffing - under_way + quits * (1.0 / normal_fill_rate(world) - 1.0)
    hires = np.maximum(quits + world.parameters.services.contract_adjustment * gap, 0.0)
    usual = state.services.eligible_posts
    usual += POST_MEMORY * (eligible - usual)
    chances: Floats = np.minimum(hires / np.maximum(usual, 1e-6), MOST_STAFFING)
    return chances
