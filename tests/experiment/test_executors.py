"""Executors: same results from each, in order, whatever happens to the workers."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from sim.config import ExecutorSettings
from sim.experiment.executors import Crew, WorkersLostError, execute
from sim.experiment.runs import Run
from tests.experiment import fakes

ROOT = Path(__file__).parents[2]
SERIAL = ExecutorSettings(kind="serial", workers=1)
PROCESSES = ExecutorSettings(kind="processes", workers=2)

DRIVER = """
from sim.config import ExecutorSettings, RunConfig
from sim.experiment.executors import execute
from sim.experiment.runs import Run
from tests.experiment import fakes

if __name__ == "__main__":
    try:
        runs = [Run(RunConfig(scale=0.001), replication) for replication in range(4)]
        execute(runs, ExecutorSettings(kind="processes", workers=2), work=fakes.linger)
    except KeyboardInterrupt:
        print("stopped")
"""


@pytest.fixture
def runs(config):
    return [Run(config, replication) for replication in range(4)]


@pytest.fixture
def marks(tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_FOLDER", str(tmp_path))
    return tmp_path


def employed(results):
    return [result.tables["monthly"]["employed"].sum() for result in results]


@pytest.mark.parametrize("settings", [SERIAL, PROCESSES], ids=["serial", "processes"])
def test_results_come_in_the_order_of_the_runs(runs, settings):
    ended = []
    results = execute(runs[::-1], settings, lambda: ended.append(1), fakes.compute)
    assert employed(results) == employed([fakes.compute(run) for run in runs[::-1]])
    assert len(ended) == 4


def test_worker_processes_use_one_thread(config):
    runs = [Run(config.model_copy(update={"threads": 2}), replication) for replication in range(2)]
    for settings, threads in ((PROCESSES, 1), (SERIAL, 2)):
        results = execute(runs, settings, work=fakes.record_threads)
        assert [result.tables["monthly"]["threads"].item() for result in results] == [threads, threads]


def test_a_killed_worker_costs_nothing_but_time(runs, marks):
    ended = []
    results = execute(runs, PROCESSES, lambda: ended.append(1), fakes.die_once)
    assert (marks / "died").exists()
    assert employed(results) == employed([fakes.compute(run) for run in runs])
    assert len(ended) == 4, "every run is counted once"


def test_workers_that_always_die_end_in_advice(runs):
    with pytest.raises(
        WorkersLostError, match=r"Use fewer workers \(executor.workers=1\) or executor=serial"
    ):
        execute(runs[1:2], PROCESSES, work=fakes.die_always)


def test_a_crew_keeps_its_processes_until_one_is_killed_or_fails(runs, marks):
    with Crew(PROCESSES, 2) as crew:
        crew.prepare(fakes.folder)
        numbers = [{result.peak_memory for result in crew.each(fakes.number, runs)} for _ in range(2)]
        assert len(numbers[0] | numbers[1]) <= 2, "started once"
        assert employed(crew.each(fakes.die_once, runs)) == employed([fakes.compute(run) for run in runs])
        later = {result.peak_memory for result in crew.each(fakes.number, runs)}
        assert not later & numbers[0], "a new pool"
        with pytest.raises(ArithmeticError):
            crew.each(fakes.fail, runs)
        assert not any(psutil.pid_exists(number) for number in later), "gone before the caller clears away"


def test_without_processes_what_is_prepared_is_done_at_once():
    done = []
    Crew(SERIAL, 2).prepare(lambda: done.append(1))
    assert done == [1]


def test_workers_collect_garbage_between_tasks_and_not_during_them():
    with Crew(PROCESSES, 1) as crew:
        found = crew.each(fakes.leave_garbage, range(4))
    assert found == [(True, True, False)] * 4


def test_what_starts_a_crew_loads_no_model():
    """Workers start while this process still loads tables; it needs neither the model nor a compiler."""
    script = """
import sys
from sim.experiment.checks import check_acts
from sim.experiment.executors import Crew
print(sorted({"matplotlib", "mesa", "numba", "pandas", "sim.model"} & set(sys.modules)))
from sim.experiment.comparison import compare
print(sorted({"matplotlib", "mesa", "numba", "pandas", "sim.model"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["[]", "['pandas']"]


def test_processes_that_wait_for_work_leave_with_whoever_is_interrupted():
    def workers():
        return sum("spawn_main" in " ".join(child.cmdline()) for child in psutil.Process().children())

    def interrupted():
        with Crew(PROCESSES, 2) as crew:
            crew.prepare(fakes.sleep)
            wait_for(lambda: workers() == 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert workers() == 0


@pytest.mark.parametrize("settings", [SERIAL, PROCESSES], ids=["serial", "processes"])
def test_a_fault_of_the_model_is_not_hidden(runs, settings):
    with pytest.raises(ArithmeticError, match="Month 3"):
        execute(runs, settings, work=fakes.fail)


@pytest.mark.parametrize(
    ("by", "code", "output"), [(signal.SIGINT, 0, "stopped\n"), (signal.SIGKILL, -9, "")]
)
def test_workers_leave_with_their_parent(marks, by, code, output):
    # A shell's job in the background ignores Ctrl-C, and so would all processes born here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    driver = marks / "driver.py"
    driver.write_text(DRIVER)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen(
        [sys.executable, str(driver)], cwd=ROOT, env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    workers = wait_for(lambda: len(found := list(marks.glob("worker-*"))) == 2 and found)
    if by == signal.SIGINT:
        os.killpg(parent.pid, by)  # as a terminal does: everybody in the group gets it
    else:
        parent.kill()
    printed, errors = parent.communicate(timeout=30)
    assert (parent.returncode, printed) == (code, output)
    assert by == signal.SIGKILL or errors == "", "Ctrl-C is the parent's to report"
    numbers = [int(path.name.partition("-")[2]) for path in workers]
    assert wait_for(lambda: not any(psutil.pid_exists(number) for number in numbers))


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return result
