"""Tables of the manual, made from what the code declares: columns, parameters, instruments.

    python -m sim.report.manual_tables

writes them into the pages of `PAGES`, each between its `<!-- begin:NAME -->` and `<!-- end:NAME -->`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from sim.experiment.units import unit_of
from sim.geography.folders import PACKAGE
from sim.parameters import declarations
from sim.policies.base import instrument_classes
from sim.report.meanings import EFFECTS, KINDS, LINES, SCORECARD, SERVICE_KINDS, TABLES

TEXT = {"scenario", "replication", "month", "city", "kind", "line", "origin", "destination", "place"}
"""Columns of the Parquet tables that say what a row is, and have no unit."""


def table_schema(name: str) -> str:
    """Return the columns of a Parquet table."""
    return _schema(
        (column, "" if column in TEXT else unit_of(column), text) for column, text in TABLES[name].items()
    )


def flow_kinds() -> str:
    """Return the kinds of flow in flows.parquet."""
    return _markdown(("kind", "meaning"), ((f"`{name}`", text) for name, text in KINDS.items()))


def service_lines() -> str:
    """Return the service lines with the units of their quantities."""
    rows = ((f"`{name}`", unit, text) for name, (unit, text) in LINES.items())
    return _markdown(("line", "unit of the quantity", "meaning"), rows)


def service_kinds() -> str:
    """Return the kinds of value in service_flows.parquet."""
    rows = ((f"`{name}`", unit, text) for name, (unit, text) in SERVICE_KINDS.items())
    return _markdown(("kind", "unit", "meaning"), rows)


def effects_schema() -> str:
    """Return the columns of effects.csv."""
    return _schema((name, unit, text) for name, (unit, text) in EFFECTS.items())


def scorecard_schema() -> str:
    """Return the columns of scorecard.csv."""
    return _schema((name, unit, text) for name, (unit, text) in SCORECARD.items())


def parameter_table() -> str:
    """Return every parameter with its value, plausible range, unit and source."""
    return _markdown(
        ("parameter", "value", "plausible range", "unit", "source"),
        (
            (f"`{d.path}`", _numbers(d.value), f"{_numbers(d.low)} to {_numbers(d.high)}", d.unit, d.source)
            for d in declarations()
        ),
    )


def instrument_table() -> str:
    """Return every instrument with what its class declares."""
    return _markdown(
        ("instrument", "id", "cities", "cross-city", "cost, million CNY", "bearer", "prior: low, mode, high"),
        (
            (
                f"`{name}`",
                cls.instrument_id,
                ", ".join(cls.default_cities) or "all",
                "yes" if cls.cross_city else "no",
                _numbers(cls.cost_million_cny),
                cls.bearer,
                "; ".join(f"{effect}: {_numbers(sizes, ', ')}" for effect, sizes in cls.prior.items())
                or "none",
            )
            for name, cls in instrument_classes().items()
        ),
    )


PAGES: dict[str, dict[str, Callable[[], str]]] = {
    "outputs/README.md": {
        **{name: partial(table_schema, name) for name in TABLES},
        "flow-kinds": flow_kinds,
        "service-lines": service_lines,
        "service-kinds": service_kinds,
        "effects": effects_schema,
        "scorecard": scorecard_schema,
    },
    "scenarios/README.md": {"parameters": parameter_table, "instruments": instrument_table},
}
"""Tables by page and marker."""


def with_tables(page: str, tables: dict[str, Callable[[], str]]) -> str:
    """Return a page with its tables renewed.

    Args:
        page: text with a pair of markers for each table.
        tables: what makes each table, by marker.

    Raises:
        ValueError: a pair of markers is missing or there twice.
    """
    for name, table in tables.items():
        begin, end = f"<!-- begin:{name} -->", f"<!-- end:{name} -->"
        parts = re.split(f"{re.escape(begin)}.*?{re.escape(end)}", page, flags=re.DOTALL)
        if len(parts) != 2:
            raise ValueError(
                f"expected {begin} ... {end} once, got it {len(parts) - 1} times. Add or remove."
            )
        page = f"{parts[0]}{begin}\n{table()}\n{end}{parts[1]}"
    return page


def write_pages(root: Path) -> None:
    """Renew the tables of all pages of a checkout."""
    for name, tables in PAGES.items():
        path = root / name
        path.write_text(with_tables(path.read_text(encoding="utf-8"), tables), encoding="utf-8")


def _schema(rows: Iterable[tuple[str, str, str]]) -> str:
    return _markdown(("column", "unit", "meaning"), ((f"`{name}`", unit, text) for name, unit, text in rows))


def _markdown(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)


def _numbers(value: float | tuple[float, ...], separator: str = " / ") -> str:
    values = value if isinstance(value, tuple) else (value,)
    return separator.join(f"{number:.6g}" for number in values)


if __name__ == "__main__":
    write_pages(PACKAGE.parent)
