"""Tiny hand-made markets: everything zero but what a test sets, so that every number can be done by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.agents.blocks import IdBlocks
from sim.agents.firms import Firms, empty_firms
from sim.agents.state import State, state_arrays, state_from_arrays
from sim.agents.vacancies import Vacancies, empty_vacancies
from sim.agents.workers import NO_FIRM, Workers, empty_workers
from sim.draws import make_key
from sim.processes.clock import Month, open_month
from sim.processes.information import Places, inform
from sim.processes.outside import outside_log_wages
from sim.processes.service_information import open_service_market
from sim.processes.world import World

KEY = make_key(7, 3)


def rows(count: int) -> np.ndarray:
    """One piece of `count` rows."""
    return np.array([[0, count]], np.int64)


def some_workers(count: int, **columns: Any) -> Workers:
    """Workers who are employed nowhere in particular; columns are set to one value or one for each."""
    workers = empty_workers(count)
    workers.status[:] = 0
    workers.work_city[:] = 0
    workers.employer[:] = NO_FIRM
    for name, values in columns.items():
        getattr(workers, name)[:] = values
    return workers


def some_firms(count: int, n_skills: int = 2, **columns: Any) -> Firms:
    """Living firms without staff."""
    firms = empty_firms(count, n_skills)
    firms.alive[:] = 1
    for name, values in columns.items():
        getattr(firms, name)[:] = values
    return firms


def some_vacancies(posts: dict[int, list[tuple[int, int, int]]], n_market_cells: int) -> Vacancies:
    """Posts (firm, sequence, month) of each market cell, in the order of the slots."""
    vacancies = empty_vacancies(n_market_cells)
    for cell, held in posts.items():
        for place, (firm, sequence, month) in enumerate(held):
            slot = vacancies.offset[cell] + place
            vacancies.firm[slot], vacancies.sequence[slot], vacancies.month[slot] = firm, sequence, month
        vacancies.open_posts[cell] = len(held)
    return vacancies


def posts_of(vacancies: Vacancies, cell: int) -> list[tuple[int, int, int]]:
    """The posts of a cell in the order of the slots, as `some_vacancies` takes them."""
    first = int(vacancies.offset[cell])
    slots = range(first, first + int(vacancies.open_posts[cell]))
    return [
        (int(vacancies.firm[slot]), int(vacancies.sequence[slot]), int(vacancies.month[slot]))
        for slot in slots
    ]


def honoured(n_cities: int, chance: float) -> np.ndarray:
    """The chance that a certificate counts: sure where issued, alike elsewhere; last row, issued outside."""
    between = np.full((n_cities + 1, n_cities), chance)
    np.fill_diagonal(between, 1.0)
    return between


def plain_places(
    n_cities: int = 2, n_nodes: int = 3, n_industries: int = 2, n_skills: int = 2, **fields: Any
) -> Places:
    """Places that differ in nothing: no rents, distances, barriers or ties; taste scale 0.35."""
    places = Places(
        log_wages=np.zeros((n_nodes, n_industries, n_skills)),
        log_mean_wage=np.zeros((n_cities, n_skills)),
        rent_term=np.zeros(n_nodes),
        travel_term=np.zeros((n_cities, n_cities)),
        travel_cost=np.zeros((n_cities, n_cities)),
        reachable=np.ones((n_cities, n_cities), np.uint8),
        barrier=np.zeros((n_skills, n_cities, n_cities)),
        moving_cost=np.zeros((n_skills, n_cities, n_nodes)),
        awareness=np.ones((n_cities, n_nodes)),
        home_awareness=1.0,
        immobile=np.zeros(n_cities),
        wage_drift=0.0,
        elapsed=0,
        logit_scale=0.35,
        homeward_cost_share=0.5,
        registration_penalty=0.0,
        home_tie=0.0,
        certificate_barrier=0.0,
        certificate_job_share=0.25,
        certificate_recognition=honoured(n_cities, 0.3),
        stay_bonus=0.0,
        tenure_utility=0.0,
        log_replacement=math.log(0.5),
        reservation_decline=0.0,
        match_sd=0.0,
        worker_effect_sd=0.0,
        size_premium=0.0,
        size_reference=14.0,
        brand_factors=np.ones((n_nodes, n_industries)),
    )
    return places._replace(**fields)


def copy_of(state: State) -> State:
    """An independent copy."""
    return state_from_arrays({name: np.array(array) for name, array in state_arrays(state).items()})


def only_workers(state: State, workers: Workers, firms: Firms | None = None) -> State:
    """A copy of the state with other people, and firms if given, in one block of ids."""
    changed = copy_of(state)
    changed.workers = workers
    changed.worker_blocks = IdBlocks(
        ("all",), np.array([0, workers.status.size]), np.array([workers.status.size])
    )
    if firms is not None:
        changed.firms = firms
    return changed


def at(world: World, state: State, index: int) -> tuple[Month, Places]:
    """A month and its places."""
    now = open_month(world, KEY, index)
    market = open_service_market(world, state, now)
    return now, inform(world, state, now, outside_log_wages(world, state, now), market)
