"""Threads share rows; what comes back is the same for any number of them."""

import numpy as np
import pytest

from sim.threads import SMALL, Threads, row_pieces, selected


def test_pieces_cut_all_rows_once_and_in_order():
    pieces = row_pieces(20_000, size=8192)
    assert pieces.tolist() == [[0, 8192], [8192, 16384], [16384, 20000]]
    assert row_pieces(0).shape == (0, 2)


@pytest.mark.parametrize("number", [1, 2, 3, 7])
@pytest.mark.parametrize("total", [10, SMALL - 1, 3 * SMALL])
def test_any_number_of_threads_returns_the_rows_in_order(number, total):
    pieces = row_pieces(total, size=1000)

    def listed(share):
        return np.concatenate([np.arange(low, high) for low, high in share] or [np.zeros(0, int)])

    joined = np.concatenate(Threads(number).each(listed, pieces))
    assert np.array_equal(joined, np.arange(total))


def test_few_rows_stay_in_one_call():
    calls = Threads(4).each(len, row_pieces(SMALL - 1, size=1000))
    assert calls == [100]


def test_more_threads_than_pieces_leave_some_without_work():
    shares = Threads(5).each(lambda share: share.tolist(), np.array([[0, SMALL], [SMALL, 2 * SMALL]]))
    assert sum(shares, []) == [[0, SMALL], [SMALL, 2 * SMALL]]  # noqa: RUF017


def test_an_error_in_a_thread_is_not_lost():
    def fail(share):
        raise ValueError("row 3")

    with pytest.raises(ValueError, match="row 3"):
        Threads(2).each(fail, row_pieces(2 * SMALL))


def test_selected_ids_are_those_the_kernel_says_it_wrote():
    def select(found):
        found[:3] = 4, 6, 9
        return 2

    assert selected(select, np.array([[4, 7], [9, 10]])).tolist() == [4, 6]
