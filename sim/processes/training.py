"""Training: adults take courses, which pay late; experience promotes.

A city has seats in proportion to its labour force of 2019, of three kinds: public bases, firms' own courses,
and courses that firms order from agencies. A fixed share of them is in use, because fields on offer and
fields in demand differ; the volume of 2019 is what is in use. The other seats are idle. An alliance opens a
part of the idle seats of a city to the residents of others, in proportion to their labour force: the fourth
kind. The share of training orders that agencies could serve last month scales their seats, and the pandemic
closes 0.9 L_c of all. One in five trains full time, without a job, at a public base; the others beside work.

A worker who may begin a course (employed or unemployed, and not within 24 months of the last one) does so
with the probability seats / eligible, the eligible counted once, on the stored initial state, and then
frozen, as the norm of search is: a count of the month itself would tie all workers together. Seats therefore
stay empty where fewer are eligible than at the start.

The employed finish after three months. The unemployed are in full-time training for two and cannot search:
they are locked in. Then, k months after the end of the course,

    log wage gain(k) = g x (0 at k = 0;  0.2 for k = 1..12;  rising to 1 at k = 24),   g ~ 0.06 N(1, 0.5^2),

which belongs to the worker, in the current job and in every later one. Half of the courses end with a
certificate of the city of residence. Twelve months after the course those with two years of experience reach
the next skill with probability 0.06; the employer of the day pays them no more for it, the next one does.
Professionals of the second-highest skill with five years of experience are promoted to the highest at a rate
of 0.001 a month. Source for the time profile: Card, Kluve and Weber 2018 (about zero at first, larger after
two to three years).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import TRAINING_LINE
from sim.agents.employment import begin_course, end_course
from sim.agents.state import State
from sim.agents.workers import (
    EMPLOYED,
    GAIN_UNIT,
    NEVER,
    OUTSIDE,
    TRAINING,
    UNEMPLOYED,
    VOCATIONAL,
    Workers,
)
from sim.compile import Integer, allocating, compiled, inlined, row
from sim.draws import Key
from sim.processes.certification import assess, issue
from sim.processes.clock import Month
from sim.processes.world import World
from sim.sieve import Sieve, new_sieve, sift
from sim.threads import CHUNK

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12
PUBLIC_BASE, FIRM_COURSE, AGENCY_COURSE, ALLIANCE = range(4)
N_KINDS = 4
START, GAIN, UPGRADE, CERTIFIED = range(4)
"""Sub ids of the draws."""
EARLY_MONTHS, FULL_MONTHS = 12, 24
"""Months after a course in which the gain begins to rise, and in which it is complete."""
MONTHS_IN_ADVANCE = 12
"""Months from the end of a course to the next skill."""


class TrainingRule(NamedTuple):
    """What one month's training rests on. Shapes: C cities, Q skills.

    start        probability to begin a course of this kind or one before, shape (2, C, 4): employed,
                 unemployed
    months       of a course, shape (2,)
    wage_gain, wage_gain_spread, early_share, certificate_probability  parameters of the same name
    upgrade      probability of the next skill, by city of residence, of courses that ended a year ago, (C,)
    upgrade_age, promotion_age  age in months from which experience is enough, by skill, shape (Q,)
    promotion    monthly probability
    """

    start: Floats
    months: Counts
    wage_gain: float
    wage_gain_spread: float
    early_share: float
    certificate_probability: float
    upgrade: Floats
    upgrade_age: Floats
    promotion_age: Floats
    promotion: float


class TrainingFlows(NamedTuple):
    """What training did in a month, by city of residence; simulated workers.

    started       courses begun by status (0 employed, 1 unemployed) and kind, shape (2, 4, C)
    completed     courses that ended, shape (C,)
    certified     of these, with a certificate, shape (C,)
    upgraded      who reached the next skill after a course, shape (C,)
    technicians   of these, to the second-highest skill with a certificate of the course, shape (C,)
    promoted      to the highest skill by experience, shape (C,)
    in_training   in full-time courses, after this month's starts, shape (C,)
    assessed      certified without a course, shape (C,)
    seats, idle   open seats, and those that nobody could use, a month at the scale of the workers, shape (C,)
    """

    started: Counts
    completed: Counts
    certified: Counts
    upgraded: Counts
    technicians: Counts
    promoted: Counts
    in_training: Counts
    assessed: Counts
    seats: Floats
    idle: Floats

    @property
    def cultivated(self) -> Counts:
        """Talent that the region cultivated: promotions and certified senior technicians, shape (C,)."""
        return self.promoted + self.technicians


class Seats(NamedTuple):
    """Seats of a month in persons, lists by city.

    used    by city of residence and kind
    total   open seats
    idle    those of them that nobody could use
    """

    used: list[list[float]]
    total: list[float]
    idle: list[float]


def seats_of(world: World, state: State, now: Month) -> Seats:
    """Return the month's seats, by the residence of those who may use them."""
    rule, cities = world.parameters.training, range(world.n_cities)
    people = world.region.labour_force.sum(axis=(1, 2)).tolist()
    use = [rule.use_first_city, *[rule.use_other] * (world.n_cities - 1)]
    wanted = [rule.volume / MONTHS_PER_YEAR * people[city] / sum(people) for city in cities]
    seats = world.policies.training_seats(
        np.array([wanted[city] / use[city] for city in cities]), now.index
    ).tolist()
    apart = np.zeros((world.n_cities, world.n_cities))
    shared = world.policies.training_pooling(apart, now.index).tolist()
    open_share = [1.0 - rule.covid_suspension * level for level in now.stringency.tolist()]
    total = [seats[city] * open_share[city] for city in cities]
    idle = [total[city] * (1.0 - use[city]) for city in cities]
    pooled, left = [0.0 for _ in cities], idle.copy()
    for owner in cities:
        guests = [city for city in cities if city != owner and shared[owner][city] > 0.0]
        for guest in guests:
            share = people[guest] / sum(people[city] for city in guests)
            taken = idle[owner] * shared[owner][guest] * share * open_share[guest]
            pooled[guest] += taken
            left[owner] -= taken
    served = served_shares(state)
    used = [
        [
            total[city] * use[city] * rule.kind_share[PUBLIC_BASE],
            total[city] * use[city] * rule.kind_share[FIRM_COURSE],
            total[city] * use[city] * rule.kind_share[AGENCY_COURSE] * served[city],
            pooled[city],
        ]
        for city in cities
    ]
    return Seats(used, total, left)


