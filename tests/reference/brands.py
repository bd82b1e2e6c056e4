"""Labour brands: who is branded, what a brand multiplies, and its reputation."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.objects import Status, Worker

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket


def train_brands(market: ReferenceMarket) -> None:
    """Flag the branded: those of a group whose lasting draw lies below its share."""
    nothing = np.zeros((market.n_cities, market.n_industries))
    shares = market.policies.brand_share(nothing, market.now.index).tolist()
    if not any(map(any, shares)):
        return
    for worker in market.workers.values():
        local = worker.registration < market.n_cities
        share = shares[worker.registration][worker.industry] if local else 0.0
        drawn = market.lasting.fraction(draws.BRAND, draws.TIMELESS, worker.identity)
        adult = worker.status <= Status.OUTSIDE and worker.school is None
        worker.branded = adult and drawn < share


def gains(market: ReferenceMarket) -> list[list[float]]:
    """Return what a brand of the usual reputation adds, by city of registration and industry."""
    nothing = np.zeros((market.n_cities, market.n_industries))
    return market.policies.brand_gain(nothing, market.now.index).tolist()


def brand_factor(market: ReferenceMarket, worker: Worker) -> float:
    """Return what a worker's brand multiplies, by its reputation of last month."""
    if not worker.branded:
        return 1.0
    group = worker.registration, worker.industry
    gain = market.brand_gains[worker.registration][worker.industry]
    return 1.0 + gain * (market.brand_reputation[group] / market.parameters.brands.reputation_start)


def revise_reputations(market: ReferenceMarket) -> None:
    """Let placements raise, time fade and haste dilute the reputation of each brand."""
    members, placed = Counter(), Counter()
    for worker in market.workers.values():
        if worker.branded and worker.status <= Status.OUTSIDE:
            group = worker.registration, worker.industry
            members[group] += 1
            placed[group] += worker.employed and worker.spell_start == market.now.index
    rule = market.parameters.brands
    for group, count in members.items():
        before, reputation = market.branded[group], market.brand_reputation[group]
        growth = (count - before) / before if before else 0.0
        rise = rule.reputation_gain * (1.0 - reputation) * (placed[group] / count)
        loss = rule.reputation_fading + rule.congestion * max(growth - rule.tolerated_growth, 0.0)
        market.brand_reputation[group] = min(max(reputation + rise - reputation * loss, 0.0), 1.0)
    for group in market.branded:
        market.branded[group] = members[group]
