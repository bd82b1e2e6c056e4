"""Certification: where a certificate counts, and who gets one without a course.

A certificate counts in the city that issued it. Another city c' honours it if a draw that never changes, one
for each worker and city, lies below the recognition of the issuing city c there,

    u(worker, c') < R_cc',

so that more recognition only adds. R is 0.30 between cities before any policy, and for good where the
certificate was issued outside the region. Whoever holds several needs one that counts. At the start the city
of registration has issued them; courses and assessments are certified where the worker lives.

Assessment of skill levels certifies workers of skill 1 and 2 who hold no certificate at the annual rate of
their city of residence. It is zero without a policy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.state import State
from sim.agents.workers import HAS_CERTIFICATE, TRAINING, Workers
from sim.compile import Integer, allocating, inlined
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
MONTHS_PER_YEAR = 12
ASSESSMENT = 4
"""Sub id of the draws; 0 to 3 belong to `sim.processes.training`."""


def recognition(world: World, month: int) -> Floats:
    """Return R of a month, shape (C + 1 that issued, C); the last row is for issuers outside the region."""
    n_cities, chance = world.n_cities, world.parameters.population.certificate_recognition
    between = np.full((n_cities, n_cities), chance)
    np.fill_diagonal(between, 1.0)
    return np.vstack((world.policies.certificate_recognition(between, month), np.full(n_cities, chance)))


@inlined
def recognised(
    workers: Workers, worker: Integer, city: Integer, initial_key: Key, chances: Floats
) -> bool | np.bool_:
    """Return whether a city honours the certificate of a worker; false without one. `chances` is R."""
    held = np.int64(workers.certificate[worker])
    chance = 0.0
    if held & HAS_CERTIFICATE != 0:
        n_cities = chances.shape[1]
        if held == HAS_CERTIFICATE:
            chance = chances[n_cities, city]
        for issuer in range(n_cities):
            if (held >> (1 + issuer)) & 1 == 1:
                chance = max(chance, chances[issuer, city])
    accepted = chance >= 1.0
    if 0.0 < chance < 1.0:
        accepted = draws.uniform(initial_key, draws.RECOGNITION, draws.TIMELESS, worker, city) < chance
    return accepted


@inlined
def issue(workers: Workers, worker: Integer) -> None:
    """Give a worker a certificate of the city of residence."""
    issued = HAS_CERTIFICATE | (2 << np.int64(workers.residence[worker]))
    workers.certificate[worker] = np.int64(workers.certificate[worker]) | issued


@allocating
def assess_workers(
    workers: Workers, chances: Floats, top: int, key: Key, month: int, pieces: Counts
) -> Counts:
    """Certify workers between the lowest and the top skill who hold no certificate.

    Args:
        workers: Workers; certificates change.
        chances: monthly, by city of residence, shape (C,).
        top: the highest skill.
        key: key of the draws.
        month: current month index.
        pieces: rows to treat.

    Returns:
        Newly certified by city of residence, shape (C,).
    """
    certified = np.zeros(chances.size, np.int64)
    for piece in range(pieces.shape[0]):
        for worker in range(pieces[piece, 0], pieces[piece, 1]):
            if workers.status[worker] > TRAINING or workers.certificate[worker] != 0:
                continue
            # Students have no skill yet, so they are not assessed.
            if not 0 < workers.skill[worker] < top:
                continue
            chance = chances[workers.residence[worker]]
            if chance > 0.0 and draws.fraction(key, draws.TRAINING, month, worker, ASSESSMENT) < chance:
                issue(workers, worker)
                certified[workers.residence[worker]] += 1
    return certified


def assess(world: World, state: State, now: Month) -> Counts:
    """Let the cities assess skills. Returns the newly certified by city of residence, shape (C,)."""
    rates = world.policies.certification(np.zeros(world.n_cities), now.index) / MONTHS_PER_YEAR
    if not rates.any():
        return np.zeros(world.n_cities, np.int64)
    parts = world.threads.each(
        lambda pieces: assess_workers(state.workers, rates, world.n_skills - 1, now.key, now.index, pieces),
        state.worker_blocks.pieces(),
    )
    return np.asarray(sum(parts))
