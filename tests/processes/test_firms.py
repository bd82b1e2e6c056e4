"""Growth, exit, entry, targets and layoffs of firms by hand."""

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from sim.policies.base import Instrument, Policies, Settings
from sim.processes.clock import open_month
from sim.processes.firms import (
    SIZE_UNIT,
    Growth,
    entrant_sizes,
    exit_probability,
    grow_and_close,
    grown,
    growth_rule,
    labour_demand,
    normal_fill_rate,
    open_firms,
    run_firms,
    set_targets,
    summed_sizes,
    zones,
)
from tests.processes.builders import KEY, copy_of, rows, some_firms

RULE = Growth(1.06, 0.03, 0.16, 0.012, 0.5, 0.03, 0.10)
POOLS = 2


def test_small_firms_close_more_often():
    # 0.012 x n^-1/2: 1 -> 0.012, 4 -> 0.006, 100 -> 0.0012
    chances = [exit_probability(math.log(n), RULE) for n in (1, 4, 100)]
    assert chances == pytest.approx([0.012, 0.006, 0.0012])


def test_the_chance_to_close_is_bounded():
    assert exit_probability(math.log(1e-6), RULE) == 0.5


def test_drift_of_a_firm_of_one():
    # median shock is zero: mu(1) = (-ln(1 - 0.012) - 1.06^2 x 0.03^2 / 2) / 1.06
    #                             = (0.0120726 - 0.0005056) / 1.06 = 0.010912
    assert grown(0.0, 0.5, RULE) == pytest.approx(0.010912, abs=1e-6)


def test_drift_without_exit_and_shocks_is_nothing():
    assert grown(3.0, 0.2, RULE._replace(growth_scale=0.0, exit_rate=0.0)) == 3.0


def test_shock_is_laplace_with_the_spread_of_the_size():
    # sd = 0.03 x n^-0.16, quantile of u = 1/4: -sd / sqrt 2 x ln 2
    x = math.log(50)
    sd = 0.03 * 50**-0.16
    quarter = grown(x, 0.25, RULE) - grown(x, 0.5, RULE)
    assert quarter == pytest.approx(-sd / math.sqrt(2) * math.log(2))
    assert grown(x, 0.75, RULE) - grown(x, 0.5, RULE) == pytest.approx(-quarter)


def test_drift_keeps_the_pareto_tail_in_the_gaussian_limit():
    """Design inverse of V7: (1 - delta) exp(zeta mu + zeta^2 sd^2 / 2) = 1 at every size."""
    for n in (1, 10, 1000):
        x = math.log(n)
        sd = 0.03 * n**-0.16
        mu = grown(x, 0.5, RULE) - x
        assert (1 - exit_probability(x, RULE)) * math.exp(1.06 * mu + (1.06 * sd) ** 2 / 2) == pytest.approx(
            1
        )


def firms_of(n, log_size=0.0, **columns):
    firms = some_firms(POOLS + n, log_size=log_size, **{"desired_headcount": 10.0, **columns})
    firms.industry[:] = 0
    firms.city[:POOLS] = [0, 1]
    return firms


def closed(firms, month=0, rule=RULE):
    closing = np.zeros(firms.alive.size, np.uint8)
    expected = np.zeros(POOLS, np.int64)
    grow_and_close(firms, POOLS, rule, KEY, month, rows(firms.alive.size), closing, expected)
    return closing, expected


def test_the_share_that_closes_is_the_chance():
    """Binomial, n = 100,000, p = 0.012: false alarm 1 in a million; 0.0135 must fail."""
    n = 100_000
    low, high = stats.binom.ppf([5e-7, 1 - 5e-7], n, 0.012)
    assert low <= closed(firms_of(n))[0].sum() <= high
    assert closed(firms_of(n), rule=RULE._replace(exit_rate=0.0135))[0].sum() > high


def test_pools_neither_grow_nor_close():
    firms = firms_of(0)
    closing, expected = closed(firms, rule=RULE._replace(exit_rate=1.0))
    assert closing.tolist() == [0, 0]
    assert expected.tolist() == [0, 0]
    assert firms.log_size.tolist() == [0, 0]


def test_a_target_below_half_a_worker_closes_the_firm():
    firms = firms_of(2, desired_headcount=[0, 0, 0.49, 0.5])
    assert closed(firms, rule=RULE._replace(exit_rate=0.0))[0].tolist() == [0, 0, 1, 0]
    assert firms.alive.tolist() == [1, 1, 0, 1]


def test_what_is_too_small_counts_by_its_hazard_only():
    """Three firms of one worker, two of them too small: 3 x 0.012 are replaced, the two are not."""
    closing, expected = closed(firms_of(3, desired_headcount=[0, 0, 0.49, 10.0, 0.1]))
    assert closing[[2, 4]].tolist() == [1, 1]
    assert expected * 2.0**-40 == pytest.approx([0.036, 0.0])


def test_expected_closures_are_the_sum_of_chances_by_city_and_industry():
    firms = firms_of(5, log_size=math.log(4))
    firms.city[POOLS:] = [0, 0, 0, 1, 1]
    # three of 0.006 and two
    assert closed(firms)[1] * 2.0**-40 == pytest.approx([0.018, 0.012])


