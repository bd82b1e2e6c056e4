"""The plan's targets: complete, readable, and every fault said in one line."""

import pytest

from sim.config_errors import ConfigError
from sim.plan.plan import load_plan


def faults(folder):
    with pytest.raises(ConfigError) as caught:
        load_plan(folder)
    return caught.value.faults


def test_all_targets_are_there_with_readings_or_a_reason(plan):
    targets = plan.targets.targets
    assert len(targets) == len({target.id for target in targets}) == 25
    assert all(bool(target.readings) == target.simulated for target in targets)
    assert sum(target.simulated for target in targets) == 18


def test_one_literal_reading_for_each_target_with_a_figure(plan):
    literal = {target.id for target in plan.targets.targets if any(r.literal for r in target.readings)}
    figures = {t.id for t in plan.targets.targets if t.simulated and t.wording != "status"}
    assert literal == figures
    assert len(literal) == 17


def test_values_of_the_plan(plan):
    values = {target.id: (target.value, target.year) for target in plan.targets.targets}
    assert values["revenue_2020"] == (143, 2020)
    assert values["revenue_2022"] == (173, 2022)
    assert values["people_helped"] == (3_000_000, 2022)
    assert values["talent"] == (100_000, 2022)
    assert values["high_end_share"] == (0.35, 2022)
    assert sum(value for name, (value, _) in values.items() if name.startswith("agencies_")) == 1200
    assert sum(value for name, (value, _) in values.items() if name.startswith("intake_")) == 158_000
    assert sum(value for name, (value, _) in values.items() if name.startswith("technician_")) == 35_500
    growth = {r.id: r for r in plan.targets["revenue_2022"].readings}["growth"]
    assert (growth.value, growth.measure.base_year) == (pytest.approx(173 / 143, abs=1e-5), 2020)


def test_the_clause_of_a_target_names_the_same_figure(plan):
    clauses = {clause.clause: clause for clause in plan.clauses}
    for target in plan.targets.targets:
        for name in target.clauses:
            if target.wording != "status":
                assert (clauses[name].quantity, clauses[name].year) == (target.value, target.year), target.id


def reading(targets, target="revenue_2022", number=0):
    return targets[target]["readings"][number]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            lambda t, _: t["revenue_2022"].update(year="2022"),
            "targets.yaml, target revenue_2022, year: expected a year from 2019 to 2025, got '2022'.",
        ),
        (
            lambda t, _: t["revenue_2022"].update(direction="up"),
            "targets.yaml, target revenue_2022, direction: expected 'at least' or 'at most', got 'up'.",
        ),
        (
            lambda t, _: t["national_park"].update(status="not simulated: so"),
            "status: expected 'simulated' or 'not simulated: reason', got 'not simulated: so'.",
        ),
        (
            lambda t, _: t["revenue_2022"].pop("value"),
            "targets.yaml, target revenue_2022, value: expected a number; 1 for a status, got nothing.",
        ),
        (
            lambda t, _: t["revenue_2022"].update(valu=3),
            "target revenue_2022, valu: unknown field. Did you mean 'value'?",
        ),
        (
            lambda t, _: reading(t)["measure"].update(over="sum of the year"),
            "target revenue_2022, reading plan, measure, over: expected 'sum of year', 'mean of year',",
        ),
        (
            lambda t, _: reading(t)["measure"].update(scale=0.0),
            "reading plan, measure, scale: expected a number above 0, got 0.0.",
        ),
        (
            lambda t, _: reading(t).update(id="full"),
            "target revenue_2022, readings: expected each id once, got 'full' twice.",
        ),
        (
            lambda t, _: reading(t, number=1).update(literal=True),
            "target revenue_2022, readings: expected one literal reading at most, got plan, full.",
        ),
        (
            lambda t, _: t["revenue_2022"].update(id="revenue_2020"),
            "targets.yaml, targets: expected each id once, got 'revenue_2020' twice.",
        ),
        (
            lambda t, _: t["revenue_2022"].update(clauses=["1.3.x"]),
            "targets.yaml, target revenue_2022, clauses: unknown clause '1.3.x'.",
        ),
        (
            lambda t, _: t["revenue_2022"].update(clauses=["1.3.b", "0.9"]),
            "clauses: expected clauses of kind target, got 0.9, baseline.",
        ),
        (
            lambda t, _: t["revenue_2022"].update(clauses=["1.3.b", "1.3.a"]),
            "clauses: expected each clause once, got 1.3.a in revenue_2020 too.",
        ),
        (
            lambda t, content: content["targets"].remove(t["talent"]),
            "clauses.csv (1.3.d), column kind: expected a target in targets.yaml for this clause, got none.",
        ),
    ],
)  # fmt: skip
def test_a_broken_target_is_one_line(change_targets, edit, expected):
    found = faults(change_targets(edit))
    assert any(expected in fault for fault in found), found
    assert all("\n" not in fault for fault in found)


def test_faults_of_both_files_come_together(change_targets, change_clause):
    change_clause("0.9", kind="x")
    found = faults(change_targets(lambda t, _: t["talent"].pop("unit")))
    assert [fault.partition(",")[0] for fault in found] == ["clauses.csv", "targets.yaml"]


def test_a_file_that_calls_code_is_refused(folder):
    (folder / "targets.yaml").write_text("region: {_target_: os.system}\ntargets: []\n", encoding="utf-8")
    assert "cannot call code" in faults(folder)[0]
