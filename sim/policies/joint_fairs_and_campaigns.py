"""I23, joint job fairs and campaigns.

The fairs of the cities open to firms of all of them, and spring campaigns go to villages and campuses. A firm
takes home more hires from a fair, by the effect times the dose; how many fairs there are and when is in the
parameters `fairs`. The model makes offers at fairs, and who is offered a job decides as always.

Evidence: at fairs in Addis Ababa ten firms made one hire (Abebe et al. 2017, World Bank working paper 8092);
at fairs in Sichuan 6 % of the visits ended with an intention to sign. A fair fills posts that others might
have filled a month later, and none is held in a lockdown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class JointFairsAndCampaigns(Instrument):
    """I23. Bends the hires that firms make at fairs."""

    instrument_id: ClassVar[str] = "I23"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.2.chengdu.7",
        "2.2.chengdu.11",
        "2.2.deyang.6",
        "2.2.deyang.13",
        "2.3.qual.3",
        "2.3.equal.7",
        "2.3.equal.8",
        "2.3.equal.10",
        "2.4.shared_market.7",
        "2.2.chengdu.4",
        "2.2.deyang.4",
    )
    cost_million_cny: ClassVar[float] = 60.0
    bearer: ClassVar[str] = "human-resources bureaus, exhibitors"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "fair_hires": (0.02, 0.10, 0.30),
    }
    moves: ClassVar[Mapping[str, str]] = {
        "hires_from_unemployment": "+",
        "filled": "+",
        "unemployment_rate": "-",
    }

    def fair_hires(self, hires: Floats, month: int) -> Floats:
        """Raise the hires per firm and fair in the cities."""
        bent = hires.copy()
        bent[list(self.settings.cities)] += self.effect("fair_hires") * self.dose(month)
        return bent
