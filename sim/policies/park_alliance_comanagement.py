"""I17, alliance of parks and management in common.

Of the orders that no agency of a city can take, a share 0.20 w (w the dose) is forwarded to the parks of
the other cities that take part; their tenants serve them as far as they have room, whether or not they are
recognised in the city of the client, unless a black list bars them there.

Evidence: none. The share is an assumption. What is forwarded was lost before, so that the effect is bounded
by the unmet orders, which are few. That know-how of one park reaches another is not part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class ParkAllianceComanagement(Instrument):
    """I17. Bends the share of unmet orders that partner parks are offered."""

    instrument_id: ClassVar[str] = "I17"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.4.shared_supply.1",
        "2.4.shared_supply.2",
        "2.4.shared_supply.3",
        "2.4.shared_supply.5",
        "2.4.shared_supply.6",
        "2.1.ziyang.4",
    )
    cross_city: ClassVar[bool] = True
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 20.0
    bearer: ClassVar[str] = "partner parks (fee), Chengdu park (staff)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "order_forwarding": (0.05, 0.2, 0.5),
    }
    moves: ClassVar[Mapping[str, str]] = {"hr_orders_unmet": "-"}

    def order_forwarding(self, share: Floats, month: int) -> Floats:
        """Forward unmet orders between the cities that take part."""
        bent = share.copy()
        bent[self.pairs()] += self.effect("order_forwarding") * self.dose(month)
        return bent
