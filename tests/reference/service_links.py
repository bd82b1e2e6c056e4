"""Stage 8, links: which agency carries which simulated post."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.agencies import NO_LINE, Agency, Line, LineShares
from tests.reference.objects import Post

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

Contestants = list[tuple[Agency, float]]
"""Agencies with their weights."""


def link(
    market: ReferenceMarket,
    orders: list[list[float]],
    lines: list[LineShares],
    unmet: list[list[float]],
) -> None:
    """Give every post that looks for an agency one, or none."""
    platform_share = market.policies.platform_share(np.zeros(market.n_cities), market.now.index).tolist()
    for (_, city, _, _), post in market.firm_posts():
        if post.line == NO_LINE or post.agency is not None:
            continue
        line, firm = Line(post.line), post.firm
        words = market.draws.words(draws.BID, market.now.index, firm.identity, post.sequence)
        u_unmet, u_platform, u_loyal = (word * 2.0**-32 for word in words[:3])
        if u_unmet < unmet[city][line] / max(orders[city][line], 1e-12):
            continue
        members = contestants(lines[line], lines[line].platform, city)
        on_platform = bool(members) and u_platform < platform_share[city]
        last = firm.incumbents[line]
        if last is not None and not on_platform and may_stay(last, city, line):
            stays = u_loyal < market.parameters.bidding.loyalty
        else:
            stays = False
        if not stays:
            bidders = members if on_platform else contestants(lines[line], lines[line].bids, city)
            last = rendezvous(market, post, bidders)
        if last is not None:
            post.agency = firm.incumbents[line] = last
            firm.lines_used.add(line)


def may_stay(agency: Agency, city: int, line: Line) -> bool:
    """Return whether the agency that served last may and can serve again."""
    return agency.alive and city in agency.serves and agency.desks[line].consultants > 0.0


def contestants(shares: LineShares, weights: dict[tuple[int, int], float], city: int) -> Contestants:
    """Return the agencies with a positive weight."""
    return [
        (agency, weights[agency.identity, city])
        for agency in shares.sellers
        if weights[agency.identity, city] > 0.0
    ]


def rendezvous(market: ReferenceMarket, post: Post, bidders: Contestants) -> Agency | None:
    """Return the agency with the lowest -ln(u) / weight, u keyed by agency and order; of equals the first.

    Four agencies share a draw, a word for each.
    """
    order = (post.firm.identity * 2654435761 + post.sequence * 40503) & draws.BITS_32
    drawn: dict[int, tuple[int, ...]] = {}
    best, chosen = math.inf, None
    for agency, weight in bidders:
        four, place = divmod(agency.identity, 4)
        if four not in drawn:
            drawn[four] = market.draws.words(draws.CONSIDERATION, market.now.index, four, order)
        value = -math.log((drawn[four][place] + 0.5) * 2.0**-32) / weight
        if value < best:
            best, chosen = value, agency
    return chosen
