"""Measures of concentration with numbers done by hand, and the tail estimator on laws whose tail is known."""

import math

import numpy as np
import pytest
from scipy.stats import gamma

from sim.measures.concentration import (
    SIZE_CLASSES,
    TAIL_SHARE,
    at_least,
    herfindahl,
    largest_share,
    tail_exponent,
    used_capacity,
)


def test_share_of_the_five_largest():
    assert largest_share(np.array([1.0, 9.0, 2.0, 8.0, 3.0, 7.0])) == 29 / 30
    assert largest_share(np.array([0.0, 4.0])) == 1.0, "fewer than five are all of them"


def test_herfindahl():
    assert herfindahl(np.array([5.0, 0.0])) == 1.0, "a monopoly"
    assert herfindahl(np.full(8, 3.0)) == pytest.approx(1 / 8)
    assert herfindahl(np.array([1.0, 3.0])) == pytest.approx(1 / 16 + 9 / 16)


def test_tail_exponent_by_hand():
    # Forty agencies: the tail is two, 8 and 4 above the third, 2: 2 / (ln 4 + ln 2).
    revenue = np.array([4.0, 8.0, 2.0, *[1.0] * 37])
    assert tail_exponent(revenue) == pytest.approx(2 / math.log(8))
    assert tail_exponent(np.append(revenue, 0.0)) == tail_exponent(revenue), "no revenue, no size"
    assert math.isnan(tail_exponent(np.array([1.0, 2.0, 0.0]))), "two agencies have no tail"
    assert tail_exponent(np.ones(40)) == math.inf


def inside(estimate, exponent, tail):
    """Whether an estimate is one that a Pareto law gives but for once in a million.

    Excesses over an order statistic of a Pareto law are exponential, so that k times exponent over the
    estimate is a Gamma variable of shape k.
    """
    low, high = gamma.ppf([5e-7, 1 - 5e-7], tail)
    return low <= tail * exponent / estimate <= high


@pytest.mark.parametrize("exponent", [1.0, 1.1, 1.4])
def test_tail_exponent_finds_that_of_a_pareto_law(exponent):
    revenue = (1.0 - np.random.default_rng(5).random(20_000)) ** (-1.0 / exponent)
    tail = int(TAIL_SHARE * revenue.size)
    assert inside(tail_exponent(revenue), exponent, tail)
    assert not inside(tail_exponent(revenue), 1.2 * exponent, tail), "a fifth off would be noticed"


def test_tail_exponent_of_a_thin_tail_is_large():
    """Negative control: the largest of an exponential law differ by little."""
    estimate = tail_exponent(np.random.default_rng(5).exponential(1.0, 20_000))
    assert estimate > 2.5
    assert not inside(estimate, 1.1, 1000)


def test_at_least_counts_who_reaches_each_size():
    counts = dict(zip(SIZE_CLASSES, at_least(np.array([0.0, 999.0, 1000.0, 1600.0, 5e9])), strict=True))
    assert counts[1000] == 3, "the threshold itself counts"
    assert counts[1600] == 2
    assert counts[2500] == counts[4 * 10**9] == 1
    assert counts[10**10] == 0
    assert list(SIZE_CLASSES) == sorted(set(SIZE_CLASSES))


def test_use_of_capacity_is_weighted_by_consultants():
    assert used_capacity(np.array([[1.0, 0.4], [0.5, 9.0]]), np.array([[3.0, 1.0], [0.0, 0.0]])) == 0.85
