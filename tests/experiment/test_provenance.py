"""Provenance says which code, packages and data made a result."""

import json
import shutil

import pytest

from sim.config import region_of
from sim.experiment import provenance as module
from sim.experiment.provenance import provenance, version


def test_provenance_is_complete_and_writable(config):
    origin = provenance(config, seconds=1.23456, peak_memory=2**30, runs=8)
    assert json.loads(json.dumps(origin)) == origin
    assert origin["region"]["sha256"] == region_of(config.region, config.margin_set).digest
    assert origin["configuration_digest"] == config.content_digest
    assert origin["program"]["version"] == version()
    assert {"numpy", "numba", "pyarrow"} <= origin["packages"].keys()
    assert (origin["wall_seconds"], origin["peak_memory_bytes"], origin["runs"]) == (1.235, 2**30, 8)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_commit_and_modification_are_noticed(tmp_path, monkeypatch):
    def git(*arguments):
        return module._output(shutil.which("git"), "-c", "user.name=a", "-c", "user.email=a@b", *arguments)

    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "version", lambda: "0")
    assert module.program()["commit"] is None, "not a checkout"
    git("init")
    assert (module.program()["commit"], module.program()["modified"]) == (None, False)
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "model.py").write_text("1")
    assert module.program()["modified"] is True
    git("add", ".")
    git("commit", "-m", "first")
    assert len(module.program()["commit"]) == 40
    assert module.program()["modified"] is False
