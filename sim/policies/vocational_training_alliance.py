"""I12, alliance for vocational training: training resources are shared.

A part of the seats that stay idle in one city opens to the residents of the others that take part. The share
p of idle seats so shared, none before, moves towards the effect L with the dose w: p' = p + (L - p) w.

Evidence: none on the size; the prior is an assumption. What can be pooled is bounded by what is idle, a tenth
of all seats. Whom Deyang trains may work in Chengdu: the city that pays need not gain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.policies.base import Floats, Instrument


class VocationalTrainingAlliance(Instrument):
    """I12. Bends the share of idle seats that residents of other cities may use."""

    instrument_id: ClassVar[str] = "I12"
    clauses: ClassVar[tuple[str, ...]] = ("2.4.shared_supply.11", "2.1.deyang.15", "2.4.shared_supply.7")
    cross_city: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 30.0
    bearer: ClassVar[str] = "members by use; coordination by the four cities"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {"training_pooling": (0.2, 0.5, 0.9)}
    moves: ClassVar[Mapping[str, str]] = {"training_starts_alliance": "+", "training_seats_idle": "-"}

    def training_pooling(self, share: Floats, month: int) -> Floats:
        """Raise the share between cities that take part; one that is higher already stays."""
        pairs = self.pairs()
        bent = share.copy()
        bent[pairs] += np.maximum(self.effect("training_pooling") - bent[pairs], 0.0) * self.dose(month)
        return bent
