"""I04, special fund for high-level talent.

Meishan sets money aside for relocation, for founders among returnees and graduates, and for prizes. Newcomers
value it like pay: professionals from outside come as if log pay were higher by the effect times the dose, and
respond with the elasticity `boundary.talent_pay_elasticity`.

Evidence: star scientists in the United States respond to after-tax pay with a long-run elasticity of 1.8
(Moretti and Wilson 2017, American Economic Review 107:1858); Chinese city subsidies left the choices of elite
graduates as they were (Cui, Wang and Wang 2021). How much pay the fund is worth is an assumption, zero
included.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class SpecialTalentFund(Instrument):
    """I04. Bends what professionals from outside are offered beyond wages."""

    instrument_id: ClassVar[str] = "I04"
    clauses: ClassVar[tuple[str, ...]] = ("2.1.meishan.13", "2.1.meishan.14")
    default_cities: ClassVar[tuple[str, ...]] = ("Meishan",)
    cost_million_cny: ClassVar[float] = 60.0
    bearer: ClassVar[str] = "Meishan city budget"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "talent_pay": (0.0, 0.05, 0.15),
    }
    moves: ClassVar[Mapping[str, str]] = {"talent_attracted@Meishan": "+", "talent_stock@Meishan": "+"}

    def talent_pay(self, log_pay: Floats, month: int) -> Floats:
        """Raise the pay equivalent in the cities that set up a fund."""
        bent = log_pay.copy()
        bent[list(self.settings.cities)] += self.effect("talent_pay") * self.dose(month)
        return bent
