"""I13, assessment of skill levels.

Firms and assessment bodies certify the skill of workers who have it and no paper: of the uncertified with a
junior or senior skill a share a year, 5 % at full dose. A certificate counts in the race for a post.

Evidence: certificates of skill raised the employment of job seekers in Johannesburg by 17 % and their
earnings by 34 %, as their employers and they themselves learned what they can do (Carranza, Garlick, Orkin
and Rankin 2022, American Economic Review 112:3547). If most are certified the signal loses value; here its
advantage over a rival without a certificate does so by itself, since fewer such rivals are left. The coverage
is an assumption.

That the plan lets a city honour certificates of workers from the others is not in its text: see
`worker_certificate_recognition`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.policies.base import Floats, Instrument


class SkillLevelCertification(Instrument):
    """I13. Bends the share of uncertified skilled workers who are certified in a year."""

    instrument_id: ClassVar[str] = "I13"
    clauses: ClassVar[tuple[str, ...]] = ("2.1.deyang.16", "2.1.deyang.17")
    default_cities: ClassVar[tuple[str, ...]] = ("Deyang",)
    cost_million_cny: ClassVar[float] = 120.0
    bearer: ClassVar[str] = "assessment bodies, subsidies, workers (time)"
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {"certification": (0.01, 0.05, 0.10)}
    moves: ClassVar[Mapping[str, str]] = {"newly_certified@Deyang": "+", "certified@Deyang": "+"}

    def certification(self, rate: Floats, month: int) -> Floats:
        """Raise the annual rate in the cities that carry it out."""
        bent = rate.copy()
        bent[list(self.settings.cities)] += self.effect("certification") * self.dose(month)
        return bent
