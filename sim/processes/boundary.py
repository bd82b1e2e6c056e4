"""Boundary: people leave for the nodes around the region; who comes back and who arrives is decided beside.

A viable application to a boundary node becomes an offer with the probability

    p_ext x season x brand factor,     1 for those whom an export team sends,

without a race for posts; the worker takes it by the same logit as any offer, and is then outside at that
node. More offers come in February and March. `homecoming.py` brings people back to where they are
registered, `arrivals.py` brings in-migrants and talent, `talent.py` lets talent leave again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.agents.employment import end_jobs
from sim.agents.state import State
from sim.agents.workers import OUTSIDE, UNEMPLOYED, Workers
from sim.compile import allocating
from sim.draws import Key
from sim.processes.acceptance import MIGRATE, STAY, able_to_move, taste, value_of_staying
from sim.processes.applications import BoundaryApplications
from sim.processes.arrivals import (
    arrival_shares,
    come_again,
    immigrate,
    season_of_arrivals,
    welcome_talent,
)
from sim.processes.brands import brand_factors
from sim.processes.clock import Month, departure_season
from sim.processes.homecoming import go_home
from sim.processes.information import Places, earning_power, migration_value
from sim.processes.talent import forget_talent, leave_again
from sim.processes.world import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@allocating
def take_offers_outside(
    workers: Workers,
    away: BoundaryApplications,
    offer_probability: Floats,
    places: Places,
    key: Key,
    initial_key: Key,
    month: int,
) -> NDArray[np.uint8]:
    """Return 1 for each application to a boundary node that ends in the worker's leaving, shape (n,).

    Args:
        workers: Workers.
        away: BoundaryApplications.
        offer_probability: that of each application, shape (n,).
        places: Places.
        key: key of the draws.
        initial_key: key of the lasting traits.
        month: current month index.
    """
    left = np.zeros(away.worker.size, np.uint8)
    for place in range(away.worker.size):
        worker, node = away.worker[place], np.int64(away.node[place])
        if draws.fraction(key, draws.BOUNDARY, month, worker, 0) >= offer_probability[place]:
            continue
        residence = np.int64(workers.residence[worker])
        if workers.status[worker] > UNEMPLOYED or not able_to_move(
            key, month, worker, residence, node, places
        ):
            continue
        match = places.match_sd * draws.standard_normal(
            draws.uniform(initial_key, draws.MATCH, draws.TIMELESS, worker, 2**31 + node)
        )
        wage = places.log_wages[node, away.industry[place], away.skill[place]] + match
        wage += earning_power(workers, worker, initial_key, places)
        stay = value_of_staying(workers, worker, month, initial_key, places) + taste(
            key, month, worker, STAY, places
        )
        go = migration_value(
            wage, workers.skill[worker], residence, node, np.int64(workers.registration[worker]), places
        )
        if go + taste(key, month, worker, MIGRATE, places) > stay:
            left[place] = 1
    return left


class BoundaryFlows(NamedTuple):
    """Who crossed the boundary, or went home. Shapes: C cities, B boundary nodes, I industries.

    emigrated   for a job outside, by city of residence and boundary node, shape (C, B)
    ended_jobs  the jobs that ended by contract, city of work and industry, shape (5, C, I)
    returned    workers who came back to their city of registration by boundary node and city, shape (B, C)
    from_pool   the same of people who left before the model starts, shape (B, C)
    went_home   workers who went to their city of registration from another one, shape (C, C)
    left_home   workers who went to the boundary node where they are registered, shape (C, B)
    between     the same from another boundary node, shape (B, B)
    immigrated, talent  new people from the pools by boundary node and city, shape (B, C)
    again       in-migrants who were in the region before, shape (B, C)
    talent_left  talent that went back where it came from by city of residence and node, shape (C, B)
    """

    emigrated: Counts
    ended_jobs: Counts
    returned: Counts
    from_pool: Counts
    went_home: Counts
    left_home: Counts
    between: Counts
    immigrated: Counts
    again: Counts
    talent: Counts
    talent_left: Counts

    @property
    def came(self) -> Counts:
        """All who came into the labour force of a city, shape (C,)."""
        inward = self.returned + self.from_pool + self.immigrated + self.again + self.talent
        return np.asarray(inward.sum(axis=0))

    @property
    def went(self) -> Counts:
        """All who left the region, by city of residence, shape (C,)."""
        return np.asarray((self.emigrated + self.left_home + self.talent_left).sum(axis=1))


def cross_boundary(
    world: World,
    state: State,
    now: Month,
    places: Places,
    away: BoundaryApplications,
    organised: NDArray[np.int32],
) -> BoundaryFlows:
    """Let people leave, come back and arrive.

    Args:
        world: setting.
        state: its workers and pools change.
        now: the month.
        places: what choices rest on.
        away: applications to boundary nodes.
        organised: ids of those among them whom export teams send.
    """
    n = world.n_cities
    emigrated, left_jobs = emigrate(world, state, now, places, away, organised)
    homecoming = go_home(world, state, now, places)
    talent_left, talent_jobs = leave_again(world, state, now, places)
    agents = homecoming.agents
    shares = season_of_arrivals(world, now, arrival_shares(world, places))
    return BoundaryFlows(
        emigrated=emigrated,
        ended_jobs=left_jobs + homecoming.ended_jobs + talent_jobs,
        returned=agents[n:, :n],
        from_pool=homecoming.from_pool,
        went_home=agents[:n, :n],
        left_home=agents[:n, n:],
        between=agents[n:, n:],
        immigrated=immigrate(world, state, now, places, shares),
        again=come_again(world, state, now, places, shares),
        talent=welcome_talent(world, state, now, places),
        talent_left=talent_left,
    )


def offer_probabilities(
    world: World,
    state: State,
    now: Month,
    places: Places,
    away: BoundaryApplications,
    organised: NDArray[np.int32],
) -> Floats:
    """Return the chance that each application to a boundary node becomes an offer, shape (n,)."""
    usual = world.parameters.boundary.offer_probability * departure_season(world, now)
    chances = np.minimum(usual * brand_factors(state.workers, away.worker, places.brand_factors), 1.0)
    return np.where(np.isin(away.worker, organised), 1.0, chances)


def emigrate(
    world: World,
    state: State,
    now: Month,
    places: Places,
    away: BoundaryApplications,
    organised: NDArray[np.int32],
) -> tuple[Counts, Counts]:
    """Let workers leave for boundary nodes.

    Returns:
        Who left, shape (C, B), and the jobs they ended, shape (5, C, I).
    """
    chances = offer_probabilities(world, state, now, places, away, organised)
    left = (
        take_offers_outside(state.workers, away, chances, places, now.key, world.initial_key, now.index) == 1
    )
    ids, nodes = away.worker[left], away.node[left]
    flows = np.zeros((world.n_cities, world.n_boundary), np.int64)
    np.add.at(flows, (state.workers.residence[ids], nodes.astype(np.int64) - world.n_cities), 1)
    ended_jobs = end_jobs(state, ids, OUTSIDE, now.index, places.wage_drift)
    state.workers.residence[ids] = nodes
    forget_talent(state, ids)
    return flows, ended_jobs
