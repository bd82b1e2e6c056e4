"""Employment: the only place where it changes who works where.

`leave` (through `end_jobs`) ends jobs (and the stay in the labour force), `hire` starts them. Both keep the
headcounts of firms equal to the workers who name the firm as employer, and return how many changed by cell.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.firms import Firms
from sim.agents.state import Counts, Floats, State
from sim.agents.workers import EMPLOYED, NO_AGENCY, NO_FIRM, NOWHERE, OWN_ACCOUNT, UNEMPLOYED, Workers
from sim.compile import compiled


@compiled
def leave(
    workers: Workers,
    headcount: NDArray[np.int32],
    ids: NDArray[np.int32],
    status: int,
    month: int,
    wage_drift: float,
    ended: Counts,
) -> None:
    """End the jobs of some workers, and give everybody of them a new status.

    Args:
        workers: Workers.
        headcount: staff by firm; reduced.
        ids: workers, employed or not, each once.
        status: their new status.
        month: current month index.
        wage_drift: monthly trend that indexed their wages.
        ended: adds jobs ended by sector, city and industry, shape (2, C, I).
    """
    for place in range(ids.size):
        worker = ids[place]
        if workers.status[worker] == EMPLOYED:
            headcount[workers.employer[worker]] -= 1
            sector = 1 if workers.contract[worker] == OWN_ACCOUNT else 0
            ended[sector, workers.work_city[worker], workers.industry[worker]] += 1
            served = max(month, 0) - max(np.int64(workers.spell_start[worker]), np.int64(0))
            workers.log_wage[worker] = np.float32(np.float64(workers.log_wage[worker]) + wage_drift * served)
        if workers.status[worker] != status:
            workers.spell_start[worker] = month
        workers.status[worker] = status
        workers.employer[worker] = NO_FIRM
        workers.agency[worker] = NO_AGENCY
        workers.work_city[worker] = NOWHERE
        workers.contract[worker] = 0


@compiled
def hire(
    workers: Workers,
    firms: Firms,
    n_pools: int,
    ids: NDArray[np.int32],
    employers: NDArray[np.int32],
    moves: NDArray[np.uint8],
    log_wages: Floats,
    month: int,
    started: Counts,
    quits: Counts,
    moved: Counts,
) -> None:
    """Start jobs. Each worker appears at most once.

    Args:
        workers: Workers.
        firms: Firms; headcounts change on both sides of a move from job to job.
        n_pools: employers below this are own-account pools.
        ids: workers.
        employers: new employer of each.
        moves: 1 where the worker moves house to the city of work.
        log_wages: log wages agreed.
        month: current month index.
        started: adds hires by origin (0 from unemployment, 1 from a job), residence before and city of work,
            (2, C, C).
        quits: adds jobs left for another by sector, city and industry, shape (2, C, I).
        moved: adds changes of residence, shape (C, C).
    """
    for place in range(ids.size):
        worker, firm = ids[place], employers[place]
        from_job = 1 if workers.status[worker] == EMPLOYED else 0
        if from_job == 1:
            firms.headcount[workers.employer[worker]] -= 1
            sector = 1 if workers.contract[worker] == OWN_ACCOUNT else 0
            quits[sector, workers.work_city[worker], workers.industry[worker]] += 1
        residence, city = workers.residence[worker], firms.city[firm]
        started[from_job, residence, city] += 1
        if moves[place] == 1:
            moved[residence, city] += 1
            workers.residence[worker] = city
        firms.headcount[firm] += 1
        workers.status[worker] = EMPLOYED
        workers.employer[worker] = firm
        workers.work_city[worker] = city
        workers.industry[worker] = firms.industry[firm]
        workers.contract[worker] = OWN_ACCOUNT if firm < n_pools else 0
        workers.log_wage[worker] = np.float32(log_wages[place])
        workers.spell_start[worker] = month


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
        state: its workers and headcounts change.
        ids: workers, employed or not, each once.
        status: their new status.
        month: current month index.
        wage_drift: monthly trend of stayers' wages, log wage.

    Returns:
        Jobs ended by sector, city of work and industry, shape (2, C, I).
    """
    ended = np.zeros(state.quit_rate.shape, np.int64)
    leave(state.workers, state.firms.headcount, ids, status, month, wage_drift, ended)
    return ended
