"""Expectations: what firms think of the market, from what they saw of it.

Fill rates are exponential means of the share of open posts that were filled, shrunk to the normal rate where
posts are few, and clipped. Quits are an exponential mean of staff who left by themselves; layoffs and
releases of closing firms are not in it, because nobody means to replace them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.state import State
from sim.parameters import Vacancies as VacancyRule
from sim.processes.firms import normal_fill_rate
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def expect_fill_rates(world: World, state: State, open_posts: Counts, filled: Counts) -> None:
    """Revise the expected fill rates by what happened to the posts of this month.

    Args:
        world: setting.
        state: its fill rates change.
        open_posts: posts open at matching, by market cell.
        filled: of these, posts filled.
    """
    rule = world.parameters.vacancies
    shape, by_city = state.fill_rate.shape, (2, world.n_cities, -1)
    normal = normal_fill_rate(world)
    open_cells, filled_cells = open_posts.reshape(shape), filled.reshape(shape)
    state.fill_rate = revised_rate(state.fill_rate, open_cells, filled_cells, normal, rule)
    open_cities, filled_cities = (
        open_posts.reshape(by_city).sum(axis=(0, 2)),
        filled.reshape(by_city).sum(axis=(0, 2)),
    )
    state.city_fill_rate = revised_rate(state.city_fill_rate, open_cities, filled_cities, normal, rule)


def revised_rate(
    rate: Floats, open_posts: Counts, filled: Counts, normal: float, rule: VacancyRule
) -> Floats:
    """Return the exponential mean of the fill rate seen.

    It is shrunk to the normal one where posts are few, and clipped.
    """
    prior, bound = rule.fill_rate_prior_posts, rule.fill_rate_ratio_bound
    seen = (filled + prior * normal) / (open_posts + prior)
    return np.clip(rate + (seen - rate) / rule.fill_rate_memory, normal / bound, normal * bound)


def expect_quits(world: World, state: State, quits: Counts, staff: Counts) -> None:
    """Revise the expected quits, an exponential mean of quits over staff.

    By sector, city and industry, shape (2, C, I).
    """
    memory = world.parameters.vacancies.quit_memory
    seen = np.where(staff > 0, quits / np.maximum(staff, 1), state.quit_rate)
    state.quit_rate = state.quit_rate + (seen - state.quit_rate) / memory
