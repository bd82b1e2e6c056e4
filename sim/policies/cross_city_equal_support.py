"""I02, equal support for agencies of other cities that take part.

Rent rebates and vouchers no longer ask where an agency is registered. Opening an office in another city that
takes part costs the factor 1 + d w, and an agency without an office there loses the same factor of the
penalty in bids; d < 0 is the effect, w the dose.

Evidence: none on the size. No study of such support was found, so that the prior is wide and includes zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class CrossCityEqualSupport(Instrument):
    """I02. Bends the cost of offices and the penalty of remote bids between the cities."""

    instrument_id: ClassVar[str] = "I02"
    clauses: ClassVar[tuple[str, ...]] = ("2.4.shared_supply.9", "3.3.4", "3.3.2")
    cross_city: ClassVar[bool] = True
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 40.0
    bearer: ClassVar[str] = "host-city budgets"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "branch_cost": (-0.3, -0.15, 0.0),
        "remote_penalty": (-0.3, -0.15, 0.0),
    }
    moves: ClassVar[Mapping[str, str]] = {"agency_offices": "+", "hr_revenue@Deyang": "+-"}

    def lowered(self, values: Floats, effect: str, month: int) -> Floats:
        """Return values, shape (cities, cities), lower by an effect between the cities that take part."""
        bent = values.copy()
        bent[self.pairs()] *= 1.0 + self.effect(effect) * self.dose(month)
        return bent

    def branch_cost(self, cost: Floats, month: int) -> Floats:
        """Lower the cost of an office in another city."""
        return self.lowered(cost, "branch_cost", month)

    def remote_penalty(self, penalty: Floats, month: int) -> Floats:
        """Lower what an agency from another city loses in bids."""
        return self.lowered(penalty, "remote_penalty", month)
