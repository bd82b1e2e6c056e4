"""The state of the labour market: everything that one month hands on to the next."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import Agencies
from sim.agents.blocks import IdBlocks
from sim.agents.firms import Firms
from sim.agents.schools import Schools
from sim.agents.services import ServiceMemory
from sim.agents.vacancies import Vacancies
from sim.agents.workers import Workers

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass
class State:
    """Populations, prices, memories and frozen norms.

    Shapes: C cities, B boundary nodes, I industries, Q skills.

    workers, firms, vacancies, agencies, schools   the populations
    services             what the market for HR services remembers
    worker_blocks, firm_blocks, agency_blocks  who has which ids; firm block `city * I + industry`, after one
                         block of pools; agency block `city`
    log_wages            log market wage of each cell, CNY/month, shape (C, I, Q)
    rents                rent relative to the first city, shape (C,)
    fill_rate            expected monthly chance that a post is filled, shape (2, C, I, Q)
    city_fill_rate       the same, for a whole city, shape (C,)
    quit_rate            expected share of staff who leave by themselves, 1/month, shape (2, C, I)
    in_pool              people at boundary nodes who may move in, simulated workers, shape (B, Q)
    out_pool             people registered in a city who work at a boundary node, shape (C, B, Q)
    brand_reputation     reputation of labour brands by city of registration and industry, shape (C, I)
    branded              branded workers last month, shape (C, I)
    youth                young people who have left school and neither work nor study yet, simulated
                         workers, shape (C,)
    direct_cohort        those of them whom the last September left to enter work, shape (C,)
    field_tightness      log posts per seeker by city and field: of the start, and of last September,
                         shape (2, C, I)
    posts_seen, seekers_seen   sums of month-end posts and job seekers since the last wage round,
                         shape (C, I, Q)
    labour_demand_start  employment at the start, the level of labour demand, workers, shape (2, C, I)
    log_wages_start      log_wages at the start
    tightness_start      log tightness of a normal time, shape (C, I, Q)
    population_start     labour force at the start, workers, shape (C,)
    training_eligible    who could begin a course at the start, employed and unemployed, by city of
                         residence, workers, shape (2, C)
    separation_norm      divides the separation hazard so that its mean is the separation rate
    search_norm          divides the search hazard so that its mean is the on-the-job rate
    """

    workers: Workers
    firms: Firms
    vacancies: Vacancies
    agencies: Agencies
    schools: Schools
    services: ServiceMemory
    worker_blocks: IdBlocks
    firm_blocks: IdBlocks
    agency_blocks: IdBlocks
    log_wages: Floats
    rents: Floats
    fill_rate: Floats
    city_fill_rate: Floats
    quit_rate: Floats
    in_pool: Counts
    out_pool: Counts
    brand_reputation: Floats
    branded: Counts
    youth: Counts
    direct_cohort: Counts
    field_tightness: Floats
    posts_seen: Floats
    seekers_seen: Floats
    labour_demand_start: Floats
    log_wages_start: Floats
    tightness_start: Floats
    population_start: Counts
    training_eligible: Counts
    separation_norm: float
    search_norm: float


GROUPS: dict[str, Any] = {
    "workers": Workers,
    "firms": Firms,
    "vacancies": Vacancies,
    "agencies": Agencies,
    "schools": Schools,
    "services": ServiceMemory,
}


def state_arrays(state: State) -> dict[str, Any]:
    """Return every array of the state under a flat name, for storing, comparing and digests."""
    arrays: dict[str, Any] = {}
    for item in fields(state):
        value = getattr(state, item.name)
        if item.name in GROUPS:
            arrays |= {f"{item.name}.{name}": column for name, column in value._asdict().items()}
        elif isinstance(value, IdBlocks):
            arrays |= {
                f"{item.name}.names": np.array(value.names),
                f"{item.name}.start": value.start,
                f"{item.name}.used": value.used,
            }
        else:
            arrays[item.name] = np.asarray(value)
    return arrays


def state_from_arrays(arrays: dict[str, Any]) -> State:
    """Rebuild a state from the arrays of `state_arrays`."""
    values: dict[str, Any] = {}
    for item in fields(State):
        prefix = f"{item.name}."
        parts = {
            name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)
        }
        if item.name in GROUPS:
            values[item.name] = GROUPS[item.name](**parts)
        elif item.name.endswith("_blocks"):
            values[item.name] = IdBlocks(tuple(parts["names"].tolist()), parts["start"], parts["used"])
        else:
            array = arrays[item.name]
            values[item.name] = float(array) if array.ndim == 0 else array
    return State(**values)


def save_state(state: State, path: Path) -> None:
    """Write the state to a file, complete or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    with temporary.open("wb") as stream:
        np.savez(stream, **state_arrays(state))
    temporary.replace(path)


def load_state(path: Path) -> State:
    """Read a state from a file. Nothing but arrays is ever read from it."""
    with np.load(path, allow_pickle=False) as stored:
        return state_from_arrays({name: stored[name] for name in stored.files})
