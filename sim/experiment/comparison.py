"""The main job: a scenario and its baseline in paired replications, and what the scenario changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from sim.config import BASELINE, RunConfig, region_of
from sim.experiment.effects import effects_table, periods
from sim.experiment.executors import Crew, execute
from sim.experiment.provenance import provenance
from sim.experiment.runs import Run, RunResult, peak_memory, planned_runs, prepare
from sim.experiment.store import write_folder
from sim.experiment.tables import MONTHLY, joined
from sim.experiment.trunk import trunk_of
from sim.plan.plan import load_targets
from sim.plan.score import scorecard


@dataclass(frozen=True)
class Comparison:
    """What a comparison found.

    effects      see `sim.experiment.effects.effects_table`
    scorecard    see `sim.plan.score.scorecard`; None for a region that the plan does not cover
    tables       those of the runs by name, scenario and replication in front
    seconds      wall time
    peak_memory  largest resident memory of any one process, bytes
    runs         runs computed
    """

    effects: pd.DataFrame
    scorecard: pd.DataFrame | None
    tables: Mapping[str, pd.DataFrame]
    seconds: float
    peak_memory: int
    runs: int


def compare(
    config: RunConfig,
    finished: Callable[[], object] = lambda: None,
    known: dict[tuple[str, int], RunResult] | None = None,
    crew: Crew | None = None,
    when_computed: Callable[[], object] = lambda: None,
) -> Comparison:
    """Compute a comparison.

    Args:
        config: the scenario; its baseline is the same without instruments.
        finished: called after each run.
        known: results by configuration digest and replication. Runs in it are not computed again, new ones
            are added: the comparisons of a sweep share their baseline.
        crew: who computes; one of its own if there is none.
        when_computed: called when all runs are there, before they are compared.
    """
    started = time.perf_counter()
    runs = planned_runs(config)
    with nullcontext(crew) if crew else Crew(config.executor, len(runs)) as workers:
        results, peak = _results(runs, config, finished, {} if known is None else known, workers)
    when_computed()
    tables = {name: _stacked(runs, [result.tables[name] for result in results]) for name in results[0].tables}
    scenario = config.scenario if config.policies else BASELINE
    return Comparison(
        effects=effects_table(tables[MONTHLY], scenario, periods(config)),
        scorecard=_scorecard(tables, config, scenario),
        tables=tables,
        seconds=time.perf_counter() - started,
        peak_memory=max(peak_memory(), peak, *(result.peak_memory for result in results)),
        runs=len(runs),
    )


def store(
    comparison: Comparison, config: RunConfig, parent: Path, illustrate: Callable[[Path], object]
) -> Path:
    """Write the run folder of a comparison and return it.

    Args:
        comparison: what to store.
        config: its configuration.
        parent: folder that receives the run's folder.
        illustrate: adds figures to the folder once its tables are written.
    """
    tables = {f"{name}.parquet": table for name, table in comparison.tables.items()}
    summaries = {"effects.csv": comparison.effects}
    if comparison.scorecard is not None:
        summaries["scorecard.csv"] = comparison.scorecard
    tables = {**summaries, **tables}
    origin = provenance(config, comparison.seconds, comparison.peak_memory, comparison.runs)
    return write_folder(parent, config, tables, origin, illustrate)


def _scorecard(tables: Mapping[str, pd.DataFrame], config: RunConfig, scenario: str) -> pd.DataFrame | None:
    """Return the scorecard of the plan's targets, None for a region that is not the plan's."""
    targets = load_targets()
    region = region_of(config.region, config.margin_set)
    return scorecard(tables, targets, scenario) if region.name == targets.region else None


def _results(
    runs: list[Run],
    config: RunConfig,
    finished: Callable[[], object],
    known: dict[tuple[str, int], RunResult],
    crew: Crew,
) -> tuple[list[RunResult], int]:
    """Return the results of runs, and the largest memory of the process that prepared their initial state."""
    keys = [(run.config.content_digest, run.replication) for run in runs]
    missing = [index for index, key in enumerate(keys) if key not in known]
    for _ in range(len(runs) - len(missing)):
        finished()
    (peak,) = crew.each(prepare, [config]) if missing else (0,)
    with trunk_of(config, config.replications) as trunk:
        work = [replace(runs[index], trunk=trunk) for index in missing]
        computed = execute(work, config.executor, finished, crew=crew)
    known |= {keys[index]: result for index, result in zip(missing, computed, strict=True)}
    return [known[key] for key in keys], peak


def _stacked(runs: list[Run], frames: list[pd.DataFrame]) -> pd.DataFrame:
    return joined(
        [(run.config.scenario, run.replication, frame) for run, frame in zip(runs, frames, strict=True)]
    )
