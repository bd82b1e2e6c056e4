"""Stages 2 and 3, boundary wages and information: what places are worth and what is known of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.reference.arithmetic import ordered_sum
from tests.reference.certification import recognition
from tests.reference.clock import Month
from tests.reference.service_information import with_agencies

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket


class Places:
    """What the choices of a month rest on. Nodes are the cities, then the boundary nodes.

    log_wage[node][industry][skill]  market wage
    log_mean_wage[city][skill]       over the industries of 2019
    rent_term[node]                  housing share x ln rent
    minutes, travel_term, travel_cost, reachable [residence][work]
    barrier[skill][residence][work], moving_cost[skill][residence][node]  after policies
    awareness[residence][node]       share of vacancies seen, after policies
    directedness[residence]          how far the worth of a job directs applications, after policies
    suitability[status][residence][industry of the job]  chance that an application is viable, likewise
    recognition[issuer][city]        chance that a certificate counts; last issuer outside the region
    immobile[city]                   share of moves that the pandemic prevents
    """

    def __init__(self, market: ReferenceMarket, now: Month) -> None:
        region, parameters = market.region, market.parameters
        choice, cities = parameters.choice, range(market.n_cities)
        self.n_cities = market.n_cities
        self.choice, self.wages = choice, parameters.wages
        self.elapsed = now.elapsed
        self.drift = parameters.wages.wage_trend / 12
        inside = [
            [[market.log_wages[city, i, q] for q in market.skills] for i in market.industries]
            for city in cities
        ]
        self.log_wage = inside + boundary_log_wages(market, now)
        self.log_mean_wage = [mean_wages(market, self.log_wage[city], city) for city in cities]
        rents = [city.rent for city in market.cities] + region.boundary_price_ratio.tolist()
        self.rent_term = [choice.housing_share * math.log(rent) for rent in rents]
        self.minutes = minutes = travel_minutes(market, now)
        fares = market.policies.commuting_cost(region.commuting_cost.astype(float), now.index).tolist()
        inflation = math.exp(self.drift * now.elapsed)
        self.travel_term = [
            [choice.travel_disutility * (minutes[r][c] - choice.travel_free_minutes) for c in cities]
            for r in cities
        ]
        self.travel_cost = [[fares[r][c] * inflation for c in cities] for r in cities]
        self.reachable = [[minutes[r][c] <= choice.travel_limit for c in cities] for r in cities]
        levers = market.policies
        self.barrier = bent(levers.administrative_barrier, barriers(market), now)
        self.moving_cost = bent(levers.migration_cost, moving_costs(market), now)
        self.awareness = bent(levers.awareness, awareness(market), now)
        if market.has_agencies:
            self.awareness = with_agencies(market, self.awareness)
        self.directedness = bent(levers.directedness, [parameters.search.directedness for _ in cities], now)
        viable = [
            [[parameters.search.suitability for _ in market.industries] for _ in cities] for _ in range(2)
        ]
        self.suitability = bent(levers.suitability, viable, now)
        self.recognition = recognition(market, now.index)
        self.immobile = [choice.covid_mobility_cut * level for level in now.stringency]

    def current_log_wage(self, log_wage: float, spell_start: int) -> float:
        """Return the wage of a stayer: that agreed, raised by the trend since."""
        return log_wage + self.drift * (self.elapsed - max(spell_start, 0))

    def living(self, node: int, registration: int) -> float:
        """Return the value of living at a node: rent, and whether one is registered there."""
        tie = self.choice.home_tie if registration == node else -self.choice.registration_penalty
        return tie - self.rent_term[node]

    def commuting(self, log_wage: float, skill: int, residence: int, city: int, registration: int) -> float:
        """Return the value of working in a city and living in another, or the same."""
        return (
            log_wage
            + self.living(residence, registration)
            - self.travel_term[residence][city]
            - self.travel_cost[residence][city] / math.exp(log_wage)
            - self.barrier[skill][residence][city]
        )

    def migrating(self, log_wage: float, skill: int, residence: int, node: int, registration: int) -> float:
        """Return the value of moving to a node for a job there; moving home costs less."""
        cost = self.moving_cost[skill][residence][node]
        if registration == node:
            cost *= self.choice.homeward_cost_share
        return log_wage + self.living(node, registration) - cost


def bent(lever: Any, base: list[Any], now: Month) -> Any:
    """Return values after the policies in force; levers work on arrays."""
    return lever(np.array(base), now.index).tolist()


def travel_minutes(market: ReferenceMarket, now: Month) -> list[list[float]]:
    """Return door-to-door minutes between the cities this month, after policies."""
    cities = market.n_cities
    between = market.region.travel_time[:cities, :cities].astype(float)
    return market.policies.travel_time(between, now.index).tolist()


def boundary_log_wages(market: ReferenceMarket, now: Month) -> list[list[list[float]]]:
    """Return wages at the boundary nodes: a fixed ratio to the first city's at the start, on trend."""
    drift = market.parameters.wages.wage_trend / 12 * now.trend_elapsed
    return [
        [
            [market.log_wages_at_start[0, i, q] + math.log(ratio) + drift for q in market.skills]
            for i in market.industries
        ]
        for ratio in market.region.boundary_wage_ratio.tolist()
    ]


