"""Measures of the industry on three agencies in two cities, done by hand."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents.agencies import (
    BLACK,
    HEADHUNTING,
    N_LINES,
    OUTSOURCING,
    PERSONNEL,
    RECRUITMENT,
    RED,
    empty_agencies,
)
from sim.measures import industry
from sim.processes.services import price_faced

HERE, THERE = 0, 1
NORMAL, CLOSED, BRANCHED = range(3)


@pytest.fixture
def world():
    """Two cities at 1:100; a quarter of the personnel fees are for technology."""
    fees = SimpleNamespace(technology=1.0, account=3.0)
    parameters = SimpleNamespace(fees=fees, agencies=SimpleNamespace(plan_definition=1.5))
    return SimpleNamespace(n_cities=2, scale=0.01, parameters=parameters)


@pytest.fixture
def agencies():
    """A licensed agency here, one that has just closed, one there with a branch here; slot 3 is empty."""
    columns = empty_agencies(4, 2)
    columns.alive[[NORMAL, BRANCHED]] = 1
    columns.head_office[[CLOSED, BRANCHED]] = HERE, THERE
    columns.offices[:3] = 0b01, 0b01, 0b11
    columns.licensed[NORMAL] = columns.park[BRANCHED] = 1
    columns.list_status[BRANCHED] = RED, BLACK
    columns.list_status[CLOSED] = BLACK
    columns.revenue_gross[[RECRUITMENT, OUTSOURCING], NORMAL] = 30_00, 70_00
    columns.revenue_net[[RECRUITMENT, OUTSOURCING], NORMAL] = 30_00, 7_00
    columns.revenue_gross[HEADHUNTING, CLOSED] = columns.revenue_net[HEADHUNTING, CLOSED] = 50_00
    columns.revenue_gross[PERSONNEL, BRANCHED] = 200_00
    columns.revenue_net[PERSONNEL, BRANCHED] = 40_00
    return columns


def test_revenue_by_definition(world, agencies):
    found = {name: values.tolist() for name, values in industry.revenue_rows(world, agencies).items()}
    assert found == {
        "hr_revenue": [150.0, 200.0],  # what a closing agency earned is not lost
        "hr_revenue_net": [87.0, 40.0],
        "hr_revenue_licensed": [100.0, 0.0],
        "hr_revenue_plan": [225.0, 300.0],
        "hr_revenue_high_end": [120.0, 10.0],
        "hr_revenue_high_end_net": [57.0, 10.0],
    }


def test_agencies_count_where_their_head_office_is_and_offices_where_they_are(world, agencies):
    found = {name: values.tolist() for name, values in industry.agency_rows(world, agencies).items()}
    assert found == {
        "agencies": [1.0, 1.0],
        "agencies_licensed": [1.0, 0.0],
        "agencies_in_parks": [0.0, 1.0],
        "agencies_red_listed": [0.0, 1.0],
        "agencies_black_listed": [0.0, 1.0],
        "agency_offices": [2.0, 1.0],
        "agency_offices_licensed": [1.0, 0.0],
    }


def services_of(**fields):
    return SimpleNamespace(**fields)


def test_tables_between_cities(world, agencies):
    between = np.array([[100_00, 50_00], [25_50, 174_50]])
    services = services_of(accounts=SimpleNamespace(between=between))
    tables = dict(industry.between_cities(world, SimpleNamespace(agencies=agencies), services))
    assert tables["revenue"].tolist() == [[100.0, 50.0], [25.5, 174.5]]
    assert tables["offices"].tolist() == [[1.0, 0.0], [1.0, 1.0]], "rows are head offices"


def test_people_come_to_real_size_and_orders_are_it_already(world, agencies):
    per_city, by_line = np.array([3, 4]), np.zeros((2, N_LINES), np.int64)
    by_line[:, RECRUITMENT] = 5, 6
    accounts = SimpleNamespace(firms=by_line * 100, governments=by_line * 50)
    placed = SimpleNamespace(
        contacts=per_city,
        placements=by_line,
        misplaced=per_city,
        newly_served=per_city,
        newly_placed=per_city,
    )
    orders = SimpleNamespace(
        demand=SimpleNamespace(orders=by_line * 1.0), allocation=SimpleNamespace(unmet=by_line * 0.5)
    )
    services = services_of(
        accounts=accounts,
        placed=placed,
        orders=orders,
        entered=per_city,
        closed=per_city,
        complaints=per_city,
    )
    found = industry.city_rows(world, SimpleNamespace(agencies=agencies), services)
    assert found["placements"].tolist() == [500.0, 600.0]
    assert found["persons_placed"].tolist() == [300.0, 400.0]
    assert found["hr_orders"].tolist() == [5.0, 6.0]
    assert found["hr_outlay_firms"].tolist() == [5.0, 6.0]
    assert found["agencies_closed"].tolist() == [3.0, 4.0], "agencies exist at real size at every scale"
    whole = {name: float(values.sum()) for name, values in found.items()}
    assert industry.industry_ratios(whole) == {
        "hr_high_end_share": 130 / 350,
        "hr_high_end_share_net": 67 / 127,
        "hr_unmet_share": 0.5,
    }


def platform(share, log_fee):
    """Levers of the shared platform: share of orders posted there, log fee of those."""
    return SimpleNamespace(
        platform_share=lambda base, month: base + np.array(share),
        platform_fee=lambda base, month: base + np.array(log_fee),
    )


def test_fee_index_is_the_price_where_clients_go(world, agencies):
    agencies.price[RECRUITMENT] = 1.2, 5.0, 0.8, 9.0
    agencies.clients[RECRUITMENT, :, HERE] = 0.75, 0.0, 0.25, 0.0
    state, january = SimpleNamespace(agencies=agencies), SimpleNamespace(index=0)
    world.policies = platform([0.0, 0.0], [0.0, 0.0])
    found = industry.fee_index(world, price_faced(state)[0], january)
    assert found[:, RECRUITMENT].tolist() == pytest.approx([1.1, 1.0]), "one where nobody has an agency"
    world.policies = platform([0.25, 0.0], [math.log(0.9), math.log(0.9)])
    found = industry.fee_index(world, price_faced(state)[0], january)
    assert found[:, RECRUITMENT].tolist() == pytest.approx([1.1 * 0.975, 1.0]), "a quarter a tenth cheaper"
    assert found[0, PERSONNEL] == price_faced(state)[0][0, PERSONNEL], "the platform sells orders, not stocks"


def test_lines_without_revenue_have_no_row_of_concentration(agencies):
    agencies.consultants[:, :3] = 2.0
    agencies.utilisation[:, :3] = 0.8
    rows = {name: values for name, *values in industry.concentration_rows(agencies)}
    assert list(rows) == ["all lines", "recruitment", "outsourcing", "headhunting", "personnel services"]
    five, herfindahl, _, used = rows["all lines"]
    assert (five, used) == (1.0, pytest.approx(0.8))
    assert herfindahl == pytest.approx((100**2 + 50**2 + 200**2) / 350**2)
    assert rows["outsourcing"][1] == 1.0


def test_every_line_has_a_name():
    assert len(set(industry.LINE_NAMES)) == N_LINES
