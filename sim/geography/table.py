"""Reading one file of a region: every row is checked, every error names file, row and column in one line."""

from __future__ import annotations

import csv
import difflib
import io
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.geography.layout import CONFIDENCE, FileLayout, Quantity

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
YEAR = re.compile(r"(19|20)\d\d")


class RegionError(ValueError):
    """The data of a region are incomplete or wrong. One line: where, expected, got, what to do."""

    @classmethod
    def at(cls, file: str, row: int | str, column: str, expected: str, got: str, advice: str) -> RegionError:
        """Compose the message; `row` counts lines of the file, the header being row 1."""
        place = f"row {row}" if isinstance(row, int) else row
        message = f"{file}.csv, {place}, column '{column}': expected {expected}, got {got}. {advice}"
        return cls(" ".join(message.split()))


@dataclass(frozen=True)
class Row:
    """One number with what identifies it; `line` is its place in the file."""

    line: int
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    value: float


@dataclass(frozen=True)
class Table:
    """The rows of one file."""

    name: str
    layout: FileLayout
    rows: tuple[Row, ...]

    def categories(self, key: str) -> tuple[str, ...]:
        """Return the values of a key column, each once, in the order of the file."""
        place = self.layout.keys.index(key)
        return tuple(dict.fromkeys(row.keys[place] for row in self.rows))

    def label(self, label: str) -> tuple[str, ...]:
        """Return a label of each value of the first key, in the order of the file."""
        place = self.layout.labels.index(label)
        return tuple({row.keys[0]: row.labels[place] for row in self.rows}.values())

    def lines(self, **keys: str) -> str:
        """Say where the rows with these keys are, for messages about several rows."""
        places = [(self.layout.keys.index(key), value) for key, value in keys.items()]
        found = [row.line for row in self.rows if all(row.keys[place] == value for place, value in places)]
        return (
            f"row {found[0]}" if len(found) == 1 else f"rows {found[0]} to {found[-1]}" if found else "no row"
        )

    def array(self, *axes: Sequence[str]) -> NDArray[np.float64]:
        """Return the values as an array with one axis per key column.

        Args:
            *axes: for each key column the values it takes, in order.

        Raises:
            RegionError: a row has another key, or a combination has no row.
        """
        places = [{name: index for index, name in enumerate(axis)} for axis in axes]
        values = np.full([len(axis) for axis in axes], np.nan)
        for row in self.rows:
            for column, name, place in zip(self.layout.keys, row.keys, places, strict=True):
                if name not in place:
                    raise RegionError.at(
                        self.name, row.line, column, one_of(place), repr(name), nearest(name, place)
                    )
            values[tuple(place[name] for name, place in zip(row.keys, places, strict=True))] = row.value
        self._complete(values, axes)
        return values

    def _complete(self, values: NDArray[np.float64], axes: Sequence[Sequence[str]]) -> None:
        for combination, value in zip(itertools.product(*axes), values.ravel(), strict=True):
            if np.isnan(value):
                last = self.rows[-1].line if self.rows else 1
                raise RegionError.at(
                    self.name,
                    f"after row {last}",
                    ", ".join(self.layout.keys),
                    f"a row for {', '.join(combination)}",
                    "none",
                    "Add the row; every combination must be there once.",
                )


