"""Concentration: how unequal the revenues of agencies are, in figures without a unit.

    share of the five largest    of the revenue of all
    Herfindahl index             sum of squared shares: 1 for a monopoly, 1/n for n equal agencies
    tail exponent                Hill's estimate over the k largest, k = 5 % of those with revenue:
                                 k / sum of ln(x_i / x_(k+1)), i = 1 .. k

Source: Hill (1975), Annals of Statistics 3(5), 1163-1174.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
LARGEST = 5
TAIL_SHARE = 0.05
FEWEST_IN_TAIL = 2
STEPS = (10, 16, 25, 40, 63)
SIZE_CLASSES = (*(step * 10**decade for decade in range(2, 9) for step in STEPS), 10**10)
"""Thresholds of monthly revenue, CNY: five to a decade in equal ratios (preferred numbers)."""


def largest_share(revenue: Floats) -> float:
    """Return the share of the five largest in the total, which must be above zero."""
    first = max(revenue.size - LARGEST, 0)
    return float(np.sort(np.partition(revenue, first)[first:])[::-1].sum() / revenue.sum())


def herfindahl(revenue: Floats) -> float:
    """Return the sum of squared shares in the total, which must be above zero."""
    share = revenue / revenue.sum()
    return float((share * share).sum())


def tail_exponent(revenue: Floats) -> float:
    """Return Hill's estimate of the tail exponent, not a number where fewer than three have revenue.

    Agencies as large as the largest beyond the tail tell nothing of its shape: infinite if all are equal.
    """
    some = revenue[revenue > 0.0]
    tail = max(int(TAIL_SHARE * some.size), FEWEST_IN_TAIL)
    if some.size <= tail:
        return math.nan
    largest = np.partition(some, some.size - 1 - tail)[some.size - 1 - tail :]
    excess = math.fsum(map(math.log, (largest[1:] / largest[0]).tolist()))
    return tail / excess if excess > 0.0 else math.inf


def at_least(revenue: Floats) -> Counts:
    """Return how many reach each of `SIZE_CLASSES`, shape (n_classes,). Revenue in CNY a month."""
    ordered = np.sort(revenue)
    return ordered.size - np.searchsorted(ordered, np.array(SIZE_CLASSES, float), side="left")


def used_capacity(utilisation: Floats, consultants: Floats) -> float:
    """Return load over capacity, agencies weighted by consultants, of whom there must be some."""
    return float((utilisation * consultants).sum() / consultants.sum())
