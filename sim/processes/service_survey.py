"""What firms have of HR services, and what they order besides help with posts.

Accounts: a share of the firms of each city and industry wants payroll and personnel service; they take it up,
or end it, at a slow rate. The stock is a book at real size: a simulated firm stands for many, of which the
share has accounts. (With whole simulated firms that do or do not, one firm of three thousand made up a tenth
of the line at 1:100.) Training and consulting are ordered per employee, and per root of firm size, less at a
higher price; governments order training too. The pandemic suspends training. Firms come to rely more on
services with time (the penetration trend); nothing trends in burn-in.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import CONSULTING_LINE, TRAINING_LINE
from sim.agents.firms import Firms
from sim.agents.state import State
from sim.compile import Integer, allocating, inlined
from sim.processes.clock import Month
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12.0
MIDDLE_OF_2019, MIDDLE_OF_2020 = 6, 18
"""Months to which figures of a year belong."""
SMALL, LARGE = 0, 1
"""Classes of payers: small firms and public bodies, and all others."""
RENEWAL = 1.0 / 12.0
"""Personnel contracts run for a year: the share that looks for an agency in a month."""
ROOT_UNIT = 2.0**20
"""Roots of firm sizes are summed as multiples of 2^-20, so that the sum is exact and has no order."""
SUSPENDED_TRAINING = 0.9
"""Share of training that the pandemic suspends at stringency one."""


class FirmSurvey(NamedTuple):
    """What firms have, simulated units. P city-industry pairs, C cities.

    staffing  staff on dispatch, outsourced and flexible contracts, shape (P, 3)
    staff     all firm staff, shape (P,)
    payers    firm staff by city and payer class, shape (C, 2)
    roots     sum of sqrt(staff / 100) over firms by city and payer class, multiples of 2^-20, shape (C, 2)
    """

    staffing: Counts
    staff: Counts
    payers: Counts
    roots: Counts


def trend_years(now: Month, reference: int) -> float:
    """Return the years since a reference month; in burn-in, those at the start."""
    return (now.elapsed - reference) / MONTHS_PER_YEAR


def penetration(world: World, now: Month, reference: int) -> float:
    """Return how much more firms rely on services than in the reference month, a ratio."""
    return math.exp(world.parameters.services.penetration_trend * trend_years(now, reference))


@inlined
def payer_class(firms: Firms, firm: Integer, small_firm: float, public_firms: float) -> int:
    """Return SMALL for small firms and public bodies, else LARGE.

    Which large firms are public bodies follows from their lasting readiness, lowest first.
    """
    small = np.float64(firms.headcount[firm]) < small_firm
    return SMALL if small or np.float64(firms.service_awareness[firm]) < public_firms else LARGE


@allocating
def survey_firms(
    firms: Firms, n_pools: int, n_cities: int, small_firm: float, public_firms: float, pieces: Counts
) -> tuple[Counts, Counts, Counts, Counts]:
    """Count what firms have.

    Args:
        firms: Firms.
        n_pools: the first rows, which order nothing.
        n_cities: cities.
        small_firm: staff below which a firm is small.
        public_firms: share of firms that are public bodies.
        pieces: rows to treat.

    Returns:
        The fields of `FirmSurvey`.
    """
    staffing, staff = np.zeros((n_pools, 3), np.int64), np.zeros(n_pools, np.int64)
    payers, roots = np.zeros((n_cities, 2), np.int64), np.zeros((n_cities, 2), np.int64)
    n_industries = n_pools // n_cities
    for piece in range(pieces.shape[0]):
        for firm in range(max(pieces[piece, 0], n_pools), pieces[piece, 1]):
            if firms.alive[firm] == 0:
                continue
            city = np.int64(firms.city[firm])
            pair = city * n_industries + np.int64(firms.industry[firm])
            count = np.int64(firms.headcount[firm])
            staff[pair] += count
            staffing[pair, 0] += firms.staff_dispatch[firm]
            staffing[pair, 1] += firms.staff_outsourced[firm]
            staffing[pair, 2] += firms.staff_flexible[firm]
            payer = payer_class(firms, firm, small_firm, public_firms)
            payers[city, payer] += count
            roots[city, payer] += np.int64(math.sqrt(count / 100.0) * ROOT_UNIT)
    return staffing, staff, payers, roots


def training_open(now: Month) -> Floats:
    """Return the share of training that the pandemic leaves open, shape (C,)."""
    return 1.0 - SUSPENDED_TRAINING * now.stringency


def public_training(world: World, now: Month) -> Floats:
    """Return the training orders of governments this month, persons at real size, shape (C,)."""
    services = world.parameters.services
    people = world.region.labour_force.sum(axis=(1, 2)).astype(float)
    yearly = (
        services.training_volume * services.training_public_share * penetration(world, now, MIDDLE_OF_2020)
    )
    orders: Floats = yearly / MONTHS_PER_YEAR * people / people.sum() * training_open(now)
    return orders


def survey(world: World, state: State) -> FirmSurvey:
    """Survey all firms."""
    services = world.parameters.services
    parts = world.threads.each(
        lambda part: survey_firms(
            state.firms,
            world.n_pools,
            world.n_cities,
            services.small_firm,
            services.public_firms,
            part,
        ),
        state.firm_blocks.pieces()[1:],
    )
    return FirmSurvey(*(sum(tables) for tables in zip(*parts, strict=True)))


def firm_orders(
    world: World, state: State, now: Month, found: FirmSurvey, paid: Floats
) -> tuple[Floats, Floats]:
    """Return the trainees and projects that firms order, real size.

    Expected orders, in whole books: a simulated firm stands for many.

    Args:
        world: setting.
        state: current state.
        now: the month.
        found: what firms have.
        paid: price that firms pay, index, shape (C, S, 2).

    Returns:
        By city and payer class, shape (C, 2) each.
    """
    memory = state.services
    cheaper = paid**-world.parameters.services.price_elasticity
    trend = penetration(world, now, MIDDLE_OF_2020) / world.scale
    trainees = float(memory.training_rate[0]) * trend * found.payers * cheaper[:, TRAINING_LINE]
    projects = float(memory.project_rate[0]) * trend * found.roots / ROOT_UNIT * cheaper[:, CONSULTING_LINE]
    return trainees * training_open(now)[:, None], projects


def renew_accounts(world: World, state: State, now: Month, staff: Floats) -> Floats:
    """Bring the personnel accounts to the staff of firms, and a part of the way to what firms want.

    Args:
        world: setting.
        state: current state; the book of accounts changes.
        now: the month.
        staff: firm staff at real size, shape (C, I).

    Returns:
        Accounts taken up this month, real size, shape (C, I).
    """
    memory = state.services
    share = min(float(memory.account_share[0]) * penetration(world, now, MIDDLE_OF_2019), 1.0)
    followed = memory.accounts * staff / np.maximum(memory.staff_seen, 1e-12)
    step = world.parameters.services.account_adjustment * (share * staff - followed)
    memory.accounts[:] = followed + step
    memory.staff_seen[:] = staff
    taken_up: Floats = np.maximum(step, 0.0)
    return taken_up
