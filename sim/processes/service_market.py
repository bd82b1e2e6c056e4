"""The market for HR services: how a month's orders spread over agencies.

Who gets which share of a city's orders of a line follows from `sim.processes.service_shares`. Everything here
is at real size and continuous, so that the books of agencies do not depend on the scale of the workers.
`sim.processes.auction` plays the same market order by order; revenue of every line agrees within 0.5 %.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import BLACK, N_LINES, PERSONNEL, STOCK_LINES
from sim.agents.state import State
from sim.compile import allocating, compiled, row
from sim.processes.auction import auction
from sim.processes.clock import Month
from sim.processes.service_shares import (
    LOTS,
    ScoreRule,
    bid_shares,
    fill_capacity,
    spread_orders,
    strengths,
)
from sim.processes.service_survey import RENEWAL
from sim.processes.sums import column_sums, holders, row_sums
from sim.processes.world import World, travel_minutes

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Bytes = NDArray[np.uint8]
FIRST_LOT = 16
"""First sub id of the draws that round capacity to lots."""


class LineShares(NamedTuple):
    """Who gets which orders of a line this month. Shapes: n agencies that offer the line, C cities.

    ids       the agencies, in order, shape (n,)
    capacity  units that each can serve in a month, stocks included, shape (n,)
    load      orders at real size, shape (n, C)
    bids      share of the orders that look around, platform excluded; sums to one, shape (n, C)
    platform  share of the platform's orders, shape (n, C)
    """

    ids: Counts
    capacity: Floats
    load: Floats
    bids: Floats
    platform: Floats


class Allocation(NamedTuple):
    """Who gets which orders this month.

    lines  by service line
    unmet  orders that nobody took, real size, shape (C, S)
    """

    lines: tuple[LineShares, ...]
    unmet: Floats


def score_rule(world: World, now: Month) -> ScoreRule:
    """Return the month's score rule."""
    bidding = world.parameters.bidding
    n_cities = world.n_cities
    return ScoreRule(
        bidding.quality_weight,
        bidding.price_weight,
        bidding.reputation_weight,
        bidding.distance_weight,
        bidding.remote_penalty,
        bidding.taste_scale,
        world.policies.list_tilt(np.zeros(n_cities), now.index),
        world.parameters.conduct.low_reputation,
        travel_minutes(world, now.index),
    )


def productivity(world: World, state: State) -> Floats:
    """Return units per consultant by city of the head office and line, shape (C, S).

    It rises a little with the number of agencies at the place (agglomeration).
    """
    growth = world.parameters.agency_growth
    agencies, start = state.agencies, state.services.agencies_start
    now = np.bincount(agencies.head_office[agencies.alive == 1], minlength=world.n_cities)
    ratio = np.maximum(now, 1.0) / np.maximum(start, 1.0)
    crowd = np.array([math.exp(growth.agglomeration * math.log(value)) for value in ratio.tolist()])
    return np.outer(crowd, growth.productivity)


def progress(world: World, now: Month) -> Floats:
    """Return what policies make of a consultant's output, ratio by head office and line, shape (C, S)."""
    bent = world.policies.service_productivity(np.zeros((world.n_cities, N_LINES)), now.index)
    return np.array([math.exp(value) for value in bent.ravel().tolist()]).reshape(bent.shape)


def remote_support(world: World, now: Month) -> Floats:
    """Return the strength of an agency without a local office over its usual one, shape (C, C).

    Rows are cities of the head office, columns of the order; a policy that takes x off the remote penalty
    makes it exp(x / taste scale).
    """
    bidding = world.parameters.bidding
    usual = np.full((world.n_cities, world.n_cities), bidding.remote_penalty)
    relief = (usual - world.policies.remote_penalty(usual, now.index)) / bidding.taste_scale
    return np.array([math.exp(value) for value in relief.ravel().tolist()]).reshape(relief.shape)


