"""Stage 18, the ledger: what a month counts, in whole numbers by the keys that the comments give."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.reference.objects import Firm, Status, Worker

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket


@dataclass
class Flows:
    """Everything that changed in a month, stage by stage. A pair is (sector, city, industry)."""

    retired: Counter = field(default_factory=Counter)  # city of residence
    jobs_retired_from: Counter = field(default_factory=Counter)  # pair
    entered: Counter = field(default_factory=Counter)  # city
    released: list[Worker] = field(default_factory=list)
    laid_off: list[Worker] = field(default_factory=list)
    closed_firms: list[Firm] = field(default_factory=list)
    firm_entries: Counter = field(default_factory=Counter)  # city
    firm_closures: Counter = field(default_factory=Counter)  # city
    jobs_separated: Counter = field(default_factory=Counter)  # pair
    jobs_laid_off: Counter = field(default_factory=Counter)  # pair
    jobs_released: Counter = field(default_factory=Counter)  # pair
    posted: Counter = field(default_factory=Counter)  # market cell
    withdrawn: Counter = field(default_factory=Counter)  # market cell
    reposted_from: Counter = field(default_factory=Counter)  # market cell
    reposted_to: Counter = field(default_factory=Counter)  # market cell
    offers: Counter = field(default_factory=Counter)  # residence, city of work
    hires: Counter = field(default_factory=Counter)  # 0 from unemployment, 1 from a job; residence, city
    quits_for_another_job: Counter = field(default_factory=Counter)  # pair
    moved_for_job: Counter = field(default_factory=Counter)  # from, to
    filled: Counter = field(default_factory=Counter)  # market cell
    open_posts: dict = field(default_factory=dict)  # market cell
    house_moves: Counter = field(default_factory=Counter)  # from, to
    emigrated: Counter = field(default_factory=Counter)  # city, boundary node
    jobs_left_at_boundary: Counter = field(default_factory=Counter)  # pair
    returned: Counter = field(default_factory=Counter)  # boundary node, city
    went_home: Counter = field(default_factory=Counter)  # from, to
    immigrated: Counter = field(default_factory=Counter)  # boundary node, city
    talent: Counter = field(default_factory=Counter)  # boundary node, city

    @property
    def quits(self) -> Counter:
        """Jobs that ended by the workers' doing or fate: all but layoffs and releases."""
        return (
            self.jobs_separated
            + self.jobs_retired_from
            + self.jobs_left_at_boundary
            + self.quits_for_another_job
        )


@dataclass
class Census:
    """A full count of the workers."""

    employed: Counter = field(default_factory=Counter)  # residence, city of work
    jobs: Counter = field(default_factory=Counter)  # sector, city, industry, skill of the worker
    seekers: Counter = field(default_factory=Counter)  # residence, last industry, skill
    outside: Counter = field(default_factory=Counter)  # node, skill
    log_wages: Counter = field(default_factory=Counter)  # city of work; multiples of 2^-20

    def labour_force(self, city: int) -> int:
        """Return the residents with or without work."""
        employed = sum(count for (residence, _), count in self.employed.items() if residence == city)
        return employed + sum(count for (residence, _, _), count in self.seekers.items() if residence == city)

    def staff(self) -> Counter:
        """Return the jobs by sector, city and industry."""
        staff: Counter = Counter()
        for (*pair, _), count in self.jobs.items():
            staff[tuple(pair)] += count
        return staff


def take_census(market: ReferenceMarket, elapsed: int) -> Census:
    """Count the workers."""
    census, drift = Census(), market.parameters.wages.wage_trend / 12
    for worker in market.workers.values():
        if worker.employed:
            census.employed[worker.residence, worker.work_city] += 1
            census.jobs[(*worker.pair, worker.skill)] += 1
            wage = worker.log_wage + drift * (elapsed - max(worker.spell_start, 0))
            census.log_wages[worker.work_city] += int(wage * 2.0**20)
        elif worker.status in (Status.UNEMPLOYED, Status.TRAINING):
            census.seekers[worker.residence, worker.industry, worker.skill] += 1
        elif worker.status == Status.OUTSIDE:
            census.outside[worker.residence, worker.skill] += 1
    return census