def test_the_dead_stay_dead():
    firms = firms_of(3, alive=[1, 1, 0, 0, 0])
    closing, expected = closed(firms)
    assert closing.sum() == expected.sum() == 0
    assert summed_sizes(firms, POOLS, rows(5)).tolist() == [0, 0]


def targets(firms, demand, month=0, rule=RULE):
    sizes = summed_sizes(firms, POOLS, rows(firms.alive.size))
    layoffs = np.zeros(firms.alive.size, np.int32)
    set_targets(firms, POOLS, demand, sizes, rule, KEY, month, rows(firms.alive.size), layoffs)
    return layoffs


def test_firms_share_demand_in_proportion_to_latent_size():
    firms = firms_of(2)
    firms.log_size[POOLS:] = np.log([1.0, 3.0])
    targets(firms, np.array([[20.0, 0.0], [7.0, 9.0]]))
    assert firms.desired_headcount.tolist() == pytest.approx([7, 9, 5, 15])


def test_latent_sizes_are_summed_exactly():
    firms = firms_of(3)
    firms.log_size[POOLS:] = np.log([1.0, 2.0, 5.0])
    parts = sum(summed_sizes(firms, POOLS, np.array([[k, k + 1]])) for k in range(5))
    whole = summed_sizes(firms, POOLS, rows(5))
    assert parts.tolist() == whole.tolist()
    assert whole[0] / SIZE_UNIT == pytest.approx(8.0, abs=1e-5)


@pytest.mark.parametrize(("staff", "expected"), [(100, 0.0), (103, 0.0), (104, 0.1), (203, 10.0), (90, 0.0)])
def test_layoffs_are_a_tenth_of_the_staff_above_the_band(staff, expected):
    """Target 100, band 3 %: of 104 workers 1 is too many, a tenth of it goes on average; of 203 10 go."""
    firms = firms_of(1)
    firms.headcount[POOLS] = staff
    laid_off = [targets(firms, np.array([[100.0, 0.0], [0.0, 0.0]]), month)[POOLS] for month in range(400)]
    assert set(laid_off) <= {math.floor(expected), math.ceil(expected)}
    # binomial: 400 x 0.1 = 40 +- 6 a standard deviation; 12 to 74 holds but for 1 in a million
    if expected == 0.1:
        assert 12 <= sum(laid_off) <= 74


def test_pools_never_lay_off():
    firms = firms_of(0)
    firms.headcount[:] = 1000
    assert targets(firms, np.zeros((2, 2))).tolist() == [0, 0]


# Demand for labour


def test_demand_at_the_start_is_employment_at_the_start(world, state, january):
    assert np.array_equal(labour_demand(world, state, january), state.labour_demand_start)


def test_demand_grows_with_trend_and_output(world, state):
    now = dataclasses.replace(open_month(world, KEY, 12), output=np.array([1.0, 0.9, 1.0, 1.0]))
    state.log_wages = state.log_wages_start + 0.075
    ratio = labour_demand(world, state, now)[0] / np.maximum(state.labour_demand_start[0], 1e-300)
    ratio = ratio[:, 1]
    # a year of the trends of the cities; in Deyang output at nine tenths, to the power of 0.35
    assert ratio == pytest.approx([1.012, 0.963795, 0.997, 0.990], rel=1e-5)


def test_demand_falls_with_wages_above_trend(world, state, january):
    state.log_wages = state.log_wages_start + 0.1
    ratio = labour_demand(world, state, january)[0, :, 1] / state.labour_demand_start[0, :, 1]
    assert ratio == pytest.approx(math.exp(-0.35 * 0.1))


def test_hiring_ease_counts_only_as_far_as_hires_follow_it(world, state, january):
    state.city_fill_rate = state.city_fill_rate * 2.0
    ratio = labour_demand(world, state, january)[1, :, 7] / state.labour_demand_start[1, :, 7]
    assert ratio == pytest.approx(2 ** (0.05 * 0.5))


def test_normal_fill_rate_is_hires_over_vacancies_and_hires(world):
    # hires are 0.0157 of employment, vacancies 0.0335, and 0.0157 of 0.0492 is this
    assert normal_fill_rate(world) == pytest.approx(0.319106, rel=1e-5)


# Entry


def test_entrants_are_pareto_from_the_minimum_size(world, january):
    """Kolmogorov-Smirnov against 1 - (2 / x)^1.5: false alarm 1 in a million; exponent 1.4 must fail."""
    sizes = entrant_sizes(world, january, np.arange(20_000))
    assert sizes.min() >= math.log(2.0)
    assert sizes.max() <= math.log(3000.0)
    assert stats.kstest(sizes - math.log(2.0), "expon", (0, 1 / 1.5)).pvalue > 1e-6
    assert stats.kstest(sizes - math.log(2.0), "expon", (0, 1 / 1.4)).pvalue < 1e-6


