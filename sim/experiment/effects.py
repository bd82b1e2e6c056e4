"""Effects: means of paired differences with t intervals, by measure, city and period.

Within a period every measure is averaged over its months, so flows read per month. Both runs of a pair share
their draws; the differences of n pairs are independent, and

    effect +- t(0.975, n - 1) sd / sqrt(n).

The replications needed are the smallest n whose interval has a half width of 5 % of the effect, if sd and
effect stay as they are.

Source: Law (2015), Simulation Modeling and Analysis, 5th edition, section 10.2 (paired t under common draws).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.config import BASELINE, RunConfig, month_label
from sim.experiment.units import unit_of

KEYS = ("scenario", "replication", "month", "city")
LAST = 12
"""Months of the second period, which ends with the run."""
CONFIDENCE = 0.95
PRECISION = 0.05
"""Half width, relative to the effect, for which the replications needed are given."""
MOST_REPLICATIONS = 10**9


@dataclass(frozen=True)
class Period:
    """A run of months, ends included, written "2020-10"."""

    name: str
    first: str
    last: str


def periods(config: RunConfig) -> tuple[Period, ...]:
    """Return the periods over which effects are taken: the policy window and the last 12 months.

    The policy window opens with the first month in which an instrument acts; without instruments it is the
    whole run.
    """
    last = month_label(config.months - 1)
    window = Period("policy window", month_label(config.first_policy_month() or 0), last)
    return window, Period(f"last {LAST} months", month_label(max(0, config.months - LAST)), last)


def effects_table(monthly: pd.DataFrame, scenario: str, spans: Sequence[Period]) -> pd.DataFrame:
    """Compare a scenario with the baseline.

    Args:
        monthly: columns scenario, replication, month, city and one per measure.
        scenario: its name in the column `scenario`.
        spans: periods of interest.

    Returns:
        One row per measure, city and period: measure, city, period, unit, baseline, scenario, effect, ci_low,
        ci_high, sd (of the paired differences), n (pairs), replications_needed, first_month, last_month.
    """
    table = pd.DataFrame(row for span in spans for row in _rows(monthly, scenario, span))
    return table.astype({"replications_needed": "Int64"})


def _rows(monthly: pd.DataFrame, scenario: str, span: Period) -> Iterator[dict[str, object]]:
    cities = list(dict.fromkeys(monthly["city"]))
    measures = [column for column in monthly.columns if column not in KEYS]
    inside = monthly[(monthly["month"] >= span.first) & (monthly["month"] <= span.last)]
    means = inside.groupby(["scenario", "city", "replication"], sort=True)[measures].mean()
    arms = {(arm, city): means.loc[(arm, city)] for arm in (BASELINE, scenario) for city in cities}
    for measure in measures:
        for city in cities:
            before = arms[BASELINE, city][measure].to_numpy(np.float64)
            after = arms[scenario, city][measure].to_numpy(np.float64)
            yield {
                "measure": measure,
                "city": city,
                "period": span.name,
                "unit": unit_of(measure),
                "baseline": before.mean(),
                "scenario": after.mean(),
                **paired_effect(after - before),
                "first_month": span.first,
                "last_month": span.last,
            }


def paired_effect(differences: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, float | int | None]:
    """Return effect, interval, sd, pairs and replications needed.

    Args:
        differences: scenario minus baseline of each pair, shape (n,), n >= 2.
    """
    pairs = len(differences)
    effect, sd = float(differences.mean()), float(differences.std(ddof=1))
    half_width = student_quantile(pairs) * sd / math.sqrt(pairs)
    return {
        "effect": effect,
        "ci_low": effect - half_width,
        "ci_high": effect + half_width,
        "sd": sd,
        "n": pairs,
        "replications_needed": replications_needed(effect, sd),
    }


def student_quantile(pairs: int) -> float:
    """Return the two-sided t quantile at 95 % for a mean of `pairs` differences."""
    return float(stdtrit(pairs - 1, 0.5 + CONFIDENCE / 2))


def replications_needed(effect: float, sd: float) -> int | None:
    """Return the smallest number of pairs that puts the half width at 5 % of the effect.

    None where no number does: there is no effect, or it is not a number.
    """
    target = PRECISION * abs(effect)
    if not (target > 0 and math.isfinite(sd)):
        return None
    low, high = 2, 2
    while student_quantile(high) * sd / math.sqrt(high) > target:
        low, high = high, high * 2
        if high > MOST_REPLICATIONS:
            return None
    while low < high:
        middle = (low + high) // 2
        if student_quantile(middle) * sd / math.sqrt(middle) > target:
            low = middle + 1
        else:
            high = middle
    return high
