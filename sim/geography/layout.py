"""The format of a region folder: which files, which key columns, which units and bounds.

A file is long: one row per number. Besides its keys every row has value, unit, year, source and confidence.
A file that holds several quantities names them in the last key column; each then has a unit of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

PROVENANCE = ("value", "unit", "year", "source", "confidence")
CONFIDENCE = ("sourced", "derived", "assumption")
RELATIONS = ("same_industry", "same_sector", "within_group", "other_sector")
NO_GROUP = "none"


@dataclass(frozen=True)
class Quantity:
    """Unit of a value and the closed interval in which it must lie. Persons are whole numbers."""

    unit: str
    low: float = 0.0
    high: float = inf


@dataclass(frozen=True)
class FileLayout:
    """One file.

    keys        columns that identify a row; rows must cover every combination exactly once
    quantities  by name in the last key column, or one entry named "" where the file holds one quantity
    labels      text that describes the first key; it must repeat on each of its rows
    choices     the words a label may be, where they are limited
    """

    keys: tuple[str, ...]
    quantities: Mapping[str, Quantity]
    labels: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, each once: `year` may be a key as well."""
        return tuple(dict.fromkeys((*self.keys, *self.labels, *PROVENANCE)))

    def quantity(self, keys: tuple[str, ...]) -> Quantity | None:
        """Return what a row holds; None if its last key names no quantity of this file."""
        return self.quantities.get("" if "" in self.quantities else keys[-1])


def _one(unit: str, low: float = 0.0, high: float = inf) -> dict[str, Quantity]:
    return {"": Quantity(unit, low, high)}


SHARE = Quantity("share", 0.0, 1.0)
RATIO = Quantity("ratio", 0.01, 100.0)
GROWTH = Quantity("1/year", -0.5, 0.5)
PERSONS = Quantity("persons")

LAYOUT: Mapping[str, FileLayout] = {
    "nodes": FileLayout(
        ("node", "coordinate"),
        {"longitude": Quantity("degrees", -180.0, 180.0), "latitude": Quantity("degrees", -90.0, 90.0)},
        labels=("name_zh", "kind"),
        choices={"kind": ("core", "boundary")},
    ),
    "totals": FileLayout(
        ("measure",), dict.fromkeys(("labour_force", "talent", "cross_city_commuters"), PERSONS)
    ),
    "industries": FileLayout(
        ("industry", "measure"),
        {
            "own_account_share": SHARE,
            "wage_ratio": RATIO,
            "covid_sensitivity": SHARE,
            "dispatch_share": SHARE,
            "outsourced_share": SHARE,
            "flexible_share": SHARE,
        },
        labels=("name_zh", "sector", "group"),
    ),
    "industry_distance": FileLayout(("relation",), _one("distance", 0.0, 10.0)),
    "skills": FileLayout(
        ("skill",), {"": SHARE}, labels=("name_zh", "talent"), choices={"talent": ("yes", "no")}
    ),
    "skill_tilt": FileLayout(("industry", "skill"), {"": RATIO}),
    "labour_force": FileLayout(("margin_set", "city"), _one("persons", 1.0)),
    "talent": FileLayout(("margin_set", "city"), {"": PERSONS}),
    "employment_share": FileLayout(("city", "industry"), {"": SHARE}),
    "registration_share": FileLayout(("margin_set", "residence", "registration"), {"": SHARE}),
    "age_bands": FileLayout(("age_band",), {"": SHARE}),
    "cities": FileLayout(
        ("city", "measure"),
        {
            "wage_level": Quantity("CNY/month", 1.0),
            "rent_level": RATIO,
            "labour_demand_growth": GROWTH,
            "trend_growth": GROWTH,
            "talent_share": SHARE,
            "licensed_agencies": Quantity("agencies"),
            "park_share": SHARE,
        },
    ),
    "gdp_growth": FileLayout(("city", "year"), {"": GROWTH}),
    "covid_stringency": FileLayout(("city", "month"), _one("index", 0.0, 1.0)),
    "travel_time": FileLayout(("origin", "destination"), _one("minutes", 1.0, 1440.0)),
    "commuting_cost": FileLayout(("residence", "work"), _one("CNY/month")),
    "initial_commuters": FileLayout(("residence", "work"), {"": PERSONS}),
    "boundary": FileLayout(
        ("node", "measure"),
        {"employment": Quantity("persons", 1.0), "wage_ratio": RATIO, "price_ratio": RATIO},
    ),
    "vocational": FileLayout(
        ("city", "measure"),
        {
            "intake": Quantity("students/year"),
            "technician_share": SHARE,
            "higher_share": SHARE,
            "technician_schools": Quantity("schools"),
            "secondary_schools": Quantity("schools"),
            "higher_schools": Quantity("schools"),
            "local_share": SHARE,
        },
    ),
    "vocational_fields": FileLayout(("industry",), {"": RATIO}),
    "vocational_leavers": FileLayout(("node",), {"": SHARE}),
    "outside_pool": FileLayout(("margin_set", "city", "node"), {"": PERSONS}),
}
