"""Stage 13, second part: now and then a cross-city commuter reconsiders moving to the city of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference import draws
from tests.reference.acceptance import Option, able_to_move, taste
from tests.reference.objects import Worker

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket


TASTE_OF_HOUSES = 10
"""Added to an option, where otherwise the taste would be that of an offer in the same month."""


def reconsiders(market: ReferenceMarket, worker: Worker) -> bool:
    """Return whether a worker commutes between cities and reconsiders."""
    if not worker.employed or worker.residence == worker.work_city:
        return False
    u = market.draws.fraction(draws.MOVE, market.now.index, worker.identity, 1)
    return u < market.parameters.choice.house_move_rate


def prefers_to_move(market: ReferenceMarket, worker: Worker) -> bool:
    """Return whether moving is better than commuting, each with a new taste."""
    assert worker.work_city is not None
    places, month = market.places, market.now.index
    wage = places.current_log_wage(worker.log_wage, worker.spell_start)
    at = (wage, worker.skill, worker.residence, worker.work_city, worker.registration)
    commuting = places.commuting(*at) + taste(market, worker, month, TASTE_OF_HOUSES + Option.COMMUTE)
    moving = places.migrating(*at) + taste(market, worker, month, TASTE_OF_HOUSES + Option.MIGRATE)
    return moving > commuting


def move_houses(market: ReferenceMarket) -> None:
    """Move those who prefer it, after all have decided."""
    movers = []
    for worker in market.workers_in_order():
        if reconsiders(market, worker):
            assert worker.work_city is not None
            if able_to_move(market, worker, worker.work_city) and prefers_to_move(market, worker):
                movers.append(worker)
    for worker in movers:
        assert worker.work_city is not None
        market.flows.house_moves[worker.residence, worker.work_city] += 1
        worker.residence = worker.work_city
