"""X01, commuter rail between Chengdu and Ziyang. NOT part of the plan: a transport scenario.

A new line cuts the journey between the two cities to 75 minutes from door to door and the fare to 12 CNY a
trip, 528 CNY a month at two trips on 22 days, both by the dose. What is known of vacancies at the other end
keeps the travel time of 2019: awareness that followed the timetable made the response of commuters several
times too strong.

Evidence: 1 % less travel time brought 0.25 % more commuters in Germany (Heuermann and Schmieder 2019, Journal
of Economic Geography 19:335); Chinese counties that high-speed trains passed by lost output (Qin 2017,
Journal of Economic Geography). Time and fare are set, not estimated; the cost of the line is not a cost of
the plan and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument

LINE = (0, 3)
"""The two ends, Chengdu and Ziyang."""


class ChengduZiyangRail(Instrument):
    """X01. Bends travel time and fare of one pair of cities; not part of the plan."""

    instrument_id: ClassVar[str] = "X01"
    default_cities: ClassVar[tuple[str, ...]] = ("Chengdu", "Ziyang")
    bearer: ClassVar[str] = "outside the plan (transport budget, not counted)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "travel_time": (60.0, 75.0, 100.0),
        "commuting_cost": (528.0, 528.0, 528.0),
    }
    moves: ClassVar[Mapping[str, str]] = {"commuters_out@Ziyang": "+", "commuters_in@Ziyang": "+-"}

    def travel_time(self, minutes: Floats, month: int) -> Floats:
        """Shorten the journey on the line; one that is shorter already stays."""
        return self.lowered(minutes, self.effect("travel_time"), month)

    def commuting_cost(self, fares: Floats, month: int) -> Floats:
        """Lower the fare on the line; one that is lower already stays."""
        return self.lowered(fares, self.effect("commuting_cost"), month)

    def lowered(self, values: Floats, level: float, month: int) -> Floats:
        """Return values that on the line move towards a lower level by the dose."""
        bent = values.copy()
        if set(LINE) <= set(self.settings.cities):
            for pair in (LINE, LINE[::-1]):
                bent[pair] += min(level - bent[pair], 0.0) * self.dose(month)
        return bent
