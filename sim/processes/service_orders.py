"""Orders for posts: which posts firms give to an agency.

* Posts for a staffing contract (`sim.processes.service_contracts`) go to an agency of that line.
* Of the other posts for professionals a share goes to a headhunter; else the firm asks an agency with
  probability

      1 / (1 + exp(-(a + 0.25 ln n + 0.06 t / 12 - ln p + 0.5 (rho - 0.5)))),

  n its staff, p the price it pays, rho the reputation of the agencies that serve its city; policies may add
  to the readiness a. Firms in zones with a service station have a term more: at the mean share, what lifts it
  by the share of the lever.
* An order that found no agency, or whose agency closed, looks again for a month; then the firm recruits by
  itself, under a direct contract.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import (
    HEADHUNTING,
    RECRUITMENT,
)
from sim.agents.firms import NO_ZONE, Firms
from sim.agents.state import State
from sim.agents.vacancies import NO_LINE, UNDECIDED, Vacancies
from sim.agents.workers import DIRECT, DISPATCH, NO_AGENCY
from sim.compile import compiled
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.service_contracts import contract_of, may_dispatch
from sim.processes.service_survey import (
    MIDDLE_OF_2019,
    payer_class,
    trend_years,
)
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
PROFESSIONAL = 3
MOST_MEDIATED = 0.99
"""Bound of the mean share of posts given to recruiters, for its log odds."""


class UseRule(NamedTuple):
    """What the decision to ask an agency rests on. P city-industry pairs, C cities.

    constant         logit of a firm of one worker without price and reputation terms
    size_slope       logit per log staff
    price_term       logit of price, reputation and policies by city and payer class, shape (C, 2)
    plain_term       the same without public money, shape (C, 2)
    zone_term        logit of sitting in a zone, shape (C,)
    contract         chance that a post is for each staffing contract, shape (P, 3)
    headhunted       share of other posts for professionals that goes to a headhunter
    dispatch_cap     dispatched share of a firm's staff
    small_firm, public_firms  who belongs to the first payer class
    """

    constant: float
    size_slope: float
    price_term: Floats
    plain_term: Floats
    zone_term: Floats
    contract: Floats
    headhunted: float
    dispatch_cap: float
    small_firm: float
    public_firms: float


@compiled
def use_probability(rule: UseRule, headcount: float, price_term: float) -> float:
    """Return the chance that a firm asks an agency for a post."""
    logit = rule.constant + rule.size_slope * math.log(max(headcount, 1.0)) + price_term
    return 1.0 / (1.0 + math.exp(-logit))


def price_terms(world: World, prices: Floats, relative: Floats, reputation: Floats) -> tuple[Floats, Floats]:
    """Return the logit terms of price and reputation, with and without public money, shape (C, 2) each.

    Args:
        world: setting.
        prices: mean price of agencies by city and line, shape (C, S).
        relative: price that firms pay relative to it, shape (C, S, 2).
        reputation: mean reputation of the agencies that firms of a city use, shape (C,).
    """
    services = world.parameters.services
    common = services.reputation_response * (reputation[:, None] - 0.5)
    plain = common - services.price_elasticity * np.log(prices[:, RECRUITMENT])[:, None]
    subsidised = plain - services.price_elasticity * np.log(relative[:, RECRUITMENT])
    return subsidised, np.broadcast_to(plain, subsidised.shape).copy()


def zone_terms(world: World, now: Month) -> Floats:
    """Return the logit term of firms in zones, shape (C,): what lifts the mean share by that of the lever."""
    usual = world.parameters.services.mediated_share
    added = world.policies.zone_mediation(np.zeros(world.n_cities), now.index)
    return np.array([log_odds(usual + share) - log_odds(usual) for share in added.tolist()])


def log_odds(share: float) -> float:
    """Return the log odds of a share, bounded so that they are finite."""
    bounded = min(max(share, 1.0 - MOST_MEDIATED), MOST_MEDIATED)
    return math.log(bounded / (1.0 - bounded))


def use_rule(
    world: World, state: State, now: Month, terms: tuple[Floats, Floats], chances: Floats
) -> UseRule:
    """Return what the decision to ask an agency rests on.

    Args:
        world: setting.
        state: current state.
        now: the month.
        terms: `price_term` and `plain_term`.
        chances: `contract`.
    """
    services = world.parameters.services
    trend = services.penetration_trend * trend_years(now, MIDDLE_OF_2019)
    more = world.policies.service_use(np.zeros(world.n_cities), now.index)[:, None]
    subsidised, plain = terms
    return UseRule(
        float(state.services.use_constant[0]) + trend,
        services.use_size_slope,
        subsidised + more,
        plain + more,
        zone_terms(world, now),
        chances,
        services.headhunted_share,
        services.dispatch_cap,
        services.small_firm,
        services.public_firms,
    )


@compiled
def decide_orders(
    firms: Firms,
    vacancies: Vacancies,
    rule: UseRule,
    n_pools: int,
    n_skills: int,
    key: Key,
    dispatch_posts: Counts,
    orders: Counts,
    payers: Counts,
) -> None:
    """Decide the contract and the service line of each new post; in the order of the slots.

    Args:
        firms: Firms.
        vacancies: Vacancies; contract, line and induced change.
        rule: UseRule.
        n_pools: city-industry pairs.
        n_skills: skills.
        key: key of the draws.
        dispatch_posts: open dispatch posts of each firm; grows.
        orders: adds orders by city and line, shape (C, S).
        payers: adds recruitment orders by city and payer class, shape (C, 2).
    """
    for cell in range(n_pools * n_skills):
        pair, skill = cell // n_skills, cell % n_skills
        for slot in range(vacancies.offset[cell], vacancies.offset[cell] + vacancies.open_posts[cell]):
            if vacancies.line[slot] != UNDECIDED:
                continue
            firm, sequence = vacancies.firm[slot], vacancies.sequence[slot]
            city = np.int64(firms.city[firm])
            drawn = draws.words(key, draws.CONTRACT, draws.TIMELESS, firm, sequence)
            u: float = np.float64(drawn[0]) * 2.0**-32
            if not may_dispatch(firms, firm, dispatch_posts[firm], rule.dispatch_cap):
                u += rule.contract[pair, 0]
            contract = contract_of(rule.contract[pair], u)
            vacancies.contract[slot] = contract
            vacancies.line[slot] = NO_LINE
            if contract != DIRECT:
                vacancies.line[slot] = contract
                orders[city, contract] += 1
                dispatch_posts[firm] += 1 if contract == DISPATCH else 0
            elif skill == PROFESSIONAL and np.float64(drawn[1]) * 2.0**-32 < rule.headhunted:
                vacancies.line[slot] = HEADHUNTING
                orders[city, HEADHUNTING] += 1
            else:
                payer = payer_class(firms, firm, rule.small_firm, rule.public_firms)
                u = draws.fraction(key, draws.SERVICE_USE, draws.TIMELESS, firm, sequence)
                count = np.float64(firms.headcount[firm])
                in_zone = rule.zone_term[city] if firms.zone[firm] != NO_ZONE else 0.0
                if u < use_probability(rule, count, rule.price_term[city, payer] + in_zone):
                    vacancies.line[slot] = RECRUITMENT
                    orders[city, RECRUITMENT] += 1
                    payers[city, payer] += 1
                    plain = use_probability(rule, count, rule.plain_term[city, payer] + in_zone)
                    vacancies.induced[slot] = 0 if u < plain else 1


@compiled
def renew_orders(
    agencies_alive: NDArray[np.uint8],
    firms: Firms,
    vacancies: Vacancies,
    n_firm_cells: int,
    month: int,
    orders: Counts,
) -> None:
    """Count the orders that look for an agency again; end those older than a month.

    Args:
        agencies_alive: 1 while an agency exists, by id.
        firms: Firms.
        vacancies: Vacancies; agency, line and contract change.
        n_firm_cells: market cells of firms.
        month: current month index.
        orders: adds orders by city and line, shape (C, S).
    """
    for cell in range(n_firm_cells):
        for slot in range(vacancies.offset[cell], vacancies.offset[cell] + vacancies.open_posts[cell]):
            line, agency = vacancies.line[slot], vacancies.agency[slot]
            if line in (NO_LINE, UNDECIDED):
                continue
            if agency >= 0 and agencies_alive[agency] == 0:
                vacancies.agency[slot] = NO_AGENCY
            if vacancies.agency[slot] == NO_AGENCY:
                if month - np.int64(vacancies.month[slot]) <= 1:
                    orders[firms.city[vacancies.firm[slot]], line] += 1
                else:
                    vacancies.line[slot] = NO_LINE
                    vacancies.contract[slot] = DIRECT
                    vacancies.induced[slot] = 0
