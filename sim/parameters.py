"""Every parameter of the model, declared once: value, unit, plausible range, valid bounds and source.

One frozen dataclass per process. The plausible range is what sweeps and calibration explore; the valid bounds
are what the model can compute with, and are the only ones enforced. Figures that belong to a city, an
industry or a pair of cities are data (`scenarios/regions/`), not parameters.

Sources are given as "author year journal" or "assumption: reason". "mean-field" means: chosen so that the
mean-field solution of the model (ODD, section 8) meets the 2019 levels of unemployment, turnover, commuting
and migration.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from sim.brand_parameters import Brands
from sim.declare import ANY, SHARE, parameter
from sim.school_parameters import Schools
from sim.service_parameters import (
    Agencies,
    AgencyGrowth,
    Bidding,
    Conduct,
    Fees,
    Mediation,
    Services,
)
from sim.training_parameters import Training


class ParameterError(ValueError):
    """A parameter is unknown, of the wrong type or outside its valid bounds. The message is one line."""


@dataclass(frozen=True)
class Population:
    """Who is in the labour force at the start, and how it renews itself."""

    unemployment_start: float = parameter(
        0.05,
        "share",
        0.045,
        0.058,
        "National Bureau of Statistics, surveyed urban unemployment 2019: 5.0-5.3 %",
        SHARE,
    )
    entrant_rate: float = parameter(
        0.024, "labour force/year", 0.018, 0.030, "assumption: graduates and school leavers"
    )
    retirement_rate: float = parameter(
        0.022, "labour force/year", 0.016, 0.028, "assumption: census share aged 45-59", (0.001, 0.1)
    )
    retirement_first_age: int = parameter(
        50, "years", 45, 55, "assumption: earliest statutory age (women)", (45, 60)
    )
    retirement_last_age: int = parameter(
        63, "years", 61, 65, "assumption: everybody has retired at this age", (61, 80)
    )
    entrant_skill_tilt: tuple[float, ...] = parameter(
        (-0.15, 0.0, 0.05, 0.10),
        "share",
        (-0.2, -0.05, 0.0, 0.05),
        (-0.1, 0.05, 0.1, 0.15),
        "assumption: cohorts are better educated than the stock; added to the city's skill shares of 2019",
        (-1.0, 1.0),
    )
    entrant_age: tuple[float, ...] = parameter(
        (17.0, 18.0, 21.0, 22.0),
        "years",
        (16.0,) * 4,
        (25.0,) * 4,
        "assumption: usual age at the end of schooling",
        (16, 40),
    )
    certificate_share: tuple[float, ...] = parameter(
        (0.05, 0.35, 0.45, 0.60), "share by skill", (0.0,) * 4, (1.0,) * 4, "assumption", SHARE
    )
    certificate_recognition: float = parameter(
        0.30,
        "probability",
        0.1,
        0.6,
        "assumption: a certificate of one city counts in another, before the plan",
        SHARE,
    )


@dataclass(frozen=True)
class Separation:
    """Loss of a job (S6)."""

    separation_rate: float = parameter(
        0.0055, "1/month", 0.004, 0.009, "mean-field; turnover 18.8 %/year (51job 2021)", SHARE
    )
    new_tenure_multiplier: float = parameter(
        2.0, "ratio - 1", 1.0, 4.0, "assumption: hazard declines with tenure (Farber 1999)"
    )
    tenure_scale: float = parameter(12.0, "months", 6.0, 24.0, "assumption", (0.1, math.inf))
    skill_multiplier: tuple[float, ...] = parameter(
        (1.35, 1.00, 0.80, 0.60), "ratio by skill", (1.1, 0.9, 0.6, 0.4), (1.8, 1.1, 1.0, 0.8), "assumption"
    )
    contract_multiplier: tuple[float, ...] = parameter(
        (1.0, 1.8, 1.0, 1.8, 0.5),
        "ratio: direct, dispatch, outsourced, flexible, own account",
        (1.0, 1.2, 1.0, 1.2, 0.3),
        (1.0, 3.0, 1.0, 3.0, 0.8),
        "Autor and Houseman 2010 AEJ:Applied 2(3) for temporary contracts; own account is an assumption",
    )
    season_february_march: float = parameter(
        1.3, "ratio", 1.0, 1.6, "assumption: job changes after the spring festival"
    )
    season_other: float = parameter(0.94, "ratio", 0.88, 1.0, "assumption: keeps the annual mean at one")
    covid_multiplier: float = parameter(
        0.45, "log ratio at stringency 1", 0.1, 0.9, "mean-field: unemployment of 2020-02"
    )


@dataclass(frozen=True)
class Firms:
    """Size, growth, entry, exit and layoffs of firms (S1, S2)."""

    zipf_exponent: float = parameter(
        1.06, "exponent", 1.0, 1.25, "Axtell 2001 Science 293:1818; Zou 2019 Physica A 535", (0.5, 3)
    )
    minimum_size: float = parameter(
        2.0, "workers", 1.5, 2.5, "derived: mean size 13-16 at the Zipf exponent", (1.0, 100.0)
    )
    maximum_size: float = parameter(
        3000.0, "workers", 1000.0, 5000.0, "assumption; holds at every scale", (2.0, math.inf)
    )
    maximum_cell_share: float = parameter(0.10, "share of a city's industry", 0.05, 0.2, "assumption", SHARE)
    largest_firm_of_small_cell: float = parameter(
        200.0,
        "workers",
        100.0,
        500.0,
        "assumption: keeps the law of sizes, and so turnover, at coarse scales",
        (2.0, math.inf),
    )
    entrant_pareto_exponent: float = parameter(1.5, "exponent", 1.1, 2.5, "assumption", (1.01, 10.0))
    growth_scale: float = parameter(
        0.03, "monthly sd of log size at size 1", 0.015, 0.06, "Zou 2019 Physica A 535 (Laplace growth)"
    )
    size_variance_slope: float = parameter(
        0.16, "exponent", 0.05, 0.25, "Stanley et al. 1996 Nature 379:804", (0.0, 1.0)
    )
    exit_rate: float = parameter(
        0.012, "1/month at size 1", 0.007, 0.018, "assumption: 0.25 % of employment a month", (0, 0.5)
    )
    exit_size_exponent: float = parameter(
        0.5, "exponent", 0.3, 0.7, "assumption: small firms close more often", (0.0, 2.0)
    )
    layoff_band: float = parameter(0.03, "share of target size", 0.01, 0.08, "assumption")
    layoff_speed: float = parameter(
        0.10, "1/month", 0.05, 0.25, "assumption: layoffs of 0.37 % of firm staff a month", SHARE
    )
    output_elasticity: float = parameter(
        0.35, "elasticity", 0.15, 0.60, "assumption: low Okun coefficients of China"
    )
    wage_elasticity: float = parameter(
        -0.35, "elasticity", -0.70, -0.15, "Hamermesh 1993, Labor Demand", (-5.0, 0.0)
    )
    hiring_ease_elasticity: float = parameter(
        0.05, "elasticity", 0.0, 0.15, "Algan, Crepon and Glover 2018 as upper anchor"
    )
    zone_share_first_city: float = parameter(
        0.15, "share of firms", 0.05, 0.3, "assumption: functional zones of the first city", SHARE
    )
    zone_share_other: float = parameter(
        0.12, "share of firms", 0.05, 0.3, "assumption: functional zones of the other cities", SHARE
    )
    zone_kinds: tuple[float, ...] = parameter(
        (0.7, 0.2, 0.1),
        "share: functional zone, HR station, incubator",
        (0.0,) * 3,
        (1.0,) * 3,
        "assumption",
        SHARE,
    )


@dataclass(frozen=True)
class Vacancies:
    """Posting, ageing and withdrawal of vacancies (S3)."""

    vacancy_ratio: float = parameter(
        0.0335,
        "vacancies/employment",
        0.015,
        0.050,
        "mean-field: 5.4 % unemployment in 2019",
        (0.001, 1),
    )
    turnover_start: float = parameter(
        0.0157, "1/month", 0.012, 0.020, "51job 2021: 18.8 %/year", (0.001, 1.0)
    )
    quit_rate_start: float = parameter(
        0.0175, "1/month", 0.012, 0.025, "derived: first value of the 12-month mean", SHARE
    )
    adjustment_speed: float = parameter(0.25, "1/month", 0.1, 0.5, "assumption", SHARE)
    hiring_cost_elasticity: float = parameter(
        0.5,
        "elasticity: 0 hires fixed, 1 free entry",
        0.0,
        1.0,
        "closure, a deep uncertainty: run 0, 0.5 and 1",
        SHARE,
    )
    fill_rate_memory: float = parameter(6.0, "months", 3.0, 12.0, "assumption", (1.0, 120.0))
    fill_rate_prior_posts: float = parameter(
        20.0, "vacancies", 5.0, 50.0, "assumption: shrinks small cells to the norm"
    )
    fill_rate_ratio_bound: float = parameter(
        2.0, "ratio", 1.5, 3.0, "assumption: clips the fill rate over its norm", (1.0, 100)
    )
    quit_memory: float = parameter(12.0, "months", 6.0, 24.0, "assumption", (1.0, 120.0))
    withdrawal_ratio: float = parameter(1.5, "ratio to desired stock", 1.2, 2.0, "assumption", (1.0, 100.0))
    repost_after: int = parameter(4, "months", 2, 6, "assumption", (1, 1000))
    repost_probability: float = parameter(0.2, "probability", 0.1, 0.4, "assumption", SHARE)
    covid_posting_cut: float = parameter(
        0.58,
        "share at stringency 1",
        0.40,
        0.80,
        "Fang, Ge, Huang and Li 2020 NBER 28072; Zeng et al. 2022 IZA 15201",
        SHARE,
    )


@dataclass(frozen=True)
class Wages:
    """Posted wages and their trend (S4)."""

    wage_trend: float = parameter(
        0.075, "1/year, nominal", 0.05, 0.10, "Sichuan statistics: +7.6 % in 2020", (-0.5, 0.5)
    )
    tightness_response: float = parameter(
        0.05, "log wage/year per log tightness", 0.02, 0.12, "assumption: wage curve emerges"
    )
    quarterly_floor: float = parameter(
        -0.005, "log wage/quarter", -0.02, 0.0, "assumption: downward rigidity", (-1.0, 0.0)
    )
    tightness_prior_seekers: float = parameter(
        20.0, "job seekers", 5.0, 50.0, "assumption: shrinks small cells to the city"
    )
    size_premium: float = parameter(0.03, "elasticity", 0.01, 0.06, "assumption", ANY)
    size_reference: float = parameter(
        14.0, "workers", 8.0, 25.0, "derived: China 2018, 17.6 per legal entity", (1.0, 1000.0)
    )
    firm_premium_sd: float = parameter(0.10, "log wage", 0.0, 0.2, "assumption")
    match_sd: float = parameter(0.25, "log wage", 0.15, 0.4, "assumption")
    worker_effect_sd: float = parameter(0.20, "log wage", 0.12, 0.3, "assumption")
    skill_ratio: tuple[float, ...] = parameter(
        (0.75, 0.95, 1.20, 1.75),
        "ratio by skill",
        (0.6, 0.8, 1.0, 1.4),
        (0.9, 1.1, 1.4, 2.2),
        "assumption",
        (0.01, 100.0),
    )


@dataclass(frozen=True)
class Information:
    """What workers see of vacancies elsewhere (S7)."""

    awareness: float = parameter(
        0.10,
        "visible share of another city's vacancies",
        0.03,
        0.3,
        "assumption: not identified apart from barriers",
        SHARE,
    )
    awareness_decay: float = parameter(
        60.0, "minutes of 2019 travel time", 30.0, 150.0, "assumption", (1.0, math.inf)
    )
    awareness_reference: float = parameter(
        95.0, "minutes", 90.0, 100.0, "travel time at which awareness is the base value"
    )
    home_awareness: float = parameter(
        1.0,
        "visible share of the vacancies of the city of registration",
        0.3,
        1.0,
        "assumption: family and friends",
        SHARE,
    )
    awareness_boundary: float = parameter(0.05, "visible share", 0.02, 0.15, "assumption", SHARE)
    agency_awareness: float = parameter(
        0.3,
        "visible share, times the share of agencies that serve both cities",
        0.1,
        0.5,
        "assumption",
        SHARE,
    )
    industry_switch_decay: float = parameter(
        1.5, "log weight per unit of dissimilarity", 0.5, 3.0, "Neffke, Otto and Weyh 2017 JEBO 142:275"
    )


@dataclass(frozen=True)
class Search:
    """Who searches, where, and whether an application is viable (S7, S8)."""

    on_the_job_rate: float = parameter(
        0.165, "1/month", 0.08, 0.28, "mean-field: unemployment and turnover", SHARE
    )
    contract_response: float = parameter(
        0.8, "log odds of dispatch or flexible staff", 0.0, 1.5, "assumption", ANY
    )
    tenure_response: float = parameter(-0.4, "per log(1 + years)", -0.8, 0.0, "assumption", (-5.0, 0.0))
    wage_response: float = parameter(
        0.5, "per log point of the gap to the market wage", 0.0, 1.0, "assumption", (0.0, 5.0)
    )
    wage_gap_bound: float = parameter(
        1.0, "log wage", 0.5, 2.0, "assumption: gaps beyond it do not add search", (0.0, 5.0)
    )
    discouraged_probability: float = parameter(0.02, "1/month", 0.0, 0.1, "assumption", SHARE)
    discouraged_after: int = parameter(12, "months", 6, 24, "assumption", (0, 255))
    suitability: float = parameter(
        0.30, "probability/application", 0.15, 0.5, "derived; confounded with vacancies", SHARE
    )
    vocational_gain: float = parameter(
        0.15,
        "relative suitability of the vocationally trained",
        0.05,
        0.3,
        "Alfonsi et al. 2020 Econometrica: certified vocational training raises the arrival of offers",
        (0.0, 10.0),
    )
    directedness: float = parameter(
        1.0, "1/log utility", 0.3, 2.0, "Belot, Kircher and Muller 2019 REStud", (0.0, 20.0)
    )
    vacancy_elasticity: float = parameter(
        1.0, "elasticity", 0.7, 1.0, "assumption: 1 is random search over what is visible"
    )
    skill_down: float = parameter(0.25, "weight against own skill", 0.1, 0.5, "assumption")
    skill_up: float = parameter(0.05, "weight against own skill", 0.0, 0.2, "assumption")
    certificate_signal: float = parameter(0.10, "relative weight", 0.03, 0.2, "Carranza et al. 2022 AER")


@dataclass(frozen=True)
class Choice:
    """Acceptance of offers: stay, commute or migrate (S9)."""

    logit_scale: float = parameter(
        0.35, "log wage", 0.20, 0.70, "Tombe and Zhu 2019 AER 109:1843: elasticity 1.5", (0.01, 10)
    )
    travel_disutility: float = parameter(
        0.0021, "log wage/minute one way", 0.0010, 0.0040, "Heuermann and Schmieder 2019 J Econ Geog 19:335"
    )
    travel_free_minutes: float = parameter(
        30.0, "minutes", 20.0, 40.0, "assumption: usual within-city commute"
    )
    travel_limit: float = parameter(180.0, "minutes one way", 120.0, 240.0, "assumption")
    housing_share: float = parameter(
        0.25, "expenditure share", 0.15, 0.35, "National Bureau of Statistics: 0.22-0.25", SHARE
    )
    administrative_barrier: float = parameter(
        1.08, "log wage", 0.4, 1.8, "mean-field: 48,000 cross-city commuters"
    )
    migration_cost: float = parameter(
        0.76, "log wage, as a flow", 0.3, 1.8, "mean-field: 40,000 moves each way a year"
    )
    homeward_cost_share: float = parameter(
        0.5,
        "share of the moving cost",
        0.2,
        1.0,
        "assumption: dwelling and family wait at the place of registration",
        SHARE,
    )
    migration_cost_boundary: float = parameter(
        0.9, "log wage, as a flow", 0.5, 2.5, "identified by Chengdu's population growth of 2021-22"
    )
    registration_penalty: float = parameter(
        0.08, "log wage", 0.0, 0.25, "An and Yan 2024, household registration"
    )
    home_tie: float = parameter(0.15, "log wage", 0.0, 0.3, "assumption: leaving the city of registration")
    certificate_barrier: float = parameter(
        0.15, "log wage", 0.0, 0.45, "Johnson and Kleiner 2020 AEJ:Policy 12:347"
    )
    certificate_job_share: float = parameter(
        0.25, "share of jobs with skill above 0", 0.15, 0.4, "BLS 2022 (US 25 %)", SHARE
    )
    stay_bonus: float = parameter(0.10, "log wage", 0.0, 0.3, "assumption: weakly identified", ANY)
    tenure_utility: float = parameter(0.02, "per log(1 + years)", 0.0, 0.05, "assumption", ANY)
    replacement_value: float = parameter(
        0.45, "of the city's mean wage by skill", 0.3, 0.7, "assumption", (0.001, 10.0)
    )
    reservation_decline: float = parameter(
        0.004, "log wage/month", 0.002, 0.006, "Krueger and Mueller 2016 AEJ:Policy 8:142"
    )
    house_move_rate: float = parameter(
        1 / 48,
        "1/month",
        1 / 48,
        1 / 12,
        "assumption: how often a commuter reconsiders; low, so that the stock of commuters turns over slowly",
        SHARE,
    )
    covid_mobility_cut: float = parameter(
        0.85, "share of moves at stringency 1", 0.75, 0.92, "Baidu inflow index 2020", SHARE
    )


@dataclass(frozen=True)
class Boundary:
    """Flows to and from the boundary nodes (S13, S14)."""

    offer_probability: float = parameter(0.12, "1/application", 0.05, 0.25, "assumption", SHARE)
    in_pool_share: float = parameter(
        0.04,
        "share of a boundary node's employment",
        0.01,
        0.04,
        "identified by Chengdu's population growth of 2021-22",
        SHARE,
    )
    attraction: float = parameter(
        1.0, "scale", 0.5, 2.0, "identified by population change of 2021-22 (ODD, section 8)", (0.0, 20.0)
    )
    return_rate: float = parameter(
        0.003,
        "1/month",
        0.003,
        0.012,
        "assumption: as many return as leave, since gaps of registration are stable",
        SHARE,
    )
    return_value_response: float = parameter(1.0, "1/log wage", 0.0, 3.0, "assumption")
    spring_festival_factor: float = parameter(
        3.0,
        "ratio January-February to other months",
        2.0,
        5.0,
        "Sichuan migrant-worker office 2021: 4.70 of 25.79 million",
    )
    departure_factor: float = parameter(
        2.0,
        "ratio February-March to other months",
        1.2,
        3.0,
        "assumption: people set out again after the festival",
    )
    talent_arrivals: float = parameter(35000.0, "workers/year", 20000.0, 60000.0, "assumption")
    talent_pay_elasticity: float = parameter(
        1.8, "elasticity", 1.0, 2.5, "Moretti and Wilson 2017 AER 107:1858"
    )
    talent_retention_hazard: float = parameter(
        0.004, "1/month", 0.002, 0.010, "assumption: professionals who arrived leave again", SHARE
    )
    talent_rent_elasticity: float = parameter(-0.5, "elasticity", -1.0, 0.0, "assumption", (-10.0, 0.0))
    housing_supply_elasticity: float = parameter(1.5, "elasticity", 0.8, 3.0, "assumption", (0.05, math.inf))


@dataclass(frozen=True)
class Fairs:
    """Job fairs and campaigns that an instrument adds (I23)."""

    fairs: float = parameter(1500.0, "fairs/year in the region", 800.0, 3000.0, "assumption")
    firms_per_fair: float = parameter(60.0, "firms", 30.0, 120.0, "assumption")
    first_quarter_share: float = parameter(
        0.5,
        "share of the year's fairs",
        0.25,
        0.7,
        "assumption: spring campaigns for rural workers and graduates",
        SHARE,
    )
    acceptance: float = parameter(
        0.85, "share of offers", 0.7, 0.95, "derived: 2,760 of 3,227 in the model at 1:200", (0.01, 1.0)
    )
    suspension_stringency: float = parameter(
        0.5, "stringency of the pandemic", 0.3, 0.8, "assumption: no gatherings above it", SHARE
    )


@dataclass(frozen=True)
class Governance:
    """How much of a cross-city instrument is carried out."""

    implementation: float = parameter(
        0.60, "share of the dose", 0.6, 1.0, "assumption: without a governance instrument", SHARE
    )


@dataclass(frozen=True)
class Parameters:
    """All processes' parameters. `parameters.search.on_the_job_rate` is the path used on the command line."""

    population: Population = field(default_factory=Population)
    separation: Separation = field(default_factory=Separation)
    firms: Firms = field(default_factory=Firms)
    vacancies: Vacancies = field(default_factory=Vacancies)
    wages: Wages = field(default_factory=Wages)
    information: Information = field(default_factory=Information)
    search: Search = field(default_factory=Search)
    choice: Choice = field(default_factory=Choice)
    boundary: Boundary = field(default_factory=Boundary)
    fairs: Fairs = field(default_factory=Fairs)
    brands: Brands = field(default_factory=Brands)
    governance: Governance = field(default_factory=Governance)
    agencies: Agencies = field(default_factory=Agencies)
    services: Services = field(default_factory=Services)
    fees: Fees = field(default_factory=Fees)
    bidding: Bidding = field(default_factory=Bidding)
    mediation: Mediation = field(default_factory=Mediation)
    conduct: Conduct = field(default_factory=Conduct)
    agency_growth: AgencyGrowth = field(default_factory=AgencyGrowth)
    schools: Schools = field(default_factory=Schools)
    training: Training = field(default_factory=Training)


