"""Stage 11, acceptance: candidates stay, commute or migrate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from tests.reference import certification, draws
from tests.reference.objects import Firm, OwnAccountPool, Post, Worker
from tests.reference.search import Application

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket


BY_APPLICATION, HEADHUNTED, AT_FAIR = 0, 250, 251
"""How a candidate was found; the numbers between are rounds of mediation."""


class Option(IntEnum):
    """What one can do with an offer; the number keys the taste."""

    STAY = 0
    COMMUTE = 1
    MIGRATE = 2


@dataclass(frozen=True)
class Decision:
    """An offer taken. `found`: BY_APPLICATION, a round, HEADHUNTED or AT_FAIR."""

    application: Application
    post: Post
    option: Option
    log_wage: float
    found: int


def offered_log_wage(market: ReferenceMarket, worker: Worker, firm: Firm, market_wage: float) -> float:
    """Return the log wage a firm offers: market, size, premiums of firm and worker, and their match."""
    rule = market.parameters.wages
    premium = 0.0
    if not isinstance(firm, OwnAccountPool):
        size = max(float(firm.headcount), 1.0)
        premium = rule.size_premium * math.log(size / rule.size_reference) + firm.wage_premium
    u = market.lasting.uniform(draws.MATCH, draws.TIMELESS, worker.identity, firm.identity)
    match = rule.match_sd * draws.standard_normal(u)
    return market_wage + premium + market.earning_power(worker) + match


def value_of_staying(market: ReferenceMarket, worker: Worker) -> float:
    """Return the value of the current job, or of going on searching."""
    places, choice = market.places, market.parameters.choice
    spell = market.now.index - worker.spell_start
    if worker.employed:
        assert worker.work_city is not None
        wage = places.current_log_wage(worker.log_wage, worker.spell_start)
        job = places.commuting(wage, worker.skill, worker.residence, worker.work_city, worker.registration)
        return job + choice.stay_bonus + choice.tenure_utility * math.log(1.0 + spell / 12.0)
    return (
        math.log(choice.replacement_value)
        + places.log_mean_wage[worker.residence][worker.skill]
        + market.earning_power(worker)
        - choice.reservation_decline * spell
        + places.living(worker.residence, worker.registration)
    )


def recognition_penalty(market: ReferenceMarket, worker: Worker, job_skill: int, post: Post) -> float:
    """Return what a certificate unknown in another city costs, in a job that asks for one."""
    city, choice = post.firm.city, market.parameters.choice
    if city == worker.residence or job_skill == 0 or not worker.certified:
        return 0.0
    if certification.recognised(market, worker, city):
        return 0.0
    u = market.draws.fraction(draws.CERTIFICATE, draws.TIMELESS, post.firm.identity, post.sequence)
    return choice.certificate_barrier if u < choice.certificate_job_share else 0.0


def taste(market: ReferenceMarket, worker: Worker, month: int, option: int) -> float:
    """Return how much a worker likes an option in a month, beyond its value."""
    u = market.draws.uniform(draws.GUMBEL, month, worker.identity, option)
    return market.parameters.choice.logit_scale * draws.gumbel(u)


def able_to_move(market: ReferenceMarket, worker: Worker, destination: int) -> bool:
    """Return whether the pandemic lets a worker move: the stricter of the two cities decides."""
    immobile = market.places.immobile[worker.residence]
    if destination < market.n_cities:
        immobile = max(immobile, market.places.immobile[destination])
    return market.draws.fraction(draws.MOVE, market.now.index, worker.identity) < 1.0 - immobile


def decide(
    market: ReferenceMarket, candidates: list[Application], found: int = BY_APPLICATION, premium: float = 0.0
) -> list[Decision]:
    """Let all candidates choose on the same state; return the offers taken, in the order of the candidates.

    Args:
        market: the model.
        candidates: who has an offer.
        found: how they were found.
        premium: log wage on top of the usual offer.
    """
    taken = []
    for application in candidates:
        worker, (_, city, industry, job_skill) = application.worker, application.cell
        post = market.board.cells[application.cell][application.slot]
        market.flows.offers[worker.residence, city] += 1
        market_wage = market.places.log_wage[city][industry][job_skill]
        log_wage = offered_log_wage(market, worker, post.firm, market_wage) + premium
        option = best_option(market, worker, post, job_skill, log_wage)
        if option != Option.STAY:
            taken.append(Decision(application, post, option, log_wage, found))
    return taken


def best_option(
    market: ReferenceMarket, worker: Worker, post: Post, job_skill: int, log_wage: float
) -> Option:
    """Return the best of staying, commuting and migrating; of equals the first."""
    month, places, city = market.now.index, market.places, post.firm.city
    penalty = recognition_penalty(market, worker, job_skill, post)
    at = (log_wage, worker.skill, worker.residence, city, worker.registration)
    values = {Option.STAY: value_of_staying(market, worker)}
    if places.reachable[worker.residence][city]:
        values[Option.COMMUTE] = places.commuting(*at) - penalty
    if city != worker.residence and able_to_move(market, worker, city):
        values[Option.MIGRATE] = places.migrating(*at) - penalty
    liked = {option: value + taste(market, worker, month, option) for option, value in values.items()}
    return max(liked, key=lambda option: (liked[option], -option))
