"""Stage 4, second part: adults begin and end courses, profit from them, and are promoted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.agencies import Line
from tests.reference.arithmetic import single
from tests.reference.certification import assess, issue
from tests.reference.objects import Status, Worker

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

START, GAIN, UPGRADE, CERTIFIED = range(4)
PUBLIC_BASE, FIRM_COURSE, AGENCY_COURSE, ALLIANCE = range(4)
UNITS = 2.0**13
"""Units of gain in one point of log wage."""


def seats_in_use(market: ReferenceMarket) -> tuple[list[list[float]], list[float], list[float]]:
    """Return the seats in use by city of residence and kind, all open seats, and those nobody could use."""
    rule, cities, month = market.parameters.training, range(market.n_cities), market.now.index
    people = [sum(sum(by_skill) for by_skill in city) for city in market.labour_force]
    use = [rule.use_first_city if city == 0 else rule.use_other for city in cities]
    usual = [rule.volume / 12 * people[city] / sum(people) / use[city] for city in cities]
    seats = market.policies.training_seats(np.array(usual), month).tolist()
    sharing = market.policies.training_pooling(np.zeros((len(cities), len(cities))), month).tolist()
    open_share = [1.0 - rule.covid_suspension * level for level in market.now.stringency]
    total = [seats[city] * open_share[city] for city in cities]
    idle = [total[city] * (1.0 - use[city]) for city in cities]
    left, pooled = list(idle), [0.0] * len(cities)
    for owner in cities:
        guests = [city for city in cities if city != owner and sharing[owner][city] > 0.0]
        for guest in guests:
            share = people[guest] / sum(people[city] for city in guests)
            taken = idle[owner] * sharing[owner][guest] * share * open_share[guest]
            pooled[guest] += taken
            left[owner] -= taken
    used = []
    for city in cities:
        public, firm, agency = (total[city] * use[city] * share for share in rule.kind_share)
        used.append([public, firm, agency * served(market, city), pooled[city]])
    return used, total, left


def served(market: ReferenceMarket, city: int) -> float:
    """Return the share of last month's training orders that agencies served."""
    orders = float(market.memory.orders[city][Line.TRAINING])
    unmet = float(market.memory.unmet[city][Line.TRAINING])
    return 1.0 - unmet / orders if orders > 0.0 else 1.0


def share_of_seats(market: ReferenceMarket, status: int, kind: int) -> float:
    """Return the share of a kind of seats that goes to the employed or to the unemployed."""
    rule = market.parameters.training
    jobless = {
        PUBLIC_BASE: min(1.0, rule.unemployed_share / max(rule.kind_share[PUBLIC_BASE], 1e-12)),
        ALLIANCE: rule.unemployed_share,
    }.get(kind, 0.0)
    return jobless if status == Status.UNEMPLOYED else 1.0 - jobless


def kind_of_course(market: ReferenceMarket, seats: list[list[float]], worker: Worker) -> int | None:
    """Return the kind of course that a worker begins this month, if any."""
    city, running = worker.residence, 0.0
    u = market.draws.fraction(draws.TRAINING, market.now.index, worker.identity, START)
    for kind, number in enumerate(seats[city]):
        seats_for_status = number * share_of_seats(market, worker.status, kind)
        running += seats_for_status * market.scale / max(market.eligible[worker.status, city], 1)
        if u < running:
            return kind
    return None


def may_begin(worker: Worker, month: int) -> bool:
    """Return whether a worker may begin a course: two years after the last one."""
    return worker.status <= Status.UNEMPLOYED and month - worker.trained_month >= 24


def begin(market: ReferenceMarket, seats: list[list[float]], worker: Worker) -> None:
    """Let a worker begin a course, by chance."""
    rule, month = market.parameters.training, market.now.index
    kind = kind_of_course(market, seats, worker)
    if kind is None:
        return
    market.flows.courses_begun[worker.status, kind, worker.residence] += 1
    if worker.status == Status.UNEMPLOYED:
        worker.trained_month = month + rule.months_unemployed
        worker.status = Status.TRAINING
    else:
        worker.trained_month = month + rule.months_employed


def certifies(market: ReferenceMarket, worker: Worker, trained: int) -> bool:
    """Return whether the course that ended in a month comes with a certificate."""
    u = market.draws.fraction(draws.TRAINING, trained, worker.identity, CERTIFIED)
    return u < market.parameters.training.certificate_probability


