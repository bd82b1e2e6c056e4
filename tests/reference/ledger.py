"""Stage 18, the ledger: what a month counts, in whole numbers by the keys that the comments give."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.reference.objects import Firm, Status, Worker, pair_of

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket


@dataclass
class Flows:
    """Everything that changed in a month, stage by stage. A job is (contract, city, industry)."""

    retired: Counter = field(default_factory=Counter)  # city of residence
    retired_outside: Counter = field(default_factory=Counter)  # boundary node
    jobs_retired_from: Counter = field(default_factory=Counter)  # job
    entered: Counter = field(default_factory=Counter)  # city
    released: list[Worker] = field(default_factory=list)
    laid_off: list[Worker] = field(default_factory=list)
    closed_firms: list[Firm] = field(default_factory=list)
    firm_entries: Counter = field(default_factory=Counter)  # city
    firm_closures: Counter = field(default_factory=Counter)  # city
    jobs_separated: Counter = field(default_factory=Counter)  # job
    jobs_laid_off: Counter = field(default_factory=Counter)  # job
    jobs_released: Counter = field(default_factory=Counter)  # job
    posted: Counter = field(default_factory=Counter)  # market cell
    withdrawn: Counter = field(default_factory=Counter)  # market cell
    reposted_from: Counter = field(default_factory=Counter)  # market cell
    reposted_to: Counter = field(default_factory=Counter)  # market cell
    offers: Counter = field(default_factory=Counter)  # residence, city of work
    hires: Counter = field(default_factory=Counter)  # 0 from unemployment, 1 from a job; residence, city
    jobs_started: Counter = field(default_factory=Counter)  # job
    quits_for_another_job: Counter = field(default_factory=Counter)  # job
    moved_for_job: Counter = field(default_factory=Counter)  # from, to
    filled: Counter = field(default_factory=Counter)  # market cell
    open_posts: dict = field(default_factory=dict)  # market cell
    house_moves: Counter = field(default_factory=Counter)  # from, to
    emigrated: Counter = field(default_factory=Counter)  # city, boundary node
    jobs_left_at_boundary: Counter = field(default_factory=Counter)  # job
    returned: Counter = field(default_factory=Counter)  # boundary node, city
    from_pool: Counter = field(default_factory=Counter)  # boundary node, city
    went_home: Counter = field(default_factory=Counter)  # from, to
    left_home: Counter = field(default_factory=Counter)  # city, boundary node
    between: Counter = field(default_factory=Counter)  # boundary node, boundary node
    immigrated: Counter = field(default_factory=Counter)  # boundary node, city
    again: Counter = field(default_factory=Counter)  # boundary node, city
    talent: Counter = field(default_factory=Counter)  # boundary node, city
    courses_begun: Counter = field(default_factory=Counter)  # status, kind, residence
    courses_completed: Counter = field(default_factory=Counter)  # residence
    courses_certified: Counter = field(default_factory=Counter)  # residence
    upgraded: Counter = field(default_factory=Counter)  # residence
    technicians: Counter = field(default_factory=Counter)  # residence
    promoted: Counter = field(default_factory=Counter)  # residence
    in_training: Counter = field(default_factory=Counter)  # residence
    assessed: Counter = field(default_factory=Counter)  # residence
    seats: list = field(default_factory=list)  # city; persons
    idle_seats: list = field(default_factory=list)  # city; persons
    talent_left: Counter = field(default_factory=Counter)  # city, boundary node
    sent: Counter = field(default_factory=Counter)  # residence, destination
    # Schools, by city of the school but those who enter, by residence.
    grown_up: Counter = field(default_factory=Counter)  # city
    begun_work: Counter = field(default_factory=Counter)  # city
    school_intake: Counter = field(default_factory=Counter)  # city, kind
    drop_outs: Counter = field(default_factory=Counter)  # city, kind
    graduates: Counter = field(default_factory=Counter)  # city, kind
    entered_from_school: Counter = field(default_factory=Counter)  # city
    graduates_left: Counter = field(default_factory=Counter)  # city, boundary node
    graduates_moved: Counter = field(default_factory=Counter)  # from, to
    first_jobs: Counter = field(default_factory=Counter)  # city, industry
    intern_hires: Counter = field(default_factory=Counter)  # city
    order_offers: Counter = field(default_factory=Counter)  # city
    order_hires: Counter = field(default_factory=Counter)  # city
    # What agencies did, by city of work, but persons by residence.
    orders_open: Counter = field(default_factory=Counter)  # city, line
    placements: Counter = field(default_factory=Counter)  # city, line
    placements_beyond_applicants: Counter = field(default_factory=Counter)  # city, line
    headhunt_pay_cents: Counter = field(default_factory=Counter)  # city; annual pay
    misplaced: Counter = field(default_factory=Counter)  # city
    served: Counter = field(default_factory=Counter)  # residence
    newly_served: Counter = field(default_factory=Counter)  # residence
    newly_placed: Counter = field(default_factory=Counter)  # residence
    contacts: Counter = field(default_factory=Counter)  # residence

    @property
    def quits(self) -> Counter:
        """Jobs that ended by the workers' doing or fate, by pair: all but layoffs and releases."""
        quits: Counter = Counter()
        for job, count in self.jobs_quit.items():
            quits[pair_of(job)] += count
        return quits

    @property
    def jobs_quit(self) -> Counter:
        """The same by job."""
        return (
            self.jobs_separated
            + self.jobs_retired_from
            + self.jobs_left_at_boundary
            + self.quits_for_another_job
        )

    @property
    def jobs_ended(self) -> Counter:
        """All jobs that ended, by job."""
        return self.jobs_quit + self.jobs_laid_off + self.jobs_released


