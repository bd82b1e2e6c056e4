"""I29, one window for all services and equal public services in the four cities.

One counter accepts what another city decides, and newcomers get the public services of residents: both the
barrier to working in another city and the cost of moving there fall between the cities that carry it out.

Evidence: none quantitative; the prior is an assumption that includes zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class UnifiedOneWindowService(Instrument):
    """I29. Bends the moving cost and the administrative barrier between cities."""

    instrument_id: ClassVar[str] = "I29"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.3.equal.1",
        "2.3.equal.2",
        "2.3.equal.3",
        "2.3.equal.4",
        "2.3.equal.5",
        "2.3.equal.6",
        "2.1.meishan.2",
        "3.2.2",
    )
    cross_city: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 150.0
    bearer: ClassVar[str] = "human-resources and social-insurance bureaus (IT, staff)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {"barriers": (-0.10, -0.03, 0.0)}
    moves: ClassVar[Mapping[str, str]] = {"offers_cross_city": "+", "commuters_in": "+", "moved_in": "+"}

    def lowered(self, values: Floats, month: int) -> Floats:
        """Return values lowered between different cities that take part.

        Shape (skills, origins, destinations).
        """
        origins, destinations = self.pairs()
        bent = values.copy()
        bent[:, origins, destinations] += self.effect("barriers") * self.dose(month)
        return bent

    def administrative_barrier(self, barrier: Floats, month: int) -> Floats:
        """Lower the barrier to working in another city."""
        return self.lowered(barrier, month)

    def migration_cost(self, cost: Floats, month: int) -> Floats:
        """Lower the cost of moving to another city."""
        return self.lowered(cost, month)
