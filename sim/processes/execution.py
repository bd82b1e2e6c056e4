"""Execution: posts are filled, old jobs end, new ones start, people move house.

A hire on a post that an agency carries is a placement of that agency. In staffing lines the agency is the
legal employer, in the others the firm is. A placement goes with misconduct (a false promise, a hidden fee)
with the agency's probability; the worker then leaves sooner (`sim.processes.separations`).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import HEADHUNTING, N_LINES, ServiceMarket
from sim.agents.employment import NewJobs, hire
from sim.agents.firms import Firms
from sim.agents.state import State
from sim.agents.vacancies import Vacancies, remove_post
from sim.agents.workers import DIRECT, MISPLACED, N_CONTRACTS, NO_AGENCY, PLACED, Workers
from sim.compile import allocating, compiled
from sim.draws import Key
from sim.processes.acceptance import BY_APPLICATION, Decisions
from sim.processes.clock import Month
from sim.processes.world import World

Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12
CENTS = 100.0


class Placements(NamedTuple):
    """Hires on posts that an agency carries. Shapes: C cities, S service lines.

    by_line             by city of work and line, shape (C, S)
    beyond_applicants   of these, found in a round of mediation or by a headhunter, shape (C, S)
    headhunt_pay_cents  annual pay of the headhunted by city of work, cents, shape (C,)
    newly_placed        persons placed for the first time this calendar year, by residence before, shape (C,)
    misplaced           placements with misconduct by city of work, shape (C,)
    """

    by_line: Counts
    beyond_applicants: Counts
    headhunt_pay_cents: Counts
    newly_placed: Counts
    misplaced: Counts


class HiringFlows(NamedTuple):
    """Hires of a month. Shapes: C cities, I industries.

    hires    by origin (0 unemployment, 1 another job), residence before and city of work, shape (2, C, C)
    starts   the same hires by contract, city and industry, shape (5, C, I)
    quits    jobs left for another by contract, city and industry, shape (5, C, I)
    moved    changes of residence with a job, from and to, shape (C, C)
    filled   posts filled by market cell
    open_posts  posts open at matching by market cell
    placements  of agencies
    """

    hires: Counts
    starts: Counts
    quits: Counts
    moved: Counts
    filled: Counts
    open_posts: Counts
    placements: Placements


@compiled
def place(
    workers: Workers,
    firms: Firms,
    vacancies: Vacancies,
    decisions: Decisions,
    misconduct: NDArray[np.float64],
    key: Key,
    month: int,
    jobs: NewJobs,
    placements: Placements,
) -> None:
    """Set contract, legal employer and flags of the hires that are placements, and count these.

    Args:
        workers: Workers, before the hires.
        firms: Firms.
        vacancies: Vacancies, before the posts are removed.
        decisions: Decisions.
        misconduct: chance that a placement goes with misconduct, by agency.
        key: key of the draws.
        month: current month index.
        jobs: its contract, agency and flags are set.
        placements: counts are added.
    """
    taken = decisions.taken
    for index in range(taken.worker.size):
        worker, slot = taken.worker[index], taken.slot[index]
        agency = np.int64(vacancies.agency[slot])
        if agency == NO_AGENCY:
            continue
        city, line = firms.city[vacancies.firm[slot]], vacancies.line[slot]
        flags = PLACED
        if workers.flags[worker] & PLACED == 0:
            placements.newly_placed[workers.residence[worker]] += 1
        if draws.fraction(key, draws.MISCONDUCT, month, worker, agency) < misconduct[agency]:
            flags |= MISPLACED
            placements.misplaced[city] += 1
        if vacancies.contract[slot] != DIRECT:
            jobs.contract[index] = vacancies.contract[slot]
            jobs.agency[index] = agency
        jobs.flags[index] = flags
        placements.by_line[city, line] += 1
        if decisions.round[index] != BY_APPLICATION:
            placements.beyond_applicants[city, line] += 1
        if line == HEADHUNTING:
            pay = CENTS * MONTHS_PER_YEAR * math.exp(decisions.log_wages[index])
            placements.headhunt_pay_cents[city] += np.int64(np.rint(pay))


@allocating
def remove_filled(
    firms: Firms,
    vacancies: Vacancies,
    n_skills: int,
    slots: Counts,
    filled: Counts,
) -> None:
    """Remove the posts in some slots; count them by market cell."""
    gone = np.zeros(vacancies.firm.size, np.uint8)
    for slot in slots:
        gone[slot] = 1
    for cell in range(vacancies.open_posts.size):
        for place_ in range(vacancies.open_posts[cell] - 1, -1, -1):
            slot = vacancies.offset[cell] + place_
            if gone[slot] == 1:
                firms.open_vacancies[vacancies.firm[slot], cell % n_skills] -= 1
                remove_post(vacancies, cell, place_)
                filled[cell] += 1


def direct_jobs(vacancies: Vacancies, decisions: Decisions) -> NewJobs:
    """Return the jobs that decisions start, all of them direct contracts."""
    n, taken = decisions.taken.worker.size, decisions.taken
    return NewJobs(
        worker=taken.worker,
        employer=vacancies.firm[taken.slot],
        moves=decisions.migrate,
        log_wage=decisions.log_wages,
        contract=np.full(n, DIRECT, np.uint8),
        agency=np.full(n, NO_AGENCY, np.int32),
        flags=np.zeros(n, np.uint16),
    )


def no_placements(n_cities: int) -> Placements:
    """Return counts of zero."""
    by_line, by_city = (n_cities, N_LINES), (n_cities,)
    return Placements(*(np.zeros(shape, np.int64) for shape in (by_line, by_line, by_city, by_city, by_city)))


def execute(
    world: World, state: State, now: Month, decisions: Decisions, market: ServiceMarket | None = None
) -> HiringFlows:
    """Carry out the hires: fill the posts, end old jobs, start new ones, move house."""
    workers, firms, vacancies = state.workers, state.firms, state.vacancies
    cities, by_contract = (world.n_cities, world.n_cities), (N_CONTRACTS, world.n_cities, world.n_industries)
    flows = HiringFlows(
        hires=np.zeros((2, *cities), np.int64),
        starts=np.zeros(by_contract, np.int64),
        quits=np.zeros(by_contract, np.int64),
        moved=np.zeros(cities, np.int64),
        filled=np.zeros(vacancies.open_posts.size, np.int64),
        open_posts=vacancies.open_posts.copy(),
        placements=no_placements(world.n_cities),
    )
    jobs = direct_jobs(vacancies, decisions)
    if market is not None:
        place(
            workers,
            firms,
            vacancies,
            decisions,
            market.misconduct,
            now.key,
            now.index,
            jobs,
            flows.placements,
        )
    remove_filled(firms, vacancies, world.n_skills, decisions.taken.slot, flows.filled)
    hire(workers, firms, world.n_pools, jobs, now.index, flows.hires, flows.starts, flows.quits, flows.moved)
    return flows
