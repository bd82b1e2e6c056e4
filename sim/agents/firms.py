"""Firms: one column per attribute, entry f of every column is firm f.

The first rows are the own-account pools, one pseudo-firm per city and industry (farms, shops, drivers and
helpers who employ themselves); row `city * n_industries + industry`. Then follows one block of rows per city
and industry: its initial firms, and room for those that will enter. The index is the permanent id; closed
firms keep their row.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import N_LINES

NO_ZONE, FUNCTIONAL_ZONE, HR_STATION, INCUBATOR = range(4)


class Firms(NamedTuple):
    """The columns.

    alive              1 while the firm exists
    city, industry     where and what
    headcount          workers employed
    interns            students at work, not in the headcount
    desired_headcount  target size of this month, workers
    log_size           log of the latent size, which the target is proportional to
    wage_premium       log wage paid above the market, apart from the premium of size
    open_vacancies     open vacancies by skill, shape (n, n_skills)
    posted             vacancies posted so far: the next vacancy's sequence number
    entry_month        month of entry
    zone               0 none, 1 functional zone, 2 HR station, 3 incubator
    staff_dispatch, staff_outsourced, staff_flexible  workers on the premises whose contract is of that type
    service_use        bit s: has used service line s of an agency
    incumbent_agency   agency that last served line s, shape (n, 8); -1 none
    service_awareness  lasting readiness for HR services, in [0, 1]
    """

    alive: NDArray[np.uint8]
    city: NDArray[np.uint8]
    industry: NDArray[np.uint8]
    headcount: NDArray[np.int32]
    interns: NDArray[np.int32]
    desired_headcount: NDArray[np.float32]
    log_size: NDArray[np.float64]
    wage_premium: NDArray[np.float32]
    open_vacancies: NDArray[np.uint32]
    posted: NDArray[np.uint32]
    entry_month: NDArray[np.int16]
    zone: NDArray[np.uint8]
    staff_dispatch: NDArray[np.int32]
    staff_outsourced: NDArray[np.int32]
    staff_flexible: NDArray[np.int32]
    service_use: NDArray[np.uint8]
    incumbent_agency: NDArray[np.int32]
    service_awareness: NDArray[np.float32]


def empty_firms(slots: int, n_skills: int) -> Firms:
    """Return columns for `slots` firms, none of which exists yet."""
    return Firms(
        alive=np.zeros(slots, np.uint8),
        city=np.zeros(slots, np.uint8),
        industry=np.zeros(slots, np.uint8),
        headcount=np.zeros(slots, np.int32),
        interns=np.zeros(slots, np.int32),
        desired_headcount=np.zeros(slots, np.float32),
        log_size=np.zeros(slots, np.float64),
        wage_premium=np.zeros(slots, np.float32),
        open_vacancies=np.zeros((slots, n_skills), np.uint32),
        posted=np.zeros(slots, np.uint32),
        entry_month=np.zeros(slots, np.int16),
        zone=np.zeros(slots, np.uint8),
        staff_dispatch=np.zeros(slots, np.int32),
        staff_outsourced=np.zeros(slots, np.int32),
        staff_flexible=np.zeros(slots, np.int32),
        service_use=np.zeros(slots, np.uint8),
        incumbent_agency=np.full((slots, N_LINES), -1, np.int32),
        service_awareness=np.zeros(slots, np.float32),
    )
