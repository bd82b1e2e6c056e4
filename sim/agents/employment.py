"""Employment: the only place where jobs begin and end, but for the first jobs of graduates (`students`).

`leave` (through `end_jobs`) ends jobs (and the stay in the labour force), `hire` starts them. Both keep the
headcounts of firms equal to the workers who name the firm as employer, and their staff columns equal to those
of them who have such a contract, and return how many changed by cell.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.firms import Firms
from sim.agents.state import Counts, Floats, State
from sim.agents.workers import (
    DIRECT,
    DISPATCH,
    EMPLOYED,
    FLEXIBLE,
    MISPLACED,
    N_CONTRACTS,
    NO_AGENCY,
    NO_FIRM,
    NOWHERE,
    OUTSOURCED,
    OWN_ACCOUNT,
    TRAINING,
    UNEMPLOYED,
    Workers,
)
from sim.compile import Integer, compiled, inlined


class NewJobs(NamedTuple):
    """Jobs to start, each worker at most once.

    worker    who is hired
    employer  firm or pool
    moves     1 where the worker moves house to the city of work
    log_wage  log wage agreed
    contract  contract with a firm; on own account in a pool whatever this says
    agency    legal employer if an agency; -1 otherwise
    flags     bits of `Workers.flags` to set
    """

    worker: NDArray[np.int32]
    employer: NDArray[np.int32]
    moves: NDArray[np.uint8]
    log_wage: Floats
    contract: NDArray[np.uint8]
    agency: NDArray[np.int32]
    flags: NDArray[np.uint16]


@inlined
def count_staff(firms: Firms, firm: Integer, contract: Integer, change: int) -> None:
    """Change the headcount of a firm, and its staff of this contract, by one up or down."""
    firms.headcount[firm] += change
    if contract == DISPATCH:
        firms.staff_dispatch[firm] += change
    elif contract == OUTSOURCED:
        firms.staff_outsourced[firm] += change
    elif contract == FLEXIBLE:
        firms.staff_flexible[firm] += change


@compiled
def leave(
    workers: Workers,
    firms: Firms,
    ids: NDArray[np.int32],
    status: int,
    month: int,
    wage_drift: float,
    ended: Counts,
) -> None:
    """End the jobs of some workers, and give everybody of them a new status.

    Args:
        workers: Workers.
        firms: Firms; headcounts and staff columns are reduced.
        ids: workers, employed or not, each once.
        status: their new status.
        month: current month index.
        wage_drift: monthly trend that indexed their wages.
        ended: adds jobs ended by contract, city and industry, shape (5, C, I).
    """
    for place in range(ids.size):
        worker = ids[place]
        if workers.status[worker] == EMPLOYED:
            contract = workers.contract[worker]
            count_staff(firms, workers.employer[worker], contract, -1)
            ended[contract, workers.work_city[worker], workers.industry[worker]] += 1
            served = max(month, 0) - max(np.int64(workers.spell_start[worker]), np.int64(0))
            workers.log_wage[worker] = np.float32(np.float64(workers.log_wage[worker]) + wage_drift * served)
        if workers.status[worker] != status:
            workers.spell_start[worker] = month
        workers.status[worker] = status
        workers.employer[worker] = NO_FIRM
        workers.agency[worker] = NO_AGENCY
        workers.work_city[worker] = NOWHERE
        workers.contract[worker] = DIRECT
        workers.flags[worker] = np.int64(workers.flags[worker]) & ~MISPLACED


@compiled
def hire(
    workers: Workers,
    firms: Firms,
    n_pools: int,
    jobs: NewJobs,
    month: int,
    hires: Counts,
    starts: Counts,
    quits: Counts,
    moved: Counts,
) -> None:
    """Start jobs.

    Args:
        workers: Workers.
        firms: Firms; headcounts and staff columns change on both sides of a move from job to job.
        n_pools: employers below this are own-account pools.
        jobs: NewJobs.
        month: current month index.
        hires: adds hires by origin (0 from unemployment, 1 from a job), residence before and city of work,
            (2, C, C).
        starts: adds the same hires by contract, city and industry, shape (5, C, I).
        quits: adds jobs left for another by contract, city and industry, shape (5, C, I).
        moved: adds changes of residence, shape (C, C).
    """
    for place in range(jobs.worker.size):
        worker, firm = jobs.worker[place], jobs.employer[place]
        from_job = 1 if workers.status[worker] == EMPLOYED else 0
        if from_job == 1:
            left = workers.contract[worker]
            count_staff(firms, workers.employer[worker], left, -1)
            quits[left, workers.work_city[worker], workers.industry[worker]] += 1
        residence, city, industry = workers.residence[worker], firms.city[firm], firms.industry[firm]
        contract = OWN_ACCOUNT if firm < n_pools else np.int64(jobs.contract[place])
        hires[from_job, residence, city] += 1
        starts[contract, city, industry] += 1
        if jobs.moves[place] == 1:
            moved[residence, city] += 1
            workers.residence[worker] = city
        count_staff(firms, firm, contract, 1)
        workers.status[worker] = EMPLOYED
        workers.employer[worker] = firm
        workers.work_city[worker] = city
        workers.industry[worker] = industry
        workers.contract[worker] = contract
        workers.agency[worker] = jobs.agency[place]
        workers.log_wage[worker] = np.float32(jobs.log_wage[place])
        workers.spell_start[worker] = month
        kept = np.int64(workers.flags[worker]) & ~MISPLACED
        workers.flags[worker] = kept | np.int64(jobs.flags[place])


@inlined
def begin_course(workers: Workers, worker: Integer) -> None:
    """Take an unemployed worker into full-time training; the spell without a job goes on."""
    workers.status[worker] = TRAINING


@inlined
def end_course(workers: Workers, worker: Integer) -> None:
    """Let a worker who is in full-time training look for a job again."""
    if workers.status[worker] == TRAINING:
        workers.status[worker] = UNEMPLOYED


@compiled
def enter(
    workers: Workers,
    ids: Counts,
    residence: Counts,
    skill: Counts,
    industry: Counts,
    registration: Counts,
    birth_month: Counts,
    certificate: Counts,
    log_wage: Floats,
    flags: int,
    month: int,
) -> None:
    """Let new workers enter, unemployed.

    All arguments after `ids` have one entry per worker but flags and month.
    """
    for place in range(ids.size):
        worker = ids[place]
        workers.status[worker] = UNEMPLOYED
        workers.residence[worker] = residence[place]
        workers.skill[worker] = skill[place]
        workers.industry[worker] = industry[place]
        workers.registration[worker] = registration[place]
        workers.birth_month[worker] = birth_month[place]
        workers.certificate[worker] = certificate[place]
        workers.log_wage[worker] = np.float32(log_wage[place])
        workers.flags[worker] = flags
        workers.spell_start[worker] = month


def end_jobs(
    state: State, ids: NDArray[np.int32], status: int, month: int, wage_drift: float
) -> NDArray[np.int64]:
    """End the jobs of some workers and give all of them a new status.

    Args:
        state: its workers, headcounts and staff columns change.
        ids: workers, employed or not, each once.
        status: their new status.
        month: current month index.
        wage_drift: monthly trend of stayers' wages, log wage.

    Returns:
        Jobs ended by contract, city of work and industry, shape (5, C, I).
    """
    ended = np.zeros((N_CONTRACTS, *state.quit_rate.shape[1:]), np.int64)
    leave(state.workers, state.firms, ids, status, month, wage_drift, ended)
    return ended


def by_sector(jobs: Counts) -> Counts:
    """Return jobs by contract, shape (5, ...), summed to sectors, firms and pools, shape (2, ...)."""
    return np.stack([jobs[:OWN_ACCOUNT].sum(axis=0), jobs[OWN_ACCOUNT]])