def entered(world, state, expected):
    """Firms that enter in four months if so many are expected in each city and industry."""
    months = [open_month(world, KEY, t) for t in range(4)]
    return sum(int(open_firms(world, copy_of(state), now, np.full(52, expected)).sum()) for now in months)


def test_as_many_firms_enter_as_are_expected_to_close(world, first_state):
    """52 x 4 Poissons of mean 1.5 are Poisson(312): false alarm 1 in a million; a mean of 2.5 must fail."""
    low, high = stats.poisson.ppf([5e-7, 1 - 5e-7], 312)
    assert low <= entered(world, first_state, 1.5) <= high < entered(world, first_state, 2.5)
    assert entered(world, first_state, 0.0) == 0


class Founders(Instrument):
    def firm_entry(self, factor, month):
        return factor * np.array([1.0, 2.0, 1.0, 1.0])


def test_an_instrument_brings_more_entrants_and_leaves_the_other_cities_as_they_were(world, state, january):
    """Exact: one uniform gives each count."""
    helped = dataclasses.replace(
        world, policies=Policies({"founders": Founders(Settings(1.0, 0, 1, (), 0.0), 1.0)})
    )
    counts = [
        open_firms(setting, copy_of(state), january, np.full(52, 5.0)).reshape(4, 13)
        for setting in (world, helped)
    ]
    assert (counts[0][[0, 2, 3]] == counts[1][[0, 2, 3]]).all()
    assert (counts[1][1] >= counts[0][1]).all()
    assert counts[1][1].sum() > 1.5 * counts[0][1].sum()


def test_entrants_replace_the_hazard_and_not_what_was_too_small(world, state, january):
    """All firms of Meishan fall below half a worker: about 0.8 in a hundred are replaced.

    Poisson with the sum of 0.012 x size^-1/2, false alarm 1 in a million; one entrant for each must fail.
    """
    firms = state.firms
    doomed = np.flatnonzero((firms.alive == 1) & (firms.city == 2))[13:]
    hazard = (0.012 / np.sqrt(firms.headcount[doomed])).sum()
    firms.desired_headcount[doomed] = 0.1
    flows = run_firms(world, state, january)
    assert flows.closures[2] == doomed.size
    high = stats.poisson.isf(1e-6, hazard)
    assert flows.entries[2] <= high < stats.poisson.ppf(1e-6, doomed.size)


def test_new_firms_take_ids_of_their_own_block_and_have_no_staff(world, state, january):
    expected = np.zeros(52)
    expected[1] = 50.0  # Chengdu, industry 1
    used = state.firm_blocks.used.copy()
    entries = open_firms(world, state, january, expected)
    assert (entries > 0).tolist() == [block == 1 for block in range(52)]
    block = int(state.firm_blocks.start[2] + used[2])
    new = np.arange(block, block + entries[1])
    assert (state.firms.alive[new] == 1).all()
    assert set(state.firms.city[new]) == {0}
    assert set(state.firms.industry[new]) == {1}
    assert state.firms.headcount[new].sum() == 0


def test_zones_have_their_shares(world):
    """Chi-square, 3 degrees, n = 40,000: 85 % none, 15 % x (0.7, 0.2, 0.1); false alarm 1 in a million."""
    counts = np.bincount(zones(world, np.arange(40_000), 0), minlength=4)
    law = np.array([0.85, 0.105, 0.03, 0.015]) * 40_000
    assert stats.chisquare(counts, law).pvalue > 1e-6
    other = np.array([0.88, 0.084, 0.024, 0.012]) * 40_000
    assert stats.chisquare(counts, other).pvalue < 1e-6, "the shares of the other cities must fail"
    assert stats.chisquare(np.bincount(zones(world, np.arange(40_000), 2), minlength=4), other).pvalue > 1e-6


# The verb


def test_a_month_of_firms_names_each_job_that_ends_once(world, state, january):
    before = copy_of(state)
    flows = run_firms(world, state, january)
    ids = np.concatenate([flows.released, flows.laid_off])
    assert np.unique(ids).size == ids.size
    assert (flows.closing[before.workers.employer[flows.released]] == 1).all()
    assert (state.firms.alive[state.workers.employer[flows.laid_off]] == 1).all()
    released = before.firms.headcount[flows.closing == 1].sum()
    assert flows.released.size == released
    assert flows.closures.sum() == flows.closing.sum()
    assert np.array_equal(before.workers.status, state.workers.status), "jobs end in stage 6, not here"


def test_targets_of_firms_add_up_to_demand(world, state, january):
    run_firms(world, state, january)
    firms, demand = state.firms, labour_demand(world, state, january)
    alive = np.flatnonzero(firms.alive[52:] == 1) + 52
    pair = firms.city[alive].astype(int) * 13 + firms.industry[alive]
    sums = np.bincount(pair, weights=firms.desired_headcount[alive], minlength=52)
    occupied = np.bincount(pair, minlength=52) > 0
    assert sums[occupied] == pytest.approx(demand[0].ravel()[occupied], rel=1e-4)


def test_growth_rule_takes_the_parameters_by_name(world):
    assert growth_rule(world) == RULE
