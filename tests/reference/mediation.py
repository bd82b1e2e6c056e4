"""Stage 12, mediation: headhunters call, then agencies look again among applicants who lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference.acceptance import Decision
from tests.reference.headhunting import headhunt
from tests.reference.open_orders import find_losers, open_orders, post_of
from tests.reference.rounds import hold_rounds
from tests.reference.search import Application, BoundaryApplication

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket


def mediate(
    market: ReferenceMarket,
    applications: list[Application],
    away: list[BoundaryApplication],
    candidates: list[Application],
    decisions: list[Decision],
) -> list[Decision]:
    """Let agencies find candidates; return all decisions of the month and count who was served."""
    orders = open_orders(market, decisions)
    hunted, contacted = headhunt(market, applications, away, orders)
    losers = find_losers(market, applications, candidates, orders)
    in_rounds = hold_rounds(market, losers, orders)
    applied = [item.worker for item in applications if post_of(market, item).agency is not None]
    offered = [loser for loser in losers if not loser.waiting]
    others = [loser.worker for loser in offered if not loser.mediated]
    again = [loser.worker for loser in offered if loser.mediated]
    for worker in [*applied, *contacted, *others]:
        market.flows.served[worker.residence] += 1
        market.flows.newly_served[worker.residence] += not worker.served
        worker.served = True
    # Who lost on a mediated post and had an offer in a round was served twice.
    for worker in [*applied, *contacted, *others, *again]:
        market.flows.contacts[worker.residence] += 1
    return [*decisions, *hunted, *in_rounds]
