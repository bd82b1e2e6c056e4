"""Graduation: what graduates can, where they go, and who has a first job at once.

A graduate has the skill of the kind of school and its certificate, and looks for work in the field with
probability a, else in another industry, the nearer the likelier; integration of schools with industry lowers
1 - a. The firm of an order class offers a job with probability p; any firm that is below its target keeps its
intern with some probability, if the intern means to stay in the city. The graduate compares the offer with
going on searching, like anybody. Of the others the city keeps the share rho; leavers of the other cities go
to the first city or out of the region, those of the first city out of it: to the node of registration if that
is one outside, else by the shares of the region's workers outside.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.firms import Firms
from sim.agents.schools import GRADUATE_SKILL
from sim.agents.state import State
from sim.agents.students import depart, leave_school, qualify, start_first_job
from sim.agents.workers import INTERN, ORDER_CLASS, Workers
from sim.compile import compiled
from sim.draws import Key
from sim.processes.acceptance import COMMUTE, STAY, offered_log_wage, taste, value_of_staying
from sim.processes.clock import Month
from sim.processes.demography import certificates, chosen, lasting_uniforms
from sim.processes.information import Places, commuting_value
from sim.processes.student_intake import lasting
from sim.processes.targets import industry_closeness
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
MATCH_SUB, INDUSTRY_SUB, LOCAL_SUB, OFFER_SUB, FIRST_CITY_SUB, NODE_SUB = 6, 7, 8, 9, 10, 11


class Graduation(NamedTuple):
    """What happened to graduates. Shapes: C cities, B boundary nodes, I industries.

    entered      joined the labour force, by city of residence, shape (C,)
    left         left the region, by city of the school and boundary node, shape (C, B)
    moved        moved to another city, by city of the school and of residence, shape (C, C)
    hired        jobs started at once, by city and industry, shape (C, I)
    intern_hires     of them in the firm of the internship, by city, shape (C,)
    order_offers, order_hires   offers of the firms of order classes, and jobs taken, by city, shape (C,)
    """

    entered: Counts
    left: Counts
    moved: Counts
    hired: Counts
    intern_hires: Counts
    order_offers: Counts
    order_hires: Counts


def first_industries(world: World, now: Month, ids: Counts, city: Counts, field: Counts) -> Counts:
    """Return the industry in which graduates look for work."""
    rule = world.parameters.schools
    alignment = world.policies.field_alignment(np.zeros(world.n_cities), now.index)
    match = 1.0 - (1.0 - rule.field_match) * (1.0 - alignment)
    near = industry_closeness(world) * (1.0 - np.eye(world.n_industries))
    sums = np.cumsum(near, axis=1)
    other = chosen((sums / sums[:, -1:])[field], lasting(now.key, ids, INDUSTRY_SUB))
    return np.where(lasting(now.key, ids, MATCH_SUB) < match[city], field, other)


def destinations(world: World, now: Month, ids: Counts, city: Counts, registration: Counts) -> Counts:
    """Return where graduates go who leave the city of their school: nodes."""
    first = (city > 0) & (lasting(now.key, ids, FIRST_CITY_SUB) < world.parameters.schools.to_first_city)
    shares = np.cumsum(world.region.school_leaver_share)
    drawn = chosen(np.repeat(shares[None], ids.size, axis=0), lasting(now.key, ids, NODE_SUB))
    outside = np.where(registration >= world.n_cities, registration, world.n_cities + drawn)
    return np.where(first, 0, outside)


@compiled
def take_first_jobs(
    workers: Workers,
    firms: Firms,
    n_pools: int,
    ids: Counts,
    firm: NDArray[np.int32],
    ordered: Mask,
    offered: Mask,
    places: Places,
    key: Key,
    initial_key: Key,
    month: int,
    taken: Mask,
) -> None:
    """Let firms offer first jobs one graduate after the other, and graduates decide.

    Args:
        workers: Workers; the graduates are unemployed.
        firms: Firms.
        n_pools: firms below are own-account pools.
        ids: graduates.
        firm: firm of each, -1 for none.
        ordered: whether it is that of an order class.
        offered: whether the firm means to offer; set to False where it has no room.
        places: Places.
        key: key of the draws.
        initial_key: key of the lasting traits.
        month: current month index.
        taken: set to True where a job starts.
    """
    for place in range(ids.size):
        worker, host = ids[place], firm[place]
        if not offered[place]:
            continue
        room = np.float64(firms.desired_headcount[host]) > np.float64(firms.headcount[host])
        if not (ordered[place] or room):
            offered[place] = False
            continue
        city, skill = np.int64(workers.residence[worker]), workers.skill[worker]
        market = places.log_wages[city, firms.industry[host], skill]
        wage = offered_log_wage(workers, firms, n_pools, worker, host, market, initial_key, places)
        stay = value_of_staying(workers, worker, month, initial_key, places) + taste(
            key, month, worker, STAY, places
        )
        registration = np.int64(workers.registration[worker])
        value = commuting_value(wage, skill, city, city, registration, places)
        if value + taste(key, month, worker, COMMUTE, places) > stay:
            taken[place] = True
            start_first_job(workers, firms, worker, host, wage, month)


def graduate(world: World, state: State, now: Month, places: Places, ids: Counts) -> Graduation:
    """Let students graduate."""
    workers, firms, rule = state.workers, state.firms, world.parameters.schools
    city, field = workers.residence[ids].astype(np.int64), workers.industry[ids].astype(np.int64)
    host = workers.employer[ids].copy()
    ordered, intern = ((workers.flags[ids] & bit) > 0 for bit in (ORDER_CLASS, INTERN))
    skill = np.array(GRADUATE_SKILL)[state.schools.kind[workers.school[ids]]]
    industry = first_industries(world, now, ids, city, field)
    effect = draws.standard_normals(lasting_uniforms(world, ids))
    log_wage = places.log_wages[city, industry, skill] + places.worker_effect_sd * effect
    leave_school(workers, firms, ids, log_wage, now.index)
    qualify(workers, ids, skill, industry, certificates(world, skill, city, np.full(ids.size, -1.0)))
    local = lasting(now.key, ids, LOCAL_SUB) < world.region.school_local_share[city]
    chance = np.where(ordered, rule.order_offer, np.where(local, rule.intern_offer, 0.0))
    offered = (ordered | intern) & (host >= 0) & (lasting(now.key, ids, OFFER_SUB) < chance)
    taken = np.zeros(ids.size, np.bool_)
    take_first_jobs(
        workers, firms, world.n_pools, ids, host, ordered, offered, places,
        now.key, world.initial_key, now.index, taken,
    )  # fmt: skip
    leaving = ~local & ~taken
    node = destinations(world, now, ids, city, workers.registration[ids].astype(np.int64))[leaving]
    depart(workers, ids[leaving], node, world.n_cities)
    return counted(world, state, ids, city, ordered, offered, taken)


def counted(
    world: World,
    state: State,
    ids: Counts,
    city: Counts,
    ordered: Mask,
    offered: Mask,
    taken: Mask,
) -> Graduation:
    """Return the tallies of a month's graduates; masks have one entry per graduate."""
    workers, n_cities = state.workers, world.n_cities

    def by_city(mask: Mask) -> Counts:
        return np.bincount(city[mask], minlength=n_cities)

    here = workers.residence[ids] < n_cities
    ends = np.zeros((n_cities, world.region.n_nodes), np.int64)
    np.add.at(ends, (city, workers.residence[ids]), 1)
    ends[np.arange(n_cities), np.arange(n_cities)] = 0
    hired = np.zeros((n_cities, world.n_industries), np.int64)
    np.add.at(hired, (city[taken], workers.industry[ids[taken]]), 1)
    return Graduation(
        np.bincount(workers.residence[ids[here]], minlength=n_cities),
        ends[:, n_cities:],
        ends[:, :n_cities],
        hired,
        by_city(taken & ~ordered),
        by_city(offered & ordered),
        by_city(taken & ordered),
    )
