"""Stage 1, the clock: what a month brings from outside the model.

Month 0 is January 2019. In burn-in (negative months) there is no season, no trend, no pandemic.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.geography.region import Region


@dataclass(frozen=True)
class Month:
    """A month: its index, and by city the stringency now and a month earlier, and output over trend."""

    index: int
    stringency: list[float]
    stringency_before: list[float]
    output: list[float]

    @property
    def burn_in(self) -> bool:
        """Whether it comes before the start."""
        return self.index < 0

    @property
    def elapsed(self) -> int:
        """Months since the start, by which trends have grown."""
        return max(self.index, 0)

    @property
    def trend_elapsed(self) -> int:
        """Months of trend that market wages hold: they rise at the ends of quarters."""
        return self.elapsed - self.elapsed % 3

    @property
    def of_year(self) -> int:
        """1 for January."""
        return self.index % 12 + 1


def spread_over_year(now: Month, peak: float, months: tuple[int, int]) -> float:
    """Return the factor of a season: high in two months of the year, one on average."""
    if now.burn_in:
        return 1.0
    usual = 12.0 / (2.0 * peak + 10.0)
    return usual * peak if now.of_year in months else usual


def open_month(region: Region, covid: bool, index: int) -> Month:
    """Return a month."""
    calm, on_trend = [0.0] * region.n_cities, [1.0] * region.n_cities
    if not covid or index < 0:
        return Month(index, calm, calm, on_trend)
    before = region.stringency[:, index - 1].tolist() if index > 0 else calm
    return Month(
        index, region.stringency[:, index].tolist(), before, region.demand_deviation[:, index].tolist()
    )
