"""Payroll of the workers whom agencies employ for clients, in cents."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import STAFFING_LINES
from sim.agents.state import State
from sim.agents.workers import DIRECT, OWN_ACCOUNT, Workers
from sim.compile import allocating, row
from sim.processes.clock import Month
from sim.processes.information import current_log_wage
from sim.processes.world import World
from sim.sieve import Sieve, new_sieve, sift
from sim.threads import CHUNK

Counts = NDArray[np.int64]
CENTS = 100.0


@allocating
def count_staff(
    workers: Workers, n_cities: int, elapsed: int, drift: float, pieces: Counts, sieve: Sieve
) -> tuple[Counts, Counts]:
    """Return agencies' staff and their monthly wages in cents by city of work and contract, shapes (C, 3)."""
    staff = np.zeros((n_cities, len(STAFFING_LINES)), np.int64)
    wages = np.zeros((n_cities, len(STAFFING_LINES)), np.int64)
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            for offset in range(size):
                kind = workers.contract[row(low + offset)]
                sieve.marks[offset] = (kind != DIRECT) & (kind != OWN_ACCOUNT)
            for place in range(sift(sieve, size)):
                worker = row(low + sieve.rows[place])
                contract = np.int64(workers.contract[worker])
                city = workers.work_city[worker]
                wage = current_log_wage(workers.log_wage[worker], workers.spell_start[worker], elapsed, drift)
                staff[city, contract - 1] += 1
                wages[city, contract - 1] += np.int64(CENTS * math.exp(wage) + 0.5)
    return staff, wages


def staff_payroll(world: World, state: State, now: Month) -> tuple[Counts, Counts]:
    """Return agencies' staff and their wages this month, cents, simulated workers, shapes (C, 3)."""
    drift = world.parameters.wages.wage_trend / 12
    parts = world.threads.each(
        lambda part: count_staff(state.workers, world.n_cities, now.elapsed, drift, part, new_sieve()),
        state.worker_blocks.pieces(),
    )
    staff, wages = (sum(tables) for tables in zip(*parts, strict=True))
    return staff, wages
