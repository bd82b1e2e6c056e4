"""The main job with the real model: same tables from every executor, no effect of what does nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest

from sim.__main__ import COMPILING
from sim.config import instruments, run_config
from sim.experiment.comparison import compare
from sim.experiment.store import read_config
from sim.plan.scenario_files import of_the_plan

ROOT = Path(__file__).parents[1]
EARLY = {name: {"start": "2019-02", "ramp_months": 1} for name in sorted(set(instruments()) - {"placebo"})}
"""All that do something, those beyond the plan too."""
SMALL = {"scale": 0.001, "months": 4, "replications": 2}


def command(output, *arguments):
    starts = [f"policies.{name}.start=2019-02" for name in of_the_plan(instruments())]
    # 1:100 has more rows than one thread handles alone, so that two threads really share them.
    settings = ["scale=0.01", "months=4", "replications=2", *starts, f"output={output}"]
    return [sys.executable, "-m", "sim", *settings, *arguments]


def test_threads_and_processes_give_the_same_bytes(tmp_path):
    digests = []
    for number, arguments in enumerate(
        (["executor=serial"], ["executor=serial", "threads=2"], ["executor.workers=2"])
    ):
        output = tmp_path / str(number)
        done = subprocess.run(
            command(output, *arguments), cwd=ROOT, capture_output=True, text=True, timeout=500
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr.removeprefix(f"{COMPILING}\n") == "", (
            "no warning, and no progress bar where nobody watches"
        )
        folder = Path(done.stdout.splitlines()[-1])
        assert folder.parent == output
        assert {"city_flow_map_en.png", "effects_en.png"} <= {path.name for path in folder.iterdir()}
        assert read_config(folder / "config.yaml").scenario == "four_city_plan"
        digests.append(json.loads((folder / "manifest.json").read_text())["tables"])
    assert digests[0] == digests[1] == digests[2]


@pytest.mark.parametrize(
    "policies",
    [{"placebo": {"start": "2019-01"}}, {name: settings | {"dose": 0.0} for name, settings in EARLY.items()}],
    ids=["placebo", "zero dose"],
)
def test_doing_nothing_changes_nothing(policies):
    monthly = compare(run_config({"scenario": "nothing", "policies": policies, **SMALL})).tables["monthly"]
    arms = [monthly[monthly["scenario"] == name].drop(columns="scenario") for name in ("baseline", "nothing")]
    pd.testing.assert_frame_equal(*(arm.reset_index(drop=True) for arm in arms), check_exact=True)


def test_months_before_the_start_equal_the_baseline_and_later_ones_do_not():
    policies = {name: settings | {"start": "2019-03"} for name, settings in EARLY.items()}
    monthly = compare(run_config({"scenario": "plan", "policies": policies, **SMALL})).tables["monthly"]
    same = {}
    for month, rows in monthly.groupby("month"):
        arms = [rows[rows["scenario"] == name].drop(columns="scenario") for name in ("baseline", "plan")]
        same[month] = arms[0].reset_index(drop=True).equals(arms[1].reset_index(drop=True))
    assert same == {"2019-01": True, "2019-02": True, "2019-03": False, "2019-04": False}


def test_ctrl_c_stops_everything_in_one_line(tmp_path):
    # A shell's job in the background ignores Ctrl-C, and so would all processes born here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    output = tmp_path / "outputs"
    job = subprocess.Popen(
        command(output, "months=48", "replications=50"), cwd=ROOT, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    wait_for_workers(job, tmp_path)
    os.killpg(job.pid, signal.SIGINT)  # as a terminal does: the workers get it too
    printed, errors = job.communicate(timeout=60)
    assert job.returncode == 130
    assert (printed, errors) == (
        "",
        "Stopped: no unfinished folder is left. The same command starts again.\n",
    )
    assert list(tmp_path.iterdir()) == []


def wait_for_workers(job, folder):
    """Return when the job has processes and a place for trunks: what comes before the runs is done."""
    end = time.monotonic() + 540
    children = psutil.Process(job.pid).children
    while (
        not list(folder.glob("chengdemeizi-*"))
        or sum("spawn_main" in " ".join(c.cmdline()) for c in children()) < 2
    ):
        assert job.poll() is None, "the job ended by itself"
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)
