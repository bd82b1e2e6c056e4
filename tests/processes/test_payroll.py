"""Payroll of agencies' staff, in cents."""

from math import exp, log

import numpy as np
import pytest

from sim.agents.workers import DIRECT, DISPATCH, FLEXIBLE, OUTSOURCED, OWN_ACCOUNT
from sim.processes.payroll import count_staff, staff_payroll
from sim.sieve import new_sieve
from tests.processes.builders import rows, some_workers


def test_wages_are_summed_by_city_of_work_and_contract():
    """Only staff of agencies counts; every wage is rounded to the cent by itself."""
    workers = some_workers(
        5,
        contract=[DIRECT, DISPATCH, DISPATCH, FLEXIBLE, OWN_ACCOUNT],
        work_city=[0, 1, 1, 0, 0],
        log_wage=[log(value) for value in (5000.0, 6000.004, 7000.006, 4000.0, 3000.0)],
    )
    staff, wages = count_staff(workers, 2, 0, 0.0, rows(5), new_sieve())
    assert staff.tolist() == [[0, 0, 1], [2, 0, 0]]
    assert wages.tolist() == [[0, 0, 400000], [600000 + 700001, 0, 0]]


def test_wages_of_stayers_follow_the_trend():
    """Two years in the job, half a percent a month."""
    workers = some_workers(1, contract=OUTSOURCED, log_wage=log(5000.0), spell_start=3)
    _, wages = count_staff(workers, 2, 27, 0.005, rows(1), new_sieve())
    assert wages[0, 1] == pytest.approx(500000 * exp(0.12), abs=1.0)


def test_staff_of_agencies_is_counted_once(world, state, january):
    staff, wages = staff_payroll(world, state, january)
    contracts = np.bincount(state.workers.contract, minlength=5)[1:4]
    assert staff.sum(axis=0).tolist() == contracts.tolist()
    assert ((wages > 0) == (staff > 0)).all()
