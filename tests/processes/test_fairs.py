"""Fairs: how many offers are made, who meets which post, and when there are none."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from sim.agents.vacancies import with_room
from sim.agents.workers import UNEMPLOYED
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.acceptance import AT_FAIR
from sim.processes.clock import open_month
from sim.processes.fairs import (
    FairPosts,
    Visitors,
    find_visitors,
    hold_fairs,
    meetings,
    offers_wanted,
    posts_at_fairs,
    season,
)
from tests.processes.builders import KEY, rows, some_vacancies, some_workers
from tests.processes.services import nobody_away, post_with, some_applications
from tests.processes.test_mediation import CHENGDU, no_decisions

NOBODY = some_applications([], [], [], [])
ODDS = 1e-6


class Fair(Instrument):
    """So many hires per firm and fair in every city."""

    hires = 0.1

    def fair_hires(self, hires, month):
        return hires + self.hires


def with_fairs(world, hires=0.1):
    instrument = type("Fair", (Fair,), {"hires": hires})(Settings(1.0, 0, 1, (0, 1, 2, 3), 0.0), 1.0)
    return dataclasses.replace(world, policies=Policies({"fair": instrument}))


def test_half_of_the_fairs_are_held_in_the_first_quarter(world):
    months = [season(world, open_month(world, KEY, t)) for t in range(12)]
    assert months == pytest.approx([2.0] * 3 + [2 / 3] * 9)  # 0.5 x 12 / 3 and 0.5 x 12 / 9
    assert sum(months) == pytest.approx(12.0)


def test_offers_are_the_hires_over_the_share_that_is_taken(world):
    """1,500 fairs x 60 firms / 12 x 2 x 0.1 hires / 0.85 at 1:1000 in a January, by labour force."""
    wanted = offers_wanted(with_fairs(world), open_month(world, KEY, 0))
    taken = world.parameters.fairs.acceptance
    people = world.region.labour_force.sum(axis=(1, 2))
    assert wanted.sum() == pytest.approx(1500 * 60 / 12 * 2 * 0.1 / taken / 1000)
    assert wanted / wanted.sum() == pytest.approx(people / people.sum())


def test_there_are_none_without_an_instrument_and_none_in_a_lockdown(world, state, january, places):
    decisions = no_decisions()
    assert hold_fairs(world, state, january, places, NOBODY, nobody_away(), decisions) is decisions
    february = open_month(world, KEY, 13)
    assert february.stringency.min() > 0.5
    assert offers_wanted(with_fairs(world), february).tolist() == [0.0] * 4


def posts_of_two_cities(n=400):
    """n posts in each of two cities of one industry and skill; every fourth has an agency."""
    vacancies = with_room(some_vacancies({}, 2), np.array([n, n]))
    for cell in (0, 1):
        slots = slice(vacancies.offset[cell], vacancies.offset[cell] + n)
        vacancies.firm[slots], vacancies.sequence[slots] = 7 + cell, np.arange(n)
        vacancies.open_posts[cell] = n
    vacancies.agency[:] = np.where(np.arange(vacancies.firm.size) % 4 == 0, 3, -1)
    return vacancies


def test_a_post_takes_part_with_the_chance_that_gives_the_offers_wanted():
    """300 of 400 posts are free in each city, less one taken; 30 offers are wanted in city 1, none in city 0.

    60 months of a binomial(299, 30 / 299): false alarm 1 in a million; 33 wanted must fail.
    """
    vacancies = posts_of_two_cities()
    taken = np.array([vacancies.offset[1] + 1])
    wanted = np.array([0.0, 30.0])
    months = [posts_at_fairs(vacancies, 2, taken, wanted, KEY, t) for t in range(60)]
    for posts in months:
        assert set(posts.cell) <= {1}
        assert (vacancies.agency[posts.slot] == -1).all()
        assert taken[0] not in posts.slot
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], 60 * 299, 30 / 299)
    assert low <= sum(posts.slot.size for posts in months) <= high
    assert high < 60 * 36


def test_more_offers_wanted_only_add_posts():
    vacancies, none = posts_of_two_cities(), np.zeros(0, np.int64)
    few, many = (
        posts_at_fairs(vacancies, 2, none, np.array([0.0, wanted]), KEY, 5).slot for wanted in (30.0, 60.0)
    )
    assert set(few) < set(many)


def test_visitors_are_jobless_not_busy_and_look_where_there_is_a_post():
    n = 400
    workers = some_workers(
        n, status=np.arange(n) % 2, residence=np.arange(n) // 2 % 2, skill=np.arange(n) // 4 % 2
    )
    busy = (np.arange(n) % 8 == 1).astype(np.uint8)
    offered = np.array([False, False, True, True])  # one industry, two skills: city 1
    ids, cells, keys = find_visitors(workers, busy, offered, 1, 2, KEY, 3, rows(n))
    there = (workers.status == UNEMPLOYED) & (busy == 0) & (workers.residence == 1)
    assert ids.tolist() == np.flatnonzero(there).tolist()
    assert cells.tolist() == (2 + workers.skill[ids]).tolist()
    assert ((keys > 0) & (keys < 1)).all()


def test_of_each_cell_the_lowest_draws_meet():
    posts = FairPosts(np.arange(5), np.array([0, 0, 2, 2, 2]), np.array([0.3, 0.1, 0.5, 0.2, 0.4]))
    visitors = Visitors(np.array([10, 11, 12, 13]), np.array([2, 0, 2, 1]), np.array([0.9, 0.5, 0.1, 0.2]))
    post, visitor = meetings(posts, visitors)
    met = dict(zip(post.tolist(), visitors.worker[visitor].tolist(), strict=True))
    # cell 0: post 1 is first and meets 11; cell 2: posts 3 and 4 come before 2, visitors 12 before 10
    assert met == {1: 11, 3: 12, 4: 10}


def test_one_post_more_leaves_the_other_meetings_as_they_were():
    rng = np.random.default_rng(3)
    visitors = Visitors(np.arange(50), np.zeros(50, np.int32), rng.random(50))
    draw = np.sort(rng.random(20))
    few, many = (
        meetings(FairPosts(np.arange(n), np.zeros(n, np.int32), draw[:n]), visitors) for n in (19, 20)
    )
    assert few[0].tolist() == many[0][:19].tolist()
    assert few[1].tolist() == many[1][:19].tolist()


def test_a_fair_ends_with_hires_of_jobless_residents(world, state, january, places):
    """Four posts in Chengdu, and offers wanted for all: those who gain take them, at a loss nobody does."""
    firm = int(state.firm_blocks.start[2])
    post_with(state, {CHENGDU: [firm] * 4})
    fair = with_fairs(world, 1000.0)
    arguments = (NOBODY, nobody_away(), no_decisions())
    gain, loss = (places._replace(log_wages=places.log_wages + by) for by in (50.0, -50.0))
    decisions = hold_fairs(fair, state, january, gain, *arguments)
    workers, ids = state.workers, decisions.taken.worker
    assert ids.size == decisions.offers.sum() == decisions.offers[0, 0] == 4
    assert np.unique(ids).size == 4
    assert (np.diff(ids) > 0).all(), "in the order of the workers"
    assert (workers.status[ids] == UNEMPLOYED).all()
    assert (workers.residence[ids] == 0).all()
    assert (workers.industry[ids] == 1).all()
    assert (workers.skill[ids] == 0).all()
    assert set(decisions.round.tolist()) == {AT_FAIR}
    assert sorted(decisions.taken.slot) == list(range(*(state.vacancies.offset[CHENGDU] + [0, 4])))
    assert hold_fairs(fair, state, january, loss, *arguments).taken.worker.size == 0


def test_who_applied_or_was_hired_is_not_at_the_fair(world, state, january, places):
    post_with(state, {CHENGDU: [int(state.firm_blocks.start[2])] * 4})
    jobless = np.flatnonzero(state.workers.status == UNEMPLOYED)
    applied = some_applications(
        jobless, np.zeros(jobless.size), np.zeros(jobless.size), np.ones(jobless.size)
    )
    fair, gain = with_fairs(world, 1000.0), places._replace(log_wages=places.log_wages + 50.0)
    decisions = hold_fairs(fair, state, january, gain, applied, nobody_away(), no_decisions())
    assert decisions.taken.worker.size == 0
