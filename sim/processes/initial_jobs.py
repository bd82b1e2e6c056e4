"""The jobs of the initial population: who works where, in which firm, how long already, and at what wage."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.blocks import MARGIN, IdBlocks
from sim.agents.firms import Firms, empty_firms
from sim.agents.workers import EMPLOYED, OWN_ACCOUNT, Workers
from sim.compile import compiled
from sim.draws import Key
from sim.processes.firms import found_firms
from sim.processes.initial_people import COMMUTING, JOB, OWN, TENURE, UNEMPLOYMENT, initial_uniforms, rounded
from sim.processes.world import BURN_IN, World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12
LONGEST_TENURE = 480
"""Months."""
SIZE_SCALE = 0.01
"""Scale from which on, up to 1:1, the law of firm sizes is the same: the usual one, where wages, turnover and
the use of services were set."""


def draw_jobless(world: World, workers: Workers, ids: Counts) -> None:
    """Decide who is unemployed: on average the start rate, in proportion to the separation of each skill."""
    relative = np.array(world.parameters.separation.skill_multiplier)[workers.skill[ids]]
    rate = world.parameters.population.unemployment_start * relative / relative.mean()
    employed = ids[initial_uniforms(world, ids, UNEMPLOYMENT) >= rate]
    workers.status[employed] = EMPLOYED
    workers.work_city[employed] = workers.residence[employed]


def draw_commuters(world: World, workers: Workers, ids: Counts) -> None:
    """Send the commuters of 2019 to their cities of work. Farmers do not commute."""
    commuters = world.scaled(world.region.initial_commuters)
    wanted = rounded(commuters, round(float(commuters.sum())))
    employed = ids[
        (workers.status[ids] == EMPLOYED) & (world.region.own_account_share[workers.industry[ids]] < 1.0)
    ]
    for residence in range(world.n_cities):
        locals_ = employed[workers.residence[employed] == residence]
        order = np.argsort(initial_uniforms(world, locals_, COMMUTING), kind="stable")
        taken = 0
        for city in range(world.n_cities):
            if city != residence:
                leaving = locals_[order[taken : taken + wanted[residence, city]]]
                workers.work_city[leaving] = city
                taken += leaving.size


def draw_own_account(world: World, workers: Workers, ids: Counts) -> Counts:
    """Decide who works on own account. Returns how many by city and industry, shape (n_pools,)."""
    employed = ids[workers.status[ids] == EMPLOYED]
    pair = workers.work_city[employed].astype(np.int64) * world.n_industries + workers.industry[employed]
    total = np.bincount(pair, minlength=world.n_pools)
    wanted = np.rint(total * np.tile(world.region.own_account_share, world.n_cities)).astype(np.int64)
    at_home = workers.work_city[employed] == workers.residence[employed]
    u = np.where(at_home, initial_uniforms(world, employed, OWN), 2.0)
    order = np.lexsort((u, pair))
    rank = np.empty(employed.size, np.int64)
    first = np.concatenate(([0], np.cumsum(total)[:-1]))
    rank[order] = np.arange(employed.size) - first[pair[order]]
    own = (rank < wanted[pair]) & at_home
    workers.contract[employed[own]] = OWN_ACCOUNT
    workers.employer[employed[own]] = pair[own]
    return np.bincount(pair[own], minlength=world.n_pools)


def firm_sizes(jobs: int, world: World) -> Counts:
    """Return the sizes of the firms of a city and industry, largest first.

    Pareto quantiles that add up to the jobs. The largest has a share of the simulated jobs, or of those of
    1:100 if they are fewer, since its closing is a shock to them, but where they are few, the size declared
    for that: the law of sizes is to hold at every scale. It never has more than the share of the real jobs or
    the maximum.
    """
    if jobs == 0:
        return np.zeros(0, np.int64)
    rule = world.parameters.firms
    share, real_jobs = rule.maximum_cell_share, jobs / world.scale
    simulated_cap = max(share * jobs * min(1.0, SIZE_SCALE / world.scale), rule.largest_firm_of_small_cell)
    cap = max(rule.minimum_size, min(rule.maximum_size, share * real_jobs, simulated_cap))

    def sizes(number: int) -> Counts:
        ranks = ((np.arange(number) + 0.5) / number).tolist()
        return np.array(
            [int(min(cap, rule.minimum_size * rank ** (-1.0 / rule.zipf_exponent))) for rank in ranks],
            np.int64,
        )

    low, high = 1, max(1, int(jobs / rule.minimum_size) + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sizes(middle).sum() <= jobs else (low, middle - 1)
    found = sizes(low)
    if found.sum() > jobs:
        return np.array([jobs], np.int64)
    rest = jobs - int(found.sum())
    return found + rest // found.size + (np.arange(found.size) < rest % found.size)


def create_firms(world: World, workers: Workers, ids: Counts) -> tuple[Firms, IdBlocks, Counts]:
    """Create pools and firms with room for their jobs.

    Returns:
        Firms, id blocks, and firm jobs by city and industry.
    """
    staff = ids[(workers.status[ids] == EMPLOYED) & (workers.contract[ids] != OWN_ACCOUNT)]
    pair = workers.work_city[staff].astype(np.int64) * world.n_industries + workers.industry[staff]
    jobs = np.bincount(pair, minlength=world.n_pools)
    sizes = [firm_sizes(int(count), world) for count in jobs]
    rule = world.parameters.firms
    births = rule.exit_rate * (BURN_IN + world.months)
    names = [(city, name) for city in world.region.city_names for name in world.region.industry_names]
    capacities = {"pools": world.n_pools} | {
        f"firms:{city}:{name}": size.size
        + math.ceil(MARGIN * births * size.size + 8.0 * math.sqrt(births * size.size) + 16.0)
        for (city, name), size in zip(names, sizes, strict=True)
    }
    blocks = IdBlocks.of(capacities)
    firms = empty_firms(blocks.slots, world.n_skills)
    pools = blocks.take(0, world.n_pools)
    firms.alive[pools] = 1
    firms.city[pools], firms.industry[pools] = np.divmod(pools, world.n_industries)
    for block, size in enumerate(sizes):
        new = blocks.take(block + 1, size.size)
        log_sizes = np.array([math.log(n) for n in size.tolist()])
        found_firms(world, firms, new, block, log_sizes, -BURN_IN)
        firms.desired_headcount[new] = size
    return firms, blocks, jobs


def fill_jobs(world: World, workers: Workers, firms: Firms, ids: Counts, blocks: IdBlocks) -> None:
    """Put the staff of each city and industry, in random order, into the jobs of its firms."""
    staff = ids[(workers.status[ids] == EMPLOYED) & (workers.contract[ids] != OWN_ACCOUNT)]
    pair = workers.work_city[staff].astype(np.int64) * world.n_industries + workers.industry[staff]
    order = np.lexsort((initial_uniforms(world, staff, JOB), pair))
    used = blocks.pieces(rows=blocks.slots)[1:]
    living = (
        np.concatenate([np.arange(low, high) for low, high in used]) if used.size else np.zeros(0, np.int64)
    )
    workers.employer[staff[order]] = np.repeat(living, firms.desired_headcount[living].astype(np.int64))
    employed = ids[workers.status[ids] == EMPLOYED]
    firms.headcount[:] = np.bincount(workers.employer[employed], minlength=firms.headcount.size)


def start_log_wages(world: World) -> Floats:
    """Return the log market wages of 2019 by city, industry and skill.

    They are the city's level times the ratios of the two.

    The level is that of a job at ratio one. Scaled to a mean instead, the four cities would pay the same for
    the same work, against the evidence that wages rise with density (Combes, Demurger and Li 2013).
    """
    skills = world.parameters.wages.skill_ratio
    return np.array(
        [
            [
                [math.log(level * ratio * skill) for skill in skills]
                for ratio in world.region.industry_wage_ratio.tolist()
            ]
            for level in world.region.wage_level.tolist()
        ]
    )


@compiled
def fill_wages(
    workers: Workers,
    firms: Firms,
    ids: Counts,
    n_pools: int,
    log_wages: Floats,
    effects: Floats,
    match_sd: float,
    initial_key: Key,
    size_premium: float,
    size_reference: float,
) -> None:
    """Set log wages by the rule for offers; of the unemployed, at the market wage of their last industry."""
    for place in range(ids.size):
        worker = ids[place]
        wage = (
            log_wages[workers.residence[worker], workers.industry[worker], workers.skill[worker]]
            + effects[place]
        )
        if workers.status[worker] == EMPLOYED:
            firm = workers.employer[worker]
            wage = log_wages[workers.work_city[worker], workers.industry[worker], workers.skill[worker]]
            match = draws.uniform(initial_key, draws.MATCH, draws.TIMELESS, worker, firm)
            wage += effects[place] + match_sd * draws.standard_normal(match)
            if firm >= n_pools:
                size = max(np.float64(firms.headcount[firm]), 1.0)
                wage += size_premium * math.log(size / size_reference) + np.float64(firms.wage_premium[firm])
        workers.log_wage[worker] = np.float32(wage)


def set_tenure_and_wages(
    world: World, workers: Workers, firms: Firms, ids: Counts, log_wages: Floats
) -> None:
    """Draw tenure of the employed, length of unemployment of the others, and everybody's wage."""
    rates = world.parameters.vacancies
    employed = workers.status[ids] == EMPLOYED
    finding = world.parameters.separation.separation_rate / world.parameters.population.unemployment_start
    u = initial_uniforms(world, ids, TENURE)
    leave = np.where(employed, rates.turnover_start, min(0.9, finding))
    spell = np.array([math.log(x) for x in u.tolist()]) / np.array([math.log1p(-p) for p in leave.tolist()])
    age = -BURN_IN - workers.birth_month[ids].astype(np.int64)
    longest = np.minimum(LONGEST_TENURE, np.maximum(age - world.region.age_bands[0][0] * MONTHS_PER_YEAR, 0))
    # No spell begins with burn-in itself: what begins then was decided by the model.
    workers.spell_start[ids] = -BURN_IN - np.maximum(np.minimum(spell.astype(np.int64), longest), 1)
    lasting = draws.uniforms(world.initial_key, draws.INITIAL, draws.TIMELESS, ids)
    wages = world.parameters.wages
    fill_wages(
        workers,
        firms,
        ids,
        world.n_pools,
        log_wages,
        wages.worker_effect_sd * draws.standard_normals(lasting),
        wages.match_sd,
        world.initial_key,
        wages.size_premium,
        wages.size_reference,
    )
