"""Stage 3, agencies: where they may serve, who is listed, what residents hear through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.agencies import Agency, Listing

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

HONOURED = 64
"""First sub id of the draws by which a city honours another's black list."""


def open_service_market(market: ReferenceMarket) -> None:
    """Let every agency learn where it is recognised and listed, and join or leave the shared platform."""
    levers, month, n = market.policies, market.now.index, market.n_cities
    usual = market.parameters.agencies.recognition
    chance = [[1.0 if home == city else usual for city in range(n)] for home in range(n)]
    recognition = levers.agency_recognition(np.array(chance), month).tolist()
    reach = levers.black_list_reach(np.eye(n), month).tolist()
    membership = levers.platform_membership(np.zeros(n), month).tolist()
    for agency in market.agencies_in_order():
        agency.serves = set()
        if agency.alive:
            recognise(market, agency, recognition[agency.head_office])
            take_note_of_lists(market, agency, reach)
            u = market.lasting.uniform(draws.PLATFORM, draws.TIMELESS, agency.identity)
            agency.platform = u < membership[agency.head_office]


def recognise(market: ReferenceMarket, agency: Agency, chances: list[float]) -> None:
    """Let an agency serve the cities of its offices, and those that recognise it by a lasting draw."""
    let = {
        city
        for city, chance in enumerate(chances)
        if market.lasting.fraction(draws.QUALIFICATION, draws.TIMELESS, agency.identity, city) < chance
    }
    agency.recognised_in = agency.offices | let


def take_note_of_lists(market: ReferenceMarket, agency: Agency, reach: list[list[float]]) -> None:
    """List an agency in every city; where it is on a black list that counts it gets no new orders."""
    conduct, month = market.parameters.conduct, market.now.index
    spotless = month - agency.last_complaint > conduct.red_months
    red = spotless and agency.reputation >= conduct.red_reputation
    for city in range(market.n_cities):
        barred = any(honours(market, agency, listing, city, reach) for listing in range(market.n_cities))
        agency.list_status[city] = Listing.BLACK if barred else Listing.RED if red else Listing.NONE
        if city in agency.recognised_in and not barred:
            agency.serves.add(city)


def honours(
    market: ReferenceMarket, agency: Agency, listing: int, city: int, reach: list[list[float]]
) -> bool:
    """Return whether a city bars an agency because another, or it itself, has it on the black list."""
    if agency.listed_until[listing] < market.now.index:
        return False
    sub = HONOURED + listing * market.n_cities + city
    u = market.lasting.fraction(draws.QUALIFICATION, draws.TIMELESS, agency.identity, sub)
    return u < reach[listing][city]


def misconduct_chance(market: ReferenceMarket, agency: Agency) -> float:
    """Return the chance that a placement of an agency goes with misconduct."""
    factor = market.policies.misconduct(np.ones(market.n_cities), market.now.index).tolist()
    chance = market.parameters.conduct.misconduct * (2.0 - agency.honesty) * factor[agency.head_office]
    return min(chance, 1.0)


def heard_through_agencies(market: ReferenceMarket) -> list[list[float]]:
    """Return the share of other cities' vacancies heard of through agencies, [residence][city].

    Of the posts that agencies carry there, what residents hear from agencies that serve both cities.
    """
    n, living = market.n_cities, market.living_agencies()
    local = [sum(city in agency.serves for agency in living) for city in range(n)]
    both = [[sum({r, c} <= agency.serves for agency in living) for c in range(n)] for r in range(n)]
    carried = [share_carried(market, city) for city in range(n)]
    known = market.parameters.information.agency_awareness
    return [
        [0.0 if r == c else known * (both[r][c] / max(local[r], 1)) * carried[c] for c in range(n)]
        for r in range(n)
    ]


def share_carried(market: ReferenceMarket, city: int) -> float:
    """Return the share of the open posts of a city's firms that an agency carries."""
    posts = [post for cell, post in market.firm_posts() if cell[1] == city]
    return sum(post.agency is not None for post in posts) / max(len(posts), 1)


def with_agencies(market: ReferenceMarket, awareness: list[list[float]]) -> list[list[float]]:
    """Return awareness with what agencies add to it since the start, or take away; boundary nodes keep it."""
    heard, start = heard_through_agencies(market), market.memory.heard_start
    found = [row.copy() for row in awareness]
    for r in range(market.n_cities):
        for c in range(market.n_cities):
            unheard = (1.0 - heard[r][c]) / (1.0 - start[r][c])
            found[r][c] = min(max(1.0 - (1.0 - awareness[r][c]) * unheard, 0.0), 1.0)
    return found
