"""Clock: the calendar, the pandemic and the demand for output of a month.

Month 0 is January 2019. Before it come 24 months of burn-in in which everything exogenous is flat: no season,
no trend, no pandemic, no policy. COVID-19 stringency of city c is L_c(t) in [0, 1]; it acts once per channel,
each with its own coefficient. Output relative to its trend, Y / Y_trend, is an annual index interpolated
without the trough inside 2020.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.draws import Key
from sim.processes.world import World

FIRST_YEAR = 2019


@dataclass(frozen=True)
class Month:
    """One month.

    index       month index; negative in burn-in
    key         key of the draws
    stringency  COVID-19 stringency by city, in [0, 1]
    stringency_before  the same a month earlier
    output      output over its trend by city
    """

    index: int
    key: Key
    stringency: NDArray[np.float64]
    stringency_before: NDArray[np.float64]
    output: NDArray[np.float64]

    @property
    def burn_in(self) -> bool:
        """Whether the month lies before the start."""
        return self.index < 0

    @property
    def calendar_month(self) -> int:
        """1 for January to 12 for December."""
        return self.index % 12 + 1

    @property
    def elapsed(self) -> int:
        """Months since the start, zero in burn-in: what trends grow with."""
        return max(self.index, 0)

    @property
    def trend_elapsed(self) -> int:
        """Months of trend in the market wages in force: they are revised at the end of each quarter."""
        return self.elapsed - self.elapsed % 3

    @property
    def ends_quarter(self) -> bool:
        """Whether wages are revised at the end of this month."""
        return self.calendar_month % 3 == 0


def month_name(index: int) -> str:
    """Return a month index as "2019-01"."""
    return f"{FIRST_YEAR + index // 12}-{index % 12 + 1:02d}"


def open_month(world: World, key: Key, index: int) -> Month:
    """Return the month's calendar and exogenous series."""
    pandemic = world.covid and index >= 0
    calm, trend = np.zeros(world.n_cities), np.ones(world.n_cities)
    return Month(
        index,
        key,
        world.region.stringency[:, index] if pandemic else calm,
        world.region.stringency[:, index - 1] if pandemic and index > 0 else calm,
        world.region.demand_deviation[:, index] if pandemic else trend,
    )


def separation_season(world: World, now: Month) -> float:
    """Return the factor of the season on separations: more in February and March, one on average."""
    if now.burn_in:
        return 1.0
    rates = world.parameters.separation
    return rates.season_february_march if now.calendar_month in (2, 3) else rates.season_other


def festival_season(world: World, now: Month) -> float:
    """Return the factor of the spring festival on return migration.

    High in January and February, one on average.
    """
    if now.burn_in:
        return 1.0
    peak = world.parameters.boundary.spring_festival_factor
    usual = 12.0 / (2.0 * peak + 10.0)
    return usual * peak if now.calendar_month <= 2 else usual


def departure_season(world: World, now: Month) -> float:
    """Return the factor of the season on setting out, from home to work elsewhere.

    High in February and March, when people leave again after the festival; one on average.
    """
    if now.burn_in:
        return 1.0
    peak = world.parameters.boundary.departure_factor
    usual = 12.0 / (2.0 * peak + 10.0)
    return usual * peak if now.calendar_month in (2, 3) else usual
