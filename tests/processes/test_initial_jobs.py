"""The jobs at the start: who works, where, in firms of which size, how long already, at what wage."""

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from sim.agents.workers import EMPLOYED, NO_FIRM, OWN_ACCOUNT, UNEMPLOYED
from sim.parameters import replace_parameters
from sim.processes.acceptance import offered_log_wage
from sim.processes.initial_jobs import firm_sizes, start_log_wages

ODDS = 1e-6


def test_the_unemployed_are_a_share_tilted_to_the_unstable_skills(people):
    """Each skill binomial with 5 % x multiplier / mean multiplier; false alarm 1 in a million each.

    Control: without the tilt the unskilled would be outside the bounds.
    """
    multiplier = np.array([1.35, 1.0, 0.8, 0.6])
    mean = multiplier[people.skill].mean()
    for skill in range(4):
        mine = people.skill == skill
        chance = 0.05 * multiplier[skill] / mean
        low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], mine.sum(), chance)
        assert low <= (people.status[mine] == UNEMPLOYED).sum() <= high
        if skill == 3:
            assert not low <= 0.05 * mine.sum() <= high


def test_commuters_are_those_of_2019(world, people):
    employed = people.status == EMPLOYED
    counted = np.zeros((4, 4), int)
    np.add.at(counted, (people.residence[employed], people.work_city[employed]), 1)
    np.fill_diagonal(counted, 0)
    # 48.0 in all; rounded down they are 43, so 0.6 from Ziyang goes up, then the first four of the halves
    assert counted.tolist() == [[0, 7, 5, 3], [15, 0, 0, 0], [11, 0, 0, 0], [6, 0, 1, 0]]
    assert world.region.initial_commuters[0].tolist() == [0, 6500, 5000, 2500]


def test_farming_is_own_account_work_and_pools_employ_nobody_else(world, people):
    employed = people.status == EMPLOYED
    farmers = employed & (people.industry == 0)
    assert (people.contract[farmers] == OWN_ACCOUNT).all()
    assert ((people.employer < 52) == (people.contract == OWN_ACCOUNT))[employed].all()


def test_own_account_work_has_its_share_of_each_city_and_industry(world, people):
    employed = people.status == EMPLOYED
    for city in range(4):
        for industry in range(1, 13):
            jobs = employed & (people.work_city == city) & (people.industry == industry)
            own = (people.contract[jobs] == OWN_ACCOUNT).sum()
            assert abs(own - world.region.own_account_share[industry] * jobs.sum()) <= 0.5


def test_everybody_employed_has_a_firm_of_the_city_and_industry(world, first_state, people):
    employed = people.status == EMPLOYED
    firms = first_state.firms
    employer = people.employer[employed]
    assert (firms.city[employer] == people.work_city[employed]).all()
    assert (firms.industry[employer] == people.industry[employed]).all()
    assert (firms.alive[employer] == 1).all()
    assert (people.employer[~employed] == NO_FIRM).all()
    assert np.array_equal(np.bincount(employer, minlength=firms.headcount.size), firms.headcount)


def test_every_firm_starts_at_its_target(world, first_state):
    firms = first_state.firms
    living = np.flatnonzero(firms.alive[52:]) + 52
    assert np.array_equal(firms.headcount[living], firms.desired_headcount[living].astype(int))
    assert np.exp(firms.log_size[living]) == pytest.approx(firms.headcount[living])


def test_tenure_is_not_longer_than_working_life(people):
    """All spells start in month -25 or earlier; whoever is just 16 has served that one month."""
    served = -24 - people.spell_start.astype(int)
    age = -24 - people.birth_month.astype(int)
    assert served.min() == 1
    assert (served <= np.maximum(age - 16 * 12, 1)).all()
    assert (served <= 480).all()


@pytest.mark.parametrize("jobs", [0, 1, 2, 3, 5, 17, 60, 100, 999, 30_000])
def test_firm_sizes_add_up_to_the_jobs(world, jobs):
    sizes = firm_sizes(jobs, world)
    assert sizes.sum() == jobs
    assert (sizes > 0).all()
    assert (np.diff(sizes) <= 0).all(), "largest first"


def at_scale(world, scale):
    return dataclasses.replace(world, scale=scale)


@pytest.mark.parametrize("jobs", [1000, 30_000, 300_000])
@pytest.mark.parametrize("scale", [1.0, 0.1, 0.001])
def test_no_firm_exceeds_a_tenth_of_its_cell_or_the_maximum(world, jobs, scale):
    """A tenth of the real jobs, up to the worker by which sizes are topped up to use all jobs."""
    assert firm_sizes(jobs, at_scale(world, scale)).max() <= min(3000, 0.1 * jobs / scale) + 1


def with_floor(world, workers):
    overrides = {"firms": {"largest_firm_of_small_cell": workers}}
    return dataclasses.replace(world, parameters=replace_parameters(world.parameters, overrides))


@pytest.mark.parametrize(
    ("jobs", "scale", "cap"),
    [
        (1000, 1.0, 100),  # a tenth of 1,000 real jobs
        (1000, 0.01, 200),  # a tenth of 1,000 simulated jobs is 100, so the 200 of a small cell
        (20_000, 0.01, 2000),  # a tenth of 20,000 simulated jobs
        (40_000, 0.01, 3000),  # a tenth would be 4,000: the maximum
        (20_000, 0.001, 2000),  # a coarser scale: a tenth of the simulated jobs too
        (200_000, 0.1, 2000),  # a finer scale: a tenth of the 20,000 jobs of 1:100
    ],
)
def test_the_largest_firm_by_hand(world, jobs, scale, cap):
    """Control: the Pareto quantile of the largest of F firms, 2 (1 / 2 / F)^(-1 / 1.06), is larger."""
    sizes = firm_sizes(jobs, at_scale(world, scale))
    assert 2 * (2 * sizes.size) ** (1 / 1.06) > cap + 1
    assert cap <= sizes.max() <= cap + 1, "topped up by one worker at most"


