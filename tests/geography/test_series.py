"""Demand relative to trend."""

from __future__ import annotations

import numpy as np
import pytest

from sim.geography.region import Region
from sim.geography.series import demand_deviation


def test_growth_on_trend_has_no_deviation() -> None:
    growth = np.array([[0.08, 0.05, 0.05, 0.05]])
    np.testing.assert_allclose(demand_deviation(growth, np.array([0.05])), 1.0, rtol=1e-14)


def test_first_half_year_is_exactly_on_trend() -> None:
    deviation = demand_deviation(np.array([[0.08, 0.0, 0.10]]), np.array([0.05]))
    assert (deviation[0, :6] == 1.0).all()
    assert abs(deviation[0, 6] - 1.0) < 1e-3, "the series leaves the trend with slope zero"


def test_deviation_passes_through_the_middle_of_each_year() -> None:
    """Year two grows 1 % against 5 %: 1.01 / 1.05 at its middle, between its sixth and seventh month."""
    deviation = demand_deviation(np.array([[0.08, 0.01, 0.09]]), np.array([0.05]))[0]
    assert np.sqrt(deviation[17] * deviation[18]) == pytest.approx(1.01 / 1.05, rel=1e-3)
    assert np.sqrt(deviation[29] * deviation[30]) == pytest.approx(1.01 * 1.09 / 1.05**2, rel=1e-3)


def test_one_year_is_flat() -> None:
    assert (demand_deviation(np.array([[0.1], [0.2]]), np.array([0.05, 0.05])) == np.ones((2, 12))).all()


def test_deviations_average_about_zero_over_2020_to_2022(chengdemeizi: Region) -> None:
    logs = np.log(chengdemeizi.demand_deviation[:, 12:48])
    assert np.abs(logs.mean(axis=1)).max() < 0.01
    assert chengdemeizi.demand_deviation.shape == (4, 84)
    assert (chengdemeizi.demand_deviation[:, 0] == 1.0).all()


def test_output_falls_below_trend_in_2020(chengdemeizi: Region) -> None:
    assert (chengdemeizi.demand_deviation[:, 12:24].min(axis=1) < 0.997).all()


def test_without_covid_demand_is_on_trend_and_nothing_is_restricted(chengdemeizi: Region) -> None:
    calm = chengdemeizi.without_covid()
    assert (calm.demand_deviation == 1.0).all()
    assert (calm.stringency == 0.0).all()
    assert calm.labour_force is chengdemeizi.labour_force
    assert chengdemeizi.stringency.max() == 1.0
