"""I35, joint governance: leading group, lists of duties, shared costs and benefits, pooled funds.

A city that pays for what its neighbours gain does too little of it. With governance a larger share of the
doses of cross-city instruments is carried out: it moves from the usual share to the effect, by its own dose
and ramp. It enters these doses and nothing else, so that alone it changes nothing but the outlays.

Evidence: none; both the share with governance and the usual one (`governance.implementation`) are
assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.policies.base import Floats, Instrument


class GovernanceCostBenefitSharingFunding(Instrument):
    """I35. Bends the share of cross-city doses that is carried out."""

    instrument_id: ClassVar[str] = "I35"
    clauses: ClassVar[tuple[str, ...]] = (
        "0.1",
        "0.2",
        "0.4",
        "0.5",
        "0.13",
        "0.14",
        "2.2.0.1",
        "2.2.meishan.7",
        "3.1.1",
        "3.1.2",
        "3.1.3",
        "3.2.1",
        "3.2.3",
        "3.2.4",
        "3.2.5",
        "3.2.6",
        "3.2.7",
        "3.3.1",
        "3.3.3",
        "3.3.5",
        "3.4.1",
        "3.4.2",
    )
    cost_million_cny: ClassVar[float] = 20.0
    bearer: ClassVar[str] = "Sichuan province and the four cities by their sharing rule"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "carried_out": (0.6, 0.85, 1.0),
    }

    def carried_out(self, share: Floats, month: int) -> Floats:
        """Raise the share in the cities that take part; one that is higher already stays."""
        cities = list(self.settings.cities)
        bent = share.copy()
        bent[cities] += np.maximum(self.effect("carried_out") - bent[cities], 0.0) * self.dose(month)
        return bent
