"""Stage 15, prices: what one unit of each service line costs its client, at price index one."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tests.reference.agencies import STAFFING, STOCKS, Line, ServiceDemand, Services
from tests.reference.arithmetic import numpy_exp, ordered_sum, vector_sum
from tests.reference.objects import Contract
from tests.reference.service_orders import LARGE, MIDDLE_OF_2019, MIDDLE_OF_2020, SMALL, trend_years

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

CENTS = 100.0


@dataclass(frozen=True)
class UnitPrice:
    """What a unit of a line costs in a city, CNY.

    pass_through  handed on: wages and social insurance
    fee           the agency's own
    public        share of the invoice that governments pay
    """

    pass_through: float
    fee: float
    public: float


@dataclass(frozen=True)
class Payroll:
    """Staff of agencies and their wages this month in cents, simulated, by city of work and contract."""

    staff: Counter
    wages: Counter


def payroll_of(market: ReferenceMarket) -> Payroll:
    """Return the payroll of the month's end."""
    payroll = Payroll(Counter(), Counter())
    for worker in market.workers.values():
        if worker.contract not in (Contract.DIRECT, Contract.OWN_ACCOUNT):
            wage = market.places.current_log_wage(worker.log_wage, worker.spell_start)
            payroll.staff[worker.work_city, worker.contract] += 1
            payroll.wages[worker.work_city, worker.contract] += int(CENTS * math.exp(wage) + 0.5)
    return payroll


def mean_wages(market: ReferenceMarket, city: int) -> list[float]:
    """Return the mean market wage of a city by industry, over the skills of 2019."""
    return [
        ordered_sum(
            [
                market.skill_mix[city][industry][q] * math.exp(market.log_wages[city, industry, q])
                for q in market.skills
            ]
        )
        for industry in market.industries
    ]


def city_wage(market: ReferenceMarket, city: int) -> float:
    """Return the mean market wage of a city, over the industries of 2019."""
    people = [float(sum(by_skill)) for by_skill in market.labour_force[city]]
    weighted = [wage * count for wage, count in zip(mean_wages(market, city), people, strict=True)]
    return vector_sum(weighted) / vector_sum(people)


def price_level(market: ReferenceMarket, reference: int) -> float:
    """Return the level of fees against a reference month: they follow the trend of wages."""
    return math.exp(market.parameters.wages.wage_trend * trend_years(market, reference))


def unit_price(
    market: ReferenceMarket, services: Services, payroll: Payroll, city: int, line: Line
) -> UnitPrice:
    """Return what a unit of a line costs in a city."""
    fees, pass_through = market.parameters.fees, 0.0
    level = price_level(market, MIDDLE_OF_2020)
    if line in STAFFING:
        wage = payroll.wages[city, line] / CENTS / max(payroll.staff[city, line], 1)
        pass_through = wage * (1.0 + fees.social_insurance)
        margin = fees.margin[STAFFING.index(line)]
        fee = pass_through * margin / (1.0 - margin)
    elif line == Line.PERSONNEL:
        pass_through = (
            fees.payroll_pass_through * fees.gross_accounting * account_wage(market, services, city)
        )
        bought = market.policies.technology_demand(np.zeros(market.n_cities), market.now.index).tolist()
        fee = (fees.account + fees.technology * math.exp(bought[city])) / 12.0 * level
    elif line == Line.RECRUITMENT:
        fee = market.memory.referral_fee * price_level(market, MIDDLE_OF_2019)
    elif line == Line.HEADHUNTING:
        hunted = max(market.flows.placements[city, line], 1)
        fee = fees.headhunt * market.flows.headhunt_pay_cents[city] / CENTS / hunted
    else:
        fee = (fees.training if line == Line.TRAINING else fees.consulting) * level
    return UnitPrice(pass_through, fee, public_share(services, city, line))


def account_wage(market: ReferenceMarket, services: Services, city: int) -> float:
    """Return the mean wage of those whose personnel accounts agencies keep in a city."""
    accounts = services.demand.accounts[city]
    paid = [count * wage for count, wage in zip(accounts, mean_wages(market, city), strict=True)]
    return vector_sum(paid) / max(vector_sum(accounts), 1e-12)


def public_share(services: Services, city: int, line: Line) -> float:
    """Return the share of invoices that governments pay: what firms do not, and their own training."""
    demand: ServiceDemand = services.demand
    small, relative = demand.small[city][line], services.relative[city][line]
    share: float = 1.0 - (small * relative[SMALL] + (1.0 - small) * relative[LARGE])
    if line == Line.TRAINING:
        share = demand.public[city] + (1.0 - demand.public[city]) * share
    return share


def platform_factor(market: ReferenceMarket, city: int, line: Line) -> float:
    """Return the factor of the platform on the mean fee; lines that serve stocks are not on it."""
    if line in STOCKS:
        return 1.0
    nothing, month = np.zeros(market.n_cities), market.now.index
    share = float(market.policies.platform_share(nothing, month)[city])
    log_fee = float(market.policies.platform_fee(nothing, month)[city])
    return 1.0 + share * (numpy_exp(log_fee) - 1.0)
