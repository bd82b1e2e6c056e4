"""Desired hires, posting, withdrawal and re-posting by hand."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from sim.agents.agencies import HEADHUNTING
from sim.agents.vacancies import NEW_POST, NO_LINE, NO_ORDER, UNDECIDED, with_room
from sim.processes.clock import open_month
from sim.processes.vacancies import (
    STALE_TYPES,
    Posting,
    StalePosts,
    VacancyFlows,
    append_posts,
    append_reposts,
    close_posts,
    desired_hires,
    plan_posts,
    posting_cut,
    posting_ease,
    posting_rule,
    posts_by_cell,
    run_vacancies,
    take_stale_posts,
    withdraw_posts,
)
from sim.threads import CHUNK
from tests.processes.builders import KEY, posts_of, rows, some_firms, some_vacancies

PHI = 0.25
"""Normal fill rate of these tests."""
POOLS = 2


def posting(**fields):
    """One industry in two cities, two skills; 1 % quit; all posts of skill 0 unless told otherwise."""
    plain = Posting(
        fill_rate=np.full((2, 2, 1, 2), PHI),
        normal_fill_rate=PHI,
        adjustment_speed=0.25,
        withdrawal_ratio=1.5,
        ease=np.ones((2, 2, 1, 2)),
        quit_rate=np.full((2, 2, 1), 0.01),
        intern_work=0.5,
        skill_mix=np.array([[[1.0, 0.0]], [[1.0, 0.0]]]),
        pandemic=np.ones((2, 1)),
        tightening=np.zeros((2, 1)),
        in_zones=np.ones(2),
    )
    return plain._replace(**fields)


def test_a_firm_on_target_with_its_usual_posts_replaces_quits():
    # 100 workers, 1 quits, usually 1 / 0.25 - 1 = 3 posts are left over: D = 0.25 x (100 - 100 - 3 + 3) + 1
    assert desired_hires(100.0, 100.0, 3.0, 0.01, posting()) == pytest.approx(1.0)


def test_a_quarter_of_the_gap_is_closed():
    # D = 0.25 x (120 - 100 - 3 + 3) + 1 = 6
    assert desired_hires(120.0, 100.0, 3.0, 0.01, posting()) == pytest.approx(6.0)


def test_open_posts_count_as_hires_under_way():
    # D = 0.25 x (120 - 100 - 23 + 3) + 1 = 1
    assert desired_hires(120.0, 100.0, 23.0, 0.01, posting()) == pytest.approx(1.0)


def test_nobody_wants_to_hire_less_than_nobody():
    assert desired_hires(50.0, 100.0, 0.0, 0.01, posting()) == 0.0


def test_an_empty_firm_without_target_wants_nobody():
    assert desired_hires(0.0, 0.0, 0.0, 0.01, posting()) == 0.0


@pytest.mark.parametrize(("closure", "flow"), [(0.0, 10.0), (0.5, 20.0), (1.0, 40.0)])
def test_closure_says_how_far_postings_follow_the_fill_rate(closure, flow):
    # fill rate four times the normal: 10 x 4^closure
    ease = posting_ease(np.array([[PHI, 4 * PHI]]), PHI, closure)
    assert 10.0 * ease == pytest.approx(np.array([[10.0, flow]]))


@pytest.mark.parametrize("closure", [0.0, 0.5, 1.0])
def test_the_stock_settles_at_the_docstrings_level(closure):
    """Posts last 1 / phi months, so the stock is D / phi_0 (phi / phi_0)^(eps - 1); hires are stock x phi."""
    phi = 0.4
    stock = 10.0 * float(posting_ease(np.array([phi]), PHI, closure)[0]) / phi
    assert stock == pytest.approx(10.0 / PHI * (phi / PHI) ** (closure - 1))
    if closure == 0.0:
        assert stock * phi == pytest.approx(10.0), "rationing: hires as planned whatever the market"


def firms_of(n, **columns):
    firms = some_firms(POOLS + n, **columns)
    firms.city[:POOLS] = [0, 1]
    return firms


def planned(firms, rule, month=0):
    shape = firms.open_vacancies.shape
    posts, withdrawals = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    words = np.empty((shape[1], CHUNK), np.uint32)
    plan_posts(firms, POOLS, rule, KEY, month, rows(shape[0]), words, posts, withdrawals)
    return posts, withdrawals


def test_firms_in_zones_post_more_by_the_factor_of_their_city():
    """D = 3.25 becomes 6.5 in the zones of city 1; twice as many may be held before posts are withdrawn."""
    firms = firms_of(4000, headcount=100, desired_headcount=106.0)
    firms.zone[POOLS::2] = 1
    rule = posting(in_zones=np.array([2.0, 2.0]))
    posts = planned(firms, rule)[0][POOLS:, 0]
    assert set(posts[::2]) == {6, 7}
    assert np.array_equal(posts[1::2], planned(firms, posting())[0][POOLS + 1 :: 2, 0])


def test_postings_are_the_flow_on_average():
    """Gap of 6 with 1 quit and 3 posts usually left over: D = 0.25 x (6 + 3) + 1 = 3.25 posts.

    40,000 firms: the share with a fourth post is binomial(0.25), false alarm 1 in a million; 0.27 must fail.
    """
    firms = firms_of(40_000, headcount=100, desired_headcount=106.0)
    fourth = (planned(firms, posting())[0][POOLS:, 0] == 4).sum()
    assert set(planned(firms, posting())[0][POOLS:, 0]) == {3, 4}
    low, high = stats.binom.ppf([5e-7, 1 - 5e-7], 40_000, 0.25)
    assert low <= fourth <= high < 0.27 * 40_000


def test_the_pandemic_cuts_postings():
    firms = firms_of(1, headcount=100, desired_headcount=169.0)  # D = 0.25 x (69 + 3) + 1 = 19
    cut = posting(pandemic=np.full((2, 1), 0.0))
    assert planned(firms, posting())[0][POOLS].tolist() == [19, 0]
    assert planned(firms, cut)[0][POOLS].tolist() == [0, 0]


def test_skills_get_their_share():
    # D = 0.25 x (169 - 100 + 3) + 1 = 19, of which three quarters and one quarter: 14.25 and 4.75
    firms = firms_of(1, headcount=100, desired_headcount=169.0)
    mix = np.array([[[0.75, 0.25]], [[0.5, 0.5]]])
    posts = np.array([planned(firms, posting(skill_mix=mix), month)[0][POOLS] for month in range(50)])
    assert set(posts[:, 0]) == {14, 15}
    assert set(posts[:, 1]) == {4, 5}


def test_closed_firms_plan_nothing():
    firms = firms_of(1, alive=[1, 1, 0], headcount=100, desired_headcount=200.0)
    assert planned(firms, posting())[0][POOLS].sum() == 0


def test_pools_use_the_rates_of_their_sector():
    rates = np.zeros((2, 2, 1))
    rates[1, 1, 0] = 0.04
    firms = firms_of(0, headcount=100, desired_headcount=100.0)
    # city 0: no quits, no gap -> none; city 1: 4 quits, 0.25 x 12 + 4 = 7
    assert planned(firms, posting(quit_rate=rates))[0][:, 0].tolist() == [0, 7]


def test_a_firm_keeps_one_post_and_withdraws_far_above_its_desired_stock():
    firms = firms_of(2, headcount=[0, 0, 100, 100], desired_headcount=[0, 0, 50.0, 50.0])
    firms.open_vacancies[POOLS:, 0] = [1, 7]
    # D = 0, no stock is desired: the only post stays, six of seven go
    assert planned(firms, posting())[1][POOLS:, 0].tolist() == [0, 6]


def test_posts_within_one_and_a_half_times_the_desired_stock_stay():
    # n = 100, 8 open, n* = 109: D = 0.25 x (9 - 8 + 3) + 1 = 2, stock 8, limit 12
    firms = firms_of(1, headcount=100, desired_headcount=109.0)
    firms.open_vacancies[POOLS, 0] = 8
    assert planned(firms, posting())[1][POOLS, 0] == 0


def test_a_firm_keeps_one_post_and_one_and_a_half_times_the_desired_stock():
    # 9 open, n* = 106: D = 0.25 x (106 - 100 - 9 + 3) + 1 = 1, desired stock 4; it keeps 1 + 1.5 x 4 = 7
    firms = firms_of(1, headcount=100, desired_headcount=106.0)
    firms.open_vacancies[POOLS, 0] = 9
    assert planned(firms, posting())[1][POOLS, 0] == 2


def test_the_month_the_pandemic_tightens_posts_are_withdrawn_in_proportion():
    firms = firms_of(1, headcount=100, desired_headcount=140.0)
    firms.open_vacancies[POOLS, 0] = 10
    # tightened by 40 %: 4 of 10 posts
    assert planned(firms, posting(tightening=np.full((2, 1), 0.4)))[1][POOLS, 0] == 4


def test_the_oldest_posts_are_withdrawn_first():
    # cell 0: city 0, skill 0, firms; posts (firm, sequence, month) of firms 2 and 3
    held = [(2, 5, 3), (3, 0, 1), (2, 4, 1), (2, 3, 1), (3, 1, 2)]
    vacancies = some_vacancies({0: held}, 8)
    firms = firms_of(2)
    firms.open_vacancies[[2, 3], 0] = [3, 2]
    withdrawals = np.zeros((4, 2), np.int32)
    withdrawals[2, 0], withdrawals[3, 0] = 2, 1
    removed = np.zeros(8, np.int64)
    withdraw_posts(firms, vacancies, 2, withdrawals, removed)
    assert sorted(posts_of(vacancies, 0)) == [(2, 5, 3), (3, 1, 2)]
    assert removed.tolist() == [3, 0, 0, 0, 0, 0, 0, 0]
    assert firms.open_vacancies[[2, 3], 0].tolist() == [1, 1]


def test_more_withdrawals_than_posts_take_what_there_is():
    vacancies, firms = some_vacancies({0: [(2, 0, 0)]}, 8), firms_of(1)
    firms.open_vacancies[2, 0] = 1
    withdrawals = np.zeros((3, 2), np.int32)
    withdrawals[2, 0] = 9
    withdraw_posts(firms, vacancies, 2, withdrawals, np.zeros(8, np.int64))
    assert posts_of(vacancies, 0) == []
    assert firms.open_vacancies[2, 0] == 0


def test_posts_of_closed_firms_close():
    vacancies = some_vacancies({1: [(2, 0, 0), (3, 0, 0), (2, 1, 0), (3, 1, 0)]}, 8)
    firms = firms_of(2, alive=[1, 1, 0, 1])
    firms.open_vacancies[[2, 3], 1] = 2
    removed = np.zeros(8, np.int64)
    close_posts(firms, vacancies, 2, removed)
    assert sorted(posts_of(vacancies, 1)) == [(3, 0, 0), (3, 1, 0)]
    assert removed[1] == 2
    assert firms.open_vacancies[2].sum() == 0


def stale(held, probability=1.0, after=4, month=10, cell=1):
    vacancies, firms = some_vacancies({cell: held}, 8), firms_of(1)
    firms.open_vacancies[2, cell % 2] = len(held)
    found = StalePosts._make(np.empty(9, kind) for kind in STALE_TYPES)
    total = take_stale_posts(firms, vacancies, 2, after, probability, KEY, month, found)
    return sorted(found.sequence[:total].tolist()), posts_of(vacancies, cell)


def test_posts_unfilled_for_four_months_are_offered_lower():
    taken, left = stale([(2, 0, 5), (2, 1, 6), (2, 2, 7), (2, 3, 6)])
    assert taken == [1, 3], "posted in month 6, now month 10"
    assert sorted(left) == [(2, 0, 5), (2, 2, 7)]


def test_posts_of_the_lowest_skill_cannot_be_offered_lower():
    assert stale([(2, 0, 6)], cell=0)[0] == []


def test_a_fifth_of_stale_posts_are_offered_lower():
    """Binomial, n = 16 posts x 400 keys, p = 0.2: false alarm 1 in a million."""
    taken = 0
    for first in range(400):
        taken += len(stale([(2, 16 * first + k, 6) for k in range(9)], probability=0.2)[0])
    low, high = stats.binom.ppf([5e-7, 1 - 5e-7], 3600, 0.2)
    assert low <= taken <= high
    assert not low <= 3600 * 0.25 <= high


def test_new_posts_are_appended_in_the_order_of_firm_and_sequence():
    firms = firms_of(2, posted=[0, 0, 7, 0])
    firms.city[3] = 0
    posts = np.zeros((4, 2), np.int32)
    posts[2], posts[3], posts[1] = [2, 1], [1, 0], [0, 3]
    vacancies = some_vacancies({}, 8)
    counted = posts_by_cell(firms, POOLS, 4, posts, rows(4))
    # firms: city 0 skill 0 three, skill 1 one; pool of city 1: cell 4 + 1 x 2 + 1 = 7, three
    assert counted.tolist() == [3, 1, 0, 0, 0, 0, 0, 3]
    append_posts(firms, with_room(vacancies, counted), POOLS, 4, posts, rows(4), 12, NO_ORDER)
    assert posts_of(vacancies, 0) == [(2, 7, 12), (2, 8, 12), (3, 0, 12)]
    assert posts_of(vacancies, 1) == [(2, 9, 12)], "sequence numbers run on across skills"
    assert posts_of(vacancies, 7) == [(1, 0, 12), (1, 1, 12), (1, 2, 12)]
    assert firms.posted.tolist() == [0, 3, 10, 1]
    assert firms.open_vacancies.tolist() == [[0, 0], [0, 3], [2, 1], [1, 0]]


def test_a_re_post_keeps_its_order_but_headhunters_drop_it():
    vacancies, firms = some_vacancies({1: [(2, 0, 6), (2, 1, 6)]}, 8), firms_of(1)
    slots = vacancies.offset[1] + np.arange(2)
    vacancies.contract[slots], vacancies.line[slots] = [1, 0], [1, HEADHUNTING]
    vacancies.agency[slots], vacancies.induced[slots] = [8, 9], [1, 0]
    firms.open_vacancies[2, 1] = 2
    stale = StalePosts._make(np.empty(9, kind) for kind in STALE_TYPES)
    assert take_stale_posts(firms, vacancies, 2, 4, 1.0, KEY, 10, stale) == 2
    # Taken from the highest slot down: number 1 first.
    append_reposts(firms, vacancies, 2, StalePosts._make(column[:2] for column in stale), 10)
    assert posts_of(vacancies, 0) == [(2, 1, 10), (2, 0, 10)]
    first = int(vacancies.offset[0])
    orders = [
        tuple(int(c[slot]) for c in (vacancies.contract, vacancies.line, vacancies.agency, vacancies.induced))
        for slot in (first, first + 1)
    ]
    assert orders == [(0, NO_LINE, -1, 0), (1, 1, 8, 1)]
    assert firms.open_vacancies[2].tolist() == [2, 0]


def test_new_posts_of_firms_await_their_order_and_pools_order_nothing():
    firms, posts = firms_of(1), np.ones((3, 2), np.int32)
    vacancies = some_vacancies({}, 8)
    append_posts(firms, vacancies, POOLS, 4, posts, rows(3), 12, NEW_POST)
    lines = {cell: int(vacancies.line[vacancies.offset[cell]]) for cell in (0, 1, 4, 5, 6, 7)}
    assert lines == {0: UNDECIDED, 1: UNDECIDED, 4: NO_LINE, 5: NO_LINE, 6: NO_LINE, 7: NO_LINE}


@pytest.mark.parametrize(("agencies", "line"), [(True, UNDECIDED), (False, NO_LINE)])
def test_without_agencies_nothing_is_ordered(world, state, january, agencies, line):
    run_vacancies(dataclasses.replace(world, agencies=agencies), state, january)
    firm_cells = slice(0, 208)
    first = state.vacancies.offset[:-1][firm_cells][state.vacancies.open_posts[firm_cells] > 0]
    assert set(state.vacancies.line[first].tolist()) == {line}


def test_posting_cut_by_hand(world):
    # stringency 1: trade and catering (1 - 0.30) x (1 - 0.58) = 0.294, agriculture (1 - 0.03) x 0.42 = 0.4074
    factor = posting_cut(world, np.array([1.0, 0.0, 0.5, 1.0]))
    assert factor[0, [7, 0]] == pytest.approx([0.294, 0.4074])
    assert (factor[1] == 1.0).all()
    assert factor[2, 7] == pytest.approx(0.85 * 0.71)


def test_open_posts_are_withdrawn_only_when_the_pandemic_tightens(world, state):
    tightening = [posting_rule(world, state, open_month(world, KEY, t)).tightening for t in (12, 13, 14)]
    # January 2020: 0 -> 0.2; February 0.2 -> 1; March eases
    assert tightening[0][0, 7] == pytest.approx(1 - (1 - 0.3 * 0.2) * (1 - 0.58 * 0.2))
    assert tightening[1][0, 7] == pytest.approx(1 - 0.294 / ((1 - 0.06) * (1 - 0.116)))
    assert (tightening[2] == 0).all()


def test_a_month_of_posting_keeps_the_books(world, state, january):
    for month in range(6):
        now = dataclasses.replace(january, index=month)
        before = state.vacancies.open_posts.copy()
        flows = run_vacancies(world, state, now)
        assert isinstance(flows, VacancyFlows)
        net = flows.posted - flows.withdrawn + flows.reposted_to - flows.reposted_from
        assert np.array_equal(before + net, state.vacancies.open_posts)
        assert flows.reposted_to.sum() == flows.reposted_from.sum()
    held = np.zeros(state.firms.open_vacancies.shape, int)
    for cell in range(2 * 208):
        for firm, _, _ in posts_of(state.vacancies, cell):
            held[firm, cell % 4] += 1
            pair = state.firms.city[firm] * 13 + state.firms.industry[firm]
            assert cell == (208 if firm < 52 else 0) + pair * 4 + cell % 4
    assert np.array_equal(held, state.firms.open_vacancies)
