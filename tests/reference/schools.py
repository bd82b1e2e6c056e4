"""Stage 4, vocational schools: graduates, drop-outs, intake, order classes and internships."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.arithmetic import first_above, running_sums, single
from tests.reference.graduation import graduate, intake_month_plus, leave_school, lose_firm
from tests.reference.objects import Firm, School, Status, Worker
from tests.reference.youth import begin_work, grow_up

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

MONTHS_AT_SCHOOL = 33
FIELD_SUB, SCHOOL_SUB, REGISTRATION_SUB, AGE_SUB, JULY_SUB, ORDER_SUB = range(6)
DROP_OUT_SUB, SEATS_SUB, FIRST_LOOK_SUB, LOOKS = 1, 9, 16, 48


def run_schools(market: ReferenceMarket) -> None:
    """Run the schools for a month; in burn-in they stand still."""
    month = market.now.index
    if month < 0:
        return
    if month == 0:
        tight = observed_tightness(market)
        market.field_tightness = [tight, [list(row) for row in tight]]
    grow_up(market)
    at_school = students(market)
    for student in at_school:
        if student.employer is not None and not student.employer.alive:
            lose_firm(student)
    finished = [s for s in at_school if months_to_graduation(market, s) == 0]
    graduate(market, finished)
    done = set(finished)
    for student in [s for s in at_school if s not in done]:
        drop_out(market, student)
    if market.now.of_year == 9:
        open_order_classes(market)
        take_in(market)
        market.field_tightness[1] = observed_tightness(market)
    start_internships(market)
    begin_work(market)


def students(market: ReferenceMarket) -> list[Worker]:
    """Return all students by identity."""
    return [worker for worker in market.workers_in_order() if worker.school is not None]


def months_to_graduation(market: ReferenceMarket, student: Worker) -> int:
    """Return the months until a student graduates: in June or July of the third year."""
    in_june = lasting(market, student, JULY_SUB) < market.parameters.schools.june_share
    return intake_month_plus(student, MONTHS_AT_SCHOOL + (not in_june)) - market.now.index


def lasting(market: ReferenceMarket, student: Worker, sub: int) -> float:
    """Return a draw that a student has once for good."""
    return market.draws.uniform(draws.STUDENT, draws.TIMELESS, student.identity, sub)


def drop_out(market: ReferenceMarket, student: Worker) -> None:
    """Let a student leave school without a certificate, with some chance."""
    month, school = market.now.index, student.school
    assert school is not None
    hazard = 1.0 - market.parameters.schools.completion ** (1.0 / MONTHS_AT_SCHOOL)
    u = market.draws.uniform(draws.SCHOOL, month, student.identity, DROP_OUT_SUB)
    if u < hazard / school.quality:
        wage = market.places.log_wage[student.residence][student.industry][0]
        leave_school(market, student, wage + market.lasting_wage_effect(student))
        market.flows.drop_outs[school.city, school.kind] += 1
        market.flows.entered_from_school[student.residence] += 1


def observed_tightness(market: ReferenceMarket) -> list[list[float]]:
    """Return log posts per seeker by city and industry, shrunk towards the city."""
    prior, tightness = market.parameters.wages.tightness_prior_seekers, []
    for city in range(market.n_cities):
        posts, seekers = [0] * market.n_industries, [0] * market.n_industries
        for (_, where, industry, _), held in market.board:
            posts[industry] += len(held) * (where == city)
        for (where, industry, _), count in market.census.seekers.items():
            seekers[industry] += count * (where == city)
        common = (sum(posts) + 0.5) / (sum(seekers) + 0.5)
        tightness.append(
            [
                math.log((v + prior * common) / (u + prior))
                for v, u in zip(map(float, posts), map(float, seekers), strict=True)
            ]
        )
    return tightness


def field_shares(market: ReferenceMarket, city: int, elasticity: float) -> list[float]:
    """Return the cumulative shares of fields: the mix of the start, tilted to what was tight a year ago."""
    tilt = market.region.school_field_tilt.tolist()
    taught = [
        sum(by_skill[1:-1]) * more for by_skill, more in zip(market.labour_force[city], tilt, strict=True)
    ]
    base = [weight / math.fsum(taught) for weight in taught]
    start, last = market.field_tightness[0][city], market.field_tightness[1][city]
    tilted = [
        share * math.exp(elasticity * (now - then))
        for share, now, then in zip(base, last, start, strict=True)
    ]
    return running_sums([weight / math.fsum(tilted) for weight in tilted])


def take_in(market: ReferenceMarket) -> None:
    """Let a cohort begin school: as many as there are seats or young people."""
    month, rule = market.now.index, market.parameters.schools
    growth = (1.0 + rule.intake_growth) ** (month // 12)
    trend = np.array([float(intake) * growth for intake in market.region.school_intake])
    seats = market.policies.vocational_intake(trend, month).tolist()
    base = np.full(market.n_cities, rule.field_elasticity)
    elasticity = market.policies.field_response(base, month).tolist()
    for city in range(market.n_cities):
        chance = market.draws.uniform(draws.SCHOOL, month, city, SEATS_SUB)
        count = min(math.floor(seats[city] * market.scale + chance), market.youth[city])
        market.youth[city] -= count
        shares = field_shares(market, city, elasticity[city])
        for identity in market.worker_block(f"students:{market.region.node_names[city]}").take(count):
            school = enrol(market, identity, city, shares)
            market.flows.school_intake[city, school.kind] += 1


def enrol(market: ReferenceMarket, identity: int, city: int, shares: list[float]) -> School:
    """Let a student begin school; return the school."""
    student = Worker(market, identity)
    student.industry = first_above(shares, lasting(market, student, FIELD_SUB))
    schools = [school for school in market.schools if school.city == city]
    sums = running_sums([school.seats[student.industry] for school in schools])
    place = first_above([x / sums[-1] for x in sums], lasting(market, student, SCHOOL_SUB))
    student.school = schools[place]
    mix = running_sums(market.region.registration_share[city].tolist())
    student.registration = first_above(mix, lasting(market, student, REGISTRATION_SUB))
    age = market.parameters.schools.entry_age[student.school.kind] + lasting(market, student, AGE_SUB)
    student.status, student.residence = Status.TRAINING, city
    student.spell_start = market.now.index
    student.birth_month = market.now.index - math.floor(age * 12)
    student.log_wage = single(0.0)
    market.workers[identity] = student
    return student.school


def open_order_classes(market: ReferenceMarket) -> None:
    """Let firms order students who begin the final year."""
    shares = market.policies.order_share(np.zeros(market.n_cities), market.now.index).tolist()
    for student in students(market):
        if intake_month_plus(student, 24) != market.now.index:
            continue
        if lasting(market, student, ORDER_SUB) < shares[student.residence]:
            student.employer = host(market, student)
            student.order_class = student.employer is not None


def start_internships(market: ReferenceMarket) -> None:
    """Send students to their firms some months before they graduate; late ones in the first month."""
    last, month = market.parameters.schools.internship_months, market.now.index
    for student in students(market):
        ahead = months_to_graduation(market, student)
        if ahead == last or (month == 0 and ahead < last):
            student.employer = student.employer or host(market, student)
            if student.employer is not None:
                student.intern = True
                student.employer.interns += 1


def host(market: ReferenceMarket, student: Worker) -> Firm | None:
    """Return the first firm that hosts a student: looks are keyed, the chance rises with headcount."""
    block = market.firm_blocks[1 + student.residence * market.n_industries + student.industry]
    for look in range(LOOKS):
        if block.used == 0:
            return None
        sub = FIRST_LOOK_SUB + 2 * look
        word = market.draws.long_word(draws.STUDENT, draws.TIMELESS, student.identity, sub)
        firm = market.firms[block.first + draws.jump_hash(word, block.used)]
        u = market.draws.fraction(draws.STUDENT, draws.TIMELESS, student.identity, sub + 1)
        if firm.alive and u < firm.headcount / market.parameters.schools.intern_size_cap:
            return firm
    return None
