"""The vocational schools, and the students of the start.

Schools come from a rule, the same at every scale: those of a city and kind share its intake in proportion to
log-normal quantiles; half of a school's seats are in its leading field, the others spread like the city's
mix. Leading fields follow the mix too, in an order that has nothing to do with size.

Three years of students are at school at the start: those who began in September 2016, 2017 and 2018 and have
not dropped out. In burn-in schools stand still.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.schools import N_KINDS, Schools
from sim.agents.state import State
from sim.agents.students import enrol
from sim.geography.fitting import largest_remainder
from sim.processes.demography import chosen
from sim.processes.school_places import MONTHS_PER_YEAR, base_field_shares, observed_tightness, trend_seats
from sim.processes.student_intake import MONTHS_AT_SCHOOL, draw_students
from sim.processes.world import World
from sim.processes.youth import initial_youth

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
FIRST_SEPTEMBER = -4
"""Month index of September 2018."""
COHORTS = 3
GOLDEN, SILVER = 0.6180339887498949, 0.7548776662466927
"""Steps of evenly spread sequences, for traits that have nothing to do with size."""


def schools_of(world: World) -> Schools:
    """Return the schools by city, kind and size."""
    fields, rule = base_field_shares(world), world.parameters.schools
    columns: tuple[list[int], list[int], list[Floats], list[float]] = ([], [], [], [])
    for city in range(world.n_cities):
        for kind in range(N_KINDS):
            number = int(world.region.school_count[city, kind])
            intake = float(world.region.school_intake[city] * world.region.school_kind_share[city, kind])
            size = np.array([math.exp(rule.size_sd * z) for z in quantiles(number, 1.0)])
            lead = chosen(np.repeat(np.cumsum(fields[city])[None], number, axis=0), spread(number, GOLDEN))
            for school in range(number):
                total = intake * float(size[school] / size.sum())
                places = fields[city] * (1.0 - rule.leading_field_share)
                places[lead[school]] += rule.leading_field_share
                columns[2].append(places * total)
            columns[0].extend([city] * number)
            columns[1].extend([kind] * number)
            columns[3].extend(math.exp(rule.quality_sd * z) for z in quantiles(number, SILVER))
    return Schools(
        city=np.array(columns[0], np.uint8),
        kind=np.array(columns[1], np.uint8),
        seats=np.array(columns[2]).reshape(-1, world.n_industries),
        quality=np.array(columns[3]),
    )


def spread(number: int, step: float) -> Floats:
    """Return numbers in (0, 1) spread evenly; with step 1 in order."""
    places = [place + 0.5 for place in range(number)]
    return np.array([place / number if step == 1.0 else place * step % 1.0 for place in places])


def quantiles(number: int, step: float) -> list[float]:
    """Return standard normal quantiles, in order with step 1."""
    return [draws.standard_normal(u) for u in spread(number, step).tolist()]


def cohort_sizes(world: World) -> Counts:
    """Return the students of the start by year of intake, oldest first, and city, simulated, shape (3, C)."""
    survival = world.parameters.schools.completion ** (1.0 / MONTHS_AT_SCHOOL)
    sizes = []
    for back in range(COHORTS, 0, -1):
        passed = -1 - september(back)
        left = world.scaled(trend_seats(world, -back)) * survival**passed
        sizes.append(largest_remainder(left, round(float(left.sum()))))
    return np.array(sizes)


def september(back: int) -> int:
    """Return the month index of the September of so many years before 2019."""
    return FIRST_SEPTEMBER - MONTHS_PER_YEAR * (back - 1)


def set_up_schools(world: World, state: State) -> None:
    """Send the students of the start to school, and fill the stock of young people."""
    shares = np.cumsum(base_field_shares(world), axis=1)
    for back, sizes in zip(range(COHORTS, 0, -1), cohort_sizes(world).tolist(), strict=True):
        for city, count in enumerate(sizes):
            block = state.worker_blocks.names.index(f"students:{world.region.node_names[city]}")
            ids = state.worker_blocks.take(block, count)
            traits = draw_students(world, state, world.initial_key, ids, city, shares[city], september(back))
            enrol(state.workers, ids, city, *traits, september(back))
    state.youth, state.direct_cohort = initial_youth(world, state.population_start)


def note_fields(world: World, state: State, seekers: Counts) -> None:
    """Remember how tight fields are at the start; seekers of shape (C, I, Q)."""
    state.field_tightness[:] = observed_tightness(world, state, seekers)
