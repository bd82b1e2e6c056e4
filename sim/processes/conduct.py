"""Conduct of agencies: complaints, detection, black list and reputation.

A placement goes with misconduct with probability p (2 - honesty); the worker placed may leave soon
(`sim.processes.separations`), and some cases lead to a complaint. Complaints are Poisson with the expected
number of placements of the agency's books. Agencies of honesty below a threshold offend systematically; one
with a case this month is detected with a small probability and enters the black list of its city for two
years. (Were every agency with a case an offender, each large one would be on the list half of the time.)
Reputation follows what clients see,

    rho' = (1 - d) rho + d (s - 5 complaints / placements),

s the share of its open posts that it fills.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import HEADHUNTING, RECRUITMENT, STAFFING_LINES, Agencies
from sim.agents.state import State
from sim.compile import allocating, compiled, row
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.mediation import ServiceFlows
from sim.processes.service_market import Allocation
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
FILL_MEMORY = 1.0 / 6.0
"""Weight of this month in the expected chance to fill a post."""
MANY = 700.0
"""Expected count from which the smallest double is too large for exp(-mean)."""


@compiled
def poisson_quantile(mean: float, u: float) -> int:
    """Return the Poisson count at which the distribution function reaches u, by summation."""
    mean = min(mean, MANY)
    probability = math.exp(-mean)
    cumulative = probability
    count = 0
    while cumulative < u and count < mean + 40.0 * math.sqrt(mean) + 40.0:
        count += 1
        probability *= mean / count
        cumulative += probability
    return count


@compiled
def judge(
    agencies: Agencies,
    ids: Counts,
    placements: Floats,
    misconduct: Floats,
    detection: Floats,
    success: Floats,
    complaint: float,
    offender_honesty: float,
    list_months: int,
    complaint_weight: float,
    memory: float,
    key: Key,
    month: int,
    complaints: Counts,
    listed: Counts,
) -> None:
    """Count complaints, detect offenders, revise reputations.

    Args:
        agencies: Agencies; last_complaint, listed_until and reputation change.
        ids: living agencies.
        placements: at real size, shape (G,).
        misconduct: chance of misconduct per placement, shape (G,).
        detection: chance that an offender is detected, by city of the head office, shape (C,).
        success: share of open posts filled, shape (G,).
        complaint: complaints per case.
        offender_honesty: honesty below which misconduct is systematic.
        list_months: months on the black list.
        complaint_weight: reputation lost per complaint rate.
        memory: weight of this month in reputation.
        key: key of the draws.
        month: current month index.
        complaints: adds complaints by head office, shape (C,).
        listed: adds new entries of the black list by head office, shape (C,).
    """
    for agency in ids:
        home = np.int64(agencies.head_office[agency])
        cases = placements[agency] * misconduct[agency]
        u = draws.uniform(key, draws.COMPLAINT, month, agency, 0)
        count = poisson_quantile(cases * complaint, u)
        if count > 0:
            complaints[home] += count
            agencies.last_complaint[agency] = month
        caught = detection[home] * (1.0 - math.exp(-cases))
        offends = agencies.honesty[agency] < offender_honesty
        if offends and draws.fraction(key, draws.DETECTION, month, agency, 0) < caught:
            if agencies.listed_until[agency, home] < month:
                listed[home] += 1
            agencies.listed_until[agency, home] = month + list_months
        seen = success[agency] - complaint_weight * count / max(placements[agency], 1.0)
        reputation = (1.0 - memory) * agencies.reputation[agency] + memory * seen
        agencies.reputation[agency] = min(max(reputation, 0.0), 1.0)


def placements_of(world: World, state: State, allocation: Allocation, flows: ServiceFlows) -> Floats:
    """Return the placements of each agency this month, staff contracts included, real size, shape (G,)."""
    total = np.zeros(state.agencies.alive.size)
    for line in (RECRUITMENT, *STAFFING_LINES, HEADHUNTING):
        ids, clients = allocation.lines[line].ids, state.agencies.clients[line]
        add_placements(ids, clients, flows.placements[:, line] / world.scale, total)
    return total


@allocating
def add_placements(ids: Counts, clients: Floats, placements: Floats, total: Floats) -> None:
    """Share the placements of a line among agencies.

    Args:
        ids: agencies that offer the line, shape (n,).
        clients: client books of the line, shape (G, C).
        placements: by city, shape (C,).
        total: adds them by agency, shape (G,).
    """
    whole = np.zeros(placements.size)
    for place in range(ids.size):
        agency = row(ids[place])
        for city in range(whole.size):
            whole[city] += clients[agency, city]
    for place in range(ids.size):
        agency, made = row(ids[place]), 0.0
        for city in range(whole.size):
            if clients[agency, city] > 0.0:
                made += clients[agency, city] / whole[city] * placements[city]
        total[agency] += made


def observe_filling(state: State, flows: ServiceFlows) -> None:
    """Revise the expected chance to fill a post, in the first round and by further ones."""
    orders, further = float(flows.orders_open.sum()), float(flows.placed_in_rounds.sum())
    if orders > 0.0:
        seen = np.array([float(flows.placements.sum()) - further, further]) / orders
        state.services.fill_rate[:] += FILL_MEMORY * (seen - state.services.fill_rate)


def success_of(state: State) -> Floats:
    """Return the share of its open posts that each agency fills in a month, shape (G,)."""
    first, further = state.services.fill_rate.tolist()
    filled: Floats = np.minimum(first + further * state.agencies.quality[RECRUITMENT], 1.0)
    return filled


def judge_conduct(
    world: World, state: State, now: Month, misconduct: Floats, allocation: Allocation, flows: ServiceFlows
) -> tuple[Counts, Counts]:
    """Run the month's conduct. Chances of misconduct as in `judge`.

    Returns:
        Complaints and new entries of the black list by head office, shape (C,) each.
    """
    conduct = world.parameters.conduct
    complaints, listed = np.zeros(world.n_cities, np.int64), np.zeros(world.n_cities, np.int64)
    observe_filling(state, flows)
    judge(
        state.agencies,
        np.flatnonzero(state.agencies.alive),
        placements_of(world, state, allocation, flows),
        misconduct,
        world.policies.detection(np.full(world.n_cities, conduct.detection), now.index),
        success_of(state),
        conduct.complaint,
        conduct.offender_honesty,
        conduct.black_list_months,
        conduct.complaint_weight,
        conduct.memory,
        now.key,
        now.index,
        complaints,
        listed,
    )
    return complaints, listed
