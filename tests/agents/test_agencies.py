"""Columns of agencies: the lines come first."""

import numpy as np

from sim.agents.agencies import BY_LINE, N_LINES, N_STOCKS, empty_agencies, rows_of

SLOTS, CITIES = 23, 5


def test_columns_by_line_are_named():
    columns = empty_agencies(SLOTS, CITIES)._asdict()
    assert [name for name, column in columns.items() if column.shape[0] in (N_LINES, N_STOCKS)] == [
        name for name in columns if name in BY_LINE
    ]
    assert {column.shape[1 if name in BY_LINE else 0] for name, column in columns.items()} == {SLOTS}


def test_rows_are_taken_from_every_kind_of_column():
    agencies = empty_agencies(SLOTS, CITIES)
    agencies.cash[[2, 7]] = 20, 70
    agencies.price[3, [2, 7]] = 0.2, 0.7
    agencies.clients[3, 7, 4] = 0.5
    some = rows_of(agencies, np.array([7, 2]), ("cash", "price", "clients"))
    assert some.cash.tolist() == [70, 20]
    assert some.price[3].tolist() == [0.7, 0.2]
    assert some.clients.shape == (N_LINES, 2, CITIES)
    assert some.clients[3, 0, 4] == 0.5
    assert some.quality.shape == (N_LINES, SLOTS), "columns not named stay whole"
