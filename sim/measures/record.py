"""Record: what is kept of every month, as tables at real size.

The record looks and never touches: it copies the census, the flows and the services of a month and turns them
into tables. A world without HR agencies has no tables and no columns of the industry.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.agents.agencies import RECRUITMENT
from sim.agents.state import State
from sim.measures import industry
from sim.measures.concentration import SIZE_CLASSES, at_least
from sim.measures.labour import city_counts, flow_tables, persons_by_place, ratios, school_supply
from sim.measures.talent import Attracted, brand_reputation, talent_counts
from sim.measures.training import PLAN_START, training_counts
from sim.processes.clock import Month, month_name
from sim.processes.ledger import WAGE_UNIT, Census, Flows
from sim.processes.payroll import CENTS
from sim.processes.services import Services, price_faced
from sim.processes.world import World

Floats = NDArray[np.float64]
Matrix = tuple[str, NDArray[np.generic], tuple[str, ...], tuple[str, ...]]
ALL = "All"
MONTHLY, FLOWS, PERSONS, SERVICE_FLOWS = "monthly", "flows", "persons", "service_flows"
COLUMNS = {
    FLOWS: ("month", "kind", "origin", "destination", "workers"),
    PERSONS: ("month", "place", "persons"),
    "services": (
        *("month", "city", "line", "revenue", "revenue_net", "outlay_governments", "quantity"),
        *("orders", "orders_unmet", "price"),
    ),
    SERVICE_FLOWS: ("month", "kind", "origin", "destination", "value"),
    "service_concentration": (
        *("month", "line", "share_of_five_largest", "herfindahl", "tail_exponent", "utilisation"),
    ),
    "agency_sizes": ("month", "threshold", "agencies_at_least"),
}
"""Tables besides the monthly one and their columns; those after the persons exist with agencies only."""
MATRICES = (FLOWS, SERVICE_FLOWS)
"""Tables of origins and destinations."""


class Record:
    """The months so far. Counts become real persons, posts and firms: simulated ones over the scale."""

    def __init__(self, world: World) -> None:
        """Start an empty record."""
        self.world = world
        self.monthly: list[dict[str, object]] = []
        self.cultivated: Floats = np.zeros(world.n_cities)
        self.certified_from_schools: Floats = np.zeros(world.n_cities)
        kept = [name for name in COLUMNS if name in (FLOWS, PERSONS) or world.agencies]
        self.rows: dict[str, list[tuple[object, ...]]] = {n: [] for n in kept if n not in MATRICES}
        # Matrices become rows when a table is asked for: thousands of tuples, which nobody reads during a
        # run, would set off the garbage collector, and it takes a fifth of a second.
        self.matrices: dict[str, list[tuple[str, Matrix]]] = {n: [] for n in kept if n in MATRICES}
        self.attracted = Attracted(world.n_cities)
        self.grown_up = 0

    def under(self, world: World | None) -> Record:
        """Return this record, which goes on in another setting; None leaves the setting out for storing."""
        other = copy(self)
        other.world = world  # type: ignore[assignment]
        return other

    def add(
        self, now: Month, state: State, flows: Flows, census: Census, services: Services | None = None
    ) -> None:
        """Add a month.

        Args:
            now: the month.
            state: state at its end.
            flows: what happened on the labour market.
            census: count at its end.
            services: what the HR-service industry did; None in a world without agencies.
        """
        name = month_name(now.index)
        prices: Floats | None = None
        if services is not None:
            prices = industry.fee_index(self.world, price_faced(state)[0], now)
            state = replace(state, agencies=industry.in_business(state.agencies))
        self._add_cities(name, now, state, flows, census, services, prices)
        self._add_matrices(FLOWS, name, flow_tables(self.world, flows, census))
        self.grown_up += int(flows.schools.grown_up.sum())
        self.rows[PERSONS] += [(name, *row) for row in persons_by_place(self.world, census, self.grown_up)]
        if services is not None and prices is not None:
            self._add_industry(name, state, census, services, prices)

    def latest(self, measure: str) -> float:
        """Return a measure of the whole region in the latest month."""
        regions = [row for row in self.monthly[-1 - self.world.n_cities :] if row["city"] == ALL]
        return float(regions[0][measure])  # type: ignore[arg-type]

    def monthly_table(self) -> pd.DataFrame:
        """Return one row per month and city, the whole region first."""
        return pd.DataFrame(self.monthly)

    def flows_table(self) -> pd.DataFrame:
        """Return one row per month, kind of flow, origin and destination: workers at real size."""
        return self._at_real_size(FLOWS)

    def persons_table(self) -> pd.DataFrame:
        """Return one row per month and place: persons at real size."""
        return self._at_real_size(PERSONS)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name."""
        names = (name for name in COLUMNS if name in self.rows or name in self.matrices)
        others = {name: self._table(name) for name in names if name not in (FLOWS, PERSONS)}
        counted = {FLOWS: self.flows_table(), PERSONS: self.persons_table()}
        return {MONTHLY: self.monthly_table(), **counted, **others}

    def _at_real_size(self, name: str) -> pd.DataFrame:
        table = self._table(name)
        counted = COLUMNS[name][-1]
        table[counted] = table[counted] / self.world.scale
        return table

    def _add_matrices(self, name: str, month: str, matrices: Iterable[Matrix]) -> None:
        """Keep copies of the matrices of a month."""
        self.matrices[name] += [
            (month, (kind, table.copy(), origins, destinations))
            for kind, table, origins, destinations in matrices
        ]

    def _table(self, name: str) -> pd.DataFrame:
        rows = self.rows[name] if name in self.rows else self._cells(name)
        return pd.DataFrame(rows, columns=list(COLUMNS[name]))

    def _cells(self, name: str) -> list[tuple[object, ...]]:
        return [row for month, matrix in self.matrices[name] for row in origin_destination(month, *matrix)]

    def _places(self) -> Iterable[tuple[str, slice]]:
        """The whole region and each city, with the rows of an array by city that belong to it."""
        cities = self.world.region.city_names
        return [(ALL, slice(None)), *((city, slice(place, place + 1)) for place, city in enumerate(cities))]

    def _add_cities(
        self,
        name: str,
        now: Month,
        state: State,
        flows: Flows,
        census: Census,
        services: Services | None,
        prices: Floats | None,
    ) -> None:
        self.attracted.add(now, flows.boundary.talent.sum(axis=0))
        counts: dict[str, NDArray[Any]] = {
            **city_counts(self.world, state, flows, census),
            **talent_counts(self.attracted, census),
            **training_counts(flows.training, self.cultivated),
            **school_supply(flows.schools, self.certified_from_schools),
        }
        if now.index < PLAN_START:
            counts["talent_cultivated_since_plan"] = self.cultivated
        self.cultivated = counts["talent_cultivated_since_plan"].astype(float)
        self.certified_from_schools = counts["certified_from_schools"].astype(float)
        industry_sums = {} if services is None else industry.city_rows(self.world, state, services)
        # Prices and the cost of policies are in CNY already; everything else is a count to bring to real
        # size.
        outlay = self.world.policies.outlay(now.index)
        wages = census.log_wages.astype(float) / WAGE_UNIT
        found = (by_place(counts.values()) / self.world.scale).tolist()
        earned = [] if services is None else by_place(industry_sums.values()).tolist()
        for place, (city, own) in enumerate(self._places()):
            values: dict[str, float] = dict(zip(counts, found[place], strict=True))
            residents = counts["labour_force"][own]
            values["mean_wage"] = float(np.exp(wages[own].sum() / max(int(counts["jobs"][own].sum()), 1)))
            values["brand_reputation"] = brand_reputation(state, own)
            values["rent"] = weighted(state.rents[own], residents)
            values["policy_outlay"] = outlay if city == ALL else 0.0
            values |= ratios(values)
            if services is not None and prices is not None:
                values |= zip(industry_sums, earned[place], strict=True)
                values |= industry.industry_ratios(values)
                orders = services.orders.demand.orders[own]
                values["hr_fee_index"] = float(mean_prices(prices[own], orders, residents)[RECRUITMENT])
            self.monthly.append({"month": name, "city": city, **values})

    def _add_industry(
        self, name: str, state: State, census: Census, services: Services, prices: Floats
    ) -> None:
        """Add the month to the tables that only a world with agencies has."""
        cities = self.world.region.city_names
        rows, residents = industry.line_rows(services), census.labour_force
        found = by_place(rows.values()).tolist()
        for place, (city, own) in enumerate(self._places()):
            paid = mean_prices(prices[own], rows["orders"][own], residents[own]).tolist()
            self.rows["services"] += [
                (name, city, label, *values, price)
                for label, values, price in zip(industry.LINE_NAMES, found[place], paid, strict=True)
            ]
        tables = industry.between_cities(self.world, state, services)
        self._add_matrices(SERVICE_FLOWS, name, ((kind, table, cities, cities) for kind, table in tables))
        self.rows["service_concentration"] += [
            (name, *values) for values in industry.concentration_rows(state.agencies)
        ]
        revenue = state.agencies.revenue_gross.sum(axis=0) / CENTS
        self.rows["agency_sizes"] += [
            (name, float(threshold), float(count))
            for threshold, count in zip(SIZE_CLASSES, at_least(revenue), strict=True)
        ]


