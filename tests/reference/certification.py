"""Where certificates count, and assessment of skills without a course."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.objects import Status, Worker

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

ASSESSMENT = 4


def recognition(market: ReferenceMarket, month: int) -> list[list[float]]:
    """Return the chance that a city honours a certificate, by issuer; the last one is outside."""
    chance, cities = market.parameters.population.certificate_recognition, range(market.n_cities)
    between = [[1.0 if issuer == city else chance for city in cities] for issuer in cities]
    bent: list[list[float]] = market.policies.certificate_recognition(np.array(between), month).tolist()
    return [*bent, [chance for _ in cities]]


def recognised(market: ReferenceMarket, worker: Worker, city: int) -> bool:
    """Return whether a city honours the certificate of a worker."""
    if not worker.certified:
        return False
    issuers = worker.issued_in or {market.n_cities}
    chance = max(market.places.recognition[issuer][city] for issuer in issuers)
    return market.lasting.uniform(draws.RECOGNITION, draws.TIMELESS, worker.identity, city) < chance


def issue(worker: Worker) -> None:
    """Give a worker a certificate of the city of residence."""
    worker.certified = True
    worker.issued_in.add(worker.residence)


def assess(market: ReferenceMarket) -> None:
    """Certify workers of the middle skills who hold no certificate, at the rate of their city."""
    month = market.now.index
    rates = market.policies.certification(np.zeros(market.n_cities), month).tolist()
    for worker in market.workers_in_order():
        if worker.status > Status.TRAINING or worker.certified:
            continue
        if worker.skill in (0, market.n_skills - 1):
            continue
        u = market.draws.fraction(draws.TRAINING, month, worker.identity, ASSESSMENT)
        if u < rates[worker.residence] / 12:
            issue(worker)
            market.flows.assessed[worker.residence] += 1
