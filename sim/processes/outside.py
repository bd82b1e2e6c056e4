"""Outside: wages at the boundary nodes, which the model takes as given.

They keep a fixed ratio to the first city's wages of the start and rise with the trend.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.agents.state import State
from sim.processes.clock import Month
from sim.processes.world import World

Floats = NDArray[np.float64]
MONTHS_PER_YEAR = 12


def outside_log_wages(world: World, state: State, now: Month) -> Floats:
    """Return the log wages at the boundary nodes, CNY/month, shape (B, I, Q)."""
    drift = world.parameters.wages.wage_trend / MONTHS_PER_YEAR * now.trend_elapsed
    ratios = np.array([math.log(ratio) for ratio in world.region.boundary_wage_ratio.tolist()])
    log_wages: Floats = state.log_wages_start[0][None] + ratios[:, None, None] + drift
    return log_wages
