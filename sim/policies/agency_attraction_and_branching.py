"""I14, attraction of agencies, headquarters and branches.

Three effects, which grow with the dose w: the first city attracts 6 w large agencies a year, each as large as
the 95th percentile of its agencies; entry in the other cities rises by the factor exp(0.22 w); an office of a
first-city agency in one of them costs 30 w % less.

Evidence: special economic zones in China raised capital, employment and output mainly through entry (Lu, Wang
and Zhu 2019, American Economic Journal: Economic Policy 11:325), which is an analogy for the entry rate. The
number of leaders and the cost of an office are assumptions. Newcomers are mortal: twice the hazard of closing
in their first two years.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument

CHENGDU = 0


class AgencyAttractionAndBranching(Instrument):
    """I14. Bends the entry of agencies and leaders, and the cost of offices that the first city opens."""

    instrument_id: ClassVar[str] = "I14"
    clauses: ClassVar[tuple[str, ...]] = (
        "2.1.chengdu.5",
        "2.1.chengdu.6",
        "2.1.chengdu.7",
        "2.1.deyang.4",
        "2.1.meishan.4",
        "2.1.ziyang.6",
        "2.1.ziyang.26",
        "2.2.meishan.4",
        "2.2.meishan.2",
        "2.1.ziyang.5",
        "2.1.meishan.1",
    )
    needs_agencies: ClassVar[bool] = True
    cost_million_cny: ClassVar[float] = 200.0
    bearer: ClassVar[str] = "city investment-promotion budgets, rent rebates"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {
        "leader_entry": (2.0, 6.0, 12.0),
        "agency_entry": (0.0, 0.22, 0.47),
        "branch_cost": (-0.6, -0.3, -0.1),
    }
    moves: ClassVar[Mapping[str, str]] = {
        "agencies@Deyang": "+",
        "agencies@Ziyang": "+",
        "agency_offices": "+",
        "agencies_licensed@Chengdu": "+",
    }

    def others(self) -> list[int]:
        """Return the cities that take part, without the first."""
        return [city for city in self.settings.cities if city != CHENGDU]

    def leader_entry(self, rate: Floats, month: int) -> Floats:
        """Attract large agencies to the first city."""
        bent = rate.copy()
        if CHENGDU in self.settings.cities:
            bent[CHENGDU] += self.effect("leader_entry") * self.dose(month)
        return bent

    def agency_entry(self, log_rate: Floats, month: int) -> Floats:
        """Raise entry in the other cities."""
        bent = log_rate.copy()
        bent[self.others()] += self.effect("agency_entry") * self.dose(month)
        return bent

    def branch_cost(self, cost: Floats, month: int) -> Floats:
        """Lower the cost of offices that agencies of the first city open in the others."""
        bent = cost.copy()
        if CHENGDU in self.settings.cities:
            bent[CHENGDU, self.others()] *= 1.0 + self.effect("branch_cost") * self.dose(month)
        return bent
