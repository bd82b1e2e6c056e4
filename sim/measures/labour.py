"""Measures of the labour market: counts by city, rates and flows between places, simulated units."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.agents.schools import TECHNICIAN
from sim.agents.state import State
from sim.agents.workers import RETIRED
from sim.processes.ledger import Census, Flows
from sim.processes.schools import SchoolFlows
from sim.processes.world import World

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


def city_counts(world: World, state: State, flows: Flows, census: Census) -> dict[str, Counts]:
    """Return the month's counts by city, simulated units, each of shape (C,)."""
    moves, losses, outside = flows.moves, flows.job_losses, flows.boundary
    between = census.employed * (1 - np.eye(world.n_cities, dtype=np.int64))
    cross_offers = flows.offers * (1 - np.eye(world.n_cities, dtype=np.int64))
    schools = flows.schools
    alive = state.firms.alive[world.n_pools :] == 1
    return {
        "labour_force": census.labour_force,
        "employed": census.employed.sum(axis=1),
        "jobs": census.employed.sum(axis=0),
        "unemployed": census.seekers.sum(axis=(1, 2)),
        "vacancies": by_city(world, state.vacancies.open_posts),
        "posted": by_city(world, flows.posts.posted),
        "filled": by_city(world, flows.hiring.filled),
        "withdrawn": by_city(world, flows.posts.withdrawn),
        "hires_from_unemployment": flows.hiring.hires[0].sum(axis=0),
        "hires_job_to_job": flows.hiring.hires[1].sum(axis=0),
        "separations": losses.separated.sum(axis=(0, 2)),
        "layoffs": losses.laid_off.sum(axis=(0, 2)),
        "firm_exit_releases": losses.released.sum(axis=(0, 2)),
        "retirements": flows.renewal.retired,
        "entrants": flows.renewal.entered,
        "talent_arrivals": outside.talent.sum(axis=0),
        "in_migrants": (outside.immigrated + outside.again).sum(axis=0),
        "returnees": (outside.returned + outside.from_pool).sum(axis=0),
        "out_migrants": outside.emigrated.sum(axis=1),
        "home_departures": outside.left_home.sum(axis=1),
        "talent_departures": outside.talent_left.sum(axis=1),
        "export_team_members": flows.sent.sum(axis=1),
        "branded_workers": state.branded.sum(axis=1),
        "moved_in": moves.sum(axis=0),
        "moved_out": moves.sum(axis=1),
        "commuters_in": between.sum(axis=0),
        "commuters_out": between.sum(axis=1),
        "offers_cross_city": cross_offers.sum(axis=0),
        "firms": np.bincount(state.firms.city[world.n_pools :][alive], minlength=world.n_cities),
        "firm_entries": flows.firms.entries,
        "firm_exits": flows.firms.closures,
        "young_entrants": flows.renewal.entered + schools.entered,
        "certified": census.certified,
        "youth": census.youth,
        "students": census.students.sum(axis=(1, 2)),
        "school_intake": schools.intake.sum(axis=1),
        "technician_intake": schools.intake[:, TECHNICIAN],
        "graduates": schools.graduates.sum(axis=1),
        "drop_outs": schools.drop_outs.sum(axis=1),
        "interns": census.interns,
        "intern_hires": schools.graduation.intern_hires,
        "order_offers": schools.graduation.order_offers,
        "order_hires": schools.graduation.order_hires,
        "graduates_left": schools.graduation.left.sum(axis=1),
    }


def school_supply(schools: SchoolFlows, before: Floats) -> dict[str, Floats]:
    """Return the certified supply of schools, shape (C,): the sum tells what the stock of holders does not.

    The courses and moves of adults change the stock of holders by more than a cohort of a school does.

    Args:
        schools: flows of the month; all graduates hold a certificate.
        before: graduates who joined the labour force from the start to the month before, shape (C,).
    """
    return {"certified_from_schools": before + schools.graduation.entered}


def by_city(world: World, posts: Counts) -> Counts:
    """Return posts by market cell summed by city, shape (C,)."""
    return np.asarray(posts.reshape(2, world.n_cities, -1).sum(axis=(0, 2)))


def ratios(values: dict[str, float]) -> dict[str, float]:
    """Return the rates that follow from a row's counts."""
    unemployed, vacancies = values["unemployed"], values["vacancies"]
    return {
        "unemployment_rate": unemployed / max(values["labour_force"], 1.0),
        "vacancy_rate": vacancies / max(vacancies + values["jobs"], 1.0),
        "tightness": vacancies / max(unemployed, 1.0),
    }


def persons_by_place(world: World, census: Census, grown_up: int) -> list[tuple[str, int]]:
    """Return where all persons are, in simulated persons, and how many grew up since the start.

    All but the last add up to those of the start and those who grew up.
    """
    cities, nodes = world.region.city_names, world.region.node_names
    outside = census.outside.sum(axis=1)
    return [
        *zip(cities, census.labour_force.tolist(), strict=True),
        *(
            (f"outside: {node}", int(outside[place]))
            for place, node in enumerate(nodes)
            if place >= len(cities)
        ),
        ("at vocational school", int(census.students.sum())),
        ("youth", int(census.youth.sum())),
        ("pool of possible in-migrants", int(census.in_pool.sum())),
        ("pool of earlier out-migrants", int(census.out_pool.sum())),
        ("retired", int(census.by_status[RETIRED])),
        ("grown up since the start", grown_up),
    ]


def flow_tables(
    world: World, flows: Flows, census: Census
) -> Iterator[tuple[str, Counts, tuple[str, ...], tuple[str, ...]]]:
    """Yield each kind of flow as an origin-destination matrix with the names of its rows and columns.

    "commuting" is a stock, residence by city of work, the diagonal included; "hires" are by residence before
    and city of work; the others are moves from one place of residence to another, and all there are.
    """
    cities = world.region.city_names
    boundary = world.region.node_names[world.n_cities :]
    yield "commuting", census.employed, cities, cities
    yield "hires", flows.hiring.hires.sum(axis=0), cities, cities
    yield "job_move", flows.hiring.moved, cities, cities
    yield "house_move", flows.house_moves, cities, cities
    yield "graduate_move", flows.schools.graduation.moved, cities, cities
    yield "graduate_departure", flows.schools.graduation.left, cities, boundary
    outside = flows.boundary
    yield "home_return", outside.went_home, cities, cities
    yield "out_migration", outside.emigrated, cities, boundary
    yield "home_departure", outside.left_home, cities, boundary
    yield "return_migration", outside.returned + outside.from_pool, boundary, cities
    yield "in_migration", outside.immigrated + outside.again, boundary, cities
    yield "talent", outside.talent, boundary, cities
    yield "talent_departure", outside.talent_left, cities, boundary
    yield "outside_move", outside.between, boundary, boundary
