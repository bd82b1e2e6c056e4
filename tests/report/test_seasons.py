"""The figure of moves around the spring festival."""

import numpy as np
import pandas as pd
import pytest

from sim.report.seasons import HOMEWARD, SETTING_OUT, draw_seasons, monthly_sum

MONTHS = [f"{year}-{month:02d}" for year in (2019, 2020) for month in range(1, 13)]


def flows(peak):
    kinds = (*HOMEWARD, *SETTING_OUT, "hires")
    rows = [(m, kind, "A", "B", peak if m[5:] == "02" else 10.0) for m in MONTHS for kind in kinds]
    return pd.DataFrame(rows, columns=["month", "kind", "origin", "destination", "workers"])


def test_the_kinds_of_a_panel_are_added_by_month_and_hires_are_no_moves():
    values = monthly_sum(flows(30.0), HOMEWARD)
    assert values.index.tolist() == MONTHS
    assert values.iloc[:3].tolist() == [30.0, 90.0, 30.0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_equal_tables_give_equal_files_and_others_do_not(tmp_path, language):
    written = []
    for number, peak in enumerate((30.0, 30.0, 60.0)):
        path = tmp_path / f"{number}.png"
        draw_seasons(flows(peak), flows(40.0), 0.01, language, path)
        written.append(path.read_bytes())
    assert written[0] == written[1] != written[2]
    assert np.frombuffer(written[0], np.uint8).size > 20_000
