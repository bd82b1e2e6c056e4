"""Export teams: who is sent where this month, and the applications filed for them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.objects import FIRMS, Status, Worker
from tests.reference.search import Application, BoundaryApplication

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

COUNT_SUB, POST_SUB = 1000, 500


def gather_teams(market: ReferenceMarket) -> dict[int, int]:
    """Return the destination of each member by identity: the lowest draws among the willing."""
    month, teams = market.now.index, {}
    nobody = np.zeros((market.n_cities, market.n_nodes))
    wanted = market.policies.export_teams(nobody, month).tolist()
    for city, by_node in enumerate(wanted):
        for node, persons in enumerate(by_node):
            if persons > 0.0:
                u = market.draws.uniform(draws.EXPORT_TEAM, month, city, COUNT_SUB + node)
                drawn = {
                    worker.identity: market.draws.uniform(draws.EXPORT_TEAM, month, worker.identity, node)
                    for worker in willing(market, city)
                    if worker.identity not in teams
                }
                chosen = sorted(drawn, key=lambda identity: drawn[identity])
                for identity in chosen[: math.floor(persons * market.scale + u)]:
                    teams[identity] = node
                    market.flows.sent[city, node] += 1
    return teams


def willing(market: ReferenceMarket, city: int) -> list[Worker]:
    """Return the jobless of the lower skills who live in a city and are registered there."""
    return [
        worker
        for worker in market.workers_in_order()
        if worker.status == Status.UNEMPLOYED
        and worker.residence == worker.registration == city
        and worker.skill < 2
    ]


def enrol(
    market: ReferenceMarket,
    teams: dict[int, int],
    applications: list[Application],
    away: list[BoundaryApplication],
) -> tuple[list[Application], list[BoundaryApplication]]:
    """Put the applications of teams in the place of those that their members filed themselves."""
    inside = [filed for filed in applications if filed.worker.identity not in teams]
    outside = [filed for filed in away if filed.worker.identity not in teams]
    for identity, node in teams.items():
        worker = market.workers[identity]
        if node >= market.n_cities:
            outside.append(BoundaryApplication(worker, node, worker.industry, worker.skill))
        else:
            inside += team_application(market, worker, node)
    return sorted(inside, key=by_worker), sorted(outside, key=by_worker)


def by_worker(filed: Application | BoundaryApplication) -> int:
    """Return who applies."""
    return filed.worker.identity


def team_application(market: ReferenceMarket, worker: Worker, city: int) -> list[Application]:
    """Return the application to one of the city's posts for the worker's skill at a firm, if there is one."""
    month = market.now.index
    posts = [
        (cell, slot)
        for cell in ((FIRMS, city, industry, worker.skill) for industry in market.industries)
        for slot in range(len(market.board.cells[cell]))
    ]
    if not posts:
        return []
    u = market.draws.uniform(draws.EXPORT_TEAM, month, worker.identity, POST_SUB)
    cell, slot = posts[min(int(u * len(posts)), len(posts) - 1)]
    key = -math.log(market.draws.uniform(draws.RACE, month, worker.identity))
    return [Application(worker, cell, slot, key)]