def served_shares(state: State) -> list[float]:
    """Return the share of last month's training orders that agencies served, by city; 1 without orders."""
    orders = state.services.orders[:, TRAINING_LINE].tolist()
    unmet = state.services.unmet[:, TRAINING_LINE].tolist()
    return [
        1.0 - lost / ordered if ordered > 0.0 else 1.0 for lost, ordered in zip(unmet, orders, strict=True)
    ]


def start_chances(world: World, state: State, seats: Seats) -> Floats:
    """Return the probability to begin a course of a kind or one before, shape (2, C, 4)."""
    rule = world.parameters.training
    jobless_public = min(1.0, rule.unemployed_share / max(rule.kind_share[PUBLIC_BASE], 1e-12))
    shares = (
        (1.0 - jobless_public, 1.0, 1.0, 1.0 - rule.unemployed_share),
        (jobless_public, 0.0, 0.0, rule.unemployed_share),
    )
    chances = np.zeros((2, world.n_cities, N_KINDS))
    for status, share in enumerate(shares):
        for city in range(world.n_cities):
            eligible = max(int(state.training_eligible[status, city]), 1)
            running = 0.0
            for kind in range(N_KINDS):
                running += seats.used[city][kind] * share[kind] * world.scale / eligible
                chances[status, city, kind] = running
    return chances


def training_rule(world: World, seats: Seats, state: State, now: Month) -> TrainingRule:
    """Return the month's rule."""
    rule = world.parameters.training
    leaving_school = MONTHS_PER_YEAR * np.array(world.parameters.population.entrant_age)
    upgrade = world.policies.training_upgrade(
        np.full(world.n_cities, rule.upgrade_probability), now.index - MONTHS_IN_ADVANCE
    )
    return TrainingRule(
        start=start_chances(world, state, seats),
        months=np.array([rule.months_employed, rule.months_unemployed]),
        wage_gain=rule.wage_gain,
        wage_gain_spread=rule.wage_gain_spread,
        early_share=rule.early_share,
        certificate_probability=rule.certificate_probability,
        upgrade=upgrade,
        upgrade_age=leaving_school + rule.upgrade_experience,
        promotion_age=leaving_school + rule.promotion_experience,
        promotion=rule.promotion_rate,
    )


@inlined
def may_begin(workers: Workers, worker: Integer, month: Integer) -> bool | np.bool_:
    """Return whether a worker may begin a course: with or without a job, the last gain complete."""
    return (
        workers.status[worker] <= UNEMPLOYED
        and month - np.int64(workers.trained_month[worker]) >= FULL_MONTHS
    )


@compiled
def gain_reached(gain: float, early_share: float, since: Integer) -> Integer:
    """Return the gain some months after the end of a course, in its units.

    Args:
        gain: the complete gain, log wage.
        early_share: share in the first year.
        since: months since the end.
    """
    share = 0.0
    if since > 0:
        late = max(since - EARLY_MONTHS, 0) / (FULL_MONTHS - EARLY_MONTHS)
        share = early_share + (1.0 - early_share) * min(late, 1.0)
    return np.int64(math.floor(gain * share / GAIN_UNIT + 0.5))


