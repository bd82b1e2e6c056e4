"""Which agency carries which post: the links between simulated posts and agencies.

The books of agencies are shared at real size (`sim.processes.service_market`); a simulated post needs one
single agency, whose quality decides its extra candidate rounds and whose honesty its conduct. The post keeps
the agency that last served its firm, with the chance of loyalty and if that agency may and can; otherwise it
finds none with the chance of an unmet order, or draws one by weighted rendezvous hashing (Thaler and
Ravishankar 1998; weights: the shares of orders that look around): each agency has the key -ln(u) / weight, u
keyed by agency and order, and the lowest wins. An agency more or less then moves only the orders it wins or
loses.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.agencies import N_LINES, Agencies
from sim.agents.firms import Firms
from sim.agents.state import State
from sim.agents.vacancies import Vacancies
from sim.agents.workers import NO_AGENCY
from sim.compile import Integer, allocating, compiled, inlined, row
from sim.draws import Key
from sim.processes.clock import Month
from sim.processes.service_market import Allocation
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Bytes = NDArray[np.uint8]


class Candidates(NamedTuple):
    """The agencies that take part, by market: city x line, then the same for the platform.

    first   first entry of each market, shape (2 * C * S + 1,)
    agency  ids in order
    weight  chances, in any unit
    """

    first: Counts
    agency: Counts
    weight: Floats


@allocating
def positive(ids: Counts, share: Floats) -> tuple[Counts, Counts, Floats]:
    """Return the agencies of positive share city by city, with the bounds of the cities.

    Args:
        ids: agencies, shape (n,).
        share: their shares, shape (n, C).

    Returns:
        First entry of each city, shape (C + 1,), ids and shares.
    """
    bounds = np.zeros(share.shape[1] + 1, np.int64)
    agencies, weights = np.empty(share.size, np.int64), np.empty(share.size)
    count = 0
    for city in range(share.shape[1]):
        for place in range(ids.size):
            # Written without a branch, which no processor could predict.
            agencies[count], weights[count] = ids[place], share[place, city]
            count += 1 if share[place, city] > 0.0 else 0
        bounds[city + 1] = count
    return bounds, agencies[:count].copy(), weights[:count].copy()


def list_candidates(allocation: Allocation) -> Candidates:
    """Return who has a positive weight in each market."""
    ids, weights, first = [], [], [0]
    for kind in ("bids", "platform"):
        lines = [positive(shares.ids, getattr(shares, kind)) for shares in allocation.lines]
        for city in range(allocation.unmet.shape[0]):
            for bounds, some, share in lines:
                part = slice(bounds[city], bounds[city + 1])
                ids.append(some[part])
                weights.append(share[part])
                first.append(first[-1] + ids[-1].size)
    return Candidates(np.array(first), np.concatenate(ids), np.concatenate(weights))


@inlined
def order_number(firm: Integer, sequence: Integer) -> np.uint64:
    """Return a number of 32 bits for a post, by which its draws are keyed."""
    mixed = np.uint64(firm) * np.uint64(2654435761) + np.uint64(sequence) * np.uint64(40503)
    return mixed & np.uint64(0xFFFFFFFF)


@compiled
def draw_words(key: Key, month: int, order: np.uint64, pieces: Counts, words: NDArray[np.uint32]) -> None:
    """Draw an order's word for every agency id in some ranges; agency g's goes to words[g & 3, g >> 2]."""
    for piece in range(pieces.shape[0]):
        low, high = pieces[piece, 0] >> 2, (pieces[piece, 1] + 3) >> 2
        draws.fill_words(key, draws.CONSIDERATION, month, low, high - low, order, words)


@compiled
def rendezvous(
    agency: Counts, weight: Floats, low: Integer, high: Integer, words: NDArray[np.uint32]
) -> Integer:
    """Return the agency that an order draws from entries [low, high); -1 if there is none. Ties: lower id.

    Args:
        agency: ids in order.
        weight: their weights.
        low: first entry that takes part.
        high: the entry after the last one.
        words: the order's words, from `draw_words`.
    """
    chosen: Integer = -1
    best = math.inf
    for place in range(low, high):
        entry = row(place)
        g = row(agency[entry])
        u = (np.float64(words[g & np.uint64(3), g >> np.uint64(2)]) + 0.5) * 2.0**-32
        # -ln(u) >= 1 - u rules most out without a logarithm.
        if 1.0 - u < best * weight[entry]:
            value = -math.log(u) / weight[entry]
            if value < best:
                best, chosen = value, np.int64(g)
    return chosen


@allocating
def link_posts(
    agencies: Agencies,
    firms: Firms,
    vacancies: Vacancies,
    n_firm_cells: int,
    serves: Bytes,
    candidates: Candidates,
    unmet: Floats,
    platform_share: Floats,
    loyalty: float,
    pieces: Counts,
    key: Key,
    month: int,
) -> None:
    """Give every post that looks for an agency one, or none.

    Args:
        agencies: Agencies.
        firms: Firms; incumbent_agency and service_use change.
        vacancies: Vacancies; agency changes.
        n_firm_cells: market cells of firms.
        serves: 1 where an agency may take new orders, shape (G, C).
        candidates: Candidates.
        unmet: share of orders that nobody takes, shape (C, S).
        platform_share: share of orders on the platform, shape (C,).
        loyalty: chance to keep the agency that served last.
        pieces: ranges of agency ids in use.
        key: key of the draws.
        month: current month index.
    """
    n_cities, n_lines = unmet.shape
    words = np.empty((4, (agencies.alive.size + 3) >> 2), np.uint32)
    for cell in range(n_firm_cells):
        for slot in range(vacancies.offset[cell], vacancies.offset[cell] + vacancies.open_posts[cell]):
            line = np.int64(vacancies.line[slot])
            if line >= N_LINES or vacancies.agency[slot] != NO_AGENCY:
                continue
            firm = vacancies.firm[slot]
            city = np.int64(firms.city[firm])
            order = order_number(firm, vacancies.sequence[slot])
            drawn = draws.words(key, draws.BID, month, firm, vacancies.sequence[slot])
            if np.float64(drawn[0]) * 2.0**-32 < unmet[city, line]:
                continue
            market = city * n_lines + line
            posted = np.float64(drawn[1]) * 2.0**-32 < platform_share[city]
            platform = n_cities * n_lines + market
            if posted and candidates.first[platform + 1] > candidates.first[platform]:
                market = platform
            last: Integer = np.int64(firms.incumbent_agency[firm, line])
            stays = (
                market != platform
                and last >= 0
                and np.float64(drawn[2]) * 2.0**-32 < loyalty
                and agencies.alive[last] == 1
                and serves[last, city] == 1
                and agencies.consultants[line, last] > 0.0
            )
            if not stays:
                draw_words(key, month, order, pieces, words)
                low, high = candidates.first[market], candidates.first[market + 1]
                last = rendezvous(candidates.agency, candidates.weight, low, high, words)
            if last >= 0:
                vacancies.agency[slot] = last
                firms.incumbent_agency[firm, line] = last
                firms.service_use[firm] |= np.uint8(1 << line)


def link(
    world: World, state: State, now: Month, serves: Bytes, orders: Floats, allocation: Allocation
) -> None:
    """Give this month's posts their agencies.

    Args:
        world: setting.
        state: current state; posts and firms change.
        now: the month.
        serves: 1 where an agency may take new orders, shape (G, C).
        orders: at real size, shape (C, S).
        allocation: who gets which share.
    """
    platform_share = world.policies.platform_share(np.zeros(world.n_cities), now.index)
    link_posts(
        state.agencies,
        state.firms,
        state.vacancies,
        world.n_pools * world.n_skills,
        serves,
        list_candidates(allocation),
        allocation.unmet / np.maximum(orders, 1e-12),
        platform_share,
        world.parameters.bidding.loyalty,
        state.agency_blocks.pieces(),
        now.key,
        now.index,
    )
