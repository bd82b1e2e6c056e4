"""Scenarios that follow from the list of instruments: current, complete, and what their names say.

That each composes and validates is tested with all scenarios (tests/test_config.py).
"""

import pytest

from sim.compose import names_in, read_yaml
from sim.config import instruments
from sim.geography.folders import scenario_dir
from sim.plan.scenario_files import (
    GOVERNANCE,
    GROUPS,
    SECTIONS,
    files,
    is_of_the_plan,
    of_the_plan,
    orders,
    scenario_text,
    section_of,
    write,
)

FOLDER = scenario_dir() / "scenario"
PLAN = of_the_plan(instruments())
NUMBERS = {name: cls.instrument_id for name, cls in instruments().items()}


@pytest.fixture(scope="module")
def written(plan):
    return files(plan, instruments())


def chosen(scenario):
    """Instruments that a scenario file names."""
    (_, first, last) = (None, *read_yaml(FOLDER / f"{scenario}.yaml")["defaults"])
    assert last == "_self_"
    return first["override /policies"]


def test_the_files_are_current(written):
    now = {name: (FOLDER / f"{name}.yaml").read_text(encoding="utf-8") for name in written}
    assert now == written, "Run python -m sim.plan.scenario_files."


def test_no_file_of_an_instrument_that_is_gone_is_left(written):
    in_folders = {name for name in names_in("scenario") if "/" in name}
    assert in_folders == {name for name in written if "/" in name}


def test_writing_makes_the_folders_and_leaves_other_files(tmp_path, written):
    other = tmp_path / "own.yaml"
    other.write_text("scenario: own\n")
    paths = write(tmp_path)
    assert {path.relative_to(tmp_path).with_suffix("").as_posix() for path in paths} == set(written)
    assert all(path.is_file() for path in paths)
    assert other.read_text() == "scenario: own\n"


def test_the_plan_has_the_instruments_of_its_list():
    assert [NUMBERS[name] for name in PLAN] == [f"I{number:02d}" for number in range(1, 36)]
    assert [is_of_the_plan(number) for number in ("I01", "I13x", "X01", "P00")] == [True, False, False, False]


def test_a_scenario_of_one_instrument_has_that_one():
    assert {name: chosen(f"only/{name}") for name in instruments() if name != "placebo"} == {
        name: [name] for name in instruments() if name != "placebo"
    }


def test_leaving_one_out_leaves_the_thirty_four_others():
    for name in PLAN:
        rest = chosen(f"without/{name}")
        assert len(rest) == 34
        assert set(rest) == set(PLAN) - {name}


def test_groups_partition_the_plan():
    members = [name for group in GROUPS for name in chosen(f"group/{group}")]
    assert len(GROUPS) == 8
    assert len(members) == 35
    assert sorted(members) == sorted(PLAN)


def test_sections_hold_every_instrument_that_one_of_them_names(plan):
    sections = {part: set(chosen(f"section/{label}")) for part, label in SECTIONS.items()}
    for name in set(PLAN) - {GOVERNANCE}:
        assert [part for part, members in sections.items() if name in members] == (
            [section_of(plan, name)] if section_of(plan, name) else []
        )
    assert all(GOVERNANCE in members for members in sections.values())
    assert min(map(len, sections.values())) > 1


def test_the_section_is_the_one_of_most_clauses():
    class Few:
        def __init__(self, *clauses):
            self.clauses = clauses

        def clauses_of(self, name):
            return self.clauses

    assert section_of(Few("2.2.4", "2.3.1", "2.3.9", "3.1", "3.2", "3.3"), "any") == "2.3"
    assert section_of(Few("2.4.1", "2.1.chengdu.3"), "any") == "2.1", "the first of two with as many"
    assert section_of(Few("3.1"), "any") is None


def test_who_goes_first_splits_the_plan():
    late = {
        scenario: set(read_yaml(FOLDER / f"{scenario}.yaml")["policies"])
        for scenario in ("chengdu_first", "small_cities_first")
    }
    assert late["chengdu_first"] | late["small_cities_first"] == set(PLAN) - {GOVERNANCE}
    assert late["chengdu_first"] & late["small_cities_first"] == set()
    assert "incubators" in late["chengdu_first"], "Deyang, Meishan and Ziyang only"


def test_orders_and_speeds_keep_all_instruments(written):
    for scenario in orders(PLAN, instruments()):
        assert sorted(chosen(scenario)) == sorted(PLAN)
    speeds = {name: read_yaml(FOLDER / f"{name}_ramp.yaml")["policies"] for name in ("fast", "slow")}
    assert {name: {each["ramp_months"] for each in found.values()} for name, found in speeds.items()} == {
        "fast": {6},
        "slow": {24},
    }
    assert all(len(found) == 35 for found in speeds.values())


def test_text_of_a_scenario():
    assert scenario_text("two", "Both.", ["b", "a"], {"b": {"dose": "0.5"}}) == (
        "# @package _global_\n"
        "# Both.\n"
        "# Written by python -m sim.plan.scenario_files.\n"
        "defaults:\n  - override /policies:\n      - a\n      - b\n  - _self_\n\n"
        "scenario: two\npolicies:\n  b:\n    dose: 0.5\n"
    )
