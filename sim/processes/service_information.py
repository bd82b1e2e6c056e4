"""What is known of agencies, and through them: where they may serve, who is listed, what residents hear.

An agency serves a city where it has an office, or where its qualification is recognised: the chance is that
of the lever, compared with a draw that never changes, so more recognition only adds. An agency on a black
list takes no new orders in the city that listed it, nor in the cities that honour the list.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import BLACK, NOT_LISTED, RED, Agencies, ServiceMarket
from sim.agents.state import State
from sim.agents.vacancies import Vacancies
from sim.compile import allocating, compiled
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Bytes = NDArray[np.uint8]
HONOURED = 64
"""First sub id of the draws by which a city honours another's black list."""


def heard_through_agencies(world: World, state: State, market: ServiceMarket) -> Floats:
    """Return the share of other cities' vacancies that residents hear of through agencies, shape (C, C).

    Of the posts that agencies carry there, what residents hear from agencies that serve both cities; these
    are a part of the agencies of the place.
    """
    serving = served_together(market.serves)
    both = serving / np.maximum(np.diag(serving), 1.0)[:, None]
    np.fill_diagonal(both, 0.0)
    carried = posts_carried(state.vacancies, world.n_cities, world.n_pools * world.n_skills)
    heard: Floats = world.parameters.information.agency_awareness * both * carried[None, :]
    return heard


@allocating
def served_together(serves: Bytes) -> Floats:
    """Return how many agencies serve both of two cities, shape (C, C); on the diagonal those of one."""
    both = np.zeros((serves.shape[1], serves.shape[1]))
    for agency in range(serves.shape[0]):
        for city in range(serves.shape[1]):
            if serves[agency, city] == 1:
                for other in range(serves.shape[1]):
                    both[city, other] += serves[agency, other]
    return both


@allocating
def posts_carried(vacancies: Vacancies, n_cities: int, n_firm_cells: int) -> Floats:
    """Return the share of firms' open posts that an agency carries, by city, shape (C,)."""
    posts, carried = np.zeros(n_cities), np.zeros(n_cities)
    for cell in range(n_firm_cells):
        city = cell * n_cities // n_firm_cells
        posts[city] += vacancies.open_posts[cell]
        for slot in range(vacancies.offset[cell], vacancies.offset[cell] + vacancies.open_posts[cell]):
            if vacancies.agency[slot] >= 0:
                carried[city] += 1.0
    return carried / np.maximum(posts, 1.0)


def with_agencies(world: World, state: State, market: ServiceMarket | None, awareness: Floats) -> Floats:
    """Return awareness with what agencies add to it, shape (C, N).

    The base value of awareness is what residents knew in 2019 from all sources, agencies among them; so only
    what agencies reach beyond the start counts, and what they lose.
    """
    if market is None:
        return awareness
    cities, start = slice(0, world.n_cities), state.services.heard_start
    heard = awareness.copy()
    unheard = (1.0 - heard_through_agencies(world, state, market)) / (1.0 - start)
    heard[:, cities] = np.clip(1.0 - (1.0 - heard[:, cities]) * unheard, 0.0, 1.0)
    return heard


def misconduct_chance(world: World, state: State, now: Month) -> Floats:
    """Return the chance that a placement of an agency goes with misconduct, shape (G,)."""
    agencies = state.agencies
    factor = world.policies.misconduct(np.ones(world.n_cities), now.index)
    chance: Floats = (
        world.parameters.conduct.misconduct * (2.0 - agencies.honesty) * factor[agencies.head_office]
    )
    return np.minimum(chance, 1.0)


@compiled
def recognise(
    agencies: Agencies,
    ids: Counts,
    recognition: Floats,
    reach: Floats,
    key: Key,
    month: int,
    red_reputation: float,
    red_months: int,
    serves: Bytes,
) -> None:
    """Set where agencies are recognised and listed, and where they may take new orders.

    Args:
        agencies: Agencies; recognised_in and list_status change.
        ids: living agencies.
        recognition: chance to be let serve, by city of the head office and city served, shape (C, C).
        reach: share of a city's black list that another honours, shape (C, C).
        key: key of lasting traits.
        month: current month index.
        red_reputation: reputation from which an agency is red-listed.
        red_months: months without complaint that the red list asks for.
        serves: set to 1 where the agency may take new orders, shape (G, C).
    """
    n_cities = serves.shape[1]
    for agency in ids:
        known: int = 0
        home = agencies.head_office[agency]
        spotless = month - np.int64(agencies.last_complaint[agency]) > red_months
        red = agencies.reputation[agency] >= red_reputation and spotless
        for city in range(n_cities):
            office = np.int64(agencies.offices[agency]) >> city & 1 == 1
            recognised = (
                office
                or draws.fraction(key, draws.QUALIFICATION, draws.TIMELESS, agency, city)
                < recognition[home, city]
            )
            known |= (1 << city) if recognised else 0
            barred = False
            for listing in range(n_cities):
                if agencies.listed_until[agency, listing] >= month and reach[listing, city] > 0.0:
                    u = draws.fraction(
                        key, draws.QUALIFICATION, draws.TIMELESS, agency, HONOURED + listing * n_cities + city
                    )
                    barred = barred or u < reach[listing, city]
            agencies.list_status[agency, city] = BLACK if barred else (RED if red else NOT_LISTED)
            serves[agency, city] = 1 if recognised and not barred else 0
        agencies.recognised_in[agency] = known


def join_platform(world: World, state: State, now: Month) -> None:
    """Let agencies join or leave the shared platform."""
    agencies = state.agencies
    share = world.policies.platform_membership(np.zeros(world.n_cities), now.index)
    ids = np.flatnonzero(agencies.alive)
    agencies.platform[ids] = 0
    if np.any(share > 0.0):
        u = draws.uniforms(world.initial_key, draws.PLATFORM, draws.TIMELESS, ids)
        agencies.platform[ids] = u < share[agencies.head_office[ids]]


def open_service_market(world: World, state: State, now: Month) -> ServiceMarket | None:
    """Return what the labour market sees of the agencies this month; None in a world without agencies."""
    if not world.agencies:
        return None
    policies, conduct, mediation = world.policies, world.parameters.conduct, world.parameters.mediation
    agencies, n_cities = state.agencies, world.n_cities
    chance = np.full((n_cities, n_cities), world.parameters.agencies.recognition)
    np.fill_diagonal(chance, 1.0)
    serves = np.zeros((agencies.alive.size, n_cities), np.uint8)
    recognise(
        agencies,
        np.flatnonzero(agencies.alive),
        policies.agency_recognition(chance, now.index),
        policies.black_list_reach(np.eye(n_cities), now.index),
        world.initial_key,
        now.index,
        conduct.red_reputation,
        conduct.red_months,
        serves,
    )
    join_platform(world, state, now)
    return ServiceMarket(
        serves=serves,
        quality=agencies.quality,
        misconduct=misconduct_chance(world, state, now),
        extra_rounds=mediation.extra_rounds,
        induced_effort=policies.induced_effort(np.ones(n_cities), now.index),
        contacts=mediation.headhunt_contacts,
        headhunt_premium=mediation.headhunt_premium,
    )