@dataclass(frozen=True)
class Declaration:
    """One row of the parameter table."""

    path: str
    value: float | int | tuple[float, ...]
    unit: str
    low: float | tuple[float, ...]
    high: float | tuple[float, ...]
    valid: tuple[float, float]
    source: str


def declarations(parameters: Parameters | None = None) -> Iterator[Declaration]:
    """Yield every parameter with its path ("search.suitability") and metadata, in the order declared."""
    parameters = parameters or Parameters()
    for process in fields(parameters):
        values = getattr(parameters, process.name)
        for item in fields(values):
            yield Declaration(f"{process.name}.{item.name}", getattr(values, item.name), **item.metadata)


def replace_parameters(base: Parameters, overrides: Mapping[str, Any]) -> Parameters:
    """Return `base` with some values replaced.

    Args:
        base: the parameters to start from.
        overrides: nested mapping {process: {name: value}}.

    Raises:
        ParameterError: unknown name, wrong type, wrong length or a value outside its valid bounds.
    """
    changed: dict[str, Any] = {}
    for process, values in overrides.items():
        if process not in {item.name for item in fields(base)}:
            raise ParameterError(f"parameters: unknown process '{process}'.{_nearest(process, base)}")
        current = getattr(base, process)
        if not isinstance(values, Mapping):
            raise ParameterError(f"parameters.{process}: expected names with values, got {values!r}.")
        known = {item.name: item for item in fields(current)}
        checked = {}
        for name, value in values.items():
            if name not in known:
                raise ParameterError(
                    f"parameters.{process}: unknown parameter '{name}'.{_nearest(name, current)}"
                )
            checked[name] = _checked(f"parameters.{process}.{name}", value, known[name])
        changed[process] = replace(current, **checked)
    return replace(base, **changed)


