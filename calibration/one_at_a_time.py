"""Each instrument of the plan alone against the baseline: `python -m calibration.one_at_a_time`.

Every instrument declares the measures that it is expected to move, and in which direction that may be. The
command runs it alone at full dose, in pairs that share their draws with the same baseline, and writes one row
per instrument and declared measure: the paired effect on the mean of the last 12 months with its 95 %
interval, and what follows:

    moves         the interval excludes zero, in an allowed direction
    contradicts   it excludes zero in the other direction
    undetected    it includes zero: at this dose and with these pairs the effect lies within the interval

About one declared measure in twenty excludes zero by chance alone; `p_holm` is the p-value of its t test
adjusted for all rows of the table (Holm 1979, Scandinavian Journal of Statistics 6:65).

Runs are kept one by one in a working folder under the digest of their configuration and of the program, so a
run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtr

from sim.cache import source_digest
from sim.config import RunConfig, instruments, run_config
from sim.config_errors import ConfigError
from sim.experiment.effects import LAST, paired_effect
from sim.experiment.executors import execute
from sim.experiment.provenance import provenance
from sim.experiment.runs import Run, RunResult, peak_memory, simulate
from sim.experiment.tables import MONTHLY, write_parquet
from sim.experiment.trunk import trunk_of
from sim.experiment.units import unit_of
from sim.measures.record import ALL

RESULTS = Path(__file__).parent / "one_at_a_time"
WORK = Path(__file__).resolve().parents[1] / "outputs" / "one_at_a_time"
COLUMNS = (
    *("id", "instrument", "measure", "city", "unit", "allowed", "baseline", "effect", "ci_low", "ci_high"),
    *("relative", "p_holm", "verdict"),
)
MOVES, CONTRADICTS, UNDETECTED = "moves", "contradicts", "undetected"
Floats = NDArray[np.float64]


def arms(scale: float, months: int, names: Iterable[str]) -> dict[str, RunConfig]:
    """Return the configurations by instrument: each alone, as its declaration has it."""
    common = {"scale": scale, "months": months, "executor": {"kind": "processes"}}
    return {name: run_config({**common, "scenario": name, "policies": {name: {}}}) for name in names}


def kept(folder: Path, run: Run) -> RunResult:
    """Return the monthly table of a run, read from the working folder or computed and put there."""
    place = folder / f"{run.config.content_digest}-{source_digest(('.',))}-{run.replication}.parquet"
    if not place.exists():
        result = simulate(run)
        partial_file = place.with_name(f".{place.name}.{os.getpid()}")
        write_parquet(result.tables[MONTHLY], partial_file)
        partial_file.replace(place)
    return RunResult({MONTHLY: pd.read_parquet(place)}, 0.0, peak_memory())


def last_year(table: pd.DataFrame, city: str, measure: str) -> float:
    """Return the mean of a measure over the last 12 months of a run."""
    rows = table[table["city"] == city]
    return float(rows[measure].iloc[-LAST:].mean())


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Return the p-values adjusted by Holm's step-down method."""
    order = np.argsort(p_values, kind="stable")
    steps = np.array(p_values)[order] * np.arange(len(p_values), 0, -1)
    adjusted_values = np.empty(len(p_values))
    adjusted_values[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return [float(value) for value in adjusted_values]


def p_value(differences: Floats) -> float:
    """Return the two-sided p-value of the t test that the mean difference is zero; 1 if all are zero."""
    pairs, spread = len(differences), float(differences.std(ddof=1))
    mean = float(differences.mean())
    if spread == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    return float(2.0 * stdtr(pairs - 1, -abs(mean) / (spread / np.sqrt(pairs))))


def verdict(low: float, high: float, allowed: str) -> str:
    """Return what an interval says of a measure that may move in the allowed direction: "+", "-" or "+-"."""
    if low <= 0.0 <= high:
        return UNDETECTED
    return MOVES if ("+" if low > 0.0 else "-") in allowed else CONTRADICTS


def effects(
    tables: Mapping[str, Sequence[pd.DataFrame]], baseline: Sequence[pd.DataFrame], moves: Mapping[str, Any]
) -> pd.DataFrame:
    """Return a row per instrument and declared measure.

    Args:
        tables: monthly tables of each instrument's runs, by name, in the order of the replications.
        baseline: those of the baseline, likewise.
        moves: the instruments' classes by name.
    """
    rows, p_values = [], []
    for name, runs in tables.items():
        for place, allowed in moves[name].moves.items():
            measure, _, city = place.partition("@")
            city = city or ALL
            before = np.array([last_year(table, city, measure) for table in baseline])
            differences = np.array([last_year(table, city, measure) for table in runs]) - before
            found = paired_effect(differences)
            level, low, high = (
                float(before.mean()),
                float(found["ci_low"] or 0.0),
                float(found["ci_high"] or 0.0),
            )
            p_values.append(p_value(differences))
            rows.append(
                {
                    "id": moves[name].instrument_id,
                    "instrument": name,
                    "measure": measure,
                    "city": city,
                    "unit": unit_of(measure),
                    "allowed": allowed,
                    "baseline": level,
                    "effect": found["effect"],
                    "ci_low": low,
                    "ci_high": high,
                    "relative": float(found["effect"] or 0.0) / level if level else np.nan,
                    "verdict": verdict(low, high, allowed),
                }
            )
    table = pd.DataFrame(rows).assign(p_holm=adjusted(p_values))
    return table[list(COLUMNS)]


def same_as_baseline(runs: Sequence[pd.DataFrame], baseline: Sequence[pd.DataFrame]) -> bool:
    """Return whether runs equal the baseline bit for bit in everything but the public outlay."""
    return all(
        one.drop(columns="policy_outlay").equals(other.drop(columns="policy_outlay"))
        for one, other in zip(runs, baseline, strict=True)
    )


def compute(
    configs: Mapping[str, RunConfig], pairs: int, folder: Path, finished: Callable[[], object]
) -> tuple[dict[str, list[pd.DataFrame]], list[pd.DataFrame]]:
    """Compute or read all runs.

    Returns:
        The monthly tables of each instrument, and those of the baseline, in the order of the replications.
    """
    from sim.model import prepare_initial_state

    folder.mkdir(parents=True, exist_ok=True)
    first = next(iter(configs.values()))
    prepare_initial_state(first)
    every = [first.baseline(), *configs.values()]
    earliest = min(configs.values(), key=lambda config: config.first_policy_month() or 0)
    with trunk_of(earliest, pairs) as trunk:
        runs = [Run(config, replication, trunk) for config in every for replication in range(pairs)]
        results = execute(runs, first.executor, finished, partial(kept, folder))
    tables = [result.tables[MONTHLY] for result in results]
    by_arm = [tables[start : start + pairs] for start in range(0, len(tables), pairs)]
    return dict(zip(configs, by_arm[1:], strict=True)), by_arm[0]


def report(table: pd.DataFrame, inert: Mapping[str, bool]) -> str:
    """Return what the table says, a line per instrument.

    Args:
        table: effects of the instruments that declare a measure.
        inert: for those that declare none, whether they equal the baseline bit for bit.
    """
    lines = []
    for (number, name), rows in table.groupby(["id", "instrument"], sort=True):
        found = [
            f"{row.measure} ({row.city}) {row.effect:+.4g} "
            f"[{row.ci_low:.4g}, {row.ci_high:.4g}] {row.verdict}"
            for row in rows.itertuples()
        ]
        moving = (rows["verdict"] == MOVES).any()
        head = "moves" if moving else "no detectable effect at this dose; bounds"
        lines.append(f"{number} {name}: {head}: {'; '.join(found)}")
    lines += [
        f"{name}: {'equal to the baseline bit for bit' if same else 'DIFFERS from the baseline'}"
        for name, same in inert.items()
    ]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Run the instruments and write the table; return 1 if one that must do nothing does something."""
    parser = argparse.ArgumentParser(
        prog="python -m calibration.one_at_a_time", description=str(__doc__).splitlines()[0]
    )
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--pairs", type=int, default=16)
    parser.add_argument("--months", type=int, default=84)
    parser.add_argument("--instruments", nargs="+", default=sorted(instruments()))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--work", type=Path, default=WORK)
    options = parser.parse_args(arguments)
    try:
        configs = arms(options.scale, options.months, options.instruments)
    except ConfigError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    return run(configs, options.pairs, options.work, options.results)


def run(configs: Mapping[str, RunConfig], pairs: int, work: Path, results: Path) -> int:
    """Compute, print and write the table and how it came about."""
    from tqdm import tqdm

    started = time.perf_counter()
    with tqdm(total=pairs * (1 + len(configs)), unit="run", disable=None, smoothing=0) as bar:
        tables, baseline = compute(configs, pairs, work, bar.update)
    classes = instruments()
    moving = {name: runs for name, runs in tables.items() if classes[name].moves}
    inert = {
        name: same_as_baseline(runs, baseline) for name, runs in tables.items() if not classes[name].moves
    }
    table = effects(moving, baseline, classes) if moving else pd.DataFrame(columns=list(COLUMNS))
    print(report(table, inert))
    results.mkdir(parents=True, exist_ok=True)
    table.to_csv(results / "effects.csv", index=False, lineterminator="\n", float_format="%.8g")
    first = next(iter(configs.values()))
    origin = provenance(
        first.baseline(), time.perf_counter() - started, peak_memory(), pairs * (1 + len(configs))
    )
    origin |= {"pairs": pairs, "scale": first.scale, "months": first.months, "equal_to_baseline": inert}
    (results / "provenance.json").write_text(
        json.dumps(origin, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return 0 if all(inert.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
