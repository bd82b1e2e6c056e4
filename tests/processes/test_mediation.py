"""Mediation put together: who gets the second offers, and who counts as served."""

import dataclasses

import numpy as np
import pytest

import sim.threads
from sim.agents.workers import PLACED, SERVED, UNEMPLOYED
from sim.processes.acceptance import Decisions
from sim.processes.applications import Applications
from sim.processes.clock import open_month
from sim.processes.execution import execute
from sim.processes.mediation import joined, mediate, open_year, serve, service_flows
from sim.threads import Threads
from tests.processes.builders import KEY, some_workers
from tests.processes.services import nobody_away, post_with, some_applications, some_market

CHENGDU, DEYANG = 4, 56
"""Cells of firms of industry 1, skill 0."""


def no_decisions():
    """Nobody has taken anything."""
    nothing = some_applications([], [], [], [])
    none = np.zeros(0, np.uint8)
    return Decisions(nothing, none, np.zeros(0), np.zeros((4, 4), np.int64), none)


def scene(state):
    """Three posts, one without agency, and four jobless people of Chengdu.

    Agency 0 carries the first post of Chengdu, agency 1 the post of Deyang; the second of Chengdu has none.
    Worker 0 was drawn for the first post and declined, worker 3 took the second, where worker 2 lost.
    """
    first, second = int(state.firm_blocks.start[2]), int(state.firm_blocks.start[15])
    post_with(state, {CHENGDU: [first, first], DEYANG: [second]}, line=0)
    slots = np.array([*(state.vacancies.offset[CHENGDU] + np.arange(2)), state.vacancies.offset[DEYANG]])
    state.vacancies.agency[slots] = [0, -1, 1]
    people = np.flatnonzero((state.workers.status == UNEMPLOYED) & (state.workers.residence == 0))[:4]
    applications = some_applications(people, [CHENGDU] * 4, slots[[0, 0, 1, 1]], [0.1, 0.9, 0.8, 0.2])
    candidates = Applications._make(column[[0, 3]] for column in applications)
    taken = Applications._make(column[3:] for column in applications)
    one = np.zeros(1, np.uint8)
    decisions = Decisions(taken, one, np.array([8.0]), np.eye(4, dtype=np.int64), one)
    return people, slots, applications, candidates, decisions


def mediated(world, state, now, places, serves, gain=50.0, **fields):
    """Run the scene; a gain of 50 in log wages makes everybody accept, one of -50 nobody."""
    people, slots, applications, candidates, decisions = scene(state)
    market = some_market(serves, **fields)
    places = places._replace(log_wages=places.log_wages + gain)
    result, outreach = mediate(
        world, state, now, places, applications, nobody_away(), candidates, decisions, market
    )
    return people, slots, result, outreach, market


def test_the_own_post_goes_to_its_loser_and_another_to_who_lost_elsewhere(world, state, january, places):
    serves = [[1, 0, 0, 0], [1, 1, 0, 0]]
    people, slots, result, outreach, _ = mediated(world, state, january, places, serves)
    assert result.taken.worker.tolist() == people[1:].tolist(), "in the order of the workers"
    assert result.taken.slot.tolist() == slots[[0, 2, 1]].tolist()
    assert result.taken.cell.tolist() == [CHENGDU, DEYANG, CHENGDU]
    assert result.round.tolist() == [1, 1, 0]
    assert result.offers[0].tolist() == [2, 1, 0, 0], "one before, one in Chengdu, one in Deyang"
    assert outreach.orders_open[:2, 0].tolist() == [1, 1]
    # 0 and 1 applied to a post with an agency, 2 had an offer in the round, and so had 1 once more.
    assert outreach.served[0] == outreach.served.sum() == outreach.newly_served[0] == 3
    assert outreach.contacts[0] == outreach.contacts.sum() == 4
    assert (state.workers.flags[people] & SERVED > 0).tolist() == [True, True, True, False]


