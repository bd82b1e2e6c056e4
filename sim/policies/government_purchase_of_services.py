"""I31, government purchase of HR services for small firms and public bodies.

Government pays part of the price of recruitment, training and consulting: small firms and public bodies pay
the factor exp(d w) of an agency's price, with d < 0 and dose w. They order more, and those who would have
ordered anyway are subsidised too. On orders placed only because of public money agencies make fewer extra
rounds, by the factor e. It belongs to such an order, whatever the dose: the dose decides how many there are.

Evidence: in a large French experiment with job seekers, private counselling paid for by government brought a
participant about half the gain of the public programme (Behaghel, Crepon and Gurgand 2014, American Economic
Journal: Applied Economics 6:142). The cut of the price is an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import ClassVar

import numpy as np

from sim.policies.base import Floats, Instrument

RECRUITMENT, TRAINING_LINE, CONSULTING_LINE = 0, 4, 6
BOUGHT_LINES = (RECRUITMENT, TRAINING_LINE, CONSULTING_LINE)
SMALL_OR_PUBLIC = 0


class GovernmentPurchaseOfServices(Instrument):
    """I31. Bends the price of services for small firms and public bodies, and the effort on their orders."""

    instrument_id: ClassVar[str] = "I31"
    clauses: ClassVar[tuple[str, ...]] = ("2.4.shared_market.5",)
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 300.0
    bearer: ClassVar[str] = "city budgets"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "service_price": (-0.20, -0.10, -0.03),
        "induced_effort": (0.3, 0.5, 1.0),
    }
    moves: ClassVar[Mapping[str, str]] = {"hr_orders": "+", "hr_outlay_governments": "+"}

    def service_price(self, price: Floats, month: int) -> Floats:
        """Lower what small firms and public bodies of the cities pay for the three services."""
        bent = price.copy()
        bought = np.ix_(self.settings.cities, BOUGHT_LINES, [SMALL_OR_PUBLIC])
        bent[bought] *= exp(self.effect("service_price") * self.dose(month))
        return bent

    def induced_effort(self, effort: Floats, month: int) -> Floats:
        """Lower the effort on induced orders of the cities while the instrument is in force."""
        bent = effort.copy()
        if self.dose(month) > 0.0:
            bent[list(self.settings.cities)] *= self.effect("induced_effort")
        return bent
