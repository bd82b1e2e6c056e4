"""The scorecard: is a target met, with the plan and without it?

For every reading of a target the number is taken from each run; the probability that the target is met is the
share of replications that meet it, with and without the plan. After k of n the 95 % interval is Jeffreys's:
the 2.5 and 97.5 % quantiles of Beta(k + 1/2, n - k + 1/2), opened to 0 at k = 0 and to 1 at k = n. The joint
probability is the share of replications in which all literal readings are met at once. The binding target is
the literal one that the plan meets least often; of several, the one that falls shortest of its value.

A target that the baseline meets as often says nothing about the plan: both are always side by side.

Source: Brown, Cai and DasGupta (2001), Statistical Science 16(2), 101-133 (Jeffreys interval).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaincinv

from sim.config import BASELINE
from sim.plan.targets import Measure, Reading, Target, Targets

Floats = NDArray[np.float64]
COLUMNS = (
    *("target", "reading", "city", "year", "unit", "direction", "value", "literal"),
    *("baseline", "baseline_low", "baseline_high", "scenario", "scenario_low", "scenario_high"),
    *("met_baseline", "met_baseline_low", "met_baseline_high"),
    *("met_scenario", "met_scenario_low", "met_scenario_high"),
    *("met_change", "n", "binding", "note"),
)
LOW, HIGH = 0.05, 0.95
"""Quantiles over replications of the band of values."""
CONFIDENCE = 0.95
JOINT = "all targets"
JANUARY, DECEMBER = "01", "12"
CUMULATED = "cumulated from "


@dataclass(frozen=True)
class Score:
    """What a reading found.

    target    the target
    reading   one of its readings
    baseline  number of each replication without the plan, shape (n,)
    scenario  the same with the plan, shape (n,)
    note      why there is none; the numbers are then empty
    """

    target: Target
    reading: Reading
    baseline: Floats
    scenario: Floats
    note: str = ""

    @property
    def goal(self) -> float:
        """What is to be reached."""
        return self.target.value_of(self.reading)

    def met(self, values: Floats) -> NDArray[np.bool_]:
        """Return which replications meet the target; what is not a number does not."""
        reached: NDArray[np.bool_] = (
            values >= self.goal if self.target.direction == "at least" else values <= self.goal
        )
        return reached

    @property
    def margin(self) -> float:
        """Mean distance beyond the target with the plan, relative to it; negative where it falls short."""
        sign = 1.0 if self.target.direction == "at least" else -1.0
        return sign * (float(self.scenario.mean()) / self.goal - 1.0)


def scorecard(tables: Mapping[str, pd.DataFrame], targets: Targets, scenario: str) -> pd.DataFrame:
    """Score all targets.

    Args:
        tables: tables of the runs by name, with scenario, replication, month, city and measures.
        targets: the targets of the plan.
        scenario: name of the arm with the plan; the baseline's own if there is no other.

    Returns:
        One row per reading, in the order of the targets, one for each target without numbers, and a last one
        for all literal readings together; columns as in `COLUMNS`. What cannot be scored says why in `note`.
    """
    scores = [
        scored(tables, target, reading, scenario)
        for target in targets.targets
        if target.simulated
        for reading in target.readings
    ]
    literal = [score for score in scores if score.reading.literal and not score.note]
    binding = binding_target(literal)
    by_target: dict[str, list[dict[str, object]]] = {target.id: [] for target in targets.targets}
    for score in scores:
        by_target[score.target.id].append(_row(score, score is binding))
    rows = [row for target in targets.targets for row in (by_target[target.id] or [_unscored(target)])]
    n_literal = sum(reading.literal for target in targets.targets for reading in target.readings)
    return pd.DataFrame([*rows, _joint(literal, n_literal)], columns=list(COLUMNS))


def scored(tables: Mapping[str, pd.DataFrame], target: Target, reading: Reading, scenario: str) -> Score:
    """Return the numbers of a reading, or why there are none."""
    measure, nothing = reading.measure, np.empty(0)
    if note := obstacle(tables, measure, target.year):
        return Score(target, reading, nothing, nothing, note)
    table = tables[measure.table]
    needed = ["scenario", "replication", "month", *measure.columns]
    rows = table.loc[table["city"] == measure.city, needed]
    without, with_plan = (
        measured(rows[rows["scenario"] == arm], measure, target.year) for arm in (BASELINE, scenario)
    )
    return Score(target, reading, without, with_plan)


def obstacle(tables: Mapping[str, pd.DataFrame], measure: Measure, year: int) -> str:
    """Return why a run cannot tell, empty if it can: no table, column or city, or months that it lacks."""
    if measure.table not in tables:
        return f"the run has no table {measure.table}"
    table = tables[measure.table]
    if missing := [column for column in measure.columns if column not in table.columns]:
        return f"the run has no column {' and '.join(missing)}"
    if not (table["city"] == measure.city).any():
        return f"the run has no city {measure.city}"
    first, last = str(table["month"].min()), str(table["month"].max())
    for needed in filter(None, (year, measure.base_year)):
        begin, end = span(measure.over, needed)
        if last < end:
            return f"the run ends with {last}, before {end}"
        if first > begin:
            return f"the run begins with {first}, after {begin}"
    return ""


def span(over: str, year: int) -> tuple[str, str]:
    """Return the first and last month that enter a measure of a year."""
    december = f"{year}-{DECEMBER}"
    if over == "end of year":
        return december, december
    return (over.removeprefix(CUMULATED) if over.startswith(CUMULATED) else f"{year}-{JANUARY}"), december


def measured(rows: pd.DataFrame, measure: Measure, year: int) -> Floats:
    """Return a measure of each replication, shape (n,), in the order of the replications.

    Args:
        rows: months of one city and scenario.
        measure: what to take.
        year: the year of the target.
    """
    values = _over_months(rows, measure, measure.column, year)
    if measure.divisor is not None:
        values = _ratio(values, _over_months(rows, measure, (measure.divisor,), year))
    if measure.base_year is not None:
        base = measure.model_copy(update={"base_year": None, "scale": 1.0})
        values = _ratio(values, measured(rows, base, measure.base_year))
    return values * measure.scale


def jeffreys(met: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a probability after `met` successes in `n`."""
    tail = (1.0 - CONFIDENCE) / 2.0
    low = 0.0 if met == 0 else float(betaincinv(met + 0.5, n - met + 0.5, tail))
    high = 1.0 if met == n else float(betaincinv(met + 0.5, n - met + 0.5, 1.0 - tail))
    return low, high


