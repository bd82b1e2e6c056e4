"""Monthly demand from annual growth: how far a city's output is from its trend.

Annual data do not hold the trough inside a year, and none is invented here: the restrictions of a month act
through the stringency index. The logarithm of output over trend is known at the middle of each year; a cubic
spline joins these points. Trend and output share the first year's growth, so the deviation is one until the
middle of that year, with slope zero there: it continues the flat months before the first one without a step.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def demand_deviation(growth: FloatArray, trend_growth: FloatArray) -> FloatArray:
    """Output relative to trend, by month.

    Args:
        growth: annual real growth, shape (n_cities, n_years), fractions; the first year is on trend.
        trend_growth: annual trend growth from the second year on, shape (n_cities,), fractions.

    Returns:
        Y / Y_trend at the middle of each month, shape (n_cities, 12 n_years); 1 in the first half-year.
    """
    n_cities, n_years = growth.shape
    months = np.arange(12 * n_years) + 0.5
    if n_years == 1:
        return np.ones((n_cities, 12))
    gaps = np.log1p(growth) - np.log1p(trend_growth)[:, None]
    gaps[:, 0] = 0.0
    middles = 12.0 * np.arange(n_years) + 6.0
    from scipy.interpolate import CubicSpline  # half a second, which `--help` and bad input need not wait

    # slope zero where the flat months end; no curvature at the end
    spline = CubicSpline(
        middles, np.cumsum(gaps, axis=1), axis=1, bc_type=((1, np.zeros(n_cities)), (2, np.zeros(n_cities)))
    )
    deviation: FloatArray = np.exp(np.where(months < middles[0], 0.0, spline(months)))
    return deviation
