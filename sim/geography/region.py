"""A region: all data of a set of cities and of the nodes around them, loaded from a folder of CSV files.

The columns and units are declared in `layout.py`; what every file holds is written in the folder's README.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.geography import checks
from sim.geography.categories import Categories, Tables, read_categories
from sim.geography.fitting import FitReport
from sim.geography.folders import region_folder
from sim.geography.joint import joint_labour_force, skill_margin
from sim.geography.layout import LAYOUT, NO_GROUP, RELATIONS
from sim.geography.series import demand_deviation
from sim.geography.table import RegionError, Table, nearest, one_of, read_bytes, read_table

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Region:
    """A region at real size. Nodes are the cities first, then the boundary nodes. Arrays are read-only.

    name                   folder of the data
    margin_set             which reading of the labour force by city
    digest                 SHA-256 of the files, in order of their names
    start_month            month of index 0, "2019-01"
    node_names(_zh)        English and Chinese names, n_nodes
    longitude, latitude    degrees, (n_nodes,)
    industry_names(_zh)    n_industries
    skill_names(_zh)       n_skills, lowest first
    skill_is_talent        counts as talent, (n_skills,)
    labour_force           persons, whole, (n_cities, n_industries, n_skills)
    fit                    how the proportional fit of labour_force ended
    registration_share     of the residents of a city, by node of household registration, (n_cities, n_nodes)
    age_bands              (first year, last year, share)
    own_account_share      of an industry's workers, (n_industries,)
    industry_wage_ratio    to the city's mean wage, (n_industries,)
    covid_sensitivity      cut of desired hires at stringency 1, (n_industries,)
    staffing_share         relative use of dispatched, outsourced and flexible staff, (n_industries, 3)
    industry_distance      0 same to 1 another sector, (n_industries, n_industries)
    wage_level             CNY/month, (n_cities,)
    rent_level             relative to the first city, (n_cities,)
    labour_demand_growth   1/year, (n_cities,)
    talent_share           of the talent that arrives in the region, (n_cities,)
    licensed_agencies      licensed HR agencies at the start, (n_cities,)
    park_share             of HR agencies that sit in a park, (n_cities,)
    demand_deviation       output over trend, (n_cities, n_months)
    stringency             of COVID restrictions, 0 to 1, (n_cities, n_months)
    travel_time            minutes one way, (n_nodes, n_nodes); diagonal: inside a city; nan: no commuting
    commuting_cost         CNY/month above that inside a city, (n_cities, n_cities)
    initial_commuters      persons [residence, work], (n_cities, n_cities)
    boundary_employment    persons, (n_boundary,)
    boundary_wage_ratio    to the first city, (n_boundary,)
    boundary_price_ratio   to the first city, (n_boundary,)
    boundary_industry_share  assumed to be those of the cities together, (n_boundary, n_industries)
    boundary_skill_share   likewise, (n_boundary, n_skills)
    outside_pool           persons registered in a city who work at a boundary node, (n_cities, n_boundary)
    school_intake          students a year of vocational schools, (n_cities,)
    school_kind_share      of it technician, secondary, higher vocational, (n_cities, 3)
    school_count           schools of each kind, (n_cities, 3)
    school_local_share     graduates who stay in the city of the school, (n_cities,)
    school_field_tilt      students of a field over its share of skilled workers, (n_industries,)
    school_leaver_share    of graduates who leave the region, by where they go, (n_boundary,)
    """

    name: str
    margin_set: str
    digest: str
    start_month: str
    node_names: tuple[str, ...]
    node_names_zh: tuple[str, ...]
    n_cities: int
    longitude: FloatArray
    latitude: FloatArray
    industry_names: tuple[str, ...]
    industry_names_zh: tuple[str, ...]
    skill_names: tuple[str, ...]
    skill_names_zh: tuple[str, ...]
    skill_is_talent: NDArray[np.bool_]
    labour_force: IntArray
    fit: FitReport
    registration_share: FloatArray
    age_bands: tuple[tuple[int, int, float], ...]
    own_account_share: FloatArray
    industry_wage_ratio: FloatArray
    covid_sensitivity: FloatArray
    staffing_share: FloatArray
    industry_distance: FloatArray
    wage_level: FloatArray
    rent_level: FloatArray
    labour_demand_growth: FloatArray
    talent_share: FloatArray
    licensed_agencies: FloatArray
    park_share: FloatArray
    demand_deviation: FloatArray
    stringency: FloatArray
    travel_time: FloatArray
    commuting_cost: FloatArray
    initial_commuters: FloatArray
    boundary_employment: FloatArray
    boundary_wage_ratio: FloatArray
    boundary_price_ratio: FloatArray
    boundary_industry_share: FloatArray
    boundary_skill_share: FloatArray
    outside_pool: FloatArray
    school_intake: FloatArray
    school_kind_share: FloatArray
    school_count: FloatArray
    school_local_share: FloatArray
    school_field_tilt: FloatArray
    school_leaver_share: FloatArray

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @property
    def n_nodes(self) -> int:
        """Cities and boundary nodes."""
        return len(self.node_names)

    @property
    def n_months(self) -> int:
        """Months that the series cover."""
        return int(self.stringency.shape[1])

    @property
    def city_names(self) -> tuple[str, ...]:
        """English names of the cities."""
        return self.node_names[: self.n_cities]

    def without_covid(self) -> Region:
        """Return the region as it would be had the pandemic not come: output on trend, no restrictions."""
        shape = self.stringency.shape
        return replace(self, demand_deviation=np.ones(shape), stringency=np.zeros(shape))


def load_region(region: str | Path, margin_set: str = "A") -> Region:
    """Load and check a region.

    Args:
        region: name of a folder under `scenarios/regions`, or the path of a folder.
        margin_set: which reading of the labour force by city, one of those in labour_force.csv.

    Raises:
        RegionError: one line that names file, row and column, what was expected, what came and what to do.
    """
    folder = region_folder(region)
    contents = {name: read_bytes(folder, name) for name in sorted(LAYOUT)}
    tables = {name: read_table(content, name, LAYOUT[name]) for name, content in contents.items()}
    axes = read_categories(tables)
    if margin_set not in axes.margin_sets:
        where, advice = "all rows", nearest(margin_set, axes.margin_sets)
        raise RegionError.at(
            "labour_force", where, "margin_set", one_of(axes.margin_sets), repr(margin_set), advice
        )
    chosen = axes.margin_sets.index(margin_set)
    labour_force, report = _labour_force(tables, axes, chosen)
    industries = tables["industries"].array(axes.industries, tuple(LAYOUT["industries"].quantities))
    cities = _cities(tables, axes)
    boundary = tables["boundary"].array(axes.boundary, tuple(LAYOUT["boundary"].quantities))
    vocational = tables["vocational"].array(axes.cities, tuple(LAYOUT["vocational"].quantities))
    position = tables["nodes"].array(axes.nodes, tuple(LAYOUT["nodes"].quantities))
    return Region(
        name=folder.resolve().name,
        margin_set=margin_set,
        digest=hashlib.sha256(b"".join(contents.values())).hexdigest(),
        start_month=axes.months[0],
        node_names=axes.nodes,
        node_names_zh=tables["nodes"].label("name_zh"),
        n_cities=len(axes.cities),
        longitude=position[:, 0],
        latitude=position[:, 1],
        industry_names=axes.industries,
        industry_names_zh=tables["industries"].label("name_zh"),
        skill_names=axes.skills,
        skill_names_zh=tables["skills"].label("name_zh"),
        skill_is_talent=_is_talent(tables),
        labour_force=labour_force,
        fit=report,
        registration_share=checks.shares(
            tables["registration_share"], axes.margin_sets, axes.cities, axes.nodes
        )[chosen],
        age_bands=checks.age_bands(tables["age_bands"]),
        own_account_share=industries[:, 0],
        industry_wage_ratio=industries[:, 1],
        covid_sensitivity=industries[:, 2],
        staffing_share=industries[:, 3:6],
        industry_distance=_industry_distance(
            tables["industries"], tables["industry_distance"].array(RELATIONS)
        ),
        wage_level=cities["wage_level"],
        rent_level=cities["rent_level"],
        labour_demand_growth=cities["labour_demand_growth"],
        talent_share=cities["talent_share"],
        licensed_agencies=cities["licensed_agencies"],
        park_share=cities["park_share"],
        demand_deviation=demand_deviation(
            tables["gdp_growth"].array(axes.cities, axes.years), cities["trend_growth"]
        ),
        stringency=tables["covid_stringency"].array(axes.cities, axes.months),
        travel_time=_travel_time(tables["travel_time"], axes),
        commuting_cost=checks.pairs(tables["commuting_cost"], axes, symmetric=True, zero_diagonal=True),
        initial_commuters=_commuters(tables, axes),
        boundary_employment=boundary[:, 0],
        boundary_wage_ratio=boundary[:, 1],
        boundary_price_ratio=boundary[:, 2],
        boundary_industry_share=_everywhere(labour_force.sum(axis=(0, 2)), axes),
        boundary_skill_share=_everywhere(labour_force.sum(axis=(0, 1)), axes),
        outside_pool=tables["outside_pool"].array(axes.margin_sets, axes.cities, axes.boundary)[chosen],
        school_intake=vocational[:, 0],
        school_kind_share=checks.kind_shares(tables["vocational"], axes.cities, vocational[:, 1:3]),
        school_count=checks.school_counts(tables["vocational"], axes.cities, vocational),
        school_local_share=vocational[:, 6],
        school_field_tilt=tables["vocational_fields"].array(axes.industries),
        school_leaver_share=checks.shares(tables["vocational_leavers"], axes.boundary),
    )


def _is_talent(tables: Tables) -> NDArray[np.bool_]:
    return np.array([kind == "yes" for kind in tables["skills"].label("talent")])


def _labour_force(tables: Tables, axes: Categories, chosen: int) -> tuple[IntArray, FitReport]:
    """Check all margin sets; return the joint table of the chosen one, (n_cities, n_industries, n_skills)."""
    by_set = (axes.margin_sets, axes.cities)
    workers = checks.persons(tables["labour_force"], tables["totals"], "labour_force", *by_set)
    talent = checks.persons(tables["talent"], tables["totals"], "talent", *by_set)
    checks.talent_fits(tables, axes, workers, talent)
    skill_share = checks.shares(tables["skills"], axes.skills)
    by_skill = skill_margin(workers[chosen], talent[chosen], skill_share, _is_talent(tables))
    industry_share = checks.shares(tables["employment_share"], axes.cities, axes.industries)
    return joint_labour_force(
        by_skill, industry_share, tables["skill_tilt"].array(axes.industries, axes.skills)
    )


def _cities(tables: Tables, axes: Categories) -> dict[str, FloatArray]:
    """Return the figures of cities.csv by measure, each of shape (n_cities,)."""
    measures = tuple(LAYOUT["cities"].quantities)
    columns = dict(zip(measures, tables["cities"].array(axes.cities, measures).T, strict=True))
    total = float(columns["talent_share"].sum())
    if abs(total - 1.0) > checks.SHARE_TOLERANCE:
        where = tables["cities"].lines(measure="talent_share")
        raise RegionError.at(
            "cities", where, "value", "talent_share that adds to 1", f"{total:.7g}", "Correct the rows."
        )
    return columns


def _industry_distance(table: Table, distances: FloatArray) -> FloatArray:
    """Distance of two industries from their sectors and groups, (n_industries, n_industries)."""
    same_industry, same_sector, within_group, other_sector = distances
    sector, group = np.array(table.label("sector")), np.array(table.label("group"))
    distance: FloatArray = np.where(sector[:, None] == sector, same_sector, other_sector)
    distance[(group[:, None] == group) & (group != NO_GROUP)] = within_group
    np.fill_diagonal(distance, same_industry)
    return distance


def _travel_time(table: Table, axes: Categories) -> FloatArray:
    minutes = np.full((len(axes.nodes), len(axes.nodes)), np.nan)
    cities = len(axes.cities)
    minutes[:cities, :cities] = checks.pairs(table, axes, symmetric=False, zero_diagonal=False)
    return minutes


def _commuters(tables: Tables, axes: Categories) -> FloatArray:
    checks.persons(
        tables["initial_commuters"], tables["totals"], "cross_city_commuters", axes.cities, axes.cities
    )
    return checks.pairs(tables["initial_commuters"], axes, symmetric=False, zero_diagonal=True)


def _everywhere(counts: IntArray, axes: Categories) -> FloatArray:
    """Shares of the cities together, one row per boundary node."""
    total = counts / counts.sum()
    return np.tile(total, (len(axes.boundary), 1)).astype(np.float64)
