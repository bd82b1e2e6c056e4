"""The agencies of the start.

Agencies spread over cities as the licensed ones do. Sizes within a city are Pareto quantiles; the capacity of
each city and line is what its own demand needs at the target utilisation, shared by size among those that
offer the line, none above a largest share. The largest agency of a city offers every line. Constants of the
market come first (`sim.processes.initial_services`), staff last (`sim.processes.initial_staff`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import (
    N_LINES,
    STOCK_LINES,
)
from sim.agents.blocks import MARGIN, IdBlocks
from sim.agents.state import State
from sim.processes.agency_entry import (
    FIRST_OFFICE,
    LICENCE,
    SIZE,
    lines_held,
    set_traits,
    trait,
)
from sim.processes.initial_people import rounded
from sim.processes.initial_services import note_start, set_constants, start_demand
from sim.processes.initial_staff import choose_first_agencies, draw_staff
from sim.processes.service_survey import MONTHS_PER_YEAR
from sim.processes.world import BURN_IN, World

MOST_CITIES = 8
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
YEARS_OF_PRACTICE = 3.0
"""Years of service behind the agencies of the start (assumption): where their experience curve begins."""


def agency_counts(world: World) -> Counts:
    """Return the agencies of the start by city, shape (C,): as the licensed ones spread."""
    licensed = world.region.licensed_agencies
    entities = world.parameters.agencies.entities
    # One in each city first: without any agency a city would have no market at all.
    rest = entities - licensed.size
    return 1 + rounded(rest * licensed / licensed.sum(), rest)


def agency_blocks(world: World) -> IdBlocks:
    """Return the ids of agencies: a block per city, with room for those that enter."""
    growth = world.parameters.agency_growth
    blocks = {}
    for city, count in zip(world.region.city_names, agency_counts(world).tolist(), strict=True):
        expected = growth.entry_rate * world.months * count
        blocks[f"agencies:{city}"] = count + math.ceil(
            1.5 * MARGIN * expected + 8.0 * math.sqrt(expected) + 32.0
        )
    # A set of cities is a byte with one bit for each.
    if world.n_cities > MOST_CITIES:
        raise ValueError(
            f"HR agencies work in at most {MOST_CITIES} cities, got {world.n_cities}. Set agencies=false."
        )
    return IdBlocks.of(blocks)


def pareto_sizes(world: World, ids: Counts) -> Floats:
    """Return relative sizes, quantiles (j + 1/2) / n of a Pareto law in random order, shape (n,)."""
    exponent = world.parameters.agencies.size_exponent
    rank = np.argsort(np.argsort(trait(world, ids, SIZE), kind="stable"), kind="stable")
    return np.array([((r + 0.5) / ids.size) ** (-1.0 / exponent) for r in rank.tolist()])


def capped_shares(sizes: Floats, cap: float) -> Floats:
    """Return sizes as shares that sum to one, none above the cap unless there are too few; shape (n,)."""
    shares: Floats = sizes / sizes.sum()
    cap = max(cap, 1.0 / sizes.size)
    for _ in range(sizes.size):
        over = shares >= cap
        free = 1.0 - cap * over.sum()
        scaled = np.where(over, cap, shares * (free / max(shares[~over].sum(), 1e-300)))
        if np.all(scaled <= cap * (1.0 + 1e-12)):
            return scaled
        shares = scaled
    return shares


def license_agencies(world: World, state: State, ids: Counts, sizes: Floats, city: int) -> None:
    """License as many agencies of a city as the statistics count, larger ones more often."""
    rule = world.parameters.agencies
    wanted = min(round(float(world.region.licensed_agencies[city])), ids.size)
    u = trait(world, ids, LICENCE)
    keys = [
        -math.log(x) / size**rule.licensed_size_tilt
        for x, size in zip(u.tolist(), sizes.tolist(), strict=True)
    ]
    state.agencies.licensed[ids[np.argsort(keys, kind="stable")[:wanted]]] = 1


def found_start_agencies(world: World, state: State) -> None:
    """Create the agencies of the start with capacity, clients and stocks."""
    rule, growth, agencies = world.parameters.agencies, world.parameters.agency_growth, state.agencies
    demand = start_demand(world, state)
    for city, count in enumerate(agency_counts(world).tolist()):
        ids = state.agency_blocks.take(city, count)
        set_traits(world, agencies, ids, city, -BURN_IN)
        sizes = pareto_sizes(world, ids)
        held = lines_held(world, ids)
        held[sizes.argmax()] = True
        for line in range(N_LINES):
            holders = ids[held[:, line]]
            share = capped_shares(sizes[held[:, line]], rule.largest_share)
            capacity = demand[city, line] / growth.target_utilisation / growth.productivity[line]
            agencies.consultants[line, holders] = share * capacity
            agencies.clients[line, holders, city] = share
            agencies.cumulative_volume[line, holders] = (
                share * demand[city, line] * YEARS_OF_PRACTICE * MONTHS_PER_YEAR
            )
        for place, line in enumerate(STOCK_LINES):
            agencies.stock[place, ids, city] = agencies.clients[line, ids, city] * demand[city, line]
        license_agencies(world, state, ids, sizes, city)
        for other in range(world.n_cities):
            chance = np.minimum(rule.second_office * sizes / sizes.mean(), 1.0)
            opened = trait(world, ids, FIRST_OFFICE + other) < chance
            agencies.offices[ids] |= np.where(opened, 1 << other, 0).astype(np.uint8)
    note_start(world, state)


def set_up_services(world: World, state: State) -> None:
    """Set up the market for HR services on an initial population without agencies."""
    set_constants(world, state)
    found_start_agencies(world, state)
    draw_staff(world, state)
    choose_first_agencies(world, state)
