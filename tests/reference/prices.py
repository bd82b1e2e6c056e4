"""Stage 18, prices: wages each quarter by tightness, rents each month by population."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from tests.reference.arithmetic import ordered_sum
from tests.reference.ledger import Census

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

Seen = dict[tuple[int, int, int], float]
"""A sum of months by city, industry and skill."""


def log_tightness(market: ReferenceMarket, posts: Seen, seekers: Seen, months: float) -> Seen:
    """Return log posts per seeker of cells, shrunk towards the city and skill.

    Half a post and half a seeker are added to each city and skill, so that the log exists.
    """
    prior = market.parameters.wages.tightness_prior_seekers
    tightness = {}
    for city, industry, skill in posts:
        cells = [(city, other, skill) for other in market.industries]
        all_posts = ordered_sum([posts[cell] / months for cell in cells])
        all_seekers = ordered_sum([seekers[cell] / months for cell in cells])
        common = (all_posts + 0.5) / (all_seekers + 0.5)
        cell = (city, industry, skill)
        ratio = (posts[cell] / months + prior * common) / (seekers[cell] / months + prior)
        tightness[cell] = math.log(ratio)
    return tightness


def observe(market: ReferenceMarket, census: Census) -> None:
    """Add the month's posts of both sectors and its job seekers to what the next wage round looks at."""
    posts: Counter = Counter()
    for (_, city, industry, skill), open_posts in market.board:
        posts[city, industry, skill] += len(open_posts)
    for cell in market.posts_seen:
        market.posts_seen[cell] += posts[cell]
        market.seekers_seen[cell] += census.seekers[cell]


def forget(market: ReferenceMarket) -> None:
    """Start a new round of observation."""
    market.posts_seen = dict.fromkeys(market.posts_seen, 0.0)
    market.seekers_seen = dict.fromkeys(market.seekers_seen, 0.0)


def revise_wages(market: ReferenceMarket) -> None:
    """Raise wages at the end of a quarter by trend and tightness against the norm, at least by the floor."""
    rule = market.parameters.wages
    if market.now.burn_in or market.now.of_year % 3 != 0:
        return
    tightness = log_tightness(market, market.posts_seen, market.seekers_seen, 3.0)
    for cell, now in tightness.items():
        rise = rule.wage_trend / 4.0 + rule.tightness_response / 4.0 * (now - market.tightness_at_start[cell])
        market.log_wages[cell] += max(rise, rule.quarterly_floor)
    forget(market)


def revise_rents(market: ReferenceMarket, census: Census) -> None:
    """Set rents by population against that of the start."""
    exponent = 1.0 / market.parameters.boundary.housing_supply_elasticity
    for city in market.cities:
        people = census.labour_force(city.identity)
        growth = math.log(max(people, 1) / max(city.population_at_start, 1))
        city.rent = float(market.region.rent_level[city.identity]) * math.exp(exponent * growth)


def revise_prices(market: ReferenceMarket, census: Census) -> None:
    """Revise wages and rents on the month-end count."""
    observe(market, census)
    revise_wages(market)
    revise_rents(market, census)
