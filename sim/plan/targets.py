"""The targets of the plan: what is to be reached when, and the readings by which a run can tell.

They are in `scenarios/plan/targets.yaml`. A target has several readings where the plan's words allow several,
and at most one of them is literal: closest to the words.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from sim.compose import read_yaml
from sim.config_errors import ConfigError, nearest

SIMULATED, NOT_SIMULATED = "simulated", "not simulated:"
NAME = r"^[a-z][a-z0-9_]*$"
OVER = r"^(sum of year|mean of year|end of year|cumulated from \d{4}-(0[1-9]|1[0-2]))$"


def _tuple(value: Any) -> Any:
    """YAML knows lists only; one entry needs no brackets."""
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_tuple)]


class _Entry(BaseModel):
    """Each description completes the sentence "expected ..."."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Measure(_Entry):
    """How a number is taken from a table of results.

    The columns, added up, are taken over months, divided by `divisor` taken likewise or by the own value of
    `base_year`, and multiplied by `scale`.
    """

    table: str = Field(default="monthly", description="the name of a table with columns month and city")
    column: Texts = Field(min_length=1, description="a column of the table, or a list to add up")
    city: str = Field(default="All", description="a city, or All")
    over: str = Field(
        pattern=OVER,
        description="'sum of year', 'mean of year', 'end of year' or 'cumulated from 2020-10'",
    )
    divisor: str | None = Field(default=None, description="a column of the table")
    base_year: int | None = Field(default=None, ge=2019, le=2025, description="a year from 2019 to 2025")
    scale: float = Field(default=1.0, gt=0, description="a number above 0")

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that it needs."""
        return (*self.column, *((self.divisor,) if self.divisor else ()))


class Reading(_Entry):
    """One way to measure a target; `value` and `unit` are its own where they differ from the target's."""

    id: str = Field(pattern=NAME, description="a name of small letters, digits and underscores")
    en: str = Field(min_length=1, description="what it measures, in English")
    zh: str = Field(min_length=1, description="what it measures, in Chinese")
    literal: bool = Field(default=False, description="true or false")
    value: float | None = Field(default=None, description="a number")
    unit: str | None = Field(default=None, description="the unit of its own value")
    measure: Measure = Field(description="column, city and over, as in the other readings")


class Target(_Entry):
    """One target."""

    id: str = Field(pattern=NAME, description="a name of small letters, digits and underscores")
    clauses: Texts = Field(min_length=1, description="a list of clauses of the plan")
    en: str = Field(min_length=1, description="the name in English")
    zh: str = Field(min_length=1, description="the name in Chinese")
    value: float = Field(description="a number; 1 for a status")
    unit: str = Field(min_length=1, description="the unit of the value, or status")
    year: int = Field(ge=2019, le=2025, description="a year from 2019 to 2025")
    direction: Literal["at least", "at most"] = Field(description="'at least' or 'at most'")
    wording: Literal["about", "at least", "status"] = Field(description="about, 'at least' or status")
    status: str = Field(
        pattern=rf"^({SIMULATED}|{NOT_SIMULATED} .{{10,}})$",
        description="'simulated' or 'not simulated: reason'",
    )
    readings: Annotated[tuple[Reading, ...], BeforeValidator(_tuple)] = Field(
        description="a list of readings"
    )

    @property
    def simulated(self) -> bool:
        """Whether the model has numbers for it."""
        return self.status == SIMULATED

    @property
    def reason(self) -> str:
        """Why the model has none, empty if it has."""
        return "" if self.simulated else self.status.removeprefix(NOT_SIMULATED).strip()

    def value_of(self, reading: Reading) -> float:
        """Return what a reading must reach."""
        return self.value if reading.value is None else reading.value

    @model_validator(mode="after")
    def _readings_are_told_apart(self) -> Target:
        if repeated := _repeated(reading.id for reading in self.readings):
            raise ConfigError(f"readings: expected each id once, got {repeated!r} twice.")
        literal = [reading.id for reading in self.readings if reading.literal]
        if len(literal) > 1:
            raise ConfigError(f"readings: expected one literal reading at most, got {', '.join(literal)}.")
        return self


class Targets(_Entry):
    """All targets, and the region whose cities they name."""

    region: str = Field(min_length=1, description="the name of a region")
    targets: Annotated[tuple[Target, ...], BeforeValidator(_tuple)] = Field(description="a list of targets")

    @model_validator(mode="after")
    def _targets_are_told_apart(self) -> Targets:
        if repeated := _repeated(target.id for target in self.targets):
            raise ConfigError(f"targets: expected each id once, got {repeated!r} twice.")
        return self

    def __getitem__(self, name: str) -> Target:
        """Return a target by its id."""
        for target in self.targets:
            if target.id == name:
                return target
        raise KeyError(name)


NESTED: dict[str, type[_Entry]] = {"targets": Target, "readings": Reading, "measure": Measure}
"""What the entries of a field are."""


def read_targets(path: Path) -> Targets:
    """Read the targets.

    Raises:
        ConfigError: with one line per fault that names file, target, reading and field.
    """
    content = read_yaml(path)
    try:
        return Targets.model_validate(content)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise ConfigError(*(f"{path.name}, {_fault(item, content)}" for item in found)) from None


def _repeated(names: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _fault(found: ErrorDetails, content: Any) -> str:
    """Return one finding in words: entries by their id, then expected and got."""
    model: type[_Entry] = Targets
    steps: list[str] = []
    expected = ""
    place = content
    for part in found["loc"]:
        place = _entry(place, part)
        if isinstance(part, int):
            name = place.get("id", part + 1) if isinstance(place, dict) else part + 1
            steps[-1] = f"{steps[-1].removesuffix('s')} {name}"
            continue
        steps.append(str(part))
        field = model.model_fields.get(str(part))
        expected = "" if field is None else field.description or ""
        model = NESTED.get(str(part), model)
    where = ", ".join(steps)
    raised = found.get("ctx", {}).get("error")
    if isinstance(raised, ConfigError):
        return f"{where}, {raised}" if where else str(raised)
    if found["type"] == "extra_forbidden":
        return f"{where}: unknown field. {nearest(steps[-1], model.model_fields)}"
    if found["type"] == "missing":
        return f"{where}: expected {expected}, got nothing."
    return f"{where}: expected {expected or found['msg']}, got {found['input']!r}."


def _entry(place: Any, part: int | str) -> Any:
    try:
        return place[part]
    except (KeyError, IndexError, TypeError):
        return None