def finish(market: ReferenceMarket, worker: Worker) -> None:
    """End a course; whoever left the region before its end has broken it off."""
    if worker.status == Status.OUTSIDE:
        worker.trained_month = -(2**15)
        return
    if worker.status == Status.TRAINING:
        worker.status = Status.UNEMPLOYED
    worker.vocational = True
    market.flows.courses_completed[worker.residence] += 1
    if certifies(market, worker, market.now.index):
        issue(worker)
        market.flows.courses_certified[worker.residence] += 1


def gain_after(market: ReferenceMarket, gain: float, months: int) -> int:
    """Return the gain some months after a course, in units: 0.2 of it in the first year, all after two."""
    early = market.parameters.training.early_share
    share = 0.0
    if months > 0:
        share = early + (1.0 - early) * min(max(months - 12, 0) / 12, 1.0)
    return math.floor(gain * share * UNITS + 0.5)


def bear_fruit(market: ReferenceMarket, worker: Worker, months: int) -> None:
    """Raise the wage by what the course adds this month; a year after it, perhaps the skill."""
    rule, trained = market.parameters.training, worker.trained_month
    u = market.draws.uniform(draws.TRAINING, trained, worker.identity, GAIN)
    gain = rule.wage_gain * (1.0 + rule.wage_gain_spread * draws.standard_normal(u))
    added = gain_after(market, gain, months) - gain_after(market, gain, months - 1)
    worker.training_gain += added
    worker.log_wage = single(worker.log_wage + added / UNITS)
    if months == 12 and worker.status <= Status.TRAINING:
        upgrade(market, worker, trained)


def upgrade(market: ReferenceMarket, worker: Worker, trained: int) -> None:
    """Lift a worker with some experience to the next skill, by chance."""
    rule, top = market.parameters.training, market.n_skills - 1
    if worker.skill == top or experience(market, worker) < rule.upgrade_experience:
        return
    by_city = market.policies.training_upgrade(np.full(market.n_cities, rule.upgrade_probability), trained)
    u = market.draws.fraction(draws.TRAINING, trained, worker.identity, UPGRADE)
    if u < by_city[worker.residence]:
        worker.skill += 1
        market.flows.upgraded[worker.residence] += 1
        if worker.skill == top - 1 and certifies(market, worker, trained):
            market.flows.technicians[worker.residence] += 1


def experience(market: ReferenceMarket, worker: Worker) -> float:
    """Return the months since the usual end of schooling of the skill."""
    age = market.now.index - worker.birth_month
    return age - 12 * market.parameters.population.entrant_age[worker.skill]


def promote(market: ReferenceMarket, worker: Worker) -> None:
    """Promote an employed worker of the second-highest skill with enough experience, by chance."""
    rule, top = market.parameters.training, market.n_skills - 1
    if not worker.employed or worker.skill != top - 1:
        return
    if experience(market, worker) < rule.promotion_experience:
        return
    if market.draws.fraction(draws.PROMOTION, market.now.index, worker.identity) < rule.promotion_rate:
        worker.skill = top
        market.flows.promoted[worker.residence] += 1


def train(market: ReferenceMarket) -> None:
    """Assess skills, end courses, let them bear fruit, promote, begin courses; worker by worker."""
    month, flows = market.now.index, market.flows
    seats, flows.seats, flows.idle_seats = seats_in_use(market)
    assess(market)
    for worker in market.workers_in_order():
        if worker.status > Status.OUTSIDE:
            continue
        months = month - worker.trained_month
        if months == 0:
            finish(market, worker)
        elif 0 < months <= 24:
            bear_fruit(market, worker, months)
        if worker.status == Status.OUTSIDE:
            continue
        promote(market, worker)
        if may_begin(worker, month):
            begin(market, seats, worker)
        flows.in_training[worker.residence] += worker.status == Status.TRAINING and worker.school is None


def count_eligible(market: ReferenceMarket, month: int) -> dict[tuple[int, int], int]:
    """Return who may begin a course, employed and unemployed, by city of residence."""
    eligible = {
        (status, city): 0
        for status in (Status.EMPLOYED, Status.UNEMPLOYED)
        for city in range(market.n_cities)
    }
    for worker in market.workers.values():
        if may_begin(worker, month):
            eligible[worker.status, worker.residence] += 1
    return eligible
