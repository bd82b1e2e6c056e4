"""The trace: what is found in the classes, what counts as a hole, and the command that prints both."""

import csv
import io
import sys
from types import ModuleType

import pytest

from sim.config import instruments
from sim.plan.__main__ import main
from sim.plan.plan import load_plan
from sim.plan.trace import COLUMNS, closing, holes, levers_of, links, prior_of, scenarios_using, source_of
from sim.policies.base import Instrument
from sim.report.meanings import TABLES

RECOGNITION = "mutual_qualification_recognition"
CLAUSE = "2.4.shared_supply.8"


def stand_in(name, clauses):
    return type(name, (Instrument,), {"instrument_id": "I00", "clauses": clauses})


@pytest.fixture
def complete(plan):
    """Classes for all instruments of the plan, those that exist and stand-ins that bend nothing."""
    known = instruments()
    return {name: known.get(name) or stand_in(name, plan.clauses_of(name)) for name in plan.instruments}


@pytest.fixture
def tables(plan):
    """Columns of the tables, with all that the plan needs."""
    readings = [reading for target in plan.targets.targets for reading in target.readings]
    needed = {column for reading in readings for column in reading.measure.columns}
    needed |= {clause.measure for clause in plan.clauses if "." not in clause.measure}
    return TABLES | {"monthly": {*TABLES["monthly"], *needed}}


@pytest.fixture
def all_files(monkeypatch, plan):
    """A file in scenarios/policies/ for each instrument."""
    monkeypatch.setattr("sim.plan.trace.names_in", lambda group: list(plan.instruments))


def lines(plan, classes, columns):
    return holes(plan, classes, columns).lines


def text_of(capsys, *arguments):
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_levers_are_those_that_the_class_overrides():
    classes = instruments()
    assert levers_of(classes[RECOGNITION]) == ["agency_recognition"]
    assert levers_of(classes["unified_one_window_service"]) == ["administrative_barrier", "migration_cost"]
    assert levers_of(classes["placebo"]) == []


def test_what_is_no_lever_is_not_called_one():
    cls = type("Odd", (Instrument,), {name: lambda self, month: 0.0 for name in ("outlay", "dose", "ramp")})
    assert levers_of(cls) == []


def test_prior_as_text():
    assert prior_of(instruments()[RECOGNITION]) == "agency_recognition 0.7 / 0.95 / 1"


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ("First,\nin two lines.\n\nEvidence: one study\nof two.\n\nMore.", "Evidence: one study of two."),
        ("Only\nthis.\n", "Only this."),
    ],
)
def test_source_is_in_the_text_of_the_module(monkeypatch, doc, expected):
    monkeypatch.setitem(sys.modules, "a_module", ModuleType("a_module", doc))
    cls = type("Some", (Instrument,), {"__module__": "a_module"})
    assert source_of(cls) == expected


def test_every_instrument_has_a_source():
    assert all(len(source_of(cls)) > 20 for cls in instruments().values())


def test_scenarios_are_found_by_what_they_use():
    assert "four_city_plan" in scenarios_using()[RECOGNITION]
    used = {name for names in scenarios_using().values() for name in names}
    assert "baseline" not in used
    assert not any("/" in name for name in used), "those in folders follow from the list of instruments"


def test_there_is_a_link_for_each_clause_and_instrument(plan):
    trace = list(links(plan, instruments()))
    assert len(trace) == sum(max(1, len(clause.instruments)) for clause in plan.clauses) == 260
    found = {link.clause: link for link in trace}[CLAUSE]
    assert (found.instrument_id, found.levers, found.measure) == ("I01", "agency_recognition", "hr_fee_index")
    assert {"four_city_plan", "chengdu_first"} < set(found.scenarios.split(", "))
    context = {link.clause: link for link in trace}["0.6"]
    assert context.instrument == ""
    assert context.source.startswith("context: a fact about space")


def test_a_complete_plan_has_no_hole(plan, complete, tables, all_files):
    found = holes(plan, complete, tables)
    assert found.lines == ()
    expected = "260 of 260 clauses traced or reasoned, 35 of 35 instruments, 25 of 25 targets"
    assert closing(plan, found) == expected


