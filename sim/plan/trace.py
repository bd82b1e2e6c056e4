"""The trace of the plan: clause, instrument, levers, prior, source, scenarios, measure; and its holes.

Nothing is listed twice: levers are found in the class of an instrument, its source in the module's text,
scenarios in their files. A hole is a link that is missing or does not fit.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache

from sim.compose import composed, names_in
from sim.config_errors import nearest
from sim.plan.clauses import Clause
from sim.plan.plan import CLAUSES, TARGETS, Plan
from sim.plan.targets import Target
from sim.policies.base import Instrument, Policies

N_CLAUSES, N_INSTRUMENTS, N_TARGETS = 260, 35, 25
"""What the plan has."""
MONTHLY = "monthly"
NO_LEVER = ("outlay",)
"""What `Policies` adds up over instruments and is no lever."""
FEWEST_LETTERS = 10
"""A reason has at least as many."""

Columns = Mapping[str, Collection[str]]
Classes = Mapping[str, type[Instrument]]


@dataclass(frozen=True)
class Link:
    """A clause and one of its instruments; a clause that is context has one link without instrument.

    levers     levers that the instrument bends
    prior      low, mode and high of its effects
    source     evidence for them; for context the reason
    scenarios  scenarios that use it
    The rest is as in `Clause`.
    """

    clause: str
    section: str
    city: str
    kind: str
    english: str
    chinese: str
    instrument_id: str
    instrument: str
    levers: str
    prior: str
    source: str
    scenarios: str
    measure: str
    acts_on: str


COLUMNS = tuple(field.name for field in fields(Link))


@dataclass(frozen=True)
class Holes:
    """What is missing, one line each, by what it concerns; the rest concerns the whole.

    The keys are clauses, instruments and targets that the plan has.
    """

    clauses: Mapping[str, str]
    instruments: Mapping[str, str]
    targets: Mapping[str, str]
    rest: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All of them."""
        found = (*self.clauses.values(), *self.instruments.values(), *self.targets.values(), *self.rest)
        return tuple(line for line in dict.fromkeys(found) if line)


def links(plan: Plan, classes: Classes) -> Iterator[Link]:
    """Return the links of all clauses in the order of the plan.

    Args:
        plan: clauses and targets.
        classes: instruments by the name of their module.
    """
    users = scenarios_using()
    for clause in plan.clauses:
        shared = {
            name: getattr(clause, name)
            for name in ("clause", "section", "city", "kind", "english", "chinese")
        }
        shared |= {"measure": clause.measure, "acts_on": clause.acts_on}
        if not clause.instruments:
            source = f"context: {clause.reason}"
            yield Link(
                **shared, instrument_id="", instrument="", levers="", prior="", source=source, scenarios=""
            )
        for name in clause.instruments:
            cls = classes.get(name)
            known = {"instrument_id": "missing", "levers": "", "prior": "", "source": ""}
            if cls is not None:
                known = {
                    "instrument_id": cls.instrument_id,
                    "levers": ", ".join(levers_of(cls)),
                    "prior": prior_of(cls),
                    "source": source_of(cls),
                }
            yield Link(**shared, **known, instrument=name, scenarios=", ".join(users.get(name, ())))


def levers_of(cls: type[Instrument]) -> list[str]:
    """Return the levers that an instrument bends: those of its base that it overrides."""
    levers = [
        name
        for name in dir(Instrument)
        if callable(getattr(Instrument, name))
        and not name.startswith("_")
        and name not in NO_LEVER
        and hasattr(Policies, name)
    ]
    return [name for name in levers if getattr(cls, name) is not getattr(Instrument, name)]


def prior_of(cls: type[Instrument]) -> str:
    """Return low, mode and high of every effect of an instrument, as text."""
    return "; ".join(
        f"{effect} {' / '.join(f'{size:g}' for size in sizes)}" for effect, sizes in cls.prior.items()
    )


def source_of(cls: type[Instrument]) -> str:
    """Return the evidence for an instrument, on one line.

    It is the paragraph of its module's text that begins with "Evidence", else the first paragraph.
    """
    paragraphs = [
        " ".join(text.split()) for text in re.split(r"\n\s*\n", sys.modules[cls.__module__].__doc__ or "")
    ]
    return next((text for text in paragraphs if text.startswith("Evidence")), paragraphs[0])


@cache
def scenarios_using() -> Mapping[str, Sequence[str]]:
    """Return the scenarios that use each instrument, by its name; read once per process.

    Those in folders follow from the list of instruments, use each by their rule, and are left out.
    """
    users: dict[str, list[str]] = {}
    for scenario in (name for name in names_in("scenario") if "/" not in name):
        for name in composed([f"scenario={scenario}"]).get("policies") or ():
            users.setdefault(name, []).append(scenario)
    return users


