"""Identities that must hold in every month, proved from the columns and not by the model's own audit.

Each law takes the arrays before and after a month and the model that ran it, and yields pairs that must be
equal. Together they say that nobody and no post is lost, invented or counted twice.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from sim.agents.agencies import HEADHUNTING, N_LINES, RECRUITMENT, STAFFING_LINES
from sim.agents.blocks import IdBlocks
from sim.agents.state import state_arrays
from sim.agents.vacancies import NO_LINE
from sim.agents.workers import (
    DIRECT,
    DISPATCH,
    EMPLOYED,
    FLEXIBLE,
    INTERN,
    NO_FIRM,
    NOWHERE,
    OUTSIDE,
    OUTSOURCED,
    OWN_ACCOUNT,
    RETIRED,
    RETURNEE,
    TALENT,
    TRAINING,
    UNUSED,
    VISITING_EXPERT,
)
from sim.model import LabourMarket

Arrays = Mapping[str, np.ndarray]
Pairs = Iterator[tuple[Any, Any]]
Law = Callable[[Arrays, Arrays, LabourMarket], Pairs]
CONTRACT_NAMES = {DISPATCH: "dispatch", OUTSOURCED: "outsourced", FLEXIBLE: "flexible"}
POST_ORDER = ("line", "agency", "contract")
LASTING = ("registration", "birth_month")
"""What a worker keeps for life."""


def snapshot(model: LabourMarket) -> Arrays:
    """Return a copy of every array of the state."""
    return {name: array.copy() for name, array in state_arrays(model.state).items()}


def broken_laws(before: Arrays, after: Arrays, model: LabourMarket) -> list[str]:
    """Return the names of the laws that a month breaks."""
    return [
        law.__name__
        for law in LAWS
        if not all(np.array_equal(left, right) for left, right in law(before, after, model))
    ]


def counted(mask: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    """Return how many rows of a mask hold each value below n."""
    return np.bincount(values[mask].astype(np.int64), minlength=n)


def used(arrays: Arrays, blocks: str) -> np.ndarray:
    """Return the ids in use of some blocks."""
    held = IdBlocks(tuple(arrays[f"{blocks}.names"]), arrays[f"{blocks}.start"], arrays[f"{blocks}.used"])
    return np.concatenate([np.arange(0), *(np.arange(low, high) for low, high in held.pieces())])


def open_slots(arrays: Arrays) -> np.ndarray:
    """Return the slots of the open posts in order."""
    open_posts = arrays["vacancies.open_posts"]
    before = np.cumsum(open_posts) - open_posts
    return np.arange(open_posts.sum()) + np.repeat(arrays["vacancies.offset"][:-1] - before, open_posts)


def staff_of_each_firm(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """Every headcount is the number of workers who name the firm; closed firms have none."""
    employed = after["workers.status"] == EMPLOYED
    headcount = after["firms.headcount"]
    yield counted(employed, after["workers.employer"], headcount.size), headcount
    yield headcount[after["firms.alive"] == 0].sum(), 0


def jobs_lie_where_their_firm_is(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """A job has the city and industry of its firm, own-account work is done at home, others have no job."""
    workers = {
        name.removeprefix("workers."): array for name, array in after.items() if name[:8] == "workers."
    }
    employed = workers["status"] == EMPLOYED
    employer = workers["employer"][employed]
    yield workers["work_city"][employed], after["firms.city"][employer]
    yield workers["industry"][employed], after["firms.industry"][employer]
    own = employer < model.world.n_pools
    yield workers["contract"][employed] == OWN_ACCOUNT, own
    yield workers["residence"][employed][own], workers["work_city"][employed][own]
    yield np.unique(workers["employer"][~employed & (workers["school"] < 0)]).tolist(), [NO_FIRM]
    yield np.unique(workers["work_city"][~employed]).tolist(), [NOWHERE]
    cities = workers["status"] <= TRAINING
    yield (workers["residence"][cities] >= model.world.n_cities).sum(), 0
    yield (workers["residence"][workers["status"] == OUTSIDE] < model.world.n_cities).sum(), 0


def staff_of_agencies(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """A firm counts the staff of agencies by contract; they alone name an agency, and it exists."""
    employed, contract = after["workers.status"] == EMPLOYED, after["workers.contract"]
    n_firms = after["firms.headcount"].size
    for kind in (DISPATCH, OUTSOURCED, FLEXIBLE):
        column = after[f"firms.staff_{CONTRACT_NAMES[kind]}"]
        yield counted(employed & (contract == kind), after["workers.employer"], n_firms), column
    agency = after["workers.agency"]
    yield agency >= 0, employed & np.isin(contract, (DISPATCH, OUTSOURCED, FLEXIBLE))
    yield np.isin(agency[agency >= 0], used(after, "agency_blocks")).all(), True


def orders_of_posts(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """A post's agency exists and carries its line; the contract is that of a staffing line, or direct."""
    line, agency, contract = (after[f"vacancies.{name}"][open_slots(after)] for name in POST_ORDER)
    yield np.isin(agency[agency >= 0], used(after, "agency_blocks")).all(), True
    yield (line[agency >= 0] < N_LINES).all(), True
    yield contract, np.where(np.isin(line, STAFFING_LINES), line, DIRECT)
    yield set(line.tolist()) <= {*STAFFING_LINES, RECRUITMENT, HEADHUNTING, NO_LINE}, True


