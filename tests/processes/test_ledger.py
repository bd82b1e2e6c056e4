"""The census counts everybody once, and the audit finds every way to corrupt the books."""

import dataclasses

import numpy as np
import pytest

from sim.agents.employment import by_sector
from sim.agents.workers import DISPATCH, EMPLOYED, OWN_ACCOUNT, UNEMPLOYED
from sim.draws import make_key
from sim.model import LabourMarket
from sim.processes.ledger import (
    WAGE_UNIT,
    AccountsError,
    Tallies,
    audit,
    firm_staff,
    take_census,
    tally_workers,
)
from tests.processes.builders import copy_of, rows, some_workers


def counted(workers, elapsed=0, drift=0.0, pieces=None):
    pieces = rows(workers.status.size) if pieces is None else pieces
    shapes = ((2, 2, 2), (5, 2, 1, 1), (2, 1, 1, 2), (3, 1), (2,), (6,))
    tallies = Tallies(*(np.zeros(shape, np.int64) for shape in shapes))
    tally_workers(workers, elapsed, drift, pieces, tallies)
    return tallies


def test_census_by_hand():
    """Two employed (one commutes, one on own account), trainee, jobless, outside, retired, and a student."""
    workers = some_workers(
        7, status=[0, 0, 2, 1, 3, 4, 2], residence=[0, 1, 0, 1, 2, 0, 0],
        work_city=[1, 1, 255, 255, 255, 255, 255], school=[-1, -1, -1, -1, -1, -1, 3],
        contract=[0, OWN_ACCOUNT, 0, 0, 0, 0, 0], log_wage=[8.0, 8.5, 1.0, 1.0, 1.0, 1.0, 0.0],
        certificate=[1, 2, 3, 0, 1, 1, 1],
    )  # fmt: skip
    employed, jobs, seekers, outside, log_wages, by_status = counted(workers)
    assert by_status.tolist() == [0, 1, 2, 1, 1, 0], "the employed are counted by place"
    assert employed.tolist() == [[[0, 0], [0, 1]], [[0, 0], [1, 0]]], (
        "to city 1: from 0 certified, from 1 not"
    )
    assert jobs[:, :, 0, 0].tolist() == [[0, 1], [0, 0], [0, 0], [0, 0], [0, 1]]
    assert seekers[:, 0, 0].tolist() == [[0, 1], [1, 0]], "the trainee is certified"
    assert outside[:, 0].tolist() == [0, 0, 1]
    assert (log_wages / WAGE_UNIT).tolist() == [0.0, 16.5]


def test_wages_are_indexed_since_the_hire():
    workers = some_workers(2, log_wage=8.0, spell_start=[-30, 6])
    # elapsed 10: 10 and 4 months at 0.01
    assert counted(workers, elapsed=10, drift=0.01).log_wages[0] / WAGE_UNIT == pytest.approx(16.14, abs=1e-5)


def test_pieces_add_up_exactly():
    rng = np.random.default_rng(0)
    workers = some_workers(999, log_wage=rng.normal(8, 0.5, 999), residence=rng.integers(0, 2, 999))
    whole = counted(workers)
    parts = [counted(workers, pieces=np.array([[low, low + 333]])) for low in (0, 333, 666)]
    for number, tally in enumerate(whole):
        assert np.array_equal(tally, sum(part[number] for part in parts))


def test_census_of_the_start_is_the_labour_force(world, first_state):
    census = take_census(world, first_state, 0)
    assert census.labour_force.tolist() == first_state.population_start.tolist()
    assert census.employed.sum() == census.jobs.sum() == first_state.firms.headcount.sum()
    assert np.array_equal(firm_staff(world, first_state)[0], census.jobs.sum(axis=3))


def test_census_says_who_is_certified_and_who_has_which_status(world, first_state):
    """Counted plainly: residents with or without work, trainees, but not students."""
    census, workers = take_census(world, first_state, 0), first_state.workers
    present = np.isin(workers.status, (0, 1)) | ((workers.status == 2) & (workers.school < 0))
    certified = present & (workers.certificate & 1 == 1)
    assert census.certified.tolist() == np.bincount(workers.residence[certified], minlength=4).tolist()
    statuses = np.bincount(workers.status, minlength=6)
    assert census.by_status[:5].tolist() == statuses[:5].tolist()
    staff = np.bincount(workers.contract[workers.status == 0], minlength=5)
    assert census.staff.sum(axis=(1, 2)).tolist() == staff.tolist()


@pytest.fixture(scope="module")
def month(world, first_state):
    """A month that was run: world, state, flows, the counts before and after, the posts before."""
    state = copy_of(first_state)
    model = LabourMarket.of(world, state, make_key(3, 0), 0)
    model.step()
    before, posts = model.census, state.vacancies.open_posts.copy()
    model.step()
    return world, state, model.flows, before, model.census, posts


def audited(month, state=None, flows=None, recount=False, **counts):
    world, kept, kept_flows, before, after, posts = month
    state = state or kept
    if recount:
        after = take_census(world, state, 1)
    audit(world, state, flows or kept_flows, counts.get("before", before), after, counts.get("posts", posts))


def test_the_books_of_a_real_month_close(month):
    audited(month)
    audited(month, recount=True)


def one_of(state, status):
    return int(np.flatnonzero(state.workers.status == status)[0])


