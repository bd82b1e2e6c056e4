"""The scorecard as lines of text for a terminal: without and with the plan side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.plan.score import JOINT

HEADER = ("target", "reading", "goal", "without the plan", "with the plan", "met without", "met with")
LITERAL = "*"
"""Marks the readings that follow the plan's words."""


def scorecard_text(table: pd.DataFrame) -> str:
    """Return the scorecard as a table, and what it leaves out.

    Args:
        table: as returned by `sim.plan.score.scorecard`.
    """
    rows = table.to_dict("records")
    joint = rows[-1]
    scored = [row for row in rows[:-1] if not row["note"]]
    lines = []
    if scored:
        cells = [HEADER, *map(_cells, scored)]
        widths = [max(len(line[column]) for line in cells) for column in range(len(HEADER))]
        title = (
            f"Targets of the plan: mean and 5-95 % of {scored[0]['n']} replications, share of them that meet "
            f"it with its 95 % interval; {LITERAL} the reading closest to the plan's words"
        )
        lines = [
            title,
            "",
            *(
                "  ".join(
                    text.ljust(width) if column < 2 else text.rjust(width)
                    for column, (text, width) in enumerate(zip(line, widths, strict=True))
                ).rstrip()
                for line in cells
            ),
            "",
            *_closing(scored, joint),
        ]
    return "\n".join([*lines, *_left_out(rows[:-1])])


def _closing(scored: list[Any], joint: Mapping[Any, Any]) -> list[str]:
    """All literal readings at once, and the binding one."""
    if not joint["n"]:
        return []
    at_once = (
        f"{JOINT.capitalize()} at once ({joint['note']}): {_chance(joint, 'baseline')} without, "
        f"{_chance(joint, 'scenario')} with the plan."
    )
    return [at_once, *(f"Binding: {row['target']}." for row in scored if row["binding"])]


def _left_out(rows: list[Any]) -> list[str]:
    """One line for each reason: the targets that cannot be scored."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row["note"]:
            names = reasons.setdefault(row["note"], [])
            names += [row["target"]] if row["target"] not in names else []
    return [f"Not scored ({note}): {', '.join(names)}." for note, names in reasons.items()]


def _cells(row: Mapping[Any, Any]) -> tuple[str, ...]:
    return (
        f"{row['target']}{LITERAL if row['literal'] else ''}",
        row["reading"],
        f"{'>=' if row['direction'] == 'at least' else '<='} {_number(row['value'])} {row['unit']}",
        _band(row, "baseline"),
        _band(row, "scenario"),
        _chance(row, "baseline"),
        _chance(row, "scenario"),
    )


def _band(row: Mapping[Any, Any], arm: str) -> str:
    return f"{_number(row[arm])} ({_number(row[f'{arm}_low'])} .. {_number(row[f'{arm}_high'])})"


def _chance(row: Mapping[Any, Any], arm: str) -> str:
    low, high = row[f"met_{arm}_low"], row[f"met_{arm}_high"]
    return f"{100 * row[f'met_{arm}']:.0f} % ({100 * low:.0f} .. {100 * high:.0f})"


def _number(value: float) -> str:
    """Return a number with the digits that its size deserves."""
    if math.isnan(value):
        return "none"
    size = abs(value)
    return f"{value:,.0f}" if size >= 1000 or value == int(value) else f"{value:.{1 if size >= 10 else 3}f}"
