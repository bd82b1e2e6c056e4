"""I24, cultivation of demand: campaigns, training of managers, show rooms.

More firms think of an agency when they have a post: the logit of asking one rises by 0.08 w, w the dose. At a
usual share of 28 % that is about 1.6 points of the posts.

Evidence: an experiment with small firms in Nigeria compared ways to better business practice; buying services
outside did more than training and as much as consulting at half the cost (Anderson and McKenzie 2022, Journal
of Political Economy 130:157). It measures what services do, not how many firms ask for them: an analogy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class DemandCultivationHrTraining(Instrument):
    """I24. Bends the readiness of firms to ask an agency."""

    instrument_id: ClassVar[str] = "I24"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.2.chengdu.2",
        "2.2.deyang.10",
        "2.2.deyang.11",
        "2.2.meishan.3",
        "2.4.shared_market.3",
        "2.4.shared_market.4",
        "2.4.shared_market.6",
        "2.4.shared_market.8",
        "2.1.chengdu.19",
    )
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 40.0
    bearer: ClassVar[str] = "HR bureaus, associations, agencies"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "service_use": (0.0, 0.08, 0.25),
    }
    moves: ClassVar[Mapping[str, str]] = {"hr_orders": "+", "placements": "+"}

    def service_use(self, logit: Floats, month: int) -> Floats:
        """Raise the readiness of the firms of the cities."""
        bent = logit.copy()
        bent[list(self.settings.cities)] += self.effect("service_use") * self.dose(month)
        return bent
