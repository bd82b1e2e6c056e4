"""Vacancies: firms post, re-post at a lower skill, and withdraw.

A firm of n workers and o open posts that wants n* wants to hire, in a month,

    D = max(0, lambda (n* - n - o + s n (1 / phi_0 - 1)) + s n),

with s the share of staff expected to quit and phi_0 the normal fill rate: it replaces quits, and closes a
part lambda of the gap. Posts still open from before count as hires under way as far as they exceed the usual
number, s n / phi_0 less the s n filled each month. It posts the flow

    D (phi / phi_0)^eps_v (1 - kappa_i L) (1 - kappa_v L),

split by the skills of its industry and rounded at random, so that the stock settles at
D / phi_0 (phi / phi_0)^(eps_v - 1). Service stations multiply D of the firms in their zones. eps_v is the
closure: at 0 firms hire what they planned whatever the market (job rationing), at 1 hires follow the fill
rate phi one for one. The pandemic cuts desired hires by industry and postings, and in the month in which it
tightens firms withdraw open posts in the same proportion: the stock they want is cut, not only what they add.

The flow is planned, not the stock: small firms would round a desired stock up, refill it as soon as it is
filled, and hire twice what they want. phi_0 is a number, turnover over vacancies in 2019: measured in the
model instead, it falls as posts multiply and firms never ration, so that each quit calls forth a post, each
post a quit, and vacancies double.

An intern at work counts as a part of a worker when a firm plans its posts, as if its target were lower.

A post unfilled for some months may be offered at one skill lower. A firm withdraws, oldest first, what it
holds of a skill beyond one post plus 1.5 times the desired stock.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import HEADHUNTING
from sim.agents.firms import NO_ZONE, Firms
from sim.agents.state import State
from sim.agents.vacancies import (
    NEW_POST,
    NO_ORDER,
    Order,
    Vacancies,
    append_post,
    remove_post,
    with_room,
)
from sim.compile import Integer, allocating, compiled
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.firms import normal_fill_rate
from sim.processes.world import World
from sim.threads import CHUNK, row_pieces

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Posting(NamedTuple):
    """What the posting of a month rests on. Shapes: C cities, I industries, Q skills.

    fill_rate       expected chance to fill a post by sector, shape (2, C, I, Q)
    normal_fill_rate, adjustment_speed, withdrawal_ratio  phi_0, lambda and the ratio of the docstring
    ease            (phi / phi_0)^eps_v, shape (2, C, I, Q)
    quit_rate       expected quits, 1/month, by sector, shape (2, C, I)
    intern_work     workers that an intern stands for
    skill_mix       share of each skill in an industry's posts, shape (C, I, Q)
    pandemic        factor of the pandemic on postings, shape (C, I)
    tightening      share of open posts withdrawn because the pandemic tightened this month, shape (C, I)
    in_zones        factor on the posts of firms in zones, shape (C,)
    """

    fill_rate: Floats
    normal_fill_rate: float
    adjustment_speed: float
    withdrawal_ratio: float
    ease: Floats
    quit_rate: Floats
    intern_work: float
    skill_mix: Floats
    pandemic: Floats
    tightening: Floats
    in_zones: Floats


class StalePosts(NamedTuple):
    """Posts taken off to be offered at a lower skill: the cell they leave, and the columns they keep."""

    cell: Counts
    firm: NDArray[np.int32]
    sequence: NDArray[np.uint32]
    contract: NDArray[np.uint8]
    line: NDArray[np.uint8]
    agency: NDArray[np.int32]
    induced: NDArray[np.uint8]


STALE_TYPES = (np.int64, np.int32, np.uint32, np.uint8, np.uint8, np.int32, np.uint8)
"""Types of the columns of `StalePosts`."""


class VacancyFlows(NamedTuple):
    """Posts that came and went, by market cell, shape (n_market_cells,)."""

    posted: Counts
    withdrawn: Counts
    reposted_from: Counts
    reposted_to: Counts


@compiled
def desired_hires(
    desired: float, headcount: float, open_posts: float, quit_rate: float, posting: Posting
) -> float:
    """Return how many a firm wants to hire in a month, workers."""
    quits = quit_rate * headcount
    gap = desired - headcount - open_posts + quits * (1.0 / posting.normal_fill_rate - 1.0)
    return max(0.0, posting.adjustment_speed * gap + quits)


@allocating
def posting_ease(fill_rate: Floats, normal_fill_rate: float, closure: float) -> Floats:
    """Return (phi / phi_0)^eps_v of expected fill rates, of their shape: posts for each desired hire."""
    ease = np.empty(fill_rate.size)
    for place in range(ease.size):
        ease[place] = math.exp(closure * math.log(fill_rate.flat[place] / normal_fill_rate))
    return ease.reshape(fill_rate.shape)


@compiled
def plan_posts(
    firms: Firms,
    n_pools: int,
    posting: Posting,
    key: Key,
    month: int,
    pieces: Counts,
    words: NDArray[np.uint32],
    posts: NDArray[np.int32],
    withdrawals: NDArray[np.int32],
) -> None:
    """Decide each firm's new posts and withdrawals by skill.

    Args:
        firms: Firms.
        n_pools: the first rows, the own-account pools.
        posting: Posting.
        key: key of the draws.
        month: current month index.
        pieces: rows to treat.
        words: working memory, one chunk for each skill, shape (Q, CHUNK).
        posts: set, shape (n_firms, Q).
        withdrawals: set, shape (n_firms, Q).
    """
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            for skill in range(posts.shape[1]):
                draws.fill_fractions(key, draws.VACANCY, month, low, size, skill, words[skill])
            for offset in range(size):
                firm = low + offset
                if firms.alive[firm] == 0:
                    continue
                sector = 1 if firm < n_pools else 0
                city, industry = firms.city[firm], firms.industry[firm]
                open_posts: Integer = 0
                for skill in range(posts.shape[1]):
                    open_posts += np.int64(firms.open_vacancies[firm, skill])
                hires = desired_hires(
                    np.float64(firms.desired_headcount[firm])
                    - posting.intern_work * np.float64(firms.interns[firm]),
                    np.float64(firms.headcount[firm]),
                    np.float64(open_posts),
                    posting.quit_rate[sector, city, industry],
                    posting,
                )
                if firms.zone[firm] != NO_ZONE:
                    hires *= posting.in_zones[city]
                for skill in range(posts.shape[1]):
                    fill_rate = posting.fill_rate[sector, city, industry, skill]
                    wanted = hires * posting.skill_mix[city, industry, skill]
                    flow = wanted * posting.ease[sector, city, industry, skill]
                    u = np.float64(words[skill, offset]) * 2.0**-32
                    posts[firm, skill] = draws.stochastic_round(flow * posting.pandemic[city, industry], u)
                    limit = 1 + np.int64(math.ceil(posting.withdrawal_ratio * flow / fill_rate))
                    held = np.int64(firms.open_vacancies[firm, skill])
                    withdrawn, suspended = posting.tightening[city, industry] * held, np.int64(0)
                    if withdrawn > 0.0:
                        drawn = draws.fraction(key, draws.WITHDRAWAL, month, firm, skill)
                        suspended = draws.stochastic_round(withdrawn, drawn)
                    withdrawals[firm, skill] = max(held - limit, suspended)


@compiled
def close_posts(firms: Firms, vacancies: Vacancies, n_skills: int, removed: Counts) -> None:
    """Remove the posts of firms that no longer exist; count them by market cell in `removed`."""
    for cell in range(vacancies.open_posts.size):
        for place in range(vacancies.open_posts[cell] - 1, -1, -1):
            firm = vacancies.firm[vacancies.offset[cell] + place]
            if firms.alive[firm] == 0:
                firms.open_vacancies[firm, cell % n_skills] -= 1
                remove_post(vacancies, cell, place)
                removed[cell] += 1


@compiled
def take_stale_posts(
    firms: Firms,
    vacancies: Vacancies,
    n_skills: int,
    after: int,
    probability: float,
    key: Key,
    month: int,
    stale: StalePosts,
) -> int:
    """Remove the posts that will be offered at a lower skill. Returns how many, and lists them in `stale`."""
    total = 0
    for cell in range(vacancies.open_posts.size):
        if cell % n_skills == 0:
            continue
        for place in range(vacancies.open_posts[cell] - 1, -1, -1):
            slot = vacancies.offset[cell] + place
            if month - np.int64(vacancies.month[slot]) == after:
                firm, sequence = vacancies.firm[slot], vacancies.sequence[slot]
                if draws.fraction(key, draws.REPOST, month, firm, sequence) < probability:
                    stale.cell[total] = cell
                    stale.firm[total] = firm
                    stale.sequence[total] = sequence
                    stale.contract[total] = vacancies.contract[slot]
                    stale.line[total] = vacancies.line[slot]
                    stale.agency[total] = vacancies.agency[slot]
                    stale.induced[total] = vacancies.induced[slot]
                    total += 1
                    remove_post(vacancies, cell, place)
                    firms.open_vacancies[firm, cell % n_skills] -= 1
    return total


@compiled
def append_reposts(firms: Firms, vacancies: Vacancies, n_skills: int, stale: StalePosts, month: int) -> None:
    """Append posts one skill lower, in the order given. Headhunters look for professionals only."""
    for place in range(stale.cell.size):
        cell, firm = stale.cell[place] - 1, stale.firm[place]
        order = Order(
            np.int64(stale.contract[place]),
            np.int64(stale.line[place]),
            np.int64(stale.agency[place]),
            np.int64(stale.induced[place]),
        )
        if order.line == HEADHUNTING:
            append_post(vacancies, cell, firm, stale.sequence[place], month, NO_ORDER)
        else:
            append_post(vacancies, cell, firm, stale.sequence[place], month, order)
        firms.open_vacancies[firm, cell % n_skills] += 1


@allocating
def withdraw_posts(
    firms: Firms, vacancies: Vacancies, n_skills: int, withdrawals: NDArray[np.int32], removed: Counts
) -> None:
    """Remove each firm's oldest posts of a skill, as many as it withdraws.

    Counts them by market cell in `removed`.
    """
    for cell in range(vacancies.open_posts.size):
        skill = cell % n_skills
        count = vacancies.open_posts[cell]
        ages = np.empty(count, np.int64)
        places = np.empty(count, np.int64)
        found = 0
        for place in range(count):
            slot = vacancies.offset[cell] + place
            if withdrawals[vacancies.firm[slot], skill] > 0:
                ages[found] = ((np.int64(vacancies.month[slot]) + 24) << 32) | np.int64(
                    vacancies.sequence[slot]
                )
                places[found] = place
                found += 1
        if found == 0:
            continue
        gone = np.zeros(count, np.uint8)
        # Sequence numbers repeat between firms, but each firm takes only its own posts from the common order.
        for index in np.argsort(ages[:found], kind="mergesort"):
            firm = vacancies.firm[vacancies.offset[cell] + places[index]]
            if withdrawals[firm, skill] > 0:
                withdrawals[firm, skill] -= 1
                gone[places[index]] = 1
        for place in range(count - 1, -1, -1):
            if gone[place] == 1:
                firms.open_vacancies[vacancies.firm[vacancies.offset[cell] + place], skill] -= 1
                remove_post(vacancies, cell, place)
                removed[cell] += 1


@compiled
def append_posts(
    firms: Firms,
    vacancies: Vacancies,
    n_pools: int,
    n_cells: int,
    posts: NDArray[np.int32],
    pieces: Counts,
    month: int,
    new_post: Order,
) -> None:
    """Append the new posts of each firm in the order (firm, sequence).

    Those of firms with the order `new_post`; own-account pools order nothing.
    """
    n_skills = posts.shape[1]
    n_industries = np.int64(firms.industry[n_pools - 1]) + 1
    for piece in range(pieces.shape[0]):
        for firm in range(pieces[piece, 0], pieces[piece, 1]):
            for skill in range(n_skills):
                for _ in range(posts[firm, skill]):
                    pair = np.int64(firms.city[firm]) * n_industries + np.int64(firms.industry[firm])
                    cell = (n_cells if firm < n_pools else 0) + pair * n_skills + skill
                    order = NO_ORDER if firm < n_pools else new_post
                    append_post(vacancies, cell, firm, firms.posted[firm], month, order)
                    firms.posted[firm] += 1
                    firms.open_vacancies[firm, skill] += 1


@allocating
def posts_by_cell(
    firms: Firms, n_pools: int, n_cells: int, posts: NDArray[np.int32], pieces: Counts
) -> Counts:
    """Return the number of new posts by market cell, shape (2 * n_cells,)."""
    n_skills = posts.shape[1]
    n_industries = np.int64(firms.industry[n_pools - 1]) + 1
    total = np.zeros(2 * n_cells, np.int64)
    for piece in range(pieces.shape[0]):
        for firm in range(pieces[piece, 0], pieces[piece, 1]):
            pair = np.int64(firms.city[firm]) * n_industries + np.int64(firms.industry[firm])
            first = (n_cells if firm < n_pools else 0) + pair * n_skills
            for skill in range(n_skills):
                total[first + skill] += posts[firm, skill]
    return total


def posting_rule(world: World, state: State, now: Month) -> Posting:
    """Return what the month's posting rests on."""
    rule = world.parameters.vacancies
    mix = world.region.labour_force.astype(float)
    mix /= mix.sum(axis=2, keepdims=True)
    pandemic = posting_cut(world, now.stringency)
    return Posting(
        fill_rate=state.fill_rate,
        normal_fill_rate=normal_fill_rate(world),
        adjustment_speed=rule.adjustment_speed,
        withdrawal_ratio=rule.withdrawal_ratio,
        ease=posting_ease(state.fill_rate, normal_fill_rate(world), rule.hiring_cost_elasticity),
        quit_rate=state.quit_rate,
        intern_work=world.parameters.schools.intern_work,
        skill_mix=mix,
        pandemic=pandemic,
        tightening=np.maximum(1.0 - pandemic / posting_cut(world, now.stringency_before), 0.0),
        in_zones=world.policies.zone_posting(np.ones(world.n_cities), now.index),
    )


