"""I25, service standards, agencies of grade 5A and brands.

The grade comes to count. Its holders, 5 % at first and three points of a hundred more each year at the full
dose w, lead others by 3 w % in quality, which clients see; their hazard of closing changes by the factor
exp(-0.15 w), that of the others by exp(0.05 w), for the cost of complying falls on those who do not gain.
Which agencies hold the grade follows from a draw that never changes, so that holders keep it.

Evidence: firms in California with ISO 9001 closed less often and grew faster than similar ones without it
(Levine and Toffel 2010, Management Science 56:978): matched, not randomised. The growth of certified shares
and the hazard of the others are assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log1p
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class Standards5AAgencyBrands(Instrument):
    """I25. Bends who holds the grade, their quality, and the hazard of closing."""

    instrument_id: ClassVar[str] = "I25"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.3.std.1",
        "2.3.std.2",
        "2.3.std.3",
        "2.3.std.4",
        "2.3.std.5",
        "2.3.qual.1",
        "2.3.qual.2",
        "2.3.0.2",
    )
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 20.0
    bearer: ClassVar[str] = "agencies (compliance), associations, HR bureaus"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "certified_quality": (0.0, 0.03, 0.08),
        "certified_exit": (-0.35, -0.15, 0.0),
        "other_exit": (0.0, 0.05, 0.1),
        "certified_growth": (0.0, 0.03, 0.06),
    }
    moves: ClassVar[Mapping[str, str]] = {"agencies": "+-", "agencies_closed": "+-"}

    def certified_share(self, share: Floats, month: int) -> Floats:
        """Raise the share of certified agencies from year to year in the cities."""
        years = (month - self.settings.start + 1) / 12.0
        bent = share.copy()
        bent[list(self.settings.cities)] += self.effect("certified_growth") * self.dose(month) * years
        return bent

    def certified_quality(self, log_quality: Floats, month: int) -> Floats:
        """Raise the quality of certified agencies, a ratio, in the cities."""
        bent = log_quality.copy()
        bent[list(self.settings.cities)] += log1p(self.effect("certified_quality") * self.dose(month))
        return bent

    def agency_exit(self, log_hazard: Floats, month: int) -> Floats:
        """Lower the hazard of certified agencies and raise that of the others, in the cities."""
        bent = log_hazard.copy()
        for grade, effect in enumerate(("other_exit", "certified_exit")):
            bent[list(self.settings.cities), grade] += self.effect(effect) * self.dose(month)
        return bent
