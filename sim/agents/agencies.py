"""HR agencies: one column per attribute; what an agency has by line comes line first.

About nine thousand agencies exist at every scale of the workers. Their books are kept at real size and money
in whole cents: at 1:k a simulated order stands for k orders, of which each agency gets its share
(`sim.processes.service_market`). The index is the permanent id, from one block of ids per city. The industry
works line by line: a line's entries of a column, such as `agencies.price[line]`, lie side by side.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

(
    RECRUITMENT,
    DISPATCH_LINE,
    OUTSOURCING,
    FLEXIBLE_LINE,
    TRAINING_LINE,
    HEADHUNTING,
    CONSULTING_LINE,
    PERSONNEL,
) = range(8)
N_LINES = 8
STAFFING_LINES = (DISPATCH_LINE, OUTSOURCING, FLEXIBLE_LINE)
"""Lines whose agency employs the worker; the same numbers are the worker's contract."""
STOCK_LINES = (DISPATCH_LINE, OUTSOURCING, FLEXIBLE_LINE, PERSONNEL)
"""Lines that serve a stock, workers employed for clients or personnel accounts; the others serve orders."""
N_STOCKS = len(STOCK_LINES)
NOT_LISTED, RED, BLACK = range(3)
NEVER = -1000
"""Month before any other: never listed, no complaint yet."""


class Agencies(NamedTuple):
    """The columns. Shapes: G agencies, C cities, S = 8 service lines, 4 stock lines.

    alive              1 while the agency exists
    head_office        city of the head office
    offices            bit c: has an office in city c
    recognised_in      bit c: may serve city c, by office or by recognition
    licensed           1 with a licence: the narrow scope of the statistics
    park, certified_5a, platform  1 for a park's tenant, a grade 5A, a member of the shared platform
    entry_month        month of entry
    consultants        consultants by line, shape (S, G)
    quality            quality by line, 1 on average in 2019, shape (S, G)
    price              price index by line, shape (S, G)
    volume             units delivered in the latest month by line, real size, shape (S, G)
    cumulative_volume  service delivered so far by line, real size, shape (S, G)
    utilisation        load over capacity of the latest month by line, shape (S, G)
    clients            share of a city's clients of a line, shape (S, G, C); over agencies they sum to one,
                       or to less after closures until the next order
    stock              workers employed for clients by city of work (lines 1 to 3) and personnel accounts by
                       city (line 7), real size, shape (4, G, C)
    reputation, honesty  in [0, 1]
    listed_until       last month on the black list of a city, shape (G, C)
    list_status        0 none, 1 red, 2 black in a city, shape (G, C)
    last_complaint     month of the latest complaint
    cash               cents
    revenue_gross, revenue_net  of the latest month by line, cents, shape (S, G)
    cost               of the latest month, cents
    """

    alive: NDArray[np.uint8]
    head_office: NDArray[np.uint8]
    offices: NDArray[np.uint8]
    recognised_in: NDArray[np.uint8]
    licensed: NDArray[np.uint8]
    park: NDArray[np.uint8]
    certified_5a: NDArray[np.uint8]
    platform: NDArray[np.uint8]
    entry_month: NDArray[np.int16]
    consultants: NDArray[np.float64]
    quality: NDArray[np.float64]
    price: NDArray[np.float64]
    volume: NDArray[np.float64]
    cumulative_volume: NDArray[np.float64]
    utilisation: NDArray[np.float64]
    clients: NDArray[np.float64]
    stock: NDArray[np.float64]
    reputation: NDArray[np.float64]
    honesty: NDArray[np.float64]
    listed_until: NDArray[np.int16]
    list_status: NDArray[np.uint8]
    last_complaint: NDArray[np.int16]
    cash: NDArray[np.int64]
    revenue_gross: NDArray[np.int64]
    revenue_net: NDArray[np.int64]
    cost: NDArray[np.int64]


BY_LINE = (
    "consultants",
    "quality",
    "price",
    "volume",
    "cumulative_volume",
    "utilisation",
    "clients",
    "stock",
    "revenue_gross",
    "revenue_net",
)
"""Columns whose first axis is the line, and the second one the agency."""


class ServiceMarket(NamedTuple):
    """What the labour market sees of the agencies in a month. Shapes: G agencies, C cities, S lines.

    serves          1 where an agency may serve a city, shape (G, C)
    quality         quality by line, shape (S, G)
    misconduct      chance that a placement goes with misconduct, shape (G,)
    extra_rounds    candidate rounds an agency of quality one adds to a post
    induced_effort  share of them for orders that only public money induced, shape (C,)
    contacts        employed professionals a headhunter contacts per order and month
    headhunt_premium  log wage added to a headhunter's offer
    """

    serves: NDArray[np.uint8]
    quality: NDArray[np.float64]
    misconduct: NDArray[np.float64]
    extra_rounds: float
    induced_effort: NDArray[np.float64]
    contacts: float
    headhunt_premium: float


def empty_agencies(slots: int, n_cities: int) -> Agencies:
    """Return columns for `slots` agencies, none of which exists yet."""

    def bytes_(*shape: int) -> NDArray[np.uint8]:
        return np.zeros((slots, *shape), np.uint8)

    def reals(*lines: int) -> NDArray[np.float64]:
        return np.zeros((*lines, slots), np.float64)

    def by_city(lines: int) -> NDArray[np.float64]:
        return np.zeros((lines, slots, n_cities), np.float64)

    def cents(*lines: int) -> NDArray[np.int64]:
        return np.zeros((*lines, slots), np.int64)

    return Agencies(
        alive=bytes_(),
        head_office=bytes_(),
        offices=bytes_(),
        recognised_in=bytes_(),
        licensed=bytes_(),
        park=bytes_(),
        certified_5a=bytes_(),
        platform=bytes_(),
        entry_month=np.zeros(slots, np.int16),
        consultants=reals(N_LINES),
        quality=reals(N_LINES),
        price=reals(N_LINES),
        volume=reals(N_LINES),
        cumulative_volume=reals(N_LINES),
        utilisation=reals(N_LINES),
        clients=by_city(N_LINES),
        stock=by_city(N_STOCKS),
        reputation=reals(),
        honesty=reals(),
        listed_until=np.full((slots, n_cities), NEVER, np.int16),
        list_status=bytes_(n_cities),
        last_complaint=np.full(slots, NEVER, np.int16),
        cash=cents(),
        revenue_gross=cents(N_LINES),
        revenue_net=cents(N_LINES),
        cost=cents(),
    )


def rows_of(agencies: Agencies, rows: NDArray[np.int64], names: Iterable[str]) -> Agencies:
    """Return the entries of some agencies in the columns named; the other columns are whole.

    Args:
        agencies: Agencies.
        rows: the agencies, shape (n,).
        names: of columns.
    """
    return agencies._replace(
        **{name: getattr(agencies, name).take(rows, axis=1 if name in BY_LINE else 0) for name in names}
    )
