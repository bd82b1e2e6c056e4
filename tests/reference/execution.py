"""Stage 13, first part: posts are filled, old jobs end, new ones start, movers move."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.reference import draws
from tests.reference.acceptance import BY_APPLICATION, Decision, Option
from tests.reference.agencies import Line
from tests.reference.employment import start_job
from tests.reference.objects import Contract
from tests.reference.service_information import misconduct_chance

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

CENTS_A_YEAR = 1200.0
"""Cents a year of one CNY a month."""


def execute(market: ReferenceMarket, decisions: list[Decision]) -> None:
    """Carry out the hires: take filled posts off the board, from the last slot down, then start the jobs."""
    flows = market.flows
    flows.open_posts = {cell: len(posts) for cell, posts in market.board}
    for item in sorted((item.application for item in decisions), key=lambda item: (item.cell, -item.slot)):
        market.board.remove(item.cell, item.slot)
        flows.filled[item.cell] += 1
    for decision in decisions:
        hire(market, decision)


def hire(market: ReferenceMarket, decision: Decision) -> None:
    """Start a job. On a post that an agency carries this is a placement of the agency."""
    flows, worker, post = market.flows, decision.application.worker, decision.post
    firm = post.firm
    misled = post.agency is not None and place(market, decision)
    if worker.employed:
        flows.quits_for_another_job[worker.job] += 1
    flows.hires[1 if worker.employed else 0, worker.residence, firm.city] += 1
    if decision.option == Option.MIGRATE:
        flows.moved_for_job[worker.residence, firm.city] += 1
        worker.residence = firm.city
    # In staffing lines the agency is the legal employer; without one, and in other lines, the firm is.
    contract = post.contract if post.agency is not None else Contract.DIRECT
    start_job(market, worker, firm, decision.log_wage, contract)
    flows.jobs_started[worker.job] += 1
    worker.agency = post.agency if contract != Contract.DIRECT else None
    worker.misled = misled


def place(market: ReferenceMarket, decision: Decision) -> bool:
    """Count a placement; return whether the agency misleads the worker."""
    flows, worker, post = market.flows, decision.application.worker, decision.post
    city, agency = post.firm.city, post.agency
    assert agency is not None
    if not worker.placed:
        flows.newly_placed[worker.residence] += 1
    worker.placed = True
    flows.placements[city, post.line] += 1
    if decision.found != BY_APPLICATION:
        flows.placements_beyond_applicants[city, post.line] += 1
    if post.line == Line.HEADHUNTING:
        flows.headhunt_pay_cents[city] += round(CENTS_A_YEAR * math.exp(decision.log_wage))
    u = market.draws.fraction(draws.MISCONDUCT, market.now.index, worker.identity, agency.identity)
    misled = u < misconduct_chance(market, agency)
    flows.misplaced[city] += misled
    return misled
