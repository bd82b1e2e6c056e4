"""Stage 12, rounds: agencies look for candidates among those whose application lost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.reference import draws
from tests.reference.acceptance import Decision
from tests.reference.open_orders import MOST_ROUNDS, Loser, OpenOrder, Presented, make_offers, race
from tests.reference.search import pick

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

ROUND_SUB = 2**31
SET_SUB = ROUND_SUB + 64
"""Keep the draws of workers apart from those of posts, whose sequence numbers never come so far."""


def hold_rounds(market: ReferenceMarket, losers: list[Loser], orders: list[OpenOrder]) -> list[Decision]:
    """Hold the month's rounds. Who has an offer no longer waits, whatever the answer."""
    decisions = []
    for round_ in range(1, MOST_ROUNDS + 1):
        taking_part = [order for order in orders if order.free and order.rounds >= round_]
        if not taking_part:
            break
        offers = find_candidates(market, losers, taking_part, round_)
        for loser in offers:
            loser.waiting = False
        pairs = [(loser.application, offers[loser]) for loser in losers if loser in offers]
        decisions += make_offers(market, pairs, round_)
    return decisions


def find_candidates(
    market: ReferenceMarket, losers: list[Loser], orders: list[OpenOrder], round_: int
) -> Presented:
    """Return who gets an offer in a round, and of which order.

    A loser is the candidate of the own post again, if that takes part. The other orders look in their own
    city; those that find nobody so look in the other cities that their agency serves, among all who have no
    offer yet.
    """
    waiting = [loser for loser in losers if loser.waiting]
    again = {loser: loser.own for loser in waiting if loser.own is not None and loser.own in orders}
    claimed = set(again.values())
    at_home = {order: {order.cell[1]} for order in orders if order not in claimed}
    rest = [loser for loser in waiting if loser not in again]
    near = winners(losers, again | look(market, rest, at_home, 2 * round_))
    without = [order for order in orders if order not in near.values()]
    away = {order: order.agency.serves - {order.cell[1]} for order in without}
    rest = [loser for loser in waiting if loser not in near]
    far = winners(losers, look(market, rest, away, 2 * round_ + 1))
    return near | far


def winners(losers: list[Loser], presented: Presented) -> Presented:
    """Return who of those presented wins the race for an order."""
    pairs = [(loser.application, presented[loser]) for loser in losers if loser in presented]
    won = {application.worker.identity for application, _ in race(pairs)}
    return {loser: order for loser, order in presented.items() if loser.worker.identity in won}


def look(
    market: ReferenceMarket, losers: list[Loser], reach: dict[OpenOrder, set[int]], number: int
) -> Presented:
    """Present losers for orders of their industry and skill.

    A loser goes to an order with a chance in proportion to 1 / (losers where its agency looks): first to a
    set of cities, then to an order whose agency looks there. Nobody is presented to the own employer.

    Args:
        market: the model.
        losers: whom to present, at most once each.
        reach: cities in which each order looks.
        number: number of the search in the month, which keys its draws.
    """
    groups: dict[tuple[int, int], dict[int, list[OpenOrder]]] = {}
    for order, cities in reach.items():
        if cities:
            kind = groups.setdefault(order.cell[2:], {})
            kind.setdefault(sum(1 << city for city in cities), []).append(order)
    there = Counter(loser.application.cell[1:] for loser in losers)
    presented = {}
    for loser in losers:
        order = order_found(market, loser, groups.get(loser.application.cell[2:], {}), there, number)
        if order is not None and order.post.firm is not loser.worker.employer:
            presented[loser] = order
    return presented


def order_found(
    market: ReferenceMarket,
    loser: Loser,
    groups: dict[int, list[OpenOrder]],
    there: Counter,
    number: int,
) -> OpenOrder | None:
    """Return the order that a loser goes to, of groups by the set of cities as a binary number."""
    month, identity = market.now.index, loser.worker.identity
    _, home, *kind = loser.application.cell
    sets = [cities for cities in sorted(groups) if cities >> home & 1]
    weights = [
        len(groups[cities])
        / sum(there[(city, *kind)] for city in range(market.n_cities) if cities >> city & 1)
        for cities in sets
    ]
    chosen = pick(weights, market.draws.uniform(draws.ROUND, month, identity, SET_SUB + number))
    if chosen is None:
        return None
    orders = groups[sets[chosen]]
    word = market.draws.long_word(draws.ROUND, month, identity, ROUND_SUB + number)
    return orders[draws.jump_hash(word, len(orders))]
