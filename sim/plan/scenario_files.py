"""Scenarios that follow from the list of instruments, written by `python -m sim.plan.scenario_files`.

    only/NAME        one instrument alone, as its own file has it
    without/NAME     the plan without one instrument
    section/NAME     the instruments that most clauses of one of the plan's four coordination sections name
    group/NAME       the eight groups of related instruments to which effects are attributed

and the plan in other orders and at other speeds. Governance acts through the others' doses only, so sections
include it. What an instrument's own file says (dose, dates, cities) is not repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from sim.config import instruments
from sim.geography.folders import scenario_dir
from sim.plan.plan import Plan, load_plan
from sim.policies.base import Instrument

GOVERNANCE = "governance_cost_benefit_sharing_funding"
SECTIONS = {"2.1": "regional", "2.2": "industry", "2.3": "services", "2.4": "resources"}
"""Coordination sections of the plan."""
GROUPS = {
    "market_integration": ("I01", "I02", "I15", "I35"),
    "agency_supply_and_space": ("I14", "I16", "I17", "I33"),
    "platforms_and_data": ("I21", "I22", "I26", "I27", "I30"),
    "embedded_and_public_service": ("I18", "I20", "I23", "I29"),
    "upgrade_and_demand": ("I19", "I24", "I31", "I32"),
    "skills": ("I08", "I09", "I10", "I11", "I12", "I13"),
    "mobility_and_talent": ("I03", "I04", "I05", "I06", "I07", "I34"),
    "quality_and_credit": ("I25", "I28"),
}
"""Groups by the identifiers of their instruments."""
FIRST_CITY = "Chengdu"
LATER = '"2021-10"'
"""A year after the usual start."""
WRITTEN = "# Written by python -m sim.plan.scenario_files.\n"


def of_the_plan(classes: Mapping[str, type[Instrument]]) -> list[str]:
    """Return the instruments of the plan by name, in the order of their identifiers."""
    numbers = {name: cls.instrument_id for name, cls in classes.items()}
    return sorted(
        (name for name, number in numbers.items() if is_of_the_plan(number)), key=numbers.__getitem__
    )


def is_of_the_plan(number: str) -> bool:
    """Return whether an identifier is one of the plan's instruments: I and two digits."""
    return len(number) == 3 and number[0] == "I" and number[1:].isdigit()


def scenario_text(
    name: str, comment: str, names: Iterable[str], settings: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """Return a scenario file.

    Args:
        name: of the scenario.
        comment: what it is, one line.
        names: instruments.
        settings: what differs from the instruments' own files, by instrument.
    """
    chosen = "".join(f"      - {each}\n" for each in sorted(names))
    changes = "".join(
        f"  {each}:\n" + "".join(f"    {key}: {value}\n" for key, value in values.items())
        for each, values in sorted((settings or {}).items())
    )
    policies = f"policies:\n{changes}" if changes else ""
    head = f"# @package _global_\n# {comment}\n{WRITTEN}defaults:\n  - override /policies:\n"
    return f"{head}{chosen}  - _self_\n\nscenario: {name}\n{policies}"


def section_of(plan: Plan, instrument: str) -> str | None:
    """Return the coordination section that most clauses of an instrument stand in, None if none does."""
    parts = Counter(clause[:3] for clause in plan.clauses_of(instrument) if clause[:3] in SECTIONS)
    return min(parts, key=lambda part: (-parts[part], part)) if parts else None


def files(plan: Plan, classes: Mapping[str, type[Instrument]]) -> dict[str, str]:
    """Return the scenario files by name."""
    names = of_the_plan(classes)
    numbers = {name: classes[name].instrument_id for name in names}
    found = {}
    for name, cls in classes.items():
        if name != "placebo":
            found[f"only/{name}"] = scenario_text(f"only_{name}", f"{cls.instrument_id} alone.", [name])
    for name in names:
        others = [each for each in names if each != name]
        found[f"without/{name}"] = scenario_text(
            f"without_{name}", f"The plan without {numbers[name]}.", others
        )
    for part, label in SECTIONS.items():
        own = [name for name in names if section_of(plan, name) == part] + [GOVERNANCE]
        found[f"section/{label}"] = scenario_text(
            f"section_{label}", f"Coordination of {part}, {label}, with governance.", set(own)
        )
    for group, members in GROUPS.items():
        own = [name for name in names if numbers[name] in members]
        found[f"group/{group}"] = scenario_text(f"group_{group}", f"{', '.join(members)}.", own)
    return found | orders(names, classes)


def orders(names: list[str], classes: Mapping[str, type[Instrument]]) -> dict[str, str]:
    """Return the plan in other orders and at other speeds.

    An instrument has one start. Who goes first: all instruments in which the first city takes part, or all
    in which it does not; the others start a year later.
    """
    with_first = [name for name in names if FIRST_CITY in (classes[name].default_cities or (FIRST_CITY,))]
    later = {
        "chengdu_first": [name for name in names if name not in with_first],
        "small_cities_first": [name for name in with_first if name != GOVERNANCE],
    }
    comments = {
        "chengdu_first": "The plan; instruments of the small cities alone start a year later.",
        "small_cities_first": "The plan; instruments in which Chengdu takes part start a year later.",
    }
    found = {
        scenario: scenario_text(
            scenario, comments[scenario], names, {each: {"start": LATER} for each in late}
        )
        for scenario, late in later.items()
    }
    for scenario, months, speed in (("fast_ramp", 6, "in half a year"), ("slow_ramp", 24, "in two years")):
        found[scenario] = scenario_text(
            scenario,
            f"The plan at its full dose {speed}, not in one.",
            names,
            {each: {"ramp_months": str(months)} for each in names},
        )
    return found


def write(folder: Path) -> list[Path]:
    """Write the files into the scenarios of a folder and return their paths; others there are left."""
    paths = []
    for name, text in files(load_plan(), instruments()).items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


if __name__ == "__main__":
    write(scenario_dir() / "scenario")
