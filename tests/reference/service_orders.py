"""Stage 8, orders for posts: the contract and the service line of every new post."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.reference import draws
from tests.reference.agencies import NO_LINE, STAFFING, UNDECIDED, Line
from tests.reference.arithmetic import numpy_log
from tests.reference.objects import Contract, Firm, Post

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

MIDDLE_OF_2019, MIDDLE_OF_2020 = 6, 18
PROFESSIONAL = 3
POST_MEMORY = 1.0 / 12.0
"""Weight of this month in the eligible posts of a usual month."""
MOST_STAFFING = 0.5
"""Largest share of a cell's new posts that go to one staffing contract."""
SMALL, LARGE = 0, 1
"""Classes of payers: small firms and public bodies, and all others."""


@dataclass
class PostOrders:
    """Orders for posts, simulated: by city and line; those of recruiters also by city and payer."""

    by_line: Counter = field(default_factory=Counter)
    payers: Counter = field(default_factory=Counter)


def trend_years(market: ReferenceMarket, reference: int) -> float:
    """Return the years since a reference month; in burn-in, those at the start."""
    return (market.now.elapsed - reference) / 12


def penetration(market: ReferenceMarket, reference: int) -> float:
    """Return how much more firms rely on services than in the reference month."""
    return math.exp(market.parameters.services.penetration_trend * trend_years(market, reference))


def payer_of(market: ReferenceMarket, firm: Firm) -> int:
    """Return the class of a payer. Which large firms are public bodies is a lasting trait."""
    services = market.parameters.services
    public = firm.service_awareness < services.public_firms
    return SMALL if public or firm.headcount < services.small_firm else LARGE


def renew_orders(market: ReferenceMarket, orders: PostOrders) -> None:
    """Let orders without an agency, or whose agency closed, look again for a month; then end them."""
    for _, post in market.firm_posts():
        if post.line in (NO_LINE, UNDECIDED):
            continue
        if post.agency is not None and not post.agency.alive:
            post.agency = None
        if post.agency is not None:
            continue
        if market.now.index - post.month <= 1:
            orders.by_line[post.firm.city, post.line] += 1
        else:
            post.line, post.contract = NO_LINE, Contract.DIRECT


class Contracts:
    """Which new posts are for a staffing contract.

    chances[city, industry]  chance of each staffing contract
    dispatch_posts           open posts of each firm for dispatched workers
    """

    def __init__(self, market: ReferenceMarket) -> None:
        self.market = market
        nothing, month = np.zeros(market.n_cities), market.now.index
        self.flexible_demand = market.policies.flexible_demand(nothing, month).tolist()
        under_way: Counter = Counter()
        self.dispatch_posts: Counter = Counter()
        for (_, city, industry, _), post in market.firm_posts():
            under_way[city, industry, post.contract] += 1
            self.dispatch_posts[post.firm.identity] += post.contract == Contract.DISPATCH
        eligible: Counter = Counter()
        for (_, city, industry, _), post in market.firm_posts():
            if post.line == UNDECIDED:
                eligible[city, industry, Contract.DISPATCH] += self.may_dispatch(post.firm)
                eligible[city, industry, Contract.OUTSOURCED] += 1
                eligible[city, industry, Contract.FLEXIBLE] += 1
        staff: Counter = Counter()
        for firm in market.living_firms():
            for contract, count in firm.staff.items():
                staff[firm.city, firm.industry, contract] += count
            staff[firm.city, firm.industry] += firm.headcount
        self._remember(eligible)
        self.chances = {
            (city, industry): [self._chance(city, industry, line, staff, under_way) for line in STAFFING]
            for city in range(market.n_cities)
            for industry in market.industries
        }

    def _remember(self, eligible: Counter) -> None:
        """Revise the number of eligible posts of a usual month."""
        pairs = product(range(self.market.n_cities), self.market.industries)
        for usual, pair in zip(self.market.memory.eligible_posts, pairs, strict=True):
            for place, line in enumerate(STAFFING):
                usual[place] += POST_MEMORY * (eligible[(*pair, line)] - usual[place])

    def _chance(self, city: int, industry: int, line: int, staff: Counter, under_way: Counter) -> float:
        """Return the chance that a new post is for a contract: its quits, and part of the gap in its stock.

        The gap is to the wanted share of firm staff; posts under way count as in the rule for vacancies. The
        wanted hires are over the eligible posts of a usual month: a month may be without any.
        """
        market, key = self.market, (city, industry, line)
        leaving = market.parameters.separation.contract_multiplier[line]
        quits = market.quit_rate[0, city, industry] * leaving * staff[key]
        share = market.memory.staff_share[industry][line - 1] * penetration(market, MIDDLE_OF_2019)
        if line == Line.FLEXIBLE:
            share *= math.exp(self.flexible_demand[city])
        usual_posts = quits * (1.0 / market.normal_fill_rate - 1.0)
        gap = share * staff[city, industry] - staff[key] - under_way[key] + usual_posts
        hires = max(quits + market.parameters.services.contract_adjustment * gap, 0.0)
        usual = market.memory.eligible_posts[city * market.n_industries + industry][line - 1]
        return min(hires / max(usual, 1e-6), MOST_STAFFING)

    def may_dispatch(self, firm: Firm) -> bool:
        """Return whether one more dispatched worker keeps a firm within the legal cap."""
        dispatched = firm.staff[Contract.DISPATCH] + self.dispatch_posts[firm.identity] + 1
        return dispatched <= self.market.parameters.services.dispatch_cap * firm.headcount

    def draw(self, post: Post, u: float) -> Contract:
        """Return the contract of a new post; u passes the chance of dispatch where that is not allowed."""
        chances = self.chances[post.firm.city, post.firm.industry]
        if not self.may_dispatch(post.firm):
            u += chances[0]
        running = 0.0
        for line, chance in zip(STAFFING, chances, strict=True):
            running += chance
            if u < running:
                return Contract(line)
        return Contract.DIRECT


