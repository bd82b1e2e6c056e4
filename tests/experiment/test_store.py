"""Run folders: complete or absent, and their files say what they are."""

import hashlib
import json

import pandas as pd
import pytest
import yaml

from sim.config_errors import ConfigError
from sim.experiment.checks import check_writable
from sim.experiment.store import folder_name, read_config, replacing, write_folder

TABLES = {
    "effects.csv": pd.DataFrame({"measure": ["employed"], "effect": [0.1 + 0.2]}),
    "monthly.parquet": pd.DataFrame({"scenario": ["baseline"], "employed": [1.0]}),
}


def nothing(folder):
    return None


def test_folder_holds_tables_configuration_provenance_and_digests(tmp_path, config):
    folder = write_folder(tmp_path / "outputs", config, TABLES, {"runs": 8}, nothing)
    assert folder == tmp_path / "outputs" / f"test-{config.content_digest}"
    names = ["config.yaml", "effects.csv", "manifest.json", "monthly.parquet", "provenance.json"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert read_config(folder / "config.yaml") == config
    assert json.loads((folder / "provenance.json").read_text())["runs"] == 8
    for name, entry in json.loads((folder / "manifest.json").read_text())["tables"].items():
        assert entry["sha256"] == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert "0.30000000000000004" in (folder / "effects.csv").read_text(), "no digit is lost"


def test_written_configuration_needs_no_other_file(tmp_path, config):
    folder = write_folder(tmp_path, config, TABLES, {}, nothing)
    content = yaml.safe_load((folder / "config.yaml").read_text())
    assert (
        content["parameters"]["governance"]["implementation"] == config.parameters.governance.implementation
    )
    assert content["policies"]["labour_export_cooperation"]["cities"] == ["Deyang", "Meishan", "Ziyang"]


def test_same_configuration_replaces_its_folder(tmp_path, config):
    first = write_folder(tmp_path, config, TABLES, {"run": 1}, lambda folder: (folder / "figure.png").touch())
    second = write_folder(tmp_path, config, TABLES, {"run": 2}, nothing)
    assert first == second
    assert not (second / "figure.png").exists()
    assert [path.name for path in tmp_path.iterdir()] == [folder_name(config)]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError])
def test_what_fails_leaves_no_folder_and_keeps_the_old_one(tmp_path, config, interruption):
    def fail(folder):
        raise interruption

    with pytest.raises(interruption):
        write_folder(tmp_path, config, TABLES, {}, fail)
    assert list(tmp_path.iterdir()) == []
    folder = write_folder(tmp_path, config, TABLES, {"run": 1}, nothing)
    with pytest.raises(interruption):
        write_folder(tmp_path, config, TABLES, {"run": 2}, fail)
    assert json.loads((folder / "provenance.json").read_text())["run"] == 1
    assert list(tmp_path.iterdir()) == [folder]


def test_old_folder_returns_if_the_new_one_cannot_take_its_place(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "kept").touch()
    with pytest.raises(OSError, match="new"), replacing(tmp_path / "run") as fresh:
        fresh.rmdir()
    assert [path.name for path in tmp_path.rglob("*")] == ["run", "kept"]


def test_output_must_be_a_folder(tmp_path):
    (tmp_path / "file").touch()
    check_writable(tmp_path / "not" / "yet" / "there")
    with pytest.raises(ConfigError, match="expected a folder that can be written"):
        check_writable(tmp_path / "file" / "outputs")
