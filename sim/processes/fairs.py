"""Fairs: posts that nobody took by application meet the jobless of their city, industry and skill.

Firms go to fairs with posts that no agency carries. An instrument brings a firm h hires more from a fair than
the usual ones do, which are part of what is observed. With F firms at fairs in a month, spread over cities by
labour force and over the year with a peak from January to March, a city's firms make

    F h / q

offers, q the share of them that is taken, so that h hires come about. Each free post takes part with the
chance that gives as many. Of each market cell the post with the lowest draw meets the visitor with the lowest
one, and so on: more fairs add offers and leave the others as they were. Visitors are jobless and filed no
application that month; whoever has an offer decides by the usual logit. A city holds no fairs while the
pandemic is severe.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.state import State
from sim.agents.vacancies import Vacancies
from sim.agents.workers import NO_AGENCY, UNEMPLOYED, Workers
from sim.compile import allocating
from sim.draws import Key
from sim.processes.acceptance import AT_FAIR, Decisions, decide
from sim.processes.applications import Applications, BoundaryApplications
from sim.processes.clock import Month
from sim.processes.information import Places
from sim.processes.mediation import joined
from sim.processes.world import World
from sim.threads import rows_in

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
VISITOR = 2**31
"""Sub of the draws of visitors; posts have their sequence number, which never comes so far."""
MONTHS_PER_YEAR = 12
QUARTER = 3


class FairPosts(NamedTuple):
    """Posts offered at fairs, in the order of the slots: slot, market cell and draw."""

    slot: Counts
    cell: NDArray[np.int32]
    draw: Floats


class Visitors(NamedTuple):
    """The jobless who may meet a post at a fair, in order: id, market cell that they look in, and draw."""

    worker: NDArray[np.int32]
    cell: NDArray[np.int32]
    draw: Floats


def season(world: World, now: Month) -> float:
    """Return the fairs of a month over those of a mean month."""
    share = world.parameters.fairs.first_quarter_share
    if now.calendar_month <= QUARTER:
        return share * MONTHS_PER_YEAR / QUARTER
    return (1.0 - share) * MONTHS_PER_YEAR / (MONTHS_PER_YEAR - QUARTER)


def offers_wanted(world: World, now: Month) -> Floats:
    """Return the offers that a city's firms make at fairs this month, simulated posts, shape (C,)."""
    rule = world.parameters.fairs
    people = world.region.labour_force.sum(axis=(1, 2)).astype(float)
    firms = rule.fairs * rule.firms_per_fair / MONTHS_PER_YEAR * season(world, now) * people / people.sum()
    hires = world.policies.fair_hires(np.zeros(world.n_cities), now.index)
    held = now.stringency <= rule.suspension_stringency
    wanted: Floats = world.scaled(firms) * hires / rule.acceptance * held
    return wanted


