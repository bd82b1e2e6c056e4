"""The HR-service industry of the baseline beside what is known of it: `python -m calibration.industry`.

Nothing is fitted here. The command runs the baseline to December 2025, prints the balance of 2020 and the
agencies of 2022 beside their bands, then the path of every year over the replications, and draws that fan if
asked. It ends with code 1 if a level misses its band.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.bands import Band, compare
from sim.measures.industry import LINE_NAMES
from sim.model import LabourMarket
from sim.parameters import Parameters
from sim.report.fan import draw_fan

Floats = NDArray[np.float64]
MONTHS = 84
"""January 2019 to December 2025."""
END_OF_2022 = 47
LINE_TOLERANCE = 3.0
"""Points by which the share of a line may differ from its declared share."""


@dataclass(frozen=True)
class IndustryRun:
    """A baseline run to 2025.

    region  monthly table of the whole region
    cities  monthly table of each city, one after the other
    lines   revenue of 2020 by service line, CNY
    tail    tail exponent of agency sizes by month
    """

    region: pd.DataFrame
    cities: dict[str, pd.DataFrame]
    lines: pd.Series
    tail: pd.Series


def calendar_year(table: pd.DataFrame, number: int) -> pd.DataFrame:
    """Return the months of a year."""
    return table[table.month.str.startswith(str(number))]


def line_share(run: IndustryRun, line: str) -> float:
    """Return the share of a line in the revenue of 2020, %."""
    return float(100.0 * run.lines[line] / run.lines.sum())


def licensed(run: IndustryRun, first: bool) -> float:
    """Return the licensed agencies of December 2022 in the first city, or in all others."""
    counts = [float(table.agencies_licensed.iloc[END_OF_2022]) for table in run.cities.values()]
    return counts[0] if first else sum(counts[1:])


def unmet(run: IndustryRun) -> float:
    """Return the share of orders that found no agency over the whole run, %."""
    return float(100.0 * run.region.hr_orders_unmet.sum() / run.region.hr_orders.sum())


def industry_bands() -> list[Band[IndustryRun]]:
    """Return the levels and their bands."""
    declared = Parameters().agencies.line_share
    shares = [
        Band(
            f"share of {name} in revenue, 2020",
            "%",
            round(max(100.0 * share - LINE_TOLERANCE, 0.0), 1),
            round(100.0 * share + LINE_TOLERANCE, 1),
            lambda run, name=name: line_share(run, name),  # type: ignore[misc]
        )
        for name, share in zip(LINE_NAMES, declared, strict=True)
    ]
    return [
        Band(
            "gross revenue of 2020, full scope",
            "bn CNY",
            90.0,
            112.0,
            lambda run: calendar_year(run.region, 2020).hr_revenue.sum() / 1e9,
        ),
        *shares,
        Band(
            "mid and high end in revenue, 2020",
            "%",
            26.0,
            33.0,
            lambda run: 100.0 * calendar_year(run.region, 2020).hr_high_end_share.mean(),
        ),
        Band("licensed agencies of the first city, 2022", "", 800.0, 1300.0, lambda run: licensed(run, True)),
        Band("licensed agencies of the others, 2022", "", 90.0, 220.0, lambda run: licensed(run, False)),
        Band("tail exponent of sizes, lowest year", "", 1.0, 1.4, lambda run: yearly(run.tail).min()),
        Band("tail exponent of sizes, highest year", "", 1.0, 1.4, lambda run: yearly(run.tail).max()),
        Band("orders that found no agency", "%", 0.0, 5.0, unmet),
    ]


def yearly(values: pd.Series) -> Floats:
    """Return the mean of each year of a monthly series."""
    means: Floats = values.to_numpy(float).reshape(-1, 12).mean(axis=1)
    return means


def industry_run(scale: float, replication: int) -> IndustryRun:
    """Run the baseline to 2025."""
    model = LabourMarket(scale=scale, months=MONTHS, replication=replication)
    while model.running:
        model.step()
    tables = model.record.tables()
    monthly, services = tables["monthly"], tables["services"]
    cities = {name: monthly[monthly.city == name].reset_index(drop=True) for name in monthly.city.unique()}
    all_lines = calendar_year(services[services.city == "All"], 2020).groupby("line").revenue.sum()
    concentration = tables["service_concentration"]
    tail = concentration[concentration.line == "all lines"].tail_exponent.reset_index(drop=True)
    return IndustryRun(cities.pop("All"), cities, all_lines, tail)


PATHS: dict[str, Callable[[IndustryRun], Floats]] = {
    "HR revenue, bn CNY a year": lambda run: 12.0 * yearly(run.region.hr_revenue) / 1e9,
    "agencies": lambda run: yearly(run.region.agencies),
    "fee index of recruitment": lambda run: yearly(run.region.hr_fee_index),
    "mid and high end, %": lambda run: 100.0 * yearly(run.region.hr_high_end_share),
    "tail exponent of sizes": lambda run: yearly(run.tail),
    "unemployment, %": lambda run: 100.0 * yearly(run.region.unemployment_rate),
}


def print_paths(runs: list[IndustryRun]) -> None:
    """Print the median and range of each path by year."""
    years = range(2019, 2019 + MONTHS // 12)
    print(f"\nPaths over {len(runs)} replications: median (lowest to highest)")
    for name, path in PATHS.items():
        table = np.array([path(run) for run in runs])
        for year, values in zip(years, table.T, strict=True):
            print(f"{name:28s} {year}  {np.median(values):8.2f} ({values.min():.2f} to {values.max():.2f})")


def main(arguments: list[str]) -> int:
    """Print the tables; return 0 if every level lies in its band."""
    parser = argparse.ArgumentParser(
        prog="python -m calibration.industry", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--figure", type=Path, help="PNG file for the fan of revenue")
    options = parser.parse_args(arguments)
    runs = [industry_run(options.scale, replication) for replication in range(options.replications)]
    print(f"Baseline at scale {options.scale:g}")
    held = compare(industry_bands(), runs)
    print_paths(runs)
    if options.figure:
        draw_fan([run.region for run in runs], options.figure)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