def holes(plan: Plan, classes: Classes, columns: Columns) -> Holes:
    """Return what is missing.

    Args:
        plan: clauses and targets.
        classes: instruments by the name of their module.
        columns: columns of each table of results.
    """
    counts = (
        (CLAUSES, N_CLAUSES, len(plan.clauses), "clauses"),
        (CLAUSES, N_INSTRUMENTS, len(plan.instruments), "instruments"),
        (TARGETS, N_TARGETS, len(plan.targets.targets), "targets"),
    )
    rest = [
        f"{file}: expected {wanted} {things}, got {got}."
        for file, wanted, got, things in counts
        if got != wanted
    ]
    rest += [
        f"sim/policies/{name}.py: expected clauses of {CLAUSES} that name it, got none."
        for name, cls in classes.items()
        if cls.clauses and name not in plan.instruments
    ]
    return Holes(
        clauses={clause.clause: clause_hole(clause, plan, columns) for clause in plan.clauses},
        instruments={name: instrument_hole(name, plan, classes) for name in plan.instruments},
        targets={target.id: target_hole(target, columns) for target in plan.targets.targets},
        rest=tuple(rest),
    )


def clause_hole(clause: Clause, plan: Plan, columns: Columns) -> str:
    """Return what is missing at a clause, empty if nothing is."""
    if not clause.instruments and len(clause.reason) < FEWEST_LETTERS:
        return (
            f"{CLAUSES} ({clause.clause}), column instrument: expected an instrument or 'context: reason', "
            f"got {clause.reason!r}."
        )
    table, _, column = clause.measure.rpartition(".")
    known = columns.get(table or MONTHLY, ())
    if clause.measure and clause.measure not in {t.id for t in plan.targets.targets} and column not in known:
        return (
            f"{CLAUSES} ({clause.clause}), column measure: no table of results has {clause.measure!r}. "
            f"{advice(column, known)}"
        )
    return ""


def instrument_hole(name: str, plan: Plan, classes: Classes) -> str:
    """Return what is missing at an instrument, empty if nothing is."""
    named = plan.clauses_of(name)
    if name not in classes:
        return (
            f"{name}: expected sim/policies/{name}.py for {len(named)} clauses ({', '.join(named)}), "
            "got no such module."
        )
    if name not in names_in("policies"):
        return f"{name}: expected scenarios/policies/{name}.yaml, got no such file."
    declared = classes[name].clauses
    more, fewer = sorted(set(declared) - set(named)), sorted(set(named) - set(declared))
    if more or fewer:
        return (
            f"{name}: expected the same clauses in the module and in {CLAUSES}, got "
            f"{', '.join(more) or 'none'} only in the module, {', '.join(fewer) or 'none'} only in the file."
        )
    return ""


def target_hole(target: Target, columns: Columns) -> str:
    """Return what is missing at a target, empty if nothing is."""
    if target.simulated and not target.readings:
        return f"{TARGETS}, target {target.id}: expected a reading or 'not simulated: reason', got neither."
    for reading in target.readings:
        known = columns.get(reading.measure.table, ())
        if not {"month", "city"} <= set(known):
            return (
                f"{TARGETS}, target {target.id}, reading {reading.id}: expected a table with columns month "
                f"and city, got {reading.measure.table!r}."
            )
        for column in reading.measure.columns:
            if column not in known:
                return (
                    f"{TARGETS}, target {target.id}, reading {reading.id}: no column {column!r} in the table "
                    f"{reading.measure.table!r}. {advice(column, known)}"
                )
    return ""


def advice(column: str, known: Collection[str]) -> str:
    """Return the nearest column, or where all are listed: they are many."""
    found = nearest(column, known)
    return found if found.startswith("Did") else "outputs/README.md lists them."


def closing(plan: Plan, found: Holes) -> str:
    """Return the count of what is complete, one line."""
    broken = {name for name, hole in found.instruments.items() if hole}
    traced = sum(
        not hole and not broken & set(clause.instruments)
        for clause, hole in zip(plan.clauses, found.clauses.values(), strict=True)
    )
    return (
        f"{traced} of {N_CLAUSES} clauses traced or reasoned, "
        f"{len(found.instruments) - len(broken)} of {N_INSTRUMENTS} instruments, "
        f"{sum(not hole for hole in found.targets.values())} of {N_TARGETS} targets"
    )