def posts_of_each_firm(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """Every open post belongs to a living firm of its cell, which counts it, and has a number of its own."""
    n_skills, n_pools = model.world.n_skills, model.world.n_pools
    open_posts, offset = after["vacancies.open_posts"], after["vacancies.offset"]
    cell, slot = np.repeat(np.arange(open_posts.size), open_posts), open_slots(after)
    firm, sequence = after["vacancies.firm"][slot], after["vacancies.sequence"][slot]
    by_skill = np.zeros((after["firms.alive"].size, n_skills), np.int64)
    np.add.at(by_skill, (firm, cell % n_skills), 1)
    yield by_skill, after["firms.open_vacancies"]
    pair = cell // n_skills % n_pools
    industries = model.world.n_industries
    yield pair, after["firms.city"][firm].astype(int) * industries + after["firms.industry"][firm]
    yield cell // (n_pools * n_skills) == 1, firm < n_pools
    yield after["firms.alive"][firm].all(), True
    yield np.unique(np.stack([firm, sequence]), axis=1).shape[1], cell.size
    yield (sequence < after["firms.posted"][firm]).all(), True
    yield (open_posts <= np.diff(offset)).all(), True


def posts_flow(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """Posts carried over and posted are filled, withdrawn, or still open; firms count what they post."""
    posts, hiring = model.flows.posts, model.flows.hiring
    carried = before["vacancies.open_posts"] + posts.posted + posts.reposted_to - posts.reposted_from
    yield carried, after["vacancies.open_posts"] + hiring.filled + posts.withdrawn
    new = after["firms.posted"].astype(np.int64) - before["firms.posted"]
    yield new.sum(), posts.posted.sum()
    yield hiring.filled.sum(), hiring.hires.sum()
    yield posts.reposted_to.sum(), posts.reposted_from.sum()


def employment_flow(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """E' = E + hires - jobs ended, by city of work; from the columns and from the flows."""
    n, flows = model.world.n_cities, model.flows
    jobs = [counted(a["workers.status"] == EMPLOYED, a["workers.work_city"], n) for a in (before, after)]
    left = (flows.jobs_left + flows.hiring.quits).sum(axis=(0, 2))
    first_jobs = flows.schools.graduation.hired.sum(axis=1)
    yield jobs[0] + flows.hiring.hires.sum(axis=(0, 1)) + first_jobs - left, jobs[1]
    yield flows.hiring.hires[1].sum(), flows.hiring.quits.sum()


def origin_and_destination(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """The commuting matrix counts every worker once, at home by rows and at work by columns."""
    n = model.world.n_cities
    employed = after["workers.status"] == EMPLOYED
    yield model.census.employed.sum(axis=1), counted(employed, after["workers.residence"], n)
    yield model.census.employed.sum(axis=0), counted(employed, after["workers.work_city"], n)
    yield model.census.jobs.sum(), model.census.employed.sum()


def in_labour_force(arrays: Arrays) -> np.ndarray:
    """Return who works, looks for work or is on a course: all in the region but students and the retired."""
    return (arrays["workers.status"] <= TRAINING) & (arrays["workers.school"] < 0)


def labour_force_flow(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """L' = L + entries - exits + moves in - moves out, by city; moves between cities add to zero."""
    n, flows = model.world.n_cities, model.flows
    here = [counted(in_labour_force(a), a["workers.residence"], n) for a in (before, after)]
    came = flows.renewal.entered + flows.schools.entered + flows.boundary.came
    went = flows.renewal.retired + flows.boundary.went
    net = flows.moves.sum(axis=0) - flows.moves.sum(axis=1)
    yield here[0] + came - went + net, here[1]
    yield net.sum(), 0
    yield np.trace(flows.moves), 0


def lives(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """An id is one person for good: the retired stay retired, traits last, blocks only fill."""
    was, now = before["workers.status"], after["workers.status"]
    yield (now[was == RETIRED] == RETIRED).all(), True
    yield np.flatnonzero(now != UNUSED), used(after, "worker_blocks")
    yield np.flatnonzero(was != UNUSED), used(before, "worker_blocks")
    entered = (was != UNUSED) & (before["workers.school"] < 0)  # students have yet to learn
    for trait in LASTING:
        yield before[f"workers.{trait}"][entered], after[f"workers.{trait}"][entered]
    yield (after["worker_blocks.used"] >= before["worker_blocks.used"]).all(), True


def skills_and_courses(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """Skills of adults rise by upgrades and promotions alone, certificates last, courses begin and end."""
    flows, month = model.flows.training, model.month - 1
    known = (before["workers.status"] != UNUSED) & (before["workers.school"] < 0)
    skills = [a["workers.skill"][known].astype(int) for a in (before, after)]
    yield (skills[1] - skills[0]).sum(), (flows.upgraded + flows.promoted).sum()
    yield (skills[1] >= skills[0]).all(), True
    held = before["workers.certificate"]
    yield held & after["workers.certificate"], held
    ends = [a["workers.trained_month"] for a in (before, after)]
    yield ((ends[1] != ends[0]) & (ends[1] > month)).sum(), flows.started.sum()
    ended = (ends[1] == month) & (after["workers.status"] != RETIRED)
    yield ended.sum(), flows.completed.sum()
    if not model.world.policies.instruments:
        yield (ended | (held == after["workers.certificate"]))[known].all(), True
    on_a_course = (after["workers.status"] == TRAINING) & (after["workers.school"] < 0)
    yield on_a_course.sum() <= flows.in_training.sum(), True


def persons(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """Agents, outside pools and youth together change by those who grow up alone, to the unit.

    In burn-in, when no youth grows up, by the entrants.
    """
    entered, schools = model.flows.renewal.entered, model.flows.schools
    total = [
        a["in_pool"].sum() + a["out_pool"].sum() + a["youth"].sum() + (a["workers.status"] != UNUSED).sum()
        for a in (before, after)
    ]
    yield total[0] + schools.grown_up.sum() + (entered - schools.begun_work).sum(), total[1]
    if model.month > 0:
        yield entered, schools.begun_work
    outside = model.flows.boundary
    yield (
        before["in_pool"].sum(axis=1) - (outside.immigrated + outside.talent).sum(axis=1),
        after["in_pool"].sum(axis=1),
    )
    yield (after["in_pool"] >= 0).all() and (after["out_pool"] >= 0).all(), True
    names = after["worker_blocks.names"].tolist()
    taken = after["worker_blocks.used"] - before["worker_blocks.used"]
    by_source = dict.fromkeys(("initial", "entrants", "talent", "in-migrants", "returnees", "students"), 0)
    for name, count in zip(names, taken.tolist(), strict=True):
        by_source[name.split(":")[0]] += count
    from_pool = before["out_pool"].sum() - after["out_pool"].sum()
    yield from_pool, outside.from_pool.sum()
    yield (
        list(by_source.values()),
        [
            *(0, entered.sum(), outside.talent.sum(), outside.immigrated.sum(), from_pool),
            schools.intake.sum(),
        ],
    )


def outside_flow(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """People outside change by those who leave, come back and retire there, at each boundary node."""
    n, n_nodes = model.world.n_cities, model.world.region.n_nodes
    there = [
        counted(a["workers.status"] == OUTSIDE, a["workers.residence"], n_nodes)[n:] for a in (before, after)
    ]
    flows = model.flows.boundary
    graduates = model.flows.schools.graduation.left
    left = (flows.emigrated + flows.left_home + flows.talent_left + graduates).sum(axis=0)
    back = (flows.returned + flows.again).sum(axis=1) + model.flows.renewal.retired_outside
    between = flows.between.sum(axis=0) - flows.between.sum(axis=1)
    yield there[0] + left + between - back, there[1]
    yield np.trace(flows.between), 0
    home = after["workers.status"] == OUTSIDE
    yield (after["workers.flags"][home] & (TALENT | VISITING_EXPERT) == 0).all(), True


def changes_of_residence(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """Every change of a residence is in the table of flows, and nothing else is."""
    if not model.record.monthly:
        return
    was, now = before["workers.residence"], after["workers.residence"]
    known = before["workers.status"] != UNUSED
    n_nodes, n = model.world.region.n_nodes, model.world.n_cities
    net = counted(known, now, n_nodes) - counted(known, was, n_nodes)
    new = ~known & (after["workers.status"] != UNUSED)
    registered = after["workers.registration"][new] >= n
    arrived = (after["workers.flags"][new] & RETURNEE > 0) | registered
    table = model.record.flows_table()
    table = table[(table.month == table.month.max()) & ~table.kind.isin(("commuting", "hires"))]
    names = list(model.world.region.node_names)
    into, out_of = (
        table.groupby(end).workers.sum().reindex(names, fill_value=0.0).to_numpy() * model.world.scale
        for end in ("destination", "origin")
    )
    entered = np.zeros(n_nodes)
    entered[:n] = model.flows.renewal.entered + model.flows.schools.intake.sum(axis=1)
    came = counted(new, now, n_nodes)
    pool = np.zeros(n_nodes)
    pool[n:] = (
        model.flows.boundary.immigrated + model.flows.boundary.talent + model.flows.boundary.from_pool
    ).sum(axis=1)
    yield np.rint(into - out_of + pool + entered).astype(int), net + came
    yield arrived.sum() >= pool.sum(), True


def students(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """Students' = students + intake - drop-outs - graduates, by school; each keeps school, city and field.

    They alone have a school, they live where it is, and firms count those at work.
    """
    n, flows = model.world.n_cities, model.flows.schools
    kinds = after["schools.kind"].astype(np.int64)
    held = []
    for arrays in (before, after):
        school = arrays["workers.school"]
        here = school >= 0
        place = arrays["schools.city"][school[here]] * 3 + kinds[school[here]]
        held.append(np.bincount(place, minlength=3 * n).reshape(n, 3))
        yield np.unique(arrays["workers.status"][here]).tolist() in ([], [TRAINING]), True
        yield arrays["workers.residence"][here], arrays["schools.city"][school[here]]
        interns = here & (arrays["workers.flags"] & INTERN > 0)
        yield (
            counted(interns, arrays["workers.employer"], arrays["firms.interns"].size),
            arrays["firms.interns"],
        )
    yield held[0] + flows.intake - flows.drop_outs - flows.graduates, held[1]
    stay = (before["workers.school"] >= 0) & (after["workers.school"] >= 0)
    for trait in ("school", "industry", "spell_start", *LASTING):
        yield before[f"workers.{trait}"][stay], after[f"workers.{trait}"][stay]
    left = (before["workers.school"] >= 0) & (after["workers.school"] < 0)
    yield left.sum(), (flows.drop_outs + flows.graduates).sum()
    yield left.sum(), flows.entered.sum() + flows.graduation.left.sum()
    yield after["youth"], before["youth"] + flows.grown_up - flows.intake.sum(axis=1) - flows.begun_work
    yield (after["youth"] >= 0).all(), True


def births_and_deaths_of_firms(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """Living firms change by entries and closures in every city; a closed firm never opens again."""
    n, n_pools = model.world.n_cities, model.world.n_pools
    alive = [a["firms.alive"] == 1 for a in (before, after)]
    counts = [counted(mask[n_pools:], after["firms.city"][n_pools:], n) for mask in alive]
    yield counts[0] + model.flows.firms.entries - model.flows.firms.closures, counts[1]
    existed = np.isin(np.arange(alive[0].size), used(before, "firm_blocks"))
    yield (alive[1] & existed & ~alive[0]).sum(), 0
    yield alive[1][:n_pools].all(), True


def tables(before: Arrays, after: Arrays, model: LabourMarket) -> Pairs:
    """The tables hold the same counts at real size, and the region is the sum of its cities."""
    if not model.record.monthly:
        return
    n, scale = model.world.n_cities, model.world.scale
    region, *cities = model.record.monthly[-1 - n :]
    counts = ("labour_force", "employed", "jobs", "unemployed", "vacancies", "moved_in", "moved_out", "firms")
    for name in counts:
        yield round(sum(row[name] for row in cities) * scale, 6), round(region[name] * scale, 6)
    status = after["workers.status"]
    yield round(region["employed"] * scale), (status == EMPLOYED).sum()
    yield round(region["unemployed"] * scale), (in_labour_force(after) & (status != EMPLOYED)).sum()
    yield round(region["vacancies"] * scale), after["vacancies.open_posts"].sum()
    yield round(region["moved_in"] * scale), round(region["moved_out"] * scale)


LAWS: tuple[Law, ...] = (
    staff_of_each_firm,
    staff_of_agencies,
    jobs_lie_where_their_firm_is,
    posts_of_each_firm,
    orders_of_posts,
    posts_flow,
    employment_flow,
    origin_and_destination,
    labour_force_flow,
    lives,
    skills_and_courses,
    persons,
    outside_flow,
    changes_of_residence,
    students,
    births_and_deaths_of_firms,
    tables,
)
