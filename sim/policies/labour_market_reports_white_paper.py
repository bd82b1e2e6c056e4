"""I22, white paper on talent and reports on supply and demand.

Published figures of where people are scarce move the choice of fields: the elasticity of a field's intake to
its tightness of a year ago rises by effect x dose. Graduates come three years after the choice, so reports
can make fields swing (cobweb) as well as close gaps.

Evidence: none on the size; the prior is an assumption and holds zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class LabourMarketReportsWhitePaper(Instrument):
    """I22. Bends the response of fields of study to tightness."""

    instrument_id: ClassVar[str] = "I22"
    clauses: ClassVar[tuple[str, ...]] = ("2.2.chengdu.13", "2.2.deyang.2")
    default_cities: ClassVar[tuple[str, ...]] = ("Chengdu", "Deyang")
    cost_million_cny: ClassVar[float] = 5.0
    bearer: ClassVar[str] = "human-resources bureaus"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {"field_response": (0.0, 0.30, 0.80)}
    moves: ClassVar[Mapping[str, str]] = {"unemployment_rate": "+-", "graduates": "+-"}

    def field_response(self, elasticity: Floats, month: int) -> Floats:
        """Raise the elasticity of fields to tightness in the cities that carry it out."""
        bent = elasticity.copy()
        bent[list(self.settings.cities)] += self.effect("field_response") * self.dose(month)
        return bent
