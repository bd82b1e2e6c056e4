"""`python -m sim` as its user meets it: what it prints, what it leaves behind, how it ends."""

import csv
import gc
import re
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from sim import __main__ as job
from sim.__main__ import main
from sim.experiment import comparison
from sim.geography.folders import scenario_dir
from sim.processes.ledger import AccountsError
from tests.experiment.conftest import fake_model  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[1]
EXPORT = "labour_export_cooperation"
QUICK = ["executor=serial", "replications=2", "months=24", "scale=0.001"]


@pytest.fixture
def output(tmp_path):
    return tmp_path / "outputs"


@pytest.fixture(autouse=True)
def compiled_before(monkeypatch, tmp_path):
    """Nobody is told to wait for the compiler."""
    monkeypatch.setattr("sim.cache.kernel_folder", lambda: tmp_path)


@pytest.fixture
def no_figures(monkeypatch):
    monkeypatch.setattr("sim.report.figures.write_figures", lambda folder, **_: [])


def drop_column(folder, name, column):
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    at = header.index(column)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(row[:at] + row[at + 1 :] for row in [header, *rows])


@pytest.fixture
def broken_region(tmp_path):
    folder = tmp_path / "broken"
    shutil.copytree(scenario_dir() / "regions" / "chengdemeizi", folder)
    drop_column(folder, "cities.csv", "unit")
    return folder


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("policies=[labour_exprt_cooperation]", f"Did you mean '{EXPORT}'?"),
        ("scale=-0.01", "scale: expected a number above 0"),
        (f"policies.{EXPORT}.cities=[Chendgu]", "unknown city 'Chendgu'. Did you mean 'Chengdu'?"),
        (
            "replications=eight",
            "replications: expected a whole number of pairs from 2 to 100000, got 'eight'.",
        ),
        ("region=BROKEN", "cities.csv"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(argument, expected, output, broken_region):
    argument = argument.replace("BROKEN", str(broken_region))
    command = [sys.executable, "-m", "sim", *QUICK, f"output={output}", argument]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert not output.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--verbose"],
        ["months=12"],
        ["seed=1,2"],
        ["-m", "seed=1,-2"],
        ["--config", "none.yaml"],
        ["scale=0.1", "scale"],
    ],
    ids=" ".join,
)
def test_whatever_is_wrong_stops_before_any_work(arguments, output, capsys, fake_model):  # noqa: F811
    assert main([f"output={output}", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("Error: ")
    assert printed.err.count("\n") == 1
    assert not output.exists()
    assert fake_model == [], "no run was prepared"


def test_folder_is_the_last_line_and_holds_the_results(output, capsys, fake_model, no_figures):  # noqa: F811
    assert main([*QUICK, f"output={output}"]) == 0
    lines = capsys.readouterr().out.splitlines()
    folder = Path(lines[-1])
    assert folder.parent == output
    assert folder.name.startswith("four_city_plan-")
    assert lines[0].startswith(
        "four_city_plan against baseline; 2 pairs, scale 0.001, seed 1; monthly means 2020-10 to 2020-12"
    )
    names = {
        "effects.csv",
        "scorecard.csv",
        "monthly.parquet",
        "flows.parquet",
        "config.yaml",
        "provenance.json",
        "manifest.json",
    }
    assert {path.name for path in folder.iterdir()} == names


def test_a_run_folder_is_enough_to_run_again(output, capsys, fake_model, no_figures, tmp_path):  # noqa: F811
    main([*QUICK, "seed=5", f"policies.{EXPORT}.dose=0.5", f"output={output}"])
    first = Path(capsys.readouterr().out.splitlines()[-1])
    assert main(["--config", str(first / "config.yaml"), f"output={tmp_path / 'again'}"]) == 0
    second = Path(capsys.readouterr().out.splitlines()[-1])
    assert second.name == first.name
    assert (second / "manifest.json").read_bytes() == (first / "manifest.json").read_bytes()
    assert main(["--config", str(first / "config.yaml"), "seed=6"]) == 2


def test_sweep_writes_a_folder_for_each_combination(output, capsys, fake_model, no_figures):  # noqa: F811
    assert main(["-m", *QUICK, f"policies.{EXPORT}.dose=0.1,0.2", "seed=1,2", f"output={output}"]) == 0
    printed = capsys.readouterr().out.splitlines()
    folders = [line for line in printed if line.startswith(str(output))]
    assert len(set(folders)) == 4
    said = [line for line in printed if line.startswith("Of a sweep: ")]
    assert [line.split()[-3:-1] for line in said] == [
        [f"policies.{EXPORT}.dose={dose}", f"seed={seed}"] for dose in ("0.1", "0.2") for seed in (1, 2)
    ]
    assert sorted(map(str, output.iterdir())) == sorted(folders)


def test_interrupt_ends_in_one_line_and_no_folder(output, capsys, fake_model, monkeypatch):  # noqa: F811
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(comparison, "execute", interrupted)
    assert main([*QUICK, f"output={output}"]) == 130
    assert (
        capsys.readouterr().err == "Stopped: no unfinished folder is left. The same command starts again.\n"
    )
    assert not output.exists()


@pytest.mark.parametrize("there", [True, False])
def test_who_waits_for_the_compiler_is_told(there, output, tmp_path, capsys, monkeypatch, request):
    for fixture in ("fake_model", "no_figures"):
        request.getfixturevalue(fixture)
    monkeypatch.setattr("sim.cache.kernel_folder", lambda: tmp_path if there else tmp_path / "none")
    assert main([*QUICK, f"output={output}"]) == 0
    assert capsys.readouterr().err == ("" if there else f"{job.COMPILING}\n")


def test_a_python_without_the_packages_is_told_which_one_has_them():
    """Isolated from the installed packages, as the system's own Python is."""
    command = [sys.executable, "-S", "-m", "sim", "months=30"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    advice = r"Error: this Python lacks the package \w+\. Use make run, or \.venv/bin/python -m sim\.\n"
    assert re.fullmatch(advice, done.stderr)


def test_a_fault_of_the_model_ends_in_one_line_and_no_folder(output, capsys, fake_model, monkeypatch):  # noqa: F811
    def faulty(*_, **__):
        raise AccountsError("The accounts of employment do not close: 3 against 4.")

    monkeypatch.setattr(comparison, "execute", faulty)
    assert main([*QUICK, f"output={output}"]) == 1
    printed = capsys.readouterr()
    assert printed.err == "Error: The accounts of employment do not close: 3 against 4.\n"
    assert printed.out == ""
    assert not output.exists()


def test_the_collector_begins_once():
    """Frozen again at the next job of a sweep, the models of the last one, which are cycles, would stay."""
    before = gc.get_freeze_count()
    gc.disable()
    try:
        job._begin_to_collect()
        frozen = gc.get_freeze_count()
        assert gc.isenabled()
        assert frozen > before
        job._begin_to_collect()
        assert gc.get_freeze_count() == frozen
    finally:
        gc.unfreeze()
        gc.enable()


def test_an_interrupt_that_python_dropped_ends_at_the_next_run(output, capsys, fake_model, monkeypatch):  # noqa: F811
    compute = comparison.execute

    def dropping(*arguments, **options):
        with suppress(KeyboardInterrupt):
            job._interrupt(signal.SIGINT, None)
        return compute(*arguments, **options)

    monkeypatch.setattr(job, "_interrupted", threading.Event())
    monkeypatch.setattr(comparison, "execute", dropping)
    assert main([*QUICK, f"output={output}"]) == 130
    assert capsys.readouterr().out == ""
    assert not output.exists()


def test_help_needs_nothing_and_says_what_can_be_set(capsys):
    assert main(["--help"]) == 0
    assert "policies=[labour_export_cooperation]" in capsys.readouterr().out
