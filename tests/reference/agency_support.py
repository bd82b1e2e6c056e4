"""Stage 16, what policies add: certificates, the lead of parks and grades, diffusion and capital."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.agencies import Agency
from tests.reference.arithmetic import vector_sum

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

GRADE = 6
"""Sub id of the draw behind the grade 5A."""
LARGE = 10
"""One agency in so many is large."""


class Support:
    """What policies add in a month.

    speed, growth   by city of the head office: relative speed of imitation, log capacity of large agencies
    lead, earlier   lead in log quality by agency id, now and the month before
    large           ids of the largest tenth
    """

    def __init__(self, market: ReferenceMarket) -> None:
        levers, n, month = market.policies, market.n_cities, market.now.index
        living = market.living_agencies()
        self.earlier = {agency.identity: quality_lead(market, agency, month - 1) for agency in living}
        for agency in living:
            agency.certified_5a = is_certified(market, agency.identity, agency.head_office, month)
        self.lead = {agency.identity: quality_lead(market, agency, month) for agency in living}
        self.speed = levers.quality_diffusion(np.ones(n), month).tolist()
        self.growth = levers.capacity_growth(np.zeros(n), month).tolist()
        self.large = largest_tenth(living) if any(self.growth) else set()

    def extra_growth(self, agency: Agency) -> float:
        """Return the growth of log capacity that outside capital allows an agency."""
        return self.growth[agency.head_office] if agency.identity in self.large else 0.0


def is_certified(market: ReferenceMarket, identity: int, home: int, month: int) -> bool:
    """Return whether an agency holds the grade 5A: a draw that never changes is below the share."""
    usual = np.full(market.n_cities, market.parameters.agencies.certified_share)
    share = market.policies.certified_share(usual, month).tolist()[home]
    return market.lasting.uniform(draws.AGENCY_TRAIT, draws.TIMELESS, identity, GRADE) < share


def quality_lead(market: ReferenceMarket, agency: Agency, month: int) -> float:
    """Return the lead in log quality that park and grade give an agency."""
    nothing, home = np.zeros(market.n_cities), agency.head_office
    park = market.policies.park_quality(nothing, month).tolist()[home] if agency.park else 0.0
    grade = market.policies.certified_quality(nothing, month).tolist()[home]
    return park + (grade if agency.certified_5a else 0.0)


def consultants_of(agency: Agency) -> float:
    """Return the consultants of an agency over its lines."""
    return vector_sum([desk.consultants for desk in agency.desks])


def largest_tenth(living: list[Agency]) -> set[int]:
    """Return the ids of the largest tenth by consultants, ties included."""
    sizes = sorted(consultants_of(agency) for agency in living)
    place = len(sizes) - len(sizes) // LARGE
    if place == len(sizes):
        return set()
    return {agency.identity for agency in living if consultants_of(agency) >= sizes[place]}
