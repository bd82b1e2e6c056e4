"""Execution: posts are filled, and what a placement by an agency changes."""

import math

import numpy as np
import pytest

from sim.agents.agencies import HEADHUNTING, RECRUITMENT
from sim.agents.workers import DIRECT, DISPATCH, MISPLACED, NO_AGENCY, PLACED, UNEMPLOYED
from sim.processes.acceptance import HEADHUNTED, Decisions
from sim.processes.applications import Applications
from sim.processes.execution import execute
from tests.processes.builders import posts_of, some_vacancies
from tests.processes.services import post_with, some_market


def test_execution_fills_the_post_and_moves_the_worker(world, state, january):
    """Three take their offers: posts go, jobs start, one moves house; the rest of the cell stays."""
    cell = 1 * 4  # Chengdu, industry 1, skill 0
    firm = int(state.firm_blocks.start[2])
    state.vacancies = some_vacancies({cell: [(firm, k, 0) for k in range(5)]}, 416)
    state.firms.open_vacancies[firm, 0] = 5
    people = np.flatnonzero((state.workers.status == UNEMPLOYED) & (state.workers.residence == 1))[:3]
    slots = int(state.vacancies.offset[cell]) + np.array([0, 2, 4])
    taken = Applications(people.astype(np.int32), np.full(3, cell, np.int32), slots, np.zeros(3))
    decisions = Decisions(
        taken,
        np.array([0, 1, 0], np.uint8),
        np.full(3, 8.4),
        np.zeros((4, 4), np.int64),
        np.zeros(3, np.uint8),
    )
    staff = int(state.firms.headcount[firm])
    flows = execute(world, state, january, decisions)
    assert [sequence for _, sequence, _ in posts_of(state.vacancies, cell)] == [3, 1]
    assert flows.filled[cell] == flows.filled.sum() == 3
    assert flows.open_posts[cell] == 5
    assert flows.hires[0, 1, 0] == flows.hires.sum() == 3
    assert flows.moved[1, 0] == flows.moved.sum() == 1
    assert state.workers.residence[people].tolist() == [1, 0, 1]
    assert state.firms.headcount[firm] == staff + 3
    assert state.firms.open_vacancies[firm, 0] == 2


CELL = 4
"""Chengdu, industry 1, skill 0."""


def placed(world, state, january, rounds, misconduct=0.0, **order):
    """Two unemployed people of Deyang take two posts of a firm of Chengdu, which agency 1 carries."""
    firm = int(state.firm_blocks.start[2])
    post_with(state, {CELL: [firm, firm]}, agency=1, **order)
    people = np.flatnonzero((state.workers.status == UNEMPLOYED) & (state.workers.residence == 1))[:2]
    slots = int(state.vacancies.offset[CELL]) + np.arange(2)
    taken = Applications(people.astype(np.int32), np.full(2, CELL, np.int32), slots, np.zeros(2))
    decisions = Decisions(
        taken, np.zeros(2, np.uint8), np.array([8.4, 8.5]), np.zeros((4, 4), np.int64),
        np.array(rounds, np.uint8),
    )  # fmt: skip
    market = some_market([[1, 1, 1, 1]] * 2, misconduct=np.array([0.0, misconduct]))
    flows = execute(world, state, january, decisions, market)
    return people, firm, flows


def test_the_agency_employs_whom_it_dispatches(world, state, january):
    before = state.firms.staff_dispatch.copy()
    people, firm, flows = placed(world, state, january, [0, 1], line=DISPATCH, contract=DISPATCH)
    assert state.workers.contract[people].tolist() == [DISPATCH] * 2
    assert state.workers.agency[people].tolist() == [1, 1]
    assert state.firms.staff_dispatch[firm] - before[firm] == flows.starts[DISPATCH, 0, 1] == 2
    counts = flows.placements
    assert counts.by_line[0, DISPATCH] == counts.by_line.sum() == 2
    assert counts.beyond_applicants[0, DISPATCH] == counts.beyond_applicants.sum() == 1
    assert counts.newly_placed.tolist() == [0, 2, 0, 0], "persons count where they lived"


def test_the_firm_employs_whom_an_agency_recruits(world, state, january):
    before = state.firms.staff_dispatch.copy()
    people, firm, flows = placed(world, state, january, [0, 0], line=RECRUITMENT)
    assert state.workers.contract[people].tolist() == [DIRECT] * 2
    assert state.workers.agency[people].tolist() == [NO_AGENCY] * 2
    assert (state.workers.flags[people] & PLACED == PLACED).all()
    assert state.firms.staff_dispatch[firm] == before[firm]
    assert flows.placements.headhunt_pay_cents.sum() == 0


def test_the_pay_of_the_headhunted_is_counted_in_cents(world, state, january):
    _, _, flows = placed(world, state, january, [HEADHUNTED] * 2, line=HEADHUNTING)
    pay = [round(1200.0 * math.exp(wage)) for wage in (8.4, 8.5)]
    assert flows.placements.headhunt_pay_cents.tolist() == [sum(pay), 0, 0, 0]


@pytest.mark.parametrize(("probability", "misled"), [(0.0, 0), (1.0, 2)])
def test_misconduct_marks_the_placed(world, state, january, probability, misled):
    people, _, flows = placed(world, state, january, [0, 0], misconduct=probability, line=RECRUITMENT)
    assert (state.workers.flags[people] & MISPLACED > 0).sum() == misled
    assert flows.placements.misplaced.tolist() == [misled, 0, 0, 0]


def test_who_was_placed_before_this_year_is_no_new_person(world, state, january):
    state.workers.flags[:] |= PLACED
    _, _, flows = placed(world, state, january, [0, 0], line=RECRUITMENT)
    assert flows.placements.by_line.sum() == 2
    assert flows.placements.newly_placed.sum() == 0
