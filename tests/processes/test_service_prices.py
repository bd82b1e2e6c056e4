"""What a unit of each line costs, who pays, and what firms order: against the formulas, number by number."""

from math import exp

import numpy as np
import pytest

from sim.agents.agencies import (
    CONSULTING_LINE,
    HEADHUNTING,
    PERSONNEL,
    RECRUITMENT,
    STOCK_LINES,
    TRAINING_LINE,
)
from sim.processes.clock import open_month
from sim.processes.mediation import ServiceFlows
from sim.processes.service_demand import ServiceDemand
from sim.processes.service_prices import Units, mean_wages, platform_discount, price_level, unit_prices
from sim.processes.service_survey import (
    MIDDLE_OF_2020,
    ROOT_UNIT,
    FirmSurvey,
    firm_orders,
    public_training,
    renew_accounts,
    survey,
    survey_firms,
)
from tests.laws.toolbox import dosed
from tests.laws.toolbox import world as setting_of
from tests.processes.builders import KEY, rows, some_firms

SMALL, LARGE = 0, 1


def some_flows(**fields: np.ndarray) -> ServiceFlows:
    """No placement, no staff."""
    nothing = {
        name: np.zeros({"staff_starts": (4, 3), "staff_ends": (4, 3)}.get(name, (4, 8)), np.int64)
        if name in ("orders_open", "placements", "placed_in_rounds", "staff_starts", "staff_ends")
        else np.zeros(4, np.int64)
        for name in ServiceFlows._fields
    }
    return ServiceFlows(**(nothing | fields))


def some_demand(small: float = 0.0, public: float = 0.0, accounts: float = 1.0) -> ServiceDemand:
    """The same shares in every city and line."""
    return ServiceDemand(
        np.ones((4, 8)), np.full((4, 13), accounts), np.full((4, 8), small), np.full(4, public)
    )


def prices_of(world, state, month: int = 18, **changes) -> Units:
    """Unit prices in a month; by default the middle of 2020, in which fees stand as declared."""
    settings = {
        "demand": some_demand(),
        "flows": some_flows(),
        "relative": np.ones((4, 8, 2)),
        "payroll": (np.zeros((4, 3), np.int64), np.zeros((4, 3), np.int64)),
    } | changes
    return unit_prices(world, state, open_month(world, KEY, month), *settings.values())


def test_fees_follow_the_trend_of_wages(world, state):
    trend = world.parameters.wages.wage_trend
    assert price_level(world, open_month(world, KEY, 18), MIDDLE_OF_2020) == 1.0
    assert price_level(world, open_month(world, KEY, 30), MIDDLE_OF_2020) == pytest.approx(exp(trend))
    assert price_level(world, open_month(world, KEY, -5), MIDDLE_OF_2020) == pytest.approx(exp(-1.5 * trend))


def test_fees_in_cny(world, state):
    state.services.referral_fee[0] = 2900.0
    fee = prices_of(world, state).fee[0]
    assert fee[TRAINING_LINE] == 1700.0
    assert fee[CONSULTING_LINE] == 160000.0
    assert fee[PERSONNEL] == 125.0
    assert fee[RECRUITMENT] == pytest.approx(2900.0 * exp(world.parameters.wages.wage_trend))


def test_headhunters_take_a_share_of_annual_pay(world, state):
    """Two hires of 240,000 and 360,000 a year: 0.22 of 300,000 each; no hire, no fee."""
    placements, pay = np.zeros((4, 8), np.int64), np.array([600_000_00, 0, 0, 0])
    placements[0, HEADHUNTING] = 2
    found = prices_of(world, state, flows=some_flows(placements=placements, headhunt_pay_cents=pay))
    assert found.fee[:, HEADHUNTING] == pytest.approx([66000.0, 0.0, 0.0, 0.0])


def test_staffing_hands_on_wages_and_adds_a_margin(world, state):
    """Two workers of 8,000 on average: 10,000 with insurance; fee so that it is 4, 9 and 8.5 % of gross."""
    staff, wages = np.full((4, 3), 2), np.full((4, 3), 16_000_00)
    found = prices_of(world, state, payroll=(staff, wages))
    assert found.pass_through[2, 1:4] == pytest.approx([10000.0] * 3)
    gross = found.pass_through[2, 1:4] + found.fee[2, 1:4]
    assert found.fee[2, 1:4] / gross == pytest.approx([0.04, 0.09, 0.085])


def test_personnel_service_hands_on_social_insurance(world, state):
    """0.38 of the mean wage over accounts; here all accounts are in industry 10."""
    demand = some_demand(accounts=0.0)
    demand.accounts[:, 10] = 5.0
    found = prices_of(world, state, demand=demand)
    assert found.pass_through[:, PERSONNEL] == pytest.approx(0.38 * mean_wages(world, state)[:, 10])


