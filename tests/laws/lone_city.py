"""A lone city of the real model with a constant chance to lose a job and a constant chance to find one.

The real stages of separation, search, matching, acceptance and execution run on a real population. All else
that moves is put at rest: nobody enters, leaves, retires or knows another place, firms neither grow nor lay
off, and each of the four skills meets a million open posts, so that two applicants hardly ever meet at one (a
loss of about one match in five thousand).
"""

from typing import NamedTuple

import numpy as np

from sim.agents.employment import end_jobs
from sim.agents.state import State
from sim.agents.vacancies import empty_vacancies, with_room
from sim.agents.workers import RETIRED, UNEMPLOYED
from sim.draws import make_key
from sim.processes.acceptance import decide
from sim.processes.clock import open_month
from sim.processes.execution import execute
from sim.processes.firms import FirmFlows
from sim.processes.information import Places, inform
from sim.processes.matching import match
from sim.processes.outside import outside_log_wages
from sim.processes.population import initial_state
from sim.processes.search import search
from sim.processes.separations import separate
from sim.processes.world import World
from tests.laws.toolbox import world

POSTS = 2**20
INDUSTRY = 7


class History(NamedTuple):
    """What happened. T months, n workers.

    unemployment  rate at the end of each month, shape (T,)
    lost          worker, skill and month of each job lost, shape (3, losses)
    found         worker, skill, month of the loss and month of the hire, shape (4, hires)
    workers       number of workers
    """

    unemployment: np.ndarray
    lost: np.ndarray
    found: np.ndarray
    workers: int


def lone_city_world(separation_rate: float, suitability: float) -> World:
    """Return a setting in which the hazards are what the arguments say and nothing else matters."""
    parameters = {
        "separation": {
            "separation_rate": separation_rate,
            "new_tenure_multiplier": 0.0,
            "skill_multiplier": [1.0] * 4,
            "contract_multiplier": [1.0] * 5,
            "season_february_march": 1.0,
            "season_other": 1.0,
        },
        "information": {"awareness": 0.0, "home_awareness": 0.0, "awareness_boundary": 0.0},
        "search": {"on_the_job_rate": 0.0, "discouraged_probability": 0.0, "suitability": suitability},
        "choice": {"replacement_value": 0.001, "reservation_decline": 0.0},
        "wages": {"wage_trend": 0.0, "match_sd": 0.0, "size_premium": 0.0, "firm_premium_sd": 0.0},
    }
    return world(0.001, covid=False, agencies=False, parameters=parameters)


def lone_city_state(setting: World) -> State:
    """Return the initial population with only the first city awake and posts without end."""
    state = initial_state(setting)
    workers, firms = state.workers, state.firms
    here = (workers.residence == 0) & (workers.status <= UNEMPLOYED)
    gone = np.flatnonzero((workers.status <= UNEMPLOYED) & ~here).astype(np.int32)
    end_jobs(state, gone, RETIRED, 0, 0.0)
    away = np.flatnonzero(here & (workers.status == 0) & (workers.work_city != 0)).astype(np.int32)
    end_jobs(state, away, UNEMPLOYED, 0, 0.0)
    employers = np.flatnonzero((firms.alive == 1) & (firms.city == 0) & (firms.industry == INDUSTRY))
    employers = employers[employers >= setting.n_pools]
    n_cells = 2 * setting.n_pools * setting.n_skills
    cells = INDUSTRY * setting.n_skills + np.arange(setting.n_skills)
    vacancies = with_room(empty_vacancies(n_cells), np.where(np.isin(np.arange(n_cells), cells), POSTS, 0))
    for skill, cell in enumerate(cells.tolist()):
        slots = slice(vacancies.offset[cell], vacancies.offset[cell] + POSTS)
        vacancies.firm[slots] = np.resize(employers, POSTS)
        vacancies.sequence[slots] = np.arange(POSTS)
        vacancies.open_posts[cell] = POSTS
        firms.open_vacancies[employers, skill] = np.bincount(np.arange(POSTS) % employers.size)
    state.vacancies = vacancies
    return state


def places_of(setting: World, state: State) -> Places:
    """Return what choices rest on, the same in every month."""
    now = open_month(setting, make_key(1, 0), 0)
    return inform(setting, state, now, outside_log_wages(setting, state, now), None)


def live(setting: World, state: State, places: Places, months: int, seed: int = 1) -> History:
    """Let the months pass, in the order of the model: separation, search, matching, acceptance, execution."""
    key, workers = make_key(seed, 0), state.workers
    nobody = np.zeros(0, np.int32)
    calm = FirmFlows(nobody, nobody, np.zeros(0, int), np.zeros(0, int), np.zeros(0, np.uint8))
    rates, lost, found = [], [], []
    for month in range(months):
        now = open_month(setting, key, month)
        before = workers.status.copy()
        separate(setting, state, now, places, calm)
        ids = np.flatnonzero((before == 0) & (workers.status == UNEMPLOYED))
        lost.append(np.stack([ids, workers.skill[ids], np.full(ids.size, month)]))
        applications, away = search(setting, state, now, places)
        assert away.worker.size == 0
        decisions = decide(setting, state, now, places, match(state, applications))
        ids = decisions.taken.worker.astype(np.int64)
        found.append(np.stack([ids, workers.skill[ids], workers.spell_start[ids], np.full(ids.size, month)]))
        execute(setting, state, now, decisions)
        jobless = int((workers.status == UNEMPLOYED).sum())
        rates.append(jobless / (jobless + int((workers.status == 0).sum())))
    size = int((workers.status <= UNEMPLOYED).sum())
    return History(np.array(rates), np.concatenate(lost, axis=1), np.concatenate(found, axis=1), size)
