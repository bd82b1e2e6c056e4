"""The industry's month: orders in stage 8, accounts and conduct in 15, dynamics in 16."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.reference.agencies import Line, Services
from tests.reference.agency_accounts import settle
from tests.reference.agency_growth import adapt_all, observe_margins
from tests.reference.agency_turnover import close_agencies, enter_agencies, open_branches
from tests.reference.arithmetic import ordered_sum
from tests.reference.conduct import judge_conduct
from tests.reference.service_demand import demand_services
from tests.reference.service_links import link
from tests.reference.service_market import allocate, remember_clients
from tests.reference.service_prices import platform_factor

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

UNKNOWN_REPUTATION = 0.5
"""Reputation of recruiters in a city where none has a client."""


def price_faced(market: ReferenceMarket) -> tuple[list[list[float]], list[float]]:
    """Return the mean price, [city][line], and reputation, [city], of the agencies that clients use.

    The price is one where a line has no client; the reputation is that of recruiters, if there are any.
    """
    living, prices, reputations = market.living_agencies(), [], []
    for city in range(market.n_cities):
        total = [ordered_sum([agency.clients[city][line] for agency in living]) for line in Line]
        paid = [
            ordered_sum([agency.clients[city][line] * agency.desks[line].price for agency in living])
            for line in Line
        ]
        prices.append([p / t if t > 0.0 else 1.0 for p, t in zip(paid, total, strict=True)])
        known = [agency.clients[city][Line.RECRUITMENT] * agency.reputation for agency in living]
        recruiters = total[Line.RECRUITMENT]
        reputations.append(ordered_sum(known) / recruiters if recruiters > 0.0 else UNKNOWN_REPUTATION)
    return prices, reputations


def place_orders(market: ReferenceMarket) -> Services:
    """Let firms and governments order, spread the orders over agencies and give posts theirs."""
    everybody_pays = np.ones((market.n_cities, len(Line), 2))
    relative = market.policies.service_price(everybody_pays, market.now.index).tolist()
    prices, reputation = price_faced(market)
    for city, by_line in enumerate(prices):
        for line in Line:
            by_line[line] *= platform_factor(market, city, line)
    demand = demand_services(market, prices, relative, reputation)
    lines, unmet = allocate(market, demand.orders)
    link(market, demand.orders, lines, unmet)
    remember_clients(market, lines)
    market.memory.orders = [row.copy() for row in demand.orders]
    market.memory.unmet = [row.copy() for row in unmet]
    return Services(demand, relative, lines, unmet)


def close_accounts(market: ReferenceMarket, services: Services) -> None:
    """Settle the month's accounts and judge conduct."""
    services.accounts = settle(market, services)
    services.complaints, services.listed = judge_conduct(market, services)


def develop(market: ReferenceMarket, services: Services) -> None:
    """Let agencies adapt, branch, close and enter; in burn-in they only adapt."""
    observe_margins(market)
    adapt_all(market, services)
    services.opened, services.relocated, services.closed, services.entered = (
        [0] * market.n_cities for _ in range(4)
    )
    if not market.now.burn_in:
        services.opened, services.relocated = open_branches(market, services)
        services.closed = close_agencies(market)
        services.entered = enter_agencies(market)
