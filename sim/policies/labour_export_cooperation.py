"""I06, labour-export cooperation with Chengdu first, and with Chongqing.

The sending cities organise transfers: moving costs workers without a certificate or with a junior one less,
they hear of more vacancies on the organised routes, and certified workers meet a lower administrative
barrier in the first city. Teams, half of them from Ziyang, the hub, take jobless people along: applications
are filed for them in Chengdu, and in Chongqing for a fifth of them. What the teams take away, the posts of
their own cities lack.

Evidence: a grant of the price of a bus ticket made 22 % of households send a migrant (Bryan, Chowdhury and
Mobarak 2014, Econometrica 82:1671); relaxed household registration raised migration to cities by 1.5 % (An
and Yan 2024).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument

CHENGDU = 0
TEAM_SHARE = {1: 0.25, 2: 0.25, 3: 0.50}
"""Share of the sending cities in the members of teams, Ziyang being the hub (assumption)."""
DESTINATION_SHARE = (0.8, 0.2)
"""Share of the first city and of the first boundary node as their destination (assumption)."""
LOW_SKILLS = slice(0, 2)
CERTIFIED_SKILLS = slice(1, 3)


class LabourExportCooperation(Instrument):
    """I06. Bends moving cost, awareness and barrier on the routes to the first city and node; sends teams."""

    instrument_id: ClassVar[str] = "I06"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.4.shared_supply.16",
        "2.4.shared_supply.13",
        "2.1.ziyang.18",
        "2.1.ziyang.24",
        "2.1.ziyang.25",
        "2.1.ziyang.10",
    )
    default_cities: ClassVar[tuple[str, ...]] = ("Deyang", "Meishan", "Ziyang")
    cross_city: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 90.0
    bearer: ClassVar[str] = "origin cities (organisation, transport), agencies, Chengdu employers"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "migration_cost": (-0.25, -0.10, 0.0),
        "awareness": (0.0, 0.3, 1.0),
        "administrative_barrier": (-0.20, -0.08, 0.0),
        "team_members": (0.0, 1000.0, 3000.0),
    }
    moves: ClassVar[Mapping[str, str]] = {
        "moved_in@Chengdu": "+",
        "offers_cross_city@Chengdu": "+",
        "vacancies@Ziyang": "+",
        "labour_force@Ziyang": "-",
    }

    def routes(self, n_cities: int) -> tuple[list[int], list[int]]:
        """Return the sending cities and the receiving nodes: the first city and the first boundary node."""
        return [city for city in self.settings.cities if city != CHENGDU], [CHENGDU, n_cities]

    def awareness(self, share: Floats, month: int) -> Floats:
        """Raise the share of vacancies seen on the organised routes, up to all of them."""
        senders, receivers = self.routes(share.shape[0])
        bent = share.copy()
        for sender in senders:
            for receiver in receivers:
                bent[sender, receiver] = min(
                    1.0, bent[sender, receiver] * (1.0 + self.effect("awareness") * self.dose(month))
                )
        return bent

    def migration_cost(self, cost: Floats, month: int) -> Floats:
        """Lower the moving cost of the two lower skills on the organised routes."""
        senders, receivers = self.routes(cost.shape[1])
        bent = cost.copy()
        for sender in senders:
            for receiver in receivers:
                bent[LOW_SKILLS, sender, receiver] += self.effect("migration_cost") * self.dose(month)
        return bent

    def administrative_barrier(self, barrier: Floats, month: int) -> Floats:
        """Lower the barrier for the two middle skills who work in the first city."""
        bent = barrier.copy()
        for sender in self.routes(barrier.shape[1])[0]:
            bent[CERTIFIED_SKILLS, sender, CHENGDU] += self.effect("administrative_barrier") * self.dose(
                month
            )
        return bent

    def export_teams(self, persons: Floats, month: int) -> Floats:
        """Send teams from the three cities, at the full dose so many persons a month in all."""
        senders, receivers = self.routes(persons.shape[0])
        bent = persons.copy()
        for sender in senders:
            for receiver, share in zip(receivers, DESTINATION_SHARE, strict=True):
                members = self.effect("team_members") * TEAM_SHARE.get(sender, 0.0)
                bent[sender, receiver] += members * share * self.dose(month)
        return bent
