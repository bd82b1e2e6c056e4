"""A scenario that goes on from its baseline's trunk is the scenario computed from the start, bit for bit."""

from pathlib import Path

import pandas as pd
import pytest

from sim.config import run_config
from sim.experiment.runs import Run, simulate
from sim.experiment.trunk import LARGEST, Trunk, trunk_of

START = 4
COMMON = {"scale": 0.001, "months": 8}


def scenario(**policies):
    return run_config(COMMON | {"scenario": "test", "policies": policies})


@pytest.fixture(scope="module")
def plan():
    return scenario(
        shared_online_market_order_grabbing={"start": "2019-05"},
        labour_export_cooperation={"start": "2019-07"},
        placebo={"start": "2019-06"},
    )


@pytest.fixture(scope="module")
def trunk(plan, tmp_path_factory):
    """The trunk that the baseline leaves."""
    trunk = Trunk(plan.first_policy_month(), tmp_path_factory.mktemp("trunk"))
    simulate(Run(plan.baseline(), 1, trunk))
    return trunk


def months_of(monkeypatch, run):
    """Compute a run; return its tables and how many months it took."""
    from sim.model import LabourMarket

    step, count = LabourMarket.step, []
    monkeypatch.setattr(LabourMarket, "step", lambda model: (count.append(1), step(model)))
    return simulate(run).tables, len(count)


def test_a_run_from_the_trunk_equals_one_from_the_start(plan, trunk, monkeypatch):
    assert trunk.month == START
    whole, all_months = months_of(monkeypatch, Run(plan, 1))
    monkeypatch.undo()
    rest, months = months_of(monkeypatch, Run(plan, 1, trunk))
    assert (all_months, months) == (8, 8 - START)
    assert whole.keys() == rest.keys()
    for name, table in whole.items():
        pd.testing.assert_frame_equal(table, rest[name], check_exact=True)


def test_another_replication_or_an_earlier_start_takes_no_trunk(plan, trunk):
    early = scenario(placebo={"start": "2019-04"})
    assert trunk.take(plan, 1) is not None
    assert trunk.take(plan, 0) is None
    assert trunk.take(early, 1) is None
    assert trunk.take(plan.baseline(), 1) is None


def test_trunks_are_kept_only_while_a_comparison_runs(plan):
    with trunk_of(plan, 8) as trunk:
        folder = trunk.folder
        assert folder.is_dir()
    assert not Path(folder).exists()


def test_there_is_no_trunk_where_nothing_is_shared_or_too_much(plan):
    from_the_start = scenario(placebo={"start": "2019-01"})
    for config, replications in ((from_the_start, 8), (plan, int(LARGEST / plan.scale) + 1)):
        with trunk_of(config, replications) as trunk:
            assert trunk is None
