"""Hand-made orders and agencies."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.agencies import N_LINES, ServiceMarket
from sim.agents.state import State
from sim.processes.applications import Applications, BoundaryApplications
from sim.processes.open_orders import OpenOrders
from tests.processes.builders import some_vacancies

FIRM_POST = tuple[int, int, int]


def some_market(serves: list[list[int]], **fields: Any) -> ServiceMarket:
    """Agencies of quality one that look again once and never mislead; one row of `serves` for each."""
    n, n_cities = len(serves), len(serves[0])
    market = ServiceMarket(
        serves=np.array(serves, np.uint8),
        quality=np.ones((N_LINES, n)),
        misconduct=np.zeros(n),
        extra_rounds=1.0,
        induced_effort=np.ones(n_cities),
        contacts=8.0,
        headhunt_premium=0.15,
    )
    return market._replace(**fields)


def some_orders(*orders: tuple[int, int, int, int, int]) -> OpenOrders:
    """Open orders (slot, cell, firm, agency, line), each for one round."""
    columns = [np.array(column) for column in zip(*orders, strict=True)]
    kinds = (np.int64, np.int32, np.int32, np.int16, np.uint8)
    plain = [column.astype(kind) for column, kind in zip(columns, kinds, strict=True)]
    ones = np.ones(len(orders), np.uint8)
    return OpenOrders(*plain, rounds=ones, free=ones.copy())


def some_applications(worker: Any, cell: Any, slot: Any, key: Any) -> Applications:
    """Applications in the order of the workers."""
    return Applications(
        np.array(worker, np.int32), np.array(cell, np.int32), np.array(slot, np.int64), np.array(key, float)
    )


def nobody_away() -> BoundaryApplications:
    """No application outside the region."""
    none = np.zeros(0, np.uint8)
    return BoundaryApplications(np.zeros(0, np.int32), none, none, none)


def post_with(
    state: State, posts: dict[int, list[int]], agency: int = -1, line: int = 255, contract: int = 0
) -> None:
    """Replace all posts of a state by posts of some firms in each cell, all with the same order."""
    state.vacancies = some_vacancies(
        {cell: [(firm, place, 0) for place, firm in enumerate(firms)] for cell, firms in posts.items()}, 416
    )
    state.firms.open_vacancies[:] = 0
    for cell, firms in posts.items():
        np.add.at(state.firms.open_vacancies, (np.array(firms), cell % 4), 1)
    state.vacancies.agency[:], state.vacancies.line[:] = agency, line
    state.vacancies.contract[:] = contract