def posting_cut(world: World, stringency: Floats) -> Floats:
    """Return the factor of the pandemic on desired hires and postings, shape (C, I)."""
    hires = 1.0 - world.region.covid_sensitivity[None, :] * stringency[:, None]
    return hires * (1.0 - world.parameters.vacancies.covid_posting_cut * stringency[:, None])


def repost(world: World, state: State, now: Month, flows: VacancyFlows) -> None:
    """Offer some posts that nobody took at one skill lower."""
    rule, vacancies = world.parameters.vacancies, state.vacancies
    room = int(vacancies.open_posts.sum())
    stale = StalePosts._make(np.empty(room, kind) for kind in STALE_TYPES)
    total = take_stale_posts(
        state.firms,
        vacancies,
        world.n_skills,
        rule.repost_after,
        rule.repost_probability,
        now.key,
        now.index,
        stale,
    )
    order = np.lexsort((stale.sequence[:total], stale.firm[:total], stale.cell[:total]))
    stale = StalePosts._make(column[order] for column in stale)
    flows.reposted_from[:] = np.bincount(stale.cell, minlength=flows.posted.size)
    flows.reposted_to[:] = np.bincount(stale.cell - 1, minlength=flows.posted.size)
    state.vacancies = with_room(vacancies, flows.reposted_to)
    append_reposts(state.firms, state.vacancies, world.n_skills, stale, now.index)


