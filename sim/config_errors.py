"""What is wrong with a configuration, said in one line per fault: expected, got, what to do."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


class ConfigError(ValueError):
    """A configuration cannot be used. Each entry of `faults` is one line; so is the message."""

    def __init__(self, *faults: str) -> None:
        """Keep the faults, each on one line whatever its source."""
        self.faults = tuple(" ".join(fault.split()) for fault in faults)
        super().__init__(" Also: ".join(self.faults))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return advice on a name that is not known: the closest one, or all of them."""
    names = list(known)
    lowered = {candidate.lower(): candidate for candidate in reversed(names)}
    close = difflib.get_close_matches(str(name).lower(), lowered, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{lowered[close[0]]}'?"
    return f"Expected one of: {', '.join(names)}." if names else "None exists."


def describe(error: ValidationError, descriptions: Mapping[str, str]) -> ConfigError:
    """Translate pydantic's findings.

    Args:
        error: what pydantic found.
        descriptions: what is expected, by path; `*` stands for any name, as in "policies.*.dose".

    Returns:
        An error with one fault per finding, in the order of the fields.
    """
    return ConfigError(*(_fault(found, descriptions) for found in error.errors(include_url=False)))


def _fault(found: ErrorDetails, descriptions: Mapping[str, str]) -> str:
    where = [str(part) for part in found["loc"]]
    raised = found.get("ctx", {}).get("error")
    if isinstance(raised, ConfigError):
        return str(raised)
    if isinstance(raised, ValueError):
        return f"{'.'.join(where)}: {raised}"
    if found["type"] == "extra_forbidden":
        return f"Unknown setting '{'.'.join(where)}'. {nearest(where[-1], _siblings(where, descriptions))}"
    expected = _expected(where, descriptions) or found["msg"]
    if found["type"] == "missing":
        return f"{'.'.join(where)}: expected {expected}, got nothing. Add it."
    return f"{'.'.join(where)}: expected {expected}, got {found['input']!r}."


def _expected(where: list[str], descriptions: Mapping[str, str]) -> str | None:
    """Return what is expected at a path, or of the list or mapping that holds it."""
    while where:
        if (expected := descriptions.get(_starred(where))) is not None:
            return expected
        where = where[:-1]
    return None


def _siblings(where: list[str], descriptions: Mapping[str, str]) -> list[str]:
    """Return the names known beside the last one of a path."""
    holder = _starred(where[:-1])
    known = [name.rpartition(".") for name in descriptions]
    return [last for first, _, last in known if first == holder and last != "*"]


def _starred(where: list[str]) -> str:
    """Return the path with `*` for the name of an instrument."""
    return ".".join([where[0], "*", *where[2:]] if where[:1] == ["policies"] and len(where) > 1 else where)


def check_plain(value: Any, where: str = "") -> None:
    """Refuse whatever is more than plain data: code to call, Hydra's own settings, interpolation, NaN.

    Args:
        value: nested mappings, lists and scalars of a configuration that nobody has interpreted yet.
        where: its path, for the message.

    Raises:
        ConfigError: with the path of the first such entry.
    """
    if isinstance(value, Mapping):
        for key, entry in value.items():
            path = f"{where}.{key}" if where else str(key)
            name = str(key).removeprefix("override ").strip().lstrip("/")
            if name.startswith(("_", "hydra/")) or name == "hydra":
                raise ConfigError(
                    f"{path}: a configuration is plain data and cannot call code. Remove this key."
                )
            check_plain(entry, path)
    elif isinstance(value, (list, tuple)):
        for position, entry in enumerate(value):
            check_plain(entry, f"{where}.{position}")
    elif isinstance(value, str) and "${" in value:
        raise ConfigError(
            f"{where}: expected a plain value, got the reference {value!r}. Write the value itself."
        )
    elif isinstance(value, float) and not math.isfinite(value):
        raise ConfigError(f"{where}: expected a finite number, got {value!r}.")
