"""Proportional fitting against numbers done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.geography.fitting import Margin, largest_remainder, proportional_fit
from sim.geography.joint import joint_labour_force, skill_margin


def test_one_sweep_suffices_for_independence() -> None:
    """Seed of ones: the cell is row total x column total / grand total, 40 x 30 / 100 = 12."""
    rows, columns = np.array([40.0, 60.0]), np.array([30.0, 70.0])
    table, report = proportional_fit(np.ones((2, 2)), [Margin((0,), rows), Margin((1,), columns)])
    np.testing.assert_allclose(table, [[12.0, 28.0], [18.0, 42.0]])
    assert report.iterations == 1
    assert report.residual < 1e-10


def test_two_by_two_keeps_the_odds_ratio_of_the_seed() -> None:
    """Margins 3, 2 both ways, odds ratio 4. With x in the first cell the table is [[x, 3-x], [3-x, x-1]].

    So x (x-1) = 4 (3-x)^2, that is 3 x^2 - 23 x + 36 = 0, and x = (23 - sqrt(97)) / 6.
    """
    margin = np.array([3.0, 2.0])
    table, _ = proportional_fit(
        np.array([[4.0, 1.0], [1.0, 1.0]]), [Margin((0,), margin), Margin((1,), margin)]
    )
    first = (23.0 - np.sqrt(97.0)) / 6.0
    np.testing.assert_allclose(table, [[first, 3 - first], [3 - first, first - 1]], rtol=1e-9)


def test_the_vectorised_fit_equals_a_loop_over_cities() -> None:
    """Two margins that share the city axis are one two-way fit per city."""
    seed = np.arange(1.0, 13.0).reshape(2, 3, 2)
    by_industry, by_skill = np.array([[2.0, 3, 5], [1, 1, 2]]), np.array([[4.0, 6], [3, 1]])
    table, _ = proportional_fit(seed, [Margin((0, 1), by_industry), Margin((0, 2), by_skill)])
    for city in range(2):
        margins = [Margin((0,), by_industry[city]), Margin((1,), by_skill[city])]
        np.testing.assert_allclose(table[city], proportional_fit(seed[city], margins)[0], rtol=1e-9)


def test_zero_margins_and_zero_seeds_stay_zero() -> None:
    rows, columns = np.array([0.0, 5.0]), np.array([2.0, 3.0])
    table, _ = proportional_fit(
        np.array([[1.0, 1.0], [1.0, 1.0]]), [Margin((0,), rows), Margin((1,), columns)]
    )
    np.testing.assert_allclose(table, [[0.0, 0.0], [2.0, 3.0]])


def test_margins_with_different_totals_are_refused() -> None:
    with pytest.raises(ValueError, match="equal grand totals"):
        proportional_fit(
            np.ones((2, 2)), [Margin((0,), np.array([1.0, 2])), Margin((1,), np.array([1.0, 3]))]
        )


def test_zeros_that_contradict_the_margins_are_refused() -> None:
    """The first row can only fill the first column, which is too small for it."""
    margins = [Margin((0,), np.array([3.0, 1])), Margin((1,), np.array([2.0, 2]))]
    with pytest.raises(ValueError, match="Zeros of the seed"):
        proportional_fit(np.array([[1.0, 0.0], [1.0, 1.0]]), margins)


@pytest.mark.parametrize(
    ("values", "total", "expected"),
    [
        ([1.5, 2.3, 0.2], 4, [2, 2, 0]),
        ([1.0, 1.0, 1.0], 4, [2, 1, 1]),
        ([5.0, 5.0], 3, [2, 1]),
        ([0.0, 2.0], 0, [0, 0]),
    ],
)
def test_largest_remainder_by_hand(values: list[float], total: int, expected: list[int]) -> None:
    assert largest_remainder(np.array(values), total).tolist() == expected


def test_skill_margin_splits_talent_and_the_rest_separately() -> None:
    """100 workers, 30 talented: 20 and 10 as .4 to .2; the rest, 17.5 and 52.5, ties to the lower."""
    margin = skill_margin(
        np.array([100]), np.array([30]), np.array([0.1, 0.4, 0.3, 0.2]), np.array([False, True, False, True])
    )
    assert margin.tolist() == [[18, 20, 52, 10]]


def test_joint_table_has_exact_skills_and_nearly_exact_industries() -> None:
    by_skill = np.array([[101, 53], [7, 3]])
    share = np.array([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]])
    joint, report = joint_labour_force(by_skill, share, np.array([[1.0, 1], [1, 3], [1, 0.2]]))
    assert (joint.sum(axis=1) == by_skill).all()
    assert np.abs(joint.sum(axis=2) - share * by_skill.sum(axis=1)[:, None]).max() < 2
    assert report.residual < 1e-9
