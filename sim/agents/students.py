"""Students: the only place where it changes who is at school, and where.

A student is a row of the workers from the day of intake: status 2 with a school, outside the labour force,
`industry` the field, `spell_start` the month of intake, `employer` the firm of the internship or of the
order, if any. A firm counts its interns apart from its headcount.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.employment import count_staff
from sim.agents.firms import Firms
from sim.agents.schools import NO_SCHOOL
from sim.agents.workers import (
    DIRECT,
    EMPLOYED,
    INTERN,
    NO_FIRM,
    ORDER_CLASS,
    OUTSIDE,
    TRAINING,
    UNEMPLOYED,
    VOCATIONAL,
    Workers,
)
from sim.compile import Integer, inlined

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


def enrol(
    workers: Workers,
    ids: Counts,
    city: int,
    school: Counts,
    field: Counts,
    registration: Counts,
    birth_month: Counts,
    month: int,
) -> None:
    """Let new students begin school. All arguments but city and month have one entry per student."""
    workers.status[ids] = TRAINING
    workers.school[ids] = school
    workers.residence[ids] = city
    workers.registration[ids] = registration
    workers.industry[ids] = field
    workers.birth_month[ids] = birth_month
    workers.spell_start[ids] = month


def attach(workers: Workers, ids: Counts, firm: NDArray[np.int32]) -> None:
    """Give students the firm of their order class."""
    workers.employer[ids] = firm
    workers.flags[ids] |= ORDER_CLASS


def begin_internships(workers: Workers, firms: Firms, ids: Counts, firm: NDArray[np.int32]) -> None:
    """Send students to work in firms."""
    workers.employer[ids] = firm
    workers.flags[ids] |= INTERN
    np.add.at(firms.interns, firm, 1)


def detach(workers: Workers, firms: Firms, ids: Counts) -> None:
    """End the internships of students, and their ties to firms."""
    interns = ids[(workers.flags[ids] & INTERN) > 0]
    np.subtract.at(firms.interns, workers.employer[interns], 1)
    workers.employer[ids] = NO_FIRM
    workers.flags[ids] &= ~np.uint16(INTERN | ORDER_CLASS)


def leave_school(workers: Workers, firms: Firms, ids: Counts, log_wage: Floats, month: int) -> None:
    """Let students join the labour force, unemployed, with the log wage they have in mind."""
    detach(workers, firms, ids)
    workers.status[ids] = UNEMPLOYED
    workers.school[ids] = NO_SCHOOL
    workers.log_wage[ids] = log_wage.astype(np.float32)
    workers.spell_start[ids] = month


def qualify(workers: Workers, ids: Counts, skill: Counts, industry: Counts, certificate: Counts) -> None:
    """Give graduates what they have learnt."""
    workers.skill[ids] = skill
    workers.industry[ids] = industry
    workers.certificate[ids] = certificate
    workers.flags[ids] |= VOCATIONAL


def depart(workers: Workers, ids: Counts, node: Counts, n_cities: int) -> None:
    """Let graduates without a job live elsewhere; a boundary node is outside the labour force."""
    workers.residence[ids] = node
    workers.status[ids[node >= n_cities]] = OUTSIDE


@inlined
def start_first_job(
    workers: Workers, firms: Firms, worker: Integer, firm: Integer, log_wage: float, month: int
) -> None:
    """Start the job of a graduate in the firm that offered it, with a direct contract."""
    count_staff(firms, firm, DIRECT, 1)
    workers.status[worker] = EMPLOYED
    workers.employer[worker] = firm
    workers.work_city[worker] = firms.city[firm]
    workers.industry[worker] = firms.industry[firm]
    workers.contract[worker] = DIRECT
    workers.log_wage[worker] = np.float32(log_wage)
    workers.spell_start[worker] = month
