"""Stage 15, accounts of agencies: stocks, invoices and cash of the month, in whole cents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference.agencies import STOCKS, Agency, Line, LineShares, ServiceAccounts, Services
from tests.reference.arithmetic import ordered_sum, vector_sum
from tests.reference.service_prices import CENTS, Payroll, city_wage, payroll_of, platform_factor, unit_price

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

Units = list[float]
"""By place among the sellers of a line."""


def settle(market: ReferenceMarket, services: Services) -> ServiceAccounts:
    """Close the month's accounts."""
    payroll, n = payroll_of(market), market.n_cities
    gross, net, governments = ([[0 for _ in Line] for _ in range(n)] for _ in range(3))
    between, quantity = [[0] * n for _ in range(n)], [[0.0 for _ in Line] for _ in range(n)]
    accounts = ServiceAccounts(gross, net, governments, between, quantity)
    for agency in market.agencies_in_order():
        for desk in agency.desks:
            desk.revenue_gross = desk.revenue_net = 0
            desk.volume = 0.0
    for line, shares in zip(Line, services.lines, strict=True):
        if line in STOCKS:
            for city in range(n):
                renew_stock(market, services, shares, line, city, payroll)
        units = [delivered(market, shares, line, city) for city in range(n)]
        for city in range(n):
            quantity[city][line] = ordered_sum(units[city])
            write_invoices(market, services, accounts, shares.sellers, line, city, units[city], payroll)
        for agency, by_city in zip(shares.sellers, zip(*units, strict=True), strict=True):
            agency.desks[line].volume = ordered_sum(by_city)
            agency.desks[line].cumulative_volume += agency.desks[line].volume
    keep_cash(market)
    return accounts


def shares_of(weights: Units) -> Units:
    """Return weights as shares that sum to one; all zero stay zero."""
    total = ordered_sum(weights)
    return [weight / (total if total > 0.0 else 1.0) for weight in weights]


def books(sellers: list[Agency], city: int, line: Line) -> Units:
    """Return the shares of agencies in the clients of a city."""
    return shares_of([agency.clients[city][line] for agency in sellers])


def renew_stock(
    market: ReferenceMarket, services: Services, shares: LineShares, line: Line, city: int, payroll: Payroll
) -> None:
    """Bring the stocks of a line to the number counted at the month's end.

    A stock loses its part of the ends and gains its share of the starts; then all are brought to the count.
    """
    place, sellers, flows = STOCKS.index(line), shares.sellers, market.flows
    held = books(sellers, city, line)
    stock = [agency.stock[city][place] for agency in sellers]
    before = max(ordered_sum(stock), 1e-12)
    if line == Line.PERSONNEL:
        wanted = vector_sum(services.demand.accounts[city])
        new = [shares.load[agency.identity, city] for agency in sellers]
        kept = (wanted - ordered_sum(new)) / before
    else:
        wanted = payroll.staff[city, line] / market.scale
        started, ended = (
            sum(jobs[line, city, industry] for industry in market.industries)
            for jobs in (flows.jobs_started, flows.jobs_ended)
        )
        new = [started / market.scale * share for share in held]
        kept = 1.0 - ended / market.scale / before
    kept = min(max(kept, 0.0), 1.0)
    stock = [old * kept + more for old, more in zip(stock, new, strict=True)]
    total = ordered_sum(stock)
    for agency, own, share in zip(sellers, stock, held, strict=True):
        agency.stock[city][place] = wanted * (own / total if total > 0.0 else share)


def delivered(market: ReferenceMarket, shares: LineShares, line: Line, city: int) -> Units:
    """Return the units that each agency delivered in a city, real size.

    Placements go with the client books; those of further rounds with books times quality, which buys rounds.
    """
    sellers = shares.sellers
    if line in STOCKS:
        return [agency.stock[city][STOCKS.index(line)] for agency in sellers]
    if line in (Line.TRAINING, Line.CONSULTING):
        return [shares.load[agency.identity, city] for agency in sellers]
    further = market.flows.placements_beyond_applicants[city, line] / market.scale
    first = market.flows.placements[city, line] / market.scale - further
    clients = [agency.clients[city][line] for agency in sellers]
    pulled = [share * agency.desks[line].quality for share, agency in zip(clients, sellers, strict=True)]
    return [
        first * by_books + further * by_quality
        for by_books, by_quality in zip(shares_of(clients), shares_of(pulled), strict=True)
    ]


def write_invoices(
    market: ReferenceMarket,
    services: Services,
    accounts: ServiceAccounts,
    sellers: list[Agency],
    line: Line,
    city: int,
    units: Units,
    payroll: Payroll,
) -> None:
    """Write the invoices of a line to the clients of a city: pass-through and fee, each in whole cents."""
    price = unit_price(market, services, payroll, city, line)
    platform = platform_factor(market, city, line)
    for agency, quantity in zip(sellers, units, strict=True):
        if quantity <= 0.0:
            continue
        desk = agency.desks[line]
        earned = int(CENTS * quantity * (price.fee * desk.price * platform) + 0.5)
        invoice = earned + int(CENTS * quantity * price.pass_through + 0.5)
        desk.revenue_gross += invoice
        desk.revenue_net += earned
        accounts.gross[city][line] += invoice
        accounts.net[city][line] += earned
        accounts.governments[city][line] += int(invoice * price.public + 0.5)
        accounts.between[agency.head_office][city] += invoice


def keep_cash(market: ReferenceMarket) -> None:
    """Pay consultants, book the net revenue; owners take out what exceeds the cash kept."""
    growth = market.parameters.agency_growth
    wages = [city_wage(market, city) * growth.consultant_cost * CENTS for city in range(market.n_cities)]
    for agency in market.living_agencies():
        consultants = vector_sum([desk.consultants for desk in agency.desks])
        agency.cost = round(consultants * wages[agency.head_office])
        agency.cash += agency.net_revenue - agency.cost
        agency.cash = min(agency.cash, round(growth.cash_kept * agency.cost))
