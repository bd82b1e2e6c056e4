"""Stage 7, vacancies: close, re-post, withdraw and post. Also stage 17: expected fill rates and quits."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.agencies import NO_LINE, UNDECIDED, Line
from tests.reference.objects import Cell, Firm, OwnAccountPool, Pair, Post

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket


def close_posts(market: ReferenceMarket) -> None:
    """Remove the posts of closed firms, from the last slot down."""
    for cell, posts in market.board:
        for slot in reversed(range(len(posts))):
            if not posts[slot].firm.alive:
                market.board.remove(cell, slot)
                market.flows.withdrawn[cell] += 1


def repost(market: ReferenceMarket) -> None:
    """Offer some posts that stayed open for some months at one skill lower, at the end of that cell."""
    rule, month = market.parameters.vacancies, market.now.index
    stale: list[tuple[Cell, int, int, Post]] = []
    for cell, posts in market.board:
        for slot in reversed(range(len(posts))):
            post = posts[slot]
            if cell[3] == 0 or month - post.month != rule.repost_after:
                continue
            u = market.draws.fraction(draws.REPOST, month, post.firm.identity, post.sequence)
            if u < rule.repost_probability:
                market.board.remove(cell, slot)
                stale.append((cell, post.firm.identity, post.sequence, post))
    for cell, _, _, post in sorted(stale, key=lambda item: item[:3]):
        lower = (*cell[:3], cell[3] - 1)
        market.board.add(lower, offered_again(market, post))
        market.flows.reposted_from[cell] += 1
        market.flows.reposted_to[lower] += 1


def offered_again(market: ReferenceMarket, post: Post) -> Post:
    """Return the post that follows one offered at a lower skill: the same order, but no headhunter."""
    again = Post(market, post.firm, post.sequence, market.now.index)
    if post.line != Line.HEADHUNTING:
        again.line, again.contract, again.agency = post.line, post.contract, post.agency
        again.induced = post.induced
    return again


def desired_hires(market: ReferenceMarket, firm: Firm) -> float:
    """Return how many a firm wants to hire this month: its quits, and part of its gap, interns at hand."""
    rule = market.parameters.vacancies
    quits = market.quit_rate[firm.pair] * firm.headcount
    usual_posts = quits * (1.0 / market.normal_fill_rate - 1.0)
    wanted = firm.desired_headcount - market.parameters.schools.intern_work * firm.interns
    gap = wanted - firm.headcount - sum(firm.open_vacancies) + usual_posts
    return max(0.0, rule.adjustment_speed * gap + quits)


def pandemic(market: ReferenceMarket, industry: int, stringency: float) -> float:
    """Return what the pandemic leaves of desired hires and postings."""
    sensitivity = float(market.region.covid_sensitivity[industry])
    return (1.0 - sensitivity * stringency) * (
        1.0 - market.parameters.vacancies.covid_posting_cut * stringency
    )


def plan_posts(market: ReferenceMarket, firm: Firm) -> tuple[list[int], list[int]]:
    """Return a firm's new posts and its withdrawals by skill."""
    rule, now = market.parameters.vacancies, market.now
    hires = desired_hires(market, firm)
    if firm.zone != 0:
        hires *= market.policies.zone_posting(np.ones(market.n_cities), now.index).tolist()[firm.city]
    left = pandemic(market, firm.industry, now.stringency[firm.city])
    left_before = pandemic(market, firm.industry, now.stringency_before[firm.city])
    tightening = max(1.0 - left / left_before, 0.0)
    posts, withdrawals = [], []
    for skill in market.skills:
        fill_rate = market.fill_rate[(*firm.pair, skill)]
        ease = math.exp(rule.hiring_cost_elasticity * math.log(fill_rate / market.normal_fill_rate))
        flow = hires * market.skill_mix[firm.city][firm.industry][skill] * ease
        u = market.draws.fraction(draws.VACANCY, now.index, firm.identity, skill)
        posts.append(draws.stochastic_round(flow * left, u))
        held = firm.open_vacancies[skill]
        limit = 1 + math.ceil(rule.withdrawal_ratio * flow / fill_rate)
        u = market.draws.fraction(draws.WITHDRAWAL, now.index, firm.identity, skill)
        withdrawals.append(max(held - limit, draws.stochastic_round(tightening * held, u)))
    return posts, withdrawals


def withdraw(market: ReferenceMarket, cell: Cell, wanted: dict[int, int]) -> None:
    """Remove each firm's oldest posts of a cell, as many as it withdraws; then from the last slot down."""
    posts = market.board.cells[cell]
    gone = set()
    for slot in sorted(range(len(posts)), key=lambda slot: (posts[slot].month, posts[slot].sequence)):
        firm = posts[slot].firm.identity
        if wanted.get(firm, 0) > 0:
            wanted[firm] -= 1
            gone.add(slot)
    for slot in sorted(gone, reverse=True):
        market.board.remove(cell, slot)
        market.flows.withdrawn[cell] += 1


def run_vacancies(market: ReferenceMarket) -> None:
    """Close, re-post, withdraw and post. All firms plan before any post is withdrawn or added."""
    close_posts(market)
    repost(market)
    month = market.now.index
    plans = {firm.identity: plan_posts(market, firm) for firm in market.firms_in_order() if firm.alive}
    wanted: dict[Cell, dict[int, int]] = {}
    for identity, (_, withdrawals) in plans.items():
        for skill, count in enumerate(withdrawals):
            if count > 0:
                wanted.setdefault((*market.firms[identity].pair, skill), {})[identity] = count
    for cell in sorted(wanted):
        withdraw(market, cell, wanted[cell])
    for identity, (posts, _) in plans.items():
        firm = market.firms[identity]
        orders = market.has_agencies and not isinstance(firm, OwnAccountPool)
        line = UNDECIDED if orders else NO_LINE
        for skill, count in enumerate(posts):
            cell = (*firm.pair, skill)
            for _ in range(count):
                market.board.add(cell, Post(market, firm, firm.posted, month, line))
                firm.posted += 1
            market.flows.posted[cell] += count


def revised_rate(market: ReferenceMarket, rate: float, posts: int, filled: int) -> float:
    """Return the expected fill rate after a month: an exponential mean, shrunk to the norm and bounded."""
    rule, normal = market.parameters.vacancies, market.normal_fill_rate
    seen = (filled + rule.fill_rate_prior_posts * normal) / (posts + rule.fill_rate_prior_posts)
    revised = rate + (seen - rate) / rule.fill_rate_memory
    bound = rule.fill_rate_ratio_bound
    return min(max(revised, normal / bound), normal * bound)


def expect_fill_rates(market: ReferenceMarket) -> None:
    """Revise the fill rates of cells and cities by the posts open at matching and those of them filled."""
    posts, filled = market.flows.open_posts, market.flows.filled
    for cell, rate in market.fill_rate.items():
        market.fill_rate[cell] = revised_rate(market, rate, posts[cell], filled[cell])
    for city in market.cities:
        own = [cell for cell in market.fill_rate if cell[1] == city.identity]
        total, taken = sum(posts[cell] for cell in own), sum(filled[cell] for cell in own)
        city.fill_rate = revised_rate(market, city.fill_rate, total, taken)


def expect_quits(market: ReferenceMarket, quits: Counter, staff: Counter) -> None:
    """Revise the expected quits by this month's over the staff of a month ago."""
    memory = market.parameters.vacancies.quit_memory
    rates: dict[Pair, float] = market.quit_rate
    for pair, rate in rates.items():
        seen = quits[pair] / staff[pair] if staff[pair] > 0 else rate
        rates[pair] = rate + (seen - rate) / memory
