"""The scorecard on tables of two years and four replications, with numbers by hand."""

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest

from sim.plan.plan import load_targets
from sim.plan.score import COLUMNS, jeffreys, measured, obstacle, scorecard, span
from sim.plan.summary import scorecard_text
from sim.plan.targets import Measure, Targets

MONTHS = [f"{year}-{month:02d}" for year in (2020, 2021) for month in range(1, 13)]
NAMES = {"en": "a target", "zh": "目标"}


def monthly(months=MONTHS, scenario="plan"):
    """Revenue r + 1 a month in 2020 and twice that in 2021, twice as much with the plan; agencies 10 x month.

    r is the replication, 0 to 3. Fees are a quarter of revenue. Half of everything is in Chengdu.
    """
    rows = []
    for arm, factor in {"baseline": 1.0, scenario: 2.0 if scenario == "plan" else 1.0}.items():
        for r, month, (city, part) in product(range(4), months, (("All", 1.0), ("Chengdu", 0.5))):
            revenue = part * factor * (r + 1) * (2 if month >= "2021" else 1)
            rows.append((arm, r, month, city, revenue, part * 10.0 * int(month[5:])))
    table = pd.DataFrame(rows, columns=["scenario", "replication", "month", "city", "revenue", "agencies"])
    return table.assign(fees=table["revenue"] / 4)


def target(name, value, column="revenue", year=2021, **more):
    measure = {"column": column, "over": "sum of year", **more.pop("measure", {})}
    reading = {"id": "read", **NAMES, "measure": measure, "literal": True, **more.pop("reading", {})}
    return {
        "id": name, "clauses": ["1.3.a"], **NAMES, "value": float(value), "unit": "bn CNY", "year": year,
        "direction": "at least", "wording": "about", "status": "simulated", "readings": [reading], **more,
    }  # fmt: skip


def targets_of(*targets):
    return Targets.model_validate({"region": "here", "targets": list(targets)})


def card(*targets, table=None, scenario="plan"):
    tables = {"monthly": monthly() if table is None else table}
    return scorecard(tables, targets_of(*targets), scenario)


def one(*arguments, **settings):
    return card(target("a", *arguments, **settings)).iloc[0]


def arm(name, city="All"):
    table = monthly()
    return table[(table["scenario"] == name) & (table["city"] == city)]


@pytest.mark.parametrize(
    ("measure", "by_replication"),
    [
        ({"column": "revenue", "over": "sum of year"}, [24, 48, 72, 96]),
        ({"column": "revenue", "over": "mean of year"}, [2, 4, 6, 8]),
        ({"column": "revenue", "over": "end of year"}, [2, 4, 6, 8]),
        ({"column": "revenue", "over": "cumulated from 2020-10"}, [27, 54, 81, 108]),
        ({"column": ["revenue", "fees"], "over": "sum of year"}, [30, 60, 90, 120]),
        ({"column": "fees", "over": "sum of year", "divisor": "revenue"}, [0.25] * 4),
        ({"column": "revenue", "over": "sum of year", "base_year": 2020}, [2] * 4),
        ({"column": "revenue", "over": "sum of year", "scale": 0.5}, [12, 24, 36, 48]),
        ({"column": "revenue", "over": "sum of year", "base_year": 2020, "scale": 100.0}, [200] * 4),
        ({"column": "agencies", "over": "end of year"}, [120] * 4),
        ({"column": "agencies", "over": "mean of year"}, [65] * 4),
    ],
)
def test_measures_by_hand(measure, by_replication):
    found = measured(arm("baseline"), Measure.model_validate(measure), 2021)
    assert found.tolist() == pytest.approx(by_replication)


def test_a_city_is_read_alone():
    assert one(24, measure={"city": "Chengdu"})["baseline"] == pytest.approx(30)


def test_a_share_of_nothing_is_not_a_number_and_not_met():
    table = monthly().assign(revenue=0.0)
    found = card(target("a", 0.1, "fees", measure={"divisor": "revenue"}), table=table).iloc[0]
    assert math.isnan(found["baseline"])
    assert (found["met_baseline"], found["met_scenario"]) == (0.0, 0.0)


