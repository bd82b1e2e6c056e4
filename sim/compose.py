"""From the command line to checked configurations: Hydra composes, `sim.config` decides.

Hydra does two things here: it reads the override grammar (`policies=[a,b]`, `policies.a.dose=0.5`,
`seed=1,2,3`) and it merges the files of `scenarios/`. It neither starts the program nor writes anything nor
calls what a file names.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from hydra import compose, initialize_config_dir
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from sim.config_errors import ConfigError, check_plain, nearest
from sim.geography.folders import scenario_dir

GROUPS = ("policies", "scenario", "executor")
"""Keys whose value names files of `scenarios/<key>/`."""
CUSTOM = "custom"
"""Scenario name of a choice of instruments made on the command line."""
EXPECTED = "expected an override such as scale=0.05."


def names_in(group: str) -> list[str]:
    """Return the names of the files in a group, sorted; those in a folder as "only/NAME"."""
    folder = scenario_dir() / group
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.yaml"))


def expand(arguments: Sequence[str], sweep: bool) -> list[list[str]]:
    """Expand a sweep: every combination of the values given.

    Args:
        arguments: overrides, some of which list values as in `seed=1,2`.
        sweep: whether lists of values are allowed.

    Returns:
        One list of overrides per combination, the last argument varying fastest.

    Raises:
        ConfigError: an override cannot be read, or lists values without `sweep`.
    """
    choices: list[list[str]] = []
    for override in map(_parsed, arguments):
        if not override.is_sweep_override():
            choices.append([str(override.input_line)])
        elif sweep:
            key = override.get_key_element()
            choices.append([f"{key}={value}" for value in override.sweep_string_iterator()])
        else:
            raise ConfigError(
                f"{override.input_line}: expected one value, got several. "
                "Add -m to run each of them, or write a list as [a,b]."
            )
    return [list(combination) for combination in itertools.product(*choices)]


def composed(arguments: Sequence[str]) -> dict[str, Any]:
    """Compose the settings of one comparison, as plain data that nobody has checked yet.

    Raises:
        ConfigError: an override cannot be read or names a file that does not exist; a file is not plain YAML.
    """
    overrides = [_parsed(argument) for argument in arguments]
    for override in overrides:
        _check_override(override)
    lines = [str(override.input_line) for override in overrides if override.key_or_group in GROUPS]
    if any(str(override.key_or_group).startswith("policies.") for override in overrides):
        _check_in_use(overrides, _compose(lines))
    # Forced, so that an unknown key passes Hydra and is reported by the one place that knows all names.
    lines += ["++" + _bare(override) for override in overrides if override.key_or_group not in GROUPS]
    settings = _compose(lines)
    if any(override.key_or_group == "policies" for override in overrides):
        settings["scenario"] = CUSTOM
    return settings


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the content of a YAML file that holds plain data.

    Raises:
        ConfigError: the file is missing, is not YAML, or holds more than plain data.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: expected a readable YAML file, got: {error}.") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: expected YAML, got: {error}.") from None
    if not isinstance(content, Mapping):
        raise ConfigError(f"{path}: expected settings as 'name: value', got {type(content).__name__}.")
    check_plain(content)
    return dict(content)


def _parsed(argument: str) -> Override:
    try:
        return OverridesParser.create().parse_override(argument)
    except HydraException:
        raise ConfigError(
            f"{argument}: expected an override such as scale=0.05. Quote text with blanks."
        ) from None


def _check_override(override: Override) -> None:
    """Refuse what is not a plain change of one setting, and names of files that do not exist."""
    key, line = str(override.key_or_group), str(override.input_line)
    if override.is_delete() or override.package is not None:
        raise ConfigError(f"{line}: {EXPECTED} To use no instrument write policies=[].")
    check_plain(dict.fromkeys(key.replace("/", ".").split(".")))
    check_plain(override.value(), key)
    if key in GROUPS:
        if override.is_add() or override.is_force_add():
            raise ConfigError(f"{line}: expected {key}=..., got a leading '+'. List every name: {key}=[a,b].")
        value = override.value()
        names = value if key == "policies" and isinstance(value, list) else [value]
        for name in names:
            _check_name(key, str(name))
            read_yaml(scenario_dir() / key / f"{name}.yaml")


def _check_in_use(overrides: Iterable[Override], selected: Mapping[str, Any]) -> None:
    """Refuse a setting of an instrument that the scenario does not use."""
    in_use = list(selected.get("policies") or {})
    for override in overrides:
        first, *rest = str(override.key_or_group).split(".")
        if first == "policies" and rest and rest[0] not in in_use:
            _check_name("policies", rest[0])
            wanted = ",".join([*in_use, rest[0]])
            raise ConfigError(
                f"{override.input_line}: '{rest[0]}' is not in use. Add it: policies=[{wanted}]."
            )


def _check_name(group: str, name: str) -> None:
    known = names_in(group)
    if name not in known:
        kind = "instrument" if group == "policies" else group
        raise ConfigError(f"{group}: unknown {kind} '{name}'. {nearest(name, known)}")


def _bare(override: Override) -> str:
    return str(override.input_line).lstrip("+")


def _compose(lines: list[str]) -> dict[str, Any]:
    try:
        with initialize_config_dir(str(scenario_dir()), version_base="1.3", job_name="sim"):
            configuration = compose("config", lines)
        settings = OmegaConf.to_container(configuration, resolve=False)
    except (HydraException, OmegaConfBaseException, yaml.YAMLError) as error:
        raise ConfigError(f"{scenario_dir()}: the files do not fit together: {error}") from None
    if not isinstance(settings, dict):
        raise ConfigError(f"{scenario_dir() / 'config.yaml'}: expected settings as 'name: value'.")
    plain = {str(key): value for key, value in settings.items()}
    check_plain(plain)
    return plain
