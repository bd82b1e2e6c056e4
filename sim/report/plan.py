"""Targets of the plan for the HR-service industry, drawn beside what the model gives, by region.

Source: plan 川服领办〔2020〕5号 (2020-09-11). Its numbers of agencies fit the narrow scope, licensed
agencies; its revenues a wider definition than the statistics' full scope, which `hr_revenue_plan` follows.
"""

from __future__ import annotations

from typing import NamedTuple

LAST_MONTH = "2022-12"
"""Month by which the numbers of agencies are to be reached."""


class Targets(NamedTuple):
    """Targets of a region.

    revenue    by year, CNY
    licensed   agencies at the end of 2022 by city
    high_end   mid- and high-end share of revenue at the end of 2022
    """

    revenue: dict[str, float]
    licensed: dict[str, float]
    high_end: float


NONE = Targets({}, {}, float("nan"))
TARGETS = {
    "chengdemeizi": Targets(
        revenue={"2020": 143e9, "2022": 173e9},
        licensed={"All": 1200, "Chengdu": 1000, "Deyang": 100, "Meishan": 50, "Ziyang": 50},
        high_end=0.35,
    )
}


def targets(region: str) -> Targets:
    """Return the targets of a region, none for one that the plan does not cover."""
    return TARGETS.get(region, NONE)
