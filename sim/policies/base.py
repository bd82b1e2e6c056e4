"""Policy instruments: what every instrument is, and the levers it can bend.

An instrument is one module of this package with one class derived from `Instrument`. It bends levers: methods
that receive the value the model would use and return the value to use instead. Every lever is the identity
unless an instrument overrides it, so an instrument that is switched off, not yet started or given a dose of
zero leaves the run exactly as it was. Instruments never touch parameters or state.

A new lever is a method of `Instrument` and a line of `Policies`, which composes the instruments of a run.
Nothing lists the instruments: `instrument_classes` finds them, and a scenario names them by module.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import permutations
from math import inf
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
FIRST_YEAR = 2019
PLAN_MONTHS = 27
"""Months of the plan's period, October 2020 to December 2022, over which a cost is spread."""


@dataclass(frozen=True)
class Settings:
    """How an instrument is used in a scenario.

    dose         share of the plan's full dose, in [0, 1]
    start        month index in which it starts to act
    ramp_months  months to the full dose; the first already has 1 / ramp_months of it
    cities       indices of the cities that carry it out
    cost         million CNY over the plan's period at full dose
    """

    dose: float
    start: int
    ramp_months: int
    cities: tuple[int, ...]
    cost: float


class Instrument:
    """An instrument with its settings. Subclasses declare themselves and override the levers they bend.

    instrument_id     identifier of the instrument list, "I03"
    clauses           clauses of the plan it carries out
    default_cities    names of the cities that carry it out unless a scenario says otherwise; empty for all
    needs_agencies    whether it acts on HR agencies only
    cross_city        whether it needs cities to cooperate, so that governance scales its dose
    cost_million_cny  cost over the plan's period at full dose (assumption)
    bearer            who bears the cost
    prior             (low, mode, high) of each effect, and what is known of it
    default_ramp_months  months to the full dose unless a scenario says otherwise
    moves             measures of the monthly table that it should move, as "measure" or "measure@City", each
                      with the directions allowed: "+", "-" or "+-"; none if alone it does nothing
    """

    instrument_id: ClassVar[str]
    clauses: ClassVar[tuple[str, ...]] = ()
    default_cities: ClassVar[tuple[str, ...]] = ()
    needs_agencies: ClassVar[bool] = False
    cross_city: ClassVar[bool] = False
    cost_million_cny: ClassVar[float] = 0.0
    bearer: ClassVar[str] = ""
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {}
    moves: ClassVar[Mapping[str, str]] = {}
    default_ramp_months: ClassVar[int] = 12

    def __init__(self, settings: Settings, implementation: float | Callable[[int], float]) -> None:
        """Prepare the instrument.

        Args:
            settings: dose, dates, cities and cost.
            implementation: share of a cross-city dose that is carried out, in [0, 1]: one for all months, or
                a function of the month.
        """
        self.settings = settings
        self._implementation = implementation if self.cross_city else 1.0

    def implementation(self, month: int) -> float:
        """Return the share of the dose that is carried out in a month, in [0, 1]; 1 unless cross-city."""
        share = self._implementation
        return share(month) if callable(share) else share

    def effect(self, name: str) -> float:
        """Return the most likely size of an effect at full dose, from the prior."""
        return self.prior[name][1]

    def ramp(self, month: int) -> float:
        """Return the share of the dose reached in a month, in [0, 1]."""
        return min(1.0, max(0.0, (month - self.settings.start + 1) / self.settings.ramp_months))

    def dose(self, month: int) -> float:
        """Return the dose in force in a month, governance included."""
        return self.settings.dose * self.implementation(month) * self.ramp(month)

    def outlay(self, month: int) -> float:
        """Return the month's public cost in CNY.

        The declared cost is that of the plan's 27 months at full dose and for all its cities. What is spent
        follows dose and ramp, and goes on at the same monthly rate as long as the run.
        """
        return self.settings.cost * 1e6 / PLAN_MONTHS * self.settings.dose * self.ramp(month)

    def pairs(self) -> tuple[Indices, Indices]:
        """Return origins and destinations of all pairs of different cities that both carry it out."""
        pairs = np.array(list(permutations(self.settings.cities, 2)), np.intp).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    # The levers. Shapes: C cities, N nodes, I industries, Q skills, L service lines.

    def carried_out(self, share: Floats, month: int) -> Floats:
        """Bend the share of cross-city doses that is carried out, shape (C,), in [0, 1].

        It enters the dose of cross-city instruments and nothing else. Only instruments that are not
        cross-city themselves can bend it.
        """
        return share

    def travel_time(self, minutes: Floats, month: int) -> Floats:
        """Bend the door-to-door travel time, minutes, shape (C of residence, C of work).

        What is known of vacancies elsewhere keeps the travel time of the data.
        """
        return minutes

    def commuting_cost(self, fares: Floats, month: int) -> Floats:
        """Bend commuters' fares, CNY/month at prices of 2019, shape (C of residence, C of work)."""
        return fares

    def awareness(self, share: Floats, month: int) -> Floats:
        """Bend the share of vacancies seen, shape (C of residence, N of the vacancy), in [0, 1]."""
        return share

    def administrative_barrier(self, barrier: Floats, month: int) -> Floats:
        """Bend the barrier to working in another city, log wage, shape (Q, C of residence, C of work)."""
        return barrier

    def migration_cost(self, cost: Floats, month: int) -> Floats:
        """Bend the cost of moving, log wage, shape (Q, C of residence, N)."""
        return cost

    def suitability(self, probability: Floats, month: int) -> Floats:
        """Bend the chance that an application is viable, in [0, 1].

        Shape (2, C of residence, I of the job); first axis: 0 employed, 1 unemployed.
        """
        return probability

    def directedness(self, weight: Floats, month: int) -> Floats:
        """Bend how far the worth of a job directs applications, 1/log wage, shape (C of residence,)."""
        return weight

    def fair_hires(self, hires: Floats, month: int) -> Floats:
        """Bend the hires that a firm takes home from a job fair, per firm and fair, shape (C,).

        Beyond those it makes anyway: 0 without a plan, as the usual fairs are part of what is observed.
        """
        return hires

    def zone_posting(self, factor: Floats, month: int) -> Floats:
        """Bend the posts of firms in zones relative to the same firm outside, ratio, shape (C,)."""
        return factor

    def zone_mediation(self, share: Floats, month: int) -> Floats:
        """Bend the share of posts that a firm gives to a recruiter because it sits in a zone, shape (C,).

        In addition to the usual share, at the mean of all firms.
        """
        return share

    def firm_entry(self, factor: Floats, month: int) -> Floats:
        """Bend the expected entry of firms, ratio, shape (C,)."""
        return factor

    def talent_pay(self, log_pay: Floats, month: int) -> Floats:
        """Bend what professionals from outside are offered beyond wages, log pay, shape (C,)."""
        return log_pay

    def talent_arrivals(self, rate: Floats, month: int) -> Floats:
        """Bend the expected arrivals of professionals from outside, workers a month, shape (C,)."""
        return rate

    def training_seats(self, seats: Floats, month: int) -> Floats:
        """Bend the seats for the training of adults, persons a month, shape (C of the seats,)."""
        return seats

    def training_pooling(self, share: Floats, month: int) -> Floats:
        """Bend the share of a city's idle training seats that others may use, in [0, 1].

        Shape (C of the seats, C of residence); the diagonal has no meaning.
        """
        return share

    def training_upgrade(self, probability: Floats, month: int) -> Floats:
        """Bend the chance that a course leads to the next skill, shape (C of residence,), in [0, 1].

        `month` is the month in which the course ended.
        """
        return probability

    def certification(self, rate: Floats, month: int) -> Floats:
        """Bend the share of the uncertified of the two middle skills who are certified without a course.

        A year, in [0, 1], shape (C of residence,).
        """
        return rate

    def certificate_recognition(self, probability: Floats, month: int) -> Floats:
        """Bend the chance that a city honours a worker's certificate from another, in [0, 1].

        Shape (C that issued it, C of the job). It is compared with a draw that never changes, so that a
        higher chance only adds.
        """
        return probability

    def visiting_experts(self, share: Floats, month: int) -> Floats:
        """Bend the share of arriving professionals who live in the first city and visit, shape (C called,).

        In [0, 1]. It is compared with a draw that never changes, so that a higher share only adds visits.
        """
        return share

    def export_teams(self, persons: Floats, month: int) -> Floats:
        """Bend the jobless whom teams send, persons a month, shape (C of residence, N)."""
        return persons

    def brand_share(self, share: Floats, month: int) -> Floats:
        """Bend the branded share of a group, shape (C of registration, I), in [0, 1].

        It is compared with a draw that never changes, so that a higher share only adds members.
        """
        return share

    def brand_gain(self, gain: Floats, month: int) -> Floats:
        """Bend what a brand of the usual reputation adds to suitability, shape (C of registration, I).

        Relative; demand outside the region rises as much.
        """
        return gain

    def agency_recognition(self, probability: Floats, month: int) -> Floats:
        """Bend the chance that an agency may serve a city in which it has no office.

        Shape (C of the head office, C served), in [0, 1]. It is compared with a draw that never changes, so
        that a higher chance only adds agencies.
        """
        return probability

    def platform_share(self, share: Floats, month: int) -> Floats:
        """Bend the share of orders posted on the shared platform, shape (C of the order,), in [0, 1]."""
        return share

    def platform_membership(self, share: Floats, month: int) -> Floats:
        """Bend the share of agencies on the shared platform, shape (C of the head office,), in [0, 1]."""
        return share

    def platform_fee(self, log_fee: Floats, month: int) -> Floats:
        """Bend the log fee of an order on the platform over one outside it, shape (C of the order,)."""
        return log_fee

    def misconduct(self, factor: Floats, month: int) -> Floats:
        """Bend misconduct relative to what honesty implies, ratio, shape (C of the head office,)."""
        return factor

    def list_tilt(self, score: Floats, month: int) -> Floats:
        """Bend how far ratings decide who gets an order, bid score, shape (C of the order,).

        The score is added for red-listed agencies and taken off for low-rated ones.
        """
        return score

    def black_list_reach(self, reach: Floats, month: int) -> Floats:
        """Bend the share of a black list that is honoured, shape (C that lists, C that bars), in [0, 1]."""
        return reach

    def detection(self, probability: Floats, month: int) -> Floats:
        """Bend the chance per month to detect a systematic offender, shape (C,), in [0, 1]."""
        return probability

    def service_price(self, price: Floats, month: int) -> Floats:
        """Bend what clients pay of an agency's price, ratio; government pays the rest.

        Shape (C of the order, L, 2); last axis: 0 small firms and public bodies, 1 others.
        """
        return price

    def induced_effort(self, effort: Floats, month: int) -> Floats:
        """Bend the effort on orders that only public money induced, shape (C of the order,).

        Extra candidate rounds relative to those on other orders.
        """
        return effort

    def service_use(self, logit: Floats, month: int) -> Floats:
        """Bend the readiness of firms to ask an agency for a post, logit, shape (C of the firm,)."""
        return logit

    def flexible_demand(self, log_demand: Floats, month: int) -> Floats:
        """Bend the staff that firms want on flexible contracts, log, shape (C of the firm,)."""
        return log_demand

    def technology_demand(self, log_demand: Floats, month: int) -> Floats:
        """Bend the technology bought with a personnel account, log, shape (C of the client,)."""
        return log_demand

    def service_productivity(self, log_factor: Floats, month: int) -> Floats:
        """Bend what a consultant can serve, log, shape (C of the head office, L)."""
        return log_factor

    def remote_penalty(self, penalty: Floats, month: int) -> Floats:
        """Bend the bid score that an agency loses without a local office.

        Shape (C of the head office, C of the order).
        """
        return penalty

    def order_forwarding(self, share: Floats, month: int) -> Floats:
        """Bend the share of unmet orders that parks of other cities are offered, in [0, 1].

        Shape (C of the order, C of the park).
        """
        return share

    def branch_cost(self, cost: Floats, month: int) -> Floats:
        """Bend the cost of an office, CNY of 2020, shape (C of the head office, C of the office)."""
        return cost

    def agency_entry(self, log_rate: Floats, month: int) -> Floats:
        """Bend the entry of agencies, log of the rate over what the market implies, shape (C,)."""
        return log_rate

    def leader_entry(self, rate: Floats, month: int) -> Floats:
        """Bend the large agencies that come besides the usual newcomers, agencies a year, shape (C,)."""
        return rate

    def low_honesty_entry(self, share: Floats, month: int) -> Floats:
        """Bend the share of newcomers that offend systematically besides the usual ones.

        Shape (C,), in [0, 1]. It is compared with a draw that never changes.
        """
        return share

    def agency_exit(self, log_hazard: Floats, month: int) -> Floats:
        """Bend the hazard of closing, log over the usual one.

        Shape (C of the head office, 2); last axis: 0 agencies without grade 5A, 1 those with it.
        """
        return log_hazard

    def certified_share(self, share: Floats, month: int) -> Floats:
        """Bend the share of agencies with grade 5A, shape (C of the head office,), in [0, 1].

        It is compared with a draw that never changes, so that a higher share only adds agencies.
        """
        return share

    def certified_quality(self, log_quality: Floats, month: int) -> Floats:
        """Bend the lead of agencies with grade 5A, log quality, shape (C of the head office,)."""
        return log_quality

    def park_quality(self, log_quality: Floats, month: int) -> Floats:
        """Bend the lead of tenants of parks, log quality, shape (C of the head office,)."""
        return log_quality

    def quality_diffusion(self, factor: Floats, month: int) -> Floats:
        """Bend the speed at which agencies near the frontier of quality, ratio.

        Shape (C of the head office,).
        """
        return factor

    def capacity_growth(self, log_growth: Floats, month: int) -> Floats:
        """Bend the growth of the largest tenth of agencies, log capacity a month.

        Shape (C of the head office,).
        """
        return log_growth

    def vocational_intake(self, seats: Floats, month: int) -> Floats:
        """Bend the seats of vocational schools, students a year, shape (C of the school,)."""
        return seats

    def field_response(self, elasticity: Floats, month: int) -> Floats:
        """Bend the elasticity of fields of study to tightness a year ago, shape (C of the school,)."""
        return elasticity

    def order_share(self, share: Floats, month: int) -> Floats:
        """Bend the share of final-year students in order classes, shape (C of the school,), in [0, 1]."""
        return share

    def field_alignment(self, reduction: Floats, month: int) -> Floats:
        """Bend by how much the distance of graduates' industries from their fields falls.

        Share of the distance, shape (C of the school,), in [0, 1].
        """
        return reduction


