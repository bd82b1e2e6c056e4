"""A model of two cities and two measures, quick and exact, and workers that misbehave.

Functions of this module are what worker processes import, so it is a module of its own.
"""

import gc
import os
import signal
import time
import weakref
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from sim.config import month_label
from sim.experiment.runs import RunResult

CITIES = ("All", "Chengdu")
LEFT = []
"""References to what tasks of this process left behind."""
EFFECT = 1000.0


def tables(config, replication):
    """Employment is 10,000 plus noise of the pair; an instrument adds (1,000 + 10 x replication) x dose."""
    rows, flows = [], []
    for month in range(config.months):
        for city in CITIES:
            employed = 10_000 + (37 * (config.seed + replication) * (month + 1)) % 101
            for policy in config.policies.values():
                if month >= policy.start_month:
                    employed += (EFFECT + 10 * replication) * policy.dose
            rows.append((month_label(month), city, float(employed), 0.05))
        flows.append((month_label(month), "commuting", "Deyang", "Chengdu", 100 + replication))
    return {
        "monthly": pd.DataFrame(rows, columns=["month", "city", "employed", "unemployment_rate"]),
        "flows": pd.DataFrame(flows, columns=["month", "kind", "origin", "destination", "workers"]),
    }


def compute(run):
    """Stand in for `simulate`."""
    return RunResult(tables(run.config, run.replication), seconds=0.0, peak_memory=1)


def number(run):
    """Report the process."""
    time.sleep(0.2)
    return RunResult({}, 0.0, os.getpid())


def record_threads(run):
    """Report the threads that the run was given."""
    return RunResult({"monthly": pd.DataFrame({"threads": [run.config.threads]})}, 0.0, os.getpid())


def die_once(run):
    """Kill the worker of replication 1, the first time."""
    marker = folder() / "died"
    if run.replication == 1 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return compute(run)


def die_always(run):
    """Kill the worker of replication 1."""
    if run.replication == 1:
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGKILL)
    return compute(run)


def fail(run):
    """Fail in replication 1."""
    if run.replication == 1:
        raise ArithmeticError("Month 3: 12 workers have an employer but firms count 11.")
    return compute(run)


def sleep():
    """Take a minute."""
    time.sleep(60)


def linger(run):
    """Note the worker and take a minute."""
    (folder() / f"worker-{os.getpid()}").touch()
    time.sleep(60)
    return compute(run)


class Cycle:
    """Garbage that only the collector finds."""

    def __init__(self):
        self.itself = self


def leave_garbage(_):
    """Leave a cycle behind; return whether the earlier ones are gone, and the own one is not."""
    cycle = Cycle()
    earlier = [left() is None for left in LEFT]
    LEFT.append(weakref.ref(cycle))
    del cycle
    return all(earlier), LEFT[-1]() is not None, gc.isenabled()


def folder():
    """Where misbehaving workers leave their marks."""
    return Path(os.environ["FAKE_FOLDER"])


class FakeMarket:
    """Stands in for `LabourMarket` inside this process."""

    def __init__(self, *, replication, snapshot=None, **settings):
        self.config = SimpleNamespace(**settings)
        self.written = tables(self.config, replication)
        self.month, self.record = snapshot or 0, self

    def snapshot(self):
        return self.month

    @property
    def running(self):
        return self.month < self.config.months

    def step(self):
        self.month += 1

    def tables(self):
        return self.written
