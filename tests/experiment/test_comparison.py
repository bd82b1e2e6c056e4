"""The main job on a model whose effect is known: 1,000 x dose, plus 10 per replication."""

import json

import numpy as np
import pandas as pd
import pytest

from sim.config import ExecutorSettings, run_config
from sim.config_errors import ConfigError
from sim.experiment.checks import check_acts
from sim.experiment.comparison import compare, store
from sim.experiment.runs import planned_runs
from sim.experiment.summary import summary
from sim.experiment.tables import content_digest
from sim.plan.targets import Targets
from tests.experiment.fakes import FakeMarket


def effect(comparison, measure="employed", city="All"):
    table = comparison.effects
    return table[(table["measure"] == measure) & (table["city"] == city)].iloc[0]


def test_known_effect_is_found(config, fake_model):
    found = effect(compare(config))
    assert found["effect"] == pytest.approx(1000 + 10 * np.mean([0, 1, 2, 3]))
    assert found["sd"] == pytest.approx(10 * np.std([0, 1, 2, 3], ddof=1)), (
        "noise shared by the pair must cancel"
    )
    assert (found["first_month"], found["last_month"], found["n"]) == ("2019-07", "2020-12", 4)


def test_initial_state_is_prepared_once_before_the_runs(config, fake_model):
    compare(config)
    assert fake_model == [config]


def test_months_before_the_first_instrument_are_computed_once(config, fake_model, monkeypatch):
    """Four pairs of 24 months; the scenario goes on from July 2019, month 6."""
    step, months = FakeMarket.step, []
    monkeypatch.setattr(FakeMarket, "step", lambda model: (months.append(1), step(model)))
    compare(config.model_copy(update={"executor": ExecutorSettings(kind="serial")}))
    assert len(months) == 4 * 24 + 4 * (24 - 6)


def test_tables_hold_both_arms_in_order(config, fake_model):
    comparison = compare(config)
    for table in comparison.tables.values():
        arms = table[["scenario", "replication"]].drop_duplicates().to_numpy().tolist()
        assert arms == [[name, replication] for name in ("baseline", "test") for replication in range(4)]


def test_every_table_of_the_runs_is_stacked_and_stored(config, fake_model, monkeypatch, tmp_path):
    """What a run calls its tables is its own affair: a new one needs no word here."""
    extra = pd.DataFrame({"month": ["2019-01"], "line": ["training"], "revenue": [1.0]})
    monkeypatch.setattr(FakeMarket, "tables", lambda self: self.written | {"services": extra})
    comparison = compare(config)
    assert list(comparison.tables) == ["monthly", "flows", "services"]
    services = comparison.tables["services"]
    assert services.columns.tolist() == ["scenario", "replication", "month", "line", "revenue"]
    assert len(services) == 8
    folder = store(comparison, config, tmp_path, lambda folder: None)
    written = json.loads((folder / "manifest.json").read_text())["tables"]
    assert written["services.parquet"]["content_sha256"] == content_digest(services)
    assert {path.name for path in folder.glob("*.parquet")} == {
        "monthly.parquet", "flows.parquet", "services.parquet",
    }  # fmt: skip


def test_targets_are_scored_with_and_without_the_plan(config, fake_model, monkeypatch):
    """24 months of 10,000 to 10,100 employed; from July 2019 the plan adds 1,000 and more."""
    measure = {"column": "employed", "over": "mean of year"}
    reading = {"id": "employed", "en": "employed", "zh": "就业", "literal": True, "measure": measure}
    target = {
        "id": "jobs", "clauses": ["1.3.c"], "en": "jobs", "zh": "就业", "value": 10_500.0, "unit": "persons",
        "year": 2020, "direction": "at least", "wording": "about", "status": "simulated",
        "readings": [reading],
    }  # fmt: skip
    for region, there in (("chengdemeizi", True), ("elsewhere", False)):
        plan = Targets.model_validate({"region": region, "targets": [target]})
        monkeypatch.setattr("sim.experiment.comparison.load_targets", lambda plan=plan: plan)
        card = compare(config).scorecard
        assert (card is not None) == there, "the targets are those of one region"
        if card is not None:
            assert card[["met_baseline", "met_scenario", "n"]].to_numpy().tolist() == [[0, 1, 4], [0, 1, 4]]


