"""A sieve lists the rows of a chunk that were marked."""

import numpy as np
import pytest

from sim.sieve import new_sieve, sift
from sim.threads import CHUNK


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
def test_marked_rows_are_listed_in_order(share):
    sieve = new_sieve()
    sieve.marks[:] = np.random.default_rng(3).random(CHUNK) < share
    count = sift(sieve, CHUNK)
    assert sieve.rows[:count].tolist() == np.flatnonzero(sieve.marks).tolist()


def test_marks_beyond_the_last_row_do_not_count():
    """A chunk at the end of a block is short, and the marks of the chunk before are still there."""
    sieve = new_sieve()
    sieve.marks[:] = 1
    sieve.marks[1] = 0
    assert sift(sieve, 4) == 3
    assert sieve.rows[:3].tolist() == [0, 2, 3]
    assert sift(sieve, 0) == 0
