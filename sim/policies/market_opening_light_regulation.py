"""I15, opening of the market and light regulation.

Registration is quick and cheap: entry rises by the factor exp(0.05 w), w the dose. Less screening lets more
bad agencies in: besides those who would have been dishonest anyway, 5 w % of newcomers offend systematically
(honesty below the threshold of an offender). Misconduct rises unless lists answer it.

Evidence: quick registration of firms in Mexico raised registered firms by 5 % and wage employment by 2.2 %,
and lowered the income of incumbents by 3 % (Bruhn 2011, Review of Economics and Statistics 93:382); for the
same reform a rise of 4 % was found to be gone after ten months (Kaplan, Piedra and Seira 2011). That entry
gets worse on average is an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class MarketOpeningLightRegulation(Instrument):
    """I15. Bends the entry of agencies and the share of dishonest ones among newcomers."""

    instrument_id: ClassVar[str] = "I15"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.1.meishan.3",
        "2.4.shared_market.1",
        "2.4.shared_market.2",
        "2.3.qual.4",
        "2.3.qual.5",
        "2.3.qual.6",
    )
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 5.0
    bearer: ClassVar[str] = "regulators (supervision cost)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "agency_entry": (0.0, 0.05, 0.12),
        "low_honesty_entry": (0.0, 0.05, 0.15),
    }
    moves: ClassVar[Mapping[str, str]] = {"agencies": "+", "agencies_entered": "+", "misplaced": "+"}

    def added(self, values: Floats, effect: str, month: int) -> Floats:
        """Return values, shape (cities,), with an effect added in the cities that take part."""
        bent = values.copy()
        bent[list(self.settings.cities)] += self.effect(effect) * self.dose(month)
        return bent

    def agency_entry(self, log_rate: Floats, month: int) -> Floats:
        """Raise entry in the cities."""
        return self.added(log_rate, "agency_entry", month)

    def low_honesty_entry(self, share: Floats, month: int) -> Floats:
        """Let more systematic offenders in."""
        return self.added(share, "low_honesty_entry", month)
