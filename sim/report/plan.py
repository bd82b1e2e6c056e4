"""Targets of the plan for the HR-service industry, drawn beside what the model gives, by region.

They are the literal readings of `scenarios/plan/targets.yaml`. The numbers of agencies fit the narrow scope,
licensed agencies; the revenues a wider definition than the statistics' full scope, which `hr_revenue_plan`
follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sim.plan.plan import load_targets
from sim.plan.targets import Reading, Target

LAST_MONTH = "2022-12"
"""Month by which the numbers of agencies are to be reached."""
ALL = "All"


class Goals(NamedTuple):
    """Targets of a region.

    revenue   by year, CNY
    licensed  agencies at the end of 2022 by city
    """

    revenue: dict[str, float]
    licensed: dict[str, float]


@cache
def targets(region: str) -> Goals:
    """Return the targets of a region, none for one that the plan does not cover."""
    if region != load_targets().region:
        return Goals({}, {})
    revenue = {
        str(target.year): target.value_of(reading) / reading.measure.scale
        for target, reading in _literal("hr_revenue_plan")
    }
    licensed = {
        reading.measure.city: target.value_of(reading) for target, reading in _literal("agencies_licensed")
    }
    return Goals(revenue, {ALL: sum(licensed.values()), **licensed})


def _literal(column: str) -> Iterator[tuple[Target, Reading]]:
    """Return targets with their literal reading, those that read one column."""
    for target in load_targets().targets:
        for reading in target.readings:
            if reading.literal and reading.measure.column == (column,):
                yield target, reading