def test_with_and_without_the_plan_side_by_side():
    """Without: 24, 48, 72, 96; with: 48, 96, 144, 192. At least 72 is met by two and three of four."""
    found = one(72)
    assert (found["baseline"], found["scenario"]) == (60.0, 120.0)
    assert (found["baseline_low"], found["baseline_high"]) == pytest.approx((27.6, 92.4))
    assert (found["met_baseline"], found["met_scenario"], found["met_change"]) == (0.5, 0.75, 0.25)
    assert (found["met_baseline_low"], found["met_baseline_high"]) == jeffreys(2, 4)
    assert (found["met_scenario_low"], found["met_scenario_high"]) == jeffreys(3, 4)
    assert (found["n"], found["note"], found["value"]) == (4, "", 72.0)


def test_at_most_asks_for_less():
    found = one(72, direction="at most")
    assert (found["met_baseline"], found["met_scenario"]) == (0.75, 0.25)


def test_a_reading_may_have_its_own_value():
    found = one(72, reading={"value": 25.0, "unit": "ratio"})
    assert (found["value"], found["unit"], found["met_baseline"]) == (25.0, "ratio", 0.75)


@pytest.mark.parametrize(
    ("met", "n", "low", "high"),
    # Quantiles of Beta(met + 1/2, n - met + 1/2) to three digits, the ends opened.
    [(0, 10, 0.0, 0.217), (1, 10, 0.011, 0.381), (3, 10, 0.093, 0.606), (5, 10, 0.224, 0.776)],
)
def test_jeffreys_interval(met, n, low, high):
    assert jeffreys(met, n) == pytest.approx((low, high), abs=5e-4)
    assert jeffreys(n - met, n) == pytest.approx((1 - high, 1 - low), abs=5e-4), "success and failure swapped"


def test_joint_probability_asks_for_all_in_the_same_replication():
    """With the plan 144 is met in replications 2 and 3, at most 150 in 0 to 2: both in one of four."""
    table = card(target("many", 144), target("few", 150, direction="at most"))
    joint = table.iloc[-1]
    assert table["met_scenario"].tolist() == [0.5, 0.75, 0.25]
    assert joint["met_baseline"] == 0.0
    assert (joint["target"], joint["note"]) == ("all targets", "2 of 2 literal readings")


def test_only_literal_readings_count_together():
    other = target("other", 1e6, reading={"literal": False})
    table = card(target("one", 72), other)
    assert table.iloc[-1]["met_scenario"] == 0.75
    assert table["binding"].tolist() == [True, False, False]


def test_the_binding_target_is_met_least_often_and_falls_shortest():
    table = card(target("easy", 1), target("hard", 193), target("harder", 400), target("half", 144))
    assert table.loc[table["binding"], "target"].tolist() == ["harder"]
    assert "Binding: harder." in scorecard_text(table)


def test_a_run_that_is_too_short_leaves_a_note():
    table = monthly(MONTHS[:15])
    found = card(target("late", 72), target("due", 12, year=2020), table=table)
    assert found["note"].tolist() == [
        "the run ends with 2021-03, before 2021-12",
        "",
        "1 of 2 literal readings",
    ]
    assert math.isnan(found.iloc[0]["met_scenario"])
    assert found["n"].tolist() == [0, 4, 4]
    assert found.iloc[1]["met_baseline"] == 1.0
    text = scorecard_text(found)
    assert "Not scored (the run ends with 2021-03, before 2021-12): late." in text
    assert "late*" not in text


def test_nothing_to_score_is_said_and_no_more():
    found = card(target("late", 72), table=monthly(MONTHS[:3]))
    assert scorecard_text(found) == "Not scored (the run ends with 2020-03, before 2021-12): late."
    assert found.iloc[-1]["note"] == "0 of 1 literal readings"


def test_a_target_that_the_model_cannot_tell_keeps_its_reason():
    status = target("status", 1, status="not simulated: others decide about it", readings=[], unit="status")
    found = card(status, target("one", 72))
    assert found.iloc[0]["note"] == "not simulated: others decide about it"
    assert found["target"].tolist() == ["status", "one", "all targets"]


