"""I11, practice bases, bases for skilled talent and studios of master craftsmen.

The cities that carry it out have more seats for the training of adults, and its courses lead to the next
skill more often: seats and chance both rise by the factor 1 + effect x dose.

Evidence: over 207 evaluations of labour-market programmes training has about no effect in the year after it
and a positive one two to three years later (Card, Kluve and Weber 2018, Journal of the European Economic
Association 16:894): a run that ends in 2022 sees the costs and little of the gains. How many seats the plan
adds is an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class PracticeAndSkillBases(Instrument):
    """I11. Bends the seats for training, and how often a course leads to the next skill."""

    instrument_id: ClassVar[str] = "I11"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.1.deyang.11",
        "2.1.deyang.12",
        "2.1.deyang.13",
        "2.1.deyang.14",
        "2.1.meishan.15",
        "2.1.ziyang.8",
        "2.1.ziyang.9",
        "2.2.meishan.1",
        "2.1.chengdu.18",
        "2.3.equal.9",
    )
    cost_million_cny: ClassVar[float] = 400.0
    bearer: ClassVar[str] = "city and province (buildings), subsidies and firms (running cost)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {"training": (0.0, 0.10, 0.25)}
    moves: ClassVar[Mapping[str, str]] = {
        "training_starts": "+",
        "skill_upgrades": "+",
        "talent_cultivated": "+",
    }

    def training_seats(self, seats: Floats, month: int) -> Floats:
        """Add seats in the cities that carry it out."""
        return self._raised(seats, month)

    def training_upgrade(self, probability: Floats, month: int) -> Floats:
        """Let more courses lead to the next skill there; the dose is that of the end of the course."""
        return self._raised(probability, month)

    def _raised(self, value: Floats, month: int) -> Floats:
        bent = value.copy()
        bent[list(self.settings.cities)] *= 1.0 + self.effect("training") * self.dose(month)
        return bent
