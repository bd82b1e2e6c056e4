"""I34, incubators for founders.

Space, credit and advice for graduates, returning migrants and rural traders: firms enter at exp(effect x
dose) times the usual rate.

Evidence: none on the size was used; the range is an assumption. New firms share the demand for labour with
those that are there, so that employment need not rise, and many close after the subsidy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class Incubators(Instrument):
    """I34. Bends the entry of firms."""

    instrument_id: ClassVar[str] = "I34"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.1.deyang.23",
        "2.1.deyang.24",
        "2.1.meishan.16",
        "2.1.ziyang.13",
        "2.1.ziyang.14",
        "2.1.ziyang.15",
    )
    default_cities: ClassVar[tuple[str, ...]] = ("Deyang", "Meishan", "Ziyang")
    cost_million_cny: ClassVar[float] = 80.0
    bearer: ClassVar[str] = "city and county budgets"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "firm_entry": (0.0, 0.02, 0.06),
    }
    moves: ClassVar[Mapping[str, str]] = {"firm_entries@Deyang": "+", "firms@Deyang": "+"}

    def firm_entry(self, factor: Floats, month: int) -> Floats:
        """Raise the entry of firms in the cities."""
        bent = factor.copy()
        bent[list(self.settings.cities)] *= math.exp(self.effect("firm_entry") * self.dose(month))
        return bent
