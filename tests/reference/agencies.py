"""HR agencies: the objects, and what the market for their services remembers.

Books of agencies are kept at real size, and money in whole cents. `sim.agents.agencies` and
`sim.agents.services` tell what the attributes mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import mesa


class Line(IntEnum):
    """Service lines. Those from 1 to 3 employ the worker: the same numbers are the worker's contract."""

    RECRUITMENT = 0
    DISPATCH = 1
    OUTSOURCING = 2
    FLEXIBLE = 3
    TRAINING = 4
    HEADHUNTING = 5
    CONSULTING = 6
    PERSONNEL = 7


STAFFING = (Line.DISPATCH, Line.OUTSOURCING, Line.FLEXIBLE)
STOCKS = (*STAFFING, Line.PERSONNEL)
"""Lines that serve a stock, workers or personnel accounts; the others serve orders."""
PLACING = (Line.RECRUITMENT, *STAFFING, Line.HEADHUNTING)
"""Lines that fill posts."""
UNDECIDED, NO_LINE = 254, 255
"""Lines of a post: its firm has not decided yet; it fills the post by itself."""
NEVER = -1000
"""The month of what has not happened yet."""


class Listing(IntEnum):
    """What a city's list says of an agency."""

    NONE = 0
    RED = 1
    BLACK = 2


@dataclass
class Desk:
    """What an agency has and does in one line; volume and revenue (cents) are those of the month."""

    consultants: float = 0.0
    quality: float = 0.0
    price: float = 0.0
    volume: float = 0.0
    cumulative_volume: float = 0.0
    utilisation: float = 0.0
    revenue_gross: int = 0
    revenue_net: int = 0


class Agency(mesa.Agent):
    """An agency.

    desks     by line
    clients   share of a city's clients, [city][line]
    stock     workers employed for clients or accounts kept, [city][place in STOCKS]
    serves    cities where it may take new orders this month
    """

    def __init__(self, model: Any, identity: int, city: int) -> None:
        super().__init__(model)
        self.identity = identity
        self.alive = True
        self.head_office = city
        self.offices = {city}
        self.recognised_in: set[int] = set()
        self.serves: set[int] = set()
        self.licensed = self.park = self.certified_5a = self.platform = False
        self.entry_month = 0
        self.desks = [Desk() for _ in Line]
        self.clients = [[0.0] * len(Line) for _ in range(model.n_cities)]
        self.stock = [[0.0] * len(STOCKS) for _ in range(model.n_cities)]
        self.reputation = self.honesty = 0.0
        self.listed_until = [NEVER] * model.n_cities
        self.list_status = [Listing.NONE] * model.n_cities
        self.last_complaint = NEVER
        self.cash = self.cost = 0

    @property
    def net_revenue(self) -> int:
        """Fees of the month, cents."""
        return sum(desk.revenue_net for desk in self.desks)


@dataclass
class ServiceMemory:
    """Constants of the start, then what is remembered from month to month; see `sim.agents.services`.

    A table by city and line is a list of lists, [city][line]; accounts and staff_seen are [city][industry],
    staff_share is [industry][place in STAFFING], eligible_posts [pair][place in STAFFING] with the pair
    city * industries + industry, heard_start [residence][city].
    """

    use_constant: float
    referral_fee: float
    staff_share: list[list[float]]
    eligible_posts: list[list[float]]
    account_share: float
    accounts: list[list[float]]
    staff_seen: list[list[float]]
    training_rate: float
    project_rate: float
    agencies_start: list[float]
    consultants_per_agency: list[float]
    heard_start: list[list[float]]
    margin_start: list[float]
    unmet_start: list[float]
    orders: list[list[float]]
    unmet: list[list[float]]
    margin: list[float]
    fill_rate: list[float]


@dataclass
class ServiceDemand:
    """What firms and governments order in a month, real size. Tables are [city][line].

    orders    that look for an agency
    accounts  personnel accounts, [city][industry]
    small     share of small firms and public bodies among the paying firms
    public    share of training orders that governments place, [city]
    """

    orders: list[list[float]]
    accounts: list[list[float]]
    small: list[list[float]]
    public: list[float]


@dataclass
class LineShares:
    """Who gets which orders of a line this month. Keys: the agency's id, and the city.

    sellers   agencies that offer the line, in order
    capacity  units that each can serve in a month, stocks included
    load      orders; `loads` has their sum over cities
    bids      share of the orders that look around
    platform  share of the orders on the platform
    """

    sellers: list[Agency]
    capacity: dict[int, float]
    load: dict[tuple[int, int], float]
    bids: dict[tuple[int, int], float]
    platform: dict[tuple[int, int], float]


@dataclass
class ServiceAccounts:
    """Accounts of a month by city of the client and line, [city][line], cents; between [head office][city].

    Quantities are units at real size.
    """

    gross: list[list[int]]
    net: list[list[int]]
    governments: list[list[int]]
    between: list[list[int]]
    quantity: list[list[float]]


@dataclass
class Services:
    """Everything the industry did in a month. Lists are by city."""

    demand: ServiceDemand
    relative: Any
    lines: list[LineShares]
    unmet: list[list[float]]
    accounts: ServiceAccounts = field(init=False)
    complaints: list[int] = field(init=False)
    listed: list[int] = field(init=False)
    entered: list[int] = field(init=False)
    closed: list[int] = field(init=False)
    opened: list[int] = field(init=False)
    relocated: list[int] = field(init=False)