@pytest.mark.parametrize("scale", [0.1, 1.0])
def test_sizes_follow_one_law_at_finer_scales(world, scale):
    """Mean size and share of jobs in large firms are those of 1:100. Control: at 1:1000 none is large."""

    def summary(at):
        sizes = firm_sizes(round(3_000_000 * at), at_scale(world, at))
        return [sizes.mean(), sizes[sizes > 500].sum() / sizes.sum()]

    assert summary(scale) == pytest.approx(summary(0.01), rel=0.04)
    assert summary(0.001)[1] == 0.0 < summary(0.01)[1]


@pytest.mark.parametrize(("floor", "cap"), [(2, 100), (150, 150), (200, 200)])
def test_a_small_cell_is_capped_at_the_declared_size(world, floor, cap):
    assert cap <= firm_sizes(1000, with_floor(at_scale(world, 0.01), floor)).max() <= cap + 1


def test_simulated_jobs_alone_would_halve_firms_at_a_coarse_scale(world):
    """Why small cells have a size of their own: 9.1 against 11.2 with it, 6.7 without."""
    alone = with_floor(world, 2)
    assert firms_at(alone, 0.001).mean() / firms_at(world, 0.1).mean() == pytest.approx(0.60, rel=0.03)


def test_scale_changes_the_number_of_firms_never_their_sizes(world):
    """Quantiles of the same law: of ten times the jobs, ten times the firms, each size as frequent."""
    few, many = firm_sizes(30_000, world), firm_sizes(300_000, at_scale(world, 0.01))
    assert many.size / few.size == pytest.approx(10, rel=0.05)
    assert np.median(many) == np.median(few)
    for share in (0.5, 0.9, 0.99):
        assert np.quantile(many, share) == pytest.approx(np.quantile(few, share), rel=0.05)


def firms_at(world, scale):
    """Sizes of all firms of the region at some scale."""
    persons = world.region.labour_force.sum(axis=2) * 0.95 * (1 - world.region.own_account_share)
    there = at_scale(world, scale)
    return np.concatenate([firm_sizes(round(jobs), there) for jobs in (persons * scale).ravel().tolist()])


@pytest.mark.parametrize("scale", [0.1, 1.0])
def test_mean_size_of_firms_does_not_depend_on_finer_scales(world, scale):
    """11.2 workers: the same law, but for whole numbers of firms and workers."""
    assert firms_at(world, scale).mean() == pytest.approx(firms_at(world, 0.01).mean(), rel=0.01)


def test_a_coarse_scale_loses_the_largest_firms(world):
    """A limit: the rank (1/2) / F of the largest of few firms is far from the tail of the law, and is capped.

    So at 1:1000 the mean is 9.1, a fifth less than at 1:100; the typical firm is the same.
    """
    coarse, fine = firms_at(world, 0.001), firms_at(world, 0.01)
    assert coarse.mean() / fine.mean() == pytest.approx(0.81, rel=0.03)
    assert np.median(coarse) == np.median(fine) == 3


def test_mean_size_lies_where_the_census_has_it(world):
    assert 12 < firm_sizes(300_000, at_scale(world, 0.01)).mean() < 17


def test_sizes_are_pareto_quantiles(world):
    """P(size > n) = (2 / n)^1.06 away from the cap and from whole-number effects."""
    sizes = firm_sizes(300_000, at_scale(world, 0.01))
    for n in (20, 50, 200):
        assert (sizes >= n).mean() == pytest.approx((2 / n) ** 1.06, rel=0.05)


def test_market_wages_are_level_times_ratios(world):
    wages = start_log_wages(world)
    region = world.region
    expected = region.wage_level[2] * region.industry_wage_ratio[9] * 1.75
    assert wages[2, 9, 3] == pytest.approx(math.log(expected))


def test_mean_wage_follows_the_offer_rule(world, first_state, people):
    """Mean residual against cell, size and firm premium: worker and match effects average out.

    Standard deviation sqrt(0.20^2 + 0.25^2) / sqrt n = 0.0025; 5 of them hold but for 1 in a million.
    """
    firms = first_state.firms
    mine = np.flatnonzero((people.status == EMPLOYED) & (people.contract != OWN_ACCOUNT))
    employer = people.employer[mine]
    expected = first_state.log_wages[people.work_city[mine], people.industry[mine], people.skill[mine]]
    expected = expected + 0.03 * np.log(firms.headcount[employer] / 14.0) + firms.wage_premium[employer]
    residual = people.log_wage[mine] - expected
    bound = 5 * math.hypot(0.20, 0.25) / math.sqrt(mine.size)
    assert abs(residual.mean()) < bound
    assert residual.std() == pytest.approx(math.hypot(0.20, 0.25), rel=0.05)


def test_initial_wages_are_what_the_employers_would_offer(world, first_state, places):
    """Two routes: the match of worker and employer is the one an offer of that employer would have."""
    workers, firms = first_state.workers, first_state.firms
    for worker in np.flatnonzero(workers.status == EMPLOYED)[::500].tolist():
        city, industry, skill = workers.work_city[worker], workers.industry[worker], workers.skill[worker]
        market, firm = first_state.log_wages[city, industry, skill], workers.employer[worker]
        offer = offered_log_wage(
            workers, firms, world.n_pools, worker, firm, market, world.initial_key, places
        )
        assert workers.log_wage[worker] == pytest.approx(offer, abs=1e-5)
