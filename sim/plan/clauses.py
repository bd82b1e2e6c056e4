"""The clauses of the plan: what each asks for, the instruments that carry it out, the measure that shows it.

They are rows of `scenarios/plan/clauses.csv`. A clause belongs to one or more instruments, named like their
modules, or is context: a fact, an aim or an outcome that no instrument carries out, with the reason.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.config_errors import ConfigError, nearest

COLUMNS = (
    *("clause", "section", "city", "kind", "english", "chinese", "quantity", "unit", "year"),
    *("instrument", "measure", "acts_on"),
)
CITIES = ("All", "Province", "Chengdu", "Deyang", "Meishan", "Ziyang")
"""`All` is the four cities together, `Province` is Sichuan's government."""
KINDS = (
    *("baseline", "principle", "target", "instrument", "institution", "platform", "brand", "funding"),
    "governance",
)
PLACED = ("institution", "platform", "brand")
"""Kinds that have a name and must say where they act."""
FIRST_YEAR, LAST_YEAR = 2019, 2022
CONTEXT = "context:"
INSTRUMENT = re.compile(r"[a-z][a-zA-Z0-9_]*")


@dataclass(frozen=True)
class Clause:
    """One clause.

    clause       where it stands: section, city or heading, number
    section      section of the plan, `letter` and `preamble` before the first
    city         whom it addresses, one of `CITIES`
    kind         what it is, one of `KINDS`
    english      summary
    chinese      summary
    quantity     figure that it names, in its unit; None without one
    unit         of the quantity
    year         of the fact or by which it is due; None where the text gives none
    instruments  instruments that carry it out; empty for context
    reason       why no instrument carries it out; empty otherwise
    measure      column of a table of results or target that shows it; empty where nothing can
    acts_on      where it acts in the model: place, then lever or parameter
    """

    clause: str
    section: str
    city: str
    kind: str
    english: str
    chinese: str
    quantity: float | None
    unit: str
    year: int | None
    instruments: tuple[str, ...]
    reason: str
    measure: str
    acts_on: str


def read_clauses(path: Path) -> tuple[Clause, ...]:
    """Read the clauses.

    Args:
        path: CSV file with the columns of `COLUMNS`.

    Raises:
        ConfigError: with one line per fault that names file, row and column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file)) or [[]]
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: expected a readable CSV file, got: {error}.") from None
    if tuple(header) != COLUMNS:
        raise ConfigError(
            f"{path.name}, row 1: expected the columns {','.join(COLUMNS)}, got {','.join(header)}."
        )
    faults: list[str] = []
    seen: dict[str, int] = {}
    clauses = []
    for number, cells in enumerate(rows, start=2):
        if len(cells) != len(COLUMNS):
            faults.append(f"{path.name}, row {number}: expected {len(COLUMNS)} cells, got {len(cells)}.")
            continue
        row = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
        where = f"{path.name}, row {number} ({row['clause'] or 'no clause'})"
        found = row_faults(row)
        if row["clause"] in seen:
            found["clause"] = f"expected each clause once, got it in row {seen[row['clause']]} too"
        seen.setdefault(row["clause"], number)
        faults += [f"{where}, column {column}: {fault}." for column, fault in found.items()]
        if not found:
            clauses.append(clause_of(row))
    if faults:
        raise ConfigError(*faults)
    return tuple(clauses)


def row_faults(row: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong in a row, by column: expected and got."""
    faults = {
        column: "expected text, got nothing"
        for column in ("clause", "section", "english", "chinese")
        if not row[column]
    }
    for column, known in (("city", CITIES), ("kind", KINDS)):
        if row[column] not in known:
            faults[column] = f"expected one of {', '.join(known)}, got {row[column]!r}"
    faults |= _number_faults(row)
    for name in instruments_in(row["instrument"]):
        if not INSTRUMENT.fullmatch(name):
            faults["instrument"] = (
                f"expected names of modules separated by ; or '{CONTEXT} reason', got {row['instrument']!r}"
            )
    if row["kind"] in PLACED and not row["acts_on"]:
        faults["acts_on"] = f"expected where this {row['kind']} acts in the model, got nothing"
    if not row["measure"] and not row["instrument"].startswith(CONTEXT):
        faults["measure"] = "expected a column of a table of results or a target, got nothing"
    return faults


def clause_of(row: Mapping[str, str]) -> Clause:
    """Return the clause of a row without faults."""
    context = row["instrument"].startswith(CONTEXT)
    texts = {name: row[name] for name in ("clause", "section", "city", "kind", "english", "chinese", "unit")}
    return Clause(
        **texts,
        quantity=float(row["quantity"]) if row["quantity"] else None,
        year=int(row["year"]) if row["year"] else None,
        instruments=instruments_in(row["instrument"]),
        reason=row["instrument"].removeprefix(CONTEXT).strip() if context else "",
        measure=row["measure"],
        acts_on=row["acts_on"],
    )


def instruments_in(cell: str) -> tuple[str, ...]:
    """Return the instruments that a cell names; none for context."""
    if cell.startswith(CONTEXT):
        return ()
    return tuple(name.strip() for name in cell.split(";") if name.strip())


def clause_named(clauses: Sequence[Clause], name: str) -> Clause:
    """Return a clause by its place in the plan.

    Raises:
        ConfigError: there is none; the message names the nearest.
    """
    for clause in clauses:
        if clause.clause == name:
            return clause
    raise ConfigError(f"--clause: unknown clause '{name}'. {nearest(name, [c.clause for c in clauses])}")


def _number_faults(row: Mapping[str, str]) -> dict[str, str]:
    faults = {}
    if row["quantity"] and not _is_number(row["quantity"]):
        faults["quantity"] = f"expected a finite number, got {row['quantity']!r}"
    if bool(row["quantity"]) != bool(row["unit"]):
        faults["unit"] = f"expected a unit beside a quantity and no other, got {row['unit']!r}"
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    if row["year"] and row["year"] not in map(str, years):
        faults["year"] = f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, got {row['year']!r}"
    return faults


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
