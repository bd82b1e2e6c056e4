"""Intake and progress of students: who begins in September, where and what, and who drops out.

Intake is min(seats, young people there are). Each student draws a field by the city's shares of the year, and
a school of the city in proportion to its seats in the field. Programmes last from September to June or July
of the third year. A student drops out in a month with probability h / quality of the school, where 33 months
at h leave the share that completes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.schools import N_KINDS
from sim.agents.state import State
from sim.agents.students import enrol
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.demography import chosen
from sim.processes.school_places import MONTHS_PER_YEAR, field_shares, seats
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_AT_SCHOOL = 33
"""From September to June of the third year."""
SEATS_SUB, DROP_OUT_SUB = 9, 1
FIELD_SUB, SCHOOL_SUB, REGISTRATION_SUB, AGE_SUB, JULY_SUB = range(5)
"""Sub ids of what is drawn once for a student's life."""


def students(world: World, state: State) -> Counts:
    """Return the ids of all students, in order."""
    blocks, found = state.worker_blocks, []
    for city in world.region.city_names:
        block = blocks.names.index(f"students:{city}")
        first = int(blocks.start[block])
        rows = state.workers.school[first : first + int(blocks.used[block])]
        found.append(first + np.flatnonzero(rows >= 0))
    return np.concatenate(found)


def lasting(key: Key, ids: Counts, sub: int) -> Floats:
    """Return draws that a student has once for good."""
    return draws.uniforms(key, draws.STUDENT, draws.TIMELESS, ids, sub)


def months_to_graduation(world: World, state: State, now: Month, ids: Counts) -> Counts:
    """Return the months until students graduate; 0 is this month."""
    july = lasting(now.key, ids, JULY_SUB) >= world.parameters.schools.june_share
    due = state.workers.spell_start[ids].astype(np.int64) + MONTHS_AT_SCHOOL + july
    left: Counts = due - now.index
    return left


def draw_students(
    world: World, state: State, key: Key, ids: Counts, city: int, shares: Floats, month: int
) -> tuple[Counts, Counts, Counts, Counts]:
    """Return school, field, registration and month of birth of new students of a city.

    Args:
        world: setting.
        state: with its schools.
        key: key of the draws.
        ids: the students.
        city: of the schools.
        shares: cumulative shares of fields, shape (I,).
        month: of intake.
    """
    field = chosen(np.repeat(shares[None], ids.size, axis=0), lasting(key, ids, FIELD_SUB))
    own = np.flatnonzero(state.schools.city == city)
    by_field = np.cumsum(state.schools.seats[own], axis=0)
    by_field = (by_field / by_field[-1]).T
    school = own[chosen(by_field[field], lasting(key, ids, SCHOOL_SUB))]
    mix = np.cumsum(world.region.registration_share[city])
    registration = chosen(np.repeat(mix[None], ids.size, axis=0), lasting(key, ids, REGISTRATION_SUB))
    youngest = np.array(world.parameters.schools.entry_age)[state.schools.kind[school]]
    age = np.floor((youngest + lasting(key, ids, AGE_SUB)) * MONTHS_PER_YEAR).astype(np.int64)
    return school, field, registration, month - age


def take_in(world: World, state: State, now: Month) -> Counts:
    """Let a cohort begin school in September. Returns it by city and kind, shape (C, K)."""
    intake = np.zeros((world.n_cities, N_KINDS), np.int64)
    places = world.scaled(seats(world, now))
    chance = draws.uniforms(now.key, draws.SCHOOL, now.index, np.arange(world.n_cities), SEATS_SUB)
    counts = np.minimum(np.floor(places + chance).astype(np.int64), state.youth)
    shares = field_shares(world, state, now)
    for city, count in enumerate(counts.tolist()):
        block = state.worker_blocks.names.index(f"students:{world.region.node_names[city]}")
        ids = state.worker_blocks.take(block, count)
        traits = draw_students(world, state, now.key, ids, city, shares[city], now.index)
        enrol(state.workers, ids, city, *traits, now.index)
        intake[city] = np.bincount(state.schools.kind[traits[0]], minlength=N_KINDS)
    state.youth = state.youth - counts
    return intake


def dropping_out(world: World, state: State, now: Month, ids: Counts) -> Counts:
    """Return those of some students who drop out this month."""
    hazard = 1.0 - world.parameters.schools.completion ** (1.0 / MONTHS_AT_SCHOOL)
    quality = state.schools.quality[state.workers.school[ids]]
    out: Counts = ids[draws.uniforms(now.key, draws.SCHOOL, now.index, ids, DROP_OUT_SUB) < hazard / quality]
    return out
