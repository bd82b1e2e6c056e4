"""The command that runs each instrument alone: its table from hand-made runs; it goes on where it was."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from calibration import one_at_a_time
from sim.config import instruments
from sim.experiment.runs import Run, RunResult
from sim.report.meanings import TABLES


def monthly(level, months=24):
    """A run whose measure is 100 in the first year and `level` in the last."""
    values = [100.0] * (months - 12) + [level] * 12
    frames = [
        pd.DataFrame({"city": city, "vacancies": values, "policy_outlay": level})
        for city in ("All", "Ziyang")
    ]
    return pd.concat(frames, ignore_index=True)


def declared(**moves):
    return SimpleNamespace(
        instrument_id="I99", moves={name.replace("_at_", "@"): way for name, way in moves.items()}
    )


BASELINE = [monthly(level) for level in (100.0, 110.0, 90.0)]


def test_effect_is_the_mean_paired_difference_of_the_last_year():
    """Differences 9, 10, 11: mean 10, t interval 10 +- 4.3027 x 1 / sqrt 3."""
    runs = {"toy": [monthly(level) for level in (109.0, 120.0, 101.0)]}
    row = one_at_a_time.effects(runs, BASELINE, {"toy": declared(vacancies="+")}).iloc[0]
    assert row.effect == pytest.approx(10.0)
    assert (row.ci_low, row.ci_high) == pytest.approx((10 - 2.4841, 10 + 2.4841), abs=1e-3)
    assert row.relative == pytest.approx(0.1)
    assert row.verdict == "moves"
    assert row.p_holm == pytest.approx(2 * 0.001657, abs=1e-5)  # t = 10 sqrt 3 on 2 degrees of freedom


@pytest.mark.parametrize(
    ("low", "high", "allowed", "expected"),
    [
        (1.0, 2.0, "+", "moves"),
        (1.0, 2.0, "-", "contradicts"),
        (-2.0, -1.0, "+-", "moves"),
        (-2.0, -1.0, "+", "contradicts"),
        (-1.0, 2.0, "+", "undetected"),
        (0.0, 0.0, "+", "undetected"),
    ],
)
def test_verdict(low, high, allowed, expected):
    assert one_at_a_time.verdict(low, high, allowed) == expected


def test_holm_steps_down():
    """0.01, 0.04, 0.03 of three: 0.03, then 0.03 x 2, then not below the one before."""
    assert one_at_a_time.adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_no_difference_has_p_value_one():
    assert one_at_a_time.p_value(np.zeros(4)) == 1.0


def test_a_city_is_named_after_the_measure():
    runs = {"toy": [monthly(level) for level in (100.0, 110.0, 90.0)]}
    table = one_at_a_time.effects(runs, BASELINE, {"toy": declared(vacancies_at_Ziyang="-")})
    assert list(table.city) == ["Ziyang"]
    assert list(table.verdict) == ["undetected"]


def test_equality_with_the_baseline_leaves_only_the_outlay_out():
    changed = [run.assign(policy_outlay=7.0) for run in BASELINE]
    assert one_at_a_time.same_as_baseline(changed, BASELINE)
    changed[1] = changed[1].assign(vacancies=changed[1].vacancies + 1e-9)
    assert not one_at_a_time.same_as_baseline(changed, BASELINE)


def test_a_run_is_computed_once(tmp_path, monkeypatch):
    calls = []

    def simulate(run):
        calls.append(run.replication)
        return RunResult({"monthly": monthly(101.0)}, 0.0, 0)

    monkeypatch.setattr(one_at_a_time, "simulate", simulate)
    run = Run(SimpleNamespace(content_digest="abc"), 3)
    first, second = (one_at_a_time.kept(tmp_path, run).tables["monthly"] for _ in range(2))
    assert calls == [3]
    pd.testing.assert_frame_equal(first, second, check_dtype=False)
    assert [path.name.endswith("-3.parquet") for path in tmp_path.iterdir()] == [True]


def test_every_instrument_says_what_it_moves():
    """Measures are columns of the monthly table; only governance and the placebo move nothing alone."""
    inert = []
    for name, cls in instruments().items():
        for place, allowed in cls.moves.items():
            measure, _, city = place.partition("@")
            assert measure in TABLES["monthly"], name
            assert city in ("", "Chengdu", "Deyang", "Meishan", "Ziyang"), name
            assert allowed in ("+", "-", "+-"), name
        if not cls.moves:
            inert.append(name)
    assert inert == ["governance_cost_benefit_sharing_funding", "placebo"]


def test_unknown_instrument_is_one_line_and_exit_code_two(capsys, tmp_path):
    code = one_at_a_time.main(
        ["--instruments", "placebbo", "--results", str(tmp_path), "--work", str(tmp_path)]
    )
    assert code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_placebo_alone_equals_the_baseline(tmp_path):
    """Exact, over the whole command at a small scale; the table of effects is then empty."""
    arguments = ["--scale", "0.0002", "--pairs", "2", "--months", "23", "--instruments", "placebo"]
    code = one_at_a_time.main(
        [*arguments, "--results", str(tmp_path / "results"), "--work", str(tmp_path / "work")]
    )
    assert code == 0
    assert (tmp_path / "results" / "provenance.json").exists()
    assert pd.read_csv(tmp_path / "results" / "effects.csv").empty
