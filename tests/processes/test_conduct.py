"""Conduct: complaints, detection of systematic offenders, lists and reputation, agency by agency."""

from math import exp, factorial
from typing import Any

import numpy as np
import pytest

from sim import draws
from sim.agents.agencies import NEVER, Agencies
from sim.processes.conduct import MANY, judge, observe_filling, poisson_quantile, success_of
from tests.processes.builders import KEY
from tests.processes.test_service_prices import some_flows
from tests.processes.test_service_shares import some_agencies

N, MONTH = 300, 9


def judged(agencies: Agencies, **changes: Any) -> tuple[int, int]:
    """Complaints and new entries of the black list in the first city."""
    n, n_cities = agencies.listed_until.shape
    settings: dict[str, Any] = {
        "placements": np.full(n, 10.0),
        "misconduct": np.full(n, 0.03),
        "detection": np.full(n_cities, 0.05),
        "success": np.full(n, 0.6),
        "complaint": 0.3,
        "offender_honesty": 0.7,
        "list_months": 24,
        "complaint_weight": 5.0,
        "memory": 0.08,
    } | changes
    complaints, listed = np.zeros(n_cities, np.int64), np.zeros(n_cities, np.int64)
    ids = np.flatnonzero(agencies.alive)
    judge(agencies, ids, *settings.values(), KEY, MONTH, complaints, listed)
    return int(complaints[0]), int(listed[0])


@pytest.mark.parametrize(("u", "count"), [(0.13, 0), (0.14, 1), (0.40, 1), (0.41, 2), (0.67, 2), (0.68, 3)])
def test_poisson_quantile_by_hand(u, count):
    """Mean two: 0.1353, 0.4060, 0.6767 are the values of the distribution function."""
    assert poisson_quantile(2.0, u) == count


def test_poisson_quantile_ends():
    assert poisson_quantile(0.0, 0.999999) == 0
    assert poisson_quantile(1e9, 0.5) == poisson_quantile(MANY, 0.5)
    assert sum(exp(-2.0) * 2.0**k / factorial(k) for k in range(3)) == pytest.approx(0.676676)


def test_complaints_are_counted_and_dated():
    """Expected complaints of an agency: 10 x 0.5 x 0.3 = 1.5; each has its own draw."""
    agencies = some_agencies(N)
    u = [draws.uniform(KEY, draws.COMPLAINT, MONTH, agency, 0) for agency in range(N)]
    counts = np.array([poisson_quantile(1.5, value) for value in u])
    assert judged(agencies, misconduct=np.full(N, 0.5), detection=np.zeros(2)) == (counts.sum(), 0)
    assert (agencies.last_complaint == np.where(counts > 0, MONTH, NEVER)).all()


def test_reputation_by_hand():
    """(1 - 0.08) 0.5 + 0.08 (0.6 - 5 x 2 / 40) with two complaints in forty placements."""
    agencies = some_agencies(N)
    u = [draws.uniform(KEY, draws.COMPLAINT, MONTH, agency, 0) for agency in range(N)]
    two = int(np.flatnonzero([poisson_quantile(40 * 0.1 * 0.3, value) == 2 for value in u])[0])
    judged(agencies, placements=np.full(N, 40.0), misconduct=np.full(N, 0.1))
    assert agencies.reputation[two] == pytest.approx(0.92 * 0.5 + 0.08 * (0.6 - 0.25))


def test_reputation_stays_within_bounds():
    bad, good = some_agencies(1, reputation=0.01), some_agencies(1, reputation=1.0)
    judged(bad, misconduct=np.ones(1), complaint=1.0)
    judged(good, success=np.ones(1), complaint=0.0)
    assert (bad.reputation[0], good.reputation[0]) == (0.0, 1.0)


def test_only_systematic_offenders_are_detected():
    """Exact: with certain detection and certain cases all below the threshold are listed, no other one."""
    agencies = some_agencies(N)
    agencies.honesty[:] = np.linspace(0.5, 1.0, N)
    offenders = agencies.honesty < 0.7
    _, listed = judged(agencies, misconduct=np.ones(N), placements=np.full(N, 1e4), detection=np.ones(2))
    assert listed == offenders.sum()
    assert (agencies.listed_until[:, 0] == np.where(offenders, MONTH + 24, NEVER)).all()
    assert (agencies.listed_until[:, 1] == NEVER).all()


def test_detection_needs_a_case():
    """Exact: who is below 0.05 x (1 - exp(-cases)), cases 10 x 0.03; no placement, no detection."""
    agencies = some_agencies(N, honesty=0.5)
    u = [draws.fraction(KEY, draws.DETECTION, MONTH, agency, 0) for agency in range(N)]
    expected = np.array(u) < 0.05 * (1.0 - exp(-0.3))
    assert judged(agencies)[1] == expected.sum()
    assert ((agencies.listed_until[:, 0] > NEVER) == expected).all()
    assert judged(some_agencies(N, honesty=0.5), placements=np.zeros(N), detection=np.ones(2))[1] == 0


def test_an_agency_on_the_list_is_no_new_entry():
    agencies = some_agencies(2, honesty=0.5, listed_until=[[MONTH, NEVER], [MONTH - 1, NEVER]])
    sure = {"misconduct": np.ones(2), "placements": np.full(2, 1e4), "detection": np.ones(2)}
    assert judged(agencies, **sure)[1] == 1
    assert agencies.listed_until[:, 0].tolist() == [MONTH + 24, MONTH + 24]


def test_fill_success_remembers_half_a_year(state):
    """100 open posts, 60 placed, 12 of them in further rounds: a sixth of the way to 0.48 and 0.12."""
    state.services.fill_rate[:] = 0.3, 0.0
    orders, placed, further = (np.zeros((4, 8), np.int64) for _ in range(3))
    orders[1, 0], placed[1, 0], further[1, 0] = 100, 60, 12
    observe_filling(state, some_flows(orders_open=orders, placements=placed, placed_in_rounds=further))
    assert state.services.fill_rate == pytest.approx([0.33, 0.02])
    state.agencies.quality[0, :2] = 2.0, 100.0
    assert success_of(state)[:2] == pytest.approx([0.37, 1.0])


def test_a_month_without_open_posts_teaches_nothing(state):
    before = state.services.fill_rate.copy()
    observe_filling(state, some_flows())
    assert (state.services.fill_rate == before).all()
