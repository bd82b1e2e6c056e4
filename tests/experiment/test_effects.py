"""Paired effects with numbers done by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.config import run_config
from sim.experiment.effects import Period, effects_table, paired_effect, periods, replications_needed


def monthly(levels):
    """One measure in one city: levels[scenario][replication][month]."""
    return pd.DataFrame(
        [
            (scenario, replication, f"2019-{month + 1:02d}", "All", value)
            for scenario, runs in levels.items()
            for replication, values in enumerate(runs)
            for month, value in enumerate(values)
        ],
        columns=["scenario", "replication", "month", "city", "employed"],
    )


def test_effect_is_the_mean_of_paired_differences():
    table = monthly({"baseline": [[0, 10, 20], [0, 40, 60]], "plan": [[99, 12, 22], [99, 44, 64]]})
    row = effects_table(table, "plan", [Period("policy window", "2019-02", "2019-03")]).iloc[0]
    assert (row["baseline"], row["scenario"], row["effect"]) == (32.5, 35.5, 3.0)
    assert row["sd"] == pytest.approx(math.sqrt(2))
    assert row["ci_low"] == pytest.approx(3 - 12.7062047)  # t(0.975, 1) = 12.706, sd / sqrt(2) = 1
    assert row["ci_high"] == pytest.approx(3 + 12.7062047)
    assert (row["n"], row["unit"]) == (2, "persons")


def test_pairs_are_matched_by_replication_not_by_row():
    table = monthly({"baseline": [[10.0], [40.0]], "plan": [[12.0], [44.0]]})
    spans = [Period("policy window", "2019-01", "2019-01")]
    shuffled = table.iloc[[3, 0, 2, 1]]
    pd.testing.assert_frame_equal(effects_table(shuffled, "plan", spans), effects_table(table, "plan", spans))


def test_equal_runs_have_an_effect_of_exactly_zero():
    found = paired_effect(np.zeros(8))
    assert (found["effect"], found["ci_low"], found["ci_high"], found["sd"]) == (0, 0, 0, 0)
    assert found["replications_needed"] is None, "no number of pairs brings a share of nothing within reach"


def test_replications_needed_by_hand():
    # t(0.975, 17) 0.1 / sqrt(18) = 0.04973 <= 0.05 < t(0.975, 16) 0.1 / sqrt(17) = 0.05142
    assert replications_needed(effect=1.0, sd=0.1) == 18
    assert replications_needed(effect=-1.0, sd=0.1) == 18
    assert replications_needed(effect=1.0, sd=0.0) == 2
    assert replications_needed(effect=1e-9, sd=1.0) is None


def test_interval_covers_the_truth_as_often_as_it_says():
    # 4,000 intervals at 95 %: fewer than 3,719 or more than 3,872 covered would happen by chance less than
    # once in a million (binomial, 5 sd = 69 from 3,800, rounded outwards).
    draws = np.random.default_rng(7).normal(2.0, 1.0, (4000, 5))
    found = [paired_effect(row) for row in draws]
    covered = sum(effect["ci_low"] <= 2.0 <= effect["ci_high"] for effect in found)
    assert 3719 <= covered <= 3872
    too_narrow = sum(abs(effect["effect"] - 2.0) <= 1.96 * effect["sd"] / math.sqrt(5) for effect in found)
    assert too_narrow < 3719, "a normal quantile in place of Student's would be noticed"


def test_periods_follow_the_first_instrument():
    early, late = {"start": "2020-04"}, {"start": "2020-10"}
    policies = {"placebo": late, "labour_export_cooperation": early}
    window, last = periods(run_config({"scenario": "test", "policies": policies, "months": 36}))
    assert (window.first, window.last) == ("2020-04", "2021-12")
    assert (last.first, last.last) == ("2021-01", "2021-12")


def test_without_instruments_the_window_is_the_whole_run():
    window, last = periods(run_config({"months": 6}))
    assert (window.first, window.last) == (last.first, last.last) == ("2019-01", "2019-06")
