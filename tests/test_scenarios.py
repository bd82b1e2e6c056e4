"""Scenario files: the manual's examples work, and a hostile file is refused."""

import re
import shutil

import pytest

from sim import compose
from sim.compose import composed, expand
from sim.config import run_config
from sim.config_errors import ConfigError
from sim.geography.folders import scenario_dir

MANUAL = (scenario_dir() / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^python -m sim(?!\.)(.*?)(?:   .*)?$", MANUAL, flags=re.MULTILINE)


@pytest.fixture
def scenarios(tmp_path, monkeypatch):
    """A copy of the folder that may be written to."""
    folder = tmp_path / "scenarios"
    shutil.copytree(scenario_dir(), folder)
    monkeypatch.setattr(compose, "scenario_dir", lambda: folder)
    return folder


def configured(*arguments):
    settings = composed(arguments)
    settings.pop("output")
    return run_config(settings)


def test_scenario_of_the_manual_changes_what_it_says(scenarios):
    example = re.search(r"```yaml\n(.*?)```", MANUAL, flags=re.DOTALL)[1]
    (scenarios / "scenario" / "late_services.yaml").write_text(example, encoding="utf-8")
    config = configured("scenario=late_services")
    assert config.scenario == "late_services"
    doses = {name: (policy.start, policy.dose) for name, policy in config.policies.items()}
    assert doses == {
        "labour_export_cooperation": ("2021-10", 1.0),
        "unified_one_window_service": ("2021-10", 0.5),
    }


def test_scenario_may_change_any_setting_and_the_command_line_has_the_last_word(scenarios):
    text = "# @package _global_\nscenario: small\nscale: 0.002\ncovid: false\n"
    (scenarios / "scenario" / "small.yaml").write_text(text, encoding="utf-8")
    assert (configured("scenario=small").scale, configured("scenario=small").covid) == (0.002, False)
    assert configured("scenario=small", "scale=0.003").scale == 0.003


@pytest.mark.parametrize(
    "line", [line.strip() for line in COMMANDS if "FOLDER" not in line and "help" not in line]
)
def test_commands_of_the_manual_are_valid(line):
    arguments = [argument for argument in line.split() if argument != "-m" and "path/" not in argument]
    for combination in expand(arguments, sweep="-m" in line):
        configured(*combination)


def test_manual_shows_commands():
    assert len(COMMANDS) >= 10


@pytest.mark.parametrize(
    "text",
    [
        "_target_: os.system",
        "parameters: {search: {_target_: os.system}}",
        "region: ${oc.env:HOME}",
        "hydra: {run: {dir: elsewhere}}",
        "defaults:\n  - override /hydra/launcher: basic",
        "scenario: [unclosed",
        "just text",
    ],
)
def test_hostile_or_broken_scenario_is_refused_in_one_line(scenarios, text):
    (scenarios / "scenario" / "odd.yaml").write_text(f"# @package _global_\n{text}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        configured("scenario=odd")
    assert "\n" not in str(caught.value)


def test_scenario_cannot_be_named_from_elsewhere(tmp_path):
    (tmp_path / "elsewhere.yaml").write_text("scenario: elsewhere\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="unknown scenario"):
        configured(f"scenario={tmp_path / 'elsewhere'}")
