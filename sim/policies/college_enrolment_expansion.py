"""I08, expansion of vocational enrolment, technician colleges included.

The seats of a city move from their trend s to the plan's intake of 2022, E, with the dose w:
s' = s + max(E - s, 0) w. With a ramp of two years the September of 2021 has half of the way and that of 2022
the whole. Young people who take the seats are missing in the labour force at once, and come back with a
certificate three years later: the cohorts of 2021 and 2022 graduate in 2024 and 2025.

Evidence: the size is the plan's own target; the low end of the prior is nine tenths of it. What more
schooling does is open: in rural China vocational upper secondary school lowered mathematics and raised
drop-out (Loyalka and others 2015, World Bank WPS 7396).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument

INTAKE = ("intake_Chengdu", "intake_Deyang", "intake_Meishan", "intake_Ziyang")
"""Effects by city, in the order of the cities of the plan."""


class CollegeEnrolmentExpansion(Instrument):
    """I08. Bends the seats of vocational schools."""

    instrument_id: ClassVar[str] = "I08"
    clauses: ClassVar[tuple[str, ...]] = (
        *("2.1.chengdu.9", "2.1.chengdu.10", "2.1.chengdu.11", "2.1.chengdu.12", "2.1.chengdu.13"),
        *("2.1.deyang.6", "2.1.deyang.7", "2.1.meishan.7", "2.1.meishan.8"),
        *("2.1.ziyang.11", "2.1.ziyang.12"),
    )
    default_ramp_months: ClassVar[int] = 24
    """Unless a scenario says otherwise; other instruments take the usual year."""
    cost_million_cny: ClassVar[float] = 2500.0
    bearer: ClassVar[str] = "education budgets, families"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "intake_Chengdu": (63000.0, 70000.0, 70000.0),
        "intake_Deyang": (34000.0, 38000.0, 38000.0),
        "intake_Meishan": (31000.0, 35000.0, 35000.0),
        "intake_Ziyang": (13000.0, 15000.0, 15000.0),
    }
    moves: ClassVar[Mapping[str, str]] = {
        "school_intake": "+",
        "students": "+",
        "graduates": "+",
        "young_entrants": "+-",
    }

    def vocational_intake(self, seats: Floats, month: int) -> Floats:
        """Move the seats of the cities that carry it out towards the plan's; more seats than that stay."""
        bent = seats.copy()
        for city in self.settings.cities:
            bent[city] += max(self.effect(INTAKE[city]) - bent[city], 0.0) * self.dose(month)
        return bent