def test_an_agency_finds_nobody_where_it_does_not_serve(world, state, january, places):
    people, slots, result, _, _ = mediated(world, state, january, places, [[1, 0, 0, 0], [0, 1, 0, 0]])
    assert result.taken.worker.tolist() == people[[1, 3]].tolist(), (
        "Deyang's agency meets no loser of Chengdu"
    )
    assert result.taken.slot.tolist() == slots[[0, 1]].tolist()


def test_without_rounds_only_the_applications_count(world, state, january, places):
    _, slots, result, outreach, _ = mediated(world, state, january, places, [[1] * 4] * 2, extra_rounds=0.0)
    assert result.taken.slot.tolist() == [slots[1]]
    assert outreach.contacts.sum() == outreach.served.sum() == 2


def test_who_declines_has_no_second_offer(world, state, january, places):
    serves = [[1] * 4] * 2
    people, _, result, outreach, _ = mediated(
        world, state, january, places, serves, gain=-50.0, extra_rounds=3.0
    )
    assert result.taken.worker.tolist() == [people[3]]
    assert result.offers.sum() == 4 + 2, "the four of before, then one for each loser"
    assert outreach.contacts.sum() == 4


def test_without_agencies_nothing_happens(world, state, january, places):
    _, _, applications, candidates, decisions = scene(state)
    flags = state.workers.flags.copy()
    result, outreach = mediate(
        world, state, january, places, applications, nobody_away(), candidates, decisions, None
    )
    assert result is decisions
    assert all(column.sum() == 0 for column in outreach)
    assert np.array_equal(flags, state.workers.flags)


def test_the_work_of_a_month_by_city(world, state, january, places):
    serves = [[1, 0, 0, 0], [1, 1, 0, 0]]
    _, _, result, outreach, market = mediated(world, state, january, places, serves)
    hiring = execute(world, state, january, result, market)
    flows = service_flows(outreach, hiring, hiring.quits)
    assert flows.placements[:, 0].tolist() == flows.placed_in_rounds[:, 0].tolist() == [1, 1, 0, 0]
    assert flows.newly_placed.tolist() == [2, 0, 0, 0], "both lived in Chengdu"
    assert flows.staff_starts.shape == flows.staff_ends.shape == (4, 3)
    assert flows.staff_starts.sum() == 0


def test_a_second_service_in_the_year_is_no_new_person():
    workers = some_workers(4, residence=[0, 1, 1, 0], flags=[0, SERVED, 0, 0])
    served, newly = serve(workers, np.array([0, 1, 2], np.int32), 2)
    assert served.tolist() == [1, 2]
    assert newly.tolist() == [1, 1]
    assert (workers.flags & SERVED > 0).tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("month", "left"), [(12, 4), (13, 4 | SERVED | PLACED), (-24, 4), (-1, 4 | SERVED | PLACED)]
)
def test_persons_count_anew_in_january(world, state, month, left):
    state.workers.flags[:] = 4 | SERVED | PLACED
    open_year(state, open_month(world, KEY, month))
    assert (state.workers.flags == left).all()


def test_joined_decisions_are_in_the_order_of_the_workers():
    parts = [
        no_decisions()._replace(
            taken=some_applications(ids, ids, ids, ids), migrate=np.zeros(2, np.uint8),
            log_wages=np.array(ids, float), round=np.full(2, number, np.uint8),
            offers=np.full((4, 4), number),
        )
        for number, ids in enumerate(([3, 9], [1, 5], [4, 7]))
    ]  # fmt: skip
    result = joined(parts)
    assert result.taken.worker.tolist() == result.log_wages.tolist() == [1, 3, 4, 5, 7, 9]
    assert result.round.tolist() == [1, 0, 2, 1, 2, 0]
    assert (result.offers == 3).all()


def test_threads_change_nothing(world, state, january, places, monkeypatch):
    one = mediated(world, state, january, places, [[1] * 4] * 2)[2]
    monkeypatch.setattr(sim.threads, "SMALL", 0)
    shared = dataclasses.replace(world, threads=Threads(3))
    three = mediated(shared, state, january, places, [[1] * 4] * 2)[2]
    assert one.taken.worker.tolist() == three.taken.worker.tolist()
    assert one.log_wages.tolist() == three.log_wages.tolist()
