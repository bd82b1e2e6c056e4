"""I05, import of talent and pay by the value of knowledge.

Universities and firms of the three cities share returns with those whose knowledge earns them, and search for
named experts. Professionals from outside come as if log pay were higher by the effect times the dose.

Evidence: as for the special talent fund (Moretti and Wilson 2017; against it Cui, Wang and Wang 2021). The
worth in pay is an assumption, smaller than that of a fund because firms, not the budget, pay most of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class TalentImportValueBasedPay(Instrument):
    """I05. Bends what professionals from outside are offered beyond wages."""

    instrument_id: ClassVar[str] = "I05"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.1.meishan.9",
        "2.1.meishan.10",
        "2.1.meishan.11",
        "2.1.meishan.12",
        "2.1.meishan.21",
        "2.1.deyang.10",
        "2.1.ziyang.16",
        "2.2.deyang.1",
        "2.2.deyang.5",
    )
    default_cities: ClassVar[tuple[str, ...]] = ("Deyang", "Meishan", "Ziyang")
    cost_million_cny: ClassVar[float] = 60.0
    bearer: ClassVar[str] = "firms (wages), city budgets (programmes)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "talent_pay": (0.0, 0.03, 0.10),
    }
    moves: ClassVar[Mapping[str, str]] = {"talent_attracted": "+", "talent_stock@Deyang": "+"}

    def talent_pay(self, log_pay: Floats, month: int) -> Floats:
        """Raise the pay equivalent in the cities that carry it out."""
        bent = log_pay.copy()
        bent[list(self.settings.cities)] += self.effect("talent_pay") * self.dose(month)
        return bent
