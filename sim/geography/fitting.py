"""Iterative proportional fitting: a joint table that has given margins and keeps the associations of a seed.

Each sweep scales the table to one margin after the other. Among the tables with these margins the result is
closest to the seed in relative entropy. Fitting adds no information: what margins do not say is the seed's.

Source: Deming and Stephan (1940), Annals of Mathematical Statistics 11(4), 427-444.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
TOLERANCE = 1e-10
MAXIMUM_SWEEPS = 10_000


@dataclass(frozen=True)
class Margin:
    """Totals over all axes but those kept.

    axes    axes of the table that the margin keeps, ascending
    totals  one total for each entry of these axes
    """

    axes: tuple[int, ...]
    totals: FloatArray


@dataclass(frozen=True)
class FitReport:
    """How a fit ended: sweeps used and the largest deviation of a margin, relative to its total."""

    iterations: int
    residual: float


def proportional_fit(seed: FloatArray, margins: Sequence[Margin]) -> tuple[FloatArray, FitReport]:
    """Fit the seed to the margins.

    Args:
        seed: non-negative table of any shape; a zero stays zero.
        margins: at least one; their grand totals must agree within 1e-9.

    Returns:
        The fitted table and how the fit ended.

    Raises:
        ValueError: grand totals differ, or no table with these margins has the zeros of the seed.
    """
    sums = [float(margin.totals.sum()) for margin in margins]
    if max(sums) - min(sums) > 1e-9 * max(sums):
        raise ValueError(
            f"Margins of a fit must have equal grand totals, got {sums}. Rescale them to one total."
        )
    table = seed.astype(np.float64)
    for sweep in range(1, MAXIMUM_SWEEPS + 1):
        for margin in margins:
            _scale(table, margin)
        residual = max(_residual(table, margin) for margin in margins)
        if residual < TOLERANCE:
            return table, FitReport(sweep, residual)
    raise ValueError(
        f"Proportional fitting must reach a relative residual of {TOLERANCE:g}, got {residual:g} after "
        f"{MAXIMUM_SWEEPS} sweeps. Zeros of the seed may contradict the margins."
    )


def largest_remainder(values: FloatArray, total: int) -> IntArray:
    """Round to whole numbers that add up to `total`, proportional to `values`.

    Args:
        values: non-negative quotas, any length; at least one is positive unless the total is zero.
        total: the sum to reach.

    Returns:
        Each quota rounded down or up; the largest remainders go up, on ties the lower index.
    """
    if total == 0:
        return np.zeros(values.shape, np.int64)
    quotas = values * (total / values.sum())
    rounded: IntArray = np.floor(quotas).astype(np.int64)
    order = np.argsort(rounded - quotas, kind="stable")
    rounded[order[: total - rounded.sum()]] += 1
    return rounded


def _others(table: FloatArray, margin: Margin) -> tuple[int, ...]:
    return tuple(axis for axis in range(table.ndim) if axis not in margin.axes)


def _scale(table: FloatArray, margin: Margin) -> None:
    current = table.sum(axis=_others(table, margin))
    factor = np.divide(margin.totals, current, out=np.zeros_like(current), where=current > 0)
    table *= np.expand_dims(factor, _others(table, margin))


def _residual(table: FloatArray, margin: Margin) -> float:
    gap = np.abs(table.sum(axis=_others(table, margin)) - margin.totals)
    return float(np.max(np.divide(gap, margin.totals, out=gap.copy(), where=margin.totals > 0)))
