"""I13x, mutual recognition of workers' certificates: an extension that the plan does not contain.

The plan recognises the qualifications of agencies and shared lists, not the certificates of workers. This
instrument asks what it would add if it did: the chance R that a city honours a certificate of another, 0.30
before, moves towards the effect L with the dose w: R' = R + (L - R) w.

Evidence, conflicting: licences of single states lower moves between American states by 36 % in one version
of Johnson and Kleiner (working paper of 2017) and explain a small part of the decline in migration in another
(2020, AEJ: Economic Policy 12:347); a later study finds no effect (Monthly Labor Review, August 2022).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.policies.base import Floats, Instrument


class WorkerCertificateRecognition(Instrument):
    """I13x, not in the plan. Bends the chance that a city honours a worker's certificate from another."""

    instrument_id: ClassVar[str] = "I13x"
    cross_city: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 5.0
    bearer: ClassVar[str] = "licensing and assessment authorities (staff)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "certificate_recognition": (0.60, 0.90, 1.00)
    }
    moves: ClassVar[Mapping[str, str]] = {"offers_cross_city": "+", "commuters_in": "+"}

    def certificate_recognition(self, probability: Floats, month: int) -> Floats:
        """Raise the chance between cities that take part; one that is higher already stays."""
        pairs = self.pairs()
        bent = probability.copy()
        bent[pairs] += np.maximum(self.effect("certificate_recognition") - bent[pairs], 0.0) * self.dose(
            month
        )
        return bent