def capacity_left(state: State, ids: Counts, line: int, capacity: Floats) -> Floats:
    """Return the orders of a line that agencies can still take this month, real size, shape (n,)."""
    if line not in STOCK_LINES:
        return capacity
    held = row_sums(state.agencies.stock[STOCK_LINES.index(line)].take(ids, axis=0))
    left: Floats = np.maximum(capacity - held * (1.0 - RENEWAL if line == PERSONNEL else 1.0), 0.0)
    return left


def whole_lots(now: Month, ids: Counts, line: int, capacity: Floats) -> Floats:
    """Return capacity in whole lots, rounded at random: a small agency takes a project now and then."""
    u = draws.uniforms(now.key, draws.AGENCY_SHOCK, now.index, ids, sub=FIRST_LOT + line)
    lots: Floats = np.floor(capacity + u)
    return lots


@allocating
def open_books(clients: Floats, ids: Counts, strength: Floats) -> Floats:
    """Return the client books of a line where agencies may serve, else 0, shape (n, C).

    Args:
        clients: client books of all agencies, shape (G, C).
        ids: agencies that offer the line, shape (n,).
        strength: above 0 where they may serve, shape (n, C).
    """
    found = np.zeros(strength.shape)
    for place in range(ids.size):
        for city in range(strength.shape[1]):
            if strength[place, city] > 0.0:
                found[place, city] = clients[row(ids[place]), city]
    return found


def allocate_line(
    world: World,
    state: State,
    now: Month,
    ids: Counts,
    serves: Bytes,
    line: int,
    orders: Floats,
    rule: ScoreRule,
    units: Floats,
    platform_share: Floats,
    remote: Floats,
) -> tuple[LineShares, Floats]:
    """Spread the orders of a line, shape (C,), as `allocate`; returns the unmet ones too, shape (C,).

    Args:
        world: setting.
        state: current state.
        now: the month.
        ids: agencies that offer the line, shape (n,).
        serves: 1 where an agency may take new orders, shape (G, C).
        line: service line.
        orders: at real size, shape (C,).
        rule: ScoreRule.
        units: units per consultant by head office, shape (C,).
        platform_share: share of orders on the platform, shape (C,).
        remote: `remote_support`.
    """
    agencies, bidding = state.agencies, world.parameters.bidding
    consultants = agencies.consultants[line, ids]
    capacity = consultants * units[agencies.head_office[ids]]
    left = capacity_left(state, ids, line, capacity)
    strength = strengths(agencies, ids, serves, line, rule, remote)
    members, platform = np.zeros_like(strength), np.zeros_like(strength)
    if platform_share.any():
        visible = rule._replace(price_weight=bidding.platform_price_weight)
        joined = agencies.platform[ids, None] == 1
        able = strengths(agencies, ids, serves, line, visible, remote)
        members = np.where(joined, able, 0.0)
        platform = bid_shares(consultants, members, 2 * bidding.choice_set)
    bids = bid_shares(consultants, strength, bidding.choice_set)
    clients = open_books(agencies.clients[line], ids, strength)
    lot = float(LOTS[line])
    if bidding.explicit_auction:
        load, unmet = auction(
            np.rint(orders / lot).astype(np.int64),
            consultants,
            strength,
            members,
            clients,
            whole_lots(now, ids, line, left / lot),
            platform_share,
            bidding.loyalty,
            bidding.choice_set,
            ids,
            line,
            now.key,
            now.index,
        )
        return LineShares(ids, capacity, load * lot, bids, platform), unmet * lot
    load = spread_orders(orders, clients, bids, platform, platform_share, bidding.loyalty)
    # Where no agency may serve, orders go to nobody and are unmet.
    nobody = np.where(column_sums(load) > 0.0, 0.0, orders)
    unmet = fill_capacity(load, bids, left) + nobody
    return LineShares(ids, capacity, load, bids, platform), unmet


