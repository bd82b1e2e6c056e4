"""I26, interconnected recruitment cloud.

The job boards of the cities show each other's vacancies: residents see a larger share of the vacancies of the
other cities that take part, by the factor 1 + effect x dose, and more of their applications are viable.

Evidence: broadband in Norway raised job finding by 2.4 % and shortened vacancies by 9 % (Bhuller, Ferraro,
Kostol and Vigtel 2023, NBER 30911), which gives the second effect; how far awareness rises is an assumption.
Faster exits of online searchers in the United States (Kuhn and Mansour 2014) are not causal. More
applications to the same posts crowd each other out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.policies.base import Floats, Instrument


class InterconnectedRecruitmentCloud(Instrument):
    """I26. Bends awareness between the cities and suitability."""

    instrument_id: ClassVar[str] = "I26"
    clauses: ClassVar[tuple[str, ...]] = ("2.3.info.1", "2.3.info.2", "2.3.info.3", "2.4.shared_supply.10")
    cross_city: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 80.0
    bearer: ClassVar[str] = "Chengdu (development), all cities (operation)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "awareness": (0.0, 0.25, 0.80),
        "suitability": (0.0, 0.02, 0.06),
    }
    moves: ClassVar[Mapping[str, str]] = {"offers_cross_city": "+", "commuters_in": "+", "moved_in": "+"}

    def awareness(self, share: Floats, month: int) -> Floats:
        """Raise the share of vacancies seen between cities that take part, up to all of them."""
        pairs = self.pairs()
        bent = share.copy()
        bent[pairs] = np.minimum(bent[pairs] * (1.0 + self.effect("awareness") * self.dose(month)), 1.0)
        return bent

    def suitability(self, probability: Floats, month: int) -> Floats:
        """Raise the chance that an application of residents is viable."""
        bent = probability.copy()
        bent[:, list(self.settings.cities)] *= 1.0 + self.effect("suitability") * self.dose(month)
        return bent
