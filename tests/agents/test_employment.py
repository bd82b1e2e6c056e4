"""Employment: headcounts stay equal to the workers who name the firm, whoever comes and goes."""

import numpy as np
import pytest

from sim.agents.employment import enter, hire, leave
from sim.agents.workers import (
    EMPLOYED,
    NO_AGENCY,
    NO_FIRM,
    NOWHERE,
    OUTSIDE,
    OWN_ACCOUNT,
    RETIRED,
    UNEMPLOYED,
    UNUSED,
    empty_workers,
)
from tests.processes.builders import some_firms, some_workers

POOLS = 2


def market():
    """Employers 0 and 1 are the pools of cities 0 and 1, employers 2 and 3 firms there.

    Workers 0 and 1 work in firm 2, worker 3 in pool 0, worker 2 is unemployed.
    """
    firms = some_firms(4, city=[0, 1, 0, 1], headcount=[1, 0, 2, 0])
    workers = some_workers(
        4, employer=[2, 2, NO_FIRM, 0], status=[0, 0, 1, 0], contract=[0, 0, 0, OWN_ACCOUNT]
    )
    workers.work_city[2] = NOWHERE
    workers.log_wage[:] = 8.0
    return workers, firms


def tallies():
    return np.zeros((2, 2, 2), np.int64), np.zeros((2, 2, 1), np.int64), np.zeros((2, 2), np.int64)


def counted(workers, firms):
    employers = workers.employer[workers.status == EMPLOYED]
    return np.bincount(employers, minlength=firms.headcount.size).tolist()


def take_on(workers, firms, ids, employers, moves, month=5):
    started, quits, moved = tallies()
    ids, employers, moves = np.array(ids, np.int32), np.array(employers, np.int32), np.array(moves, np.uint8)
    hire(workers, firms, POOLS, ids, employers, moves, np.full(ids.size, 8.5), month, started, quits, moved)
    return started, quits, moved


def test_an_unemployed_worker_is_hired():
    workers, firms = market()
    started, quits, moved = take_on(workers, firms, [2], [3], [0])
    assert workers.status[2] == EMPLOYED
    assert (workers.employer[2], workers.work_city[2], workers.residence[2]) == (3, 1, 0)
    assert workers.log_wage[2] == 8.5
    assert workers.spell_start[2] == 5
    assert started[0].tolist() == [[0, 1], [0, 0]]
    assert started[1].sum() == quits.sum() == moved.sum() == 0
    assert firms.headcount.tolist() == counted(workers, firms) == [1, 0, 2, 1]


def test_a_move_from_job_to_job_changes_both_headcounts():
    workers, firms = market()
    started, quits, moved = take_on(workers, firms, [1], [3], [1])
    assert firms.headcount.tolist() == counted(workers, firms) == [1, 0, 1, 1]
    assert started[1].tolist() == [[0, 1], [0, 0]], "by residence before the move"
    assert quits[:, :, 0].tolist() == [[1, 0], [0, 0]]
    assert moved.tolist() == [[0, 1], [0, 0]]
    assert workers.residence[1] == 1


def test_sector_follows_the_employer():
    workers, firms = market()
    _, quits, _ = take_on(workers, firms, [3, 0], [2, 0], [0, 0])
    assert workers.contract.tolist() == [OWN_ACCOUNT, 0, 0, 0]
    assert quits[:, 0, 0].tolist() == [1, 1], "one left a firm, one a pool"
    assert firms.headcount.tolist() == counted(workers, firms)


def end(workers, firms, ids, status, month=14, drift=0.01):
    ended = np.zeros((2, 2, 1), np.int64)
    leave(workers, firms.headcount, np.array(ids, np.int32), status, month, drift, ended)
    return ended


@pytest.mark.parametrize("status", [UNEMPLOYED, OUTSIDE, RETIRED])
def test_whoever_leaves_has_no_employer_and_the_new_status(status):
    workers, firms = market()
    workers.agency[:] = 7
    ended = end(workers, firms, [0, 2, 3], status)
    assert workers.status.tolist() == [status, EMPLOYED, status, status]
    assert workers.employer.tolist() == [NO_FIRM, 2, NO_FIRM, NO_FIRM]
    assert workers.work_city.tolist() == [NOWHERE, 0, NOWHERE, NOWHERE]
    # Who was without work and stays so goes on with the same spell.
    assert workers.spell_start.tolist() == [14, 0, 0 if status == UNEMPLOYED else 14, 14]
    assert workers.agency.tolist() == [NO_AGENCY, 7, NO_AGENCY, NO_AGENCY]
    assert workers.contract.tolist() == [0] * 4
    assert ended[:, :, 0].tolist() == [[1, 0], [1, 0]], "a firm job and a pool job; the unemployed ended none"
    assert firms.headcount.tolist() == counted(workers, firms) == [0, 0, 1, 0]


@pytest.mark.parametrize(("start", "month", "months"), [(-30, 14, 14), (4, 14, 10), (-30, -3, 0), (-5, 0, 0)])
def test_the_last_wage_is_indexed_for_the_months_served_since_the_start(start, month, months):
    workers, firms = market()
    workers.spell_start[:] = start
    end(workers, firms, [0], UNEMPLOYED, month, 0.01)
    assert workers.log_wage[0] == pytest.approx(8.0 + 0.01 * months, abs=1e-6)


def test_the_last_wage_of_the_unemployed_stays():
    workers, firms = market()
    end(workers, firms, [2], RETIRED)
    assert workers.log_wage[2] == 8.0


def test_newcomers_enter_unemployed():
    workers = empty_workers(3)
    one = np.array([1])
    enter(workers, one, one * 3, one * 2, one * 9, one * 4, one * -300, one * 5, one * 8.2, 2, 7)
    assert workers.status.tolist() == [UNUSED, UNEMPLOYED, UNUSED]
    entered = [int(getattr(workers, name)[1]) for name in ("residence", "skill", "industry", "registration")]
    assert entered == [3, 2, 9, 4]
    rest = [int(getattr(workers, name)[1]) for name in ("birth_month", "certificate", "flags", "spell_start")]
    assert rest == [-300, 5, 2, 7]
    assert workers.log_wage[1] == np.float32(8.2)
    assert (workers.employer[1], workers.work_city[1]) == (NO_FIRM, NOWHERE)
