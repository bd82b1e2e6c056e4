"""Stage 16, turnover of agencies: branches, exit and entry."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from tests.reference import draws
from tests.reference.agencies import Agency, Line, LineShares, Services
from tests.reference.agency_support import consultants_of, is_certified, quality_lead
from tests.reference.arithmetic import ordered_sum, vector_sum
from tests.reference.service_orders import MIDDLE_OF_2020
from tests.reference.service_prices import CENTS, city_wage, price_level

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

MOST_ENTRY = 1.9
"""Most newcomers over the usual number that ids are reserved for."""
QUARTER = 3
"""Each agency considers branches every so many months."""
LEADERS = 1
"""Sub id of the draw of how many large agencies come."""
LEADER = 0.95
"""Quantile of the sizes in a city at which a leader enters."""
LICENCE, QUALITY, REPUTATION, HONESTY, PARK = range(1, 6)
SIZE, LOW_HONESTY = 7, 8
FIRST_LINE = 16
"""Sub ids of the draws of an agency's traits; lines count up from the last."""


def gains(market: ReferenceMarket, services: Services) -> dict[int, list[float]]:
    """Return the profit that living agencies expect of an office, CNY a month, [agency's id][city].

    An office wins what agencies with an office there win per consultant and quality, diluted by its own
    entry, less the clients whom it serves already.
    """
    found = {agency.identity: [0.0] * market.n_cities for agency in market.agencies_in_order()}
    for line, shares in zip(Line, services.lines, strict=True):
        for city in range(market.n_cities):
            worth, per_weight = worth_of(market, services, city, line), win_rate(shares, city, line)
            for agency in shares.sellers:
                share = weight_of(agency, line) * per_weight
                new = share / (1.0 + share) - agency.clients[city][line]
                found[agency.identity][city] += new * worth
    kept = [max(1.0 - 1.0 / max(margin, 1e-6), 0.0) for margin in market.memory.margin]
    return {
        identity: [max(gain, 0.0) * share for gain, share in zip(by_city, kept, strict=True)]
        for identity, by_city in found.items()
    }


def worth_of(market: ReferenceMarket, services: Services, city: int, line: Line) -> float:
    """Return the fees that clients of a city pay in a month, and would pay for unmet orders, CNY."""
    net, quantity = services.accounts.net[city][line], services.accounts.quantity[city][line]
    return net / CENTS + market.memory.unmet[city][line] * (net / CENTS / max(quantity, 1.0))


def weight_of(agency: Agency, line: Line) -> float:
    """Return consultants times quality."""
    return agency.desks[line].consultants * agency.desks[line].quality


def win_rate(shares: LineShares, city: int, line: Line) -> float:
    """Return the share of a city's orders that agencies with an office there win per weight."""
    local = [agency for agency in shares.sellers if city in agency.offices]
    won = ordered_sum([shares.bids[agency.identity, city] for agency in local])
    return won / max(ordered_sum([weight_of(agency, line) for agency in local]), 1e-12)


def open_branches(market: ReferenceMarket, services: Services) -> tuple[list[int], list[int]]:
    """Let a third of the agencies consider offices in other cities.

    Returns:
        Offices and, of these, head offices opened, by city.
    """
    opened, relocated = [0] * market.n_cities, [0] * market.n_cities
    expected = gains(market, services)
    for agency in market.living_agencies():
        if (agency.identity + market.now.index) % QUARTER == 0:
            for city in range(market.n_cities):
                gain = expected[agency.identity][city]
                consider_branch(market, agency, city, gain, opened, relocated)
    return opened, relocated


def consider_branch(
    market: ReferenceMarket,
    agency: Agency,
    city: int,
    gain: float,
    opened: list[int],
    relocated: list[int],
) -> None:
    """Let an agency that can pay and finds an opportunity open an office: a logit in gain and cost.

    Some move their seat.
    """
    growth = market.parameters.agency_growth
    usual = np.full((market.n_cities, market.n_cities), growth.branch_cost)
    bent = market.policies.branch_cost(usual, market.now.index).tolist()
    cost = max(bent[agency.head_office][city], 1.0) * price_level(market, MIDDLE_OF_2020)
    cents = int(cost * CENTS)
    if city in agency.offices or agency.cash < cents:
        return
    value = (growth.branch_horizon * gain - cost) / (growth.branch_scale * cost)
    words = market.draws.words(draws.BRANCH, market.now.index, agency.identity, city)
    if words[0] * 2.0**-32 >= growth.branch_opportunity / (1.0 + math.exp(-value)):
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
    policy = market.policies.agency_exit(np.zeros((market.n_cities, 2)), month).tolist()
    chance = growth.exit_rate * (2.0 if young else 1.0)
    chance *= math.exp(policy[agency.head_office][agency.certified_5a])
    return u < chance or agency.cash < -growth.insolvency * agency.cost


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
    policy = market.policies.agency_entry(np.zeros(market.n_cities), market.now.index).tolist()
    pull += growth.entry_backlog_response * (unmet - memory.unmet_start[city]) + policy[city]
    return growth.entry_rate * memory.agencies_start[city] * min(math.exp(pull), MOST_ENTRY)


