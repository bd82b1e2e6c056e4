"""I20, service stations in industrial zones.

Agencies are at hand in every zone: its firms post exp(effect x dose) times as many vacancies, because posting
costs less, and give a larger share of them to a recruiter, by the effect times the dose at the mean of all
firms. Without agencies in the model only the first remains.

Evidence: free help with recruiting raised the posts of small French firms at the public service by 30 % and
their permanent hires by 9 %, most in slack markets (Algan, Crepon and Glover 2018). Firms outside the zones
compete for the same people and may lose them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class FunctionZoneServiceStations(Instrument):
    """I20. Bends the postings and the use of recruiters of firms in zones."""

    instrument_id: ClassVar[str] = "I20"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.2.chengdu.9",
        "2.2.chengdu.10",
        "2.2.chengdu.1",
        "2.2.0.2",
        "2.2.chengdu.8",
    )
    default_cities: ClassVar[tuple[str, ...]] = ("Chengdu",)
    cost_million_cny: ClassVar[float] = 120.0
    bearer: ClassVar[str] = "Chengdu districts, operators of zones, agencies"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "zone_mediation": (0.04, 0.12, 0.25),
        "zone_posting": (0.0, 0.06, 0.20),
    }
    moves: ClassVar[Mapping[str, str]] = {
        "posted@Chengdu": "+",
        "hr_orders@Chengdu": "+",
        "placements@Chengdu": "+",
    }

    def zone_posting(self, factor: Floats, month: int) -> Floats:
        """Raise the posts of firms in the zones of the cities."""
        bent = factor.copy()
        bent[list(self.settings.cities)] *= math.exp(self.effect("zone_posting") * self.dose(month))
        return bent

    def zone_mediation(self, share: Floats, month: int) -> Floats:
        """Raise the share of posts that firms in the zones give to a recruiter."""
        bent = share.copy()
        bent[list(self.settings.cities)] += self.effect("zone_mediation") * self.dose(month)
        return bent
