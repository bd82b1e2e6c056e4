"""Youth: young people who have left lower secondary school and have not yet begun to work or to study.

They come at a constant monthly rate Y / 12. In September schools take their students out of the stock; those
left, R, begin to work over the twelve months that follow, R / 12 a month. So a larger intake lowers the
number of young workers at once, and raises that of graduates three years later.

Y is set such that at the intake of 2019 as many young people join the labour force a year as the entrant
rate says, with school or without:

    direct = entrant rate x labour force - (graduates who stay or come + drop-outs),    Y = direct + intake,

and the skills of those who enter directly are what is left of the entrants' skills.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.schools import GRADUATE_SKILL, N_KINDS
from sim.agents.state import State
from sim.processes.clock import Month
from sim.processes.demography import entrant_skill_shares
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12
SEPTEMBER = 9
INFLOW_SUB = 10


def school_entries(world: World) -> Floats:
    """Return who joins the labour force a year through schools at the intake of 2019.

    By city and skill, simulated workers, shape (C, Q): drop-outs have none of the skills taught.
    """
    region, rule = world.region, world.parameters.schools
    intake, local = world.scaled(region.school_intake).tolist(), region.school_local_share.tolist()
    entries = np.zeros((world.n_cities, world.n_skills))
    for city in range(world.n_cities):
        entries[city, 0] += intake[city] * (1.0 - rule.completion)
        for kind in range(N_KINDS):
            graduates = intake[city] * float(region.school_kind_share[city, kind]) * rule.completion
            skill = GRADUATE_SKILL[kind]
            entries[city, skill] += graduates * local[city]
            if city > 0:
                entries[0, skill] += graduates * (1.0 - local[city]) * rule.to_first_city
    return entries


def direct_entries(world: World, population_start: Counts) -> Floats:
    """Return who begins to work without school in a year of the start, by city and skill, shape (C, Q)."""
    shares = entrant_skill_shares(world)
    mix = np.diff(np.concatenate([np.zeros((world.n_cities, 1)), shares], axis=1), axis=1)
    total = population_start * world.parameters.population.entrant_rate
    return np.maximum(total[:, None] * mix - school_entries(world), 0.0)


def direct_skill_shares(world: World, population_start: Counts) -> Floats:
    """Return the cumulative skill shares of those who enter without school, shape (C, Q)."""
    entries = direct_entries(world, population_start).tolist()
    shares = [
        [x / max(math.fsum(row), 1e-12) for x in row] for row in entries
    ]  # nobody may come without school
    return np.cumsum(np.array(shares), axis=1)


def entry_skill_shares(world: World, state: State, now: Month) -> Floats:
    """Return the cumulative skill shares of those who enter this month without school, shape (C, Q).

    Nobody comes from schools in burn-in, so that all skills enter this way.
    """
    if now.burn_in:
        return entrant_skill_shares(world)
    return direct_skill_shares(world, state.population_start)


def yearly_youth(world: World, population_start: Counts) -> tuple[Floats, Floats]:
    """Return the yearly direct entries and the yearly number of young people, simulated, each (C,)."""
    direct = [math.fsum(row) for row in direct_entries(world, population_start).tolist()]
    intake = world.scaled(world.region.school_intake).tolist()
    return np.array(direct), np.array([x + y for x, y in zip(direct, intake, strict=True)])


def initial_youth(world: World, population_start: Counts) -> tuple[Counts, Counts]:
    """Return the stock of young people and the last direct cohort of January 2019, each (C,).

    Four of twelve months of the cohort have gone, and three months of young people have come since.
    """
    direct, youth = yearly_youth(world, population_start)
    stock = direct * 8.0 / MONTHS_PER_YEAR + youth * 3.0 / MONTHS_PER_YEAR
    return np.rint(stock).astype(np.int64), np.rint(direct).astype(np.int64)


def grow_up(world: World, state: State, now: Month) -> Counts:
    """Let young people leave lower secondary school. Returns them by city, shape (C,)."""
    _, youth = yearly_youth(world, state.population_start)
    chance = draws.uniforms(now.key, draws.SCHOOL, now.index, np.arange(world.n_cities), INFLOW_SUB)
    came: Counts = np.floor(youth / MONTHS_PER_YEAR + chance).astype(np.int64)
    state.youth = state.youth + came
    return came


def begin_work(world: World, state: State, now: Month) -> Counts:
    """Take those who begin to work without school out of the stock. Returns them by city, shape (C,)."""
    if now.calendar_month == SEPTEMBER:
        state.direct_cohort = state.youth.copy()
    chance = draws.uniforms(now.key, draws.ENTRANT, now.index, np.arange(world.n_cities), sub=1)
    wanted = np.floor(state.direct_cohort / MONTHS_PER_YEAR + chance).astype(np.int64)
    begun: Counts = np.minimum(wanted, state.youth)
    state.youth = state.youth - begun
    return begun
