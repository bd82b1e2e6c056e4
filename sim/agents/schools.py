"""Vocational schools: one column per attribute, entry j of every column is school j.

The same schools at every scale of the workers; they neither open nor close.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TECHNICIAN, SECONDARY, HIGHER = range(3)
"""Technician colleges, secondary vocational schools, higher vocational colleges."""
N_KINDS = 3
NO_SCHOOL = -1
GRADUATE_SKILL = (1, 1, 2)
"""Skill of the graduates of each kind."""


class Schools(NamedTuple):
    """The columns.

    city     where
    kind     0 technician college, 1 secondary vocational school, 2 higher vocational college
    seats    new students a year by field at the start, real persons, shape (n, n_industries)
    quality  about 1; drop-out is inverse to it
    """

    city: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    seats: NDArray[np.float64]
    quality: NDArray[np.float64]
