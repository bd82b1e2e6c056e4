"""Conditions that tie rows together: shares add to one, persons add to the published totals."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from sim.geography.categories import Categories, Tables
from sim.geography.table import RegionError, Table

FloatArray = NDArray[np.float64]
SHARE_TOLERANCE = 1e-6
AGE_BAND = re.compile(r"(\d{1,3})-(\d{1,3})")


def shares(table: Table, *axes: tuple[str, ...]) -> FloatArray:
    """Return shares that add to one over the last axis, after checking that they do.

    Args:
        table: a file of shares.
        *axes: the values of each of its key columns.

    Raises:
        RegionError: a sum differs from one by more than 1e-6. A smaller rest is spread in proportion.
    """
    values = table.array(*axes)
    sums = values.sum(axis=-1)
    for place in np.argwhere(np.abs(sums - 1.0) > SHARE_TOLERANCE):
        of = {key: axis[index] for key, axis, index in zip(table.layout.keys, axes, place, strict=False)}
        _refuse_sum(table, of, "shares that add to 1", f"{sums[tuple(place)]:.7g}")
    values /= sums[..., None]
    return values


def persons(table: Table, totals: Table, measure: str, *axes: tuple[str, ...]) -> NDArray[np.int64]:
    """Return whole persons that add to a published total over all axes but a leading margin set.

    Raises:
        RegionError: a sum differs from the total.
    """
    values = table.array(*axes)
    measures = tuple(totals.layout.quantities)
    total = totals.array(measures)[measures.index(measure)]
    by_set = table.layout.keys[0] == "margin_set"
    for name, block in zip(axes[0] if by_set else ("",), values if by_set else values[None], strict=True):
        if block.sum() != total:
            of = {"margin_set": name} if by_set else {}
            _refuse_sum(
                table, of, f"persons that add to {total:.0f} ({measure} in totals.csv)", f"{block.sum():.0f}"
            )
    return values.astype(np.int64)


def _refuse_sum(table: Table, of: dict[str, str], expected: str, got: str) -> None:
    group = f" for {', '.join(of.values())}" if of else ""
    raise RegionError.at(table.name, table.lines(**of), "value", expected + group, got, "Correct the rows.")


def age_bands(table: Table) -> tuple[tuple[int, int, float], ...]:
    """Return the bands (first year, last year, share): consecutive, youngest first, shares adding to one.

    Raises:
        RegionError: a band is not written "16-44", or does not follow the one before.
    """
    names = table.categories("age_band")
    values = shares(table, names)
    bands: list[tuple[int, int, float]] = []
    for row, share in zip(table.rows, values, strict=True):
        match = AGE_BAND.fullmatch(row.keys[0])
        low, high = (int(match[1]), int(match[2])) if match else (0, -1)
        if high < low or (bands and low != bands[-1][1] + 1):
            expected = f"a band that starts at {bands[-1][1] + 1}" if bands else "a band such as 16-44"
            raise RegionError.at(
                table.name,
                row.line,
                "age_band",
                expected,
                repr(row.keys[0]),
                "Write first and last year of age.",
            )
        bands.append((low, high, float(share)))
    return tuple(bands)


def pairs(table: Table, axes: Categories, *, symmetric: bool, zero_diagonal: bool) -> FloatArray:
    """Return a matrix over the cities, after checking its diagonal and symmetry.

    Raises:
        RegionError: the first pair that breaks a condition.
    """
    matrix = table.array(axes.cities, axes.cities)
    for row in table.rows:
        first, second = (axes.cities.index(city) for city in row.keys)
        if first == second and zero_diagonal and row.value != 0.0:
            raise RegionError.at(
                table.name, row.line, "value", "0 inside a city", f"{row.value:g}", "Set it to 0."
            )
        if symmetric and row.value != matrix[second, first]:
            expected = f"{matrix[second, first]:g} as from {row.keys[1]} to {row.keys[0]}"
            raise RegionError.at(
                table.name, row.line, "value", expected, f"{row.value:g}", "Use one value both ways."
            )
    return matrix


def talent_fits(
    tables: Tables, axes: Categories, labour_force: NDArray[np.int64], talent: NDArray[np.int64]
) -> None:
    """Check that both kinds of skill exist and that no city has more talent than labour force.

    Raises:
        RegionError: the first city that has, or the missing kind.
    """
    kinds = tables["skills"].label("talent")
    for kind in ("yes", "no"):
        if kind not in kinds:
            got = f"only {kinds[0]!r}"
            raise RegionError.at(
                "skills", "row 2", "talent", f"at least one skill with {kind!r}", got, "Mark one."
            )
    for place in np.argwhere(talent > labour_force):
        of = {"margin_set": axes.margin_sets[place[0]], "city": axes.cities[place[1]]}
        expected = f"at most the labour force of {', '.join(of.values())}, {labour_force[tuple(place)]}"
        where = tables["talent"].lines(**of)
        raise RegionError.at("talent", where, "value", expected, f"{talent[tuple(place)]}", "Lower it.")


def kind_shares(table: Table, cities: tuple[str, ...], given: FloatArray) -> FloatArray:
    """Return the shares of technician, secondary and higher vocational schools in intake, (n_cities, 3).

    Args:
        table: the file.
        cities: their names.
        given: shares of technician and higher vocational schools, (n_cities, 2).

    Raises:
        RegionError: the two add to more than one.
    """
    secondary = 1.0 - given.sum(axis=1)
    for place in np.flatnonzero(secondary < 0.0).tolist():
        _refuse_sum(
            table,
            {"city": cities[place]},
            "technician_share and higher_share that add to 1 at most",
            f"{given[place].sum():.7g}",
        )
    return np.stack([given[:, 0], secondary, given[:, 1]], axis=1)


def school_counts(table: Table, cities: tuple[str, ...], measures: FloatArray) -> FloatArray:
    """Return the number of schools of each kind, (n_cities, 3); where students go there must be a school.

    Args:
        table: the file.
        cities: their names.
        measures: all measures of the file, (n_cities, 7).

    Raises:
        RegionError: a kind takes students in and has no school.
    """
    shares, counts = kind_shares(table, cities, measures[:, 1:3]), np.floor(measures[:, 3:6])
    for place, kind in np.argwhere((shares * measures[:, :1] > 0.0) & (counts < 1.0)).tolist():
        _refuse_sum(
            table,
            {"city": cities[place]},
            "a school of each kind that takes students in",
            f"none of kind {kind}",
        )
    return counts
