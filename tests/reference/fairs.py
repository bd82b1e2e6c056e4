"""Stage 12, fairs: posts without an agency meet the jobless of their city, industry and skill."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.acceptance import AT_FAIR, Decision, decide
from tests.reference.objects import FIRMS, Cell, Status, Worker
from tests.reference.search import Application, BoundaryApplication

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

VISITOR = 2**31
"""Keeps the draws of visitors apart from those of posts, whose sequence numbers never come so far."""


def offers_wanted(market: ReferenceMarket) -> list[float]:
    """Return the offers that the firms of each city make at fairs this month."""
    rule, now = market.parameters.fairs, market.now
    first_quarter = now.of_year <= 3
    share, months = (rule.first_quarter_share, 3) if first_quarter else (1.0 - rule.first_quarter_share, 9)
    season = share * 12 / months
    people = [float(sum(map(sum, market.labour_force[city]))) for city in range(market.n_cities)]
    hires = market.policies.fair_hires(np.zeros(market.n_cities), now.index).tolist()
    wanted = []
    for city in range(market.n_cities):
        firms = rule.fairs * rule.firms_per_fair / 12 * season * people[city] / sum(people)
        held = now.stringency[city] <= rule.suspension_stringency
        wanted.append(firms * market.scale * hires[city] / rule.acceptance if held else 0.0)
    return wanted


def posts_at_fairs(
    market: ReferenceMarket, taken: set[tuple[Cell, int]], wanted: list[float]
) -> dict[Cell, list[tuple[float, int]]]:
    """Return draw and slot of the posts offered at fairs by market cell, the lowest draw first."""
    free = [
        (cell, slot, post)
        for cell, posts in market.board
        for slot, post in enumerate(posts)
        if cell[0] == FIRMS and post.agency is None and (cell, slot) not in taken
    ]
    number = Counter(cell[1] for cell, _, _ in free)
    offered: dict[Cell, list[tuple[float, int]]] = {}
    for cell, slot, post in free:
        u = market.draws.fraction(draws.EVENT, market.now.index, post.firm.identity, post.sequence)
        if u < wanted[cell[1]] / number[cell[1]]:
            offered.setdefault(cell, []).append((u, slot))
    return {cell: sorted(posts) for cell, posts in offered.items()}


def visitors_by_cell(market: ReferenceMarket, busy: set[int]) -> dict[Cell, list[tuple[float, Worker]]]:
    """Return draw and person of the jobless without an application by the cell that they look in."""
    found: dict[Cell, list[tuple[float, Worker]]] = {}
    for worker in market.workers_in_order():
        if worker.status == Status.UNEMPLOYED and worker.identity not in busy:
            u = market.draws.uniform(draws.EVENT, market.now.index, worker.identity, VISITOR)
            cell = (FIRMS, worker.residence, worker.industry, worker.skill)
            found.setdefault(cell, []).append((u, worker))
    return {cell: sorted(people, key=lambda visitor: visitor[0]) for cell, people in found.items()}


def hold_fairs(
    market: ReferenceMarket,
    applications: list[Application],
    away: list[BoundaryApplication],
    decisions: list[Decision],
) -> list[Decision]:
    """Hold fairs: of each cell the post with the lowest draw meets the visitor with the lowest one."""
    wanted = offers_wanted(market)
    if not any(wanted):
        return decisions
    taken = {(decision.application.cell, decision.application.slot) for decision in decisions}
    visitors = visitors_by_cell(market, {item.worker.identity for item in [*applications, *away]})
    candidates = [
        Application(worker, cell, slot, u)
        for cell, posts in posts_at_fairs(market, taken, wanted).items()
        for (_, slot), (u, worker) in zip(posts, visitors.get(cell, []), strict=False)
    ]
    candidates.sort(key=lambda item: item.worker.identity)
    return decisions + decide(market, candidates, AT_FAIR)