def test_instruments_that_exist_fit_the_clauses(plan):
    """Each declares the clauses that name it, and has its file."""
    known = set(instruments())
    broken = holes(plan, instruments(), TABLES).instruments
    assert {name: hole for name, hole in broken.items() if hole and name in known} == {}


def test_the_plan_is_traced_without_a_hole(plan):
    assert lines(plan, instruments(), TABLES) == ()


def test_a_missing_module_is_a_hole(plan, complete, tables, all_files):
    del complete["incubators"]
    (line,) = lines(plan, complete, tables)
    assert line.startswith("incubators: expected sim/policies/incubators.py for 6 clauses (2.1.deyang.23, ")
    assert closing(plan, holes(plan, complete, tables)).startswith("254 of 260 clauses traced")


def test_a_missing_file_is_a_hole(plan, complete, tables, monkeypatch):
    monkeypatch.setattr("sim.plan.trace.names_in", lambda group: [n for n in complete if n != "incubators"])
    assert lines(plan, complete, tables) == (
        "incubators: expected scenarios/policies/incubators.yaml, got no such file.",
    )


def test_clauses_that_module_and_file_do_not_share_are_a_hole(plan, complete, tables, all_files):
    declared = (*plan.clauses_of("incubators")[1:], "9.9")
    complete["incubators"] = stand_in("incubators", declared)
    (line,) = lines(plan, complete, tables)
    assert "got 9.9 only in the module, 2.1.deyang.23 only in the file." in line


def test_an_instrument_that_no_clause_names_is_a_hole(plan, complete, tables, all_files):
    more = {"extra": stand_in("extra", ("0.1",)), "placebo": instruments()["placebo"]}
    assert lines(plan, complete | more, tables) == (
        "sim/policies/extra.py: expected clauses of clauses.csv that name it, got none.",
    )


@pytest.mark.parametrize("cell", ["", "context:", "context: so"])
def test_a_clause_neither_mapped_nor_reasoned_is_a_hole(cell, change_clause, complete, tables, all_files):
    broken = load_plan(change_clause("0.6", instrument=cell, measure="jobs"))
    (line,) = lines(broken, complete, tables)
    assert line.startswith(
        "clauses.csv (0.6), column instrument: expected an instrument or 'context: reason'"
    )
    assert closing(broken, holes(broken, complete, tables)).startswith("259 of 260 clauses")


@pytest.mark.parametrize(
    ("measure", "advice"),
    [
        ("unemploymnt_rate", "no table of results has 'unemploymnt_rate'. Did you mean 'unemployment_rate'?"),
        ("services.unemployment_rate", "no table of results has 'services.unemployment_rate'."),
        ("nowhere.jobs", "no table of results has 'nowhere.jobs'."),
    ],
)
def test_a_measure_that_no_table_has_is_a_hole(measure, advice, change_clause, complete, tables, all_files):
    (line,) = lines(load_plan(change_clause(CLAUSE, measure=measure)), complete, tables)
    assert advice in line


def test_a_target_without_reading_is_a_hole(change_targets, complete, tables, all_files):
    broken = load_plan(change_targets(lambda t, _: t["talent"].update(readings=[])))
    assert lines(broken, complete, tables) == (
        "targets.yaml, target talent: expected a reading or 'not simulated: reason', got neither.",
    )
    assert closing(broken, holes(broken, complete, tables)).endswith("24 of 25 targets")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("column", ["jobs", "agencis"], "no column 'agencis' in the table 'monthly'. Did you mean 'age"),
        ("divisor", "no_such_thing", "no column 'no_such_thing' in the table 'monthly'. outputs/README.md"),
        ("table", "flows", "expected a table with columns month and city, got 'flows'."),
    ],
)  # fmt: skip
def test_a_reading_of_what_no_table_has_is_a_hole(
    field, value, expected, change_targets, complete, tables, all_files
):
    def edit(targets, _):
        targets["talent"]["readings"][0]["measure"][field] = value

    (line,) = lines(load_plan(change_targets(edit)), complete, tables)
    assert line.startswith("targets.yaml, target talent, reading cumulative: ")
    assert expected in line


