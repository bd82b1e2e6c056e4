"""The initial population: people, firms, jobs and wages at the conditions of 2019, before burn-in.

Everything is drawn once, with a seed of its own, for each scale and reading of the labour force, so that all
runs start from the same people. Counts are exact by rounding to the largest remainder; who is unemployed and
who has which trait is left to chance.

* People by city, industry and skill come from the fitted margins; ages are uniform within their bands, but in
  the oldest as many live at each age as have not retired.
* The unemployed are a fixed share, tilted towards the skills that separate more often.
* Commuters between cities are set to their number of 2019 at once: their stock would need years to build up.
* Own-account work takes its share of each city and industry, all of agriculture. Firms take the rest: sizes
  are the quantiles (j + 1/2) / F of a Pareto law for as many firms as exhaust the employment of the city and
  industry. The scale changes how many firms there are, not the law of their sizes; the few firms of a small
  cell miss its tail.
* Tenure is geometric at the rate of turnover; wages follow the rule for offers.
* Vocational schools and their students: `sim.processes.initial_schools`.
* Agencies, staffing contracts and personnel accounts: `sim.processes.initial_agencies`, `initial_staff` and
  `initial_services`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import empty_agencies
from sim.agents.blocks import MARGIN, IdBlocks
from sim.agents.services import empty_service_memory
from sim.agents.state import State
from sim.agents.vacancies import empty_vacancies
from sim.agents.workers import UNUSED, empty_workers
from sim.processes.firms import normal_fill_rate
from sim.processes.initial_agencies import agency_blocks, set_up_services
from sim.processes.initial_jobs import (
    create_firms,
    draw_commuters,
    draw_jobless,
    draw_own_account,
    fill_jobs,
    set_tenure_and_wages,
    start_log_wages,
)
from sim.processes.initial_people import rounded, scaled_cells, settle
from sim.processes.initial_schools import cohort_sizes, schools_of, set_up_schools
from sim.processes.training import count_eligible
from sim.processes.world import BURN_IN, World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12
YEARLY_SHARE, USUAL_COST = 0.08, 0.9
"""Room for in-migrants: share of a pool that moves in per year and unit of attraction at this moving cost."""
EXPANSION = 1.3
"""Room for intake beyond that of 2019 (the plan wants 1.2 to 1.3 times as much), before the usual margin."""


def initial_state(world: World) -> State:
    """Return the state before burn-in."""
    cells = scaled_cells(world)
    worker_blocks = IdBlocks.of(worker_capacities(world, cells))
    workers = empty_workers(worker_blocks.slots)
    for city in range(world.n_cities):
        settle(world, workers, worker_blocks.take(city, int(cells[city].sum())), city, cells[city])
    ids = np.flatnonzero(workers.status != UNUSED)
    draw_jobless(world, workers, ids)
    draw_commuters(world, workers, ids)
    pool_workers = draw_own_account(world, workers, ids)
    firms, firm_blocks, jobs = create_firms(world, workers, ids)
    fill_jobs(world, workers, firms, ids, firm_blocks)
    log_wages = start_log_wages(world)
    set_tenure_and_wages(world, workers, firms, ids, log_wages)
    pools = boundary_pools(world)
    shape = (2, *world.cells)
    offices = agency_blocks(world)
    state = State(
        workers=workers,
        firms=firms,
        vacancies=empty_vacancies(2 * world.n_pools * world.n_skills),
        agencies=empty_agencies(offices.slots, world.n_cities),
        schools=schools_of(world),
        services=empty_service_memory(world.n_cities, world.n_industries),
        worker_blocks=worker_blocks,
        firm_blocks=firm_blocks,
        agency_blocks=offices,
        log_wages=log_wages,
        rents=world.region.rent_level.copy(),
        fill_rate=np.full(shape, normal_fill_rate(world)),
        city_fill_rate=np.full(world.n_cities, normal_fill_rate(world)),
        quit_rate=np.full(shape[:3], world.parameters.vacancies.quit_rate_start),
        in_pool=pools[0],
        out_pool=pools[1],
        brand_reputation=np.full(shape[1:3], world.parameters.brands.reputation_start),
        branded=np.zeros(shape[1:3], np.int64),
        youth=np.zeros(world.n_cities, np.int64),
        direct_cohort=np.zeros(world.n_cities, np.int64),
        field_tightness=np.zeros((2, world.n_cities, world.n_industries)),
        posts_seen=np.zeros(world.cells),
        seekers_seen=np.zeros(world.cells),
        labour_demand_start=np.stack([jobs, pool_workers]).reshape(shape[:3]).astype(float),
        log_wages_start=log_wages.copy(),
        tightness_start=np.zeros(world.cells),
        population_start=cells.sum(axis=(1, 2)),
        training_eligible=count_eligible(workers, world.n_cities, -BURN_IN, worker_blocks.pieces()),
        separation_norm=1.0,
        search_norm=1.0,
    )
    set_up_schools(world, state)
    if world.agencies:
        set_up_services(world, state)
    return state


def worker_capacities(world: World, cells: Counts) -> dict[str, int]:
    """Return the ids to reserve for each source over burn-in and horizon, in the order of the blocks."""
    years = (BURN_IN + world.months) / MONTHS_PER_YEAR
    people, rule = world.parameters.population, world.parameters.boundary
    cities, nodes = world.region.city_names, world.region.node_names[world.n_cities :]
    start = cells.sum(axis=(1, 2))

    def room(expected: float) -> int:
        return math.ceil(MARGIN * expected + 8.0 * math.sqrt(expected) + 32.0)

    blocks = {f"initial:{city}": int(count) for city, count in zip(cities, start, strict=True)}
    rate = max(people.entrant_rate, people.retirement_rate) * 1.25
    # In burn-in entrants also take the place of those who go home to where they are registered.
    away = 1.0 - np.diagonal(world.region.registration_share)
    homeward = away * (1.0 - math.exp(-rule.return_rate * BURN_IN))
    blocks |= {
        f"entrants:{city}": room((rate * years + float(leaving)) * int(count))
        for city, count, leaving in zip(cities, start, homeward, strict=True)
    }
    talent = world.scaled(world.region.talent_share * rule.talent_arrivals * years)
    blocks |= {f"talent:{city}": room(1.6 * float(count)) for city, count in zip(cities, talent, strict=True)}
    pools = boundary_pools(world)
    # The share of a pool that moves in is in proportion to attraction and exp(-cost / scale of tastes).
    choice = world.parameters.choice
    ease = math.exp((USUAL_COST - choice.migration_cost_boundary) / choice.logit_scale)
    moving_in = 1.0 - (1.0 - min(0.9, YEARLY_SHARE * rule.attraction * ease)) ** years
    returning = 1.0 - math.exp(-rule.return_rate * MONTHS_PER_YEAR * years)
    for name, pool, share in (
        ("in-migrants", pools[0], moving_in),
        ("returnees", pools[1].sum(axis=0), returning),
    ):
        for node, by_skill in zip(nodes, pool.tolist(), strict=True):
            blocks |= {
                f"{name}:{node}:{skill}": min(count, room(share * count))
                for skill, count in enumerate(by_skill)
            }
    start_students = cohort_sizes(world).sum(axis=0).tolist()
    intakes = (
        world.scaled(world.region.school_intake) * EXPANSION * (world.months // MONTHS_PER_YEAR)
    ).tolist()
    return blocks | {
        f"students:{city}": held + room(new)
        for city, held, new in zip(cities, start_students, intakes, strict=True)
    }


def boundary_pools(world: World) -> tuple[Counts, Counts]:
    """Return who may move in, and who of the region is outside.

    Simulated workers, shapes (B, Q) and (C, B, Q).
    """
    region = world.region
    inside = (
        region.boundary_employment[:, None]
        * region.boundary_skill_share
        * world.parameters.boundary.in_pool_share
    )
    skills = region.labour_force.sum(axis=1).astype(float)
    skills /= skills.sum(axis=1, keepdims=True)
    outside = region.outside_pool[:, :, None] * skills[:, None, :]
    return tuple(  # type: ignore[return-value]
        rounded(world.scaled(pool), round(float(world.scaled(pool).sum()))) for pool in (inside, outside)
    )


def lowest(u: Floats, count: int) -> NDArray[np.int64]:
    """Return the places of the `count` lowest draws, in order of place."""
    return np.sort(np.argsort(u, kind="stable")[:count])