@inlined
def course_gain(rule: TrainingRule, key: Key, trained: Integer, worker: Integer) -> float:
    """Return the complete gain of the course that ended in a month, log wage."""
    normal = draws.standard_normal(draws.uniform(key, draws.TRAINING, trained, worker, GAIN))
    return rule.wage_gain * (1.0 + rule.wage_gain_spread * normal)


@inlined
def course_certifies(rule: TrainingRule, key: Key, trained: Integer, worker: Integer) -> bool:
    """Return whether the course that ended in a month comes with a certificate."""
    return draws.fraction(key, draws.TRAINING, trained, worker, CERTIFIED) < rule.certificate_probability


@inlined
def finish(
    workers: Workers, rule: TrainingRule, key: Key, month: int, worker: Integer, flows: Counts
) -> None:
    """End a course. Whoever left the region before its end has broken it off.

    Args:
        workers: Workers.
        rule: TrainingRule.
        key: key of the draws.
        month: current month index.
        worker: whose course ends this month.
        flows: rows 0 and 1 count courses completed and certified, shape (6, C).
    """
    if workers.status[worker] == OUTSIDE:
        workers.trained_month[worker] = NEVER
    else:
        end_course(workers, worker)
        workers.flags[worker] = np.int64(workers.flags[worker]) | VOCATIONAL
        flows[0, workers.residence[worker]] += 1
        if course_certifies(rule, key, month, worker):
            issue(workers, worker)
            flows[1, workers.residence[worker]] += 1


@inlined
def bear_fruit(
    workers: Workers, rule: TrainingRule, key: Key, month: int, worker: Integer, since: Integer, flows: Counts
) -> None:
    """Raise the wage by what the course adds this month; a year after it, perhaps the skill.

    Arguments as `finish`; `since` is the number of months since the end, 1 to 24. Rows 2 and 3 of `flows`
    count the upgraded and, of these, the new senior technicians.
    """
    trained = month - since
    if since == 1 or since > EARLY_MONTHS:
        gain = course_gain(rule, key, trained, worker)
        added = gain_reached(gain, rule.early_share, since) - gain_reached(gain, rule.early_share, since - 1)
        workers.training_gain[worker] += added
        workers.log_wage[worker] = np.float32(np.float64(workers.log_wage[worker]) + GAIN_UNIT * added)
    if since == MONTHS_IN_ADVANCE and workers.status[worker] <= TRAINING:
        upgrade(workers, rule, key, month, worker, flows)


@inlined
def upgrade(
    workers: Workers, rule: TrainingRule, key: Key, month: int, worker: Integer, flows: Counts
) -> None:
    """Lift a worker whose course ended a year ago, and who has the experience, to the next skill, by chance.

    Arguments as `bear_fruit`.
    """
    trained = month - MONTHS_IN_ADVANCE
    skill, city = np.int64(workers.skill[worker]), np.int64(workers.residence[worker])
    top = rule.upgrade_age.size - 1
    experienced = skill < top and month - np.int64(workers.birth_month[worker]) >= rule.upgrade_age[skill]
    if experienced and draws.fraction(key, draws.TRAINING, trained, worker, UPGRADE) < rule.upgrade[city]:
        workers.skill[worker] = skill + 1
        flows[2, city] += 1
        if skill + 1 == top - 1 and course_certifies(rule, key, trained, worker):
            flows[3, city] += 1


@inlined
def begin(
    workers: Workers, rule: TrainingRule, month: int, worker: Integer, drawn: float, started: Counts
) -> None:
    """Let a worker who may begin a course, begin one of the kind into whose share the draw falls, if any."""
    status, city = np.int64(workers.status[worker]), np.int64(workers.residence[worker])
    chances = rule.start[status, city]
    if drawn < chances[N_KINDS - 1]:
        kind = 0
        while drawn >= chances[kind]:
            kind += 1
        started[status, kind, city] += 1
        workers.trained_month[worker] = month + rule.months[status]
        if status == UNEMPLOYED:
            begin_course(workers, worker)


def train_workers(
    workers: Workers, rule: TrainingRule, key: Key, month: int, pieces: Counts
) -> tuple[Counts, Counts]:
    """End courses, let them bear fruit, promote, and begin new courses.

    Args:
        workers: Workers.
        rule: TrainingRule.
        key: key of the draws.
        month: current month index.
        pieces: rows to treat.

    Returns:
        Courses begun, shape (2, 4, C), and the counts of `TrainingFlows` from `completed` to `in_training`,
        shape (6, C).
    """
    n_cities = rule.upgrade.size
    started, flows = np.zeros((2, N_KINDS, n_cities), np.int64), np.zeros((6, n_cities), np.int64)
    room = TrainingRoom(
        np.uint64(draws.ceiling_word(rule.start.max())),
        np.uint64(draws.ceiling_word(rule.promotion)),
        np.empty(CHUNK, np.uint32),
        np.empty(CHUNK, np.uint32),
        new_sieve(),
    )
    scan_workers(workers, rule, key, month, pieces, room, started, flows)
    return started, flows