def binding_target(literal: Sequence[Score]) -> Score | None:
    """Return the score met least often with the plan; of several the one with the least margin."""
    return min(literal, key=lambda s: (s.met(s.scenario).mean(), s.margin), default=None)


def _ratio(values: Floats, divisors: Floats) -> Floats:
    """Return values over divisors, not a number where the divisor is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(divisors == 0.0, np.nan, values / divisors)


def _over_months(rows: pd.DataFrame, measure: Measure, columns: Sequence[str], year: int) -> Floats:
    first, last = span(measure.over, year)
    inside = rows[(rows["month"] >= first) & (rows["month"] <= last)]
    groups = inside[list(columns)].sum(axis=1).groupby(inside["replication"], sort=True)
    taken = groups.mean() if measure.over == "mean of year" else groups.sum()
    return taken.to_numpy(np.float64)


def _row(score: Score, binding: bool) -> dict[str, object]:
    target, reading = score.target, score.reading
    row: dict[str, object] = {
        "target": target.id,
        "reading": reading.id,
        "city": reading.measure.city,
        "year": target.year,
        "unit": reading.unit or target.unit,
        "direction": target.direction,
        "value": score.goal,
        "literal": reading.literal,
        "n": len(score.scenario),
        "binding": binding,
        "note": score.note,
    }
    if not score.note:
        row |= _band("baseline", score.baseline) | _band("scenario", score.scenario)
        row |= _chances(score.met(score.baseline), score.met(score.scenario))
    return row


def _unscored(target: Target) -> dict[str, object]:
    """The row of a target without numbers."""
    return {
        "target": target.id,
        "reading": "",
        "city": "All",
        "year": target.year,
        "unit": target.unit,
        "direction": target.direction,
        "value": target.value,
        "literal": False,
        "n": 0,
        "binding": False,
        "note": target.status if target.reason else "no reading",
    }


def _joint(literal: Sequence[Score], n_literal: int) -> dict[str, object]:
    """The row of all literal readings that could be scored."""
    row: dict[str, object] = {
        "target": JOINT,
        "reading": "literal",
        "city": "All",
        "year": max((score.target.year for score in literal), default=0),
        "unit": "share of replications",
        "direction": "at least",
        "value": math.nan,
        "literal": True,
        "n": len(literal[0].scenario) if literal else 0,
        "binding": False,
        "note": f"{len(literal)} of {n_literal} literal readings",
    }
    if literal:
        without = np.all([score.met(score.baseline) for score in literal], axis=0)
        with_plan = np.all([score.met(score.scenario) for score in literal], axis=0)
        row |= _chances(without, with_plan)
    return row


def _band(arm: str, values: Floats) -> dict[str, object]:
    low, high = np.quantile(values, (LOW, HIGH))
    return {arm: float(values.mean()), f"{arm}_low": float(low), f"{arm}_high": float(high)}


def _chances(without: NDArray[np.bool_], with_plan: NDArray[np.bool_]) -> dict[str, object]:
    found: dict[str, object] = {"met_change": float(with_plan.mean() - without.mean())}
    for arm, met in (("baseline", without), ("scenario", with_plan)):
        low, high = jeffreys(int(met.sum()), len(met))
        found |= {f"met_{arm}": float(met.mean()), f"met_{arm}_low": low, f"met_{arm}_high": high}
    return found
