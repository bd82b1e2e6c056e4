"""Ledger: count everything anew at the end of the month and check that the flows explain the change.

The recount is exact and independent of the flows, so it is both the month's measurement and its audit:

    employed, then + hires from unemployment + first jobs of graduates - jobs ended = employed, now
    labour force, then + entries - exits + moves in - moves out = labour force, now    for each city
    students, then + intake - drop-outs - graduates = students, now           for each city and kind of school
    youth, then + grown up - intake - begun to work = youth, now                       for each city
    staff by sector, city and industry = headcounts of its firms
    staff, then + hires + first jobs - jobs ended = staff, now          for each contract, city and industry
    staff on the books of agencies by contract and city = staff columns of firms
    posts, then + posted + re-posted here
        = now + filled + withdrawn + re-posted elsewhere                          for each market cell
    posts filled = hires, and the posts that firms count are the posts there are
    outside, then + left - came - retired = outside, now                            for each boundary node
    pools, then - arrivals from them = pools, now                                   for each boundary node
    in the region, students and youth too, + outside + in the pools + retired, then + grown up = now

The last is the account of persons with the world outside, to the unit: nobody is made, lost or counted twice.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.employment import by_sector
from sim.agents.firms import Firms
from sim.agents.schools import N_KINDS
from sim.agents.state import State
from sim.agents.workers import (
    DIRECT,
    DISPATCH,
    EMPLOYED,
    FLEXIBLE,
    HAS_CERTIFICATE,
    INTERN,
    N_CONTRACTS,
    OUTSIDE,
    RETIRED,
    TRAINING,
    UNEMPLOYED,
    UNUSED,
    Workers,
)
from sim.compile import compiled, row
from sim.processes.boundary import BoundaryFlows
from sim.processes.demography import Renewal
from sim.processes.execution import HiringFlows
from sim.processes.firms import FirmFlows
from sim.processes.schools import SchoolFlows
from sim.processes.separations import JobLosses
from sim.processes.student_intake import students
from sim.processes.talent import talent_here
from sim.processes.training import TrainingFlows
from sim.processes.vacancies import VacancyFlows
from sim.processes.world import World
from sim.run_errors import RunError

Counts = NDArray[np.int64]
WAGE_UNIT = 2.0**20
YEARS_OF_STUDY = 3
MONTHS_PER_YEAR = 12


class AccountsError(RunError):
    """A stock-flow identity does not hold: the model is wrong, and the run stops."""


class Census(NamedTuple):
    """A full count of simulated workers. Shapes: C cities, N nodes, I industries, Q skills.

    employed    employed by residence and city of work, shape (C, C)
    jobs        by sector, city of work, industry and skill of the worker, shape (2, C, I, Q)
    staff       employed by contract, city of work and industry, shape (5, C, I)
    seekers     unemployed by residence, last industry and skill, shape (C, I, Q)
    outside     outside by node and skill, shape (N, Q)
    log_wages   summed log wages of the employed by city of work, multiples of 2^-20, shape (C,)
    certified   residents of the labour force with a certificate, shape (C,)
    by_status   everybody who ever entered by status, shape (6,); 0 in the last, which nobody has who entered
    in_pool     people at boundary nodes who may move in, by node, shape (B,)
    out_pool    people registered in a city who left before the model starts, by node, shape (B,)
    talent      arrived as talent and still there by city of residence, shape (C,)
    visiting    visiting experts by the city that they visit, shape (C,)
    students    at vocational schools by city, kind and year of study, shape (C, K, 3)
    interns     of them at work in a firm, shape (C,)
    youth       young people who neither work nor study yet, shape (C,)
    """

    employed: Counts
    jobs: Counts
    staff: Counts
    seekers: Counts
    outside: Counts
    log_wages: Counts
    certified: Counts
    by_status: Counts
    in_pool: Counts
    out_pool: Counts
    talent: Counts
    visiting: Counts
    students: Counts
    interns: Counts
    youth: Counts

    @property
    def persons(self) -> int:
        """All persons: in the region, at school, youth, outside, in the pools and retired."""
        entered = self.by_status[: RETIRED + 1].sum()
        return int(entered + self.youth.sum() + self.in_pool.sum() + self.out_pool.sum())

    @property
    def labour_force(self) -> Counts:
        """Residents with or without work, shape (C,)."""
        residents: Counts = self.employed.sum(axis=1) + self.seekers.sum(axis=(1, 2))
        return residents


class Tallies(NamedTuple):
    """Counts of `Census` as a kernel makes them; the last axis of two is whether one holds a certificate.

    employed   by residence and city of work, shape (C, C, 2)
    jobs       by contract, city of work, industry and skill, shape (5, C, I, Q)
    seekers    by residence, last industry and skill, shape (C, I, Q, 2)
    outside, log_wages   as in `Census`
    by_status  of all but the employed, shape (6,)
    """

    employed: Counts
    jobs: Counts
    seekers: Counts
    outside: Counts
    log_wages: Counts
    by_status: Counts


def count_workers(world: World, workers: Workers, elapsed: int, pieces: Counts) -> Tallies:
    """Return the tallies of some rows."""
    n, industries, skills = world.cells
    shapes = (
        (n, n, 2),
        (N_CONTRACTS, n, industries, skills),
        (n, industries, skills, 2),
        (world.region.n_nodes, skills),
        (n,),
        (UNUSED + 1,),
    )
    tallies = Tallies(*(np.zeros(shape, np.int64) for shape in shapes))
    tally_workers(workers, elapsed, world.parameters.wages.wage_trend / 12, pieces, tallies)
    return tallies


@compiled
def tally_workers(
    workers: Workers, elapsed: int, wage_drift: float, pieces: Counts, tallies: Tallies
) -> None:
    """Add some rows to the tallies."""
    for piece in range(pieces.shape[0]):
        for place in range(pieces[piece, 0], pieces[piece, 1]):
            worker = row(place)
            status, residence, skill = (
                workers.status[worker],
                workers.residence[worker],
                workers.skill[worker],
            )
            certified = np.int64(workers.certificate[worker]) & HAS_CERTIFICATE
            if status == EMPLOYED:
                city = workers.work_city[worker]
                tallies.employed[residence, city, certified] += 1
                tallies.jobs[workers.contract[worker], city, workers.industry[worker], skill] += 1
                served = elapsed - max(np.int64(workers.spell_start[worker]), np.int64(0))
                tallies.log_wages[city] += np.int64(
                    (np.float64(workers.log_wage[worker]) + wage_drift * served) * WAGE_UNIT
                )
                continue
            tallies.by_status[status] += 1
            if status == UNEMPLOYED or (status == TRAINING and workers.school[worker] < 0):
                tallies.seekers[residence, workers.industry[worker], skill, certified] += 1
            elif status == OUTSIDE:
                tallies.outside[residence, skill] += 1


def take_census(world: World, state: State, elapsed: int) -> Census:
    """Count the workers."""
    parts = world.threads.each(
        lambda pieces: count_workers(world, state.workers, elapsed, pieces), state.worker_blocks.pieces()
    )
    found = Tallies(*(np.asarray(sum(tables)) for tables in zip(*parts, strict=True)))
    employed, seekers = found.employed.sum(axis=2), found.seekers.sum(axis=3)
    found.by_status[EMPLOYED] = employed.sum()
    stock, visiting = talent_here(world, state)
    students_, interns = count_students(world, state, elapsed)
    return Census(
        employed=employed,
        jobs=by_sector(found.jobs),
        staff=found.jobs.sum(axis=3),
        seekers=seekers,
        outside=found.outside,
        log_wages=found.log_wages,
        certified=found.employed[:, :, 1].sum(axis=1) + found.seekers[..., 1].sum(axis=(1, 2)),
        by_status=found.by_status,
        in_pool=state.in_pool.sum(axis=1),
        out_pool=state.out_pool.sum(axis=(0, 2)),
        talent=stock,
        visiting=visiting,
        students=students_,
        interns=interns,
        youth=state.youth.copy(),
    )


def count_students(world: World, state: State, elapsed: int) -> tuple[Counts, Counts]:
    """Return students by city, kind and year of study, (C, K, 3), and interns by city, (C,)."""
    workers, ids = state.workers, students(world, state)
    city, kind = workers.residence[ids], state.schools.kind[workers.school[ids]]
    year = (elapsed - workers.spell_start[ids].astype(np.int64)) // MONTHS_PER_YEAR
    counts = np.zeros((world.n_cities, N_KINDS, YEARS_OF_STUDY), np.int64)
    np.add.at(counts, (city, kind, year), 1)
    interns = (workers.flags[ids] & INTERN) > 0
    return counts, np.bincount(city[interns], minlength=world.n_cities)


class Flows(NamedTuple):
    """Everything that changed in a month, stage by stage; simulated workers, posts and firms.

    The last are the members of export teams by city of residence and destination, shape (C, N).
    """

    renewal: Renewal
    firms: FirmFlows
    job_losses: JobLosses
    posts: VacancyFlows
    offers: Counts
    hiring: HiringFlows
    house_moves: Counts
    boundary: BoundaryFlows
    schools: SchoolFlows
    training: TrainingFlows
    sent: Counts

    @property
    def moves(self) -> Counts:
        """Changes of residence between cities: for a job, to the city of work, and home; shape (C, C)."""
        return self.hiring.moved + self.house_moves + self.boundary.went_home

    @property
    def jobs_left(self) -> Counts:
        """Jobs that ended without another by contract, city of work and industry, shape (5, C, I)."""
        return sum(self.job_losses) + self.renewal.ended_jobs + self.boundary.ended_jobs

    @property
    def quits(self) -> Counts:
        """Jobs that ended by the workers' doing or fate: all but layoffs and releases.

        By sector, city of work and industry, shape (2, C, I).
        """
        return by_sector(self.ends - self.job_losses.laid_off - self.job_losses.released)

    @property
    def ends(self) -> Counts:
        """Jobs that ended for whatever reason by contract, city of work and industry, shape (5, C, I)."""
        return self.jobs_left + self.hiring.quits


def audit(
    world: World, state: State, flows: Flows, before: Census, after: Census, posts_before: Counts
) -> None:
    """Check the month's identities.

    Raises:
        AccountsError: the first identity that fails, with the figures.
    """
    posts, moves, outside = state.vacancies.open_posts, flows.moves, flows.boundary
    schools, first_jobs = flows.schools, flows.schools.graduation.hired
    arrivals = flows.renewal.entered + schools.entered + outside.came
    departures = flows.renewal.retired + outside.went
    net_moves = moves.sum(axis=0) - moves.sum(axis=1)
    headcounts, staffing = firm_staff(world, state)
    hires = flows.hiring.hires
    starts = flows.hiring.starts.copy()
    starts[DIRECT] += first_jobs
    expected = (
        (
            "employment",
            before.employed.sum() + hires[0].sum() + first_jobs.sum() - flows.jobs_left.sum(),
            after.employed.sum(),
        ),
        ("labour force by city", before.labour_force + arrivals - departures + net_moves, after.labour_force),
        ("staff by sector, city and industry", headcounts, after.jobs.sum(axis=3)),
        (
            "staff by contract, city and industry",
            before.staff + starts - flows.ends,
            after.staff,
        ),
        (
            "students by city and kind of school",
            before.students.sum(axis=2) + schools.intake - schools.drop_outs - schools.graduates,
            after.students.sum(axis=2),
        ),
        ("interns of firms", state.firms.interns.sum(), after.interns.sum()),
        (
            "youth by city",
            before.youth + schools.grown_up - schools.intake.sum(axis=1) - schools.begun_work,
            after.youth,
        ),
        (
            "staff employed by agencies, by contract and city",
            staffing,
            after.staff[DISPATCH : FLEXIBLE + 1].sum(axis=2),
        ),
        (
            "posts by market cell",
            posts_before
            + flows.posts.posted
            - flows.posts.withdrawn
            + flows.posts.reposted_to
            - flows.posts.reposted_from
            - flows.hiring.filled,
            posts,
        ),
        ("posts filled and hires", flows.hiring.filled.sum(), hires.sum()),
        ("open posts of firms", posts.sum(), state.firms.open_vacancies.sum()),
        *persons_accounts(flows, before, after),
    )
    for name, left, right in expected:
        if not np.array_equal(left, right):
            place = np.argwhere(np.atleast_1d(left) != np.atleast_1d(right))[0].tolist()
            raise AccountsError(
                f"The accounts of {name} do not close at {place}: flows give "
                f"{np.atleast_1d(left)[tuple(place)]}, the count gives {np.atleast_1d(right)[tuple(place)]}."
            )


def persons_accounts(
    flows: Flows, before: Census, after: Census
) -> tuple[tuple[str, Counts | int, Counts | int], ...]:
    """Return the accounts with the world outside: name, what flows give and what the count gives."""
    outside, renewal, schools = flows.boundary, flows.renewal, flows.schools
    left = outside.emigrated + outside.left_home + outside.talent_left + schools.graduation.left
    came = (outside.returned + outside.again).sum(axis=1) + renewal.retired_outside
    between = outside.between.sum(axis=0) - outside.between.sum(axis=1)
    n_cities = outside.emigrated.shape[0]
    retired = renewal.retired.sum() + renewal.retired_outside.sum()
    # In burn-in, when no youth grow up, the young come from nowhere.
    new = schools.grown_up + renewal.entered - schools.begun_work
    return (
        (
            "people outside by boundary node",
            before.outside.sum(axis=1)[n_cities:] + left.sum(axis=0) + between - came,
            after.outside.sum(axis=1)[n_cities:],
        ),
        (
            "people who may move in, by boundary node",
            before.in_pool - (outside.immigrated + outside.talent).sum(axis=1),
            after.in_pool,
        ),
        (
            "people who left before, by boundary node",
            before.out_pool - outside.from_pool.sum(axis=1),
            after.out_pool,
        ),
        ("the retired", before.by_status[RETIRED] + retired, after.by_status[RETIRED]),
        ("persons", before.persons + int(new.sum()), after.persons),
    )


def firm_staff(world: World, state: State) -> tuple[Counts, Counts]:
    """Return the staff that firms count, and of it that with an agency's contract.

    By sector, city and industry, shape (2, C, I); by contract (dispatch, outsourced, flexible) and city,
    shape (3, C).
    """
    headcounts = np.zeros((2, world.n_cities, world.n_industries), np.int64)
    staffing = np.zeros((3, world.n_cities), np.int64)
    tally_firms(state.firms, world.n_pools, headcounts, staffing)
    return headcounts, staffing


@compiled
def tally_firms(firms: Firms, n_pools: int, headcounts: Counts, staffing: Counts) -> None:
    """Add all firms to the tallies of `firm_staff`."""
    for firm in range(firms.headcount.size):
        city = firms.city[firm]
        headcounts[1 if firm < n_pools else 0, city, firms.industry[firm]] += firms.headcount[firm]
        staffing[0, city] += firms.staff_dispatch[firm]
        staffing[1, city] += firms.staff_outsourced[firm]
        staffing[2, city] += firms.staff_flexible[firm]