def test_a_lost_job_is_found(month):
    state = copy_of(month[1])
    worker = one_of(state, EMPLOYED)
    state.workers.status[worker] = UNEMPLOYED
    with pytest.raises(AccountsError, match="accounts of employment do not close"):
        audited(month, state, recount=True)


def test_a_lost_person_is_found(month):
    state = copy_of(month[1])
    state.workers.status[one_of(state, UNEMPLOYED)] = 4
    with pytest.raises(AccountsError, match="accounts of labour force by city do not close"):
        audited(month, state, recount=True)


def test_a_person_in_the_wrong_city_is_found(month):
    state = copy_of(month[1])
    worker = one_of(state, UNEMPLOYED)
    state.workers.residence[worker] = (state.workers.residence[worker] + 1) % 4
    with pytest.raises(AccountsError, match=r"accounts of labour force by city do not close at \[\d\]"):
        audited(month, state, recount=True)


def test_a_wrong_headcount_is_found_and_the_message_names_place_and_figures(month):
    state = copy_of(month[1])
    firm = int(np.flatnonzero(state.firms.headcount[52:])[0]) + 52
    city, industry = int(state.firms.city[firm]), int(state.firms.industry[firm])
    state.firms.headcount[firm] += 1
    found = int(firm_staff(month[0], state)[0][0, city, industry])
    message = (
        rf"accounts of staff by sector, city and industry do not close at \[0, {city}, {industry}\]: "
        rf"flows give {found}, the count gives {found - 1}"
    )
    with pytest.raises(AccountsError, match=message):
        audited(month, state)


def test_a_worker_in_the_wrong_sector_is_found(month):
    state = copy_of(month[1])
    worker = one_of(state, EMPLOYED)
    state.workers.contract[worker] = 0 if state.workers.contract[worker] == OWN_ACCOUNT else OWN_ACCOUNT
    with pytest.raises(AccountsError, match="staff by sector"):
        audited(month, state, recount=True)


def one_in_a_firm(state):
    employed = state.workers.status == EMPLOYED
    return int(np.flatnonzero(employed & (state.workers.contract == 0))[0])


def test_a_contract_that_nobody_signed_is_found(month):
    state = copy_of(month[1])
    state.workers.contract[one_in_a_firm(state)] = DISPATCH
    with pytest.raises(AccountsError, match="accounts of staff by contract, city and industry do not close"):
        audited(month, state, recount=True)


def test_staff_of_agencies_that_the_firm_does_not_know_is_found(month):
    state, (_, _, flows, *_) = copy_of(month[1]), month
    worker = one_in_a_firm(state)
    city, industry = int(state.workers.work_city[worker]), int(state.workers.industry[worker])
    state.workers.contract[worker] = DISPATCH
    starts = flows.hiring.starts.copy()
    starts[DISPATCH, city, industry] += 1
    starts[0, city, industry] -= 1
    flows = flows._replace(hiring=flows.hiring._replace(starts=starts))
    with pytest.raises(AccountsError, match=rf"by contract and city do not close at \[0, {city}\]"):
        audited(month, state, flows, recount=True)
    state.firms.staff_dispatch[state.workers.employer[worker]] += 1
    audited(month, state, flows, recount=True)


def test_a_lost_post_is_found(month):
    state = copy_of(month[1])
    state.vacancies.open_posts[np.argmax(state.vacancies.open_posts)] -= 1
    with pytest.raises(AccountsError, match="accounts of posts by market cell do not close"):
        audited(month, state)


def test_a_post_that_its_firm_does_not_know_is_found(month):
    state = copy_of(month[1])
    state.firms.open_vacancies[60, 0] += 1
    with pytest.raises(AccountsError, match="accounts of open posts of firms do not close"):
        audited(month, state)


def test_a_hire_without_a_post_is_found(month):
    flows = month[2]
    hires = flows.hiring.hires.copy()
    hires[1, 0, 0] += 1  # a move from job to job, which employment does not see
    with pytest.raises(AccountsError, match="accounts of posts filled and hires do not close"):
        audited(month, flows=flows._replace(hiring=flows.hiring._replace(hires=hires)))


@pytest.mark.parametrize("flow", ["returned", "immigrated", "talent", "went_home", "emigrated", "ended_jobs"])
def test_a_wrong_flow_across_the_boundary_is_found(month, flow):
    flows = month[2]
    changed = getattr(flows.boundary, flow).copy()
    changed.flat[1] += 1
    with pytest.raises(AccountsError):
        audited(month, flows=flows._replace(boundary=flows.boundary._replace(**{flow: changed})))


def test_flows_add_up_by_their_definitions(month):
    flows = month[2]
    lost = flows.job_losses
    left = (
        lost.separated + lost.laid_off + lost.released + flows.renewal.ended_jobs + flows.boundary.ended_jobs
    )
    assert np.array_equal(flows.jobs_left, left)
    assert np.array_equal(flows.ends, left + flows.hiring.quits)
    assert np.array_equal(flows.quits, by_sector(flows.ends - lost.laid_off - lost.released))
    assert np.array_equal(flows.moves, flows.hiring.moved + flows.house_moves + flows.boundary.went_home)
    assert flows.hiring.hires[1].sum() == flows.hiring.quits.sum(), "every job-to-job hire leaves a job"


def test_a_model_with_a_broken_state_stops(world, first_state):
    state = copy_of(first_state)
    model = LabourMarket.of(dataclasses.replace(world), state, make_key(3, 0), 0)
    state.firms.headcount[60] += 2
    with pytest.raises(AccountsError):
        model.step()
