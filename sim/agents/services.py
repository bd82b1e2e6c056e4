"""What the market for HR services remembers from month to month, besides firms and agencies themselves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import N_LINES, STAFFING_LINES


class ServiceMemory(NamedTuple):
    """Constants set on the initial state, then memories. Shapes: C cities, I industries, S lines.

    use_constant     logit at which firms of the start use agencies for the share of posts of 2019, shape (1,)
    referral_fee     CNY a placement in mid-2019 at which line 0 earns its share of revenue, shape (1,)
    staff_share      wanted share of staffing contracts in an industry's firm staff in 2019, shape (I, 3)
    eligible_posts   new posts of a usual month that may have each staffing contract, simulated, by
                     city-industry pair, shape (C * I, 3)
    account_share    share of firm staff with a personnel account in 2019, shape (1,)
    accounts, staff_seen  personnel accounts and firm staff, real size, shape (C, I)
    training_rate    training orders of firms per employee and month in mid-2020, shape (1,)
    project_rate     consulting projects of a firm of 100 per month in mid-2020, shape (1,)
    agencies_start   agencies at the start by head office, shape (C,)
    consultants_per_agency  at the start, by line, of those that hold it, shape (S,)
    heard_start      share of vacancies heard of through agencies at the start, shape (C, C)
    margin_start     net revenue over cost at the start by head office, shape (C,)
    unmet_start      unmet share of orders at the start, shape (C,)
    orders, unmet    orders of the latest month, and those that nobody took, real size, shape (C, S)
    margin           net revenue over cost, mean of about a year, shape (C,)
    fill_rate        chance to fill a post with an agency in a month, in the first round and by further
                     rounds, mean of about half a year, shape (2,)
    """

    use_constant: NDArray[np.float64]
    referral_fee: NDArray[np.float64]
    staff_share: NDArray[np.float64]
    eligible_posts: NDArray[np.float64]
    account_share: NDArray[np.float64]
    accounts: NDArray[np.float64]
    staff_seen: NDArray[np.float64]
    training_rate: NDArray[np.float64]
    project_rate: NDArray[np.float64]
    agencies_start: NDArray[np.float64]
    consultants_per_agency: NDArray[np.float64]
    heard_start: NDArray[np.float64]
    margin_start: NDArray[np.float64]
    unmet_start: NDArray[np.float64]
    orders: NDArray[np.float64]
    unmet: NDArray[np.float64]
    margin: NDArray[np.float64]
    fill_rate: NDArray[np.float64]


def empty_service_memory(n_cities: int, n_industries: int) -> ServiceMemory:
    """Return a memory of nothing."""
    return ServiceMemory(
        use_constant=np.zeros(1),
        referral_fee=np.zeros(1),
        staff_share=np.zeros((n_industries, len(STAFFING_LINES))),
        eligible_posts=np.zeros((n_cities * n_industries, len(STAFFING_LINES))),
        account_share=np.zeros(1),
        accounts=np.zeros((n_cities, n_industries)),
        staff_seen=np.zeros((n_cities, n_industries)),
        training_rate=np.zeros(1),
        project_rate=np.zeros(1),
        agencies_start=np.zeros(n_cities),
        consultants_per_agency=np.zeros(N_LINES),
        heard_start=np.zeros((n_cities, n_cities)),
        margin_start=np.ones(n_cities),
        unmet_start=np.zeros(n_cities),
        orders=np.zeros((n_cities, N_LINES)),
        unmet=np.zeros((n_cities, N_LINES)),
        margin=np.ones(n_cities),
        fill_rate=np.zeros(2),
    )
