"""The levels of 2019 that the baseline must meet at its declared parameters: `python -m calibration.bands`.

Nothing is fitted here. The command runs the baseline and prints, for each level, what the model gives (mean
and range over replications), the band, and whether it holds; it ends with code 1 if one does not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import pandas as pd

from sim.agents.workers import OWN_ACCOUNT
from sim.model import LabourMarket

Run = TypeVar("Run")
MONTHS = 14
"""January 2019 to February 2020."""
FEBRUARY_2020 = 13
STAFF = slice(0, OWN_ACCOUNT)
"""Contracts of those whom firms employ, by whatever way."""


@dataclass(frozen=True)
class Baseline:
    """A baseline run to February 2020.

    region     monthly table of the whole region
    first      monthly table of the first city
    turnover   jobs of firm staff ended in 2019 by separation, layoff, closure or for another, over their mean
    """

    region: pd.DataFrame
    first: pd.DataFrame
    turnover: float


@dataclass(frozen=True)
class Band(Generic[Run]):
    """A level of a run and the band that it must meet."""

    name: str
    unit: str
    low: float
    high: float
    measure: Callable[[Run], float]


def year(table: pd.DataFrame) -> pd.DataFrame:
    """Return the months of 2019."""
    return table.iloc[:12]


def net_inflow(run: Baseline) -> float:
    """Return the first city's net inflow of 2019, boundary and talent included, thousand workers."""
    table = year(run.first)
    arrivals = table[["moved_in", "in_migrants", "returnees", "talent_arrivals"]].to_numpy().sum()
    leaving = ["moved_out", "out_migrants", "home_departures", "talent_departures"]
    return float(arrivals - table[leaving].to_numpy().sum()) / 1e3


BANDS: tuple[Band[Baseline], ...] = (
    Band(
        "unemployment rate, mean of 2019",
        "%",
        4.5,
        5.8,
        lambda run: 100 * year(run.region).unemployment_rate.mean(),
    ),
    Band("turnover of firm staff, 2019", "%/year", 15.0, 22.0, lambda run: 100 * run.turnover),
    Band(
        "cross-city commuters, mean of 2019",
        "1,000",
        38.0,
        58.0,
        lambda run: year(run.region).commuters_in.mean() / 1e3,
    ),
    Band(
        "moves from the other cities into the first",
        "1,000/year",
        20.0,
        80.0,
        lambda run: year(run.first).moved_in.sum() / 1e3,
    ),
    Band(
        "moves out of the first city to the others",
        "1,000/year",
        20.0,
        80.0,
        lambda run: year(run.first).moved_out.sum() / 1e3,
    ),
    Band("net inflow of the first city, boundary included", "1,000/year", 50.0, 250.0, net_inflow),
    Band(
        "unemployment of February 2020 over the mean of 2019",
        "points",
        0.5,
        1.6,
        lambda run: (
            100
            * float(
                run.region.unemployment_rate.iloc[FEBRUARY_2020] - year(run.region).unemployment_rate.mean()
            )
        ),
    ),
)


def baseline(scale: float, replication: int) -> Baseline:
    """Run the baseline to February 2020."""
    model = LabourMarket(scale=scale, months=MONTHS, replication=replication)
    ended, staff = 0, []
    while model.running:
        staff.append(int(model.census.jobs[0].sum()))
        model.step()
        if model.month <= 12 and model.flows is not None:
            flows = model.flows
            ended += int(sum(losses[STAFF].sum() for losses in flows.job_losses))
            ended += int(flows.hiring.quits[STAFF].sum())
    table = model.record.monthly_table()
    first = table[table.city == model.region.city_names[0]].reset_index(drop=True)
    region = table[table.city == "All"].reset_index(drop=True)
    return Baseline(region, first, ended / float(np.mean(staff[:12])))


def compare(bands: Sequence[Band[Run]], runs: Sequence[Run]) -> bool:
    """Print each level over the runs beside its band; return whether the mean of each lies in its band."""
    print(f"mean (lowest to highest of {len(runs)}), band, runs within it")
    held = []
    for band in bands:
        values = [band.measure(run) for run in runs]
        held.append(band.low <= float(np.mean(values)) <= band.high)
        inside = sum(band.low <= value <= band.high for value in values)
        spread = f"{np.mean(values):8.2f} ({min(values):.2f} to {max(values):.2f}) {band.unit}"
        limits = f"[{band.low:g}, {band.high:g}] {inside}/{len(runs)}"
        print(f"{band.name:52s} {spread:40s} {limits:20s} {'holds' if held[-1] else 'MISSED'}")
    return all(held)


def main(arguments: list[str]) -> int:
    """Print the table; return 0 if every level lies in its band."""
    parser = argparse.ArgumentParser(prog="python -m calibration.bands", description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--replications", type=int, default=4)
    options = parser.parse_args(arguments)
    runs = [baseline(options.scale, replication) for replication in range(options.replications)]
    print(f"Baseline at scale {options.scale:g}")
    return 0 if compare(BANDS, runs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
