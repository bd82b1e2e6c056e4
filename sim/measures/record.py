"""Record: what is kept of every month, as tables at real size.

The record looks and never touches: it copies the census and the flows of a month and turns them into two
tables.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.agents.state import State
from sim.processes.clock import Month, month_name
from sim.processes.ledger import WAGE_UNIT, Census, Flows
from sim.processes.world import World

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
ALL = "All"


class Record:
    """The months so far. Counts become real persons, posts and firms: simulated ones over the scale."""

    def __init__(self, world: World) -> None:
        """Start an empty record."""
        self.world = world
        self.rows: list[dict[str, object]] = []
        self.flow_rows: list[tuple[str, str, str, str, int]] = []

    def add(self, now: Month, state: State, flows: Flows, census: Census) -> None:
        """Add a month."""
        name = month_name(now.index)
        counts = city_counts(self.world, state, flows, census)
        # Prices and the cost of policies are in CNY already; everything else is a count to bring to real
        # size.
        outlay = self.world.policies.outlay(now.index)
        wages = census.log_wages.astype(float) / WAGE_UNIT
        for place, city in enumerate((ALL, *self.world.region.city_names)):
            own = slice(None) if city == ALL else slice(place - 1, place)
            values: dict[str, object] = {"month": name, "city": city}
            values |= {key: float(value[own].sum()) / self.world.scale for key, value in counts.items()}
            jobs = max(int(counts["jobs"][own].sum()), 1)
            residents = counts["labour_force"][own]
            values["mean_wage"] = float(np.exp(wages[own].sum() / jobs))
            values["rent"] = float((state.rents[own] * residents).sum() / max(residents.sum(), 1))
            values["policy_outlay"] = outlay if city == ALL else 0.0
            self.rows.append(values | ratios(values))
        self.flow_rows += [
            (name, kind, origin, destination, count)
            for kind, table, origins, destinations in flow_tables(self.world, flows, census)
            for origin, row in zip(origins, table.tolist(), strict=True)
            for destination, count in zip(destinations, row, strict=True)
        ]

    def latest(self, measure: str) -> float:
        """Return a measure of the whole region in the latest month."""
        regions = [row for row in self.rows[-1 - self.world.n_cities :] if row["city"] == ALL]
        return float(regions[0][measure])  # type: ignore[arg-type]

    def monthly_table(self) -> pd.DataFrame:
        """Return one row per month and city, the whole region first."""
        return pd.DataFrame(self.rows)

    def flows_table(self) -> pd.DataFrame:
        """Return one row per month, kind of flow, origin and destination: workers at real size."""
        table = pd.DataFrame(self.flow_rows, columns=["month", "kind", "origin", "destination", "workers"])
        table["workers"] = table["workers"] / self.world.scale
        return table


def city_counts(world: World, state: State, flows: Flows, census: Census) -> dict[str, Counts]:
    """Return the month's counts by city, simulated units, each of shape (C,)."""
    moves, losses, outside = flows.moves, flows.job_losses, flows.boundary
    between = census.employed * (1 - np.eye(world.n_cities, dtype=np.int64))
    cross_offers = flows.offers * (1 - np.eye(world.n_cities, dtype=np.int64))
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
        "in_migrants": outside.immigrated.sum(axis=0),
        "returnees": outside.returned.sum(axis=0),
        "out_migrants": outside.emigrated.sum(axis=1),
        "moved_in": moves.sum(axis=0),
        "moved_out": moves.sum(axis=1),
        "commuters_in": between.sum(axis=0),
        "commuters_out": between.sum(axis=1),
        "offers_cross_city": cross_offers.sum(axis=0),
        "firms": np.bincount(state.firms.city[world.n_pools :][alive], minlength=world.n_cities),
        "firm_entries": flows.firms.entries,
        "firm_exits": flows.firms.closures,
    }


def by_city(world: World, posts: Counts) -> Counts:
    """Return posts by market cell summed by city, shape (C,)."""
    return np.asarray(posts.reshape(2, world.n_cities, -1).sum(axis=(0, 2)))


def ratios(values: dict[str, object]) -> dict[str, float]:
    """Return the rates that follow from a row's counts."""
    unemployed, jobs = float(values["unemployed"]), float(values["jobs"])  # type: ignore[arg-type]
    vacancies, labour_force = float(values["vacancies"]), float(values["labour_force"])  # type: ignore[arg-type]
    return {
        "unemployment_rate": unemployed / max(labour_force, 1.0),
        "vacancy_rate": vacancies / max(vacancies + jobs, 1.0),
        "tightness": vacancies / max(unemployed, 1.0),
    }


def flow_tables(
    world: World, flows: Flows, census: Census
) -> Iterator[tuple[str, Counts, tuple[str, ...], tuple[str, ...]]]:
    """Yield each kind of flow as an origin-destination matrix with the names of its rows and columns.

    "commuting" is a stock, residence by city of work, the diagonal included; "hires" are by residence before
    and city of work; the others are moves from one place of residence to another.
    """
    cities = world.region.city_names
    boundary = world.region.node_names[world.n_cities :]
    yield "commuting", census.employed, cities, cities
    yield "hires", flows.hiring.hires.sum(axis=0), cities, cities
    yield "job_move", flows.hiring.moved, cities, cities
    yield "house_move", flows.house_moves, cities, cities
    yield "home_return", flows.boundary.went_home, cities, cities
    yield "out_migration", flows.boundary.emigrated, cities, boundary
    yield "return_migration", flows.boundary.returned, boundary, cities
    yield "in_migration", flows.boundary.immigrated, boundary, cities
    yield "talent", flows.boundary.talent, boundary, cities
