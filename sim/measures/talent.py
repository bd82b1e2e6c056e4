"""Measures of talent and of labour brands by city.

The plan counts talent attracted without saying over what period: `talent_attracted_year` adds up the
calendar year, `talent_attracted` everything since October 2020. Who arrives in a small city as a visiting
expert lives in the first city and counts there as arrived; two days of five he or she works in the city that
called, so that city's talent at work has 0.4 more and the first city's 0.4 less.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.state import State
from sim.measures.training import PLAN_START
from sim.processes.clock import Month
from sim.processes.ledger import Census

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
DAYS_A_WEEK, WORKING_DAYS = 2, 5
WEEKS_A_MONTH = 52.0 / 12.0


class Attracted:
    """Talent that arrived, added up. Shapes: C cities.

    year  in the calendar year so far, shape (C,)
    plan  since the plan's start, shape (C,)
    """

    def __init__(self, n_cities: int) -> None:
        """Start with nobody."""
        self.year, self.plan = (np.zeros(n_cities, np.int64) for _ in range(2))

    def add(self, now: Month, arrivals: Counts) -> None:
        """Add the arrivals of a month by city, shape (C,)."""
        self.year = arrivals + (0 if now.calendar_month == 1 else self.year)
        if now.index >= PLAN_START:
            self.plan = self.plan + arrivals


def talent_counts(attracted: Attracted, census: Census) -> dict[str, Counts | Floats]:
    """Return talent by city, simulated workers, each of shape (C,); expert-days are days a month."""
    visits = census.visiting * (DAYS_A_WEEK / WORKING_DAYS)
    at_work = census.talent + visits
    at_work[0] -= visits.sum()
    return {
        "talent_attracted_year": attracted.year,
        "talent_attracted": attracted.plan,
        "talent_stock": census.talent,
        "talent_at_work": at_work,
        "visiting_experts": census.visiting,
        "expert_days": census.visiting * (DAYS_A_WEEK * WEEKS_A_MONTH),
    }


def brand_reputation(state: State, own: slice) -> float:
    """Return the mean reputation of the brands of some cities, weighted by members; 0 without any."""
    members = state.branded[own]
    return float((state.brand_reputation[own] * members).sum() / max(int(members.sum()), 1))
