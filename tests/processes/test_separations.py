"""Separation hazard by hand, norm, and the keyed event."""

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from sim.agents.workers import MISPLACED, PLACED, UNEMPLOYED
from sim.processes.clock import open_month
from sim.processes.separations import (
    SeparationHazard,
    base_hazard,
    find_separations,
    norm_for,
    pandemic_factor,
    separation_hazard,
    who_separates,
)
from tests.processes.builders import KEY, only_workers, rows, some_workers

ODDS = 1e-6


def test_hazard_of_a_new_junior_worker(world):
    # 0.0055 x 1.00 x 1.0 x (1 + 2 exp(0)) = 0.0165
    assert base_hazard(world)[1, 0, 0] == pytest.approx(0.0165)


def test_hazard_of_an_unskilled_dispatch_worker_after_a_year(world):
    # 0.0055 x 1.35 x 1.8 x (1 + 2 exp(-12 / 12)) = 0.013365 x 1.735759
    assert base_hazard(world)[0, 1, 12] == pytest.approx(0.0231986, rel=1e-5)


def test_hazard_of_an_own_account_professional_after_ten_years(world):
    # 0.0055 x 0.6 x 0.5 x (1 + 2 exp(-10)) = 0.00165 x 1.0000908
    assert base_hazard(world)[3, 4, 120] == pytest.approx(0.00165015, rel=1e-6)


def test_hazard_falls_with_tenure(world):
    assert (np.diff(base_hazard(world), axis=2) < 0).all()


def test_pandemic_factor_is_relative_to_the_mean_sensitivity(world):
    february = open_month(world, KEY, 13)  # stringency 1 everywhere
    sensitivity = world.region.covid_sensitivity
    trade = math.exp(0.45 * 1.0 * sensitivity[7] / sensitivity.mean())
    assert pandemic_factor(world, february)[2, 7] == pytest.approx(trade)
    assert (pandemic_factor(world, open_month(world, KEY, 0)) == 1.0).all()


def test_season_and_norm_scale_everybody(world, state):
    state.separation_norm = 1.6
    march, april = (separation_hazard(world, state, open_month(world, KEY, t)) for t in (2, 3))
    assert march.factor[0, 0] == pytest.approx(1.3 / 1.6)
    assert april.factor[0, 0] == pytest.approx(0.94 / 1.6)
    assert march.ceiling == pytest.approx(base_hazard(world).max() * 1.3 / 1.6)


def hazard_of(probability):
    base = np.full((4, 5, 121), probability)
    return SeparationHazard(base, np.ones((4, 13)), float(probability), 3.0)


def test_certain_impossible_and_not_employed():
    workers = some_workers(5, status=[0, 1, 0, 3, 4])
    assert find_separations(workers, hazard_of(1.0), KEY, 0, rows(5)).tolist() == [0, 2]
    assert find_separations(workers, hazard_of(0.0), KEY, 0, rows(5)).size == 0


def test_a_higher_hazard_only_adds_separations():
    workers = some_workers(20_000)
    low = find_separations(workers, hazard_of(0.02), KEY, 4, rows(20_000))
    high = find_separations(workers, hazard_of(0.025), KEY, 4, rows(20_000))
    assert set(low.tolist()) < set(high.tolist())


def test_pieces_do_not_change_who_separates():
    workers = some_workers(10_000)
    whole = find_separations(workers, hazard_of(0.02), KEY, 4, rows(10_000))
    cut = find_separations(
        workers, hazard_of(0.02), KEY, 4, np.array([[0, 4097], [4097, 4099], [4099, 10_000]])
    )
    assert whole.tolist() == cut.tolist()


def test_the_share_that_separates_is_the_hazard():
    """Binomial, n = 200,000, p = 0.02: false alarm 1 in a million; a hazard of 0.0225 must fail."""
    n = 200_000
    found = find_separations(some_workers(n), hazard_of(0.02), KEY, 1, rows(n)).size
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], n, 0.02)
    assert low <= found <= high
    assert find_separations(some_workers(n), hazard_of(0.0225), KEY, 1, rows(n)).size > high


