"""Stage 4, graduation: what graduates can, who has a first job at once, and where the others go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.acceptance import Option, offered_log_wage, taste, value_of_staying
from tests.reference.arithmetic import first_above, running_sums, single
from tests.reference.demography import certify
from tests.reference.employment import start_job
from tests.reference.objects import Firm, Status, Worker
from tests.reference.youth import SKILL_OF_KIND

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

MATCH_SUB, INDUSTRY_SUB, LOCAL_SUB, OFFER_SUB, FIRST_CITY_SUB, NODE_SUB = range(6, 12)


def intake_month_plus(student: Worker, months: int) -> int:
    """Return the month so many months after a student began."""
    return student.spell_start + months


def lose_firm(student: Worker) -> None:
    """End the tie of a student to a firm."""
    if student.intern:
        assert student.employer is not None
        student.employer.interns -= 1
    student.employer = None
    student.intern = student.order_class = False


def leave_school(market: ReferenceMarket, student: Worker, log_wage: float) -> None:
    """Let a student join the labour force, unemployed."""
    lose_firm(student)
    student.status = Status.UNEMPLOYED
    student.school = None
    student.log_wage = single(log_wage)
    student.spell_start = market.now.index


def graduate(market: ReferenceMarket, finished: list[Worker]) -> None:
    """Let students graduate one after the other: firms see whom they have taken on before."""
    rule, flows = market.parameters.schools, market.flows
    alignment = market.policies.field_alignment(np.zeros(market.n_cities), market.now.index).tolist()
    for student in finished:
        school, firm = student.school, student.employer
        assert school is not None
        city, ordered, intern = school.city, student.order_class, student.intern
        flows.graduates[city, school.kind] += 1
        match = 1.0 - (1.0 - rule.field_match) * (1.0 - alignment[city])
        industry, skill = first_industry(market, student, match), SKILL_OF_KIND[school.kind]
        wage = market.places.log_wage[city][industry][skill] + market.lasting_wage_effect(student)
        leave_school(market, student, wage)
        student.skill, student.industry, student.vocational = skill, industry, True
        certify(market, student, True, city)
        local = draw(market, student, LOCAL_SUB) < float(market.region.school_local_share[city])
        chance = rule.order_offer if ordered else rule.intern_offer if local and intern else 0.0
        offered = firm is not None and draw(market, student, OFFER_SUB) < chance
        if firm is not None and offered and first_job(market, student, firm, ordered):
            continue
        if not local:
            leave(market, student, city)
        if student.residence < market.n_cities:
            flows.entered_from_school[student.residence] += 1


def draw(market: ReferenceMarket, student: Worker, sub: int) -> float:
    """Return a draw that a student has once for good."""
    return market.draws.uniform(draws.STUDENT, draws.TIMELESS, student.identity, sub)


def first_industry(market: ReferenceMarket, student: Worker, match: float) -> int:
    """Return the industry in which a graduate looks for work: the field, or one near it."""
    if draw(market, student, MATCH_SUB) < match:
        return student.industry
    near = market.closeness[student.industry]
    sums = running_sums([x * (i != student.industry) for i, x in enumerate(near)])
    return first_above([x / sums[-1] for x in sums], draw(market, student, INDUSTRY_SUB))


def first_job(market: ReferenceMarket, student: Worker, firm: Firm, ordered: bool) -> bool:
    """Return whether a graduate takes the offer of the firm; who does starts at once."""
    flows, places, city = market.flows, market.places, student.residence
    if not ordered and firm.desired_headcount <= firm.headcount:
        return False
    flows.order_offers[city] += ordered
    wage = offered_log_wage(market, student, firm, places.log_wage[city][firm.industry][student.skill])
    month = market.now.index
    stay = value_of_staying(market, student) + taste(market, student, month, Option.STAY)
    work = places.commuting(wage, student.skill, city, city, student.registration)
    if work + taste(market, student, month, Option.COMMUTE) <= stay:
        return False
    start_job(market, student, firm, wage)
    flows.first_jobs[city, firm.industry] += 1
    flows.order_hires[city] += ordered
    flows.intern_hires[city] += not ordered
    flows.entered_from_school[city] += 1
    return True


def leave(market: ReferenceMarket, student: Worker, city: int) -> None:
    """Let a graduate go to the first city, or out of the region."""
    node = student.registration
    if city > 0 and draw(market, student, FIRST_CITY_SUB) < market.parameters.schools.to_first_city:
        node = 0
    elif node < market.n_cities:
        shares = running_sums(market.region.school_leaver_share.tolist())
        node = market.n_cities + first_above(shares, draw(market, student, NODE_SUB))
    student.residence = node
    if node < market.n_cities:
        market.flows.graduates_moved[city, node] += 1
    if node >= market.n_cities:
        student.status = Status.OUTSIDE
        market.flows.graduates_left[city, node - market.n_cities] += 1
