"""Stage 8, demand for HR services of a month, at real size."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.reference.agencies import Line, ServiceDemand
from tests.reference.arithmetic import numpy_power, vector_sum
from tests.reference.service_orders import (
    LARGE,
    MIDDLE_OF_2019,
    MIDDLE_OF_2020,
    SMALL,
    Contracts,
    PostOrders,
    UseOfAgencies,
    decide_orders,
    payer_of,
    penetration,
    renew_orders,
)

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

RENEWAL = 1.0 / 12.0
"""Share of personnel accounts that look for an agency in a month: contracts run for a year."""
WORKLOAD_MEMORY = 1.0 / 6.0
"""Weight of this month's posts in the orders under way."""
SUSPENDED_TRAINING = 0.9
"""Share of training that the pandemic suspends at stringency one."""


def demand_services(
    market: ReferenceMarket, prices: list[list[float]], relative: Any, reputation: list[float]
) -> ServiceDemand:
    """Let firms and governments order; new posts get their contract and line.

    Args:
        market: the model.
        prices: mean price of the agencies that a city's clients use, [city][line].
        relative: price that firms pay relative to it, [city][line][payer].
        reputation: mean reputation of a city's recruiters, [city].
    """
    posts = PostOrders()
    renew_orders(market, posts)
    decide_orders(market, posts, Contracts(market), UseOfAgencies(market, prices, relative, reputation))
    taken_up = renew_accounts(market)
    trainees, projects = firm_orders(market, prices, relative)
    public = public_training(market)
    demand = ServiceDemand([], [row.copy() for row in market.memory.accounts], [], [])
    for city in range(market.n_cities):
        orders = [posts.by_line[city, line] / market.scale for line in Line]
        if any(count != 0.0 for row in market.memory.orders for count in row):
            before = market.memory.orders[city]
            orders = [old + (new - old) * WORKLOAD_MEMORY for old, new in zip(before, orders, strict=True)]
        orders[Line.TRAINING] = trainees[city][SMALL] + trainees[city][LARGE] + public[city]
        orders[Line.CONSULTING] = projects[city][SMALL] + projects[city][LARGE]
        new_accounts, accounts = vector_sum(taken_up[city]), vector_sum(market.memory.accounts[city])
        orders[Line.PERSONNEL] = new_accounts + RENEWAL * (accounts - new_accounts)
        small = [0.0 for _ in Line]
        small[Line.RECRUITMENT] = share_of_small(
            [float(posts.payers[city, payer]) for payer in (SMALL, LARGE)]
        )
        small[Line.TRAINING] = share_of_small(trainees[city])
        small[Line.CONSULTING] = share_of_small(projects[city])
        demand.orders.append(orders)
        demand.small.append(small)
        demand.public.append(public[city] / max(orders[Line.TRAINING], 1e-9))
    return demand


def share_of_small(by_payer: list[float]) -> float:
    """Return the share of small firms and public bodies."""
    return by_payer[SMALL] / max(by_payer[SMALL] + by_payer[LARGE], 1e-12)


def renew_accounts(market: ReferenceMarket) -> list[list[float]]:
    """Bring personnel accounts to the staff of firms, and part of the way to what firms want.

    Returns:
        Accounts taken up, [city][industry].
    """
    memory = market.memory
    wanted = min(memory.account_share * penetration(market, MIDDLE_OF_2019), 1.0)
    heads: Counter = Counter()
    for firm in market.living_firms():
        heads[firm.city, firm.industry] += firm.headcount
    taken_up = []
    for city in range(market.n_cities):
        row = []
        for industry in market.industries:
            staff = heads[city, industry] / market.scale
            seen = max(memory.staff_seen[city][industry], 1e-12)
            followed = memory.accounts[city][industry] * staff / seen
            step = market.parameters.services.account_adjustment * (wanted * staff - followed)
            memory.accounts[city][industry] = followed + step
            memory.staff_seen[city][industry] = staff
            row.append(max(step, 0.0))
        taken_up.append(row)
    return taken_up


def firm_orders(
    market: ReferenceMarket, prices: list[list[float]], relative: Any
) -> tuple[list[list[float]], list[list[float]]]:
    """Return trainees and projects that firms order, [city][payer]: per employee, per root of firm size."""
    heads, roots = Counter(), Counter()
    for firm in market.living_firms():
        heads[firm.city, payer_of(market, firm)] += firm.headcount
        roots[firm.city, payer_of(market, firm)] += int(math.sqrt(firm.headcount / 100.0) * 2.0**20)
    memory, elasticity = market.memory, market.parameters.services.price_elasticity
    trend = penetration(market, MIDDLE_OF_2020) / market.scale

    def cheaper(city: int, line: Line, payer: int) -> float:
        return numpy_power(prices[city][line] * relative[city][line][payer], -elasticity)

    trainees, projects = [], []
    for city in range(market.n_cities):
        open_ = 1.0 - SUSPENDED_TRAINING * market.now.stringency[city]
        trainees.append(
            [
                memory.training_rate
                * trend
                * heads[city, payer]
                * cheaper(city, Line.TRAINING, payer)
                * open_
                for payer in (SMALL, LARGE)
            ]
        )
        projects.append(
            [
                memory.project_rate * trend * roots[city, payer] / 2.0**20
                * cheaper(city, Line.CONSULTING, payer)
                for payer in (SMALL, LARGE)
            ]
        )  # fmt: skip
    return trainees, projects


def public_training(market: ReferenceMarket) -> list[float]:
    """Return the trainees that governments order, [city]."""
    services = market.parameters.services
    people = [float(sum(sum(by_skill) for by_skill in city)) for city in market.labour_force]
    yearly = services.training_volume * services.training_public_share * penetration(market, MIDDLE_OF_2020)
    return [
        yearly / 12 * people[city] / vector_sum(people)
        * (1.0 - SUSPENDED_TRAINING * market.now.stringency[city])
        for city in range(market.n_cities)
    ]  # fmt: skip
