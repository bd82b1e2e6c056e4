"""I18, specialised market for equipment-manufacturing talent.

The market of Deyang brings the equipment makers' specialists and posts of its residents together: of their
applications for jobs in that industry the share that is viable rises by the factor 1 + effect x dose.

Evidence: none on the size. In a thick, specialised market a post meets more people who fit; the range is an
assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument

EQUIPMENT = 2
"""Place of equipment manufacturing among the industries."""


class SpecialisedTalentMarket(Instrument):
    """I18. Bends the suitability of applications for equipment manufacturing."""

    instrument_id: ClassVar[str] = "I18"
    clauses: ClassVar[tuple[str, ...]] = ("2.1.deyang.2", "2.1.deyang.1", "2.2.deyang.0")
    default_cities: ClassVar[tuple[str, ...]] = ("Deyang",)
    cost_million_cny: ClassVar[float] = 60.0
    bearer: ClassVar[str] = "Deyang and Sichuan province"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "suitability": (0.0, 0.05, 0.15),
    }
    moves: ClassVar[Mapping[str, str]] = {"filled@Deyang": "+", "unemployment_rate@Deyang": "-"}

    def suitability(self, probability: Floats, month: int) -> Floats:
        """Raise the chance that an application of residents for equipment manufacturing is viable."""
        bent = probability.copy()
        bent[:, list(self.settings.cities), EQUIPMENT] *= 1.0 + self.effect("suitability") * self.dose(month)
        return bent
