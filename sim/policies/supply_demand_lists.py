"""I21, lists of supply and demand.

The cities publish which skills firms look for and who offers which service. Residents see better what a job
elsewhere is worth: the weight with which worth directs applications rises by the factor 1 + effect x dose.

Evidence: advice on suitable occupations made British job seekers who searched narrowly apply more broadly and
brought them more interviews (Belot, Kircher and Muller 2019, Review of Economic Studies 86:1411). The size
here is an assumption; lists out of date mislead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class SupplyDemandLists(Instrument):
    """I21. Bends how far the worth of a job directs applications."""

    instrument_id: ClassVar[str] = "I21"
    clauses: ClassVar[tuple[str, ...]] = ("2.2.chengdu.5", "2.2.chengdu.6", "2.2.deyang.3")
    cost_million_cny: ClassVar[float] = 10.0
    bearer: ClassVar[str] = "human-resources bureaus"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "directedness": (0.0, 0.10, 0.30),
    }
    moves: ClassVar[Mapping[str, str]] = {
        "mean_wage": "+-",
        "unemployment_rate": "+-",
        "offers_cross_city": "+-",
    }

    def directedness(self, weight: Floats, month: int) -> Floats:
        """Raise the weight for residents of the cities."""
        bent = weight.copy()
        bent[list(self.settings.cities)] *= 1.0 + self.effect("directedness") * self.dose(month)
        return bent
