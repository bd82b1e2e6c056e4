"""The calendar, the seasons and the pandemic's series."""

import dataclasses

import numpy as np
import pytest

from sim.processes.clock import festival_season, month_name, open_month, separation_season
from tests.processes.builders import KEY


@pytest.mark.parametrize(
    ("index", "name", "calendar"),
    [(0, "2019-01", 1), (13, "2020-02", 2), (47, "2022-12", 12), (-1, "2018-12", 12), (-24, "2017-01", 1)],
)
def test_months_are_counted_from_january_2019(world, index, name, calendar):
    assert month_name(index) == name
    assert open_month(world, KEY, index).calendar_month == calendar


def test_quarters_end_in_march_june_september_december(world):
    ends = [t for t in range(12) if open_month(world, KEY, t).ends_quarter]
    assert ends == [2, 5, 8, 11]


def test_trends_do_not_grow_in_burn_in(world):
    assert [open_month(world, KEY, t).elapsed for t in (-24, -1, 0, 5)] == [0, 0, 0, 5]


@pytest.mark.parametrize("season", [separation_season, festival_season])
def test_seasons_average_to_one_and_rest_in_burn_in(world, season):
    year = [season(world, open_month(world, KEY, t)) for t in range(12, 24)]
    assert np.mean(year) == pytest.approx(1.0, abs=1e-12)
    assert {season(world, open_month(world, KEY, t)) for t in range(-24, 0)} == {1.0}


def test_three_times_as_many_go_home_around_the_spring_festival(world):
    january, june = (festival_season(world, open_month(world, KEY, t)) for t in (0, 5))
    # 12 / (2 x 3 + 10) = 0.75 in other months, 2.25 in January and February
    assert (january, june) == (2.25, 0.75)


def test_the_pandemic_begins_when_the_data_say_so(world):
    now = open_month(world, KEY, 13)
    assert now.stringency.tolist() == [1.0] * 4
    assert now.stringency_before.tolist() == world.region.stringency[:, 12].tolist()


def test_without_the_pandemic_output_is_on_trend(world):
    calm = dataclasses.replace(world, covid=False)
    for index in (-1, 0, 13, 47):
        now = open_month(calm, KEY, index)
        assert now.stringency.sum() == now.stringency_before.sum() == 0.0
        assert now.output.tolist() == [1.0] * 4


def test_burn_in_knows_no_pandemic_even_though_indices_wrap(world):
    """Month -1 must not read the last column of the series."""
    assert open_month(world, KEY, -1).output.tolist() == [1.0] * 4
    assert open_month(world, KEY, 0).stringency_before.tolist() == [0.0] * 4