def mean_wages(market: ReferenceMarket, log_wages: list[list[float]], city: int) -> list[float]:
    """Return the log mean wage of a city by skill, industries weighted as in 2019."""
    people = market.labour_force[city]
    means = []
    for skill in market.skills:
        total = sum(people[industry][skill] for industry in market.industries)
        weighted = [people[i][skill] / total * log_wages[i][skill] for i in market.industries]
        means.append(ordered_sum(weighted))
    return means


def barriers(market: ReferenceMarket) -> list[list[list[float]]]:
    """Return the administrative barrier by skill, residence and city of work."""
    barrier, cities = market.parameters.choice.administrative_barrier, range(market.n_cities)
    return [[[0.0 if r == c else barrier for c in cities] for r in cities] for _ in market.skills]


def moving_costs(market: ReferenceMarket) -> list[list[list[float]]]:
    """Return the cost of moving by skill, residence and node."""
    choice, n_cities = market.parameters.choice, market.n_cities

    def cost(origin: int, node: int) -> float:
        if node >= n_cities:
            return choice.migration_cost_boundary
        return 0.0 if node == origin else choice.migration_cost

    by_pair = [[cost(r, node) for node in range(market.n_nodes)] for r in range(n_cities)]
    return [by_pair for _ in market.skills]


def awareness(market: ReferenceMarket) -> list[list[float]]:
    """Return the share of a node's vacancies that residents of a city see: all at home, fewer far away."""
    known, cities = market.parameters.information, range(market.n_cities)
    alike = similarity(market)
    minutes = market.region.travel_time.tolist()

    def seen(residence: int, node: int) -> float:
        if node >= market.n_cities:
            return known.awareness_boundary
        if node == residence:
            return 1.0
        decay = math.exp(-(minutes[residence][node] - known.awareness_reference) / known.awareness_decay)
        return min(1.0, known.awareness * alike[residence][node] * decay)

    return [[seen(residence, node) for node in range(market.n_nodes)] for residence in cities]


def similarity(market: ReferenceMarket) -> list[list[float]]:
    """Return how alike the industries of two cities are: the cosine of their shares, in relatedness."""
    cities, industries = range(market.n_cities), market.industries
    counts = [[sum(by_skill) for by_skill in market.labour_force[city]] for city in cities]
    shares = [[count / sum(counts[city]) for count in counts[city]] for city in cities]
    related = market.closeness
    product = [
        [
            ordered_sum(
                [
                    ordered_sum([shares[r][i] * related[i][j] for i in industries]) * shares[c][j]
                    for j in industries
                ]
            )
            for c in cities
        ]
        for r in cities
    ]
    size = [math.sqrt(product[city][city]) for city in cities]
    return [[product[r][c] / (size[r] * size[c]) for c in cities] for r in cities]
