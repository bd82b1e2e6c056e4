"""A region folder with one fault gives one line: where, what was expected, what came, what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.geography.region import load_region
from sim.geography.table import RegionError

Edit = Callable[[str, str, str], Path]

FAULTS = {
    "text in a number": ("cities", ",7000,", ",seven thousand,", "row 2 'value'", "expected a number"),
    "not a number": ("cities", ",7000,", ",nan,", "row 2 'value'", "got 'nan'"),
    "infinite": ("cities", ",7000,", ",inf,", "row 2 'value'", "got 'inf'"),
    "overflow": ("cities", ",7000,", ",1e999,", "row 2 'value'", "got 1e999"),
    "separator of thousands": ("cities", ",7000,", ',"7,000",', "row 2 'value'", "without separators"),
    "empty number": ("cities", ",7000,", ",,", "row 2 'value'", "Fill in"),
    "negative": ("cities", ",7000,", ",-7000,", "row 2 'value'", "in [1, inf]"),
    "share above one": ("skills", ",0.35,", ",1.35,", "row 2 'value'", "in [0, 1]"),
    "half a person": ("outside_pool", ",9013,", ",9013.5,", "'value'", "whole number"),
    "wrong unit": ("cities", "CNY/month", "CNY/year", "row 2 'unit'", "expected 'CNY/month'"),
    "unknown confidence": ("cities", ",assumption\n", ",guess\n", "row 2 'confidence'", "sourced"),
    "wrong year": ("cities", ",2019,", ",19,", "row 2 'year'", "four digits"),
    "no source": ("age_bands", "assumption: the rest of working age", "", "row 3 'source'", "Fill in"),
    "missing column": ("cities", ",unit,", ",", "row 1 'unit'", "Correct the header"),
    "unknown column": ("cities", "city,", "city,colour,", "row 1 'colour'", "Remove it"),
    "too few fields": ("cities", ",7000,CNY/month", ",7000", "row 2 'all'", "expected 7 fields"),
    "open quote": ("cities", "Deyang,wage", '"Deyang,wage', "'all'", "quotes"),
    "unknown city": ("cities", "Ziyang,rent", "Ziyagn,rent", "'city'", "Did you mean 'Ziyang'?"),
    "unknown measure": ("cities", "rent_level", "rents", "row 3 'measure'", "Did you mean 'rent_level'?"),
    "boundary node as a city": ("cities", "Ziyang,rent", "Chongqing,rent", "'city'", "Chengdu, Deyang"),
    "shares of industries": ("employment_share", ",0.142,", ",0.242,", "rows 2 to 14", "got 1.1"),
    "shares of skills": ("skills", ",0.35,", ",0.3,", "rows 2 to 5", "shares that add to 1"),
    "shares of registration": ("registration_share", ",0.72,", ",0.7,", "rows 2 to 8", "for A, Chengdu"),
    "shares of ages": ("age_bands", ",0.62,", ",0.6,", "rows 2 to 3", "shares that add to 1"),
    "shares of talent": ("cities", ",0.9,", ",0.8,", "'value'", "talent_share that adds to 1"),
    "labour force off the plan": ("labour_force", "1113361", "1113360", "rows 2 to 5", "17156500"),
    "talent off the plan": ("talent", "152025", "152026", "rows 2 to 5", "5990000"),
    "commuters off the total": ("initial_commuters", ",14500,", ",14501,", "rows 2 to 17", "48000"),
    "commuters inside a city": ("initial_commuters", ",0,", ",7,", "rows 2 to 17", "got 48007"),
    "cost inside a city": ("commuting_cost", ",0,", ",10,", "row 2", "0 inside a city"),
    "cost differs by direction": ("commuting_cost", ",968,", ",900,", "row 3", "expected 968 as from Deyang"),
    "ages with a gap": ("age_bands", "45-59", "46-59", "row 3 'age_band'", "starts at 45"),
    "ages in words": ("age_bands", "16-44", "young", "row 2 'age_band'", "such as 16-44"),
    "month in words": ("covid_stringency", "2019-01", "January", "row 2 'month'", "such as 2019-01"),
    "month beyond the year": ("covid_stringency", "2019-12", "2019-13", "row 13 'month'", "'2019-13'"),
    "kind of node": ("nodes", ",core,", ",city,", "row 2 'kind'", "one of core, boundary"),
    "name changes": ("nodes", "成都", "成郡", "row 3 'name_zh'", "as in row 2"),
    "talent flag": ("skills", ",yes,", ",maybe,", "row 4 'talent'", "one of yes, no"),
    "unknown relation": ("industry_distance", "same_sector", "sector", "row 3 'relation'", "same_sector"),
    "zero travel time": ("travel_time", ",95,", ",0,", "row 3 'value'", "minutes"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named(fault: str, edit: Edit) -> None:
    file, old, new, *said = FAULTS[fault]
    message = _refusal(edit(file, old, new))
    plain = message.replace(", column", "")
    for text in (f"{file}.csv, ", "row", "expected ", "got ", *said):
        assert text in plain, f"{fault}: {text!r} is not in {message!r}"


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "talent.csv").unlink()
    assert "talent.csv" in _refusal(copy)
    assert "Add talent.csv" in _refusal(copy)


def test_a_row_that_occurs_twice_is_named(edit: Edit) -> None:
    row = "Deyang,rent_level,0.55,ratio,2019,again,assumption\n"
    message = _refusal(edit("cities", "Deyang,wage_level", row + "Deyang,wage_level"))
    assert "each key once, got Deyang, rent_level again (first in row 9)" in message


def test_a_missing_row_is_named(copy: Path) -> None:
    path = copy / "employment_share.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(line for line in lines if not line.startswith("Ziyang,Construction")), encoding="utf-8"
    )
    assert "expected a row for Ziyang, Construction, got none" in _refusal(copy)


def test_a_missing_total_is_named(copy: Path) -> None:
    path = copy / "totals.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("talent,")), encoding="utf-8")
    assert "totals.csv, after row 3, column 'measure': expected a row for talent" in _refusal(copy)


def test_a_missing_city_is_named(copy: Path) -> None:
    path = copy / "labour_force.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ",Meishan," not in line), encoding="utf-8")
    assert "labour_force.csv, after row 10" in _refusal(copy)
    assert "A, Meishan" in _refusal(copy)


def test_a_missing_month_is_named(copy: Path) -> None:
    path = copy / "covid_stringency.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ",2021-06," not in line), encoding="utf-8")
    assert "no 2021-06" in _refusal(copy)


def test_more_talent_than_workers_is_refused(edit: Edit) -> None:
    edit("talent", "A,Chengdu,5189867", "A,Chengdu,4189867")
    message = _refusal(edit("talent", "A,Ziyang,152025", "A,Ziyang,1152025"))
    assert (
        "talent.csv, row 5, column 'value': expected at most the labour force of A, Ziyang, 1113361"
        in message
    )


def test_skills_without_talent_are_refused(edit: Edit) -> None:
    edit("skills", ",yes,", ",no,")
    assert "at least one skill with 'yes'" in _refusal(edit("skills", ",yes,", ",no,"))


def test_boundary_nodes_come_last(edit: Edit) -> None:
    edit("nodes", "core", "boundary")
    message = _refusal(edit("nodes", "成都,core", "成都,boundary"))
    assert "nodes.csv, rows 2 to 3, column 'kind': expected all core nodes before boundary nodes" in message


@pytest.mark.parametrize("content", [b"", b"\n", b"city\xff\xfe,value\n"])
def test_files_without_content_or_encoding_are_refused(content: bytes, copy: Path) -> None:
    (copy / "cities.csv").write_bytes(content)
    assert "cities.csv, row 1" in _refusal(copy)


def test_a_file_with_a_header_only_is_refused(copy: Path) -> None:
    for name in ("skills", "nodes", "labour_force", "boundary"):
        path = copy / f"{name}.csv"
        before = path.read_text(encoding="utf-8")
        path.write_text(before.splitlines()[0] + "\n", encoding="utf-8")
        assert f"{name}.csv" in _refusal(copy)
        path.write_text(before, encoding="utf-8")


def test_a_byte_order_mark_and_blank_lines_do_no_harm(copy: Path) -> None:
    path = copy / "cities.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\n\n")
    assert load_region(copy).n_cities == 4


def test_an_unknown_region_gets_the_nearest_name() -> None:
    assert "Did you mean 'chengdemeizi'?" in _refusal("chengdemeixi")


@pytest.mark.parametrize("region", ["", "/no/such/folder", "xyz"])
def test_a_region_that_does_not_exist_is_refused(region: str) -> None:
    assert "expected one of chengdemeizi" in _refusal(region)


def test_an_unknown_margin_set_is_refused() -> None:
    with pytest.raises(RegionError, match="expected one of A, B, C, got 'D'"):
        load_region("chengdemeizi", "D")


def _refusal(region: str | Path) -> str:
    """Load, and return the message of the refusal after checking that it is one line."""
    with pytest.raises(RegionError) as refusal:
        load_region(region)
    message = str(refusal.value)
    assert "\n" not in message
    return message
