"""The agents but agencies: workers, firms and own-account pools, posts, cities; and blocks of ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import mesa

from tests.reference.agencies import NO_LINE, Agency, Line

Pair = tuple[int, int, int]
"""Sector, city, industry."""
Job = tuple[int, int, int]
"""Contract, city of work, industry."""
Cell = tuple[int, int, int, int]
"""Market cell: sector, city, industry, skill."""
FIRMS, OWN_ACCOUNT = 0, 1
"""Sectors."""


class Status(IntEnum):
    """What a worker does. Up to UNEMPLOYED one may look for a job; up to TRAINING one is a resident.

    In TRAINING one is at a vocational school, or an adult in a course.
    """

    EMPLOYED = 0
    UNEMPLOYED = 1
    TRAINING = 2
    OUTSIDE = 3
    RETIRED = 4
    UNUSED = 5


class Contract(IntEnum):
    """Who employs, and how."""

    DIRECT = 0
    DISPATCH = 1
    OUTSOURCED = 2
    FLEXIBLE = 3
    OWN_ACCOUNT = 4


class City(mesa.Agent):
    """A city.

    rent         relative to the first city at the start
    fill_rate    expected monthly chance to fill a post in this city
    population_at_start  labour force at the start, workers
    """

    def __init__(self, model: Any, identity: int, rent: float, fill_rate: float, population: int) -> None:
        super().__init__(model)
        self.identity = identity
        self.rent = rent
        self.fill_rate = fill_rate
        self.population_at_start = population


class Firm(mesa.Agent):
    """A firm. `identity` is its permanent id; `sim.agents.firms` tells what the attributes mean."""

    sector = FIRMS

    def __init__(self, model: Any, identity: int, city: int, industry: int) -> None:
        super().__init__(model)
        self.identity = identity
        self.city = city
        self.industry = industry
        self.alive = True
        self.headcount = 0
        self.interns = 0
        self.desired_headcount = 1.0
        self.log_size = 0.0
        self.wage_premium = 0.0
        self.open_vacancies = [0] * model.n_skills
        self.posted = 0
        self.entry_month = 0
        self.zone = 0
        self.staff = {Contract.DISPATCH: 0, Contract.OUTSOURCED: 0, Contract.FLEXIBLE: 0}
        self.lines_used: set[int] = set()
        self.incumbents: list[Agency | None] = [None] * len(Line)
        self.service_awareness = 0.0

    @property
    def pair(self) -> Pair:
        """Sector, city and industry."""
        return self.sector, self.city, self.industry

    def count_staff(self, contract: Contract, change: int) -> None:
        """Count one worker more or less."""
        self.headcount += change
        if contract in self.staff:
            self.staff[contract] += change


class OwnAccountPool(Firm):
    """The self-employed of a city and industry: an employer that neither grows, closes nor lays off."""

    sector = OWN_ACCOUNT


class School(mesa.Agent):
    """A vocational school. `seats` are those of the start by field, `sim.agents.schools` tells the rest."""

    def __init__(
        self, model: Any, identity: int, city: int, kind: int, seats: list[float], quality: float
    ) -> None:
        super().__init__(model)
        self.identity = identity
        self.city = city
        self.kind = kind
        self.seats = seats
        self.quality = quality


class Worker(mesa.Agent):
    """A worker. `identity` is the permanent id; `sim.agents.workers` tells what the attributes mean."""

    def __init__(self, model: Any, identity: int) -> None:
        super().__init__(model)
        self.identity = identity
        self.status = Status.UNEMPLOYED
        self.residence = 0
        self.registration = 0
        self.industry = 0
        self.skill = 0
        self.employer: Firm | None = None
        self.work_city: int | None = None
        self.contract = Contract.DIRECT
        self.certified = False
        self.issued_in: set[int] = set()
        self.agency: Agency | None = None
        self.birth_month = 0
        self.spell_start = 0
        self.log_wage = 0.0
        self.talent = False
        self.returnee = False
        self.visiting_expert = False
        self.branded = False
        self.misled = False
        self.served = False
        self.placed = False
        self.vocational = False
        self.trained_month = -(2**15)
        self.training_gain = 0
        self.order_class = False
        self.intern = False
        self.school: School | None = None

    @property
    def employed(self) -> bool:
        """Whether the worker has a job."""
        return self.status == Status.EMPLOYED

    @property
    def pair(self) -> Pair:
        """Sector, city and industry of the job."""
        return pair_of(self.job)

    @property
    def job(self) -> Job:
        """Contract, city and industry of the job."""
        assert self.work_city is not None
        return self.contract, self.work_city, self.industry


def pair_of(job: Job) -> Pair:
    """Return sector, city and industry of a job."""
    contract, city, industry = job
    return (OWN_ACCOUNT if contract == Contract.OWN_ACCOUNT else FIRMS), city, industry


class Post(mesa.Agent):
    """An open vacancy, known for good by its firm and its sequence number among the posts of the firm.

    contract  of the hire
    line      service line of the order, UNDECIDED or NO_LINE
    agency    who carries the order; None if nobody does
    induced   whether the firm ordered only because the public purse pays a part
    """

    def __init__(self, model: Any, firm: Firm, sequence: int, month: int, line: int = NO_LINE) -> None:
        super().__init__(model)
        self.firm = firm
        self.sequence = sequence
        self.month = month
        self.line = line
        self.contract = Contract.DIRECT
        self.agency: Agency | None = None
        self.induced = False


@dataclass
class IdBlock:
    """Ids reserved for one source of newcomers: an arrival more of one source shifts the ids of no other."""

    name: str
    first: int
    size: int
    used: int = 0

    def take(self, count: int) -> list[int]:
        """Return the next ids."""
        if self.used + count > self.size:
            raise RuntimeError(f"The id block '{self.name}' holds {self.size} and is full.")
        ids = range(self.first + self.used, self.first + self.used + count)
        self.used += count
        return list(ids)


@dataclass
class PostBoard:
    """The posts of every market cell, in the order of their slots."""

    cells: dict[Cell, list[Post]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[Cell, list[Post]]]:
        """Yield the cells in their order: sector, city, industry, skill."""
        return iter(sorted(self.cells.items()))

    def add(self, cell: Cell, post: Post) -> None:
        """Put a post into the slot after the last."""
        self.cells[cell].append(post)
        post.firm.open_vacancies[cell[3]] += 1

    def remove(self, cell: Cell, slot: int) -> Post:
        """Take the post out of a slot; the last post of the cell moves there."""
        posts = self.cells[cell]
        post = posts[slot]
        posts[slot] = posts[-1]
        posts.pop()
        post.firm.open_vacancies[cell[3]] -= 1
        post.remove()
        return post
