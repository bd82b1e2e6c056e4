"""I03, green channel for scarce high-end talent.

Professionals who move to Deyang, Meishan or Ziyang are served at once and keep the benefits of Chengdu. The
expected arrivals of professionals from outside the region rise by the factor 1 + effect x dose in these
cities. A part of those who come, 0.2 x dose (assumption), uses the variant for visiting experts: they live in
Chengdu and work two days a week in the city that called them, as for the Dental Valley of Ziyang.

Evidence: no effect on elite graduates (Cui, Wang and Wang 2021), long-run elasticity of 1.8 to after-tax pay
for star scientists (Moretti and Wilson 2017): zero stays inside the prior.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument

CHENGDU = 0


class GreenChannelHighEndTalent(Instrument):
    """I03. Bends the arrivals of professionals and the share of them that visits."""

    instrument_id: ClassVar[str] = "I03"
    clauses: ClassVar[tuple[str, ...]] = ("2.4.shared_supply.15", "2.4.shared_supply.14", "2.1.ziyang.17")
    default_cities: ClassVar[tuple[str, ...]] = ("Deyang", "Meishan", "Ziyang")
    cross_city: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 60.0
    bearer: ClassVar[str] = "receiving cities (bonus), Chengdu (administration, benefits)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "arrivals": (0.0, 0.15, 0.50),
        "visiting_experts": (0.0, 0.20, 0.40),
    }
    moves: ClassVar[Mapping[str, str]] = {
        "talent_attracted": "+",
        "talent_at_work@Deyang": "+",
        "expert_days": "+",
    }

    def talent_arrivals(self, rate: Floats, month: int) -> Floats:
        """Raise the expected arrivals of professionals in the cities that carry it out."""
        bent = rate.copy()
        bent[list(self.settings.cities)] *= 1.0 + self.effect("arrivals") * self.dose(month)
        return bent

    def visiting_experts(self, share: Floats, month: int) -> Floats:
        """Let a part of those called live in the first city and visit."""
        bent = share.copy()
        for city in self.settings.cities:
            if city != CHENGDU:
                bent[city] = min(1.0, bent[city] + self.effect("visiting_experts") * self.dose(month))
        return bent
