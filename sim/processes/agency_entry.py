"""New agencies: their lasting traits, and the size of those that enter during a run.

Traits are drawn once from the agency's id: which lines it offers, quality, honesty, licence. A newcomer's
staff is log-normal around eight persons; agencies of the start have revenue / revenue per worker on average,
so its consultants are the mean of those who hold the line, in that proportion. (Eight consultants instead
would be more than about nine in ten agencies of the start have.)

Policies may add newcomers of two kinds: those who offend systematically, whose honesty is what it would be
times the threshold of an offender; and leaders, who are licensed and as large as the 95th percentile of the
agencies seated in the city.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim import draws
from sim.agents.agencies import N_LINES, Agencies
from sim.agents.state import State
from sim.processes.agency_support import GRADE, certified_shares, quality_lead
from sim.processes.payroll import CENTS
from sim.processes.service_prices import city_wages
from sim.processes.sums import over_lines
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
LICENCE, QUALITY, REPUTATION, HONESTY, PARK = range(1, 6)
SIZE, LOW_HONESTY = 7, 8
FIRST_LINE, FIRST_OFFICE = 16, 32
"""Sub ids of the draws of an agency's traits; lines and cities count up from the last two."""
LEADER = 0.95
"""Quantile of the sizes in a city at which a leader enters."""


def trait(world: World, ids: Counts, sub: int) -> Floats:
    """Return the uniforms behind a lasting trait of agencies, shape (n,)."""
    return draws.uniforms(world.initial_key, draws.AGENCY_TRAIT, draws.TIMELESS, ids, sub)


def normal_trait(world: World, ids: Counts, sub: int) -> Floats:
    """Return the standard normals behind a lasting trait of agencies, shape (n,)."""
    return draws.standard_normals(trait(world, ids, sub))


def lines_held(world: World, ids: Counts) -> NDArray[np.bool_]:
    """Return which lines agencies offer, at least one each, shape (n, S)."""
    share = np.array(world.parameters.agencies.lines_held)
    relative = np.stack([trait(world, ids, FIRST_LINE + line) for line in range(N_LINES)], axis=1) / share
    held: NDArray[np.bool_] = relative < 1.0
    held[np.arange(ids.size), relative.argmin(axis=1)] = True
    return held


def set_traits(world: World, agencies: Agencies, ids: Counts, city: int | Counts, month: int) -> None:
    """Set up the rows of new agencies, without capacity, clients or cash.

    Args:
        world: setting.
        agencies: columns; rows `ids` change.
        ids: the new agencies, shape (n,).
        city: of the head office, one for all or by agency, shape (n,).
        month: of entry.
    """
    rule = world.parameters.agencies
    agencies.alive[ids] = 1
    agencies.head_office[ids] = city
    agencies.offices[ids] = np.left_shift(1, city)
    agencies.entry_month[ids] = month
    agencies.park[ids] = trait(world, ids, PARK) < world.region.park_share[city]
    agencies.certified_5a[ids] = trait(world, ids, GRADE) < certified_shares(world, month)[city]
    level = rule.quality_sd * normal_trait(world, ids, QUALITY)
    agencies.quality[:, ids] = np.array([math.exp(value) for value in level.tolist()])
    agencies.price[:, ids] = 1.0
    agencies.reputation[ids] = special.betaincinv(*rule.reputation, trait(world, ids, REPUTATION))
    agencies.honesty[ids] = special.betaincinv(*rule.honesty, trait(world, ids, HONESTY))


def set_entrant_traits(world: World, agencies: Agencies, ids: Counts, city: int | Counts, month: int) -> None:
    """Set up the rows of agencies that enter during a run: their traits, and what policies make of them."""
    set_traits(world, agencies, ids, city, month)
    lead = quality_lead(world, agencies, ids, month)
    agencies.quality[:, ids] *= np.array([math.exp(value) for value in lead.tolist()])
    low = world.policies.low_honesty_entry(np.zeros(world.n_cities), month)[city]
    offends = trait(world, ids, LOW_HONESTY) < low
    agencies.honesty[ids] *= np.where(offends, world.parameters.conduct.offender_honesty, 1.0)


def fund_entrants(world: World, state: State, ids: Counts, city: int | Counts) -> None:
    """Give newcomers of a city their cash."""
    agencies, growth = state.agencies, world.parameters.agency_growth
    monthly = city_wages(world, state)[city] * growth.consultant_cost * CENTS
    cost = np.rint(over_lines(agencies.consultants[:, ids]) * monthly)
    agencies.cash[ids] = np.rint(world.parameters.agencies.starting_cash * cost).astype(np.int64)


def found_agencies(world: World, state: State, ids: Counts, city: int | Counts, month: int) -> None:
    """Let agencies enter during a run. Arguments as `set_traits`."""
    if not ids.size:
        return
    growth, rule, agencies = world.parameters.agency_growth, world.parameters.agencies, state.agencies
    set_entrant_traits(world, agencies, ids, city, month)
    agencies.licensed[ids] = trait(world, ids, LICENCE) < growth.entrant_licensed
    log_size = math.log(growth.entrant_staff) + growth.entrant_staff_sd * normal_trait(world, ids, SIZE)
    staff = np.array([math.exp(value) for value in log_size.tolist()])
    usual = rule.revenue / rule.entities / rule.revenue_per_worker
    consultants = state.services.consultants_per_agency[None, :] * (staff / usual)[:, None]
    agencies.consultants[:, ids] = np.where(lines_held(world, ids), consultants, 0.0).T
    fund_entrants(world, state, ids, city)


def leader_size(agencies: Agencies, city: int) -> float:
    """Return the consultants at the 95th percentile of the agencies with their head office in a city."""
    seated = (agencies.alive == 1) & (agencies.head_office == city)
    sizes = over_lines(agencies.consultants[:, seated])
    place = int(LEADER * (sizes.size - 1))
    return float(np.partition(sizes, place)[place]) if sizes.size else 0.0


def found_leaders(world: World, state: State, ids: Counts, city: int, month: int) -> None:
    """Let large agencies enter: consultants as those of the usual agency over the lines that each holds."""
    agencies, size = state.agencies, leader_size(state.agencies, city)
    set_entrant_traits(world, agencies, ids, city, month)
    agencies.licensed[ids] = 1
    usual = np.where(lines_held(world, ids), state.services.consultants_per_agency, 0.0)
    agencies.consultants[:, ids] = usual.T * (size / usual.sum(axis=1))
    fund_entrants(world, state, ids, city)
