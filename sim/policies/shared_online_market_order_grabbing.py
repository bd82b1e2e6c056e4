"""I27, a shared online market where clients post orders and agencies of all cities compete for them.

Part of a city's orders moves to the platform, part of its agencies join, and an order on the platform costs a
little less because more agencies bid for it. Each effect grows with the dose: wider bidding needs members.
Volume may rise and fees fall, so that the sign for revenue is open.

Evidence: none that measures such a market. All three effects are assumptions: the share of orders and the fee
with wide priors, the fee's including zero, and membership because the plan does not say who must join.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class SharedOnlineMarketOrderGrabbing(Instrument):
    """I27. Bends the orders and the agencies on the shared platform, and the fee of an order there."""

    instrument_id: ClassVar[str] = "I27"
    clauses: ClassVar[tuple[str, ...]] = ("2.3.info.4", "2.3.info.5")
    cross_city: ClassVar[bool] = True
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 50.0
    bearer: ClassVar[str] = "Chengdu (platform), agencies (platform fee)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "platform_share": (0.05, 0.25, 0.50),
        "platform_membership": (0.3, 0.6, 1.0),
        "platform_fee": (-0.06, -0.02, 0.0),
    }
    moves: ClassVar[Mapping[str, str]] = {"hr_fee_index": "-", "hr_revenue": "+-"}

    def moved(self, values: Floats, effect: str, month: int) -> Floats:
        """Return values, shape (cities,), with an effect added in the cities that take part."""
        bent = values.copy()
        bent[list(self.settings.cities)] += self.effect(effect) * self.dose(month)
        return bent

    def platform_share(self, share: Floats, month: int) -> Floats:
        """Move a share of the orders of the cities to the platform."""
        return self.moved(share, "platform_share", month)

    def platform_membership(self, share: Floats, month: int) -> Floats:
        """Let a share of the agencies with their head office in the cities join the platform."""
        return self.moved(share, "platform_membership", month)

    def platform_fee(self, log_fee: Floats, month: int) -> Floats:
        """Lower the fee of an order on the platform.

        Each order has the whole effect; the dose decides how many orders are there.
        """
        bent = log_fee.copy()
        if self.dose(month) > 0.0:
            bent[list(self.settings.cities)] += self.effect("platform_fee")
        return bent
