"""I30, shared database on workers and agencies.

Files on employment, insurance and training are open to all four cities: the jobless are directed to jobs that
suit them, so that more of their applications are viable, and agencies that offend are found more often.
Without agencies in the model only the first remains.

Evidence: recommendations made from such data raised job finding of French women by 2 % and permanent hires by
3 % (Behaghel et al. 2022). The second effect is an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument

UNEMPLOYED = 1


class SharedDataDatabase(Instrument):
    """I30. Bends the suitability of the unemployed and the detection of misconduct."""

    instrument_id: ClassVar[str] = "I30"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.4.shared_data.1",
        "2.4.shared_data.2",
        "2.4.shared_data.3",
        "2.4.shared_data.4",
        "2.4.shared_data.5",
    )
    cross_city: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 120.0
    bearer: ClassVar[str] = "city IT budgets, Sichuan province"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "suitability": (0.0, 0.015, 0.04),
        "detection": (0.0, 0.3, 0.8),
    }
    moves: ClassVar[Mapping[str, str]] = {"unemployment_rate": "-", "agencies_black_listed": "+"}

    def suitability(self, probability: Floats, month: int) -> Floats:
        """Raise the chance that an application of unemployed residents is viable."""
        bent = probability.copy()
        bent[UNEMPLOYED, list(self.settings.cities)] *= 1.0 + self.effect("suitability") * self.dose(month)
        return bent

    def detection(self, probability: Floats, month: int) -> Floats:
        """Raise the chance to detect agencies that offend, by city of the head office."""
        bent = probability.copy()
        bent[list(self.settings.cities)] *= 1.0 + self.effect("detection") * self.dose(month)
        return bent
