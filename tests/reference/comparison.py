"""Comparing the reference model with the compiled one: every column, every tally, bit for bit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.agencies import Agencies, empty_agencies
from sim.agents.firms import Firms, empty_firms
from sim.agents.services import ServiceMemory
from sim.agents.workers import empty_workers
from sim.model import LabourMarket
from sim.processes.clock import month_name
from tests.reference.agencies import STAFFING, Agency, Desk, Line
from tests.reference.initial import FLAGS, agency_first
from tests.reference.market import ReferenceMarket
from tests.reference.objects import Firm, Worker

Columns = Iterator[tuple[str, NDArray[Any], NDArray[Any]]]
"""Name, column of the compiled model, column of the reference."""


class DifferenceError(AssertionError):
    """The two models differ."""


def compare(model: LabourMarket, reference: ReferenceMarket) -> None:
    """Compare all that a month leaves behind.

    Raises:
        DifferenceError: names the month, the first column that differs, and the first entity in it.
    """
    month = month_name(model.month - 1)
    stages = (
        flows, service_flows, orders, accounts, workers, firms, vacancies, agencies, memories, service_memory,
        id_blocks, census,
    )  # fmt: skip
    for sides in stages:
        for name, compiled, plain in sides(model, reference):
            check(f"Month {month}: {name}", compiled, plain)


def check(label: str, compiled: NDArray[Any], plain: NDArray[Any]) -> None:
    """Raise unless two arrays agree in shape and in every bit."""
    expected = np.asarray(plain, compiled.dtype)
    if compiled.shape != expected.shape:
        raise DifferenceError(
            f"{label} has shape {compiled.shape} in the kernels, {expected.shape} in the reference."
        )
    different = bits(compiled) != bits(expected)
    if different.any():
        place = tuple(int(index) for index in np.argwhere(different)[0])
        raise DifferenceError(
            f"{label} differs first at {place if len(place) != 1 else place[0]}: the kernels have "
            f"{compiled[place]!r}, the reference has {expected[place]!r} ({int(different.sum())} differ)."
        )


def bits(array: NDArray[Any]) -> NDArray[Any]:
    """Return floating-point numbers as the integers of the same bits, others as they are."""
    integers = {"f4": np.int32, "f8": np.int64}.get(array.dtype.str[1:])
    return array if integers is None else np.ascontiguousarray(array).view(integers).reshape(array.shape)


def table(counts: Mapping[Any, Any], *shape: int) -> NDArray[Any]:
    """Return tallies as an array; what was never counted is zero."""
    array = np.zeros(shape, np.float64 if any(isinstance(x, float) for x in counts.values()) else np.int64)
    for key, count in counts.items():
        array[key] = count
    return array


def workers(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield the columns of the workers; rows that nobody has used must be untouched."""
    columns = model.state.workers
    expected = empty_workers(columns.status.size)
    for identity, worker in reference.workers.items():
        for name, value in worker_row(worker).items():
            getattr(expected, name)[identity] = value
    for name in columns._fields:
        yield f"workers.{name}", getattr(columns, name), getattr(expected, name)


def worker_row(worker: Worker) -> dict[str, Any]:
    """Return a worker as the columns hold it."""
    row = {
        name: getattr(worker, name)
        for name in (
            "status", "residence", "registration", "industry", "skill", "contract", "birth_month",
            "spell_start", "log_wage", "trained_month", "training_gain",
        )
    }  # fmt: skip
    return row | {
        "employer": -1 if worker.employer is None else worker.employer.identity,
        "work_city": 255 if worker.work_city is None else worker.work_city,
        "certificate": worker.certified + sum(2 << city for city in worker.issued_in),
        "flags": bits_of(bit for name, bit in FLAGS.items() if getattr(worker, name)),
        "agency": id_of(worker.agency),
        "school": -1 if worker.school is None else worker.school.identity,
    }


def bits_of(places: Iterable[int]) -> int:
    """Return a number with these bits set."""
    return sum(1 << place for place in places)


def id_of(agency: Agency | None) -> int:
    """Return the id of an agency, -1 for none."""
    return -1 if agency is None else agency.identity


