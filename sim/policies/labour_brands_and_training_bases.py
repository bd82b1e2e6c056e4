"""I07, labour brands and provincial training bases for labour services.

Bases train a part of a local trade under a common name: technicians of Deyang, nannies of Zhongjiang,
builders of Ziyang, and smaller ones. The name makes their applications viable more often, and offers from
outside more likely, in proportion to its reputation, which placements raise and hasty growth dilutes.

The share trained grows with the dose; what the name is worth does not. The three leading brands reach 4 % of
their trade at the full dose, the others 1 % (assumptions).

Evidence: none that is quantitative. A gain of zero stays inside the prior.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument

DEYANG, MEISHAN, ZIYANG = 1, 2, 3
AGRICULTURE, EQUIPMENT, FOOD, OTHER_MANUFACTURING, CONSTRUCTION, TRADE_AND_CATERING, TRANSPORT, RESIDENT = (
    *(0, 2, 3, 5, 6, 7, 8, 11),
)
LEADING = ((DEYANG, EQUIPMENT), (DEYANG, RESIDENT), (ZIYANG, CONSTRUCTION))
"""Technicians of Deyang, nannies of Zhongjiang, builders of Ziyang."""
OTHERS = (
    *((DEYANG, TRANSPORT), (DEYANG, OTHER_MANUFACTURING)),
    *((MEISHAN, FOOD), (MEISHAN, AGRICULTURE), (MEISHAN, OTHER_MANUFACTURING)),
    *((ZIYANG, RESIDENT), (ZIYANG, EQUIPMENT), (ZIYANG, TRADE_AND_CATERING)),
)
"""Train and air attendants, painters of New Year prints; pickles, citrus and bamboo weaving; maids, vehicle
technicians and chefs."""


class LabourBrandsAndTrainingBases(Instrument):
    """I07. Bends the branded share of trades and what a brand is worth."""

    instrument_id: ClassVar[str] = "I07"
    clauses: ClassVar[tuple[str, ...]] = (
        *(f"2.1.deyang.{number}" for number in range(18, 23)),
        *(f"2.1.meishan.{number}" for number in range(17, 21)),
        *(f"2.1.ziyang.{number}" for number in range(19, 24)),
    )
    default_cities: ClassVar[tuple[str, ...]] = ("Deyang", "Meishan", "Ziyang")
    cost_million_cny: ClassVar[float] = 60.0
    bearer: ClassVar[str] = "provincial and city training funds"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "suitability": (0.0, 0.03, 0.08),
        "leading_share": (0.02, 0.04, 0.08),
        "other_share": (0.0, 0.01, 0.04),
    }
    moves: ClassVar[Mapping[str, str]] = {
        "branded_workers": "+",
        "out_migrants": "+",
        "unemployment_rate@Ziyang": "-",
    }

    def brand_share(self, share: Floats, month: int) -> Floats:
        """Train a part of each trade that has a brand, up to all of it."""
        bent = share.copy()
        for groups, effect in ((LEADING, "leading_share"), (OTHERS, "other_share")):
            for city, industry in groups:
                if city in self.settings.cities:
                    trained = bent[city, industry] + self.effect(effect) * self.dose(month)
                    bent[city, industry] = min(1.0, trained)
        return bent

    def brand_gain(self, gain: Floats, month: int) -> Floats:
        """Make the name count as soon as anybody is trained."""
        bent = gain.copy()
        if self.dose(month) > 0.0:
            for city, industry in (*LEADING, *OTHERS):
                if city in self.settings.cities:
                    bent[city, industry] += self.effect("suitability")
        return bent
