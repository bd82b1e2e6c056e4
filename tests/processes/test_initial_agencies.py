"""The agencies of the start: exact counts, capacity for the demand, revenue by line, the legal cap."""

import numpy as np
import pytest
from scipy import stats

from sim.agents.agencies import N_LINES, PERSONNEL, RECRUITMENT, STAFFING_LINES, STOCK_LINES
from sim.agents.workers import DISPATCH, EMPLOYED, OWN_ACCOUNT
from sim.measures.concentration import tail_exponent
from sim.processes.clock import open_month
from sim.processes.initial_agencies import agency_blocks, agency_counts, capped_shares, pareto_sizes
from sim.processes.initial_services import firm_staff, start_demand, use_constant
from sim.processes.initial_staff import draw_by_books, lowest_of_group
from sim.processes.payroll import staff_payroll
from sim.processes.population import initial_state
from sim.processes.service_prices import mean_wages
from sim.processes.service_survey import MIDDLE_OF_2020
from tests.laws.toolbox import world as setting_of
from tests.processes.builders import KEY

LEVEL_OF_2019 = -1.5
"""Years from the middle of 2020 to January 2019."""


def test_agencies_spread_as_the_licensed_ones_do(world, state):
    counts = agency_counts(world)
    licensed = world.region.licensed_agencies
    alive = state.agencies.alive == 1
    assert counts.sum() == world.parameters.agencies.entities
    assert (np.bincount(state.agencies.head_office[alive], minlength=4) == counts).all()
    # One in each city first, the rest in proportion to the licensed ones.
    assert np.abs(counts - 1 - 8896 * licensed / licensed.sum()).max() < 1.0
    assert (state.services.agencies_start == counts).all()


def test_licences_are_those_of_the_statistics(world, state):
    agencies = state.agencies
    licensed = np.bincount(agencies.head_office, agencies.licensed * agencies.alive, minlength=4)
    assert licensed.tolist() == np.rint(world.region.licensed_agencies).tolist()


def test_larger_agencies_have_a_licence_more_often(state):
    """Mean log staff of the licensed is higher by more than five standard errors: no tilt, once in 3e6."""
    agencies = state.agencies
    alive = agencies.alive == 1
    size = np.log(agencies.consultants[:, alive].sum(axis=0))
    licensed = agencies.licensed[alive] == 1
    assert stats.ttest_ind(size[licensed], size[~licensed], equal_var=False).statistic > 5.0


def test_every_city_has_room_for_newcomers(world):
    blocks, counts = agency_blocks(world), agency_counts(world)
    expected = 0.0125 * world.months * counts
    assert (np.diff(blocks.start) > counts + 1.5 * expected + 6.0 * np.sqrt(expected)).all()


def test_sizes_are_pareto_quantiles_in_random_order(world):
    sizes = pareto_sizes(world, np.arange(1000))
    expected = ((np.arange(1000) + 0.5) / 1000.0) ** (-1.0 / 1.1)
    assert np.sort(sizes)[::-1] == pytest.approx(expected)
    assert abs(np.corrcoef(np.arange(1000), np.log(sizes))[0, 1]) < 0.155, "odds 1e-6"


@pytest.mark.parametrize(
    ("sizes", "cap", "expected"),
    [
        ([6.0, 3.0, 1.0], 1.0, [0.6, 0.3, 0.1]),
        ([6.0, 3.0, 1.0], 0.5, [0.5, 0.375, 0.125]),
        ([6.0, 3.0, 1.0], 0.4, [0.4, 0.4, 0.2]),
        ([6.0, 3.0, 1.0], 0.1, [1 / 3, 1 / 3, 1 / 3]),
        ([5.0], 0.03, [1.0]),
    ],
)
def test_no_share_is_above_the_cap(sizes, cap, expected):
    assert capped_shares(np.array(sizes), cap) == pytest.approx(expected)


def test_capacity_meets_demand_at_the_target_utilisation(world, state):
    """By city and line: consultants x productivity x 0.8 are the demand of the start."""
    agencies, growth = state.agencies, world.parameters.agency_growth
    consultants = np.zeros((4, N_LINES))
    np.add.at(consultants, agencies.head_office, agencies.consultants.T)
    capacity = consultants * np.array(growth.productivity)
    assert capacity * growth.target_utilisation == pytest.approx(start_demand(world, state), rel=1e-9)


def test_client_books_are_complete_and_none_is_above_the_largest_share(world, state):
    clients = state.agencies.clients
    holders = (clients > 0.0).sum(axis=1)
    assert clients.sum(axis=1) == pytest.approx(np.ones((N_LINES, 4)))
    assert (clients.max(axis=1) <= np.maximum(0.03, 1.0 / holders) * (1.0 + 1e-9)).all()
    assert ((state.agencies.consultants > 0.0) == (clients.sum(axis=2) > 0.0)).all()


