"""I01, mutual recognition of the qualifications of HR agencies.

An agency licensed in one city may serve the other cities that take part without a second licence. The chance
p that it may, low before, moves towards the effect L with the dose w: p' = p + (L - p) w. More agencies can
bid for an order, so that fees fall where agencies are few, and agencies of small cities may lose clients.

Evidence: none on the size. Recognition is a legal act, so L is near one; it stays below because authorities
may be slow to comply, and how much a second licence kept agencies out has not been measured. In a
neighbouring mechanism, quick registration in Mexico brought 5 % more firms and lowered the income of
incumbents by 3 % (Bruhn 2011, Review of Economics and Statistics 93:382). The prior is an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.policies.base import Floats, Instrument


class MutualQualificationRecognition(Instrument):
    """I01. Bends the chance that an agency may serve a city without an office there."""

    instrument_id: ClassVar[str] = "I01"
    clauses: ClassVar[tuple[str, ...]] = ("2.4.shared_supply.8", "2.4.0.1")
    cross_city: ClassVar[bool] = True
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 5.0
    bearer: ClassVar[str] = "licensing authorities (lost fees, staff)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {"agency_recognition": (0.70, 0.95, 1.00)}
    moves: ClassVar[Mapping[str, str]] = {
        "hr_fee_index": "-",
        "hr_revenue@Chengdu": "+-",
        "hr_revenue@Deyang": "+-",
    }

    def agency_recognition(self, probability: Floats, month: int) -> Floats:
        """Raise the chance between cities that take part; one that is higher already stays."""
        pairs = self.pairs()
        bent = probability.copy()
        bent[pairs] += np.maximum(self.effect("agency_recognition") - bent[pairs], 0.0) * self.dose(month)
        return bent