@compiled
def forward_orders(
    load: Floats, room: Floats, seats: Bytes, park: Bytes, listed: Bytes, share: Floats, unmet: Floats
) -> None:
    """Offer a share of the unmet orders to tenants of parks in other cities, as far as they have room.

    Args:
        load: orders by agency and city, shape (n, C); changes.
        room: orders that an agency can still take, shape (n,); changes.
        seats: city of the head office, shape (n,).
        park: 1 for a park's tenant, shape (n,).
        listed: list status in each city, shape (n, C); a black list keeps orders away here too.
        share: share forwarded, by city of the order and of the park, shape (C, C).
        unmet: orders that nobody took, shape (C,); changes.
    """
    for city in range(unmet.size):
        total, offered = 0.0, 0.0
        for place in range(seats.size):
            partner = share[city, seats[place]]
            if park[place] == 1 and partner > 0.0 and room[place] > 0.0 and listed[place, city] != BLACK:
                total += room[place]
                offered = max(offered, partner)
        moved = min(offered * unmet[city], total)
        if moved <= 0.0:
            continue
        for place in range(seats.size):
            partner = share[city, seats[place]]
            if park[place] == 1 and partner > 0.0 and room[place] > 0.0 and listed[place, city] != BLACK:
                part = moved * (room[place] / total)
                load[place, city] += part
                room[place] -= part
        unmet[city] -= moved


def forward_unmet(state: State, shares: LineShares, line: int, forwarding: Floats, unmet: Floats) -> None:
    """Forward unmet orders of a line between parks; loads and unmet orders, shape (C,), change."""
    if forwarding.any():
        ids, agencies = shares.ids, state.agencies
        room = capacity_left(state, ids, line, shares.capacity) - shares.load.sum(axis=1)
        seats, park, listed = agencies.head_office[ids], agencies.park[ids], agencies.list_status[ids]
        forward_orders(shares.load, room, seats, park, listed, forwarding, unmet)


def allocate(world: World, state: State, now: Month, serves: Bytes, orders: Floats) -> Allocation:
    """Spread the month's orders over agencies.

    Args:
        world: setting.
        state: current state.
        now: the month.
        serves: 1 where an agency may take new orders, shape (G, C).
        orders: at real size, shape (C, S).
    """
    rule, units = score_rule(world, now), productivity(world, state) * progress(world, now)
    remote = remote_support(world, now)
    forwarding = world.policies.order_forwarding(np.zeros_like(remote), now.index)
    platform_share = world.policies.platform_share(np.zeros(world.n_cities), now.index)
    living = np.flatnonzero(state.agencies.alive)
    lines, unmet = [], np.zeros(orders.shape)
    for line in range(N_LINES):
        wanted = orders[:, line].copy()
        ids = holders(living, state.agencies.consultants[line])
        shares, left = allocate_line(
            world, state, now, ids, serves, line, wanted, rule, units[:, line], platform_share, remote
        )
        forward_unmet(state, shares, line, forwarding, left)
        unmet[:, line] = left
        lines.append(shares)
    return Allocation(tuple(lines), unmet)


@allocating
def write_clients(clients: Floats, ids: Counts, load: Floats) -> None:
    """Write the shares of agencies in the orders of a line to the client books.

    Args:
        clients: client books of the line, shape (G, C); they change in the cities with an order.
        ids: agencies that offer the line, shape (n,).
        load: orders by agency and city, shape (n, C).
    """
    served = column_sums(load)
    for place in range(ids.size):
        for city in range(served.size):
            if served[city] > 0.0:
                clients[row(ids[place]), city] = load[place, city] / served[city]


def remember_clients(state: State, allocation: Allocation) -> None:
    """Make this month's shares the client books; cities without an order of a line keep theirs."""
    for line, shares in enumerate(allocation.lines):
        write_clients(state.agencies.clients[line], shares.ids, shares.load)
