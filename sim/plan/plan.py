"""The plan as data: clauses and targets, read from `scenarios/plan/` and checked against each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.config_errors import ConfigError, nearest
from sim.geography.folders import scenario_dir
from sim.plan.clauses import Clause, read_clauses
from sim.plan.targets import Targets, read_targets

CLAUSES, TARGETS = "clauses.csv", "targets.yaml"
TARGET = "target"
"""Kind of a clause that states a target."""


@dataclass(frozen=True)
class Plan:
    """Clauses and targets of the plan."""

    clauses: tuple[Clause, ...]
    targets: Targets

    @property
    def instruments(self) -> tuple[str, ...]:
        """Instruments that the clauses name, in the order of their first clause."""
        return tuple(dict.fromkeys(name for clause in self.clauses for name in clause.instruments))

    def clauses_of(self, instrument: str) -> tuple[str, ...]:
        """Return the clauses that name an instrument, in the order of the plan."""
        return tuple(clause.clause for clause in self.clauses if instrument in clause.instruments)


def plan_folder() -> Path:
    """Return the folder of the plan."""
    return scenario_dir() / "plan"


def load_targets() -> Targets:
    """Read the plan's targets alone.

    Raises:
        ConfigError: with one line per fault.
    """
    return read_targets(plan_folder() / TARGETS)


def load_plan(folder: Path | None = None) -> Plan:
    """Read and check the plan.

    Args:
        folder: where its files are; the project's own if it is left out.

    Raises:
        ConfigError: with one line per fault in either file.
    """
    place = plan_folder() if folder is None else folder
    faults: list[str] = []
    clauses: tuple[Clause, ...] = ()
    targets: Targets | None = None
    try:
        clauses = read_clauses(place / CLAUSES)
    except ConfigError as error:
        faults += error.faults
    try:
        targets = read_targets(place / TARGETS)
    except ConfigError as error:
        faults += error.faults
    if targets is None or faults:
        raise ConfigError(*faults)
    plan = Plan(clauses, targets)
    if faults := disagreements(plan):
        raise ConfigError(*faults)
    return plan


def disagreements(plan: Plan) -> list[str]:
    """Return where targets and clauses do not fit: each clause of kind target must have one target."""
    kinds = {clause.clause: clause.kind for clause in plan.clauses}
    faults = []
    owner: dict[str, str] = {}
    for target in plan.targets.targets:
        for clause in target.clauses:
            where = f"{TARGETS}, target {target.id}, clauses"
            if clause not in kinds:
                faults.append(f"{where}: unknown clause '{clause}'. {nearest(clause, kinds)}")
            elif kinds[clause] != TARGET:
                faults.append(f"{where}: expected clauses of kind target, got {clause}, {kinds[clause]}.")
            elif clause in owner:
                faults.append(f"{where}: expected each clause once, got {clause} in {owner[clause]} too.")
            owner.setdefault(clause, target.id)
    faults += [
        f"{CLAUSES} ({clause}), column kind: expected a target in {TARGETS} for this clause, got none."
        for clause, kind in kinds.items()
        if kind == TARGET and clause not in owner
    ]
    return faults
