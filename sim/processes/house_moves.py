"""House moves: now and then a cross-city commuter reconsiders moving to the city of work.

Each month a commuter reconsiders with some probability and then takes the better of going on commuting and
moving house, each with a new Gumbel taste (a binary logit).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.state import State
from sim.agents.workers import EMPLOYED, Workers
from sim.compile import Integer, compiled, row
from sim.draws import Key
from sim.processes.acceptance import COMMUTE, MIGRATE, able_to_move, taste
from sim.processes.clock import Month
from sim.processes.information import Places, commuting_value, current_log_wage, migration_value
from sim.processes.world import World
from sim.sieve import Sieve, new_sieve, sift
from sim.threads import CHUNK, selected

OPTION_SHIFT = 10
"""Keeps these tastes apart from those of an offer in the same month."""


def find_movers(
    workers: Workers,
    places: Places,
    rate: float,
    key: Key,
    month: int,
    pieces: NDArray[np.int64],
) -> NDArray[np.int32]:
    """Return the ids of commuters who move to their city of work, in order."""
    sieve = new_sieve()
    return selected(
        lambda found: select_movers(workers, places, rate, key, month, pieces, sieve, found), pieces
    )


@compiled
def select_movers(
    workers: Workers,
    places: Places,
    rate: float,
    key: Key,
    month: int,
    pieces: NDArray[np.int64],
    sieve: Sieve,
    found: NDArray[np.int32],
) -> Integer:
    """Write the commuters who move to `found`; return how many."""
    count: Integer = 0
    for piece in range(pieces.shape[0]):
        for low in range(pieces[piece, 0], pieces[piece, 1], CHUNK):
            size = min(CHUNK, pieces[piece, 1] - low)
            for offset in range(size):
                worker = row(low + offset)
                away = workers.residence[worker] != workers.work_city[worker]
                sieve.marks[offset] = (workers.status[worker] == EMPLOYED) & away
            for place in range(sift(sieve, size)):
                worker = row(low + sieve.rows[place])
                if draws.fraction(key, draws.MOVE, month, worker, 1) >= rate:
                    continue
                residence, city = np.int64(workers.residence[worker]), np.int64(workers.work_city[worker])
                if not able_to_move(key, month, worker, residence, city, places):
                    continue
                wage = current_log_wage(
                    workers.log_wage[worker], workers.spell_start[worker], places.elapsed, places.wage_drift
                )
                skill, registration = workers.skill[worker], np.int64(workers.registration[worker])
                commute = commuting_value(wage, skill, residence, city, registration, places)
                commute += taste(key, month, worker, OPTION_SHIFT + COMMUTE, places)
                move = migration_value(wage, skill, residence, city, registration, places)
                move += taste(key, month, worker, OPTION_SHIFT + MIGRATE, places)
                if move > commute:
                    found[count] = worker
                    count += 1
    return count


def move_houses(world: World, state: State, now: Month, places: Places) -> NDArray[np.int64]:
    """Move some commuters to their city of work. Returns the moves by city before and after, shape (C, C)."""
    rate, workers = world.parameters.choice.house_move_rate, state.workers
    movers = np.concatenate(
        world.threads.each(
            lambda pieces: find_movers(workers, places, rate, now.key, now.index, pieces),
            state.worker_blocks.pieces(),
        )
    )
    moved = np.zeros((world.n_cities, world.n_cities), np.int64)
    np.add.at(moved, (workers.residence[movers], workers.work_city[movers]), 1)
    workers.residence[movers] = workers.work_city[movers]
    return moved
