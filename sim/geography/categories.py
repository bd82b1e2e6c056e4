"""What a region is made of: its nodes, industries, skills, margin sets and months, read from the data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sim.geography.table import RegionError, Table

MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
Tables = Mapping[str, Table]


@dataclass(frozen=True)
class Categories:
    """The axes of all arrays of a region, in the order of the files.

    nodes        cities first, then boundary nodes
    months       "2019-01" and so on, whole years without a gap
    """

    cities: tuple[str, ...]
    boundary: tuple[str, ...]
    industries: tuple[str, ...]
    skills: tuple[str, ...]
    margin_sets: tuple[str, ...]
    months: tuple[str, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """All nodes."""
        return self.cities + self.boundary

    @property
    def years(self) -> tuple[str, ...]:
        """The years of the months."""
        return tuple(dict.fromkeys(month[:4] for month in self.months))


def read_categories(tables: Tables) -> Categories:
    """Read the axes.

    Raises:
        RegionError: a boundary node precedes a city, an axis is empty, or months have a gap.
    """
    kinds = dict(zip(tables["nodes"].categories("node"), tables["nodes"].label("kind"), strict=True))
    cities = tuple(node for node, kind in kinds.items() if kind == "core")
    boundary = tuple(node for node, kind in kinds.items() if kind == "boundary")
    if tuple(kinds) != cities + boundary:
        late = next(node for node, place in zip(kinds, cities, strict=False) if node != place)
        where = tables["nodes"].lines(node=late)
        raise RegionError.at(
            "nodes",
            where,
            "kind",
            "all core nodes before boundary nodes",
            f"{late!r} before a core node",
            "Move it down.",
        )
    for kind, names in (("core", cities), ("boundary", boundary)):
        if not names:
            raise RegionError.at("nodes", "row 2", "kind", f"at least one {kind} node", "none", "Add a node.")
    return Categories(
        cities,
        boundary,
        _categories(tables["industries"], "industry"),
        _categories(tables["skills"], "skill"),
        _categories(tables["labour_force"], "margin_set"),
        _months(tables["covid_stringency"]),
    )


def _categories(table: Table, key: str) -> tuple[str, ...]:
    names = table.categories(key)
    if not names:
        raise RegionError.at(table.name, "row 2", key, "at least one row", "none", "Add the rows.")
    return names


def _months(table: Table) -> tuple[str, ...]:
    """Return the months in order, after checking that they are whole years without a gap."""
    for row in table.rows:
        if not MONTH.fullmatch(row.keys[1]):
            raise RegionError.at(
                table.name,
                row.line,
                "month",
                "a month such as 2019-01",
                repr(row.keys[1]),
                "Write year, hyphen, month.",
            )
    months = tuple(sorted(_categories(table, "month")))
    first, last = int(months[0][:4]), int(months[-1][:4])
    for month in (f"{year}-{number:02d}" for year in range(first, last + 1) for number in range(1, 13)):
        if month not in months:
            expected = f"whole years from {first} to {last}"
            raise RegionError.at(
                table.name,
                f"after row {table.rows[-1].line}",
                "month",
                expected,
                f"no {month}",
                "Add it for every city.",
            )
    return months
