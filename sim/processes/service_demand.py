"""Demand for HR services in a month, at real size.

Orders for posts and their contracts follow `sim.processes.service_orders` and `service_contracts`; training,
consulting and personnel accounts follow `sim.processes.service_survey`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import (
    CONSULTING_LINE,
    FLEXIBLE_LINE,
    N_LINES,
    PERSONNEL,
    RECRUITMENT,
    STAFFING_LINES,
    TRAINING_LINE,
)
from sim.agents.state import State
from sim.processes.clock import Month
from sim.processes.service_contracts import contract_chances, count_contract_posts
from sim.processes.service_orders import decide_orders, price_terms, renew_orders, use_rule
from sim.processes.service_survey import (
    MIDDLE_OF_2019,
    RENEWAL,
    SMALL,
    firm_orders,
    penetration,
    public_training,
    renew_accounts,
    survey,
)
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
WORKLOAD_MEMORY = 1.0 / 6.0
"""Weight of this month's posts in the orders under way."""


class ServiceDemand(NamedTuple):
    """Demand of a month at real size. C cities, S lines, P city-industry pairs.

    orders     orders that look for an agency: posts, trainees, projects, accounts new or up for renewal,
               shape (C, S)
    accounts   personnel accounts, shape (C, I)
    small      share of small firms and public bodies among the paying firms, shape (C, S)
    public     share of training orders that governments place, shape (C,)
    """

    orders: Floats
    accounts: Floats
    small: Floats
    public: Floats


def at_real_size(
    world: World,
    state: State,
    now: Month,
    ordered: tuple[Floats, Floats],
    orders: Counts,
    payers: Counts,
    taken_up: Floats,
) -> ServiceDemand:
    """Return the demand of firms and governments at real size.

    Args:
        world: setting.
        state: current state.
        now: the month.
        ordered: trainees and projects, shape (C, 2) each.
        orders: posts by city and line, simulated, shape (C, S).
        payers: recruitment orders by city and payer class, simulated, shape (C, 2).
        taken_up: personnel accounts taken up, shape (C, I).
    """
    real: Floats = orders / world.scale
    before = state.services.orders
    if before.any():
        # A post is under way for some months, so what agencies have to do is a mean of half a year. Capacity
        # and prices have bounds: fed with the few posts of one month they would drift with its noise.
        real = before + (real - before) * WORKLOAD_MEMORY
    accounts, new_accounts = state.services.accounts.sum(axis=1), taken_up.sum(axis=1)
    public = public_training(world, now)
    trainees, projects = ordered
    real[:, TRAINING_LINE] = trainees.sum(axis=1) + public
    real[:, CONSULTING_LINE] = projects.sum(axis=1)
    real[:, PERSONNEL] = new_accounts + RENEWAL * (accounts - new_accounts)
    small = np.zeros_like(real)
    for line, table in ((RECRUITMENT, payers), (TRAINING_LINE, trainees), (CONSULTING_LINE, projects)):
        small[:, line] = table[:, SMALL] / np.maximum(table.sum(axis=1), 1e-12)
    return ServiceDemand(
        real, state.services.accounts.copy(), small, public / np.maximum(real[:, TRAINING_LINE], 1e-9)
    )


def wanted_shares(world: World, state: State, now: Month) -> Floats:
    """Return the share of firm staff that firms want on each staffing contract, shape (P, 3)."""
    wanted = state.services.staff_share * penetration(world, now, MIDDLE_OF_2019)
    shares: Floats = np.tile(wanted, (world.n_cities, 1))
    more = world.policies.flexible_demand(np.zeros(world.n_cities), now.index).tolist()
    factor = np.array([math.exp(value) for value in more])
    shares[:, STAFFING_LINES.index(FLEXIBLE_LINE)] *= np.repeat(factor, world.n_industries)
    return shares


def demand_services(
    world: World, state: State, now: Month, prices: Floats, relative: Floats, reputation: Floats
) -> ServiceDemand:
    """Let firms and governments order; new posts get their contract and line. Arguments as `price_terms`."""
    found = survey(world, state)
    orders = np.zeros((world.n_cities, N_LINES), np.int64)
    payers = np.zeros((world.n_cities, 2), np.int64)
    dispatch_posts = np.zeros(state.firms.alive.size, np.int64)
    cap = world.parameters.services.dispatch_cap
    n_firm_cells = world.n_pools * world.n_skills
    renew_orders(state.agencies.alive, state.firms, state.vacancies, n_firm_cells, now.index, orders)
    eligible, under_way = count_contract_posts(
        state.firms, state.vacancies, world.n_pools, world.n_skills, cap, dispatch_posts
    )
    rule = use_rule(
        world,
        state,
        now,
        price_terms(world, prices, relative, reputation),
        contract_chances(world, state, found, eligible, under_way, wanted_shares(world, state, now)),
    )
    decide_orders(
        state.firms,
        state.vacancies,
        rule,
        world.n_pools,
        world.n_skills,
        now.key,
        dispatch_posts,
        orders,
        payers,
    )
    staff = found.staff.reshape(world.n_cities, world.n_industries) / world.scale
    taken_up = renew_accounts(world, state, now, staff)
    ordered = firm_orders(world, state, now, found, prices[:, :, None] * relative)
    return at_real_size(world, state, now, ordered, orders, payers, taken_up)
