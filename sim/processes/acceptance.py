"""Acceptance: a candidate compares the offer with staying put.

The offer's log wage is

    ln w = ln W(cell) + phi ln(n_f / n_ref) + premium_f + effect_n + match_nf,

with the firm's size n_f and lasting premium, the worker's lasting effect, to which training adds, and the
match of the two, which never changes. The candidate takes the best of staying, commuting and migrating (a
multinomial logit: each value plus a Gumbel taste of scale sig). Staying is worth the current job plus a bonus
that grows with tenure, or, without work, a share of the city's mean wage that falls with the length of
unemployment (Krueger and Mueller 2016). In another city a certificate that is not recognised there costs a
penalty in the jobs that ask for one. The pandemic makes some unable to move this month.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.firms import Firms
from sim.agents.state import State
from sim.agents.vacancies import Vacancies
from sim.agents.workers import EMPLOYED, Workers
from sim.compile import Integer, compiled, inlined
from sim.draws import Key
from sim.processes.applications import Applications
from sim.processes.certification import recognised
from sim.processes.clock import Month
from sim.processes.information import (
    Places,
    commuting_value,
    current_log_wage,
    earning_power,
    migration_value,
    residence_value,
)
from sim.processes.world import World
from sim.threads import row_pieces

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
STAY, COMMUTE, MIGRATE = 0, 1, 2
BY_APPLICATION, HEADHUNTED, AT_FAIR = 0, 250, 251
"""How a candidate was found; the numbers up to HEADHUNTED are rounds of mediation."""
MONTHS_PER_YEAR = 12.0


@inlined
def offered_log_wage(
    workers: Workers,
    firms: Firms,
    n_pools: int,
    worker: Integer,
    firm: Integer,
    log_wage: float,
    initial_key: Key,
    places: Places,
) -> float:
    """Return the log wage a firm offers a worker; own-account work pays no firm premium."""
    premium = 0.0
    if firm >= n_pools:
        size = max(np.float64(firms.headcount[firm]), 1.0)
        premium = places.size_premium * math.log(size / places.size_reference) + np.float64(
            firms.wage_premium[firm]
        )
    match = places.match_sd * draws.standard_normal(
        draws.uniform(initial_key, draws.MATCH, draws.TIMELESS, worker, firm)
    )
    return log_wage + premium + earning_power(workers, worker, initial_key, places) + match


@inlined
def value_of_staying(
    workers: Workers, worker: Integer, month: int, initial_key: Key, places: Places
) -> float:
    """Return the value of the current job, or of going on searching, log wage."""
    residence, skill = np.int64(workers.residence[worker]), workers.skill[worker]
    registration = np.int64(workers.registration[worker])
    spell = month - np.int64(workers.spell_start[worker])
    if workers.status[worker] == EMPLOYED:
        wage = current_log_wage(
            workers.log_wage[worker], workers.spell_start[worker], places.elapsed, places.wage_drift
        )
        value = commuting_value(wage, skill, residence, workers.work_city[worker], registration, places)
        return value + places.stay_bonus + places.tenure_utility * math.log(1.0 + spell / MONTHS_PER_YEAR)
    searching: float = (
        places.log_replacement
        + places.log_mean_wage[residence, skill]
        + earning_power(workers, worker, initial_key, places)
        - places.reservation_decline * spell
        + residence_value(residence, registration, places)
    )
    return searching


@inlined
def recognition_penalty(
    workers: Workers,
    worker: Integer,
    residence: Integer,
    city: Integer,
    job_skill: Integer,
    firm: Integer,
    sequence: Integer,
    key: Key,
    initial_key: Key,
    places: Places,
) -> float:
    """Return the penalty of a certificate not recognised in the city of a job, in jobs that ask for one."""
    if city == residence or job_skill == 0:
        return 0.0
    held = np.int64(workers.certificate[worker])
    if held & 1 == 0 or recognised(workers, worker, city, initial_key, places.certificate_recognition):
        return 0.0
    asks = (
        draws.fraction(key, draws.CERTIFICATE, draws.TIMELESS, firm, sequence) < places.certificate_job_share
    )
    return places.certificate_barrier if asks else 0.0


@inlined
def taste(key: Key, month: Integer, worker: Integer, option: int, places: Places) -> float:
    """Return a worker's taste of an option this month, log wage."""
    return places.logit_scale * draws.gumbel(draws.uniform(key, draws.GUMBEL, month, worker, option))


@inlined
def able_to_move(
    key: Key, month: int, worker: Integer, origin: Integer, destination: Integer, places: Places
) -> bool:
    """Return whether the pandemic lets a worker move this month.

    A boundary destination has no restriction of its own.
    """
    immobile: float = places.immobile[origin]
    if destination < places.immobile.size:
        immobile = max(immobile, places.immobile[destination])
    return draws.fraction(key, draws.MOVE, month, worker, 0) < 1.0 - immobile


