"""One run: a configuration and a replication in, tables out.

Two runs are a pair when they have the same seed and replication and differ in their instruments only. Every
draw is a function of seed, replication, purpose, entity and month, so a pair shares all draws that the
instruments do not touch, and the order in which runs are computed means nothing.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config import RunConfig
from sim.experiment.trunk import Trunk

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Run:
    """What decides a run, and where the months that it shares with others are kept, if anywhere."""

    config: RunConfig
    replication: int
    trunk: Trunk | None = None


@dataclass(frozen=True)
class RunResult:
    """What a run returns.

    tables       by name, as `sim.measures.record.Record.tables` gives them; "monthly" is always among them
    seconds      wall time
    peak_memory  largest resident memory of the process so far, bytes
    """

    tables: Mapping[str, pd.DataFrame]
    seconds: float
    peak_memory: int


def planned_runs(config: RunConfig) -> list[Run]:
    """Return the runs of a comparison: the baseline's, then the scenario's if it has instruments."""
    arms = [config.baseline(), config] if config.policies else [config.baseline()]
    return [Run(arm, replication) for arm in arms for replication in range(config.replications)]


def import_model() -> None:
    """Import what a run needs.

    With an empty cache each process compiles the few kernels that are compiled at import, side by side; the
    cache takes the same file from all of them.
    """
    import_module("sim.model")


def prepare(config: RunConfig) -> int:
    """Make sure that the initial state of a comparison is stored; return the peak memory, as in `RunResult`.

    One process does it before all runs, which compiles nearly all kernels.
    """
    from sim.model import prepare_initial_state

    prepare_initial_state(config)
    return peak_memory()


def simulate(run: Run) -> RunResult:
    """Compute one run, from the stored initial state, or the trunk of its pair, to its last month."""
    from sim.model import LabourMarket

    started = time.perf_counter()
    config, trunk = run.config, run.trunk
    snapshot = trunk.take(config, run.replication) if trunk else None
    model = LabourMarket(
        scale=config.scale,
        months=config.months,
        seed=config.seed,
        replication=run.replication,
        region=config.region,
        margin_set=config.margin_set,
        policies=config.policies,
        covid=config.covid,
        agencies=config.agencies,
        parameters=config.parameters,
        threads=config.threads,
        snapshot=snapshot,
    )
    while model.running:
        model.step()
        if trunk:
            trunk.leave(model, config, run.replication)
    return RunResult(model.record.tables(), time.perf_counter() - started, peak_memory())


def peak_memory() -> int:
    """Return the largest resident memory of this process so far, bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage would report the parent's peak in a process that was just spawned.
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
