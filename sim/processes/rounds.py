"""Mediated rounds: agencies look for candidates among those whose application lost.

Applicants who found the same post as others lose the race although similar posts stay free: that friction is
what an agency removes. In a round

* a loser whose own post is free and takes part is its candidate again;
* the other posts that take part look among the losers of their industry and skill in their own city: each
  loser without such an own post goes to one of them, all alike;
* posts that found nobody so look in the other cities that their agency serves, among all who have no offer
  yet: a loser goes to a post with a chance in proportion to 1 / (losers where its agency looks);
* of those presented for a post the one with the lowest key of the race gets the offer.

Local candidates come first because they accept more often: with one pool of all cities served, an agency that
may serve more cities made more offers to people far away, who declined, and filled fewer posts. Who got an
offer leaves, whatever the answer. One full round of V2 posts and a2 losers of one city makes about
V2 (1 - exp(-a2 / V2)) more offers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import ServiceMarket
from sim.agents.state import State
from sim.agents.workers import Workers
from sim.compile import allocating, compiled
from sim.draws import Key
from sim.processes.acceptance import Decisions, decide
from sim.processes.applications import Applications, pick
from sim.processes.clock import Month
from sim.processes.information import Places
from sim.processes.open_orders import MOST_ROUNDS, OpenOrders, close_taken, draw_lowest
from sim.processes.order_groups import group_orders, group_weights, reach_of
from sim.processes.world import World
from sim.threads import row_pieces

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Bytes = NDArray[np.uint8]
ROUND_SUB = 2**31
SET_SUB = ROUND_SUB + 64
"""Keep the draws of workers apart from those of posts, whose sequence numbers never come so far."""
TAKEN = 2**31 - 1
"""Marks a loser who has an offer, in place of an order."""


class Losers(NamedTuple):
    """Applicants for posts of firms who had no offer this month, in the order of the workers.

    worker    who
    cell      market cell applied to
    key       key in the race
    own       open order of the post applied to; -1 if that is taken, has no agency or is the own employer's
    mediated  1 if an agency carries the post applied to
    waiting   1 until an offer is made
    """

    worker: NDArray[np.int32]
    cell: NDArray[np.int32]
    key: Floats
    own: NDArray[np.int32]
    mediated: Bytes
    waiting: Bytes


@allocating
def find_losers(
    workers: Workers,
    agencies: NDArray[np.int32],
    applications: Applications,
    candidates: Applications,
    orders: OpenOrders,
    n_cells: int,
) -> Losers:
    """Return the applicants to the first `n_cells` cells who are not among the candidates.

    Args:
        workers: Workers.
        agencies: agency that carries the post, by slot.
        applications: Applications.
        candidates: those of them whom their posts drew.
        orders: OpenOrders.
        n_cells: market cells of firms.
    """
    order_at = np.full(agencies.size, -1, np.int32)
    for order in range(orders.slot.size):
        order_at[orders.slot[order]] = order
    room = applications.worker.size - candidates.worker.size
    losers = Losers(
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.float64),
        np.empty(room, np.int32),
        np.empty(room, np.uint8),
        np.ones(room, np.uint8),
    )
    count = 0
    drawn = 0
    for index in range(applications.worker.size):
        worker = applications.worker[index]
        if drawn < candidates.worker.size and candidates.worker[drawn] == worker:
            drawn += 1
            continue
        if applications.cell[index] >= n_cells:
            continue
        slot = applications.slot[index]
        own = order_at[slot]
        if own >= 0 and orders.firm[own] == workers.employer[worker]:
            own = np.int32(-1)
        losers.worker[count] = worker
        losers.cell[count] = applications.cell[index]
        losers.key[count] = applications.key[index]
        losers.own[count] = own
        losers.mediated[count] = 1 if agencies[slot] >= 0 else 0
        count += 1
    return Losers(
        losers.worker[:count],
        losers.cell[:count],
        losers.key[:count],
        losers.own[:count],
        losers.mediated[:count],
        losers.waiting[:count],
    )


@allocating
def present_again(losers: Losers, taking_part: NDArray[np.bool_], presented: NDArray[np.int32]) -> Bytes:
    """Present losers for their own posts that take part. Returns 1 for the orders that have such a loser."""
    claimed = np.zeros(taking_part.size, np.uint8)
    for place in range(losers.worker.size):
        own = losers.own[place]
        if losers.waiting[place] == 1 and own >= 0 and taking_part[own]:
            presented[place] = own
            claimed[own] = 1
    return claimed


@compiled
def present_elsewhere(
    workers: Workers,
    losers: Losers,
    orders: OpenOrders,
    first: Counts,
    members: NDArray[np.int32],
    weights: Floats,
    key: Key,
    month: int,
    number: int,
    pieces: Counts,
    presented: NDArray[np.int32],
) -> None:
    """Present the losers who have not been yet for an order of their industry and skill, if there is any.

    Args:
        workers: Workers.
        losers: Losers.
        orders: OpenOrders.
        first: first entry of each group, of `group_orders`.
        members: orders of each group, of `group_orders`.
        weights: of `group_weights`.
        key: key of the draws.
        month: current month index.
        number: number of the search in the month.
        pieces: losers to treat.
        presented: set to the order, left at -1 for whom there is none or only the own employer's.
    """
    n_sets = weights.shape[1]
    n_kinds = (first.size - 1) // n_sets
    for piece in range(pieces.shape[0]):
        for place in range(pieces[piece, 0], pieces[piece, 1]):
            if losers.waiting[place] == 0 or presented[place] >= 0:
                continue
            worker, cell = losers.worker[place], losers.cell[place]
            served = pick(weights[cell], draws.uniform(key, draws.ROUND, month, worker, SET_SUB + number))
            if served < 0:
                continue
            group = cell % n_kinds * n_sets + served
            word = draws.long_word(key, draws.ROUND, month, worker, ROUND_SUB + number)
            order = members[first[group] + draws.jump_hash(word, first[group + 1] - first[group])]
            if orders.firm[order] != workers.employer[worker]:
                presented[place] = order


def look(
    world: World,
    state: State,
    now: Month,
    losers: Losers,
    orders: OpenOrders,
    listed: NDArray[np.bool_],
    reach: Counts,
    number: int,
    presented: NDArray[np.int32],
) -> None:
    """Present losers who have not been yet for listed orders.

    Args:
        world: setting.
        state: current state.
        now: the month.
        losers: Losers.
        orders: OpenOrders.
        listed: orders that look for a candidate.
        reach: cities in which each looks, of `reach_of`.
        number: number of the search in the month, which keys its draws.
        presented: set to the order for which each loser is presented; -1 for none yet.
    """
    n_kinds = world.n_industries * world.n_skills
    first, members = group_orders(orders, listed & (reach > 0), reach, world.n_cities, n_kinds)
    free = (losers.waiting == 1) & (presented < 0)
    free_losers = np.bincount(losers.cell[free], minlength=world.n_cities * n_kinds)
    weights = group_weights(first, free_losers.reshape(world.n_cities, n_kinds))
    world.threads.each(
        lambda part: present_elsewhere(
            state.workers,
            losers,
            orders,
            first,
            members,
            weights,
            now.key,
            now.index,
            number,
            part,
            presented,
        ),
        row_pieces(losers.worker.size),
    )


def present(
    world: World,
    state: State,
    now: Month,
    losers: Losers,
    orders: OpenOrders,
    taking_part: NDArray[np.bool_],
    serves: Bytes,
    round_: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return who gets an offer in a round, as places among the losers in order, and of which order."""
    n_kinds = world.n_industries * world.n_skills
    presented = np.full(losers.worker.size, -1, np.int32)
    claimed = present_again(losers, taking_part, presented)
    at_home = reach_of(orders, serves, n_kinds, True)
    look(world, state, now, losers, orders, taking_part & (claimed == 0), at_home, 2 * round_, presented)
    near = draw_lowest(orders.slot.size, presented, losers.key)
    offered = np.full(losers.worker.size, -1, np.int32)
    offered[near] = presented[near]
    without = taking_part.copy()
    without[offered[near]] = False
    # Who lost again may still be found by an agency of another city; who has an offer may not.
    presented = np.where(offered >= 0, np.int32(TAKEN), np.int32(-1))
    away = reach_of(orders, serves, n_kinds, False)
    look(world, state, now, losers, orders, without, away, 2 * round_ + 1, presented)
    presented[offered >= 0] = -1
    far = draw_lowest(orders.slot.size, presented, losers.key)
    offered[far] = presented[far]
    chosen = np.flatnonzero(offered >= 0)
    return chosen, offered[chosen]


def hold_rounds(
    world: World,
    state: State,
    now: Month,
    places: Places,
    losers: Losers,
    orders: OpenOrders,
    market: ServiceMarket,
) -> list[Decisions]:
    """Hold the month's rounds.

    Args:
        world: setting.
        state: current state; unchanged.
        now: the month.
        places: what choices rest on.
        losers: Losers; who has an offer no longer waits.
        orders: OpenOrders; what is taken is no longer free.
        market: ServiceMarket.

    Returns:
        The decisions of each round.
    """
    decisions = []
    for round_ in range(1, MOST_ROUNDS + 1):
        taking_part = (orders.free == 1) & (orders.rounds >= round_)
        if not taking_part.any():
            break
        drawn, wanted = present(world, state, now, losers, orders, taking_part, market.serves, round_)
        candidates = Applications(
            losers.worker[drawn], orders.cell[wanted], orders.slot[wanted], losers.key[drawn]
        )
        losers.waiting[drawn] = 0
        decisions.append(decide(world, state, now, places, candidates, round_))
        close_taken(orders, wanted, decisions[-1].taken.slot)
    return decisions
