"""Export teams: how many are sent, who, and what is filed for them."""

import dataclasses

import numpy as np
import pytest

from sim.agents.workers import UNEMPLOYED
from sim.draws import make_key
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.boundary import offer_probabilities
from sim.processes.clock import open_month
from sim.processes.export_teams import enrol, gather_teams
from sim.processes.search import search
from tests.processes.builders import at

ZIYANG, CHENGDU, CHONGQING = 3, 0, 4


def sending(world, persons, node=CHENGDU, origin=ZIYANG):
    """A world whose teams take so many real persons a month along."""

    class Sender(Instrument):
        def export_teams(self, value, month):
            bent = value.copy()
            bent[origin, node] += persons
            return bent

    policies = Policies({"sender": Sender(Settings(1.0, 0, 1, (), 0.0), 1.0)})
    return dataclasses.replace(world, policies=policies)


def with_posts(state):
    """Two open posts in each cell of the first city's firms."""
    posts = state.vacancies
    cells = np.arange(13 * 4)
    assert (np.diff(posts.offset)[cells] >= 2).all()
    posts.open_posts[cells] = 2
    return state


def test_the_number_sent_is_the_expected_one_rounded_at_random(world, state):
    """2,500 persons at 1:1000 are two or three; the mean of 400 months is 2.5 within 6 standard errors."""
    setting, counts = sending(world, 2_500.0), []
    for replication in range(400):
        now = open_month(setting, make_key(9, replication), 0)
        counts.append(gather_teams(setting, state, now).worker.size)
    assert set(counts) == {2, 3}
    assert np.mean(counts) == pytest.approx(2.5, abs=6 * 0.5 / 20)


def test_members_are_jobless_locals_of_the_lower_skills(world, state):
    now, _ = at(world, state, 0)
    teams = gather_teams(sending(world, 1e9), state, now)
    workers = state.workers
    willing = (workers.status == UNEMPLOYED) & (workers.residence == ZIYANG)
    willing &= (workers.registration == ZIYANG) & (workers.skill < 2)
    assert teams.worker.tolist() == np.flatnonzero(willing).tolist()
    assert teams.sent.sum() == teams.sent[ZIYANG, CHENGDU] == teams.worker.size > 0


def test_a_larger_team_has_all_members_of_a_smaller_one(world, state):
    now, _ = at(world, state, 0)
    few, more = (
        set(gather_teams(sending(world, persons), state, now).worker.tolist()) for persons in (3e3, 8e3)
    )
    assert few < more


def test_team_members_apply_once_and_where_they_are_sent(world, state):
    now, places = at(world, state, 0)
    setting = sending(world, 20_000.0)
    teams = gather_teams(setting, with_posts(state), now)
    before = search(setting, state, now, places)
    inside, away = enrol(setting, state, now, teams, *before)
    mine = np.isin(inside.worker, teams.worker)
    assert set(inside.worker[mine].tolist()) == set(teams.worker.tolist())
    assert (np.diff(inside.worker) > 0).all(), "in the order of the workers, each once"
    assert not np.isin(away.worker, teams.worker).any()
    assert (inside.cell[mine] // (13 * 4) == CHENGDU).all()
    assert (inside.cell[mine] % 4 == state.workers.skill[inside.worker[mine]]).all()
    place = inside.slot[mine] - state.vacancies.offset[inside.cell[mine]]
    assert ((place >= 0) & (place < 2)).all()
    others = ~np.isin(before[0].worker, teams.worker)
    assert np.array_equal(inside.key[~mine], before[0].key[others])


def test_without_posts_of_the_skill_nothing_is_filed(world, state):
    now, places = at(world, state, 0)
    state.vacancies.open_posts[:] = 0
    setting = sending(world, 20_000.0)
    teams = gather_teams(setting, state, now)
    inside, _ = enrol(setting, state, now, teams, *search(setting, state, now, places))
    assert inside.worker.size == 0


def test_teams_have_sure_offers_outside(world, state):
    now, places = at(world, state, 0)
    setting = sending(world, 20_000.0, CHONGQING)
    teams = gather_teams(setting, state, now)
    _, away = enrol(setting, state, now, teams, *search(setting, state, now, places))
    chances = offer_probabilities(setting, state, now, places, away, teams.worker)
    sent = np.isin(away.worker, teams.worker)
    assert (chances[sent] == 1.0).all()
    assert (away.node[sent] == CHONGQING).all()
    # January is one of ten usual months of departures: 12 / (2 x 2 + 10)
    assert chances[~sent] == pytest.approx(0.12 * 12 / 14)


def test_without_an_instrument_nobody_is_sent(world, state):
    now, places = at(world, state, 0)
    filed = search(world, state, now, places)
    teams = gather_teams(world, state, now)
    assert teams.worker.size == teams.sent.sum() == 0
    assert enrol(world, state, now, teams, *filed) == filed


def test_posts_of_the_sending_city_lose_applicants(world, state):
    """What teams bring to the first city is missing at home, if not one for one."""
    now, places = at(world, state, 0)
    state.vacancies.open_posts[: 4 * 13 * 4] = 2
    setting = sending(world, 20_000.0)
    teams = gather_teams(setting, state, now)
    before = search(setting, state, now, places)
    after = enrol(setting, state, now, teams, *before)

    def at_home(filed):
        return int((filed[0].cell // (13 * 4) == ZIYANG).sum())

    assert at_home(after) < at_home(before)
