"""Sums over agencies in a fixed order: one after the other, in the order of the ids.

About nine thousand agencies in eight lines and four cities make tables that are long and thin. Kernels read
the columns in place and add them in one pass; the order is that of the reference model.
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
def column_sums(table: Floats) -> Floats:
    """Return the sums of the columns of a table, shape (columns,)."""
    total = np.zeros(table.shape[1])
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
def holders(alive: NDArray[np.uint8], consultants: Floats, line: int) -> Counts:
    """Return the living agencies that have consultants for a line, in order.

    Args:
        alive: 1 while an agency exists, shape (G,).
        consultants: by agency and line, shape (G, S).
        line: service line.
    """
    found = np.empty(alive.size, np.int64)
    count = 0
    for agency in range(alive.size):
        if alive[agency] == 1 and consultants[agency, line] > 0.0:
            found[count] = agency
            count += 1
    return found[:count].copy()


@allocating
def of_kind(column: Floats, ids: Counts, kind: int) -> Floats:
    """Return a column over agencies, cities and kinds for some agencies and one kind, shape (n, C).

    Args:
        column: such as the client books by line or the stocks by stock line, shape (G, C, kinds).
        ids: the agencies, shape (n,).
        kind: which.
    """
    found = np.empty((ids.size, column.shape[1]))
    for place in range(ids.size):
        for city in range(column.shape[1]):
            found[place, city] = column[ids[place], city, kind]
    return found
