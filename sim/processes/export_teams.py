"""Export teams: sending cities gather jobless people and apply for them, all together, in one place.

Instruments say how many persons a month each city sends to each node; that many are drawn among its willing
jobless: residents who are registered there and hold no certificate or a junior one. Instead of their own
application of the month, a team applies for each of its members to a post of a firm at the destination that
asks for the skill, each post equally likely; at a boundary node an offer is sure. Members then race, choose
and move as everybody does, and the posts of the sending city lose applicants. Without an instrument there is
no team.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.state import State
from sim.agents.workers import UNEMPLOYED
from sim.processes.applications import Applications, BoundaryApplications
from sim.processes.clock import Month
from sim.processes.world import World

Counts = NDArray[np.int64]
Columns = Iterable[NDArray[Any]]
TEAM_SKILLS = 2
"""Skills below this are organised: none, and junior or intermediate."""
COUNT_SUB, MEMBER_SUB, POST_SUB = 1000, 0, 500
"""Subs of the draws: of numbers (by route), of members (by destination) and of posts."""


class Teams(NamedTuple):
    """Who is sent this month. Shapes: C cities, N nodes.

    worker, node  members in the order of their ids, and where they are sent
    sent          how many by city of residence and destination, shape (C, N)
    """

    worker: NDArray[np.int32]
    node: NDArray[np.uint8]
    sent: Counts


def gather_teams(world: World, state: State, now: Month) -> Teams:
    """Return the members of the month's teams."""
    n_cities, n_nodes = world.n_cities, world.region.n_nodes
    wanted = world.policies.export_teams(np.zeros((n_cities, n_nodes)), now.index)
    ids, nodes, sent = [np.zeros(0, np.int32)], [np.zeros(0, np.uint8)], np.zeros(wanted.shape, np.int64)
    for city in np.flatnonzero(wanted.any(axis=1)).tolist():
        willing = willing_jobless(state, city)
        for node in np.flatnonzero(wanted[city]).tolist():
            expected = float(wanted[city, node]) * world.scale
            count = math.floor(
                expected + draws.uniform(now.key, draws.EXPORT_TEAM, now.index, city, COUNT_SUB + node)
            )
            drawn = draws.uniforms(now.key, draws.EXPORT_TEAM, now.index, willing, MEMBER_SUB + node)
            first = np.argsort(drawn, kind="stable")[:count]
            ids.append(willing[first].astype(np.int32))
            nodes.append(np.full(first.size, node, np.uint8))
            sent[city, node] = first.size
            willing = np.delete(willing, first)
    joined = np.concatenate(ids)
    order = np.argsort(joined, kind="stable")
    return Teams(joined[order], np.concatenate(nodes)[order], sent)


def willing_jobless(state: State, city: int) -> Counts:
    """Return the ids of the jobless of the lower skills who live in a city and are registered there."""
    workers = state.workers
    return np.flatnonzero(
        (workers.status == UNEMPLOYED)
        & (workers.residence == city)
        & (workers.registration == city)
        & (workers.skill < TEAM_SKILLS)
    )


def enrol(
    world: World,
    state: State,
    now: Month,
    teams: Teams,
    applications: Applications,
    away: BoundaryApplications,
) -> tuple[Applications, BoundaryApplications]:
    """Put the applications of teams in the place of those that their members filed themselves."""
    if not teams.worker.size:
        return applications, away
    own, own_away = (~np.isin(filed.worker, teams.worker) for filed in (applications, away))
    outside = teams.node >= world.n_cities
    inside = team_applications(world, state, now, teams.worker[~outside], teams.node[~outside])
    ids = teams.worker[outside]
    sent = BoundaryApplications(
        ids, teams.node[outside], state.workers.industry[ids], state.workers.skill[ids]
    )
    return (
        Applications._make(in_order(own, applications, inside)),
        BoundaryApplications._make(in_order(own_away, away, sent)),
    )


def in_order(kept: NDArray[np.bool_], old: Columns, new: Columns) -> list[NDArray[Any]]:
    """Return the columns of applications kept and added, in the order of the workers."""
    columns = [np.concatenate([one[kept], other]) for one, other in zip(old, new, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    return [column[order] for column in columns]


def team_applications(
    world: World, state: State, now: Month, ids: NDArray[np.int32], cities: NDArray[np.uint8]
) -> Applications:
    """Return the applications to posts of firms in the region; who finds no post of the skill has none."""
    posts, n_skills = state.vacancies, world.n_skills
    open_posts = posts.open_posts[: world.n_pools * n_skills].reshape(world.cells)
    cells, slots = np.full(ids.size, -1, np.int32), np.zeros(ids.size, np.int64)
    u = draws.uniforms(now.key, draws.EXPORT_TEAM, now.index, ids.astype(np.int64), POST_SUB)
    for place, (worker, city) in enumerate(zip(ids.tolist(), cities.tolist(), strict=True)):
        skill = int(state.workers.skill[worker])
        running = np.cumsum(open_posts[city, :, skill])
        total = int(running[-1])
        if total == 0:
            continue
        chosen = min(int(u[place] * total), total - 1)
        industry = int(np.searchsorted(running, chosen, side="right"))
        cell = (city * world.n_industries + industry) * n_skills + skill
        rank = chosen - int(running[industry]) + int(open_posts[city, industry, skill])
        cells[place], slots[place] = cell, int(posts.offset[cell]) + rank
    found = cells >= 0
    race = draws.uniforms(now.key, draws.RACE, now.index, ids[found].astype(np.int64))
    keys = np.array([-math.log(x) for x in race.tolist()])
    return Applications(ids[found], cells[found], slots[found], keys)
