"""Import arrows: what may know of what.

Read with the syntax tree, so that imports inside functions count too.
"""

import ast
import importlib
from pathlib import Path
from typing import Any

import pytest

import sim

ROOT = Path(sim.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
BASE = (
    *("sim.brand_parameters", "sim.cache", "sim.compile", "sim.declare", "sim.draws", "sim.memory"),
    *("sim.parameters", "sim.run_errors", "sim.school_parameters", "sim.service_parameters", "sim.sieve"),
    *("sim.threads", "sim.training_parameters"),
)
ORDER = (
    ("base",),
    ("geography",),
    ("agents",),
    ("policies",),
    ("processes",),
    ("measures", "config"),
    ("model",),
    ("plan",),
    ("experiment",),
    ("report",),
    ("entry",),
)
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
LAYER = {
    **dict.fromkeys(BASE, "base"),
    **{f"sim.{name}": name for name in ("geography", "agents", "policies", "processes", "measures")},
    **{f"sim.{name}": name for name in ("config", "model", "plan", "experiment", "report")},
    "sim.config_errors": "config",
    "sim.compose": "config",
    "sim.manual": "entry",
    "sim.__main__": "entry",
    "sim.plan.__main__": "entry",
}


def module_of(path):
    parts = ("sim", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(source):
    """Full names of the modules that a source imports, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(module):
    parts = module.split(".")
    names = [".".join(parts[:length]) for length in (3, 2)]
    return next((LAYER[name] for name in names if name in LAYER), None)


def forbidden(module, source):
    """Imports of a module that run against the arrows."""
    own = layer(module)
    for name in imported(source):
        if not name.startswith("sim."):
            continue
        other = layer(name)
        if other is None or other == own:
            continue
        if own == "processes" and other == "policies" and not name.startswith("sim.policies.base"):
            if name != "sim.policies":
                yield name
        elif RANK[other] >= RANK[own]:
            yield name


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_imports_follow_the_arrows(path):
    module = module_of(path)
    assert sorted(set(forbidden(module, path.read_text()))) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("sim.agents.workers", "from sim.processes.firms import run_firms"),
        ("sim.draws", "import sim.agents.state"),
        ("sim.processes.search", "from sim.policies.placebo import Placebo"),
        ("sim.geography.region", "def f():\n    from sim import model"),
        ("sim.processes.search", "from sim.model import LabourMarket"),
        ("sim.experiment.comparison", "def f():\n    from sim.report.figures import write_figures"),
        ("sim.plan.trace", "from sim.report.meanings import TABLES"),
    ],
)
def test_an_arrow_against_the_order_is_found(module, source):
    assert list(forbidden(module, source))


def test_every_module_has_a_place_in_the_order():
    homeless = [module_of(path) for path in FILES if path.parent != ROOT or path.name != "__init__.py"]
    assert [module for module in homeless if layer(module) is None] == []


def test_processes_see_policies_only_where_levers_are_bent():
    """World holds the instruments; nobody else in the processes needs their module."""
    users = {
        module_of(path)
        for path in (ROOT / "processes").glob("*.py")
        if any(name.startswith("sim.policies") for name in imported(path.read_text()))
    }
    assert users <= {"sim.processes.world", "sim.processes.information"}


def test_instruments_know_nothing_but_their_base():
    for path in (ROOT / "policies").glob("*.py"):
        names = {name for name in imported(path.read_text()) if name.startswith("sim.")}
        allowed = {"sim.policies"} if path.name == "base.py" else set()
        assert all(name.startswith("sim.policies.base") or name in allowed for name in names), path.name


def test_nothing_in_the_package_imports_tests():
    for path in FILES:
        assert not any(name.split(".")[0] == "tests" for name in imported(path.read_text())), path


def test_only_the_report_draws():
    for path in FILES:
        if "report" not in path.relative_to(ROOT).parts:
            roots = {name.split(".")[0] for name in imported(path.read_text())}
            assert not roots & {"matplotlib", "mpl_toolkits"}, path


def test_every_draw_is_keyed():
    """No generator with a state of its own: numpy's and the library's are nowhere in the rules."""
    for path in [*(ROOT / "processes").glob("*.py"), ROOT / "draws.py"]:
        assert not {"random", "secrets"} & {name.split(".")[0] for name in imported(path.read_text())}, path
        assert "np.random" not in path.read_text(), path


SET_UP = {"population.py", "initial_people.py", "initial_jobs.py"}
"""Processes that make the first population, before anybody is hired."""


def test_only_employment_changes_who_works_where():
    """Outside set-up, the columns of employment are written in one file."""
    written = {}
    for path in (ROOT / "processes").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            for target in targets:
                if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute):
                    written.setdefault(target.value.attr, set()).add(path.name)
    for column in ("employer", "work_city", "headcount", "status", "spell_start"):
        assert written.get(column, set()) <= SET_UP, column


def kernels() -> list[tuple[str, Any]]:
    """Every compiled function of the program with the name of its module."""
    found = {}
    for path in FILES:
        if path.name != "__main__.py":
            for value in vars(importlib.import_module(module_of(path))).values():
                if hasattr(value, "targetoptions"):
                    found[value.py_func] = (value.py_func.__module__, value)
    return list(found.values())


def counts_no_references(kernel: Any) -> bool:
    """Whether a function is compiled in place, or copied into whoever calls it."""
    options = kernel.targetoptions
    return options.get("_nrt") is False or options.get("inline") == "always"


def test_kernels_in_place_call_nothing_that_makes_arrays():
    """What such a callee makes would never be freed: the kernel counts no references."""
    in_place = [(module, kernel) for module, kernel in kernels() if kernel.targetoptions.get("_nrt") is False]
    assert len(in_place) > 50
    for module, kernel in in_place:
        for name in kernel.py_func.__code__.co_names:
            callee = kernel.py_func.__globals__.get(name)
            assert not hasattr(callee, "targetoptions") or counts_no_references(callee), (
                f"{module}: {kernel.py_func.__name__} calls {name}"
            )