class TrainingRoom(NamedTuple):
    """Bounds and working memory of `scan_workers`.

    begins, rises   nobody with a word from here on begins a course or is promoted
    course, career  words of a chunk of rows
    sieve           rows of a chunk whom training or promotion may concern
    """

    begins: np.uint64
    rises: np.uint64
    course: NDArray[np.uint32]
    career: NDArray[np.uint32]
    sieve: Sieve


@compiled
def list_concerned(workers: Workers, month: int, low: Integer, size: Integer, room: TrainingRoom) -> Integer:
    """List the rows of a chunk whom training or promotion may concern this month; return how many."""
    for offset in range(size):
        worker = row(low + offset)
        status = workers.status[worker]
        since = month - np.int64(workers.trained_month[worker])
        drawn = (np.uint64(room.course[offset]) < room.begins) | (np.uint64(room.career[offset]) < room.rises)
        early, late = (since == 0) | (since == 1), (since >= EARLY_MONTHS) & (since <= FULL_MONTHS)
        trained = early | late | (status == TRAINING)
        room.sieve.marks[offset] = (status <= OUTSIDE) & (drawn | trained)
    return sift(room.sieve, size)


@compiled
def scan_workers(
    workers: Workers,
    rule: TrainingRule,
    key: Key,
    month: int,
    pieces: Counts,
    room: TrainingRoom,
    started: Counts,
    flows: Counts,
) -> None:
    """Treat some rows as `train_workers` says, adding to `started` and `flows`."""
    below_top = rule.upgrade_age.size - 2
    promotion_age = rule.promotion_age[below_top]
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            draws.fill_fractions(key, draws.TRAINING, month, low, size, 0, room.course)
            draws.fill_fractions(key, draws.PROMOTION, month, low, size, 0, room.career)
            for place in range(list_concerned(workers, month, low, size, room)):
                offset = room.sieve.rows[place]
                worker = row(low + offset)
                since = month - np.int64(workers.trained_month[worker])
                if since == 0:
                    finish(workers, rule, key, month, worker, flows)
                elif since == 1 or EARLY_MONTHS <= since <= FULL_MONTHS:
                    bear_fruit(workers, rule, key, month, worker, since, flows)
                status = np.int64(workers.status[worker])
                if status == OUTSIDE:
                    continue
                city = np.int64(workers.residence[worker])
                if (
                    status == EMPLOYED
                    and workers.skill[worker] == below_top
                    and month - np.int64(workers.birth_month[worker]) >= promotion_age
                    and np.uint64(room.career[offset]) < room.rises
                ):
                    workers.skill[worker] += 1
                    flows[4, city] += 1
                if np.uint64(room.course[offset]) < room.begins and may_begin(workers, worker, month):
                    begin(workers, rule, month, worker, np.float64(room.course[offset]) * 2.0**-32, started)
                if workers.status[worker] == TRAINING and workers.trained_month[worker] > month:
                    flows[5, city] += 1


def train(world: World, state: State, now: Month) -> TrainingFlows:
    """Train, promote and certify the adults of the region for a month."""
    seats = seats_of(world, state, now)
    rule = training_rule(world, seats, state, now)
    assessed = assess(world, state, now)
    parts = world.threads.each(
        lambda pieces: train_workers(state.workers, rule, now.key, now.index, pieces),
        state.worker_blocks.pieces(),
    )
    started, counts = (np.asarray(sum(tables)) for tables in zip(*parts, strict=True))
    total, idle = (np.array(persons) * world.scale for persons in (seats.total, seats.idle))
    completed, certified, upgraded, technicians, promoted, in_training = counts
    return TrainingFlows(
        started,
        completed,
        certified,
        upgraded,
        technicians,
        promoted,
        in_training,
        assessed,
        total,
        idle,
    )


@allocating
def count_eligible(workers: Workers, n_cities: int, month: int, pieces: Counts) -> Counts:
    """Return who may begin a course, employed and unemployed, by city of residence, shape (2, C)."""
    eligible = np.zeros((2, n_cities), np.int64)
    for piece in range(pieces.shape[0]):
        for worker in range(pieces[piece, 0], pieces[piece, 1]):
            if may_begin(workers, worker, month):
                eligible[workers.status[worker], workers.residence[worker]] += 1
    return eligible


def eligible_at(world: World, state: State, month: int) -> Counts:
    """Return who may begin a course in a month, as `count_eligible`."""
    parts = world.threads.each(
        lambda pieces: count_eligible(state.workers, world.n_cities, month, pieces),
        state.worker_blocks.pieces(),
    )
    return np.asarray(sum(parts))
