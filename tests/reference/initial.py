"""Reading a stored state into objects, once, at the start. Afterwards the reference model has no arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import BY_LINE, Agencies
from sim.agents.blocks import IdBlocks
from sim.agents.state import State
from tests.reference.agencies import Agency, Desk, Listing, ServiceMemory
from tests.reference.ledger import take_census
from tests.reference.market import ReferenceMarket
from tests.reference.objects import (
    City,
    Contract,
    Firm,
    IdBlock,
    OwnAccountPool,
    Post,
    School,
    Status,
    Worker,
)

FLAGS = {
    "talent": 0,
    "returnee": 1,
    "misled": 2,
    "served": 3,
    "placed": 4,
    "vocational": 5,
    "order_class": 6,
    "intern": 7,
    "visiting_expert": 8,
    "branded": 9,
}
"""Flags of a worker, and their bits."""


def read(market: ReferenceMarket, state: State) -> ReferenceMarket:
    """Give a model the agents and memories of a state; the state is not touched."""
    market.cities = [
        City(market, city, *figures)
        for city, figures in enumerate(
            zip(
                state.rents.tolist(),
                state.city_fill_rate.tolist(),
                state.population_start.tolist(),
                strict=True,
            )
        )
    ]
    market.worker_blocks, market.firm_blocks = blocks(state.worker_blocks), blocks(state.firm_blocks)
    market.agency_blocks = blocks(state.agency_blocks)
    market.agencies = {agency.identity: agency for agency in read_agencies(market, state)}
    market.memory = read_memory(state)
    market.schools = [
        School(market, identity, *traits)
        for identity, traits in enumerate(zip(*(column.tolist() for column in state.schools), strict=True))
    ]
    market.youth, market.direct_cohort = state.youth.tolist(), state.direct_cohort.tolist()
    market.field_tightness = state.field_tightness.tolist()
    market.firms = {firm.identity: firm for firm in read_firms(market, state)}
    market.workers = {worker.identity: worker for worker in read_workers(market, state)}
    read_posts(market, state)
    market.log_wages, market.log_wages_at_start = by_key(state.log_wages), by_key(state.log_wages_start)
    market.fill_rate, market.quit_rate = by_key(state.fill_rate), by_key(state.quit_rate)
    market.posts_seen, market.seekers_seen = by_key(state.posts_seen), by_key(state.seekers_seen)
    market.tightness_at_start = by_key(state.tightness_start)
    market.labour_demand_at_start = by_key(state.labour_demand_start)
    market.in_pool, market.out_pool = by_key(state.in_pool), by_key(state.out_pool)
    market.eligible = by_key(state.training_eligible)
    market.brand_reputation, market.branded = by_key(state.brand_reputation), by_key(state.branded)
    market.separation_norm, market.search_norm = state.separation_norm, state.search_norm
    market.census = take_census(market, max(market.month, 0))
    return market


def by_key(array: NDArray[Any]) -> dict[Any, Any]:
    """Return the entries of an array by their index, as Python numbers."""
    return dict(zip(product(*map(range, array.shape)), array.ravel().tolist(), strict=True))


def blocks(source: IdBlocks) -> list[IdBlock]:
    """Return the blocks of ids."""
    starts = source.start.tolist()
    return [
        IdBlock(name, first, after - first, used)
        for name, first, after, used in zip(
            source.names, starts[:-1], starts[1:], source.used.tolist(), strict=True
        )
    ]


def rows(columns: Any, used: list[IdBlock]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the id and the attributes of every row in use."""
    lists = {name: column.tolist() for name, column in columns._asdict().items()}
    for block in used:
        for identity in range(block.first, block.first + block.used):
            yield identity, {name: values[identity] for name, values in lists.items()}