@compiled
def choose(
    workers: Workers,
    firms: Firms,
    vacancies: Vacancies,
    n_pools: int,
    candidates: Applications,
    places: Places,
    key: Key,
    initial_key: Key,
    month: int,
    premium: float,
    pieces: Counts,
    options: NDArray[np.uint8],
    log_wages: Floats,
    offers: Counts,
) -> None:
    """Let candidates choose.

    Args:
        workers: Workers.
        firms: Firms.
        vacancies: Vacancies.
        n_pools: firms below are own-account pools.
        candidates: Applications that were drawn.
        places: Places.
        key: key of the draws.
        initial_key: key of the lasting traits.
        month: current month index.
        premium: log wage on top of the usual offer.
        pieces: candidates to treat.
        options: set to STAY, COMMUTE or MIGRATE.
        log_wages: set to the log wage offered.
        offers: adds offers by residence and city of work, shape (C, C).
    """
    n_skills = places.moving_cost.shape[0]
    n_industries = places.log_wages.shape[1]
    n_cities = places.barrier.shape[1]
    for piece in range(pieces.shape[0]):
        for place in range(pieces[piece, 0], pieces[piece, 1]):
            worker, slot = candidates.worker[place], candidates.slot[place]
            firm = vacancies.firm[slot]
            cell = np.int64(candidates.cell[place]) % (n_cities * n_industries * n_skills)
            job_skill, industry = cell % n_skills, cell // n_skills % n_industries
            city = np.int64(firms.city[firm])
            residence, skill = np.int64(workers.residence[worker]), workers.skill[worker]
            registration = np.int64(workers.registration[worker])
            offers[residence, city] += 1
            market = places.log_wages[city, industry, job_skill]
            wage = (
                offered_log_wage(workers, firms, n_pools, worker, firm, market, initial_key, places) + premium
            )
            log_wages[place] = wage
            best = value_of_staying(workers, worker, month, initial_key, places) + taste(
                key, month, worker, STAY, places
            )
            option = STAY
            penalty = recognition_penalty(
                workers,
                worker,
                residence,
                city,
                job_skill,
                firm,
                vacancies.sequence[slot],
                key,
                initial_key,
                places,
            )
            if places.reachable[residence, city] == 1:
                value = commuting_value(wage, skill, residence, city, registration, places) - penalty
                value += taste(key, month, worker, COMMUTE, places)
                if value > best:
                    best, option = value, COMMUTE
            if city != residence and able_to_move(key, month, worker, residence, city, places):
                value = migration_value(wage, skill, residence, city, registration, places) - penalty
                value += taste(key, month, worker, MIGRATE, places)
                if value > best:
                    option = MIGRATE
            options[place] = option


class Decisions(NamedTuple):
    """What candidates decided, in the order of the workers.

    taken      the applications whose offers are taken
    migrate    1 where the worker moves to the city of work
    log_wages  log wages agreed
    offers     offers made by residence of the candidate and city of work, shape (C, C)
    round      how the candidate was found: 0 by application, 1 and more in that round of mediation,
               HEADHUNTED (250) by a headhunter, AT_FAIR (251) at a job fair
    """

    taken: Applications
    migrate: NDArray[np.uint8]
    log_wages: Floats
    offers: Counts
    round: NDArray[np.uint8]


def decide(
    world: World,
    state: State,
    now: Month,
    places: Places,
    candidates: Applications,
    round_: int = BY_APPLICATION,
    premium: float = 0.0,
) -> Decisions:
    """Let candidates choose between their offer and staying put.

    Args:
        world: setting.
        state: current state; unchanged.
        now: the month.
        places: what the choices rest on.
        candidates: who has an offer, each worker at most once in a month.
        round_: how they were found, as in `Decisions`.
        premium: log wage on top of the usual offer.
    """
    n = candidates.worker.size
    options, log_wages = np.zeros(n, np.uint8), np.zeros(n)

    def choose_some(pieces: Counts) -> Counts:
        offers = np.zeros((world.n_cities, world.n_cities), np.int64)
        choose(
            state.workers,
            state.firms,
            state.vacancies,
            world.n_pools,
            candidates,
            places,
            now.key,
            world.initial_key,
            now.index,
            premium,
            pieces,
            options,
            log_wages,
            offers,
        )
        return offers

    offers = np.sum(world.threads.each(choose_some, row_pieces(n)), axis=0)
    taken = options != STAY
    chosen = Applications(*(column[taken] for column in candidates))
    rounds = np.full(chosen.worker.size, round_, np.uint8)
    return Decisions(chosen, (options[taken] == MIGRATE).astype(np.uint8), log_wages[taken], offers, rounds)
