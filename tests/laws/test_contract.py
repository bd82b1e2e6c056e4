"""The policy contract in whole runs, for whatever instruments are found.

One baseline runs up to a month before the start of the plan; it and every instrument go on from there for a
few months, in an industry of 890 agencies, so that forty instruments cost seconds.
"""

import shutil
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest

import sim
from sim.agents.state import State
from sim.config import instruments
from sim.draws import make_key
from sim.model import LabourMarket, new_initial_state
from sim.policies.base import month_index
from sim.processes.world import World
from tests.laws.toolbox import copied, different, dosed, world

START = "2020-10"
FIRST = month_index(START) - 1
"""A month before the start."""
MONTHS = FIRST + 4
FEW = {"agencies": {"entities": 890}}
INSTRUMENTS = tuple(sorted(instruments()))
OUTLAY = "policy_outlay"


def setting(**policies: object) -> World:
    """Return the setting with instruments."""
    return world(months=MONTHS, parameters=FEW, policies=policies)


@cache
def before_the_plan() -> State:
    """Return the state of the baseline at the end of August 2020; copy it before use."""
    plain = setting()
    model = LabourMarket.of(plain, new_initial_state(plain), make_key(1, 0), 0)
    while model.month < FIRST:
        model.step()
    return model.state


def continued(months: int, **policies: object) -> LabourMarket:
    """Run some months on from August 2020 with instruments."""
    model = LabourMarket.of(setting(**policies), copied(before_the_plan()), make_key(1, 0), FIRST)
    return stepped(model, months)


def stepped(model: LabourMarket, months: int) -> LabourMarket:
    """Run some months on."""
    for _ in range(months):
        model.step()
    return model


@cache
def baseline(months: int) -> LabourMarket:
    """Run some months on without instruments."""
    return continued(months)


def differences(months: int, other: LabourMarket) -> list[str]:
    """Return the columns and measures in which a run differs from the baseline, outlays left out."""
    one = baseline(months)
    found = [name for name in different(one, other) if name != "monthly"]
    plain, treated = (model.record.monthly_table() for model in (one, other))
    return found + [name for name in plain if name != OUTLAY and not plain[name].equals(treated[name])]


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_keeps_the_contract(name: str) -> None:
    """Exact: the month before the start, a dose of zero, and a start never reached equal the baseline.

    In force it costs what it declares, month by month, and leaves the parameters as they were.
    """
    treated = continued(1, **dosed(1.0, name, start=START))
    assert differences(1, treated) == [], "before the start"
    assert differences(2, continued(2, **dosed(0.0, name, start=START))) == [], "dose of zero"
    assert differences(2, continued(2, **dosed(1.0, name, start="2022-12"))) == [], "never in force"
    stepped(treated, 3)
    assert asdict(treated.parameters) == asdict(baseline(4).parameters)
    monthly = treated.record.monthly_table()
    outlays = monthly[monthly.city == "All"][OUTLAY].to_numpy()
    declared = instruments()[name].cost_million_cny * 1e6 / 27
    assert outlays == pytest.approx([0.0, declared, declared, declared])


def test_governance_alone_changes_nothing_but_outlays() -> None:
    """Exact, in force for three months. Control: beside a cross-city instrument it changes the run."""
    governance = dosed(1.0, "governance_cost_benefit_sharing_funding", start=START)
    cloud = dosed(1.0, "interconnected_recruitment_cloud", "labour_export_cooperation", start=START)
    assert differences(4, continued(4, **governance)) == []
    assert different(continued(4, **cloud), continued(4, **cloud, **governance))


def test_the_comparison_notices_an_instrument_in_force() -> None:
    """Control: the cloud changes workers within three months."""
    treated = continued(4, **dosed(1.0, "interconnected_recruitment_cloud", start=START))
    assert "workers.employer" in differences(4, treated)


TOY = '''"""T99, a toy: twice as many professionals come."""

from sim.policies.base import Floats, Instrument


class Toy(Instrument):
    """T99. Bends the arrivals of professionals."""

    instrument_id = "T99"
    cost_million_cny = 1.0
    bearer = "nobody in particular"
    prior = {"talent_arrivals": (1.0, 2.0, 3.0)}

    def talent_arrivals(self, rate: Floats, month: int) -> Floats:
        return rate * (1.0 + (self.effect("talent_arrivals") - 1.0) * self.dose(month))
'''
SETTINGS = """# A toy.
toy_instrument:
  dose: 0.5
  start: "2020-12"
  ramp_months: 1
  cities: [Chengdu]
  cost_million_cny: 2
  bearer: a toy's budget
"""
ASKED = """
from sim.compose import composed
from sim.config import run_config
from sim.model import world_of
from sim.policies.base import instrument_classes
from sim.report.manual_tables import instrument_table

settings = composed(["policies=[toy_instrument]"])
settings.pop("output")
policies = world_of(run_config(settings)).policies
print(policies.instruments["toy_instrument"].dose(23), "toy_instrument" in instrument_classes())
print(policies.talent_arrivals(__import__("numpy").ones(4), 23).tolist())
print("`toy_instrument`" in instrument_table())
"""


def test_a_new_instrument_is_one_module_and_one_settings_file(tmp_path: Path) -> None:
    """In a copy of the package two files are added, none is changed: it can be chosen, dosed and listed."""
    package = Path(sim.__file__).parent
    shutil.copytree(package, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    shutil.copytree(package.parent / "scenarios", tmp_path / "scenarios")
    (tmp_path / "sim" / "policies" / "toy_instrument.py").write_text(TOY)
    (tmp_path / "scenarios" / "policies" / "toy_instrument.yaml").write_text(SETTINGS)
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["0.5 True", "[1.5, 1.5, 1.5, 1.5]", "True"], done.stderr
