"""Policy instruments: what every instrument is, and the levers it can bend.

An instrument is one module of this package with one class derived from `Instrument`. It bends levers: methods
that receive the value the model would use and return the value to use instead. Every lever is the identity
unless an instrument overrides it, so an instrument that is switched off, not yet started or given a dose of
zero leaves the run exactly as it was. Instruments never touch parameters or state.

Nothing lists the instruments: `instrument_classes` finds them, and a scenario names them by module.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
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
    cross_city        whether it needs cities to cooperate, so that governance scales its dose
    cost_million_cny  cost over the plan's period at full dose (assumption)
    bearer            who bears the cost
    prior             (low, mode, high) of each effect, and what is known of it
    """

    instrument_id: ClassVar[str]
    clauses: ClassVar[tuple[str, ...]] = ()
    default_cities: ClassVar[tuple[str, ...]] = ()
    cross_city: ClassVar[bool] = False
    cost_million_cny: ClassVar[float] = 0.0
    bearer: ClassVar[str] = ""
    prior: ClassVar[Mapping[str, tuple[float, float, float]]] = {}

    def __init__(self, settings: Settings, implementation: float) -> None:
        """Prepare the instrument.

        Args:
            settings: dose, dates, cities and cost.
            implementation: share of a cross-city dose that is carried out, in [0, 1].
        """
        self.settings = settings
        self.implementation = implementation if self.cross_city else 1.0

    def effect(self, name: str) -> float:
        """Return the most likely size of an effect at full dose, from the prior."""
        return self.prior[name][1]

    def ramp(self, month: int) -> float:
        """Return the share of the dose reached in a month, in [0, 1]."""
        return min(1.0, max(0.0, (month - self.settings.start + 1) / self.settings.ramp_months))

    def dose(self, month: int) -> float:
        """Return the dose in force in a month, governance included."""
        return self.settings.dose * self.implementation * self.ramp(month)

    def outlay(self, month: int) -> float:
        """Return the month's public cost in CNY.

        The declared cost is that of the plan's 27 months at full dose and for all its cities. What is spent
        follows dose and ramp, and goes on at the same monthly rate as long as the run.
        """
        return self.settings.cost * 1e6 / PLAN_MONTHS * self.settings.dose * self.ramp(month)

    def awareness(self, share: Floats, month: int) -> Floats:
        """Bend the share of vacancies at a node that residents of a city see, shape (cities, nodes)."""
        return share

    def administrative_barrier(self, barrier: Floats, month: int) -> Floats:
        """Bend the barrier to working in another city, log wage.

        Shape (skills, cities of residence, cities).
        """
        return barrier

    def migration_cost(self, cost: Floats, month: int) -> Floats:
        """Bend the cost of moving, log wage, shape (skills, cities of residence, nodes)."""
        return cost

    def talent_arrivals(self, rate: Floats, month: int) -> Floats:
        """Bend the expected arrivals of professionals, workers a month, shape (cities,)."""
        return rate


class Policies:
    """The instruments of a run, in the order of their names, bending levers one after the other."""

    def __init__(self, instruments: Mapping[str, Instrument] | None = None) -> None:
        """Hold instruments by name."""
        self.instruments = dict(sorted((instruments or {}).items()))

    def awareness(self, share: Floats, month: int) -> Floats:
        """See `Instrument.awareness`."""
        for instrument in self.instruments.values():
            share = instrument.awareness(share, month)
        return share

    def administrative_barrier(self, barrier: Floats, month: int) -> Floats:
        """See `Instrument.administrative_barrier`. A barrier never becomes a subsidy."""
        for instrument in self.instruments.values():
            barrier = instrument.administrative_barrier(barrier, month)
        return np.maximum(barrier, 0.0)

    def migration_cost(self, cost: Floats, month: int) -> Floats:
        """See `Instrument.migration_cost`. A cost never becomes a subsidy."""
        for instrument in self.instruments.values():
            cost = instrument.migration_cost(cost, month)
        return np.maximum(cost, 0.0)

    def talent_arrivals(self, rate: Floats, month: int) -> Floats:
        """See `Instrument.talent_arrivals`."""
        for instrument in self.instruments.values():
            rate = instrument.talent_arrivals(rate, month)
        return rate

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