@dataclass
class Census:
    """A full count of the workers."""

    employed: Counter = field(default_factory=Counter)  # residence, city of work
    jobs: Counter = field(default_factory=Counter)  # sector, city, industry, skill of the worker
    staff: Counter = field(default_factory=Counter)  # contract, city, industry
    seekers: Counter = field(default_factory=Counter)  # residence, last industry, skill
    outside: Counter = field(default_factory=Counter)  # node, skill
    log_wages: Counter = field(default_factory=Counter)  # city of work; multiples of 2^-20
    by_status: Counter = field(default_factory=Counter)  # status
    in_pool: Counter = field(default_factory=Counter)  # boundary node
    out_pool: Counter = field(default_factory=Counter)  # boundary node
    talent: Counter = field(default_factory=Counter)  # residence
    visiting: Counter = field(default_factory=Counter)  # city visited
    certified: Counter = field(default_factory=Counter)  # residence
    students: Counter = field(default_factory=Counter)  # city, kind, year of study
    interns: Counter = field(default_factory=Counter)  # city
    youth: Counter = field(default_factory=Counter)  # city

    def labour_force(self, city: int) -> int:
        """Return the residents with or without work."""
        employed = sum(count for (residence, _), count in self.employed.items() if residence == city)
        return employed + sum(count for (residence, _, _), count in self.seekers.items() if residence == city)

    def jobs_by_pair(self) -> Counter:
        """Return the jobs by sector, city and industry."""
        jobs: Counter = Counter()
        for job, count in self.staff.items():
            jobs[pair_of(job)] += count
        return jobs


def take_census(market: ReferenceMarket, elapsed: int) -> Census:
    """Count the workers."""
    census, drift = Census(), market.parameters.wages.wage_trend / 12
    census.youth.update(dict(enumerate(market.youth)))
    for (node, _), people in market.in_pool.items():
        census.in_pool[node] += people
    for (_, node, _), people in market.out_pool.items():
        census.out_pool[node] += people
    for worker in market.workers.values():
        census.by_status[worker.status] += 1
        if worker.status < Status.OUTSIDE:
            census.talent[worker.residence] += worker.talent
            if worker.visiting_expert and worker.residence == 0:
                census.visiting[market.called_by(worker)] += 1
        if worker.employed:
            census.employed[worker.residence, worker.work_city] += 1
            census.jobs[(*worker.pair, worker.skill)] += 1
            census.staff[worker.job] += 1
            wage = worker.log_wage + drift * (elapsed - max(worker.spell_start, 0))
            census.log_wages[worker.work_city] += int(wage * 2.0**20)
            census.certified[worker.residence] += worker.certified
        elif worker.school is not None:
            year = (elapsed - worker.spell_start) // 12
            census.students[worker.residence, worker.school.kind, year] += 1
            census.interns[worker.residence] += worker.intern
        elif worker.status in (Status.UNEMPLOYED, Status.TRAINING):
            census.seekers[worker.residence, worker.industry, worker.skill] += 1
            census.certified[worker.residence] += worker.certified
        elif worker.status == Status.OUTSIDE:
            census.outside[worker.residence, worker.skill] += 1
    return census
