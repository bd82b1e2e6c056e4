"""I33, bonds, listing and social capital for agencies.

Outside capital reaches the largest tenth of agencies. It is worth a growth of log capacity of 0.04 w a
month, w the dose, of which a half becomes capacity; an agency in debt shrinks less for it but does not grow,
and growth stays within its bound. Large agencies gain on small ones: concentration rises, and prices fall
where capacity outruns demand.

Evidence: none was used; both numbers are assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument

INVESTED = 0.5
"""Share of new capital that becomes capacity (assumption)."""


class FinancingBondsListingSocialCapital(Instrument):
    """I33. Bends the growth of the largest agencies."""

    instrument_id: ClassVar[str] = "I33"
    clauses: ClassVar[tuple[str, ...]] = ("3.4.3", "3.4.4")
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 20.0
    bearer: ClassVar[str] = "private investors, guarantees"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "capacity_growth": (0.0, 0.04, 0.1),
    }
    moves: ClassVar[Mapping[str, str]] = {"hr_revenue": "+-", "agencies": "+-"}

    def capacity_growth(self, log_growth: Floats, month: int) -> Floats:
        """Let large agencies with their head office in the cities grow faster."""
        bent = log_growth.copy()
        bent[list(self.settings.cities)] += INVESTED * self.effect("capacity_growth") * self.dose(month)
        return bent
