"""Prices of HR services: what one unit of each line costs its client, at price index one.

The unit of a line that serves orders is a placement, a trainee or a project, and costs a fee: a share of
annual pay for headhunters, for the others an amount in CNY that follows the trend of wages. The unit of a
stock is a worker or an account in a month; it costs the pass-through, wages and social insurance that the
agency only hands on, and a fee. Governments pay the share of an invoice that firms do not, and the training
that they order themselves.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import (
    CONSULTING_LINE,
    HEADHUNTING,
    N_LINES,
    PERSONNEL,
    RECRUITMENT,
    STAFFING_LINES,
    STOCK_LINES,
    TRAINING_LINE,
)
from sim.agents.state import State
from sim.processes.clock import Month
from sim.processes.mediation import ServiceFlows
from sim.processes.payroll import CENTS
from sim.processes.service_demand import ServiceDemand
from sim.processes.service_survey import (
    LARGE,
    MIDDLE_OF_2019,
    MIDDLE_OF_2020,
    MONTHS_PER_YEAR,
    SMALL,
    trend_years,
)
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Units(NamedTuple):
    """What one unit of a line costs by city of the client, CNY, shape (C, S) each.

    pass_through  handed on: wages and social insurance
    fee           the agency's own, at price index one
    public        share of the invoice that governments pay
    """

    pass_through: Floats
    fee: Floats
    public: Floats


def mean_wages(world: World, state: State) -> Floats:
    """Return the mean market wage by city and industry over the skills of 2019, CNY/month, shape (C, I)."""
    mix = world.region.labour_force.astype(float)
    mix /= mix.sum(axis=2, keepdims=True)
    flat = state.log_wages.ravel().tolist()
    wages: Floats = (mix * np.array([math.exp(value) for value in flat]).reshape(mix.shape)).sum(axis=2)
    return wages


def city_wages(world: World, state: State) -> Floats:
    """Return the mean market wage by city over the industries of 2019, CNY/month, shape (C,)."""
    weights = world.region.labour_force.sum(axis=2).astype(float)
    wages: Floats = (mean_wages(world, state) * weights).sum(axis=1) / weights.sum(axis=1)
    return wages


def price_level(world: World, now: Month, reference: int) -> float:
    """Return the level of fees against a reference month: they follow the trend of wages."""
    return math.exp(world.parameters.wages.wage_trend * trend_years(now, reference))


def technology_bought(world: World, now: Month) -> Floats:
    """Return the technology bought with an account over that of 2020, shape (C,)."""
    more = world.policies.technology_demand(np.zeros(world.n_cities), now.index).tolist()
    return np.array([math.exp(value) for value in more])


def unit_prices(
    world: World,
    state: State,
    now: Month,
    demand: ServiceDemand,
    flows: ServiceFlows,
    relative: Floats,
    payroll: tuple[Counts, Counts],
) -> Units:
    """Return what one unit of each line costs.

    Args:
        world: setting.
        state: current state.
        now: the month.
        demand: demand of the month.
        flows: placements and annual pay of headhunted workers.
        relative: share of the price that firms pay, shape (C, S, 2).
        payroll: staff and their wages in cents, shapes (C, 3).
    """
    fees, shape = world.parameters.fees, (world.n_cities, N_LINES)
    found = Units(np.zeros(shape), np.zeros(shape), np.zeros(shape))
    level = price_level(world, now, MIDDLE_OF_2020)
    found.fee[:, RECRUITMENT] = state.services.referral_fee[0] * price_level(world, now, MIDDLE_OF_2019)
    found.fee[:, TRAINING_LINE] = fees.training * level
    found.fee[:, CONSULTING_LINE] = fees.consulting * level
    hunted = np.maximum(flows.placements[:, HEADHUNTING], 1)
    found.fee[:, HEADHUNTING] = fees.headhunt * flows.headhunt_pay_cents / CENTS / hunted
    staff, wages = payroll
    for place, line in enumerate(STAFFING_LINES):
        wage = wages[:, place] / CENTS / np.maximum(staff[:, place], 1)
        found.pass_through[:, line] = wage * (1.0 + fees.social_insurance)
        margin = fees.margin[place]
        found.fee[:, line] = found.pass_through[:, line] * margin / (1.0 - margin)
    accounts = demand.accounts
    wage = (accounts * mean_wages(world, state)).sum(axis=1) / np.maximum(accounts.sum(axis=1), 1e-12)
    found.pass_through[:, PERSONNEL] = fees.payroll_pass_through * fees.gross_accounting * wage
    technology = fees.technology * technology_bought(world, now)
    found.fee[:, PERSONNEL] = (fees.account + technology) / MONTHS_PER_YEAR * level
    firms_pay = demand.small * relative[:, :, SMALL] + (1.0 - demand.small) * relative[:, :, LARGE]
    found.public[:] = 1.0 - firms_pay
    found.public[:, TRAINING_LINE] = demand.public + (1.0 - demand.public) * found.public[:, TRAINING_LINE]
    return found


def platform_discount(world: World, now: Month) -> Floats:
    """Return the factor of the platform on the mean fee of lines that serve orders, shape (C, S)."""
    nothing = np.zeros(world.n_cities)
    share = world.policies.platform_share(nothing, now.index)
    factor = 1.0 + share * (np.exp(world.policies.platform_fee(nothing, now.index)) - 1.0)
    found = np.repeat(factor[:, None], N_LINES, axis=1)
    found[:, list(STOCK_LINES)] = 1.0
    return found
