"""Constants of the market for HR services, from the balance of the industry in 2019.

They follow from what the industry earned: which logit gives the share of mediated posts, how many workers and
accounts give the revenue of the lines that serve them at the wages of the model, what training and projects
firms order per head, and, after burn-in, which fee gives the revenue of line 0.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import (
    CONSULTING_LINE,
    HEADHUNTING,
    N_LINES,
    PERSONNEL,
    RECRUITMENT,
    STAFFING_LINES,
    TRAINING_LINE,
)
from sim.agents.state import State
from sim.agents.workers import DISPATCH, EMPLOYED, OWN_ACCOUNT
from sim.processes.firms import normal_fill_rate
from sim.processes.payroll import CENTS
from sim.processes.service_orders import PROFESSIONAL
from sim.processes.service_prices import city_wages, mean_wages
from sim.processes.service_survey import MIDDLE_OF_2020, MONTHS_PER_YEAR
from sim.processes.sums import over_lines, row_sums
from sim.processes.world import World

Floats = NDArray[np.float64]
BELOW_2020 = (0 - MIDDLE_OF_2020) / MONTHS_PER_YEAR
"""Years from the middle of 2020 to the start."""


def firm_staff(world: World, state: State) -> Floats:
    """Return firm staff by city and industry, real size, shape (C, I)."""
    firms, n_pools = state.firms, world.n_pools
    pair = firms.city[n_pools:].astype(np.int64) * world.n_industries + firms.industry[n_pools:]
    staff = np.bincount(pair, weights=firms.headcount[n_pools:], minlength=n_pools) / world.scale
    return staff.reshape(world.n_cities, world.n_industries)


def staff_shares(world: World, state: State, staff: Floats) -> Floats:
    """Return the share of an industry's firm staff on each staffing contract, shape (I, 3).

    The pattern over industries is data; its level gives each line its revenue at the wages of those who may
    have the contract: dispatched workers are found only in firms of ten and more, which pay above the mean.
    """
    workers, firms, fees = state.workers, state.firms, world.parameters.fees
    agencies, pattern = world.parameters.agencies, world.region.staffing_share
    ids = np.flatnonzero((workers.status == EMPLOYED) & (workers.contract != OWN_ACCOUNT))
    wages = np.array([math.exp(value) for value in workers.log_wage[ids].tolist()])
    room = np.floor(world.parameters.services.dispatch_cap * firms.headcount[workers.employer[ids]]) >= 1.0
    shares = np.zeros_like(pattern)
    for place, line in enumerate(STAFFING_LINES):
        weight = pattern[workers.industry[ids], place] * (room if line == DISPATCH else 1.0)
        wage = float((weight * wages).sum() / weight.sum())
        gross = wage * (1.0 + fees.social_insurance) / (1.0 - fees.margin[place]) * MONTHS_PER_YEAR
        wanted = agencies.line_share[line] * agencies.revenue / gross
        shares[:, place] = pattern[:, place] * wanted / (pattern[:, place] * staff.sum(axis=0)).sum()
    return shares


def use_constant(world: World, state: State) -> float:
    """Return the logit at which agencies get the wanted share of posts at the start, by bisection.

    Posts come in proportion to staff; price index one, reputation at its mean.
    """
    services = world.parameters.services
    heads = state.firms.headcount[world.n_pools :].astype(float)
    heads = heads[heads > 0]
    a, b = world.parameters.agencies.reputation
    offset = services.reputation_response * (a / (a + b) - 0.5)
    slopes = services.use_size_slope * np.log(heads) + offset
    low, high = -30.0, 30.0
    for _ in range(80):
        middle = (low + high) / 2.0
        share = float((heads / (1.0 + np.exp(-(middle + slopes)))).sum() / heads.sum())
        low, high = (middle, high) if share < services.mediated_share else (low, middle)
    return low


def start_demand(world: World, state: State) -> Floats:
    """Return what agencies serve in a month of the start, real size, shape (C, S): orders, and stocks."""
    services, memory, staff = world.parameters.services, state.services, firm_staff(world, state)
    demand = np.zeros((world.n_cities, N_LINES))
    demand[:, list(STAFFING_LINES)] = staff @ memory.staff_share
    demand[:, PERSONNEL] = staff.sum(axis=1) * memory.account_share[0]
    posts = staff * world.parameters.vacancies.turnover_start
    mix = world.region.labour_force.astype(float)
    mix /= mix.sum(axis=2, keepdims=True)
    professionals = (posts * mix[:, :, PROFESSIONAL]).sum(axis=1)
    demand[:, HEADHUNTING] = services.headhunted_share * professionals
    demand[:, RECRUITMENT] = services.mediated_share * posts.sum(axis=1)
    trend = math.exp(services.penetration_trend * BELOW_2020)
    people = world.region.labour_force.sum(axis=(1, 2)).astype(float)
    public = (
        services.training_volume * services.training_public_share / MONTHS_PER_YEAR * people / people.sum()
    )
    demand[:, TRAINING_LINE] = (staff.sum(axis=1) * memory.training_rate[0] + public) * trend
    demand[:, CONSULTING_LINE] = services.projects / MONTHS_PER_YEAR * trend * staff.sum(axis=1) / staff.sum()
    return demand


def set_constants(world: World, state: State) -> None:
    """Set the constants of demand from the balance of the industry."""
    services, memory = world.parameters.services, state.services
    agencies = world.parameters.agencies
    staff = firm_staff(world, state)
    memory.staff_share[:] = staff_shares(world, state, staff)
    posts = staff.reshape(-1, 1) * world.scale * world.parameters.vacancies.turnover_start
    memory.eligible_posts[:] = posts
    memory.use_constant[0] = use_constant(world, state)
    firms_share = 1.0 - services.training_public_share
    memory.training_rate[0] = services.training_volume * firms_share / MONTHS_PER_YEAR / staff.sum()
    heads = state.firms.headcount[world.n_pools :]
    roots = np.array([math.sqrt(count / 100.0) for count in heads.tolist()]).sum() / world.scale
    memory.project_rate[0] = services.projects / MONTHS_PER_YEAR / roots
    fees = world.parameters.fees
    level = math.exp(world.parameters.wages.wage_trend * BELOW_2020)
    wage = float((mean_wages(world, state) * staff).sum() / staff.sum())
    yearly = MONTHS_PER_YEAR * fees.payroll_pass_through * fees.gross_accounting * wage
    yearly += (fees.account + fees.technology) * level
    accounts = agencies.line_share[PERSONNEL] * agencies.revenue / yearly
    memory.account_share[0] = min(accounts / staff.sum(), 1.0)
    memory.accounts[:] = memory.account_share[0] * staff
    memory.staff_seen[:] = staff


def fund_agencies(world: World, state: State) -> None:
    """Give every agency its starting cash."""
    agencies, growth = state.agencies, world.parameters.agency_growth
    monthly = city_wages(world, state)[agencies.head_office] * growth.consultant_cost * CENTS
    agencies.cost[:] = np.rint(over_lines(agencies.consultants) * monthly).astype(np.int64)
    agencies.cash[:] = np.rint(world.parameters.agencies.starting_cash * agencies.cost).astype(np.int64)


def note_consultants(state: State) -> None:
    """Remember the consultants per agency by line, of those that hold it."""
    agencies = state.agencies
    held = (agencies.consultants > 0.0).sum(axis=1)
    mean = row_sums(agencies.consultants) / np.maximum(held, 1)
    state.services.consultants_per_agency[:] = mean


def note_start(world: World, state: State) -> None:
    """Remember the industry of the start."""
    agencies, memory, rule = state.agencies, state.services, world.parameters.agencies
    alive = agencies.alive == 1
    memory.agencies_start[:] = np.bincount(agencies.head_office[alive], minlength=world.n_cities)
    note_consultants(state)
    placements = start_demand(world, state)[:, RECRUITMENT].sum() * MONTHS_PER_YEAR
    memory.referral_fee[0] = rule.line_share[RECRUITMENT] * rule.revenue / placements
    memory.fill_rate[:] = (normal_fill_rate(world), 0.0)
    fund_agencies(world, state)


def end_burn_in(world: World, state: State, placements: float) -> None:
    """Fix what the market of the start is measured by, and give agencies their cash.

    Args:
        world: setting.
        state: state at the end of burn-in; memories change.
        placements: recruiters' placements a month, real size, mean of the last year.
    """
    memory, rule = state.services, world.parameters.agencies
    memory.referral_fee[0] = (
        rule.line_share[RECRUITMENT] * rule.revenue / (MONTHS_PER_YEAR * max(placements, 1.0))
    )
    memory.margin_start[:] = memory.margin
    memory.unmet_start[:] = memory.unmet.sum(axis=1) / np.maximum(memory.orders.sum(axis=1), 1e-12)
    note_consultants(state)
    fund_agencies(world, state)