def _nearest(name: str, holder: Any) -> str:
    names = [item.name for item in fields(holder)] if is_dataclass(holder) else []
    close = difflib.get_close_matches(str(name), names, n=1, cutoff=0.4)
    return f" Did you mean '{close[0]}'?" if close else f" Expected one of: {', '.join(names)}."


def _checked(path: str, value: Any, item: Any) -> float | int | tuple[float, ...]:
    """Return `value` in the type of its declaration, or raise a one-line ParameterError."""
    default, (low, high), unit = item.default, item.metadata["valid"], item.metadata["unit"]
    if isinstance(default, tuple):
        if not isinstance(value, (list, tuple)) or len(value) != len(default):
            raise ParameterError(f"{path}: expected {len(default)} numbers ({unit}), got {value!r}.")
        return tuple(float(_number(path, entry, low, high, unit)) for entry in value)
    number = _number(path, value, low, high, unit)
    if isinstance(default, int):
        if number != int(number):
            raise ParameterError(f"{path}: expected a whole number ({unit}), got {value!r}.")
        return int(number)
    return float(number)


def _number(path: str, value: Any, low: float, high: float, unit: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ParameterError(f"{path}: expected a number ({unit}), got {value!r}.")
    if not low <= value <= high:
        raise ParameterError(f"{path}: expected a value in [{low:g}, {high:g}] ({unit}), got {value!r}.")
    return value
