"""Measures of the HR-service industry, at real size: CNY, persons, orders, agencies.

    by city             revenue by scope and definition, agencies, order book, people served
    by city and line    of the client: revenue, payers, quantity, orders and price
    between cities      revenue from head office to client, agencies from head office to office
    by line             concentration of revenue and use of capacity

They are taken after stage 16: an agency that closed this month counts with the revenue that it still earned,
one that moved its head office counts where it now is.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import (
    BLACK,
    CONSULTING_LINE,
    HEADHUNTING,
    OUTSOURCING,
    PERSONNEL,
    RED,
    Agencies,
    rows_of,
)
from sim.agents.state import State
from sim.measures.concentration import herfindahl, largest_share, tail_exponent, used_capacity
from sim.processes.clock import Month
from sim.processes.payroll import CENTS
from sim.processes.service_prices import platform_discount
from sim.processes.services import Services
from sim.processes.sums import column_sums
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Chosen = NDArray[np.bool_]
LINE_NAMES = (
    "recruitment",
    "dispatch",
    "outsourcing",
    "flexible staffing",
    "training",
    "headhunting",
    "consulting",
    "personnel services",
)
ALL_LINES = "all lines"
HIGH_END = (OUTSOURCING, HEADHUNTING, CONSULTING_LINE)
"""Lines that the plan counts as mid and high end; so it does the technology part of personnel services."""


MEASURED = (
    "alive",
    "head_office",
    "offices",
    "licensed",
    "park",
    "list_status",
    "consultants",
    "utilisation",
    "revenue_gross",
    "revenue_net",
)
"""Columns of agencies that measures read."""


def in_business(agencies: Agencies) -> Agencies:
    """Return the rows of agencies that exist or earned this month, in the columns that are measured.

    Two in three rows are reserved for agencies that have not entered, and would be read again and again.
    """
    rows = np.flatnonzero((agencies.alive == 1) | agencies.revenue_gross.any(axis=0))
    return rows_of(agencies, rows, MEASURED)


def by_head_office(world: World, agencies: Agencies, values: NDArray[np.generic]) -> Floats:
    """Return a column of agencies summed by city of the head office, shape (C,)."""
    return np.bincount(agencies.head_office, values.astype(float), minlength=world.n_cities).astype(float)


def counted(world: World, agencies: Agencies, chosen: Chosen) -> Floats:
    """Return the number of chosen agencies by city of the head office, shape (C,)."""
    return np.bincount(agencies.head_office[chosen], minlength=world.n_cities).astype(float)


def offices_counted(world: World, agencies: Agencies, chosen: Chosen) -> Floats:
    """Return offices of the chosen agencies by city of the head office and of the office, shape (C, C)."""
    cities = np.arange(world.n_cities)
    sets = np.arange(1 << world.n_cities)
    kind = agencies.head_office.astype(np.int64) * sets.size + agencies.offices
    found = np.bincount(kind[chosen], minlength=world.n_cities * sets.size)
    counts: Floats = found.reshape(world.n_cities, sets.size) @ (sets[:, None] >> cities & 1).astype(float)
    return counts


def on_list(agencies: Agencies, status: int) -> Chosen:
    """Return whether agencies are on the red or black list of any city, shape (G,)."""
    # City by city: numpy is slow along short rows.
    found: Chosen = (np.ascontiguousarray(agencies.list_status.T) == status).any(axis=0)
    return found


def high_end(world: World, revenue: Counts, fees: Counts) -> Floats:
    """Return the mid- and high-end part of agencies' revenue, cents, shape (G,).

    Args:
        world: setting.
        revenue: gross or net revenue by line, cents, shape (S, G).
        fees: net revenue by line, cents, shape (S, G).
    """
    rule = world.parameters.fees
    technology = rule.technology / (rule.technology + rule.account)
    found: Floats = column_sums(revenue.take(HIGH_END, axis=0)) + technology * fees[PERSONNEL]
    return found


def revenue_rows(world: World, agencies: Agencies) -> dict[str, Floats]:
    """Return the month's revenue by city of the head office in several definitions, CNY, shape (C,) each."""
    gross, net = agencies.revenue_gross, agencies.revenue_net
    invoices = column_sums(gross)
    cents = {
        "hr_revenue": invoices,
        "hr_revenue_net": column_sums(net),
        "hr_revenue_licensed": invoices * agencies.licensed,
        "hr_revenue_plan": invoices * world.parameters.agencies.plan_definition,
        "hr_revenue_high_end": high_end(world, gross, net),
        "hr_revenue_high_end_net": high_end(world, net, net),
    }
    return {name: by_head_office(world, agencies, values) / CENTS for name, values in cents.items()}


