"""The command that prints the levels of 2019."""

import pandas as pd
import pytest

from calibration import bands


def run_with(unemployment, turnover=0.18):
    region = pd.DataFrame({"unemployment_rate": unemployment, "commuters_in": 48_000.0})
    flows = dict.fromkeys(["moved_in", "in_migrants", "returnees", "talent_arrivals"], 3_000.0)
    first = pd.DataFrame(
        [
            flows
            | {
                "moved_out": 2_000.0,
                "out_migrants": 1_000.0,
                "home_departures": 0.0,
                "talent_departures": 0.0,
            }
        ]
        * 14
    )
    return bands.Baseline(region, first, turnover)


def test_levels_are_computed_from_2019_alone():
    run = run_with([0.05] * 12 + [0.055, 0.061])
    values = {band.name: band.measure(run) for band in bands.BANDS}
    assert values["unemployment rate, mean of 2019"] == pytest.approx(5.0)
    assert values["unemployment of February 2020 over the mean of 2019"] == pytest.approx(1.1)
    assert values["net inflow of the first city, boundary included"] == pytest.approx(12 * (4 * 3 - 3))
    assert values["moves out of the first city to the others"] == pytest.approx(24.0)


@pytest.mark.parametrize(("turnover", "code"), [(0.18, 0), (0.30, 1)])
def test_the_command_ends_with_one_when_a_level_is_missed(monkeypatch, capsys, turnover, code):
    monkeypatch.setattr(
        bands, "baseline", lambda scale, replication: run_with([0.05] * 13 + [0.06], turnover)
    )
    assert bands.main(["--replications", "2"]) == code
    assert ("MISSED" in capsys.readouterr().out) == bool(code)
