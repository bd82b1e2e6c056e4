"""Chances of staffing contracts: stock, quits, posts under way and the wanted share, by hand."""

import numpy as np
import pytest

from sim.processes.firms import normal_fill_rate
from sim.processes.service_contracts import contract_chances
from sim.processes.service_survey import FirmSurvey

PAIR = 5


def chances(world, state, staffing: int, under_way: float, eligible: int, wanted: float = 0.04) -> np.ndarray:
    """Chances of the three contracts in one pair of a thousand staff; a hundredth of direct staff quits.

    As many posts as in a usual month may have the contract.
    """
    state.services.eligible_posts[:] = eligible
    found = FirmSurvey(
        np.full((52, 3), staffing), np.full(52, 1000), np.zeros((4, 2), np.int64), np.zeros((4, 2), np.int64)
    )
    state.quit_rate[:] = 0.01
    counts = [np.full((52, 3), number) for number in (eligible, under_way)]
    return contract_chances(world, state, found, *counts, np.full((52, 3), wanted))[PAIR]


def test_the_chance_replaces_quits_and_closes_a_tenth_of_the_gap(world, state):
    """Wanted 40, stock 20, 5 posts under way; posts fill at f a month, so quits / f posts are normal."""
    multiplier = np.array(world.parameters.separation.contract_multiplier)[1:4]
    quits = 0.01 * multiplier * 20.0
    gap = 40.0 - 20.0 - 5.0 + quits * (1.0 / normal_fill_rate(world) - 1.0)
    assert chances(world, state, 20, 5, 100) == pytest.approx((quits + 0.1 * gap) / 100.0)


def test_at_the_wanted_stock_only_quits_are_replaced(world, state):
    """With as many posts under way as replacement needs, the gap is nil."""
    multiplier = world.parameters.separation.contract_multiplier[2]
    quits = 0.01 * multiplier * 40.0
    under_way = quits * (1.0 / normal_fill_rate(world) - 1.0)
    found = chances(world, state, 40, under_way, 100)
    assert found[1] == pytest.approx(quits / 100.0)


def test_too_much_staff_means_no_new_contract(world, state):
    assert chances(world, state, 400, 0, 100).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("eligible", [0, 1])
def test_the_chance_is_one_half_at_most(world, state, eligible):
    assert chances(world, state, 0, 0, eligible, wanted=0.5).tolist() == [0.5, 0.5, 0.5]


def test_the_usual_month_of_posts_is_a_mean_of_a_year(world, state):
    """From 120 a month to 0 this month: 110."""
    found = FirmSurvey(*(np.zeros(shape, np.int64) for shape in ((52, 3), (52,), (4, 2), (4, 2))))
    state.services.eligible_posts[:] = 120.0
    nothing = np.zeros((52, 3), np.int64)
    contract_chances(world, state, found, nothing, nothing, np.zeros((52, 3)))
    assert state.services.eligible_posts == pytest.approx(np.full((52, 3), 110.0))