def agency_rows(world: World, agencies: Agencies) -> dict[str, Floats]:
    """Return numbers of agencies by city of the head office, offices by their own city, shape (C,) each."""
    alive = agencies.alive == 1
    chosen = {
        "agencies": alive,
        "agencies_licensed": alive & (agencies.licensed == 1),
        "agencies_in_parks": alive & (agencies.park == 1),
        "agencies_red_listed": alive & on_list(agencies, RED),
        "agencies_black_listed": alive & on_list(agencies, BLACK),
    }
    counts = {name: counted(world, agencies, who) for name, who in chosen.items()}
    offices = {"agency_offices": alive, "agency_offices_licensed": chosen["agencies_licensed"]}
    return counts | {name: offices_counted(world, agencies, who).sum(axis=0) for name, who in offices.items()}


def city_rows(world: World, state: State, services: Services) -> dict[str, Floats]:
    """Return the month's measures that add up over cities, shape (C,) each."""
    accounts, placed, orders = services.accounts, services.placed, services.orders
    real = 1.0 / world.scale
    return {
        **revenue_rows(world, state.agencies),
        "hr_outlay_firms": accounts.firms.sum(axis=1) / CENTS,
        "hr_outlay_governments": accounts.governments.sum(axis=1) / CENTS,
        "hr_orders": orders.demand.orders.sum(axis=1),
        "hr_orders_unmet": orders.allocation.unmet.sum(axis=1),
        **agency_rows(world, state.agencies),
        "agencies_entered": services.entered.astype(float),
        "agencies_closed": services.closed.astype(float),
        "complaints": services.complaints.astype(float),
        "service_contacts": placed.contacts * real,
        "placements": placed.placements.sum(axis=1) * real,
        "misplaced": placed.misplaced * real,
        "persons_served": placed.newly_served * real,
        "persons_placed": placed.newly_placed * real,
    }


def industry_ratios(values: dict[str, float]) -> dict[str, float]:
    """Return the shares that follow from a row of the sums above."""
    return {
        "hr_high_end_share": values["hr_revenue_high_end"] / max(values["hr_revenue"], 1.0),
        "hr_high_end_share_net": values["hr_revenue_high_end_net"] / max(values["hr_revenue_net"], 1.0),
        "hr_unmet_share": values["hr_orders_unmet"] / max(values["hr_orders"], 1.0),
    }


def fee_index(world: World, prices: Floats, now: Month) -> Floats:
    """Return the mean price index that a city's clients pay by line, on the platform or not, shape (C, S).

    Args:
        world: setting.
        prices: mean price index of the agencies that clients use, shape (C, S).
        now: the month.
    """
    paid: Floats = prices * platform_discount(world, now)
    return paid


def line_rows(services: Services) -> dict[str, Floats]:
    """Return the month's measures by city of the client and line, which add up over cities, (C, S)."""
    accounts, orders = services.accounts, services.orders
    return {
        "revenue": accounts.gross / CENTS,
        "revenue_net": accounts.net / CENTS,
        "outlay_governments": accounts.governments / CENTS,
        "quantity": accounts.quantity,
        "orders": orders.demand.orders,
        "orders_unmet": orders.allocation.unmet,
    }


def concentration_rows(agencies: Agencies) -> Iterator[tuple[str, float, float, float, float]]:
    """Yield line, share of the five largest, Herfindahl index, tail exponent and use of capacity.

    All lines together first; a line that earned nothing this month has no row.
    """
    gross, use, staff = agencies.revenue_gross, agencies.utilisation, agencies.consultants
    markets = [(ALL_LINES, column_sums(gross), use, staff)]
    markets += zip(LINE_NAMES, gross, use, staff, strict=True)
    for name, cents, utilisation, consultants in markets:
        revenue = cents[cents > 0] / CENTS
        if revenue.size and consultants.any():
            used = used_capacity(utilisation, consultants)
            yield name, largest_share(revenue), herfindahl(revenue), tail_exponent(revenue), used


def between_cities(world: World, state: State, services: Services) -> Iterator[tuple[str, Floats]]:
    """Yield tables by city of the head office (rows) and another city (columns), shape (C, C).

    "revenue" is what agencies invoice to clients of a city, CNY; "offices" how many have an office there.
    """
    yield "revenue", services.accounts.between / CENTS
    yield "offices", offices_counted(world, state.agencies, state.agencies.alive == 1)