def test_hazard_follows_skill_contract_tenure_city_and_industry(world, state):
    """Two routes: the kernel against a loop over the docstring's formula."""
    n, rng = 3000, np.random.default_rng(2)
    workers = some_workers(
        n, skill=rng.integers(0, 4, n), contract=rng.integers(0, 5, n), work_city=rng.integers(0, 4, n),
        industry=rng.integers(0, 13, n), spell_start=rng.integers(-150, 14, n),
    )  # fmt: skip
    changed = only_workers(state, workers)
    changed.separation_norm = 0.05  # so that many separate
    now = open_month(world, KEY, 14)  # March 2020
    from sim import draws

    base, factor = base_hazard(world), pandemic_factor(world, now) * 1.3 / 0.05
    expected = []
    for i in range(n):
        tenure = min(14 - int(workers.spell_start[i]), 120)
        p = base[workers.skill[i], workers.contract[i], tenure]
        p *= factor[workers.work_city[i], workers.industry[i]]
        if draws.fraction(KEY, draws.SEPARATION, 14, i, 0) < p:
            expected.append(i)
    assert 100 < len(expected) < n
    assert who_separates(world, changed, now).tolist() == expected


def test_with_the_norm_all_job_losses_add_up_to_the_separation_rate(world, state):
    """Sum of hazards / norm + others = 0.0055 x employed."""
    now = open_month(world, KEY, -5)
    others = 20.0
    norm = norm_for(world, state, now, others)
    workers, base = state.workers, base_hazard(world)
    ids = np.flatnonzero(workers.status == 0)
    tenure = np.minimum(-5 - workers.spell_start[ids].astype(int), 120)
    total = base[workers.skill[ids], workers.contract[ids], tenure].sum() / norm + others
    assert total == pytest.approx(0.0055 * ids.size, rel=1e-9)


def test_the_norm_stays_finite_when_others_exceed_the_rate(world, state):
    """At least a tenth of the rate is left to the hazard."""
    now = open_month(world, KEY, -5)
    many = norm_for(world, state, now, 1e9)
    none = norm_for(world, state, now, 0.0)
    assert many == pytest.approx(10 * none)


def test_longer_tenure_than_the_table_counts_as_the_last_class(world):
    workers = some_workers(1, spell_start=-400)
    base = np.zeros((4, 5, 121))
    base[0, 0, 120] = 1.0
    hazard = SeparationHazard(base, np.ones((4, 13)), 1.0, 3.0)
    assert find_separations(workers, hazard, KEY, 0, rows(1)).tolist() == [0]


def test_the_unemployed_do_not_separate_again(world, state):
    everybody = dataclasses.replace(state)
    everybody.workers.status[:] = UNEMPLOYED
    assert who_separates(world, everybody, open_month(world, KEY, 3)).size == 0


@pytest.mark.parametrize(("month", "relative"), [(6, 3.0), (7, 3.0), (8, 3.0), (9, 1.0), (30, 1.0)])
def test_misconduct_triples_the_hazard_for_three_months_only(month, relative):
    """Hired in month 5, at risk from month 6 on. Binomial, n = 40,000, false alarm 1 in a million.

    A factor of 2 in the first three months, or of 3 later, must fail.
    """
    n, probability = 40_000, 0.02
    workers = some_workers(n, spell_start=5, flags=MISPLACED | PLACED)
    left = find_separations(workers, hazard_of(probability), KEY, month, rows(n)).size

    def expected(factor):
        return stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], n, factor * probability)

    low, high = expected(relative)
    assert low <= left <= high
    other = expected(2.0 if relative == 3.0 else 3.0)
    assert not other[0] <= left <= other[1]


def test_who_was_not_misled_leaves_as_before():
    n = 20_000
    misled = np.arange(n) % 3 == 0
    plain, flagged = some_workers(n, spell_start=3), some_workers(n, spell_start=3)
    flagged.flags[misled] = MISPLACED
    before = find_separations(plain, hazard_of(0.05), KEY, 4, rows(n))
    after = find_separations(flagged, hazard_of(0.05), KEY, 4, rows(n))
    assert before[~misled[before]].tolist() == after[~misled[after]].tolist()
    assert set(before.tolist()) < set(after.tolist())
