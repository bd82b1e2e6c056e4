"""What policies add to the development of agencies: certificates, parks, diffusion and capital.

    ln a -> ln a + 0.03 s (ln a* + b - ln a) + (b - b of the month before),     ln K -> ln K + g.

b is the lead in log quality that a park gives its tenants and a grade 5A its holder. It is there at once, and
imitation leads to a* + b, so that it neither fades nor adds up. s is the relative speed of imitation, and g
the growth that outside capital allows the largest tenth of agencies. Which agencies hold the grade is
compared with a draw that never changes; without a policy b and g are zero, s is one, and the grade has no
effect.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import Agencies
from sim.agents.state import State
from sim.processes.clock import Month
from sim.processes.sums import over_lines
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
GRADE = 6
"""Sub id of the draw behind the grade 5A, one of the traits of `sim.processes.agency_entry`."""
LARGE = 10
"""One agency in so many is large."""


class Support(NamedTuple):
    """What policies add in a month, by agency, shape (G,) each.

    speed   speed of imitation relative to the usual one
    lead    lead in log quality over agencies without support
    rise    change of the lead since the month before
    growth  growth of log capacity besides the usual one
    """

    speed: Floats
    lead: Floats
    rise: Floats
    growth: Floats


def certified_shares(world: World, month: int) -> Floats:
    """Return the share of agencies with grade 5A by head office, shape (C,)."""
    usual = np.full(world.n_cities, world.parameters.agencies.certified_share)
    return world.policies.certified_share(usual, month)


def certify(world: World, agencies: Agencies, ids: Counts, month: int) -> None:
    """Give the grade 5A to the share of the living agencies, shape (n,), that should have it."""
    u = draws.uniforms(world.initial_key, draws.AGENCY_TRAIT, draws.TIMELESS, ids, GRADE)
    agencies.certified_5a[ids] = u < certified_shares(world, month)[agencies.head_office[ids]]


def quality_lead(world: World, agencies: Agencies, ids: Counts, month: int) -> Floats:
    """Return the lead in log quality that park and grade give some agencies, shape (n,)."""
    nothing, seat = np.zeros(world.n_cities), agencies.head_office[ids]
    park = world.policies.park_quality(nothing, month)
    grade = world.policies.certified_quality(nothing, month)
    if not (park.any() or grade.any()):
        return np.zeros(ids.size)
    certified = np.where(agencies.certified_5a[ids] == 1, grade[seat], 0.0)
    lead: Floats = np.where(agencies.park[ids] == 1, park[seat], 0.0) + certified
    return lead


def largest_tenth(agencies: Agencies) -> NDArray[np.bool_]:
    """Return which living agencies are among the largest tenth by consultants, ties included, shape (G,)."""
    size = over_lines(agencies.consultants)
    ids = np.flatnonzero(agencies.alive)
    place = ids.size - ids.size // LARGE
    large = np.zeros(size.size, np.bool_)
    if place < ids.size:
        large[ids] = size[ids] >= np.partition(size[ids], place)[place]
    return large


def support(world: World, state: State, now: Month, ids: Counts) -> Support:
    """Return what policies add this month; the grades of living agencies, shape (n,), are renewed first."""
    agencies, policies = state.agencies, world.policies
    lead, rise, growth = np.zeros((3, agencies.alive.size))
    before = quality_lead(world, agencies, ids, now.index - 1)
    certify(world, agencies, ids, now.index)
    lead[ids] = quality_lead(world, agencies, ids, now.index)
    rise[ids] = lead[ids] - before
    speed = policies.quality_diffusion(np.ones(world.n_cities), now.index)[agencies.head_office]
    capital = policies.capacity_growth(np.zeros(world.n_cities), now.index)
    if capital.any():
        growth = np.where(largest_tenth(agencies), capital[agencies.head_office], 0.0)
    return Support(speed, lead, rise, growth)
