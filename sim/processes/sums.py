"""Sums over agencies in a fixed order: one after the other, in the order of the ids.

About nine thousand agencies in eight lines and four cities make tables that are long and thin. Kernels add
them in one pass; the order is that of the reference model.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.compile import allocating

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Number = TypeVar("Number", np.float64, np.int64)


@allocating
def column_sums(table: NDArray[Number]) -> NDArray[Number]:
    """Return the sums of the columns of a table, of its type, shape (columns,)."""
    total = np.zeros(table.shape[1], table.dtype)
    for row in range(table.shape[0]):
        for column in range(table.shape[1]):
            total[column] += table[row, column]
    return total


@allocating
def row_sums(table: NDArray[Number]) -> NDArray[Number]:
    """Return the sums of the rows of a table, of its type, shape (rows,)."""
    total = np.zeros(table.shape[0], table.dtype)
    for row in range(table.shape[0]):
        for column in range(table.shape[1]):
            total[row] += table[row, column]
    return total


@allocating
def holders(living: Counts, consultants: Floats) -> Counts:
    """Return the living agencies that have consultants for a line, in order.

    Args:
        living: ids in order.
        consultants: for the line, shape (G,).
    """
    found, count = np.empty(living.size, np.int64), 0
    for agency in living:
        # Written before it is known to count: without a branch, which nobody could predict.
        found[count] = agency
        count += 1 if consultants[agency] > 0.0 else 0
    return found[:count].copy()


def over_lines(table: Floats) -> Floats:
    """Return the sums over the eight lines (N_LINES), shape (n,): in pairs, as the reference model adds them.

    Args:
        table: by line and agency, shape (S, n).
    """
    a, b, c, d, e, f, g, h = table
    total: Floats = ((a + b) + (c + d)) + ((e + f) + (g + h))
    return total
