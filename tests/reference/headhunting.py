"""Stage 12, headhunting: agencies contact professionals in work who applied nowhere.

The contacts of an order fall on the professionals of the cities that its agency serves in proportion to how
close their industry is; a worker's chances add up over orders, and at most one contact a month comes about.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from tests.reference import draws
from tests.reference.acceptance import HEADHUNTED, Decision
from tests.reference.agencies import Line
from tests.reference.objects import Worker
from tests.reference.open_orders import OpenOrder, make_offers, race
from tests.reference.search import Application, BoundaryApplication, pick, viable_chance

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

CONTACT, GROUP, POST, SUITABLE, RACE = range(5)
"""Subs of the draws."""


class Hunt:
    """The orders of headhunters in groups of one industry whose agencies serve the same cities.

    groups  orders by cities served and industry, in the order of the sets of cities as binary numbers
    weight  rate of a group's contacts per worker of the same industry
    """

    def __init__(self, market: ReferenceMarket, professionals: list[Worker], orders: list[OpenOrder]) -> None:
        self.market = market
        groups: dict[tuple[int, int], list[OpenOrder]] = {}
        for order in orders:
            if order.post.line == Line.HEADHUNTING:
                cities = sum(1 << city for city in order.agency.serves)
                groups.setdefault((cities, order.cell[2]), []).append(order)
        self.groups = dict(sorted(groups.items()))
        self.staff = Counter((worker.residence, worker.industry) for worker in professionals)
        self.weight = {group: self._weight(*group, len(members)) for group, members in self.groups.items()}

    def pool(self, city: int, industry: int) -> float:
        """Return the professionals of a city, each counted by the closeness of the industries."""
        total = 0.0
        for own in self.market.industries:
            total += self.staff[city, own] * self.market.closeness[own][industry]
        return total

    def _weight(self, cities: int, industry: int, orders: int) -> float:
        total = 0.0
        for city in range(self.market.n_cities):
            if serves(cities, city):
                total += self.pool(city, industry)
        contacts = self.market.parameters.mediation.headhunt_contacts
        return contacts * orders / total if total > 0.0 else 0.0

    def rates(self, worker: Worker) -> list[float]:
        """Return the rate at which each group contacts a worker."""
        return [
            weight * self.market.closeness[worker.industry][industry]
            if serves(cities, worker.residence)
            else 0.0
            for (cities, industry), weight in self.weight.items()
        ]


def serves(cities: int, city: int) -> bool:
    """Return whether a set of cities has this one."""
    return cities >> city & 1 == 1


def order_met(market: ReferenceMarket, hunt: Hunt, worker: Worker) -> OpenOrder | None:
    """Return the order for which a worker is contacted, if any."""
    month, rates, rate = market.now.index, hunt.rates(worker), 0.0
    for of_group in rates:
        rate += of_group
    if market.draws.fraction(draws.HEADHUNT, month, worker.identity, CONTACT) >= rate:
        return None
    group = pick(rates, market.draws.uniform(draws.HEADHUNT, month, worker.identity, GROUP))
    assert group is not None
    members = list(hunt.groups.values())[group]
    word = market.draws.long_word(draws.HEADHUNT, month, worker.identity, POST)
    order = members[draws.jump_hash(word, len(members))]
    return None if order.post.firm is worker.employer else order


def headhunt(
    market: ReferenceMarket,
    applications: list[Application],
    away: list[BoundaryApplication],
    orders: list[OpenOrder],
) -> tuple[list[Decision], list[Worker]]:
    """Let headhunters fill open orders; return what their candidates decided, and whom they contacted."""
    busy = {item.worker.identity for item in [*applications, *away]}
    professionals = [
        worker
        for worker in market.workers_in_order()
        if worker.employed and worker.skill == market.n_skills - 1 and worker.identity not in busy
    ]
    hunt, month = Hunt(market, professionals, orders), market.now.index
    contacted, presented = [], []
    for worker in professionals:
        order = order_met(market, hunt, worker)
        if order is None:
            continue
        contacted.append(worker)
        u = market.draws.fraction(draws.HEADHUNT, month, worker.identity, SUITABLE)
        if u < viable_chance(market, worker, order.cell[2]):
            key = -math.log(market.draws.uniform(draws.HEADHUNT, month, worker.identity, RACE))
            presented.append((Application(worker, order.cell, order.slot, key), order))
    premium = market.parameters.mediation.headhunt_premium
    return make_offers(market, race(presented), HEADHUNTED, premium), contacted