@allocating
def posts_at_fairs(
    vacancies: Vacancies, n_cells: int, taken: Counts, wanted: Floats, key: Key, month: int
) -> FairPosts:
    """Return the posts offered at fairs.

    Args:
        vacancies: Vacancies.
        n_cells: market cells of firms, the first ones.
        taken: slots of the posts that were taken.
        wanted: offers by city, shape (C,).
        key: key of the draws.
        month: current month index.
    """
    gone = np.zeros(vacancies.firm.size, np.uint8)
    for slot in taken:
        gone[slot] = 1
    per_city = n_cells // wanted.size
    free = np.zeros(wanted.size)
    for cell in range(n_cells):
        for slot in range(vacancies.offset[cell], vacancies.offset[cell] + vacancies.open_posts[cell]):
            if gone[slot] == 0 and vacancies.agency[slot] == NO_AGENCY:
                free[cell // per_city] += 1.0
    room = np.int64(free.sum())
    posts = FairPosts(np.empty(room, np.int64), np.empty(room, np.int32), np.empty(room, np.float64))
    count = 0
    for cell in range(n_cells):
        city = cell // per_city
        if wanted[city] <= 0.0:
            continue
        for slot in range(vacancies.offset[cell], vacancies.offset[cell] + vacancies.open_posts[cell]):
            if gone[slot] == 1 or vacancies.agency[slot] != NO_AGENCY:
                continue
            u = draws.fraction(key, draws.EVENT, month, vacancies.firm[slot], vacancies.sequence[slot])
            if u < wanted[city] / free[city]:
                posts.slot[count] = slot
                posts.cell[count] = cell
                posts.draw[count] = u
                count += 1
    return FairPosts(posts.slot[:count], posts.cell[:count], posts.draw[:count])


@allocating
def find_visitors(
    workers: Workers,
    busy: NDArray[np.uint8],
    offered: NDArray[np.bool_],
    n_industries: int,
    n_skills: int,
    key: Key,
    month: int,
    pieces: Counts,
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Return the visitors of some rows.

    Args:
        workers: Workers.
        busy: 1 for those who filed an application.
        offered: market cells with a post at a fair, shape (n_cells,).
        n_industries: number of industries.
        n_skills: number of skills.
        key: key of the draws.
        month: current month index.
        pieces: rows to treat.

    Returns:
        The fields of `Visitors`.
    """
    room = rows_in(pieces)
    worker_, cell_, draw_ = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.float64)
    count = 0
    for piece in range(pieces.shape[0]):
        for worker in range(pieces[piece, 0], pieces[piece, 1]):
            if workers.status[worker] != UNEMPLOYED or busy[worker] == 1:
                continue
            pair = np.int64(workers.residence[worker]) * n_industries + np.int64(workers.industry[worker])
            cell = pair * n_skills + np.int64(workers.skill[worker])
            if offered[cell]:
                worker_[count] = worker
                cell_[count] = cell
                draw_[count] = draws.uniform(key, draws.EVENT, month, worker, VISITOR)
                count += 1
    return worker_[:count].copy(), cell_[:count].copy(), draw_[:count].copy()


def meetings(posts: FairPosts, visitors: Visitors) -> tuple[Counts, Counts]:
    """Return which posts meet which visitors, as places in both: of each cell the lowest draws first."""
    by_post = np.lexsort((posts.draw, posts.cell))
    by_visitor = np.lexsort((visitors.draw, visitors.cell))
    cells, there = posts.cell[by_post], visitors.cell[by_visitor]
    rank = np.arange(cells.size) - np.searchsorted(cells, cells, "left")
    place = np.searchsorted(there, cells, "left") + rank
    met = place < np.searchsorted(there, cells, "right")
    return by_post[met], by_visitor[place[met]]


def hold_fairs(
    world: World,
    state: State,
    now: Month,
    places: Places,
    applications: Applications,
    away: BoundaryApplications,
    decisions: Decisions,
) -> Decisions:
    """Hold the month's fairs beyond the usual ones.

    Args:
        world: setting.
        state: current state; unchanged.
        now: the month.
        places: what choices rest on.
        applications: who applied inside the region.
        away: who applied outside.
        decisions: what the candidates of the month decided.

    Returns:
        All decisions of the month so far.
    """
    wanted = offers_wanted(world, now)
    if not wanted.any():
        return decisions
    workers, n_cells = state.workers, world.n_pools * world.n_skills
    posts = posts_at_fairs(state.vacancies, n_cells, decisions.taken.slot, wanted, now.key, now.index)
    busy = np.zeros(workers.status.size, np.uint8)
    busy[applications.worker] = 1
    busy[away.worker] = 1
    offered = np.zeros(n_cells, np.bool_)
    offered[posts.cell] = True
    found = world.threads.each(
        lambda part: find_visitors(
            workers, busy, offered, world.n_industries, world.n_skills, now.key, now.index, part
        ),
        state.worker_blocks.pieces(),
    )
    visitors = Visitors(*(np.concatenate(column) for column in zip(*found, strict=True)))
    post, visitor = meetings(posts, visitors)
    order = np.argsort(visitor)
    post, visitor = post[order], visitor[order]
    candidates = Applications(
        visitors.worker[visitor], posts.cell[post], posts.slot[post], visitors.draw[visitor]
    )
    return joined([decisions, decide(world, state, now, places, candidates, AT_FAIR)])
