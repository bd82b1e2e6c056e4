"""Hunt: how the contacts of headhunters fall on professionals in work.

For each open order of the line a headhunter makes k contacts a month among the employed professionals who
live in the cities that the agency serves and have filed no application. A post of industry i meets a worker
of industry i' there at the rate

    k exp(-beta d_i'i) / sum of exp(-beta d_ji) over all of them, j their industries,

so that its expected contacts are k in total however many cities it is served in. A worker's rates add up over
posts to lambda; at most one contact a month comes about, with the probability min(1, lambda).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import HEADHUNTING, ServiceMarket
from sim.agents.workers import EMPLOYED, Workers
from sim.compile import Integer, allocating, compiled, inlined, row
from sim.processes.open_orders import OpenOrders
from sim.processes.targets import industry_closeness
from sim.processes.world import World
from sim.sieve import Sieve, new_sieve, sift
from sim.threads import CHUNK, selected

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Hunt(NamedTuple):
    """Open headhunting orders by group: those of one industry whose agencies serve the same set of cities.

    Group `cities * n_industries + industry`; bit c of `cities` says that city c is served. Shapes: C cities,
    I industries.

    first   first entry of each group in `order`, shape (n_groups + 1,)
    order   the orders, group by group, in the order of the slots
    weight  rate of a group's contacts per worker with closeness one, shape (n_groups,)
    rate    a worker's contacts by city of residence and industry, lambda, shape (C, I)
    closeness  exp(-beta d), of the worker's and the post's industry, shape (I, I)
    """

    first: Counts
    order: NDArray[np.int32]
    weight: Floats
    rate: Floats
    closeness: Floats


def find_professionals(
    workers: Workers, busy: NDArray[np.uint8], skill: int, pieces: Counts
) -> NDArray[np.int32]:
    """Return the ids of the employed with some skill who are not busy applying, in order."""
    sieve = new_sieve()
    return selected(
        lambda found: select_professionals(workers, busy, np.uint8(skill), pieces, sieve, found), pieces
    )


@compiled
def select_professionals(
    workers: Workers,
    busy: NDArray[np.uint8],
    skill: np.uint8,
    pieces: Counts,
    sieve: Sieve,
    found: NDArray[np.int32],
) -> Integer:
    """Write those whom `find_professionals` returns to `found`; return how many."""
    count: Integer = 0
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            for offset in range(size):
                worker = row(low + offset)
                free = (workers.status[worker] == EMPLOYED) & (busy[worker] == 0)
                sieve.marks[offset] = free & (workers.skill[worker] == skill)
            for place in range(sift(sieve, size)):
                found[count] = low + sieve.rows[place]
                count += 1
    return count


@allocating
def weigh_professionals(
    workers: Workers, professionals: NDArray[np.int32], closeness: Floats, n_cities: int
) -> Floats:
    """Return their summed closeness to each industry by city of residence, shape (C, I)."""
    n_industries = closeness.shape[0]
    staff = np.zeros((n_cities, n_industries), np.int64)
    for worker in professionals:
        staff[workers.residence[worker], workers.industry[worker]] += 1
    pool = np.zeros((n_cities, n_industries))
    for city in range(n_cities):
        for industry in range(n_industries):
            for own in range(n_industries):
                pool[city, industry] += staff[city, own] * closeness[own, industry]
    return pool


@inlined
def serves_city(cities: Integer, city: Integer) -> bool:
    """Return whether a set of cities has this one."""
    return (cities >> city) & 1 == 1


@allocating
def group_orders(
    orders: OpenOrders, serves: NDArray[np.uint8], n_industries: int, n_skills: int
) -> tuple[Counts, NDArray[np.int32]]:
    """Return `first` and `order` of `Hunt`.

    Args:
        orders: OpenOrders, of which those of the headhunters' line are grouped.
        serves: 1 where an agency may serve a city, shape (G, C).
        n_industries: number of industries.
        n_skills: number of skills.
    """
    n_cities = serves.shape[1]
    group = np.full(orders.slot.size, -1, np.int64)
    first = np.zeros((1 << n_cities) * n_industries + 1, np.int64)
    for order in range(orders.slot.size):
        if orders.line[order] == HEADHUNTING:
            cities: Integer = 0
            for city in range(n_cities):
                cities |= np.int64(serves[orders.agency[order], city]) << city
            group[order] = cities * n_industries + orders.cell[order] // n_skills % n_industries
            first[group[order] + 1] += 1
    first = np.cumsum(first)
    grouped = np.empty(first[-1], np.int32)
    filled = first.copy()
    for order in range(orders.slot.size):
        if group[order] >= 0:
            grouped[filled[group[order]]] = order
            filled[group[order]] += 1
    return first, grouped


@allocating
def spread_contacts(first: Counts, pool: Floats, closeness: Floats, contacts: float) -> tuple[Floats, Floats]:
    """Return `weight` and `rate` of `Hunt`.

    Args:
        first: of `Hunt`.
        pool: of `weigh_professionals`.
        closeness: of industries, shape (I, I).
        contacts: k, per order.
    """
    n_cities, n_industries = pool.shape
    weight, rate = np.zeros(first.size - 1), np.zeros((n_cities, n_industries))
    for group in range(weight.size):
        cities, industry = group // n_industries, group % n_industries
        total = 0.0
        for city in range(n_cities):
            if serves_city(cities, city):
                total += pool[city, industry]
        if total > 0.0:
            weight[group] = contacts * (first[group + 1] - first[group]) / total
        for city in range(n_cities):
            for own in range(n_industries):
                if serves_city(cities, city):
                    rate[city, own] += weight[group] * closeness[own, industry]
    return weight, rate


def plan_hunt(
    world: World,
    workers: Workers,
    professionals: NDArray[np.int32],
    orders: OpenOrders,
    market: ServiceMarket,
) -> Hunt:
    """Return how the month's contacts fall on the professionals who may be contacted."""
    closeness = industry_closeness(world)
    pool = weigh_professionals(workers, professionals, closeness, world.n_cities)
    first, grouped = group_orders(orders, market.serves, world.n_industries, world.n_skills)
    weight, rate = spread_contacts(first, pool, closeness, market.contacts)
    return Hunt(first, grouped, weight, rate, closeness)
