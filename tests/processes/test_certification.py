"""Certificates: where they count, and assessment without a course."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from sim.agents.workers import EMPLOYED, OUTSIDE, RETIRED, UNEMPLOYED
from sim.compile import allocating
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.certification import assess, assess_workers, recognised, recognition
from tests.processes.builders import KEY, honoured, rows, some_workers

ODDS = 1e-6


@allocating
def counts_in(workers, city, key, chances):
    """Whether each worker's certificate counts in a city."""
    found = np.zeros(workers.status.size, np.bool_)
    for worker in range(found.size):
        found[worker] = recognised(workers, worker, city, key, chances)
    return found


def test_a_certificate_counts_where_issued_and_elsewhere_by_chance():
    """Binomial, n = 20,000 for each city, false alarm 1 in a million; a chance of 0.32 must fail."""
    n = 20_000
    workers = some_workers(n, certificate=0b101)
    assert counts_in(workers, 1, KEY, honoured(4, 0.30)).all()
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], n, 0.30)
    for city in (0, 2, 3):
        assert low <= counts_in(workers, city, KEY, honoured(4, 0.30)).sum() <= high < 0.32 * n


def test_without_one_nothing_counts():
    assert not counts_in(some_workers(50, certificate=0), 0, KEY, honoured(4, 1.0)).any()


def test_more_recognition_only_adds():
    workers = some_workers(500, certificate=0b101)
    few, more = (counts_in(workers, 0, KEY, honoured(4, chance)) for chance in (0.3, 0.6))
    assert more[few].all()
    assert more.sum() > few.sum()


def test_the_best_of_several_certificates_decides():
    chances = honoured(4, 0.0)
    chances[2, 3] = 1.0
    for held, expected in ((0b00011, False), (0b01001, True), (0b01011, True)):
        assert counts_in(some_workers(3, certificate=held), 3, KEY, chances).tolist() == [expected] * 3


def test_a_certificate_from_outside_keeps_its_chance():
    chances = honoured(4, 1.0)
    chances[4] = 0.0
    assert not counts_in(some_workers(9, certificate=1), 0, KEY, chances).any()
    assert counts_in(some_workers(9, certificate=0b11), 2, KEY, chances).all()


class Opened(Instrument):
    """City 1 honours certificates of city 0."""

    def certificate_recognition(self, probability, month):
        bent = probability.copy()
        bent[0, 1] = 0.9
        return bent

    def certification(self, rate, month):
        bent = rate.copy()
        bent[1] = 0.12
        return bent


@pytest.fixture
def opened(world):
    policies = Policies({"opened": Opened(Settings(1.0, 0, 1, (), 0.0), 1.0)})
    return dataclasses.replace(world, policies=policies)


def test_the_matrix_has_the_parameter_between_cities_and_bends_by_pair(world, opened):
    before, after = recognition(world, 0), recognition(opened, 0)
    assert before.shape == (5, 4)
    assert np.array_equal(before[:4], 0.3 + 0.7 * np.eye(4))
    assert (before[4] == 0.3).all()
    assert np.argwhere(before != after).tolist() == [[0, 1]]
    assert after[0, 1] == 0.9


def test_assessment_certifies_the_skilled_without_a_paper():
    workers = some_workers(
        8, status=[EMPLOYED, UNEMPLOYED, EMPLOYED, EMPLOYED, EMPLOYED, EMPLOYED, OUTSIDE, RETIRED],
        skill=[1, 2, 0, 3, 1, 1, 1, 1], certificate=[0, 0, 0, 0, 0, 0b11, 0, 0],
        residence=[1, 1, 1, 1, 0, 1, 5, 1],
    )  # fmt: skip
    certified = assess_workers(workers, np.array([0.0, 1.0]), 3, KEY, 4, rows(8))
    assert certified.tolist() == [0, 2]
    assert workers.certificate.tolist() == [0b101, 0b101, 0, 0, 0, 0b11, 0, 0]


def test_assessment_has_its_chance_and_more_of_it_only_adds():
    """Binomial, n = 20,000, false alarm 1 in a million; a chance of 0.012 must fail."""
    few, more = some_workers(20_000, skill=1), some_workers(20_000, skill=1)
    assess_workers(few, np.array([0.01]), 3, KEY, 4, rows(20_000))
    assess_workers(more, np.array([0.02]), 3, KEY, 4, rows(20_000))
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], 20_000, 0.01)
    assert low <= (few.certificate > 0).sum() <= high
    assert not low <= 0.012 * 20_000 + 35 <= high
    assert (more.certificate[few.certificate > 0] > 0).all()


def test_only_cities_with_a_rate_assess(world, opened, state, january):
    before = state.workers.certificate.copy()
    assert assess(world, state, january).tolist() == [0, 0, 0, 0]
    assert np.array_equal(state.workers.certificate, before)
    certified = assess(opened, state, january)
    assert certified[1] > 0
    assert certified[[0, 2, 3]].tolist() == [0, 0, 0]