def run_vacancies(world: World, state: State, now: Month) -> VacancyFlows:
    """Close, re-post, withdraw and post. Returns the flows by market cell."""
    n_cells = world.n_pools * world.n_skills
    flows = VacancyFlows(*(np.zeros(2 * n_cells, np.int64) for _ in VacancyFlows._fields))
    firms = state.firms
    close_posts(firms, state.vacancies, world.n_skills, flows.withdrawn)
    repost(world, state, now, flows)
    posting = posting_rule(world, state, now)
    posts = np.zeros(firms.open_vacancies.shape, np.int32)
    withdrawals = np.zeros(firms.open_vacancies.shape, np.int32)
    pieces = np.concatenate([row_pieces(world.n_pools), state.firm_blocks.pieces()[1:]])

    def plan_some(part: Counts) -> None:
        words = np.empty((world.n_skills, CHUNK), np.uint32)
        plan_posts(firms, world.n_pools, posting, now.key, now.index, part, words, posts, withdrawals)

    world.threads.each(plan_some, pieces)
    withdraw_posts(firms, state.vacancies, world.n_skills, withdrawals, flows.withdrawn)
    flows.posted[:] = posts_by_cell(firms, world.n_pools, n_cells, posts, pieces)
    state.vacancies = with_room(state.vacancies, flows.posted)
    new_post = NEW_POST if world.agencies else NO_ORDER
    append_posts(firms, state.vacancies, world.n_pools, n_cells, posts, pieces, now.index, new_post)
    return flows
