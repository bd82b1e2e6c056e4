"""I09, order-based training.

Firms order students: a share of those who begin the final year joins the class of a firm, does the internship
there, and is offered a job on graduation with the probability of the model's parameter. The share rises by
effect x dose in the cities that carry it out.

Evidence: cooperation of schools and firms in China lowers mismatch and does not hold people in the firm
(Mueller 2024, China Quarterly); in Uganda the effect of training by firms fades, that of certified schooling
lasts (Alfonsi and others 2020, Econometrica).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class OrderBasedTraining(Instrument):
    """I09. Bends the share of students in order classes."""

    instrument_id: ClassVar[str] = "I09"
    clauses: ClassVar[tuple[str, ...]] = ("2.2.meishan.5", "2.2.meishan.6")
    default_cities: ClassVar[tuple[str, ...]] = ("Meishan",)
    cost_million_cny: ClassVar[float] = 120.0
    bearer: ClassVar[str] = "firms (co-payment), training subsidies"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {"order_share": (0.05, 0.20, 0.40)}
    moves: ClassVar[Mapping[str, str]] = {"order_offers@Meishan": "+", "order_hires@Meishan": "+"}

    def order_share(self, share: Floats, month: int) -> Floats:
        """Raise the share of final-year students in order classes in the cities that carry it out."""
        bent = share.copy()
        bent[list(self.settings.cities)] += self.effect("order_share") * self.dose(month)
        return bent
