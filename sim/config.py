"""The configuration of a comparison: the only door into the simulator.

Whatever asks for a run (command line, YAML file, notebook) passes through `RunConfig`, which is strict: an
unknown name, a wrong type, a number out of range, a city or instrument that does not exist stops before any
work, with one line that says what was expected, what came and what to do. Configurations are plain data:
nothing in them is ever executed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    PlainSerializer,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from sim.config_errors import ConfigError, check_plain, describe, nearest
from sim.geography.region import Region, load_region
from sim.geography.table import RegionError
from sim.parameters import ParameterError, Parameters, replace_parameters
from sim.policies.base import FIRST_YEAR, Instrument, instrument_classes, month_index

BASELINE = "baseline"
FEWEST_WORKERS = 1000
"""A run with fewer simulated workers has cities without firms in whole industries."""


def _tuple(value: Any) -> Any:
    """YAML knows lists only."""
    return tuple(value) if isinstance(value, list) else value


def _month(label: str) -> str:
    month_index(label)
    return label


def _parameters(value: Any) -> Any:
    try:
        return replace_parameters(Parameters(), value) if isinstance(value, Mapping) else value
    except ParameterError as error:
        raise ConfigError(str(error)) from None


def _plain(parameters: Parameters) -> dict[str, Any]:
    return asdict(parameters)


class _Settings(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class PolicySettings(_Settings):
    """How one instrument is used. What is left out is taken from the declaration of the instrument.

    Each description completes the sentence "expected ...".
    """

    dose: float = Field(default=1.0, ge=0, le=1, description="a number from 0 (off) to 1 (as in the plan)")
    start: Annotated[str, AfterValidator(_month)] = Field(
        default="2020-10", description='a month written "2020-10"'
    )
    ramp_months: int = Field(
        default=12, ge=1, le=120, description="whole months from 1 to 120 until the full dose"
    )
    cities: Annotated[tuple[str, ...], BeforeValidator(_tuple)] | None = Field(
        default=None, min_length=1, description="a list of one or more cities of the region"
    )
    cost_million_cny: float | None = Field(
        default=None, ge=0, description="a number of million CNY, 0 or more"
    )
    bearer: str | None = Field(default=None, description="who bears the cost, as text")

    @property
    def start_month(self) -> int:
        """Index of the first month in force; 0 is 2019-01."""
        return month_index(self.start)


class ExecutorSettings(_Settings):
    """Where runs are computed. Results do not depend on it."""

    kind: Literal["serial", "processes"] = Field(default="serial", description="serial or processes")
    workers: int | None = Field(
        default=None, ge=1, le=4096, description="1 or more processes, or null for all"
    )


class RunConfig(_Settings):
    """Everything that decides a comparison; see the manual of `scenarios/` for what each setting means."""

    scenario: str = Field(
        default=BASELINE,
        pattern=r"^[a-z][a-z0-9_]{0,63}$",
        description="a name of small letters, digits and underscores",
    )
    margin_set: Literal["A", "B", "C"] = Field(default="A", description="A, B or C")
    region: str = Field(default="chengdemeizi", description="the name of a region or a path to its folder")
    scale: float = Field(
        default=0.01, gt=0, le=1, description="a number above 0 and up to 1, agents per person"
    )
    months: int = Field(default=48, ge=1, description="a whole number of months from 2019-01")
    replications: int = Field(
        default=8, ge=2, le=100_000, description="a whole number of pairs from 2 to 100000"
    )
    seed: int = Field(default=1, ge=0, lt=2**32, description="a whole number from 0 to 4294967295")
    covid: bool = Field(default=True, description="true or false")
    agencies: bool = Field(default=True, description="true or false")
    policies: dict[str, PolicySettings] = Field(default={}, description="instruments with their settings")
    parameters: Annotated[
        InstanceOf[Parameters], BeforeValidator(_parameters), PlainSerializer(_plain, return_type=dict)
    ] = Field(
        default=Parameters(), description="processes with their parameters, as in search: {name: value}"
    )
    threads: int = Field(default=1, ge=1, le=1024, description="a whole number of threads, 1 or more")
    executor: ExecutorSettings = Field(default=ExecutorSettings(), description="kind and workers")
    language: Literal["en", "zh", "both"] = Field(default="en", description="en, zh or both")

    @field_validator("region")
    @classmethod
    def _region_loads(cls, name: str, info: ValidationInfo) -> str:
        if "margin_set" in info.data:
            region_of(name, info.data["margin_set"])
        return name

    @field_validator("scale")
    @classmethod
    def _enough_workers(cls, scale: float, info: ValidationInfo) -> float:
        if region := _region_in(info):
            persons = float(region.labour_force.sum())
            if persons * scale < FEWEST_WORKERS:
                raise ConfigError(
                    f"scale: expected at least {FEWEST_WORKERS} simulated workers, got {persons * scale:.0f}."
                    f" Use {FEWEST_WORKERS / persons:.2g} or more."
                )
        return scale

    @field_validator("months")
    @classmethod
    def _months_have_data(cls, months: int, info: ValidationInfo) -> int:
        if (region := _region_in(info)) and months > region.n_months:
            last = region.n_months
            raise ConfigError(
                f"months: expected 1 to {last}, as the data end in {month_label(last - 1)}, got {months}. "
                "Use fewer months."
            )
        return months

    @field_validator("policies", mode="before")
    @classmethod
    def _instruments_exist(cls, policies: Any) -> Any:
        if isinstance(policies, Mapping):
            known = instruments()
            unknown = [name for name in policies if name not in known]
            if unknown:
                faults = (
                    f"policies: unknown instrument '{name}'. {nearest(name, known)}" for name in unknown
                )
                raise ConfigError(*faults)
        return policies

    @field_validator("policies")
    @classmethod
    def _complete(
        cls, policies: dict[str, PolicySettings], info: ValidationInfo
    ) -> dict[str, PolicySettings]:
        if region := _region_in(info):
            return {name: _completed(name, policies[name], region) for name in sorted(policies)}
        return policies

    @model_validator(mode="after")
    def _baseline_is_bare(self) -> RunConfig:
        if self.scenario == BASELINE and self.policies:
            raise ConfigError(
                f"scenario: expected no instruments in '{BASELINE}', got {', '.join(self.policies)}. "
                "Give the scenario another name."
            )
        return self

    @model_validator(mode="after")
    def _agencies_are_there(self) -> RunConfig:
        needing = [name for name in self.policies if instruments()[name].needs_agencies]
        if needing and not self.agencies:
            raise ConfigError(
                "policies: expected agencies=true for instruments that act on HR agencies, got false. "
                f"Leave out {', '.join(needing)}, or the agencies in."
            )
        return self

    @property
    def content_digest(self) -> str:
        """Digest (12 hex digits) of what decides the tables: settings and data, not how they are computed."""
        content = self.model_dump(mode="json", exclude={"threads", "executor", "language", "region"})
        content["region"] = region_of(self.region, self.margin_set).digest
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]

    def baseline(self) -> RunConfig:
        """Return the configuration that this one is compared with: the same without instruments."""
        return self.model_copy(update={"scenario": BASELINE, "policies": {}})

    def first_policy_month(self) -> int | None:
        """Return the index of the first month in which an instrument is in force, or None if none ever is."""
        starts = [settings.start_month for settings in self.policies.values()]
        return min((start for start in starts if start < self.months), default=None)


@cache
def instruments() -> dict[str, type[Instrument]]:
    """Return every instrument by the name that a scenario uses: the modules of `sim.policies`, no others."""
    return instrument_classes()


def month_label(index: int) -> str:
    """Return the month of an index, "2020-10" for 21."""
    year, month = divmod(index, 12)
    return f"{FIRST_YEAR + year:04d}-{month + 1:02d}"


@cache
def region_of(name: str, margin_set: Literal["A", "B", "C"]) -> Region:
    """Return the region's data, loaded and checked once per process.

    Raises:
        ConfigError: the tables are missing or wrong; the message names file, row and column.
    """
    try:
        return load_region(name, margin_set=margin_set)
    except RegionError as error:
        raise ConfigError(str(error)) from None


def run_config(settings: Mapping[str, Any]) -> RunConfig:
    """Return the checked configuration.

    Args:
        settings: plain nested data, as read from YAML.

    Raises:
        ConfigError: with one line per fault.
    """
    check_plain(settings)
    try:
        return RunConfig.model_validate(dict(settings))
    except ValidationError as error:
        raise describe(error, _descriptions()) from None


def _region_in(info: ValidationInfo) -> Region | None:
    """Return the region of the fields validated so far, None if those already failed."""
    if not {"region", "margin_set"} <= info.data.keys():
        return None
    return region_of(info.data["region"], info.data["margin_set"])


def _completed(name: str, settings: PolicySettings, region: Region) -> PolicySettings:
    """Fill in what the instrument declares, and check months and cities against the region."""
    instrument = instruments()[name]
    first, last = month_label(0), month_label(region.n_months - 1)
    if not first <= settings.start <= last:
        raise ConfigError(
            f"policies.{name}.start: expected a month from {first} to {last}, got '{settings.start}'."
        )
    known = region.city_names
    cities = settings.cities or instrument.default_cities or known
    for city in cities:
        if city not in known:
            raise ConfigError(f"policies.{name}.cities: unknown city '{city}'. {nearest(city, known)}")
    if len(set(cities)) < len(cities):
        raise ConfigError(f"policies.{name}.cities: expected each city once, got {', '.join(cities)}.")
    declared = {"cost_million_cny": instrument.cost_million_cny, "bearer": instrument.bearer}
    missing = {key: value for key, value in declared.items() if getattr(settings, key) is None}
    if "ramp_months" not in settings.model_fields_set:
        missing["ramp_months"] = instrument.default_ramp_months
    return settings.model_copy(update=missing | {"cities": tuple(city for city in known if city in cities)})


@cache
def _descriptions() -> dict[str, str]:
    """What each setting expects, by path."""
    expected = {name: field.description or "" for name, field in RunConfig.model_fields.items()}
    expected["policies.*"] = "settings such as dose and start"
    for prefix, model in (("policies.*", PolicySettings), ("executor", ExecutorSettings)):
        expected |= {
            f"{prefix}.{name}": field.description or "" for name, field in model.model_fields.items()
        }
    return expected
