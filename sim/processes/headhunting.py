"""Headhunting: agencies contact professionals in work who did not apply anywhere.

Who is contacted for which post is planned in `hunt`. A contact is viable with the probability of suitability
of an employed applicant for the industry of the post; the viable race for the post, and the offer carries a
premium. Nobody is hunted for the own employer.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import HEADHUNTING, ServiceMarket
from sim.agents.state import State
from sim.agents.workers import EMPLOYED, Workers
from sim.compile import Integer, allocating, compiled
from sim.draws import Key
from sim.processes.acceptance import HEADHUNTED, Decisions, decide
from sim.processes.applications import Applications, BoundaryApplications, pick, training_factor
from sim.processes.clock import Month
from sim.processes.hunt import Hunt, find_professionals, plan_hunt, serves_city
from sim.processes.information import Places
from sim.processes.open_orders import OpenOrders, close_taken, draw_lowest
from sim.processes.search import suitability
from sim.processes.world import World
from sim.threads import CHUNK, row_pieces

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
CONTACT, GROUP, POST, SUITABLE, RACE = range(5)
"""Subs of the draws."""


@compiled
def fill_contact_words(
    key: Key, month: int, entities: NDArray[np.int32], first: Integer, count: Integer, out: NDArray[np.uint32]
) -> None:
    """Write the first words of the draws of contact of entities[first], ... to out[:count].

    As `draws.fill_fractions`, a loop without branches for vector instructions.
    """
    stamp = np.uint64(((month + 24) << 16) | (draws.HEADHUNT << 8))
    key_0, key_1 = key[0] & draws.MASK, key[1] & draws.MASK
    for offset in range(count):
        entity = np.uint64(entities[first + offset]) & draws.MASK
        drawn = draws.philox(entity, np.uint64(CONTACT), stamp, np.uint64(0), key_0, key_1)
        out[offset] = np.uint32(drawn[0])


@compiled
def order_met(
    workers: Workers, worker: Integer, hunt: Hunt, key: Key, month: int, weights: Floats
) -> Integer:
    """Return the order for which a worker is contacted.

    Each with a chance in proportion to its rate; `weights` is room for the rates of the groups.
    """
    city, own = np.int64(workers.residence[worker]), np.int64(workers.industry[worker])
    n_industries = hunt.closeness.shape[0]
    for number in range(weights.size):
        served = 1.0 if serves_city(number // n_industries, city) else 0.0
        weights[number] = served * hunt.weight[number] * hunt.closeness[own, number % n_industries]
    group = pick(weights, draws.uniform(key, draws.HEADHUNT, month, worker, GROUP))
    word = draws.long_word(key, draws.HEADHUNT, month, worker, POST)
    first = hunt.first[group]
    order: Integer = hunt.order[first + draws.jump_hash(word, hunt.first[group + 1] - first)]
    return order


@allocating
def contact(
    workers: Workers,
    professionals: NDArray[np.int32],
    orders: OpenOrders,
    hunt: Hunt,
    suitable: Floats,
    vocational_gain: float,
    brands: Floats,
    n_skills: int,
    key: Key,
    month: int,
    pieces: Counts,
    presented: NDArray[np.int32],
    keys: Floats,
    met: NDArray[np.uint8],
) -> None:
    """Contact professionals.

    Args:
        workers: Workers.
        professionals: who may be contacted.
        orders: OpenOrders.
        hunt: Hunt.
        suitable: probability that a contact is viable, by residence and industry of the post, shape (C, I).
        vocational_gain: relative gain of the vocationally trained.
        brands: factor of labour brands by node of registration and industry, shape (N, I).
        n_skills: number of skills.
        key: key of the draws.
        month: current month index.
        pieces: places in `professionals` to treat.
        presented: set to the order that the professional is presented for, -1 for none.
        keys: set to the key in the race for the post of who is presented.
        met: set to 1 for who is contacted.
    """
    words = np.empty(CHUNK, np.uint32)
    ceiling = draws.ceiling_word(hunt.rate.max())
    weights = np.empty(hunt.weight.size)
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            fill_contact_words(key, month, professionals, low, size, words)
            for offset in range(size):
                if np.uint64(words[offset]) >= ceiling:
                    continue
                place = low + offset
                worker = professionals[place]
                rate = hunt.rate[workers.residence[worker], workers.industry[worker]]
                if np.float64(words[offset]) * 2.0**-32 >= rate:
                    continue
                order = order_met(workers, worker, hunt, key, month, weights)
                if orders.firm[order] == workers.employer[worker]:
                    continue
                met[place] = 1
                industry = np.int64(orders.cell[order]) // n_skills % suitable.shape[1]
                viable = suitable[workers.residence[worker], industry]
                viable *= training_factor(workers, worker, vocational_gain, brands)
                if draws.fraction(key, draws.HEADHUNT, month, worker, SUITABLE) < viable:
                    presented[place] = order
                    keys[place] = -math.log(draws.uniform(key, draws.HEADHUNT, month, worker, RACE))


def who_may_be_hunted(
    world: World, state: State, applications: Applications, away: BoundaryApplications
) -> NDArray[np.int32]:
    """Return the ids of the professionals in work who filed no application, in order."""
    busy = np.zeros(state.workers.status.size, np.uint8)
    busy[applications.worker] = 1
    busy[away.worker] = 1
    found = world.threads.each(
        lambda pieces: find_professionals(state.workers, busy, world.n_skills - 1, pieces),
        state.worker_blocks.pieces(),
    )
    return np.concatenate(found)


def headhunt(
    world: World,
    state: State,
    now: Month,
    places: Places,
    applications: Applications,
    away: BoundaryApplications,
    orders: OpenOrders,
    market: ServiceMarket,
) -> tuple[Decisions, NDArray[np.int32]]:
    """Let headhunters fill open orders of their line.

    Args:
        world: setting.
        state: current state; unchanged.
        now: the month.
        places: what choices rest on.
        applications: who applied inside the region.
        away: who applied outside.
        orders: OpenOrders; what is taken is no longer free.
        market: ServiceMarket.

    Returns:
        Decisions, and the ids of those contacted, in order.
    """
    ids = np.zeros(0, np.int32)
    if np.any(orders.line == HEADHUNTING):
        ids = who_may_be_hunted(world, state, applications, away)
    hunt = plan_hunt(world, state.workers, ids, orders, market)
    presented, keys, met = np.full(ids.size, -1, np.int32), np.zeros(ids.size), np.zeros(ids.size, np.uint8)
    suitable, gain = suitability(world, now.index)[EMPLOYED], world.parameters.search.vocational_gain
    world.threads.each(
        lambda part: contact(
            state.workers,
            ids,
            orders,
            hunt,
            suitable,
            gain,
            places.brand_factors,
            world.n_skills,
            now.key,
            now.index,
            part,
            presented,
            keys,
            met,
        ),
        row_pieces(ids.size),
    )
    drawn = draw_lowest(orders.slot.size, presented, keys)
    offered = presented[drawn]
    candidates = Applications(ids[drawn], orders.cell[offered], orders.slot[offered], keys[drawn])
    decisions = decide(
        world, state, now, places, candidates, round_=HEADHUNTED, premium=market.headhunt_premium
    )
    close_taken(orders, offered, decisions.taken.slot)
    return decisions, ids[met == 1]
