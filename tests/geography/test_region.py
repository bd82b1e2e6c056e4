"""The real region against the published numbers, and a toy region of another size."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest

from sim.geography.folders import region_folder, scenario_dir
from sim.geography.layout import LAYOUT
from sim.geography.region import Region, load_region


@pytest.mark.parametrize("margin_set", ["A", "B", "C"])
def test_totals_are_those_of_the_plan(margin_set: str) -> None:
    region = load_region("chengdemeizi", margin_set)
    assert region.labour_force.shape == (4, 13, 4)
    assert region.labour_force.sum() == 17_156_500
    assert region.labour_force[:, :, region.skill_is_talent].sum() == 5_990_000
    assert region.labour_force.min() > 0
    assert region.fit.residual < 1e-9


def test_margins_of_the_census_reading(chengdemeizi: Region) -> None:
    workers = chengdemeizi.labour_force.sum(axis=(1, 2))
    np.testing.assert_allclose(workers / 1e4, [1260.7, 185.1, 158.6, 111.3], atol=0.05)
    talent = chengdemeizi.labour_force[:, :, 2:].sum(axis=(1, 2))
    np.testing.assert_allclose(talent / 1e4, [518.9, 38.5, 26.3, 15.2], atol=0.1)
    skills = chengdemeizi.labour_force.sum(axis=(0, 1)) / 17_156_500
    np.testing.assert_allclose(skills, [0.35, 0.30, 0.21, 0.14], atol=0.001)


def test_industries_of_the_first_city(chengdemeizi: Region) -> None:
    workers = chengdemeizi.labour_force[0].sum(axis=1)
    expected = [14.2, 4.5, 4.0, 1.8, 1.8, 3.7, 7.5, 21.5, 5.0, 16.5, 12.0, 7.0, 0.5]
    np.testing.assert_allclose(100 * workers / workers.sum(), expected, atol=1e-4)


def test_talent_rates_keep_their_ranking_in_every_margin_set() -> None:
    for margin_set in "ABC":
        joint = load_region("chengdemeizi", margin_set).labour_force
        rates = joint[:, :, 2:].sum(axis=(1, 2)) / joint.sum(axis=(1, 2))
        assert (np.diff(rates) < 0).all()


def test_professionals_concentrate_where_the_seed_says(chengdemeizi: Region) -> None:
    professionals = chengdemeizi.labour_force[:, :, 3] / chengdemeizi.labour_force.sum(axis=2)
    assert (professionals[:, 10] > professionals[:, 9]).all()
    assert (professionals[:, 9] > professionals[:, 7]).all()
    assert (professionals[:, 7] > professionals[:, 0]).all()


def test_industry_distance_follows_sector_and_group(chengdemeizi: Region) -> None:
    distance = chengdemeizi.industry_distance
    assert distance[3, 3] == 0.0
    assert distance[1, 2] == 0.7, "two manufacturing industries"
    assert distance[1, 6] == 0.5, "manufacturing and construction share a sector"
    assert distance[7, 12] == 0.5
    assert distance[0, 7] == 1.0
    assert (distance == distance.T).all()


def test_commuters_and_travel(chengdemeizi: Region) -> None:
    commuters = chengdemeizi.initial_commuters
    assert commuters[1:, 0].tolist() == [14_500, 10_500, 6_500]
    assert commuters[0, 1:].tolist() == [6_500, 5_000, 2_500]
    assert commuters[1:, 1:].sum() == 2_500
    assert chengdemeizi.travel_time[0, :4].tolist() == [40, 95, 95, 100]
    assert np.isnan(chengdemeizi.travel_time[4:]).all()
    assert np.isnan(chengdemeizi.travel_time[:, 4:]).all()
    assert chengdemeizi.commuting_cost[1].tolist() == [968, 0, 2068, 2376]


def test_stringency_of_single_months(chengdemeizi: Region) -> None:
    index = chengdemeizi.stringency
    assert index[:, 13].tolist() == [1.0] * 4, "February 2020"
    assert index[:2, 14].tolist() == [0.45, 0.55], "March 2020"
    assert index[:2, 44].tolist() == [0.75, 0.30], "September 2022"
    assert index[:, 48].tolist() == [0.3] * 4, "January 2023"
    assert not index[:, :12].any()
    assert not index[:, 49:].any()


def test_people_outside_shrink_when_the_labour_force_counts_them() -> None:
    pools = [load_region("chengdemeizi", name).outside_pool.sum(axis=1) for name in "ABC"]
    np.testing.assert_allclose(pools[0], [0, 0.13e6, 0.16e6, 0.37e6], atol=5e3)
    assert (pools[1] <= pools[0]).all()
    assert not pools[2].any()


def test_outside_pool_goes_where_it_should(chengdemeizi: Region) -> None:
    pool = chengdemeizi.outside_pool
    np.testing.assert_allclose(pool[3] / pool[3].sum(), [0.07, 0.21, 0.72], atol=1e-5)


def test_registration_of_the_first_city(chengdemeizi: Region) -> None:
    shares = chengdemeizi.registration_share
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert shares[0, 0] == pytest.approx(0.72)
    assert shares[0, 1:4].sum() == pytest.approx(0.06)
    assert shares[0, 4:].tolist() == pytest.approx([0.01, 0.16, 0.05])
    assert (np.diag(shares)[1:] > 0.9).all()


def test_arrays_are_read_only(chengdemeizi: Region) -> None:
    with pytest.raises(ValueError, match="read-only"):
        chengdemeizi.wage_level[0] = 0.0


def test_digest_follows_the_content(copy: Path, chengdemeizi: Region) -> None:
    assert load_region(copy).digest == chengdemeizi.digest
    path = copy / "age_bands.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_region(copy).digest == chengdemeizi.digest, "line ends do not count"
    path.write_bytes(path.read_bytes().replace(b"2019", b"2018"))
    assert load_region(copy).digest != chengdemeizi.digest


def test_loading_is_quick() -> None:
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        load_region("chengdemeizi")
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.3


def test_every_number_says_where_it_comes_from() -> None:
    for name in LAYOUT:
        with (region_folder("chengdemeizi") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["confidence"] in {"sourced", "derived", "assumption"}
                assert len(row["source"]) > 8, f"{name}.csv: {row}"


def test_the_readme_names_every_file_and_column() -> None:
    text = (region_folder("chengdemeizi") / "README.md").read_text(encoding="utf-8")
    for name, layout in LAYOUT.items():
        assert f"`{name}.csv`" in text
        for column in layout.columns:
            assert f"`{column}`" in text, f"{name}.csv: column {column}"
        for quantity in filter(None, layout.quantities):
            assert f"`{quantity}`" in text, f"{name}.csv: {quantity}"


def test_a_region_of_another_size_loads(toy: Path) -> None:
    region = load_region(toy, "X")
    assert (region.n_cities, region.n_nodes, region.n_months) == (2, 3, 12)
    assert region.city_names == ("A", "B")
    assert region.node_names_zh == ("甲", "乙", "外")
    assert region.labour_force.shape == (2, 3, 2)
    assert region.labour_force.sum(axis=(1, 2)).tolist() == [600, 400]
    assert region.labour_force[:, :, 1].sum(axis=1).tolist() == [200, 100]
    assert region.industry_distance.tolist() == [[0, 1, 1], [1, 0, 0.7], [1, 0.7, 0]]
    assert region.age_bands == ((16, 39, 0.6), (40, 59, 0.4))
    assert region.boundary_skill_share.tolist() == [[0.7, 0.3]]
    assert region.staffing_share.tolist() == [[0, 0, 0], [0.04, 0.03, 0.01], [0.02, 0, 0.05]]
    assert (region.licensed_agencies.tolist(), region.park_share.tolist()) == ([30, 10], [0.1, 0.2])
    assert (region.demand_deviation == 1.0).all()
    assert load_region(toy, "Y").labour_force.sum(axis=(1, 2)).tolist() == [500, 500]


def test_the_toy_joint_table_by_hand(toy: Path) -> None:
    """City B: industries 80, 160, 160; skills 300, 100; odds of talent doubled in cars.

    With h the talent rate of farm and toys and c that of cars, c/(1-c) = 2 h/(1-h) and 240 h + 160 c = 100.
    So 240 h^2 + 460 h - 100 = 0, h = .1971: farms have 15.77, cars 52.69 and toys 31.54 talented workers.
    """
    joint = load_region(toy, "X").labour_force[1]
    assert joint.tolist() == [[64, 16], [107, 53], [129, 31]]


def test_a_wheel_carries_its_own_scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sim.geography.folders as folders

    assert (scenario_dir() / "regions" / "chengdemeizi").is_dir()
    monkeypatch.setattr(folders, "PACKAGE", tmp_path / "site-packages" / "sim")
    assert folders.scenario_dir() == tmp_path / "site-packages" / "sim" / "_scenarios"


def test_every_series_reaches_the_end_of_2025_and_the_readme_says_what_is_assumed() -> None:
    region, folder = load_region("chengdemeizi"), region_folder("chengdemeizi")
    assert region.n_months == 84
    assert region.stringency[:, 49:].max() == 0.0 < region.stringency[:, 48].max()
    with (folder / "gdp_growth.csv").open(encoding="utf-8") as file:
        growth = list(csv.DictReader(file))
    for year, value in {"2023": 0.055, "2024": 0.052, "2025": 0.050}.items():
        rows = [row for row in growth if row["year"] == year]
        assert [float(row["value"]) for row in rows] == [value] * region.n_cities
        assert {row["confidence"] for row in rows} == {"assumption"}
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "growth of 5.5, 5.2 and 5.0 %" in readme