def test_stocks_are_what_is_demanded(world, state):
    """Counted persons differ from the demand by rounding in each city and industry, nothing else."""
    demand = start_demand(world, state)[:, list(STOCK_LINES)]
    assert state.agencies.stock.sum(axis=1) == pytest.approx(demand.T, rel=1e-9)


def test_the_share_of_agencies_with_each_line(world, state):
    """Nine thousand draws of a declared share, and a line for those who would have none: odds 1e-6 each."""
    alive = state.agencies.alive == 1
    held = (state.agencies.consultants[:, alive] > 0.0).mean(axis=1)
    share = np.array(world.parameters.agencies.lines_held)
    none = float(np.prod(1.0 - share))
    sd = np.sqrt(share * (1.0 - share) / alive.sum())
    assert (held > share - 4.9 * sd).all()
    assert (held < share + none + 4.9 * sd).all()
    assert (state.agencies.consultants[:, alive] > 0.0).any(axis=0).all()


def test_the_largest_agency_of_a_city_offers_everything(world, state):
    for city in range(4):
        ids = np.flatnonzero((state.agencies.alive == 1) & (state.agencies.head_office == city))
        largest = ids[pareto_sizes(world, ids).argmax()]
        assert (state.agencies.consultants[:, largest] > 0.0).all()


def expected_revenue(world, state) -> np.ndarray:
    """Gross revenue of a year by line at start demand and the prices of January 2019, CNY."""
    fees, demand = world.parameters.fees, start_demand(world, state).sum(axis=0)
    level = np.exp(world.parameters.wages.wage_trend * LEVEL_OF_2019)
    price = np.zeros(N_LINES)
    price[RECRUITMENT] = state.services.referral_fee[0]
    price[4], price[6] = fees.training * level, fees.consulting * level
    staff, wages = staff_payroll(world, state, open_month(world, KEY, 0))
    for place, line in enumerate(STAFFING_LINES):
        wage = wages[:, place].sum() / staff[:, place].sum() / 100.0
        price[line] = wage * (1.0 + fees.social_insurance) / (1.0 - fees.margin[place])
    firms = firm_staff(world, state)
    wage = (mean_wages(world, state) * firms).sum() / firms.sum()
    price[PERSONNEL] = fees.payroll_pass_through * wage + (fees.account + fees.technology) / 12.0 * level
    return 12.0 * demand * price


def test_revenue_by_line_is_that_of_2019(world, state):
    """Lines whose revenue is data: recruitment, staffing and personnel accounts.

    Recruitment and accounts exactly; staffing but for the wages of those drawn, 50 to 200 workers with a
    standard deviation of log wages below 0.6: five standard errors.
    """
    data = np.array(world.parameters.agencies.line_share) * world.parameters.agencies.revenue
    found = expected_revenue(world, state)
    assert found[[RECRUITMENT, PERSONNEL]] == pytest.approx(data[[RECRUITMENT, PERSONNEL]], rel=1e-9)
    staff = np.bincount(state.workers.contract, minlength=5)[1:4]
    assert (np.abs(found[1:4] / data[1:4] - 1.0) < 5.0 * 0.6 / np.sqrt(staff)).all()


def test_training_and_projects_are_the_volumes_of_2020(world, state):
    """A year and a half of the penetration trend lies between the start and the middle of 2020."""
    trend = np.exp(world.parameters.services.penetration_trend * LEVEL_OF_2019)
    demand = 12.0 * start_demand(world, state).sum(axis=0)
    assert demand[4] == pytest.approx(900_000 * trend)
    assert demand[6] == pytest.approx(12_000 * trend)
    assert MIDDLE_OF_2020 == 18


def test_agencies_carry_the_declared_share_of_posts(world, state):
    """At the constant found, use weighted by staff is 0.28; reputation at its mean of 5 / 8."""
    heads = state.firms.headcount[world.n_pools :].astype(float)
    heads = heads[heads > 0]
    logit = use_constant(world, state) + 0.25 * np.log(heads) + 0.5 * (5.0 / 8.0 - 0.5)
    assert float((heads / (1.0 + np.exp(-logit))).sum() / heads.sum()) == pytest.approx(0.28)


def test_dispatched_staff_keeps_within_the_cap_of_every_firm(world, state):
    firms = state.firms
    assert (firms.staff_dispatch <= np.floor(0.1 * firms.headcount)).all()
    assert firms.staff_dispatch.sum() > 0


