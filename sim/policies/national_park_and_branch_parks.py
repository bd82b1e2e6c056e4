"""I16, the national park of human-resource services and its branch parks.

Tenants of parks in the cities lead others by 8 w % in quality, w the dose: it is there as long as the
instrument, and those who imitate the best gain from it too. Entry rises by the factor exp(0.10 w). More
agencies at a place raise the output of all of them a little (agglomeration, in the model with or without
the instrument).

Evidence: clusters of HR services in China go with more employment at home and nearby (Ma and Wang 2023,
Shanghai Economy); zones raise output mainly by entry (Lu, Wang and Zhu 2019, American Economic Journal:
Economic Policy 11:325). Neither measures quality; tenants may also be agencies that moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log1p
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class NationalParkAndBranchParks(Instrument):
    """I16. Bends the quality of tenants and the entry of agencies."""

    instrument_id: ClassVar[str] = "I16"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.1.chengdu.2",
        "2.1.chengdu.3",
        "2.1.chengdu.4",
        "2.1.deyang.3",
        "2.1.meishan.6",
        "2.1.ziyang.2",
        "2.1.ziyang.3",
        "2.2.ziyang.2",
        "2.2.ziyang.3",
        "2.2.ziyang.4",
        "2.2.ziyang.5",
        "2.2.ziyang.6",
        "2.4.shared_supply.4",
    )
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 600.0
    bearer: ClassVar[str] = "city and zone budgets (building, rent), province (status)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "park_quality": (0.0, 0.08, 0.2),
        "agency_entry": (0.0, 0.1, 0.25),
    }
    moves: ClassVar[Mapping[str, str]] = {"agencies_in_parks": "+", "agencies": "+"}

    def park_quality(self, log_quality: Floats, month: int) -> Floats:
        """Raise the quality of tenants, a ratio, in the cities."""
        bent = log_quality.copy()
        bent[list(self.settings.cities)] += log1p(self.effect("park_quality") * self.dose(month))
        return bent

    def agency_entry(self, log_rate: Floats, month: int) -> Floats:
        """Raise entry in the cities."""
        bent = log_rate.copy()
        bent[list(self.settings.cities)] += self.effect("agency_entry") * self.dose(month)
        return bent
