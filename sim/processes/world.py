"""What stays fixed during a run: the region, the parameters, the policies and the scale."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.draws import Key, make_key
from sim.geography.network import industry_similarity
from sim.geography.region import Region
from sim.parameters import Parameters
from sim.policies.base import Policies
from sim.threads import Threads

FIRM_SECTOR, OWN_ACCOUNT_SECTOR = 0, 1
INITIAL_SEED = 20200911
"""Seed of the initial state and of lasting traits: the same in every run, so that runs share them."""
BURN_IN = 24
"""Months before month 0, at the conditions of 2019."""


@dataclass(frozen=True)
class World:
    """The setting of a run.

    scale    simulated workers per real worker, in (0, 1]
    covid    whether the pandemic happens
    agencies  whether there are HR agencies
    months   last month index plus one; blocks of ids have room up to there
    threads  how kernels share the rows
    initial_key  key of the initial state and of lasting traits
    """

    region: Region
    parameters: Parameters
    policies: Policies
    scale: float
    covid: bool = True
    agencies: bool = True
    months: int = 48
    threads: Threads = field(default_factory=Threads)
    initial_key: Key = field(default_factory=lambda: make_key(INITIAL_SEED, 0))

    @property
    def n_cities(self) -> int:
        """Cities inside the region."""
        return self.region.n_cities

    @property
    def n_boundary(self) -> int:
        """Boundary nodes."""
        return self.region.n_nodes - self.region.n_cities

    @property
    def n_industries(self) -> int:
        """Industries."""
        return len(self.region.industry_names)

    @property
    def n_skills(self) -> int:
        """Skill levels."""
        return len(self.region.skill_names)

    @property
    def cells(self) -> tuple[int, int, int]:
        """Shape of an array over city, industry and skill."""
        return self.n_cities, self.n_industries, self.n_skills

    @property
    def industry_shares(self) -> NDArray[np.float64]:
        """Industry shares of each city, shape (C, I)."""
        by_industry = self.region.labour_force.sum(axis=2).astype(float)
        shares: NDArray[np.float64] = by_industry / by_industry.sum(axis=1, keepdims=True)
        return shares

    @cached_property
    def similarity(self) -> NDArray[np.float64]:
        """Similarity of the cities' industries, shape (C, C)."""
        decay = self.parameters.information.industry_switch_decay
        return industry_similarity(self.industry_shares, self.region.industry_distance, decay)

    @cached_property
    def cumulative_fields(self) -> NDArray[np.float64]:
        """Cumulative shares of industries by city and skill, shape (C, Q, I)."""
        by_field = self.region.labour_force.astype(float).transpose(0, 2, 1)
        shares: NDArray[np.float64] = np.cumsum(by_field / by_field.sum(axis=2, keepdims=True), axis=2)
        return shares

    @property
    def n_pools(self) -> int:
        """Own-account pools, one per city and industry: the first rows of the firms."""
        return self.n_cities * self.n_industries

    def scaled(self, persons: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return real persons in simulated workers."""
        return persons * self.scale


def travel_minutes(world: World, month: int) -> NDArray[np.float64]:
    """Return door-to-door travel times between the cities in a month, minutes, shape (C, C)."""
    between = world.region.travel_time[: world.n_cities, : world.n_cities]
    return world.policies.travel_time(np.ascontiguousarray(between, float), month)