def log_odds(share: float) -> float:
    """Return the log odds of a share, bounded so that they are finite."""
    bounded = min(max(share, 0.01), 0.99)
    return math.log(bounded / (1.0 - bounded))


class UseOfAgencies:
    """The chance that a firm asks an agency for a post: a logit in size, price and reputation."""

    def __init__(
        self, market: ReferenceMarket, prices: list[list[float]], relative: Any, reputation: list[float]
    ) -> None:
        self.market, self.prices, self.relative, self.reputation = market, prices, relative, reputation
        self.more = market.policies.service_use(np.zeros(market.n_cities), market.now.index).tolist()
        usual = market.parameters.services.mediated_share
        added = market.policies.zone_mediation(np.zeros(market.n_cities), market.now.index).tolist()
        self.zone_term = [log_odds(usual + share) - log_odds(usual) for share in added]

    def chance(self, firm: Firm, subsidised: bool) -> float:
        """Return the chance, with or without what governments pay."""
        services, city = self.market.parameters.services, firm.city
        term = services.reputation_response * (self.reputation[city] - 0.5)
        term -= services.price_elasticity * numpy_log(self.prices[city][Line.RECRUITMENT])
        if subsidised:
            paid = self.relative[city][Line.RECRUITMENT][payer_of(self.market, firm)]
            term -= services.price_elasticity * numpy_log(paid)
        term += self.more[city]
        if firm.zone != 0:
            term += self.zone_term[city]
        trend = services.penetration_trend * trend_years(self.market, MIDDLE_OF_2019)
        constant = self.market.memory.use_constant + trend
        logit = constant + services.use_size_slope * math.log(max(float(firm.headcount), 1.0)) + term
        return 1.0 / (1.0 + math.exp(-logit))


def decide_orders(
    market: ReferenceMarket, orders: PostOrders, contracts: Contracts, use: UseOfAgencies
) -> None:
    """Let firms decide on their new posts, one after the other in the order of the slots."""
    for (_, city, _, skill), post in market.firm_posts():
        if post.line != UNDECIDED:
            continue
        firm = post.firm
        words = market.draws.words(draws.CONTRACT, draws.TIMELESS, firm.identity, post.sequence)
        post.contract = contracts.draw(post, words[0] * 2.0**-32)
        if post.contract != Contract.DIRECT:
            post.line = int(post.contract)
            contracts.dispatch_posts[firm.identity] += post.contract == Contract.DISPATCH
        elif skill == PROFESSIONAL and words[1] * 2.0**-32 < market.parameters.services.headhunted_share:
            post.line = Line.HEADHUNTING
        else:
            u = market.draws.fraction(draws.SERVICE_USE, draws.TIMELESS, firm.identity, post.sequence)
            post.line = NO_LINE
            if u < use.chance(firm, subsidised=True):
                post.line = Line.RECRUITMENT
                post.induced = u >= use.chance(firm, subsidised=False)
                orders.payers[city, payer_of(market, firm)] += 1
        if post.line != NO_LINE:
            orders.by_line[city, post.line] += 1
