"""Stage 16, turnover of agencies: branches, exit and entry."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scipy import special

from tests.reference import draws
from tests.reference.agencies import Agency, Line, Services
from tests.reference.arithmetic import ordered_sum, vector_sum
from tests.reference.service_prices import CENTS, city_wage

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

MOST_ENTRY = 1.9
"""Most newcomers over the usual number that ids are reserved for."""
QUARTER = 3
"""Each agency considers branches every so many months."""
LICENCE, QUALITY, REPUTATION, HONESTY, PARK, GRADE, SIZE = range(1, 8)
FIRST_LINE = 16
"""Sub ids of the draws of an agency's traits; lines count up from the last."""


def gains(market: ReferenceMarket, services: Services) -> list[list[float]]:
    """Return what living agencies may earn from unmet orders, CNY a month, by agency and city.

    Their share of the unmet orders, by consultants, times the fee of an order there.
    """
    living, accounts = market.living_agencies(), services.accounts
    everybody = [ordered_sum([agency.desks[line].consultants for agency in living]) for line in Line]
    lost = [
        [
            market.memory.unmet[city][line]
            * (accounts.net[city][line] / CENTS / max(accounts.quantity[city][line], 1.0))
            for line in Line
        ]
        for city in range(market.n_cities)
    ]
    return [
        [
            ordered_sum(
                [
                    agency.desks[line].consultants / max(everybody[line], 1e-12) * in_city[line]
                    for line in Line
                ]
            )
            for in_city in lost
        ]
        for agency in living
    ]


def open_branches(market: ReferenceMarket, services: Services) -> tuple[list[int], list[int]]:
    """Let a third of the agencies consider offices in other cities.

    Returns:
        Offices and, of these, head offices opened, by city.
    """
    opened, relocated = [0] * market.n_cities, [0] * market.n_cities
    living = market.living_agencies()
    for agency, gain in zip(living, gains(market, services), strict=True):
        if (agency.identity + market.now.index) % QUARTER == 0:
            for city in range(market.n_cities):
                consider_branch(market, agency, city, gain[city], opened, relocated)
    return opened, relocated


def consider_branch(
    market: ReferenceMarket,
    agency: Agency,
    city: int,
    gain: float,
    opened: list[int],
    relocated: list[int],
) -> None:
    """Let an agency that can pay open an office: a logit in gain and cost; some move their seat."""
    growth = market.parameters.agency_growth
    cost, cents = growth.branch_cost, int(growth.branch_cost * CENTS)
    if city in agency.offices or agency.cash < cents:
        return
    value = (growth.branch_horizon * gain - cost) / (growth.branch_scale * cost)
    words = market.draws.words(draws.BRANCH, market.now.index, agency.identity, city)
    if words[0] * 2.0**-32 >= 1.0 / (1.0 + math.exp(-value)):
        return
    agency.offices.add(city)
    agency.cash -= cents
    opened[city] += 1
    if words[1] * 2.0**-32 < growth.relocation_share:
        agency.head_office = city
        relocated[city] += 1


def closes(market: ReferenceMarket, agency: Agency) -> bool:
    """Return whether an agency closes: by chance, twice as likely when young, or deep in debt."""
    growth, month = market.parameters.agency_growth, market.now.index
    u = market.draws.uniform(draws.AGENCY_EXIT, month, agency.identity)
    young = month - agency.entry_month < growth.young_months
    return u < growth.exit_rate * (2.0 if young else 1.0) or agency.cash < -growth.insolvency * agency.cost


def close_agencies(market: ReferenceMarket) -> list[int]:
    """Close agencies; return how many by head office."""
    closed = [0] * market.n_cities
    for agency in market.living_agencies():
        if closes(market, agency):
            closed[agency.head_office] += 1
            agency.alive = False
            agency.offices, agency.recognised_in = set(), set()
            agency.cash = agency.cost = 0
            for desk in agency.desks:
                desk.consultants = 0.0
            agency.clients = [[0.0 for _ in by_line] for by_line in agency.clients]
            agency.stock = [[0.0 for _ in by_kind] for by_kind in agency.stock]
    return closed


def entry_rate(market: ReferenceMarket, city: int) -> float:
    """Return the expected number of new agencies: more where margins are high and orders unmet."""
    growth, memory = market.parameters.agency_growth, market.memory
    unmet = vector_sum(memory.unmet[city]) / max(vector_sum(memory.orders[city]), 1e-12)
    margin = max(memory.margin[city], 1e-6) / max(memory.margin_start[city], 1e-6)
    pull = growth.entry_margin_elasticity * math.log(margin)
    pull += growth.entry_backlog_response * (unmet - memory.unmet_start[city])
    return growth.entry_rate * memory.agencies_start[city] * min(math.exp(pull), MOST_ENTRY)


def enter_agencies(market: ReferenceMarket) -> list[int]:
    """Let agencies enter, Poisson by city; return how many."""
    entered = []
    for city in range(market.n_cities):
        u = market.draws.uniform(draws.AGENCY_ENTRY, market.now.index, city)
        entered.append(draws.poisson_count(entry_rate(market, city), u))
    for city, count in enumerate(entered):
        for identity in market.agency_blocks[city].take(count):
            market.agencies[identity] = new_agency(market, identity, city)
    return entered


def new_agency(market: ReferenceMarket, identity: int, city: int) -> Agency:
    """Set up an agency with its lasting traits, consultants and cash, without clients."""
    growth, rule = market.parameters.agency_growth, market.parameters.agencies

    def trait(sub: int) -> float:
        return market.lasting.uniform(draws.AGENCY_TRAIT, draws.TIMELESS, identity, sub)

    agency = Agency(market, identity, city)
    agency.entry_month = market.now.index
    agency.park = trait(PARK) < market.region.park_share[city]
    agency.certified_5a = trait(GRADE) < rule.certified_share
    agency.licensed = trait(LICENCE) < growth.entrant_licensed
    agency.reputation = float(special.betaincinv(*rule.reputation, trait(REPUTATION)))
    agency.honesty = float(special.betaincinv(*rule.honesty, trait(HONESTY)))
    quality = math.exp(rule.quality_sd * draws.standard_normal(trait(QUALITY)))
    log_staff = math.log(growth.entrant_staff)
    log_staff += growth.entrant_staff_sd * draws.standard_normal(trait(SIZE))
    usual_staff = rule.revenue / rule.entities / rule.revenue_per_worker
    held = lines_held([trait(FIRST_LINE + line) / share for line, share in enumerate(rule.lines_held)])
    for line, desk in enumerate(agency.desks):
        desk.quality, desk.price = quality, 1.0
        if line in held:
            usual = market.memory.consultants_per_agency[line]
            desk.consultants = usual * (math.exp(log_staff) / usual_staff)
    consultants = vector_sum([desk.consultants for desk in agency.desks])
    wage = city_wage(market, city) * growth.consultant_cost * CENTS
    agency.cash = round(rule.starting_cash * round(consultants * wage))
    return agency


def lines_held(relative: list[float]) -> set[int]:
    """Return the lines that an agency offers: those drawn below their share, at least the lowest."""
    return {line for line, value in enumerate(relative) if value < 1.0} | {relative.index(min(relative))}