def test_without_instruments_the_baseline_is_run_alone(fake_model):
    config = run_config({"months": 6, "replications": 3})
    comparison = compare(config)
    assert comparison.runs == len(planned_runs(config)) == 3
    assert set(comparison.tables["monthly"]["scenario"]) == {"baseline"}
    assert (comparison.effects["effect"] == 0).all()
    assert "no instrument, no effect" in summary(comparison.effects, config)


def test_comparisons_of_a_sweep_share_their_baseline(config, fake_model):
    known, ended = {}, []
    weaker = config.model_copy(
        update={"policies": {name: p.model_copy(update={"dose": 0.5}) for name, p in config.policies.items()}}
    )
    full = compare(config, lambda: ended.append(1), known)
    half = compare(weaker, lambda: ended.append(1), known)
    assert len(known) == 4 + 4 + 4
    assert len(ended) == 16, "progress counts what need not be computed again"
    assert effect(half)["effect"] == effect(full)["effect"] / 2


def test_instruments_that_never_act_are_refused(config):
    with pytest.raises(ConfigError, match="Use months=7 or more"):
        check_acts(config.model_copy(update={"months": 6}))
    check_acts(config.model_copy(update={"months": 7}))


def test_a_stored_comparison_is_illustrated_from_its_tables(config, fake_model, tmp_path):
    """Figures are drawn by whoever is given to it, once all tables are in the new folder."""
    seen = []

    def illustrate(folder):
        seen.extend(sorted(path.name for path in folder.iterdir()))
        (folder / "figure.png").touch()

    comparison = compare(config)
    folder = store(comparison, config, tmp_path, illustrate)
    tables = ["effects.csv", "flows.parquet", "monthly.parquet", "scorecard.csv"]
    assert seen == sorted(["config.yaml", "manifest.json", "provenance.json", *tables])
    assert sorted(path.name for path in folder.iterdir()) == sorted([*seen, "figure.png"])
    written = pd.read_csv(folder / "effects.csv")
    assert written["effect"].tolist() == comparison.effects["effect"].tolist()


def test_summary_gives_effect_and_interval_by_city(config, fake_model):
    text = summary(compare(config).effects, config)
    line = next(line for line in text.splitlines() if line.startswith("employed") and " Chengdu " in line)
    assert "+1,015" in line
    assert "+994 .. +1,036" in line  # 3.182 x 12.91 / 2 = 20.5 on either side
    rate = next(line for line in text.splitlines() if line.startswith("unemployment_rate"))
    assert "5.000" in rate
    assert rate.endswith("% (effects: points)")


def test_summary_counts_large_sums_in_millions(config, fake_model):
    """A measure of money is in millions in all cities as soon as it is in one; wages never are."""
    table = compare(config).effects
    rows = table[table["measure"] == "employed"]
    sums = rows.assign(measure="hr_revenue", unit="CNY/month")
    numbers = ["baseline", "scenario", "effect", "ci_low", "ci_high"]
    sums[numbers] *= 2000.0  # 20 million
    sums.loc[sums["city"] == "Chengdu", numbers] /= 100.0  # 0.2 million
    wages = rows.assign(measure="mean_wage", unit="CNY/month")
    lines = summary(pd.concat([sums, wages]), config).splitlines()
    revenue = [line.split() for line in lines if line.startswith("hr_revenue")]
    assert [(line[1], line[4], line[-2:]) for line in revenue] == [
        ("All", "+2.03", ["million", "CNY/month"]),
        ("Chengdu", "+0.02", ["million", "CNY/month"]),
    ]
    wage = next(line for line in lines if line.startswith("mean_wage"))
    assert "+1,015" in wage
    assert "million" not in wage
