"""Accounts of agencies: stocks, invoices and cash of a month, in whole cents.

What was delivered in a city and line is shared among the agencies that delivered it:

* placements of recruiters and headhunters, in proportion to the client books; those made in further candidate
  rounds in proportion to books times quality, for quality is what buys rounds;
* trainees and projects, in proportion to this month's orders;
* staff and personnel accounts, by the stocks of agencies: a stock loses its part of the ends, gains its share
  of the starts, and all stocks together are brought to the number counted.

An invoice is the quantity times (pass-through + fee x price index), see `sim.processes.service_prices`. Each
invoice has one payer or two, firms and governments, and what they pay is the invoice to the cent; gross
revenue is the invoices, net revenue the fees. Consultants cost a multiple of the city's mean wage; owners
take out cash beyond a year's cost.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import (
    CONSULTING_LINE,
    PERSONNEL,
    STOCK_LINES,
    TRAINING_LINE,
    Agencies,
)
from sim.agents.state import State
from sim.compile import allocating, compiled, row
from sim.processes.clock import Month
from sim.processes.mediation import ServiceFlows
from sim.processes.payroll import CENTS, staff_payroll
from sim.processes.service_demand import ServiceDemand
from sim.processes.service_market import Allocation, LineShares
from sim.processes.service_prices import Units, city_wages, platform_discount, unit_prices
from sim.processes.sums import column_sums, over_lines
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class ServiceAccounts(NamedTuple):
    """Accounts of a month by city of the client and line, cents, shape (C, S), but where it says otherwise.

    gross, net   invoices, and the fees in them
    firms, governments  who paid
    between      invoices by head office and city of the client, shape (C, C)
    quantity     units delivered at real size: placements, staff, trainees, projects, accounts
    """

    gross: Counts
    net: Counts
    firms: Counts
    governments: Counts
    between: Counts
    quantity: Floats


@allocating
def shares(weights: Floats) -> Floats:
    """Return weights of agencies as shares that sum to one in each city, shape (n, C); all zero stay zero."""
    total, found = column_sums(weights), np.zeros(weights.shape)
    for place in range(weights.shape[0]):
        for city in range(total.size):
            if total[city] > 0.0:
                found[place, city] = weights[place, city] / total[city]
    return found


def delivered(world: World, state: State, offer: LineShares, line: int, flows: ServiceFlows) -> Floats:
    """Return the units of a line that each agency delivered, real size, shape (n, C).

    Stocks must be up to date.
    """
    agencies = state.agencies
    if line in STOCK_LINES:
        stock: Floats = agencies.stock[STOCK_LINES.index(line)].take(offer.ids, axis=0)
        return stock
    if line in (TRAINING_LINE, CONSULTING_LINE):
        return offer.load
    books = agencies.clients[line].take(offer.ids, axis=0)
    further = flows.placed_in_rounds[:, line] / world.scale
    first = flows.placements[:, line] / world.scale - further
    quality = agencies.quality[line, offer.ids]
    return first * shares(books) + further * shares(books * quality[:, None])


def renew_stock(
    world: World,
    state: State,
    demand: ServiceDemand,
    offer: LineShares,
    line: int,
    flows: ServiceFlows,
    staff: Counts,
) -> None:
    """Bring the stocks of a line to the number counted at the end of the month.

    Args:
        world: setting.
        state: current state; stocks change.
        demand: demand of the month.
        offer: who got which orders.
        line: one of the stock lines.
        flows: staff starts and ends, simulated workers.
        staff: staff counted, simulated workers, shape (C, 3).
    """
    agencies, place = state.agencies, STOCK_LINES.index(line)
    books = shares(agencies.clients[line].take(offer.ids, axis=0))
    before = np.maximum(column_sums(agencies.stock[place].take(offer.ids, axis=0)), 1e-12)
    if line == PERSONNEL:
        wanted, new = demand.accounts.sum(axis=1), offer.load
        kept = (wanted - column_sums(new)) / before
    else:
        wanted = staff[:, place] / world.scale
        new = flows.staff_starts[:, place] / world.scale * books
        kept = 1.0 - flows.staff_ends[:, place] / world.scale / before
    write_stock(agencies.stock[place], offer.ids, np.clip(kept, 0.0, 1.0), new, books, wanted)


@allocating
def write_stock(stock: Floats, ids: Counts, kept: Floats, new: Floats, books: Floats, wanted: Floats) -> None:
    """Renew the stocks of agencies, in proportion brought to the wanted total.

    Args:
        stock: stocks of the line, shape (G, C); changes.
        ids: agencies that offer the line, shape (n,).
        kept: share of the stocks that stays, by city, shape (C,).
        new: what comes, before it is brought to the total, shape (n, C).
        books: shares by which a total is spread where there is no stock, shape (n, C).
        wanted: total by city, shape (C,).
    """
    total = np.zeros(wanted.size)
    for place in range(ids.size):
        agency = row(ids[place])
        for city in range(total.size):
            left = stock[agency, city] * kept[city] + new[place, city]
            stock[agency, city] = left
            total[city] += left
    for place in range(ids.size):
        agency = row(ids[place])
        for city in range(total.size):
            share = books[place, city]
            if total[city] > 0.0:
                share = stock[agency, city] / max(total[city], 1e-300)
            stock[agency, city] = wanted[city] * share


@compiled
def write_invoices(
    agencies: Agencies,
    ids: Counts,
    line: int,
    units: Floats,
    prices: Units,
    platform_fee: Floats,
    gross: Counts,
    net: Counts,
    governments: Counts,
    between: Counts,
    quantity: Floats,
) -> None:
    """Write the month's invoices of a line, and book what was delivered.

    Args:
        agencies: Agencies; revenue, volume and cumulative_volume change.
        ids: agencies that offer the line, shape (n,).
        line: service line.
        units: delivered units, shape (n, C).
        prices: Units.
        platform_fee: factor on the fee for orders from the platform, shape (C, S).
        gross: adds invoices, cents, shape (C, S).
        net: adds the fees in them, cents, shape (C, S).
        governments: adds what governments pay, cents, shape (C, S).
        between: adds invoices by head office and city of the client, cents, shape (C, C).
        quantity: adds delivered units, shape (C, S).
    """
    for place in range(ids.size):
        agency, total = row(ids[place]), 0.0
        for city in range(units.shape[1]):
            sold = units[place, city]
            total += sold
            quantity[city, line] += sold
            if sold <= 0.0:
                continue
            fee = prices.fee[city, line] * agencies.price[line, agency] * platform_fee[city, line]
            earned = np.int64(100.0 * sold * fee + 0.5)
            invoice = earned + np.int64(100.0 * sold * prices.pass_through[city, line] + 0.5)
            agencies.revenue_gross[line, agency] += invoice
            agencies.revenue_net[line, agency] += earned
            gross[city, line] += invoice
            between[agencies.head_office[agency], city] += invoice
            net[city, line] += earned
            governments[city, line] += np.int64(invoice * prices.public[city, line] + 0.5)
        agencies.volume[line, agency] = total
        agencies.cumulative_volume[line, agency] += total


def settle(
    world: World,
    state: State,
    now: Month,
    demand: ServiceDemand,
    allocation: Allocation,
    flows: ServiceFlows,
    relative: Floats,
) -> ServiceAccounts:
    """Close the month's accounts. Arguments as `unit_prices`."""
    payroll = staff_payroll(world, state, now)
    prices = unit_prices(world, state, now, demand, flows, relative, payroll)
    discount = platform_discount(world, now)
    gross, net, governments = (np.zeros(demand.orders.shape, np.int64) for _ in range(3))
    between = np.zeros((world.n_cities, world.n_cities), np.int64)
    quantity, agencies = np.zeros(demand.orders.shape), state.agencies
    for low, high in state.agency_blocks.pieces():
        for column in (agencies.revenue_gross, agencies.revenue_net, agencies.volume):
            column[:, low:high] = 0
    for line, offer in enumerate(allocation.lines):
        if line in STOCK_LINES:
            renew_stock(world, state, demand, offer, line, flows, payroll[0])
        units = delivered(world, state, offer, line, flows)
        write_invoices(
            agencies, offer.ids, line, units, prices, discount, gross, net, governments, between, quantity
        )
    keep_cash(world, state)
    return ServiceAccounts(gross, net, gross - governments, governments, between, quantity)


