"""Regions to load: the real one, a copy to break, and a toy of another size."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.geography.folders import region_folder
from sim.geography.region import Region, load_region

Edit = Callable[[str, str, str], Path]
PROVENANCE = "2019,invented for the test,assumption"

TOY = {
    "nodes": "node,name_zh,kind,coordinate|A,甲,core,longitude,104,degrees|A,甲,core,latitude,30,degrees"
    "|B,乙,core,longitude,105,degrees|B,乙,core,latitude,31,degrees"
    "|Out,外,boundary,longitude,110,degrees|Out,外,boundary,latitude,25,degrees",
    "totals": "measure|labour_force,1000,persons|talent,300,persons|cross_city_commuters,30,persons",
    "industries": "industry,name_zh,sector,group,measure"
    "|Farm,农,primary,none,own_account_share,1,share|Farm,农,primary,none,wage_ratio,0.5,ratio"
    "|Farm,农,primary,none,covid_sensitivity,0,share"
    "|Farm,农,primary,none,dispatch_share,0,share|Farm,农,primary,none,outsourced_share,0,share"
    "|Farm,农,primary,none,flexible_share,0,share"
    "|Cars,车,secondary,makers,own_account_share,0,share"
    "|Cars,车,secondary,makers,wage_ratio,1,ratio|Cars,车,secondary,makers,covid_sensitivity,0.1,share"
    "|Cars,车,secondary,makers,dispatch_share,0.04,share|Cars,车,secondary,makers,outsourced_share,0.03,share"
    "|Cars,车,secondary,makers,flexible_share,0.01,share"
    "|Toys,玩,secondary,makers,own_account_share,0.1,share|Toys,玩,secondary,makers,wage_ratio,1.1,ratio"
    "|Toys,玩,secondary,makers,covid_sensitivity,0.2,share"
    "|Toys,玩,secondary,makers,dispatch_share,0.02,share|Toys,玩,secondary,makers,outsourced_share,0,share"
    "|Toys,玩,secondary,makers,flexible_share,0.05,share",
    "industry_distance": "relation|same_industry,0,distance|same_sector,0.5,distance"
    "|within_group,0.7,distance|other_sector,1,distance",
    "skills": "skill,name_zh,talent|Low,低,no,0.7,share|High,高,yes,0.3,share",
    "skill_tilt": "industry,skill|Farm,Low,1,ratio|Farm,High,1,ratio|Cars,Low,1,ratio|Cars,High,2,ratio"
    "|Toys,Low,1,ratio|Toys,High,1,ratio",
    "labour_force": "margin_set,city|X,A,600,persons|X,B,400,persons|Y,A,500,persons|Y,B,500,persons",
    "talent": "margin_set,city|X,A,200,persons|X,B,100,persons|Y,A,150,persons|Y,B,150,persons",
    "employment_share": "city,industry|A,Farm,0.5,share|A,Cars,0.25,share|A,Toys,0.25,share"
    "|B,Farm,0.2,share|B,Cars,0.4,share|B,Toys,0.4,share",
    "registration_share": "margin_set,residence,registration|X,A,A,0.8,share|X,A,B,0.1,share"
    "|X,A,Out,0.1,share"
    "|X,B,A,0,share|X,B,B,1,share|X,B,Out,0,share|Y,A,A,0.9,share|Y,A,B,0,share|Y,A,Out,0.1,share"
    "|Y,B,A,0,share|Y,B,B,1,share|Y,B,Out,0,share",
    "age_bands": "age_band|16-39,0.6,share|40-59,0.4,share",
    "cities": "city,measure|A,wage_level,6000,CNY/month|A,rent_level,1,ratio"
    "|A,labour_demand_growth,0.01,1/year"
    "|A,trend_growth,0.05,1/year|A,talent_share,0.9,share|B,wage_level,5000,CNY/month|B,rent_level,0.5,ratio"
    "|B,labour_demand_growth,0,1/year|B,trend_growth,0.05,1/year|B,talent_share,0.1,share"
    "|A,licensed_agencies,30,agencies|A,park_share,0.1,share"
    "|B,licensed_agencies,10,agencies|B,park_share,0.2,share",
    "travel_time": "origin,destination|A,A,40,minutes|A,B,90,minutes|B,A,90,minutes|B,B,30,minutes",
    "commuting_cost": "residence,work|A,A,0,CNY/month|A,B,600,CNY/month|B,A,600,CNY/month|B,B,0,CNY/month",
    "initial_commuters": "residence,work|A,A,0,persons|A,B,10,persons|B,A,20,persons|B,B,0,persons",
    "boundary": "node,measure|Out,employment,5000,persons|Out,wage_ratio,1.2,ratio|Out,price_ratio,1.4,ratio",
    "outside_pool": "margin_set,city,node|X,A,Out,5,persons|X,B,Out,40,persons"
    "|Y,A,Out,0,persons|Y,B,Out,0,persons",
    "vocational": "city,measure"
    "|A,intake,20,students/year|A,technician_share,0.4,share|A,higher_share,0.2,share"
    "|A,technician_schools,1,schools|A,secondary_schools,1,schools|A,higher_schools,1,schools"
    "|A,local_share,0.5,share"
    "|B,intake,10,students/year|B,technician_share,0.4,share|B,higher_share,0.2,share"
    "|B,technician_schools,1,schools|B,secondary_schools,1,schools|B,higher_schools,1,schools"
    "|B,local_share,0.5,share",
    "vocational_fields": "industry|Farm,0.1,ratio|Cars,2,ratio|Toys,1,ratio",
    "vocational_leavers": "node|Out,1,share",
}


@pytest.fixture(scope="session")
def chengdemeizi() -> Region:
    return load_region("chengdemeizi")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the real region that a test may break."""
    return Path(shutil.copytree(region_folder("chengdemeizi"), tmp_path / "copy"))


@pytest.fixture
def edit(copy: Path) -> Edit:
    """Replace a text that occurs in one file of the copy, at its first place; return the folder."""

    def replace(file: str, old: str, new: str) -> Path:
        path = copy / f"{file}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file}.csv does not contain {old!r}: the test breaks nothing"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copy

    return replace


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """The folder of the toy region."""
    folder = tmp_path / "toy"
    folder.mkdir()
    for name, rows in TOY.items():
        header, *lines = rows.split("|")
        text = [f"{header},value,unit,year,source,confidence", *(f"{line},{PROVENANCE}" for line in lines)]
        (folder / f"{name}.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    _write_series(folder)
    return folder


def _write_series(folder: Path) -> None:
    growth = ["city,value,unit,year,source,confidence", "A,0.06,1/year,2019,invented,assumption"]
    growth.append("B,0.03,1/year,2019,invented,assumption")
    months = [f"{city},2019-{month:02d},0.5,index,{PROVENANCE}" for city in "AB" for month in range(1, 13)]
    (folder / "gdp_growth.csv").write_text("\n".join(growth) + "\n", encoding="utf-8")
    header = "city,month,value,unit,year,source,confidence"
    (folder / "covid_stringency.csv").write_text("\n".join([header, *months]) + "\n", encoding="utf-8")
