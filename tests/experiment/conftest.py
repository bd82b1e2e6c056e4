import sys
from types import SimpleNamespace

import pytest

from sim.config import run_config
from tests.experiment.fakes import FakeMarket


@pytest.fixture
def fake_model(monkeypatch):
    """Replace the model by one of two cities and two measures; return the configurations prepared."""
    prepared = []
    fake = SimpleNamespace(LabourMarket=FakeMarket, prepare_initial_state=prepared.append)
    monkeypatch.setitem(sys.modules, "sim.model", fake)
    return prepared


@pytest.fixture
def config():
    return run_config(
        {
            "scenario": "test",
            "policies": {"labour_export_cooperation": {"start": "2019-07"}},
            "months": 24,
            "replications": 4,
            "scale": 0.001,
        }
    )