@pytest.mark.parametrize(
    ("measure", "note"),
    [
        ({"column": "placements"}, "the run has no column placements"),
        ({"column": ["revenue", "placements"]}, "the run has no column placements"),
        ({"column": "revenue", "divisor": "hr_revenue"}, "the run has no column hr_revenue"),
        ({"column": "revenue", "table": "services"}, "the run has no table services"),
        ({"column": "revenue", "city": "Deyang"}, "the run has no city Deyang"),
        ({"column": "revenue", "base_year": 2019}, "the run begins with 2020-01, after 2019-01"),
        ({"column": "revenue", "base_year": 2022}, "the run ends with 2021-12, before 2022-12"),
        ({"column": "fees", "over": "cumulated from 2019-10"}, "the run begins with 2020-01, after 2019-10"),
        ({"column": "revenue"}, ""),
    ],
)  # fmt: skip
def test_what_a_run_cannot_tell(measure, note):
    found = Measure.model_validate({"over": "sum of year", **measure})
    assert obstacle({"monthly": monthly()}, found, 2021) == note


def test_months_that_enter():
    assert span("sum of year", 2022) == span("mean of year", 2022) == ("2022-01", "2022-12")
    assert span("end of year", 2022) == ("2022-12", "2022-12")
    assert span("cumulated from 2020-10", 2022) == ("2020-10", "2022-12")


def test_a_baseline_alone_has_equal_arms():
    found = card(target("a", 72), table=monthly(scenario="baseline"), scenario="baseline")
    assert found.iloc[0]["met_baseline"] == found.iloc[0]["met_scenario"] == 0.5
    assert (found["met_change"] == 0).all()


def test_the_printed_table_by_hand():
    text = scorecard_text(card(target("revenue", 72))).splitlines()
    assert text[2].split("  ")[0] == "target"
    assert " ".join(text[3].split()) == (
        "revenue* read >= 72 bn CNY 60 (27.6 .. 92.4) 120 (55.2 .. 184.8) 50 % (12 .. 88) 75 % (28 .. 97)"
    )
    assert text[5].startswith("All targets at once (1 of 1 literal readings): 50 % (12 .. 88) without, 75 %")


def test_the_plans_own_targets_in_a_world_without_agencies():
    months = [f"{year}-{month:02d}" for year in range(2019, 2023) for month in range(1, 13)]
    table = monthly(months)[["scenario", "replication", "month", "city"]].assign(talent_arrivals=5000.0)
    found = scorecard({"monthly": table}, load_targets(), "plan")
    assert list(found.columns) == list(COLUMNS)
    assert found["target"].nunique() == 25 + 1
    scored = found[(found["note"] == "") & (found["target"] != "all targets")]
    assert scored["reading"].tolist() == ["attracted_cumulative", "attracted_yearly"]
    assert scored["baseline"].tolist() == [27 * 5000, 12 * 5000]
    assert scored["met_baseline"].tolist() == [1.0, 0.0]
    assert scorecard_text(found).count("Not scored (") >= 5


def test_growth_of_revenue_needs_no_definition():
    months = [f"{year}-{month:02d}" for year in range(2019, 2023) for month in range(1, 13)]
    table = monthly(months).assign(hr_revenue=lambda t: 7e9 * (1 + 0.25 * (t["month"] >= "2022")))
    table["hr_revenue_plan"] = 1.43 * table["hr_revenue"]
    found = scorecard({"monthly": table}, load_targets(), "plan").set_index(["target", "reading"])
    growth = found.loc[("revenue_2022", "growth")]
    assert growth["baseline"] == pytest.approx(1.25)
    assert growth["met_baseline"] == 1.0
    assert found.loc[("revenue_2020", "plan"), "baseline"] == pytest.approx(1.43 * 84)
    assert found.loc[("revenue_2020", "full"), "met_baseline"] == 0.0
    assert np.isnan(found.loc[("people_helped", "d3_placed"), "baseline"])
