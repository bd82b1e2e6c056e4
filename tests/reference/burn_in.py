"""Burn-in: twenty-four months at the conditions of 2019, then what is frozen for the run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.reference.arithmetic import vector_mean
from tests.reference.clock import open_month
from tests.reference.places import Places
from tests.reference.prices import forget, log_tightness
from tests.reference.search import search_hazard
from tests.reference.separations import base_hazard

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

FIRST, NORMAL_MONTHS = -24, 12


def look_around(market: ReferenceMarket, index: int) -> None:
    """Set the month and what its choices rest on, without running it."""
    market.now = open_month(market.region, market.covid, index)
    market.places = Places(market, market.now)


def search_norm(market: ReferenceMarket) -> float:
    """Return the norm with which the employed search at the on-the-job rate on average."""
    employed = [worker for worker in market.workers_in_order() if worker.employed]
    total = sum(int(search_hazard(market, worker, 1.0) * 2.0**40) for worker in employed)
    return total * 2.0**-40 / max(len(employed), 1) / market.parameters.search.on_the_job_rate


def separation_norm(market: ReferenceMarket, other_losses: float) -> float:
    """Return the norm with which separations and other job losses add up to the separation rate."""
    employed = [worker for worker in market.workers.values() if worker.employed]
    total = sum(int(base_hazard(market, worker) * 2.0**40) for worker in employed)
    wanted = market.parameters.separation.separation_rate * len(employed)
    share = 0.1 * market.parameters.separation.separation_rate * len(employed)
    return total * 2.0**-40 / max(wanted - other_losses, share)


def burn_in(market: ReferenceMarket) -> Iterator[int]:
    """Run burn-in month by month; yield the index of each month when it is over, and 0 at the end."""
    look_around(market, FIRST)
    market.search_norm = search_norm(market)
    employed = sum(worker.employed for worker in market.workers.values())
    losses = [market.parameters.separation.separation_rate / 2.0 * employed]
    norms: list[float] = []
    for index in range(FIRST, 0):
        look_around(market, index)
        if index == -NORMAL_MONTHS:
            forget(market)
        market.separation_norm = separation_norm(market, vector_mean(losses[-NORMAL_MONTHS:]))
        norms.append(market.separation_norm)
        market.step()
        flows = market.flows
        losses.append(float(flows.jobs_laid_off.total() + flows.jobs_released.total()))
        yield index
    market.separation_norm = vector_mean(norms[-NORMAL_MONTHS:])
    months = float(NORMAL_MONTHS)
    market.tightness_at_start = log_tightness(market, market.posts_seen, market.seekers_seen, months)
    forget(market)
    look_around(market, 0)
    market.search_norm = search_norm(market)
    yield 0