def keep_cash(world: World, state: State) -> None:
    """Pay consultants, book the month's net revenue, and pay out what exceeds the cash kept."""
    growth, agencies = world.parameters.agency_growth, state.agencies
    wages = city_wages(world, state) * growth.consultant_cost * CENTS
    ids = np.flatnonzero(agencies.alive)
    staff = over_lines(agencies.consultants.take(ids, axis=1))
    book_cash(agencies, ids, staff, wages, growth.cash_kept)


@compiled
def book_cash(agencies: Agencies, ids: Counts, staff: Floats, wages: Floats, cash_kept: float) -> None:
    """Book costs, net revenue and what owners take out.

    Args:
        agencies: Agencies; cost and cash change.
        ids: living agencies, shape (n,).
        staff: their consultants over all lines, shape (n,).
        wages: cost of a consultant by city of the head office, cents a month, shape (C,).
        cash_kept: months of cost that stay.
    """
    for place in range(ids.size):
        agency = row(ids[place])
        cost = np.int64(np.rint(staff[place] * wages[agencies.head_office[agency]]))
        cash = agencies.cash[agency] - cost
        for line in range(agencies.revenue_net.shape[0]):
            cash += agencies.revenue_net[line, agency]
        agencies.cost[agency] = cost
        agencies.cash[agency] = min(cash, np.int64(np.rint(cash_kept * cost)))