def firms(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield the columns of firms and pools; rows that no firm has used must be untouched."""
    columns = model.state.firms
    expected = empty_firms(columns.alive.size, reference.n_skills)
    for identity, firm in reference.firms.items():
        for name, value in firm_row(firm).items():
            getattr(expected, name)[identity] = value
    for name in columns._fields:
        yield f"firms.{name}", getattr(columns, name), getattr(expected, name)


def firm_row(firm: Firm) -> dict[str, Any]:
    """Return a firm as the columns hold it."""
    row = {name: getattr(firm, name) for name in Firms._fields if hasattr(firm, name)}
    return row | {
        **{f"staff_{kind.name.lower()}": count for kind, count in firm.staff.items()},
        "service_use": bits_of(firm.lines_used),
        "incumbent_agency": [id_of(agency) for agency in firm.incumbents],
    }


def agencies(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield the columns of the agencies; rows that no agency has used must be untouched."""
    columns = model.state.agencies
    expected = empty_agencies(columns.alive.size, reference.n_cities)
    rows = agency_first(expected)
    for identity, agency in reference.agencies.items():
        for name, value in agency_row(agency).items():
            getattr(rows, name)[identity] = value
    for name in columns._fields:
        yield f"agencies.{name}", getattr(columns, name), getattr(expected, name)


def agency_row(agency: Agency) -> dict[str, Any]:
    """Return an agency as the columns hold it."""
    row = {name: getattr(agency, name) for name in Agencies._fields if hasattr(agency, name)}
    return row | {
        "offices": bits_of(agency.offices),
        "recognised_in": bits_of(agency.recognised_in),
        **{item.name: [getattr(desk, item.name) for desk in agency.desks] for item in fields(Desk)},
    }


def vacancies(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield the open posts, all market cells one after the other in the order of their slots.

    How much room a cell has for more posts is the business of the compiled model alone.
    """
    posts = model.state.vacancies
    board = [cell_posts for _, cell_posts in reference.board]
    yield "vacancies.open_posts", posts.open_posts, np.array([len(cell_posts) for cell_posts in board])
    slots = np.concatenate(
        [
            np.arange(first, first + count)
            for first, count in zip(posts.offset[:-1], posts.open_posts, strict=True)
        ]
    )
    in_order = [post for cell_posts in board for post in cell_posts]
    yield "vacancies.firm", posts.firm[slots], np.array([post.firm.identity for post in in_order])
    yield "vacancies.sequence", posts.sequence[slots], np.array([post.sequence for post in in_order])
    for name in ("month", "contract", "line", "induced"):
        yield f"vacancies.{name}", getattr(posts, name)[slots], np.array([getattr(p, name) for p in in_order])
    yield "vacancies.agency", posts.agency[slots], np.array([id_of(post.agency) for post in in_order])


def memories(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield prices, expectations, norms and pools of people outside."""
    state = model.state
    for name, values in (
        ("log_wages", reference.log_wages),
        ("log_wages_start", reference.log_wages_at_start),
        ("fill_rate", reference.fill_rate),
        ("quit_rate", reference.quit_rate),
        ("posts_seen", reference.posts_seen),
        ("seekers_seen", reference.seekers_seen),
        ("tightness_start", reference.tightness_at_start),
        ("labour_demand_start", reference.labour_demand_at_start),
        ("in_pool", reference.in_pool),
        ("out_pool", reference.out_pool),
        ("training_eligible", reference.eligible),
        ("brand_reputation", reference.brand_reputation),
        ("branded", reference.branded),
    ):
        yield name, getattr(state, name), table(values, *getattr(state, name).shape)
    yield "youth", state.youth, np.array(reference.youth)
    yield "direct_cohort", state.direct_cohort, np.array(reference.direct_cohort)
    yield "field_tightness", state.field_tightness, np.array(reference.field_tightness)
    yield "rents", state.rents, np.array([city.rent for city in reference.cities])
    yield "city_fill_rate", state.city_fill_rate, np.array([city.fill_rate for city in reference.cities])
    population = np.array([city.population_at_start for city in reference.cities])
    yield "population_start", state.population_start, population
    for name in ("separation_norm", "search_norm"):
        yield name, np.array([getattr(state, name)]), np.array([getattr(reference, name)])


def id_blocks(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield the ids handed out."""
    for name in ("worker_blocks", "firm_blocks", "agency_blocks"):
        used = np.array([block.used for block in getattr(reference, name)])
        yield f"{name}.used", getattr(model.state, name).used, used


def flows(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield the month's flows."""
    compiled, plain = model.flows, reference.flows
    assert compiled is not None
    released, laid_off = (np.array([w.identity for w in who]) for who in (plain.released, plain.laid_off))
    closing = np.zeros(compiled.firms.closing.size, np.uint8)
    closing[[firm.identity for firm in plain.closed_firms]] = 1
    yield "flows.firms.released", compiled.firms.released, released
    yield "flows.firms.laid_off", compiled.firms.laid_off, laid_off
    yield "flows.firms.closing", compiled.firms.closing, closing
    yield "flows.offers", compiled.offers, table(plain.offers, *compiled.offers.shape)
    cells = (2, reference.n_cities, reference.n_industries, reference.n_skills)
    for stage, name, counts in (
        ("renewal", "retired", plain.retired),
        ("renewal", "retired_outside", plain.retired_outside),
        ("renewal", "ended_jobs", plain.jobs_retired_from),
        ("renewal", "entered", plain.entered),
        ("firms", "entries", plain.firm_entries),
        ("firms", "closures", plain.firm_closures),
        ("job_losses", "separated", plain.jobs_separated),
        ("job_losses", "laid_off", plain.jobs_laid_off),
        ("job_losses", "released", plain.jobs_released),
        ("posts", "posted", plain.posted),
        ("posts", "withdrawn", plain.withdrawn),
        ("posts", "reposted_from", plain.reposted_from),
        ("posts", "reposted_to", plain.reposted_to),
        ("hiring", "hires", plain.hires),
        ("hiring", "starts", plain.jobs_started),
        ("hiring", "quits", plain.quits_for_another_job),
        ("hiring", "moved", plain.moved_for_job),
        ("hiring", "filled", plain.filled),
        ("hiring", "open_posts", plain.open_posts),
        ("boundary", "emigrated", plain.emigrated),
        ("boundary", "ended_jobs", plain.jobs_left_at_boundary),
        ("boundary", "returned", plain.returned),
        ("boundary", "from_pool", plain.from_pool),
        ("boundary", "went_home", plain.went_home),
        ("boundary", "left_home", plain.left_home),
        ("boundary", "between", plain.between),
        ("boundary", "immigrated", plain.immigrated),
        ("boundary", "again", plain.again),
        ("boundary", "talent", plain.talent),
        ("training", "started", plain.courses_begun),
        ("training", "completed", plain.courses_completed),
        ("training", "certified", plain.courses_certified),
        ("training", "upgraded", plain.upgraded),
        ("training", "technicians", plain.technicians),
        ("training", "promoted", plain.promoted),
        ("training", "in_training", plain.in_training),
        ("training", "assessed", plain.assessed),
        ("boundary", "talent_left", plain.talent_left),
    ):
        column = getattr(getattr(compiled, stage), name)
        by_cell = stage == "posts" or name in ("filled", "open_posts")
        shape = cells if by_cell else column.shape
        yield f"flows.{stage}.{name}", column.reshape(shape), table(counts, *shape)
    for name, persons in (("seats", plain.seats), ("idle", plain.idle_seats)):
        column = getattr(compiled.training, name)
        yield f"flows.training.{name}", column, np.array(persons) * reference.scale
    yield "flows.sent", compiled.sent, table(plain.sent, *compiled.sent.shape)
    for name, counts in (
        ("grown_up", plain.grown_up),
        ("begun_work", plain.begun_work),
        ("intake", plain.school_intake),
        ("drop_outs", plain.drop_outs),
        ("graduates", plain.graduates),
        ("entered", plain.entered_from_school),
    ):
        column = getattr(compiled.schools, name)
        yield f"flows.schools.{name}", column, table(counts, *column.shape)
    for name, counts in (
        ("left", plain.graduates_left),
        ("moved", plain.graduates_moved),
        ("hired", plain.first_jobs),
        ("intern_hires", plain.intern_hires),
        ("order_offers", plain.order_offers),
        ("order_hires", plain.order_hires),
    ):
        column = getattr(compiled.schools.graduation, name)
        yield f"flows.schools.graduation.{name}", column, table(counts, *column.shape)
    yield "flows.house_moves", compiled.house_moves, table(plain.house_moves, *compiled.house_moves.shape)


def service_flows(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield what agencies did for posts and workers."""
    if model.services is None:
        return
    compiled, plain = model.services.placed, reference.flows
    for name, counts in (
        ("orders_open", plain.orders_open),
        ("placements", plain.placements),
        ("placed_in_rounds", plain.placements_beyond_applicants),
        ("headhunt_pay_cents", plain.headhunt_pay_cents),
        ("served", plain.served),
        ("contacts", plain.contacts),
        ("newly_served", plain.newly_served),
        ("newly_placed", plain.newly_placed),
        ("misplaced", plain.misplaced),
    ):
        column = getattr(compiled, name)
        yield f"services.placed.{name}", column, table(counts, *column.shape)
    yield "services.placed.staff_starts", compiled.staff_starts, staff_counts(plain.jobs_started, reference)
    yield "services.placed.staff_ends", compiled.staff_ends, staff_counts(plain.jobs_ended, reference)


def staff_counts(jobs: Counter, reference: ReferenceMarket) -> NDArray[np.int64]:
    """Return jobs with an agency's contract by city and contract."""
    counts = np.zeros((reference.n_cities, len(STAFFING)), np.int64)
    for (contract, city, _), count in jobs.items():
        if contract in STAFFING:
            counts[city, STAFFING.index(contract)] += count
    return counts


def orders(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield the orders of the month and who got them."""
    if model.services is None or reference.services is None:
        return
    compiled, plain = model.services.orders, reference.services
    for name in compiled.demand._fields:
        yield (
            f"services.demand.{name}",
            getattr(compiled.demand, name),
            np.array(getattr(plain.demand, name)),
        )
    for line, found, expected in zip(Line, compiled.allocation.lines, plain.lines, strict=True):
        label = f"services.allocation.{line.name.lower()}"
        ids = [agency.identity for agency in expected.sellers]
        yield f"{label}.ids", found.ids, np.array(ids)
        yield f"{label}.capacity", found.capacity, np.array([expected.capacity[g] for g in ids])
        for name in ("bids", "platform", "load"):
            shares = getattr(expected, name)
            rows = [[shares[g, city] for city in range(reference.n_cities)] for g in ids]
            yield f"{label}.{name}", getattr(found, name), np.array(rows).reshape(-1, reference.n_cities)
    yield "services.allocation.unmet", compiled.allocation.unmet, np.array(plain.unmet)
    yield "services.relative", compiled.relative, np.array(plain.relative)


def accounts(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield the accounts of the month, and conduct and turnover of agencies."""
    if model.services is None or reference.services is None:
        return
    compiled, plain = model.services, reference.services
    for name in ("gross", "net", "governments", "between", "quantity"):
        found = getattr(compiled.accounts, name)
        yield f"services.accounts.{name}", found, np.array(getattr(plain.accounts, name))
    firms_paid = np.array(plain.accounts.gross) - np.array(plain.accounts.governments)
    yield "services.accounts.firms", compiled.accounts.firms, firms_paid
    for name in ("complaints", "listed", "entered", "closed", "opened", "relocated"):
        yield f"services.{name}", getattr(compiled, name), np.array(getattr(plain, name))


def service_memory(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield what the market for HR services remembers."""
    for name in ServiceMemory._fields:
        column = getattr(model.state.services, name)
        yield f"services.{name}", column, np.array(getattr(reference.memory, name)).reshape(column.shape)


def census(model: LabourMarket, reference: ReferenceMarket) -> Columns:
    """Yield the month-end count."""
    for name in model.census._fields:
        column = getattr(model.census, name)
        yield f"census.{name}", column, table(getattr(reference.census, name), *column.shape)
