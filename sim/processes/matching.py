"""Matching: applicants meet posts, each post draws one candidate.

Urn-ball matching: viable applications fall on the posts of their cell at random, and of the a applicants of V
posts about V (1 - (1 - 1/V)^a) are drawn. The candidate of a post is the applicant with the lowest key
-ln(u) / weight, which each wins with the chance weight / sum of weights. Ties go to the lower id.

Source: Butters 1977; Petrongolo and Pissarides 2001, Journal of Economic Literature 39(2), 390-431.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.state import State
from sim.compile import allocating
from sim.processes.applications import Applications


@allocating
def draw_candidates(slots: int, applications: Applications) -> NDArray[np.int32]:
    """Return the indices of the applications that their posts draw, in the order of the workers.

    Choices then read the columns of the workers in order, in half the time of the order of the slots.

    Args:
        slots: number of slots of the vacancies.
        applications: Applications, in the order of the workers.
    """
    best = np.full(slots, -1, np.int32)
    contested = 0
    for index in range(applications.slot.size):
        slot = applications.slot[index]
        if best[slot] < 0:
            best[slot] = index
            contested += 1
        elif applications.key[index] < applications.key[best[slot]]:
            best[slot] = index
    drawn = np.empty(contested, np.int32)
    count = 0
    for index in range(applications.slot.size):
        if best[applications.slot[index]] == index:
            drawn[count] = index
            count += 1
    return drawn


def match(state: State, applications: Applications) -> Applications:
    """Return the applications that their posts drew, in the order of the workers."""
    drawn: NDArray[np.int32] = draw_candidates(state.vacancies.firm.size, applications)
    return Applications(
        applications.worker[drawn],
        applications.cell[drawn],
        applications.slot[drawn],
        applications.key[drawn],
    )
