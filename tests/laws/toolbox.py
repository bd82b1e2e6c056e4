"""What the laws share: settings, starting states, runs, and the odds of a false alarm."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from sim.agents.state import State, state_arrays, state_from_arrays
from sim.config import run_config
from sim.draws import make_key
from sim.model import LabourMarket, stored_initial_state, world_of
from sim.processes.world import World

ALARM_Z = 4.21
"""A correct model is further out than this, on either side, once in 40,000 tests."""
ALARM = 2.5e-5


def world(scale: float = 0.001, months: int = 24, **settings: Any) -> World:
    """Return the setting of a run; further settings as in `sim.config.RunConfig`."""
    name = "scenario" if settings.get("policies") else "baseline"
    return world_of(run_config({"scenario": name, "scale": scale, "months": months, **settings}))


def with_key(setting: World, number: int) -> World:
    """Return the setting with an initial population of its own: by default all runs share one."""
    return replace(setting, initial_key=make_key(number, 0))


@cache
def default_start(scale: float, agencies: bool = True) -> State:
    """Return the state after burn-in at the declared parameters, kept in memory; copy it before use."""
    return stored_initial_state(world(scale, agencies=agencies))


def copied(state: State) -> State:
    """Return an independent copy of a state."""
    return state_from_arrays({name: array.copy() for name, array in state_arrays(state).items()})


def run(
    setting: World,
    state: State | None = None,
    seed: int = 1,
    watch: Callable[[LabourMarket], None] | None = None,
) -> LabourMarket:
    """Run a setting to its last month.

    Args:
        setting: World.
        state: where to start, copied; the shared default of the scale if None.
        seed: of the draws.
        watch: called before the first month and after every month.
    """
    start = copied(default_start(setting.scale, setting.agencies) if state is None else state)
    model = LabourMarket.of(setting, start, make_key(seed, 0))
    if watch:
        watch(model)
    while model.running:
        model.step()
        if watch:
            watch(model)
    return model


def table(model: LabourMarket, city: str = "All") -> pd.DataFrame:
    """Return the monthly table of a city, or of the whole region."""
    monthly = model.record.monthly_table()
    return monthly[monthly.city == city].reset_index(drop=True)


def different(one: LabourMarket, other: LabourMarket) -> list[str]:
    """Return the names of the state arrays and tables in which two runs differ in any bit."""
    arrays, tables = (
        [part(model) for model in (one, other)]
        for part in (lambda model: state_arrays(model.state), lambda model: model.record.tables())
    )
    return [name for name in arrays[0] if not same_bits(arrays[0][name], arrays[1][name])] + [
        name for name in tables[0] if not tables[0][name].equals(tables[1][name])
    ]


def same_bits(one: Any, other: Any) -> bool:
    """Return whether two arrays have the same type, shape and bytes."""
    left, right = np.asarray(one), np.asarray(other)
    return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()


def dosed(dose: float, *names: str, start: str = "2019-01", ramp_months: int = 1) -> Mapping[str, Any]:
    """Return settings of instruments that act at one dose from some month."""
    return {name: {"dose": dose, "start": start, "ramp_months": ramp_months} for name in names}
