"""Employment: headcounts and staff columns equal a recount of the workers, whoever comes and goes."""

import numpy as np
import pytest

from sim.agents.employment import NewJobs, by_sector, enter, hire, leave
from sim.agents.workers import (
    DIRECT,
    DISPATCH,
    EMPLOYED,
    FLEXIBLE,
    MISPLACED,
    NO_AGENCY,
    NO_FIRM,
    NOWHERE,
    OUTSIDE,
    OUTSOURCED,
    OWN_ACCOUNT,
    PLACED,
    RETIRED,
    SERVED,
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


def counted(workers, firms):
    employers = workers.employer[workers.status == EMPLOYED]
    return np.bincount(employers, minlength=firms.headcount.size).tolist()


def new_jobs(ids, employers, moves=0, contract=DIRECT, agency=NO_AGENCY, flags=0):
    n = len(ids)
    return NewJobs(
        np.array(ids, np.int32),
        np.array(employers, np.int32),
        np.full(n, moves, np.uint8),
        np.full(n, 8.5),
        np.full(n, contract, np.uint8),
        np.full(n, agency, np.int16),
        np.full(n, flags, np.uint16),
    )


def take_on(workers, firms, ids, employers, moves=0, month=5, **columns):
    hires, starts = np.zeros((2, 2, 2), np.int64), np.zeros((5, 2, 1), np.int64)
    quits, moved = np.zeros((5, 2, 1), np.int64), np.zeros((2, 2), np.int64)
    jobs = new_jobs(ids, employers, moves, **columns)
    hire(workers, firms, POOLS, jobs, month, hires, starts, quits, moved)
    assert starts.sum() == hires.sum() == len(ids)
    return hires, quits, moved, starts


def test_an_unemployed_worker_is_hired():
    workers, firms = market()
    started, quits, moved, starts = take_on(workers, firms, [2], [3])
    assert workers.status[2] == EMPLOYED
    assert (workers.employer[2], workers.work_city[2], workers.residence[2]) == (3, 1, 0)
    assert workers.log_wage[2] == 8.5
    assert workers.spell_start[2] == 5
    assert started[0].tolist() == [[0, 1], [0, 0]]
    assert starts[DIRECT, :, 0].tolist() == [0, 1]
    assert started[1].sum() == quits.sum() == moved.sum() == 0
    assert firms.headcount.tolist() == counted(workers, firms) == [1, 0, 2, 1]


def test_a_move_from_job_to_job_changes_both_headcounts():
    workers, firms = market()
    started, quits, moved, _ = take_on(workers, firms, [1], [3], moves=1)
    assert firms.headcount.tolist() == counted(workers, firms) == [1, 0, 1, 1]
    assert started[1].tolist() == [[0, 1], [0, 0]], "by residence before the move"
    assert by_sector(quits)[:, :, 0].tolist() == [[1, 0], [0, 0]]
    assert moved.tolist() == [[0, 1], [0, 0]]
    assert workers.residence[1] == 1


def test_sector_follows_the_employer():
    workers, firms = market()
    _, quits, _, starts = take_on(workers, firms, [3, 0], [2, 0], contract=DIRECT)
    assert workers.contract.tolist() == [OWN_ACCOUNT, 0, 0, 0]
    assert quits[:, 0, 0].tolist() == [1, 0, 0, 0, 1], "one left a firm, one a pool"
    assert starts[:, 0, 0].tolist() == [1, 0, 0, 0, 1]
    assert firms.headcount.tolist() == counted(workers, firms)


def end(workers, firms, ids, status, month=14, drift=0.01):
    ended = np.zeros((5, 2, 1), np.int64)
    leave(workers, firms, np.array(ids, np.int32), status, month, drift, ended)
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
    assert by_sector(ended)[:, :, 0].tolist() == [[1, 0], [1, 0]], (
        "a firm job and a pool job; the unemployed ended none"
    )
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


STAFF_COLUMNS = {DISPATCH: "staff_dispatch", OUTSOURCED: "staff_outsourced", FLEXIBLE: "staff_flexible"}


@pytest.mark.parametrize("contract", STAFF_COLUMNS)
def test_an_agency_hires_for_a_firm(contract):
    workers, firms = market()
    take_on(workers, firms, [2], [3], contract=contract, agency=4711)
    assert (workers.contract[2], workers.agency[2], workers.employer[2]) == (contract, 4711, 3)
    staff = {kind: getattr(firms, name)[3] for kind, name in STAFF_COLUMNS.items()}
    assert staff == {kind: int(kind == contract) for kind in STAFF_COLUMNS}
    _, quits, _, _ = take_on(workers, firms, [2], [2])
    assert (workers.contract[2], workers.agency[2]) == (DIRECT, NO_AGENCY), "the next job is a direct one"
    assert quits[contract, 1, 0] == quits.sum() == 1
    assert getattr(firms, STAFF_COLUMNS[contract])[3] == 0


def test_on_own_account_there_is_no_contract_with_anybody():
    workers, firms = market()
    take_on(workers, firms, [2], [1], contract=DISPATCH)
    assert workers.contract[2] == OWN_ACCOUNT
    assert firms.staff_dispatch.sum() == 0


def test_a_misled_worker_is_so_in_this_job_only():
    workers, firms = market()
    workers.flags[:] = 1 | SERVED
    take_on(workers, firms, [0, 1, 2], [3, 3, 3], flags=MISPLACED | PLACED)
    assert (workers.flags[:3] == 1 | SERVED | MISPLACED | PLACED).all()
    take_on(workers, firms, [0], [2])
    end(workers, firms, [1], UNEMPLOYED)
    rest = 1 | SERVED | PLACED
    assert workers.flags.tolist() == [rest, rest, rest | MISPLACED, 1 | SERVED]


def test_staff_columns_equal_a_recount_after_random_hires_and_leaves():
    rng = np.random.default_rng(11)
    n, n_firms = 300, 12
    firms = some_firms(n_firms, city=rng.integers(0, 2, n_firms))
    workers = some_workers(n, status=UNEMPLOYED)
    net = np.zeros((5, 2), np.int64)
    for month in range(40):
        ids = rng.choice(n, 60, replace=False)
        contracts = rng.integers(0, 4, 60).astype(np.uint8)
        jobs = new_jobs(ids, rng.integers(0, n_firms, 60))._replace(contract=contracts)
        hires, starts, quits = (np.zeros(shape, np.int64) for shape in ((2, 2, 2), (5, 2, 1), (5, 2, 1)))
        hire(workers, firms, POOLS, jobs, month, hires, starts, quits, np.zeros((2, 2), np.int64))
        net += (starts - quits)[:, :, 0] - end(workers, firms, rng.choice(n, 40, replace=False), 1)[:, :, 0]
    employed = workers.status == EMPLOYED
    assert counted(workers, firms) == firms.headcount.tolist()
    for contract, name in STAFF_COLUMNS.items():
        recount = np.bincount(workers.employer[employed & (workers.contract == contract)], minlength=n_firms)
        assert getattr(firms, name).tolist() == recount.tolist()
        assert recount.sum() > 0
    by_city = [
        np.bincount(workers.work_city[employed & (workers.contract == k)], minlength=2) for k in range(5)
    ]
    assert net.tolist() == np.array(by_city).tolist(), "starts less ends by contract and city"
