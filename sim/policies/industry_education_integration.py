"""I10, integration of industry and education.

Schools align what they teach with the firms of the field, so that graduates find work nearer to it: the
distance between field and first industry falls by the share effect x dose of what is left.

Evidence: graduates of cooperating schools are less mismatched (Mueller 2024, China Quarterly); sectoral
programmes in the United States raise earnings by 12 to 34 %, since people get into better industries (Katz
and others 2022, Journal of Labor Economics 40:S249). How far this moves the industry of Chinese graduates has
not been measured, so zero stays inside the prior.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class IndustryEducationIntegration(Instrument):
    """I10. Bends the distance of graduates' industries from their fields."""

    instrument_id: ClassVar[str] = "I10"
    clauses: ClassVar[tuple[str, ...]] = (
        *("0.3", "2.1.deyang.8", "2.1.deyang.9", "2.2.chengdu.12", "2.2.deyang.12"),
        "2.4.shared_supply.12",
    )
    cost_million_cny: ClassVar[float] = 120.0
    bearer: ClassVar[str] = "schools, firms, education department"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {"field_alignment": (0.0, 0.10, 0.25)}
    moves: ClassVar[Mapping[str, str]] = {"unemployment_rate": "+-", "intern_hires": "+-"}

    def field_alignment(self, reduction: Floats, month: int) -> Floats:
        """Lower what is left of the distance in the cities that carry it out."""
        bent, cities = reduction.copy(), list(self.settings.cities)
        bent[cities] += (1.0 - bent[cities]) * self.effect("field_alignment") * self.dose(month)
        return bent