def enter_agencies(market: ReferenceMarket) -> list[int]:
    """Let agencies enter, Poisson by city; return how many."""
    entered = []
    for city in range(market.n_cities):
        u = market.draws.uniform(draws.AGENCY_ENTRY, market.now.index, city)
        entered.append(draws.poisson_count(entry_rate(market, city), u))
    for city, count in enumerate(entered):
        for identity in market.agency_blocks[city].take(count):
            market.agencies[identity] = new_agency(market, identity, city, None)
    leaders = enter_leaders(market)
    return [usual + large for usual, large in zip(entered, leaders, strict=True)]


def enter_leaders(market: ReferenceMarket) -> list[int]:
    """Let the large agencies that policies attract enter, Poisson by city; return how many."""
    yearly = market.policies.leader_entry(np.zeros(market.n_cities), market.now.index).tolist()
    entered = []
    for city, rate in enumerate(yearly):
        u = market.draws.uniform(draws.AGENCY_ENTRY, market.now.index, city, LEADERS)
        count = draws.poisson_count(rate / 12.0, u) if rate > 0.0 else 0
        size = leader_size(market, city)
        for identity in market.agency_blocks[city].take(count):
            market.agencies[identity] = new_agency(market, identity, city, size)
        entered.append(count)
    return entered


def leader_size(market: ReferenceMarket, city: int) -> float:
    """Return the consultants at the 95th percentile of the agencies with their head office in a city."""
    seated = [agency for agency in market.living_agencies() if agency.head_office == city]
    sizes = sorted(consultants_of(agency) for agency in seated)
    return sizes[int(LEADER * (len(sizes) - 1))] if sizes else 0.0


def new_agency(market: ReferenceMarket, identity: int, city: int, size: float | None) -> Agency:
    """Set up an agency with its lasting traits, consultants and cash, without clients.

    A leader has a given size, in consultants, and a licence.
    """
    growth, rule = market.parameters.agency_growth, market.parameters.agencies
    month = market.now.index

    def trait(sub: int) -> float:
        return market.lasting.uniform(draws.AGENCY_TRAIT, draws.TIMELESS, identity, sub)

    agency = Agency(market, identity, city)
    agency.entry_month = month
    agency.park = trait(PARK) < market.region.park_share[city]
    agency.certified_5a = is_certified(market, identity, city, month)
    agency.licensed = size is not None or trait(LICENCE) < growth.entrant_licensed
    agency.reputation = float(special.betaincinv(*rule.reputation, trait(REPUTATION)))
    agency.honesty = float(special.betaincinv(*rule.honesty, trait(HONESTY)))
    low = market.policies.low_honesty_entry(np.zeros(market.n_cities), month).tolist()[city]
    if trait(LOW_HONESTY) < low:
        agency.honesty *= market.parameters.conduct.offender_honesty
    quality = math.exp(rule.quality_sd * draws.standard_normal(trait(QUALITY)))
    quality *= math.exp(quality_lead(market, agency, month))
    log_staff = math.log(growth.entrant_staff)
    log_staff += growth.entrant_staff_sd * draws.standard_normal(trait(SIZE))
    usual_staff = rule.revenue / rule.entities / rule.revenue_per_worker
    held = lines_held([trait(FIRST_LINE + line) / share for line, share in enumerate(rule.lines_held)])
    per_agency = market.memory.consultants_per_agency
    relative = math.exp(log_staff) / usual_staff
    if size is not None:
        relative = size / vector_sum([per_agency[line] if line in held else 0.0 for line in Line])
    for line, desk in enumerate(agency.desks):
        desk.quality, desk.price = quality, 1.0
        if line in held:
            desk.consultants = per_agency[line] * relative
    consultants = vector_sum([desk.consultants for desk in agency.desks])
    wage = city_wage(market, city) * growth.consultant_cost * CENTS
    agency.cash = round(rule.starting_cash * round(consultants * wage))
    return agency


def lines_held(relative: list[float]) -> set[int]:
    """Return the lines that an agency offers: those drawn below their share, at least the lowest."""
    return {line for line, value in enumerate(relative) if value < 1.0} | {relative.index(min(relative))}