Bend = Callable[[Instrument, Floats, int], Floats]


def composed(lever: Bend, low: float = -inf, high: float = inf) -> Callable[[Policies, Floats, int], Floats]:
    """Return the method of `Policies` for a lever: every instrument in turn, then the bounds.

    Args:
        lever: method of `Instrument`, which says shape and unit.
        low: least value that makes sense.
        high: largest one.
    """

    def bent(policies: Policies, value: Floats, month: int) -> Floats:
        for instrument in policies.instruments.values():
            value = getattr(instrument, lever.__name__)(value, month)
        return np.clip(value, low, high)

    bent.__name__, bent.__doc__ = lever.__name__, lever.__doc__
    return bent


class Policies:
    """The instruments of a run, in the order of their names, bending levers one after the other.

    A lever is called as `policies.awareness(value, month)`. The numbers are its bounds: whatever the
    instruments do together, a probability stays one and a cost never becomes a subsidy.
    """

    def __init__(self, instruments: Mapping[str, Instrument] | None = None) -> None:
        """Hold instruments by name."""
        self.instruments = dict(sorted((instruments or {}).items()))

    carried_out = composed(Instrument.carried_out, 0.0, 1.0)
    travel_time = composed(Instrument.travel_time, 0.0)
    commuting_cost = composed(Instrument.commuting_cost, 0.0)
    suitability = composed(Instrument.suitability, 0.0, 1.0)
    directedness = composed(Instrument.directedness, 0.0)
    fair_hires = composed(Instrument.fair_hires, 0.0)
    zone_posting = composed(Instrument.zone_posting, 0.0)
    zone_mediation = composed(Instrument.zone_mediation, 0.0, 1.0)
    firm_entry = composed(Instrument.firm_entry, 0.0)
    talent_pay = composed(Instrument.talent_pay)
    awareness = composed(Instrument.awareness, 0.0, 1.0)
    administrative_barrier = composed(Instrument.administrative_barrier, 0.0)
    migration_cost = composed(Instrument.migration_cost, 0.0)
    talent_arrivals = composed(Instrument.talent_arrivals, 0.0)
    training_seats = composed(Instrument.training_seats, 0.0)
    training_pooling = composed(Instrument.training_pooling, 0.0, 1.0)
    training_upgrade = composed(Instrument.training_upgrade, 0.0, 1.0)
    certification = composed(Instrument.certification, 0.0, 1.0)
    certificate_recognition = composed(Instrument.certificate_recognition, 0.0, 1.0)
    visiting_experts = composed(Instrument.visiting_experts, 0.0, 1.0)
    export_teams = composed(Instrument.export_teams, 0.0)
    brand_share = composed(Instrument.brand_share, 0.0, 1.0)
    brand_gain = composed(Instrument.brand_gain, 0.0)
    agency_recognition = composed(Instrument.agency_recognition, 0.0, 1.0)
    platform_share = composed(Instrument.platform_share, 0.0, 1.0)
    platform_membership = composed(Instrument.platform_membership, 0.0, 1.0)
    platform_fee = composed(Instrument.platform_fee)
    misconduct = composed(Instrument.misconduct, 0.0)
    list_tilt = composed(Instrument.list_tilt)
    black_list_reach = composed(Instrument.black_list_reach, 0.0, 1.0)
    detection = composed(Instrument.detection, 0.0, 1.0)
    service_price = composed(Instrument.service_price, 0.0)
    induced_effort = composed(Instrument.induced_effort, 0.0)
    service_use = composed(Instrument.service_use)
    flexible_demand = composed(Instrument.flexible_demand)
    technology_demand = composed(Instrument.technology_demand)
    service_productivity = composed(Instrument.service_productivity)
    remote_penalty = composed(Instrument.remote_penalty, 0.0)
    order_forwarding = composed(Instrument.order_forwarding, 0.0, 1.0)
    branch_cost = composed(Instrument.branch_cost, 0.0)
    agency_entry = composed(Instrument.agency_entry)
    leader_entry = composed(Instrument.leader_entry, 0.0)
    low_honesty_entry = composed(Instrument.low_honesty_entry, 0.0, 1.0)
    agency_exit = composed(Instrument.agency_exit)
    certified_share = composed(Instrument.certified_share, 0.0, 1.0)
    certified_quality = composed(Instrument.certified_quality)
    park_quality = composed(Instrument.park_quality)
    quality_diffusion = composed(Instrument.quality_diffusion, 0.0)
    capacity_growth = composed(Instrument.capacity_growth)

    def implementation(self, usual: float, cities: tuple[int, ...], n_cities: int, month: int) -> float:
        """Return the share of a cross-city dose that is carried out in a month.

        Args:
            usual: share without any instrument of governance.
            cities: cities that carry the dose out; what governance adds is the mean of theirs.
            n_cities: cities of the region.
            month: month index.
        """
        added = self.carried_out(np.full(n_cities, usual), month) - usual
        return usual + float(added[list(cities)].mean())

    vocational_intake = composed(Instrument.vocational_intake, 0.0)
    field_response = composed(Instrument.field_response, 0.0)
    order_share = composed(Instrument.order_share, 0.0, 1.0)
    field_alignment = composed(Instrument.field_alignment, 0.0, 1.0)

    def outlay(self, month: int) -> float:
        """Return the public cost of all instruments in a month, CNY."""
        return sum(instrument.outlay(month) for instrument in self.instruments.values())


def instrument_classes() -> dict[str, type[Instrument]]:
    """Return every instrument of this package by the name of its module."""
    import sim.policies as package

    found: dict[str, type[Instrument]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if module.name != "base" and not module.name.startswith("_"):
            contents = vars(importlib.import_module(f"{package.__name__}.{module.name}")).values()
            own = [
                item
                for item in contents
                if isinstance(item, type) and issubclass(item, Instrument) and item is not Instrument
            ]
            if len(own) != 1:
                raise ImportError(
                    f"sim/policies/{module.name}.py must define one Instrument, found {len(own)}."
                )
            found[module.name] = own[0]
    return found


def month_index(name: str) -> int:
    """Return the month index of "2020-10".

    Raises:
        ValueError: the text is not a month.
    """
    year, separator, month = name.partition("-")
    if not (
        separator
        and len(year) == 4
        and len(month) == 2
        and (year + month).isdigit()
        and 1 <= int(month) <= 12
    ):
        raise ValueError(f"expected a month such as '2020-10', got {name!r}.")
    return (int(year) - FIRST_YEAR) * 12 + int(month) - 1