def read_firms(market: ReferenceMarket, state: State) -> Iterator[Firm]:
    """Yield pools and firms, closed ones too."""
    n_pools = market.n_cities * market.n_industries
    for identity, row in rows(state.firms, market.firm_blocks):
        kind = OwnAccountPool if identity < n_pools else Firm
        firm = kind(market, identity, row.pop("city"), row.pop("industry"))
        firm.staff = {Contract(kind): row.pop(f"staff_{Contract(kind).name.lower()}") for kind in firm.staff}
        firm.lines_used = members(row.pop("service_use"))
        firm.incumbents = [market.agencies.get(agency) for agency in row.pop("incumbent_agency")]
        for name, value in row.items():
            setattr(firm, name, value)
        firm.alive = row["alive"] == 1
        yield firm


def read_workers(market: ReferenceMarket, state: State) -> Iterator[Worker]:
    """Yield everybody who has entered."""
    for identity, row in rows(state.workers, market.worker_blocks):
        worker = Worker(market, identity)
        certificate, flags, employer = row.pop("certificate"), row.pop("flags"), row.pop("employer")
        school = row.pop("school")
        for name, value in row.items():
            setattr(worker, name, value)
        worker.status, worker.contract = Status(row["status"]), Contract(row["contract"])
        worker.employer = market.firms[employer] if employer >= 0 else None
        worker.work_city = row["work_city"] if row["work_city"] < market.n_cities else None
        worker.certified = certificate & 1 == 1
        worker.issued_in = members(certificate >> 1)
        worker.agency = market.agencies.get(row["agency"])
        worker.school = market.schools[school] if school >= 0 else None
        for name, bit in FLAGS.items():
            setattr(worker, name, flags >> bit & 1 == 1)
        yield worker


def members(bits: int) -> set[int]:
    """Return the places of the bits that are set."""
    return {place for place in range(bits.bit_length()) if bits >> place & 1}


def agency_first(columns: Agencies) -> Agencies:
    """Return views of the columns whose first axis is the agency and whose last one is the line, if any."""
    return columns._replace(**{name: np.moveaxis(getattr(columns, name), 0, -1) for name in BY_LINE})


def read_agencies(market: ReferenceMarket, state: State) -> Iterator[Agency]:
    """Yield the agencies, closed ones too."""
    for identity, row in rows(agency_first(state.agencies), market.agency_blocks):
        agency = Agency(market, identity, row["head_office"])
        agency.offices, agency.recognised_in = members(row["offices"]), members(row["recognised_in"])
        for name in ("alive", "licensed", "park", "certified_5a", "platform"):
            setattr(agency, name, row[name] == 1)
        agency.desks = [Desk(*figures) for figures in zip(*(row[f.name] for f in fields(Desk)), strict=True)]
        agency.list_status = [Listing(status) for status in row["list_status"]]
        for name in (
            "entry_month", "clients", "stock", "reputation", "honesty", "listed_until", "last_complaint",
            "cash", "cost",
        ):  # fmt: skip
            setattr(agency, name, row[name])
        yield agency


def read_memory(state: State) -> ServiceMemory:
    """Return what the market for HR services remembers: tables as lists, numbers as numbers."""
    values = {name: array.tolist() for name, array in state.services._asdict().items()}
    return ServiceMemory(**{name: value[0] if len(value) == 1 else value for name, value in values.items()})


def read_posts(market: ReferenceMarket, state: State) -> None:
    """Put the open posts on the board, slot by slot."""
    posts = state.vacancies
    columns = {name: getattr(posts, name) for name in posts._fields if name not in ("offset", "open_posts")}
    shape = (range(2), range(market.n_cities), market.industries, market.skills)
    for number, cell in enumerate(product(*shape)):
        first = int(posts.offset[number])
        market.board.cells[cell] = [
            read_post(market, {name: column[slot].item() for name, column in columns.items()})
            for slot in range(first, first + int(posts.open_posts[number]))
        ]


def read_post(market: ReferenceMarket, row: dict[str, int]) -> Post:
    """Return a post from its entries in the columns."""
    post = Post(market, market.firms[row["firm"]], row["sequence"], row["month"], row["line"])
    post.contract, post.induced = Contract(row["contract"]), row["induced"] == 1
    post.agency = market.agencies.get(row["agency"])
    return post