def nearest(name: str, known: Iterable[str]) -> str:
    """Advise the nearest valid name, or to choose a valid one."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
    return f"Did you mean {close[0]!r}?" if close else "Use one of the expected names."


def one_of(names: Iterable[str]) -> str:
    """List valid names, cut to the first eight."""
    names = list(names)
    return "one of " + ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def read_bytes(folder: Path, name: str) -> bytes:
    """Return the content of one file with Unix line ends, so that its digest is the same everywhere."""
    try:
        return (folder / f"{name}.csv").read_bytes().replace(b"\r\n", b"\n")
    except OSError as error:
        advice = f"Add {name}.csv to the region folder '{folder.name}'."
        raise RegionError.at(name, "row 1", "all", "a readable file", type(error).__name__, advice) from error


def read_table(content: bytes, name: str, layout: FileLayout) -> Table:
    """Parse and check one file.

    Raises:
        RegionError: encoding, header, an empty field, number, unit, year, confidence, label or duplicate key.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RegionError.at(
            name, line, "all", "text in UTF-8", "other bytes", "Save the file as UTF-8."
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [column.strip() for column in next(reader, [])]
        _check_header(name, header, layout)
        filled = (fields for fields in reader if any(field.strip() for field in fields))
        rows = [_read_row(name, reader.line_num, header, fields, layout) for fields in filled]
    except csv.Error as error:
        advice = "Check its quotes."
        raise RegionError.at(
            name, reader.line_num, "all", "comma-separated text", str(error), advice
        ) from error
    _check_rows(name, rows, layout)
    return Table(name, layout, tuple(rows))


def _check_header(name: str, header: list[str], layout: FileLayout) -> None:
    for column in layout.columns:
        if header.count(column) != 1:
            got = f"{header.count(column)} of it among {', '.join(header) or 'nothing'}"
            raise RegionError.at(name, 1, column, "this column once", got, "Correct the header.")
    for column in header:
        if column not in layout.columns:
            raise RegionError.at(
                name,
                1,
                column,
                one_of(layout.columns),
                repr(column),
                f"Remove it. {nearest(column, layout.columns)}",
            )


def _read_row(name: str, line: int, header: list[str], fields: list[str], layout: FileLayout) -> Row:
    if len(fields) != len(header):
        advice = "Quote texts that contain a comma."
        raise RegionError.at(name, line, "all", f"{len(header)} fields", f"{len(fields)}", advice)
    entry = {column: text.strip() for column, text in zip(header, fields, strict=True)}
    for column, text in entry.items():
        if not text or "\n" in text:
            raise RegionError.at(name, line, column, "one line of text", repr(text), "Fill in the field.")
    keys = tuple(entry[key] for key in layout.keys)
    quantity = layout.quantity(keys)
    if quantity is None:
        known = layout.quantities
        raise RegionError.at(
            name, line, layout.keys[-1], one_of(known), repr(keys[-1]), nearest(keys[-1], known)
        )
    _check_words(name, line, entry, layout, quantity)
    labels = tuple(entry[label] for label in layout.labels)
    return Row(line, keys, labels, _value(name, line, entry["value"], quantity))


def _check_words(name: str, line: int, entry: dict[str, str], layout: FileLayout, quantity: Quantity) -> None:
    choices = {"unit": (quantity.unit,), "confidence": CONFIDENCE, **layout.choices}
    for column, words in choices.items():
        if entry[column] not in words:
            advice = "Convert the value." if column == "unit" else nearest(entry[column], words)
            expected = repr(words[0]) if len(words) == 1 else one_of(words)
            raise RegionError.at(name, line, column, expected, repr(entry[column]), advice)
    if not YEAR.fullmatch(entry["year"]):
        raise RegionError.at(
            name, line, "year", "a year such as 2019", repr(entry["year"]), "Write four digits."
        )


def _value(name: str, line: int, text: str, quantity: Quantity) -> float:
    if not NUMBER.fullmatch(text):
        advice = "Write digits with a decimal point, without separators of thousands."
        raise RegionError.at(name, line, "value", f"a number ({quantity.unit})", repr(text), advice)
    value = float(text)
    whole = quantity.unit == "persons"
    if not (quantity.low <= value <= quantity.high and np.isfinite(value)) or (whole and value % 1):
        kind = "whole number" if whole else "number"
        expected = f"a {kind} in [{quantity.low:g}, {quantity.high:g}] ({quantity.unit})"
        raise RegionError.at(name, line, "value", expected, text, f"Is the unit {quantity.unit}?")
    return value


def _check_rows(name: str, rows: list[Row], layout: FileLayout) -> None:
    """Refuse keys that occur twice and labels that change between the rows of a key."""
    seen: dict[tuple[str, ...], int] = {}
    described: dict[str, Row] = {}
    for row in rows:
        if row.keys in seen:
            got = f"{', '.join(row.keys)} again (first in row {seen[row.keys]})"
            raise RegionError.at(
                name, row.line, ", ".join(layout.keys), "each key once", got, "Remove one of the rows."
            )
        seen[row.keys] = row.line
        first = described.setdefault(row.keys[0], row)
        for column, text, before in zip(layout.labels, row.labels, first.labels, strict=True):
            if text != before:
                expected = f"{before!r} as in row {first.line}"
                raise RegionError.at(
                    name, row.line, column, expected, repr(text), f"One {layout.keys[0]}, one {column}."
                )
