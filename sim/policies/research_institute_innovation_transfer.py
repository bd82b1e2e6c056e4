"""I32, the research institute and the transfer of its results.

The institute stands in the first city; agencies of the other cities that take part near the frontier of
quality faster: the speed of imitation rises by the factor 1 + 0.5 w, w the dose. What gets lost does not,
so that in the long run they close about a third of their distance to the frontier.

Evidence: none on the size; the prior, from no effect to twice the speed, is an assumption. The effect is
slow: of the gain of a full dose two thirds are there after two years.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument

CHENGDU = 0


class ResearchInstituteInnovationTransfer(Instrument):
    """I32. Bends the speed at which agencies of the other cities imitate the best."""

    instrument_id: ClassVar[str] = "I32"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.1.chengdu.14",
        "2.4.shared_innov.1",
        "2.4.shared_innov.2",
        "2.4.shared_innov.3",
        "2.4.shared_innov.4",
        "2.4.shared_innov.5",
        "2.4.shared_innov.6",
        "2.4.shared_innov.7",
    )
    cross_city: ClassVar[bool] = True
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 50.0
    bearer: ClassVar[str] = "Chengdu park, agencies, province"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "quality_diffusion": (0.0, 0.5, 1.0),
    }
    moves: ClassVar[Mapping[str, str]] = {
        "hr_revenue@Deyang": "+",
        "hr_revenue@Meishan": "+",
        "hr_revenue@Ziyang": "+",
    }

    def quality_diffusion(self, factor: Floats, month: int) -> Floats:
        """Speed up imitation in the other cities, if the first takes part."""
        bent = factor.copy()
        if CHENGDU in self.settings.cities:
            others = [city for city in self.settings.cities if city != CHENGDU]
            bent[others] *= 1.0 + self.effect("quality_diffusion") * self.dose(month)
        return bent
