"""I28, red and black credit lists of HR agencies, honoured in all cities that take part.

Misconduct falls because it becomes public: factor 1 + d w, with d < 0 and dose w. Clients prefer red-listed
agencies and avoid low-rated ones, and a city honours a share w of the black lists of the others. Better
conduct keeps workers in their jobs; barred agencies are capacity lost, so that placements may fall.

Evidence, from neighbouring mechanisms: press releases about safety violations in the United States cut
violations at other workplaces by 30 % in a typical setting and by 73 % nearby (Johnson 2020, American
Economic Review 110:1866). Ratings of migration agencies: in Sri Lanka the well-rated earn more and close less
often (Fernando and Singh 2018); in Indonesia fewer workers use bad ones, and fewer migrate at all (Bazzi et
al. 2021, CEPR discussion paper 16811).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class RedBlackCreditLists(Instrument):
    """I28. Bends the misconduct of agencies, the pull of ratings and the reach of black lists."""

    instrument_id: ClassVar[str] = "I28"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.3.qual.7",
        "2.3.qual.8",
        "2.3.qual.9",
        "2.3.qual.10",
        "2.3.qual.11",
        "2.3.qual.12",
    )
    cross_city: ClassVar[bool] = True
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 15.0
    bearer: ClassVar[str] = "regulators, agencies (a small part)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "misconduct": (-0.60, -0.30, -0.10),
        "list_tilt": (0.05, 0.25, 0.60),
    }
    moves: ClassVar[Mapping[str, str]] = {"misplaced": "-", "complaints": "-", "placements": "+-"}

    def misconduct(self, factor: Floats, month: int) -> Floats:
        """Lower the misconduct of agencies with their head office in the cities."""
        bent = factor.copy()
        bent[list(self.settings.cities)] *= 1.0 + self.effect("misconduct") * self.dose(month)
        return bent

    def list_tilt(self, score: Floats, month: int) -> Floats:
        """Let ratings count when an order of the cities is placed."""
        bent = score.copy()
        bent[list(self.settings.cities)] += self.effect("list_tilt") * self.dose(month)
        return bent

    def black_list_reach(self, reach: Floats, month: int) -> Floats:
        """Honour the black lists of the other cities that take part, at the full dose all of them."""
        pairs = self.pairs()
        bent = reach.copy()
        bent[pairs] += (1.0 - bent[pairs]) * self.dose(month)
        return bent
