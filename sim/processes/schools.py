"""Vocational schools, month by month.

Graduates leave in June and July, some students drop out, a cohort begins in September, order classes open
with the final year, internships fill its last months.

    students' = students + intake - drop-outs - graduates        for each city and kind
    youth' = youth + grown up - intake - begun to work           for each city

The pandemic does not stop schools. In burn-in they stand still: everything exogenous is flat, and those who
enter fill the gap to the labour force of 2019.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.schools import N_KINDS
from sim.agents.state import State
from sim.agents.students import leave_school
from sim.processes.clock import Month
from sim.processes.demography import lasting_uniforms
from sim.processes.graduation import Graduation, graduate
from sim.processes.information import Places
from sim.processes.initial_schools import note_fields
from sim.processes.internships import lose_closed_firms, open_order_classes, start_internships
from sim.processes.school_places import LAST_YEAR, observed_tightness
from sim.processes.student_intake import dropping_out, months_to_graduation, students, take_in
from sim.processes.world import World
from sim.processes.youth import SEPTEMBER, begin_work, grow_up

Counts = NDArray[np.int64]


class SchoolFlows(NamedTuple):
    """What changed at schools. Shapes: C cities, K kinds of school.

    grown_up    young people who left lower secondary school, shape (C,)
    begun_work  of the stock of young people those who begin to work without school, shape (C,)
    intake, drop_outs, graduates   students by city of the school and kind, shape (C, K)
    entered     who joined the labour force from schools by city of residence, shape (C,)
    graduation  what happened to graduates
    """

    grown_up: Counts
    begun_work: Counts
    intake: Counts
    drop_outs: Counts
    graduates: Counts
    entered: Counts
    graduation: Graduation


def no_graduation(world: World) -> Graduation:
    """Return the tallies of a month in which nobody graduates."""
    n = world.n_cities
    shapes = ((n,), (n, world.n_boundary), (n, n), (n, world.n_industries), (n,), (n,), (n,))
    return Graduation(*(np.zeros(shape, np.int64) for shape in shapes))


def by_kind(world: World, state: State, ids: Counts) -> Counts:
    """Return students by city and kind, shape (C, K)."""
    counts = np.zeros((world.n_cities, N_KINDS), np.int64)
    np.add.at(counts, (state.workers.residence[ids], state.schools.kind[state.workers.school[ids]]), 1)
    return counts


def drop_out(world: World, state: State, now: Month, places: Places, ids: Counts) -> Counts:
    """Let some students drop out into the labour force. Returns them by city and kind, shape (C, K)."""
    out = dropping_out(world, state, now, ids)
    counts = by_kind(world, state, out)
    effect = draws.standard_normals(lasting_uniforms(world, out))
    workers = state.workers
    wage = places.log_wages[workers.residence[out], workers.industry[out], 0]
    leave_school(workers, state.firms, out, wage + places.worker_effect_sd * effect, now.index)
    return counts


def run_schools(world: World, state: State, now: Month, places: Places, seekers: Counts) -> SchoolFlows:
    """Run the schools for a month.

    Args:
        world: setting.
        state: current state.
        now: the month.
        places: the month's wages.
        seekers: job seekers of the last count, shape (C, I, Q).
    """
    nobody, by_school = np.zeros(world.n_cities, np.int64), np.zeros((world.n_cities, N_KINDS), np.int64)
    if now.burn_in:
        return SchoolFlows(nobody, nobody, by_school, by_school, by_school, nobody, no_graduation(world))
    if now.index == 0:
        note_fields(world, state, seekers)
    grown_up = grow_up(world, state, now)
    ids = students(world, state)
    lose_closed_firms(state, ids)
    finished = months_to_graduation(world, state, now, ids) == 0
    graduates, graduation = by_school, no_graduation(world)
    if finished.any():
        graduates = by_kind(world, state, ids[finished])
        graduation = graduate(world, state, now, places, ids[finished])
    drop_outs = drop_out(world, state, now, places, ids[~finished])
    intake = by_school
    ids = students(world, state)
    if now.calendar_month == SEPTEMBER:
        open_order_classes(world, state, now, ids)
        intake = take_in(world, state, now)
        state.field_tightness[LAST_YEAR] = observed_tightness(world, state, seekers)
    start_internships(world, state, now, ids)
    entered = graduation.entered + drop_outs.sum(axis=1)
    return SchoolFlows(
        grown_up, begin_work(world, state, now), intake, drop_outs, graduates, entered, graduation
    )
