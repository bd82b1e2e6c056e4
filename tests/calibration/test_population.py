"""The command that prints population and migration beside the data."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from calibration import population

NODES = ("Chengdu", "Deyang", "Meishan", "Ziyang", "Chongqing", "Rest of Sichuan", "Rest of China")


def run_with(net=1_000.0, away=0.0):
    """Four years in which every city gains so many workers a month, and some people live elsewhere.

    Those who begin to work are the city's own children, so that no young people come.
    """
    rows = [
        {"month": f"{2019 + t // 12}-{t % 12 + 1:02d}", "city": city}
        | dict.fromkeys((*population.INWARD, *population.OUTWARD), 100.0)
        | {"in_migrants": 100.0 + net}
        | {"youth": 5_000.0, "school_intake": 0.0, "entrants": population.CHILDREN[city] / 15 / 12}
        for t in range(48)
        for city in NODES[:4]
    ]
    stock = np.zeros((7, 7, 4))
    for city in range(4):
        stock[city, city] = 100_000.0
    stock[1, 0, 0], stock[1, 4, 1], stock[1, 6, 0], stock[1, 6, 3] = away, away, 2 * away, 9 * away
    flows = pd.DataFrame(columns=["month", "kind", "origin", "destination", "workers"])
    return population.PopulationRun(
        pd.DataFrame(rows), flows, dict.fromkeys(population.SNAPSHOTS, stock), NODES
    )


def test_a_worker_who_moves_stands_for_more_persons_and_nature_adds_its_part():
    # 12 x 1,000 x 1.25 + 0.001 x 20,938,000
    assert population.MOMENTS["population_change_chengdu_2021"](run_with()) == pytest.approx(35_938)
    # two years, two cities: 48 x 1,000 x 1.25 - 2 x (0.002 x 2,955,000 + 0.004 x 2,309,000)
    both = population.MOMENTS["population_change_meishan_ziyang_2020_22"](run_with())
    assert both == pytest.approx(60_000 - 30_292)


def test_everybody_who_leaves_counts_once():
    run = run_with(net=0.0)
    assert population.population_change(run, ("Chengdu",), (2020,)) == pytest.approx(20_938)


def test_graduates_who_move_count_as_one_person_each():
    """Of Deyang 500 graduates go to Chengdu and 300 out of the region in 2020; hires do not move anybody."""
    rows = [
        ("2020-06", "graduate_move", "Deyang", "Chengdu", 500.0),
        ("2020-07", "graduate_departure", "Deyang", "Rest of China", 300.0),
        ("2021-06", "graduate_move", "Deyang", "Chengdu", 9_000.0),
        ("2020-06", "hires", "Deyang", "Chengdu", 9_000.0),
    ]
    still = run_with(net=0.0)
    run = dataclasses.replace(still, flows=pd.DataFrame(rows, columns=still.flows.columns))
    change = [population.population_change(run, (city,), (2020,)) for city in ("Chengdu", "Deyang")]
    assert change == pytest.approx([20_938 + 500, -0.002 * 3_456_000 - 800])


def test_young_people_beyond_the_children_of_a_city_have_come():
    """Deyang, 2021: the stock of youth grows by 500, schools take 30,000, its own children begin to work."""
    run = run_with(net=0.0)
    deyang = run.monthly.city == "Deyang"
    run.monthly.loc[deyang & (run.monthly.month == "2021-09"), "school_intake"] = 30_000.0
    run.monthly.loc[deyang & (run.monthly.month >= "2021-12"), "youth"] += 500.0
    assert population.young_people_who_came(run, "Deyang", (2021,)) == pytest.approx(30_500)
    assert population.young_people_who_came(run, "Deyang", (2022,)) == pytest.approx(0.0)
    change = population.population_change(run, ("Deyang",), (2021,))
    assert change == pytest.approx(30_500 - 0.002 * 3_456_000)


def test_shares_by_hand():
    run = run_with(away=10_000.0)
    # 130,000 of Deyang live elsewhere and none there: 1.25 x 130,000 persons more than the residents
    assert population.net_outflow_share(run, "Deyang", "2020-12") == pytest.approx(162_500 / 3_618_500)
    # of 40,000 of the lower skills 30,000 are in Chongqing or the rest of China
    assert population.outside_province_share(run, "2021-03") == pytest.approx(0.75)


def test_the_table_has_the_data_of_the_file_and_z(monkeypatch, capsys):
    table = population.compared([run_with(away=10_000.0), run_with(net=3_000.0, away=10_000.0)])
    assert list(table.index) == list(population.MOMENTS)
    row = table.loc["population_change_chengdu_2021"]
    assert row["z"] == pytest.approx((0.5 * (35_938 + 65_938) - 254_000) / 25_000)
    assert row["lowest"] == pytest.approx(35_938)


@pytest.mark.parametrize(("moment", "code"), [(0.0, 0), (4.5, 1)])
def test_the_command_ends_with_one_when_a_moment_is_beyond_four(monkeypatch, capsys, moment, code):
    data = pd.read_csv(population.TABLE).set_index("moment")
    off = {name: (lambda run, row=row: row["value"] + moment * row["sd"]) for name, row in data.iterrows()}
    monkeypatch.setattr(population, "MOMENTS", off)
    monkeypatch.setattr(population, "population_run", lambda scale, replication: run_with())
    assert population.main(["--replications", "1"]) == code
    assert ("BEYOND" in capsys.readouterr().out) == bool(code)
