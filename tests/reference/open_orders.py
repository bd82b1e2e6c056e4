"""Stage 12, open orders: what headhunters and rounds of mediation work on, and how they make offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.acceptance import Decision, decide
from tests.reference.agencies import Agency
from tests.reference.objects import FIRMS, Cell, Post, Worker
from tests.reference.search import Application

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

MOST_ROUNDS = 3


@dataclass(eq=False)
class OpenOrder:
    """A post with an agency that was free after the applicants decided.

    rounds  in which the agency looks again
    free    until somebody takes it
    """

    cell: Cell
    slot: int
    post: Post
    agency: Agency
    rounds: int
    free: bool = True


@dataclass(eq=False)
class Loser:
    """An applicant for a post of a firm who had no offer this month; `own` is its order, if open."""

    application: Application
    own: OpenOrder | None
    mediated: bool
    waiting: bool = True

    @property
    def worker(self) -> Worker:
        """Who it is."""
        return self.application.worker


Presented = dict[Loser, OpenOrder]
"""Who is presented for which order, in the order of the workers."""


def post_of(market: ReferenceMarket, application: Application) -> Post:
    """Return the post of an application."""
    return market.board.cells[application.cell][application.slot]


def open_orders(market: ReferenceMarket, decisions: list[Decision]) -> list[OpenOrder]:
    """Return the open orders in the order of the slots; count all orders, those taken too."""
    taken = {(decision.application.cell, decision.application.slot) for decision in decisions}
    effort = market.policies.induced_effort(np.ones(market.n_cities), market.now.index).tolist()
    found = []
    for cell, posts in market.board:
        for slot, post in enumerate(posts):
            if post.agency is None:
                continue
            market.flows.orders_open[post.firm.city, post.line] += 1
            if (cell, slot) not in taken:
                rounds = rounds_of(market, post, effort[post.firm.city] if post.induced else 1.0)
                found.append(OpenOrder(cell, slot, post, post.agency, rounds))
    return found


def rounds_of(market: ReferenceMarket, post: Post, effort: float) -> int:
    """Return in how many rounds an agency looks again: more of better quality."""
    assert post.agency is not None
    wanted = market.parameters.mediation.extra_rounds * post.agency.desks[post.line].quality * effort
    u = market.draws.fraction(draws.ROUND, market.now.index, post.firm.identity, post.sequence)
    return min(draws.stochastic_round(wanted, u), MOST_ROUNDS)


def find_losers(
    market: ReferenceMarket,
    applications: list[Application],
    candidates: list[Application],
    orders: list[OpenOrder],
) -> list[Loser]:
    """Return the applicants for posts of firms whom their posts did not draw."""
    drawn = {application.worker.identity for application in candidates}
    order_at = {(order.cell, order.slot): order for order in orders}
    return [
        Loser(item, order_at.get((item.cell, item.slot)), post_of(market, item).agency is not None)
        for item in applications
        if item.cell[0] == FIRMS and item.worker.identity not in drawn
    ]


def race(presented: list[tuple[Application, OpenOrder]]) -> list[tuple[Application, OpenOrder]]:
    """Return who of those presented gets the offer: the lowest key of each order, of equals the first."""
    best: dict[OpenOrder, Application] = {}
    for application, order in presented:
        if order not in best or application.key < best[order].key:
            best[order] = application
    return [(application, order) for application, order in presented if best[order] is application]


def make_offers(
    market: ReferenceMarket, offers: list[tuple[Application, OpenOrder]], found: int, premium: float = 0.0
) -> list[Decision]:
    """Let candidates decide on offers in the order of the workers; orders taken are no longer free."""
    candidates = [
        Application(application.worker, order.cell, order.slot, application.key)
        for application, order in offers
    ]
    decisions = decide(market, candidates, found, premium)
    taken = {id(decision.application) for decision in decisions}
    for candidate, (_, order) in zip(candidates, offers, strict=True):
        order.free = order.free and id(candidate) not in taken
    return decisions
