"""The trace as text: a table for a terminal, CSV or Markdown."""

from __future__ import annotations

import csv
import io
import textwrap
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from sim.plan.trace import COLUMNS, Link

WIDTHS = {
    "clause": 21,
    "city": 8,
    "english": 44,
    "instrument_id": 7,
    "instrument": 38,
    "levers": 30,
    "prior": 30,
    "source": 44,
    "scenarios": 16,
    "measure": 24,
}
"""Columns of the table and the letters each has room for; the other formats give all columns in full."""


def as_table(links: Sequence[Link]) -> str:
    """Return one line per link, cells cut to their width."""
    header = dict(zip(COLUMNS, COLUMNS, strict=True)) | {"instrument_id": "id"}
    rows = [header, *map(asdict, links)]
    return "\n".join(
        "  ".join(padded(shortened(row[name], width), width) for name, width in WIDTHS.items()).rstrip()
        for row in rows
    )


def as_csv(links: Sequence[Link]) -> str:
    """Return the links as CSV with a header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(asdict(link).values() for link in links)
    return text.getvalue().removesuffix("\n")


def as_markdown(links: Sequence[Link]) -> str:
    """Return the links as a Markdown table."""
    rows = [COLUMNS, ("---",) * len(COLUMNS), *(tuple(asdict(link).values()) for link in links)]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows)


FORMATS: Mapping[str, Callable[[Sequence[Link]], str]] = {
    "table": as_table,
    "csv": as_csv,
    "markdown": as_markdown,
}


def shortened(text: str, width: int) -> str:
    """Return the text cut at a word; one long word is cut anywhere."""
    if len(text) <= width:
        return text
    cut = textwrap.shorten(text, width, placeholder=" …")
    return cut if len(cut) > 1 else f"{text[: width - 1]}…"


def padded(text: str, width: int) -> str:
    """Return the text filled up with blanks; Chinese letters take two places."""
    places = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(0, width - places)