def test_a_plan_of_another_size_is_a_hole(change_targets, complete, tables, all_files):
    folder = change_targets(lambda t, content: content["targets"].remove(t["talent"]))
    path = folder / "clauses.csv"
    kept = [row for row in path.read_text(encoding="utf-8").splitlines() if not row.startswith("1.3.d,")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert lines(load_plan(folder), complete, tables) == (
        "clauses.csv: expected 260 clauses, got 259.",
        "targets.yaml: expected 25 targets, got 24.",
    )


def test_the_command_prints_the_trace_and_ends_with_the_count(capsys, plan):
    code, out, err = text_of(capsys)
    table = out.splitlines()
    assert len(table) == 1 + 260 + 1
    assert table[0].split()[:3] == ["clause", "city", "english"]
    found = holes(plan, instruments(), TABLES)
    assert table[-1] == closing(plan, found)
    assert code == (1 if found.lines else 0)
    assert err.splitlines() == [f"Hole: {line}" for line in found.lines]


def test_a_broken_clause_makes_the_command_fail(
    capsys, change_clause, plan, complete, tables, monkeypatch, all_files
):
    monkeypatch.setattr("sim.plan.__main__.instruments", lambda: complete)
    monkeypatch.setattr("sim.plan.__main__.TABLES", tables)
    monkeypatch.setattr("sim.plan.trace.scenarios_using", dict)
    whole = change_clause("none of them")
    assert text_of(capsys, "--folder", str(whole))[0] == 0
    code, _, err = text_of(capsys, "--folder", str(change_clause("0.6", instrument="")))
    assert (code, err.count("\n")) == (1, 1)
    code, out, err = text_of(
        capsys, "--folder", str(change_clause("0.6", instrument="context: x y", year="1"))
    )
    assert (code, out) == (1, "")
    assert err.startswith("Error: clauses.csv, row ")


def test_options_choose_what_is_printed(capsys):
    one = text_of(capsys, "--clause", CLAUSE)[1].splitlines()
    assert len(one) == 3
    assert one[1].startswith(CLAUSE)
    by_name = text_of(capsys, "--instrument", RECOGNITION)[1]
    assert by_name == text_of(capsys, "--instrument", "I01")[1]
    assert len(by_name.splitlines()) == 4
    deyang = text_of(capsys, "--city", "deyang")[1].splitlines()
    assert all(line[23:29] == "Deyang" for line in deyang[1:-1])
    code, out, err = text_of(capsys, "--city", "Deyang", "--instrument", RECOGNITION)
    assert (code, len(out.splitlines())) == (0, 2)
    assert err == "No clause answers to all of these options.\n"


def test_csv_holds_everything_and_nothing_else(capsys):
    _, out, err = text_of(capsys, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 260
    assert tuple(rows[0]) == COLUMNS
    assert err.splitlines()[-1].startswith(tuple(str(number) for number in range(261)))


def test_markdown_is_a_table(capsys):
    out = text_of(capsys, "--format", "markdown", "--clause", CLAUSE)[1].splitlines()
    assert [line.count("|") for line in out] == [len(COLUMNS) + 1] * 3


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--clause", "2.4.shared_suply.8"], "--clause: unknown clause '2.4.shared_suply.8'. Did you mean"),
        (["--instrument", "incubator"], "unknown instrument 'incubator'. Did you mean 'incubators'?"),
        (["--instrument", ""], "unknown instrument ''."),
        (["--city", "Chendgu"], "--city: unknown city 'Chendgu'. Did you mean 'Chengdu'?"),
        (["--format", "html"], "See python -m sim.plan --help."),
        (["--colour"], "See python -m sim.plan --help."),
    ],
)
def test_a_wrong_option_is_one_line(capsys, arguments, expected):
    code, out, err = text_of(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert expected in err
