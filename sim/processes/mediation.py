"""Mediation: what agencies do for the posts they carry, after the applicants have decided.

Headhunters contact professionals in work (`headhunting`), then agencies look again among the applicants who
lost (`rounds`). Nobody has two offers in a month. Here all this is put together and counted: who was served
(applied to a post that an agency carries, was contacted, or had an offer in a round) and who of them for the
first time in the calendar year.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import N_LINES, ServiceMarket
from sim.agents.state import State
from sim.agents.workers import DISPATCH, FLEXIBLE, PLACED, SERVED, Workers
from sim.compile import allocating
from sim.processes.acceptance import Decisions
from sim.processes.applications import Applications, BoundaryApplications
from sim.processes.clock import Month
from sim.processes.execution import HiringFlows
from sim.processes.headhunting import headhunt
from sim.processes.information import Places
from sim.processes.open_orders import open_orders
from sim.processes.rounds import Losers, find_losers, hold_rounds
from sim.processes.world import World

Counts = NDArray[np.int64]


class Outreach(NamedTuple):
    """Whom agencies served before any hire. Shapes: C cities, S service lines.

    orders_open   posts with an agency at matching by city of work and line, shape (C, S)
    served        persons served this month by residence, shape (C,)
    contacts      the same, each as often as served: applications, contacts and offers in rounds, shape (C,)
    newly_served  persons served for the first time this calendar year, shape (C,)
    """

    orders_open: Counts
    served: Counts
    contacts: Counts
    newly_served: Counts


class ServiceFlows(NamedTuple):
    """A month of the agencies' work in simulated units. Shapes: C cities, S service lines.

    orders_open         posts with an agency at matching by city of work and line, shape (C, S)
    placements          hires on such posts by city of work and line, shape (C, S)
    placed_in_rounds    of these, found in a round of mediation or by a headhunter, shape (C, S)
    headhunt_pay_cents  annual pay of the headhunted by city of work, cents, shape (C,)
    staff_starts, staff_ends  jobs begun and ended by city of work and contract (dispatch, outsourced,
                        flexible), shape (C, 3)
    served, contacts, newly_served  as in `Outreach`, by residence, shape (C,)
    newly_placed        persons placed for the first time this calendar year, by residence before, shape (C,)
    misplaced           placements with misconduct by city of work, shape (C,)
    """

    orders_open: Counts
    placements: Counts
    placed_in_rounds: Counts
    headhunt_pay_cents: Counts
    staff_starts: Counts
    staff_ends: Counts
    served: Counts
    contacts: Counts
    newly_served: Counts
    newly_placed: Counts
    misplaced: Counts


@allocating
def serve(workers: Workers, ids: NDArray[np.int32], n_cities: int) -> tuple[Counts, Counts]:
    """Flag some workers as served.

    Returns:
        How many they are by city of residence, and how many of them for the first time this year, (C,) each.
    """
    served, newly = np.zeros(n_cities, np.int64), np.zeros(n_cities, np.int64)
    for worker in ids:
        city = workers.residence[worker]
        served[city] += 1
        if workers.flags[worker] & SERVED == 0:
            newly[city] += 1
            workers.flags[worker] |= SERVED
    return served, newly


def open_year(state: State, now: Month) -> None:
    """Begin the calendar year: nobody has been served or placed yet."""
    if now.calendar_month == 1:
        state.workers.flags[:] &= np.uint16(0xFFFF & ~(SERVED | PLACED))


def count_outreach(
    world: World,
    state: State,
    applications: Applications,
    contacted: NDArray[np.int32],
    losers: Losers,
    orders_open: Counts,
) -> Outreach:
    """Flag and count who was served.

    Args:
        world: setting.
        state: its workers' flags change.
        applications: who applied inside the region.
        contacted: whom headhunters contacted.
        losers: after the rounds; who no longer waits had an offer.
        orders_open: posts with an agency by city and line.
    """
    applied = applications.worker[state.vacancies.agency[applications.slot] >= 0]
    offered = losers.waiting == 0
    # Who lost on a mediated post and had an offer in a round was served already, as an applicant.
    persons = [applied, contacted, losers.worker[offered & (losers.mediated == 0)]]
    served, newly = serve(state.workers, np.concatenate(persons), world.n_cities)
    repeated, _ = serve(state.workers, losers.worker[offered & (losers.mediated == 1)], world.n_cities)
    return Outreach(orders_open, served, served + repeated, newly)


def no_outreach(n_cities: int) -> Outreach:
    """Return counts of zero."""
    by_city = [np.zeros(n_cities, np.int64) for _ in range(3)]
    return Outreach(np.zeros((n_cities, N_LINES), np.int64), *by_city)


def joined(parts: list[Decisions]) -> Decisions:
    """Return all decisions in the order of the workers."""
    worker = np.concatenate([part.taken.worker for part in parts])
    order = np.argsort(worker, kind="stable")
    columns = zip(*(part.taken for part in parts), strict=True)
    return Decisions(
        taken=Applications._make(np.concatenate(column)[order] for column in columns),
        migrate=np.concatenate([part.migrate for part in parts])[order],
        log_wages=np.concatenate([part.log_wages for part in parts])[order],
        offers=np.sum([part.offers for part in parts], axis=0),
        round=np.concatenate([part.round for part in parts])[order],
    )


def mediate(
    world: World,
    state: State,
    now: Month,
    places: Places,
    applications: Applications,
    away: BoundaryApplications,
    candidates: Applications,
    decisions: Decisions,
    market: ServiceMarket | None,
) -> tuple[Decisions, Outreach]:
    """Let agencies find candidates for the posts they carry that are still free.

    Args:
        world: setting.
        state: its workers' flags change.
        now: the month.
        places: what choices rest on.
        applications: who applied inside the region.
        away: who applied outside.
        candidates: the applications that their posts drew.
        decisions: what these candidates decided.
        market: what agencies can do; None if there are no agencies.

    Returns:
        All decisions of the month, those made before among them, and who was served.
    """
    if market is None:
        return decisions, no_outreach(world.n_cities)
    orders, orders_open = open_orders(world, state, now, decisions, market)
    hunted, contacted = headhunt(world, state, now, places, applications, away, orders, market)
    n_cells = world.n_pools * world.n_skills
    losers = find_losers(state.workers, state.vacancies.agency, applications, candidates, orders, n_cells)
    in_rounds = hold_rounds(world, state, now, places, losers, orders, market)
    outreach = count_outreach(world, state, applications, contacted, losers, orders_open)
    return joined([decisions, hunted, *in_rounds]), outreach


def service_flows(outreach: Outreach, hiring: HiringFlows, ends: Counts) -> ServiceFlows:
    """Return the agencies' work of a month.

    Args:
        outreach: of `mediate`.
        hiring: of `execute`.
        ends: jobs that ended for whatever reason by contract, city and industry, shape (5, C, I).
    """
    staffing, placements = slice(DISPATCH, FLEXIBLE + 1), hiring.placements
    return ServiceFlows(
        orders_open=outreach.orders_open,
        placements=placements.by_line,
        placed_in_rounds=placements.beyond_applicants,
        headhunt_pay_cents=placements.headhunt_pay_cents,
        staff_starts=hiring.starts[staffing].sum(axis=2).T,
        staff_ends=ends[staffing].sum(axis=2).T,
        served=outreach.served,
        contacts=outreach.contacts,
        newly_served=outreach.newly_served,
        newly_placed=placements.newly_placed,
        misplaced=placements.misplaced,
    )
