"""The plan's clauses: complete, each mapped or reasoned, and every fault said in one line."""

import re

import pytest

from sim.config_errors import ConfigError
from sim.plan.clauses import CITIES, COLUMNS, KINDS, PLACED
from sim.plan.plan import load_plan

HAN = re.compile(r"[一-鿿]")
RECOGNITION = "2.4.shared_supply.8"
INSTITUTE = "2.4.shared_innov.4"


def faults(folder):
    with pytest.raises(ConfigError) as caught:
        load_plan(folder)
    return caught.value.faults


def test_all_clauses_are_there_once(plan):
    assert len(plan.clauses) == len({clause.clause for clause in plan.clauses}) == 260


def test_all_instruments_are_named(plan):
    assert len(plan.instruments) == 35


def test_every_clause_is_mapped_or_has_its_own_reason(plan):
    assert all(bool(clause.instruments) != bool(clause.reason) for clause in plan.clauses)
    reasons = [clause.reason for clause in plan.clauses if clause.reason]
    assert len(set(reasons)) == len(reasons) == 36


def test_summaries_are_in_both_languages_and_tell_clauses_apart(plan):
    for clause in plan.clauses:
        assert HAN.search(clause.chinese), clause.clause
        assert not HAN.search(clause.english), clause.clause
    for language in ("english", "chinese"):
        assert len({getattr(clause, language) for clause in plan.clauses}) == 260, language


def test_facts_of_the_plan(plan):
    found = {clause.clause: clause for clause in plan.clauses}
    assert (found["0.9"].quantity, found["0.9"].unit, found["0.9"].year) == (17_156_500, "persons", 2019)
    assert (found["2.1.chengdu.8"].quantity, found["2.1.chengdu.8"].year) == (1000, 2022)
    assert sum(clause.quantity is not None for clause in plan.clauses) == 34
    assert {clause.city for clause in plan.clauses} == set(CITIES)
    assert {clause.kind for clause in plan.clauses} == set(KINDS)


def test_what_has_a_name_says_where_it_acts(plan):
    named = [clause for clause in plan.clauses if clause.kind in PLACED]
    assert len(named) == 67
    assert all(re.fullmatch(r"[^;]+; [^;]+", clause.acts_on) for clause in named)


@pytest.mark.parametrize(
    ("clause", "cells", "expected"),
    [
        (RECOGNITION, {"kind": "instrment"}, "column kind: expected one of baseline, "),
        (RECOGNITION, {"city": "Chengdo"}, "column city: expected one of All, "),
        (RECOGNITION, {"english": " "}, "column english: expected text, got nothing."),
        (RECOGNITION, {"chinese": ""}, "column chinese: expected text, got nothing."),
        (RECOGNITION, {"quantity": "many", "unit": "agencies"}, "column quantity: expected a finite number"),
        (RECOGNITION, {"quantity": "nan", "unit": "agencies"}, "column quantity: expected a finite number"),
        (RECOGNITION, {"quantity": "3"}, "column unit: expected a unit beside a quantity"),
        (RECOGNITION, {"year": "2035"}, "column year: expected a year from 2019 to 2022, got '2035'."),
        (RECOGNITION, {"measure": ""}, "column measure: expected a column of a table"),
        (RECOGNITION, {"instrument": "a b"}, "column instrument: expected names of modules separated by ;"),
        (INSTITUTE, {"acts_on": ""}, "column acts_on: expected where this institution acts"),
        (RECOGNITION, {"clause": INSTITUTE}, "column clause: expected each clause once, got it in row"),
    ],
)  # fmt: skip
def test_a_broken_cell_is_one_line_with_file_row_and_column(change_clause, clause, cells, expected):
    (fault,) = faults(change_clause(clause, **cells))
    assert re.match(r"clauses\.csv, row \d+ \(2\.4\.shared_\w+\.\d\), ", fault)
    assert expected in fault


def test_the_row_is_the_one_of_the_file(change_clause):
    folder = change_clause(RECOGNITION, kind="x")
    (fault,) = faults(folder)
    number = int(re.search(r"row (\d+)", fault).group(1))
    lines = (folder / "clauses.csv").read_text(encoding="utf-8").splitlines()
    assert lines[number - 1].startswith(f"{RECOGNITION},")


def test_all_faults_are_reported_at_once(change_clause):
    change_clause(RECOGNITION, kind="x", year="x")
    assert len(faults(change_clause(INSTITUTE, city="x"))) == 3


def test_a_file_of_another_shape_is_refused(folder):
    path = folder / "clauses.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], lines[1] + ",more"]) + "\n", encoding="utf-8")
    assert faults(folder) == (f"clauses.csv, row 2: expected {len(COLUMNS)} cells, got {len(COLUMNS) + 1}.",)
    path.write_text("clause,section\n", encoding="utf-8")
    assert "row 1: expected the columns clause,section,city" in faults(folder)[0]
    path.unlink()
    assert "expected a readable CSV file" in faults(folder)[0]
