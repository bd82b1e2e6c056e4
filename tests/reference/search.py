"""Stage 9, search: who looks for a job, where they apply, and which applications are viable."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tests.reference import certification, draws
from tests.reference.arithmetic import ordered_sum
from tests.reference.brands import brand_factor
from tests.reference.objects import FIRMS, OWN_ACCOUNT, Cell, Contract, Status, Worker

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

LONGEST_TENURE = 120


@dataclass(frozen=True)
class Application:
    """A viable application to a post of the region; the lowest key of a post wins it."""

    worker: Worker
    cell: Cell
    slot: int
    key: float


@dataclass(frozen=True)
class BoundaryApplication:
    """A viable application to a boundary node."""

    worker: Worker
    node: int
    industry: int
    skill: int


@dataclass(frozen=True)
class Kind:
    """What decides, with the own industry, how a worker weighs targets.

    home: city of registration, None for all who are registered outside the region.
    """

    skill: int
    residence: int
    home: int | None
    certified: bool


def kind_of(market: ReferenceMarket, worker: Worker) -> Kind:
    """Return the kind of a worker."""
    home = worker.registration if worker.registration < market.n_cities else None
    return Kind(worker.skill, worker.residence, home, worker.certified)


def search_hazard(market: ReferenceMarket, worker: Worker, norm: float) -> float:
    """Return the chance that one with a job searches: less with tenure, more when paid below the market."""
    rule, places = market.parameters.search, market.places
    contract = rule.contract_response if worker.contract in (Contract.DISPATCH, Contract.FLEXIBLE) else 0.0
    tenure = min(market.now.index - worker.spell_start, LONGEST_TENURE)
    log_odds = contract + rule.tenure_response * math.log(1.0 + tenure / 12)
    by_tenure = rule.on_the_job_rate * math.exp(log_odds) / norm
    assert worker.work_city is not None
    paid = places.current_log_wage(worker.log_wage, worker.spell_start)
    gap = places.log_wage[worker.work_city][worker.industry][worker.skill] - paid
    bounded = min(max(gap, -rule.wage_gap_bound), rule.wage_gap_bound)
    return by_tenure * math.exp(rule.wage_response * bounded)


def searches(market: ReferenceMarket, worker: Worker) -> bool:
    """Return whether a worker searches: the unemployed do, but for a few of the long-term unemployed."""
    rule, month = market.parameters.search, market.now.index
    u = market.draws.fraction(draws.ON_THE_JOB, month, worker.identity)
    if worker.employed:
        return u < search_hazard(market, worker, market.search_norm)
    lasting = month - worker.spell_start > rule.discouraged_after
    return not lasting or u >= rule.discouraged_probability


class TargetWeights:
    """The weight of every target, by kind of worker: computed when first asked for, kept for the month."""

    def __init__(self, market: ReferenceMarket) -> None:
        self.market = market
        self.cell = cache(self._cell)
        self.industry = cache(self._industry)
        self.node = cache(self._node)

    def _cell(self, kind: Kind, node: int, industry: int, skill: int) -> float:
        """Return visible vacancies x attraction x closeness of skills."""
        rule = self.market.parameters.search
        posts = visible_posts(self.market, kind.residence, node, industry, skill)
        if rule.vacancy_elasticity != 1.0 and posts > 0.0:
            posts = math.exp(rule.vacancy_elasticity * math.log(posts))
        directedness = self.market.places.directedness[kind.residence]
        worth = math.exp(directedness * inclusive_value(self.market, kind, node, industry, skill))
        return posts * worth * skill_closeness(self.market, kind.skill, skill)

    def _industry(self, kind: Kind, node: int, industry: int) -> float:
        """Return the weight of an industry: that of its cells."""
        return ordered_sum([self.cell(kind, node, industry, skill) for skill in self.market.skills])

    def _node(self, kind: Kind, own: int, node: int) -> float:
        """Return the weight of a node for a worker of some industry: what is known of what it offers."""
        known = self.market.places.awareness[kind.residence][node]
        if node == kind.home:
            known = max(known, self.market.parameters.information.home_awareness)
        closeness = self.market.closeness[own]
        return known * ordered_sum(
            [closeness[i] * self.industry(kind, node, i) for i in self.market.industries]
        )


def visible_posts(market: ReferenceMarket, residence: int, node: int, industry: int, skill: int) -> float:
    """Return the posts that residents could see: of firms, of own-account pools at home, or outside."""
    if node < market.n_cities:
        own_account = len(market.board.cells[OWN_ACCOUNT, node, industry, skill]) if node == residence else 0
        return float(len(market.board.cells[FIRMS, node, industry, skill]) + own_account)
    region, outside = market.region, node - market.n_cities
    posts = (
        float(region.boundary_employment[outside]) * market.parameters.vacancies.vacancy_ratio * market.scale
    )
    by_industry = posts * float(region.boundary_industry_share[outside, industry])
    return by_industry * float(region.boundary_skill_share[outside, skill])


def skill_closeness(market: ReferenceMarket, own: int, job: int) -> float:
    """Return the weight of a job's skill for a worker's."""
    rule = market.parameters.search
    return {0: 1.0, -1: rule.skill_down, 1: rule.skill_up}.get(job - own, 0.0)


def inclusive_value(market: ReferenceMarket, kind: Kind, node: int, industry: int, job_skill: int) -> float:
    """Return the expected value of the better of commuting and moving for a job at its cell's mean wage."""
    places, choice = market.places, market.parameters.choice
    log_wage = places.log_wage[node][industry][job_skill]
    home = -1 if kind.home is None else kind.home
    at = (log_wage, kind.skill, kind.residence, node, home)
    if node == kind.residence:
        return places.commuting(*at)
    asks = kind.certified and job_skill > 0 and node < market.n_cities and node != kind.home
    penalty = 0.0
    if asks:
        issuer = market.n_cities if kind.home is None else kind.home
        unrecognised = 1.0 - places.recognition[issuer][node]
        penalty = choice.certificate_barrier * choice.certificate_job_share * unrecognised
    moving = places.migrating(*at) - penalty
    if node >= market.n_cities or not places.reachable[kind.residence][node]:
        return moving
    commuting = places.commuting(*at) - penalty
    scale = choice.logit_scale
    return scale * math.log(math.exp(commuting / scale) + math.exp(moving / scale))


