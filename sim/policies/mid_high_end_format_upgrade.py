"""I19, upgrade to mid and high end and to new formats.

Consultants of outsourcing, headhunting and consulting serve exp(0.10 w) times as much, w the dose; firms
want exp(0.12 w) times as many staff on flexible contracts, and buy as many times more technology with a
personnel account. Those with a flexible contract separate more often than direct staff, so that the gain of
revenue is no gain of security.

Evidence: small firms in Nigeria gained more from services bought outside than from training (Anderson and
McKenzie 2022, Journal of Political Economy 130:157), which bears on use rather than on capacity; temporary-
help jobs did not raise later earnings in Detroit (Autor and Houseman 2010, American Economic Journal:
Applied Economics 2:96). The sizes are assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.policies.base import Floats, Instrument

OUTSOURCING, HEADHUNTING, CONSULTING_LINE = 2, 5, 6
UPGRADED_LINES = (OUTSOURCING, HEADHUNTING, CONSULTING_LINE)


class MidHighEndFormatUpgrade(Instrument):
    """I19. Bends output in three lines, and the demand for flexible staff and technology."""

    instrument_id: ClassVar[str] = "I19"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.1.chengdu.15",
        "2.1.chengdu.16",
        "2.1.chengdu.17",
        "2.2.chengdu.3",
        "2.2.deyang.7",
        "2.2.deyang.8",
        "2.2.deyang.9",
        "2.3.info.6",
        "2.3.info.7",
        "1.1.a",
    )
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 150.0
    bearer: ClassVar[str] = "agencies (investment), incentives from cities"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "capacity": (0.0, 0.1, 0.25),
        "flexible_demand": (0.0, 0.12, 0.3),
    }
    moves: ClassVar[Mapping[str, str]] = {
        "hr_revenue_net": "+",
        "hr_high_end_share": "+-",
        "hr_revenue_high_end": "+-",
    }

    def added(self, values: Floats, effect: str, month: int) -> Floats:
        """Return values, shape (cities,), with an effect added in the cities that take part."""
        bent = values.copy()
        bent[list(self.settings.cities)] += self.effect(effect) * self.dose(month)
        return bent

    def service_productivity(self, log_factor: Floats, month: int) -> Floats:
        """Raise the output of a consultant in outsourcing, headhunting and consulting."""
        bent = log_factor.copy()
        upgraded = np.ix_(self.settings.cities, UPGRADED_LINES)
        bent[upgraded] += self.effect("capacity") * self.dose(month)
        return bent

    def flexible_demand(self, log_demand: Floats, month: int) -> Floats:
        """Raise the demand for flexible staff."""
        return self.added(log_demand, "flexible_demand", month)

    def technology_demand(self, log_demand: Floats, month: int) -> Floats:
        """Raise the demand for technology."""
        return self.added(log_demand, "flexible_demand", month)