def test_governments_pay_what_firms_do_not(world, state):
    """Small payers pay 0.9: of their half of orders a tenth; of training, governments order 0.4 besides."""
    relative = np.ones((4, 8, 2))
    relative[:, [RECRUITMENT, TRAINING_LINE], SMALL] = 0.9
    public = prices_of(world, state, demand=some_demand(small=0.5, public=0.4), relative=relative).public
    assert public[0] == pytest.approx([0.05, 0.0, 0.0, 0.0, 0.4 + 0.6 * 0.05, 0.0, 0.0, 0.0])


def test_the_platform_lowers_the_mean_fee_of_orders_only(world, january):
    carried_out = {"governance": {"implementation": 1.0}}
    policies = dosed(1.0, "shared_online_market_order_grabbing")
    plan = setting_of(policies=policies, parameters=carried_out)
    factor = 1.0 + 0.25 * (exp(-0.02) - 1.0)
    found = platform_discount(plan, january)
    orders = [line for line in range(8) if line not in STOCK_LINES]
    assert found[:, orders] == pytest.approx(np.full((4, 4), factor))
    assert (found[:, STOCK_LINES] == 1.0).all()
    assert (platform_discount(world, january) == 1.0).all()


def test_the_survey_counts_staff_payers_and_roots():
    """One pair: firms of 100 and 400, the second large and no public body; a closed one does not count."""
    firms = some_firms(
        4,
        headcount=[0, 100, 400, 900],
        staff_dispatch=[0, 10, 4, 0],
        staff_outsourced=[0, 1, 2, 0],
        service_awareness=[0.0, 0.9, 0.05, 0.0],
        alive=[1, 1, 1, 0],
    )
    staffing, staff, payers, roots = survey_firms(firms, 1, 1, 300.0, 0.04, rows(4))
    assert staffing.tolist() == [[14, 3, 0]]
    assert staff.tolist() == [500]
    assert payers.tolist() == [[100, 400]]
    assert (roots / ROOT_UNIT).tolist() == [[1.0, 2.0]]
    public = survey_firms(firms, 1, 1, 300.0, 0.06, rows(4))[2]
    assert public.tolist() == [[500, 0]]


def test_the_survey_does_not_depend_on_pieces(world, state):
    whole = survey(world, state)
    assert whole.staff.sum() == state.firms.headcount[world.n_pools :].sum()
    assert whole.payers.sum() == whole.staff.sum()


def test_firms_order_less_at_a_higher_price(world, state):
    """Middle of 2020 without a trend: rate x staff / scale / price; the second class pays half the price."""
    found = FirmSurvey(*(np.zeros(shape, np.int64) for shape in ((52, 3), (52,), (4, 2), (4, 2))))
    found.payers[:], found.roots[:] = 10, 3 * ROOT_UNIT
    state.services.training_rate[0], state.services.project_rate[0] = 0.01, 0.002
    paid = np.full((4, 8, 2), 1.25)
    paid[:, :, LARGE] = 0.625
    now = open_month(setting_of(covid=False), KEY, 18)
    trainees, projects = firm_orders(world, state, now, found, paid)
    assert trainees == pytest.approx(np.tile([80.0, 160.0], (4, 1)))
    assert projects == pytest.approx(np.tile([0.002 * 3000 / 1.25, 0.002 * 3000 / 0.625], (4, 1)))


def test_the_pandemic_suspends_training(world, state):
    """0.9 of the stringency is closed; governments order 360,000 a year in the middle of 2020."""
    calm = setting_of(covid=False)
    assert public_training(calm, open_month(calm, KEY, 18)).sum() == pytest.approx(30000.0)
    stringency = world.region.stringency[:, 13]
    usual = public_training(calm, open_month(calm, KEY, 13))
    struck = public_training(world, open_month(world, KEY, 13))
    assert struck == pytest.approx(usual * (1.0 - 0.9 * stringency))
    assert stringency.max() > 0.0


def test_accounts_follow_staff_and_close_a_fiftieth_of_the_gap(world, state):
    """Staff grew by a tenth: accounts 100 -> 110; wanted 0.3 x 1,100 = 330, so 0.02 x 220 are taken up."""
    memory = state.services
    memory.account_share[0], memory.accounts[:], memory.staff_seen[:] = 0.3, 100.0, 1000.0
    taken_up = renew_accounts(world, state, open_month(world, KEY, 6), np.full((4, 13), 1100.0))
    assert taken_up == pytest.approx(np.full((4, 13), 4.4))
    assert memory.accounts == pytest.approx(np.full((4, 13), 114.4))
    assert (memory.staff_seen == 1100.0).all()


def test_accounts_that_firms_give_up_are_not_taken_up(world, state):
    """Wanted 0.05 x 1,000 = 50 of 100: one fewer, none taken up."""
    memory = state.services
    memory.account_share[0], memory.accounts[:], memory.staff_seen[:] = 0.05, 100.0, 1000.0
    taken_up = renew_accounts(world, state, open_month(world, KEY, 6), np.full((4, 13), 1000.0))
    assert taken_up.sum() == 0.0
    assert memory.accounts == pytest.approx(np.full((4, 13), 99.0))