def pick(weights: list[float], u: float) -> int | None:
    """Return the first place where the running sum exceeds u times the sum; None if all weights are zero."""
    total = ordered_sum(weights)
    if total <= 0.0:
        return None
    running, last = 0.0, None
    for place, weight in enumerate(weights):
        running += weight
        if weight > 0.0:
            last = place
            if running > u * total:
                return place
    return last


def viable_chance(market: ReferenceMarket, worker: Worker, industry: int) -> float:
    """Return the chance that an application for a job of some industry is viable."""
    vocational = 1.0 + market.parameters.search.vocational_gain if worker.vocational else 1.0
    gain = vocational * brand_factor(market, worker)
    return market.places.suitability[worker.status][worker.residence][industry] * gain


def apply(
    market: ReferenceMarket, worker: Worker, weights: TargetWeights, suitable: float
) -> Application | BoundaryApplication | None:
    """Let a worker apply: choose node, industry, skill, sector and slot, each by its own draw.

    Returns:
        None if the application is not viable, `suitable` being the draw that decides.
    """
    month, identity, kind = market.now.index, worker.identity, kind_of(market, worker)

    def u(purpose: int) -> float:
        return market.draws.uniform(purpose, month, identity)

    own = worker.industry
    node = pick([weights.node(kind, own, n) for n in range(market.n_nodes)], u(draws.CITY))
    if node is None:
        return None
    by_industry = [market.closeness[own][i] * weights.industry(kind, node, i) for i in market.industries]
    industry = pick(by_industry, u(draws.INDUSTRY))
    assert industry is not None
    if suitable >= viable_chance(market, worker, industry):
        return None
    skill = pick([weights.cell(kind, node, industry, q) for q in market.skills], u(draws.SKILL))
    assert skill is not None
    if node >= market.n_cities:
        return BoundaryApplication(worker, node, industry, skill)
    sector = FIRMS
    if node == worker.residence:
        of_firms, own_account = (
            len(market.board.cells[s, node, industry, skill]) for s in (FIRMS, OWN_ACCOUNT)
        )
        if u(draws.SECTOR) * (of_firms + own_account) >= of_firms:
            sector = OWN_ACCOUNT
    cell = (sector, node, industry, skill)
    word = market.draws.long_word(draws.APPLICATION, month, identity)
    slot = draws.jump_hash(word, len(market.board.cells[cell]))
    post = market.board.cells[cell][slot]
    if post.firm is worker.employer:
        return None
    signals = skill > 0 and certification.recognised(market, worker, node)
    weight = 1.0 + market.parameters.search.certificate_signal * (1.0 if signals else 0.0)
    if post.agency is not None and worker.industry == industry and worker.skill >= skill:
        # The agency screens for those who come from the industry and have the skill.
        weight += market.parameters.mediation.screening_weight
    return Application(worker, cell, slot, -math.log(u(draws.RACE)) / weight)


def search(market: ReferenceMarket) -> tuple[list[Application], list[BoundaryApplication]]:
    """Return the viable applications, to the region and to boundary nodes, in the order of the workers."""
    month, weights = market.now.index, TargetWeights(market)
    inside: list[Application] = []
    away: list[BoundaryApplication] = []
    for worker in market.workers_in_order():
        if worker.status > Status.UNEMPLOYED:
            continue
        suitable = market.draws.fraction(draws.SUITABILITY, month, worker.identity)
        most = max(viable_chance(market, worker, industry) for industry in market.industries)
        if suitable >= most or not searches(market, worker):
            continue
        application = apply(market, worker, weights, suitable)
        if isinstance(application, Application):
            inside.append(application)
        elif application is not None:
            away.append(application)
    return inside, away