def test_staff_columns_count_the_workers(world, state):
    workers, firms = state.workers, state.firms
    for contract, column in enumerate(
        (firms.staff_dispatch, firms.staff_outsourced, firms.staff_flexible), 1
    ):
        mine = workers.contract == contract
        assert (np.bincount(workers.employer[mine], minlength=column.size) == column).all()
        assert (workers.status[mine] == EMPLOYED).all()
        assert (workers.agency[mine] >= 0).all()
        served = state.agencies.clients[contract, workers.agency[mine], workers.work_city[mine]]
        assert (served > 0.0).all()
    others = (workers.contract == 0) | (workers.contract == OWN_ACCOUNT)
    assert (workers.agency[others] == -1).all()


def test_staff_by_city_and_industry_is_the_wanted_share(world, state):
    """To the worker, but where the cap of the firms leaves no room for dispatch."""
    staff = firm_staff(world, state) * world.scale
    workers = state.workers
    for contract in STAFFING_LINES:
        mine = workers.contract == contract
        pair = workers.work_city[mine].astype(int) * 13 + workers.industry[mine]
        found = np.bincount(pair, minlength=52).reshape(4, 13)
        wanted = np.rint(staff * state.services.staff_share[:, contract - 1])
        assert (found <= wanted).all() if contract == DISPATCH else (found == wanted).all()


@pytest.mark.parametrize("line", [RECRUITMENT, *STAFFING_LINES])
def test_firms_turn_first_to_agencies_of_their_city(world, state, line):
    firms = state.firms
    ids = np.flatnonzero(firms.alive)
    ids = ids[ids >= world.n_pools]
    served = state.agencies.clients[line, firms.incumbent_agency[ids, line], firms.city[ids]]
    assert (served > 0.0).all()


def test_draws_by_the_books_by_hand(state):
    """Books of 0.2 for agency 3 and 0.6 for agency 5: a quarter of the draws go to the first."""
    state.agencies.clients[0, :, 0] = 0.0
    state.agencies.clients[0, [3, 5], 0] = 0.2, 0.6
    assert draw_by_books(state, 0, 0, np.array([0.0, 0.24, 0.26, 0.999999])).tolist() == [3, 3, 5, 5]


def test_the_lowest_of_each_group():
    chosen = lowest_of_group(np.array([0, 1, 0, 0, 1]), np.array([0.5, 0.1, 0.2, 0.9, 0.3]), np.array([2, 1]))
    assert chosen.tolist() == [True, True, True, False, False]


def test_cash_is_three_months_of_cost(world, state):
    agencies = state.agencies
    alive = agencies.alive == 1
    assert (agencies.cost[alive] > 0).all()
    assert np.abs(agencies.cash[alive] - 3.0 * agencies.cost[alive]).max() <= 0.5
    assert not agencies.cash[~alive].any()


def test_large_agencies_have_offices_elsewhere(world, state):
    """Chance 0.03 x size in means for each other city; five standard deviations of the expected number."""
    agencies = state.agencies
    expected, variance = 0.0, 0.0
    for city in range(4):
        ids = np.flatnonzero((agencies.alive == 1) & (agencies.head_office == city))
        sizes = pareto_sizes(world, ids)
        chance = np.minimum(0.03 * sizes / sizes.mean(), 1.0)
        expected += 3.0 * chance.sum()
        variance += 3.0 * (chance * (1.0 - chance)).sum()
    alive = agencies.alive == 1
    offices = sum(int((agencies.offices[alive] >> city & 1).sum()) for city in range(4))
    assert abs(offices - alive.sum() - expected) < 5.0 * np.sqrt(variance)
    assert (agencies.offices[alive] >> agencies.head_office[alive] & 1).all()


def test_the_tail_of_sizes_is_that_of_service_firms(state):
    """Hill's exponent of the 5 % largest is between 1.0 and 1.4; that of a thin log-normal law is not."""
    size = state.agencies.consultants.sum(axis=0)
    assert 1.0 < tail_exponent(size) < 1.4
    logs = np.log(size[size > 0.0])
    thin = np.exp(np.random.default_rng(1).normal(logs.mean(), 0.5 * logs.std(), logs.size))
    assert tail_exponent(thin) > 1.4


def test_every_city_has_an_agency_that_offers_everything():
    """Also where there are few: forty in all."""
    setting = setting_of(parameters={"agencies": {"entities": 40}})
    agencies = initial_state(setting).agencies
    alive = agencies.alive == 1
    assert alive.sum() == 40
    for city in range(4):
        assert (agencies.consultants[:, alive & (agencies.head_office == city)] > 0.0).all(axis=0).any()
    assert agencies.clients.sum(axis=1) == pytest.approx(np.ones((N_LINES, 4)))