def by_place(measures: Iterable[NDArray[np.generic]]) -> Floats:
    """Return measures by city, of shape (C, ...), side by side, their sums first: (1 + C, ..., measures)."""
    cities = np.stack([np.asarray(measure, float) for measure in measures], axis=-1)
    return np.concatenate([cities.sum(axis=0, keepdims=True), cities])


def weighted(values: Floats, residents: NDArray[np.int64]) -> float:
    """Return the mean weighted by the labour force."""
    return float((values * residents).sum() / max(residents.sum(), 1))


def mean_prices(prices: Floats, orders: Floats, residents: NDArray[np.int64]) -> Floats:
    """Return means over cities by line, shape (S,), weighted by orders, so that they are what an order costs.

    By the labour force where a line has no order. Shapes: prices and orders (C, S), residents (C,).
    """
    total = orders.sum(axis=0)
    paid = (prices * orders).sum(axis=0) / np.where(total > 0.0, total, 1.0)
    usual = (prices * residents[:, None]).sum(axis=0) / max(residents.sum(), 1)
    means: Floats = np.where(total > 0.0, paid, usual)
    return means


def origin_destination(
    month: str,
    kind: str,
    matrix: NDArray[np.generic],
    origins: tuple[str, ...],
    destinations: tuple[str, ...],
) -> list[tuple[object, ...]]:
    """Return a row for each cell of a matrix: month, kind, origin, destination, value."""
    return [
        (month, kind, origin, destination, value)
        for origin, row in zip(origins, matrix.tolist(), strict=True)
        for destination, value in zip(destinations, row, strict=True)
    ]
