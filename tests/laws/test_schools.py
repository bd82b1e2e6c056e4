"""V12 and the expansion of schools: stock and flow of students, and what a larger intake does and when."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.model import LabourMarket
from tests.laws.toolbox import copied, default_start, run, table, world

EXPANSION = {"college_enrolment_expansion": {"dose": 1.0, "start": "2020-10", "ramp_months": 24}}
SEPTEMBER_2021, SEPTEMBER_2022, JUNE_2024 = 32, 44, 65
PAIRS = 6
SCALE = 0.001


@cache
def monthly(seed: int, expanded: bool, months: int = 84) -> pd.DataFrame:
    """Return the monthly table of the region of a run without agencies."""
    policies = {"policies": EXPANSION} if expanded else {}
    setting = world(SCALE, months, agencies=False, **policies)
    return table(run(setting, seed=seed))


def paired(measure: str, months: slice) -> np.ndarray:
    """Return the mean difference that the expansion makes in each pair of runs, real persons."""
    return np.array(
        [
            (monthly(seed, True)[measure] - monthly(seed, False)[measure]).iloc[months].mean()
            for seed in range(1, PAIRS + 1)
        ]
    )


def interval(values: np.ndarray, level: float = 0.99) -> tuple[float, float]:
    """Return the confidence interval of a mean by Student's t."""
    half = stats.t.ppf(0.5 + level / 2, values.size - 1) * values.std(ddof=1) / np.sqrt(values.size)
    return float(values.mean() - half), float(values.mean() + half)


def stays(completion: float, quarter: float, months: int) -> np.ndarray:
    """Return the share of a cohort at school at the end of each month since intake."""
    month = np.arange(months)
    left = completion ** (month / 33.0)
    return left * np.where(month < 33, 1.0, np.where(month < 34, 1.0 - quarter, 0.0))


def expected_stock(intake: dict[int, float], month: int) -> tuple[float, float]:
    """Return mean and standard deviation of the students of a month, by the intake of each September."""
    survival = stays(0.93, 0.5, 48)
    ages = [(month - start, count) for start, count in intake.items() if 0 <= month - start < 48]
    mean = sum(count * survival[age] for age, count in ages)
    variance = sum(count * survival[age] * (1.0 - survival[age]) for age, count in ages)
    return mean, float(np.sqrt(variance))


def intake_by_month(model: LabourMarket) -> dict[int, float]:
    """Return the students that began in each September of the run, simulated."""
    rows = table(model).school_intake.to_numpy() * model.world.scale
    return {month: float(count) for month, count in enumerate(rows) if count > 0}


def test_the_stock_of_students_is_intake_times_duration() -> None:
    """Little's law at 1:100, from the first month in which all students began in the run (June 2022).

    Students of a month are binomial given the intake of each September, so that the z of a month is standard
    normal; 15 months are tested at |z| < 4.5. False alarm below 15 x 7e-6 = 1e-4. The quality of schools
    spreads drop-out by less than a tenth of the deviation. Control: with a duration of a year less the law
    is broken by far.
    """
    model = run(world(0.01, 60, agencies=False))
    intake, rows = intake_by_month(model), table(model).students.to_numpy() * 0.01
    assert sorted(intake) == [8, 20, 32, 44, 56]
    for month in range(43, 58):
        mean, deviation = expected_stock(intake, month)
        z = (rows[month] - mean) / max(deviation, 1.0)
        assert abs(z) < 4.5, (
            f"month {month}: {rows[month]:.0f} students, {mean:.0f} +- {deviation:.0f} expected"
        )
    year = slice(44, 56)
    littles = np.mean([expected_stock(intake, month)[0] for month in range(44, 56)])
    mean_intake = np.mean([intake[20], intake[32], intake[44]])
    # 33.5 months, less what drop-out takes away: 0.965 of them on average
    assert rows[year].mean() == pytest.approx(mean_intake * 33.5 / 12 * 0.965, rel=0.01)
    assert littles == pytest.approx(rows[year].mean(), rel=0.005)
    short = mean_intake * 21.5 / 12 * 0.965
    assert abs(rows[year].mean() - short) > 10 * np.sqrt(rows[year].mean() * 0.07)


def test_every_id_of_a_student_is_one_person_for_good() -> None:
    """To the unit: ids in use of the blocks of students are the first students and all intakes."""
    start = copied(default_start(SCALE, False))
    first = students_in_use(start)
    taken = []

    def watch(model: LabourMarket) -> None:
        if model.flows is not None:
            taken.append(model.flows.schools.intake.sum(axis=1))

    model = run(world(SCALE, 36, agencies=False), start, watch=watch)
    assert np.array_equal(students_in_use(model.state), first + np.sum(taken, axis=0))
    assert np.sum(taken) > 0


def students_in_use(state: object) -> np.ndarray:
    """Return the ids in use of the blocks of students by city."""
    blocks = state.worker_blocks  # type: ignore[attr-defined]
    places = [place for place, name in enumerate(blocks.names) if name.startswith("students:")]
    return blocks.used[places].copy()


def test_the_plan_reaches_its_intake_of_2022() -> None:
    """158,000 in September 2022 with the expansion, 129,500 x 1.01^3 without: seats round to whole students.

    Four cities round by less than one simulated student each. Of technician colleges: 35,500 of 158,000; the
    kind is drawn, with a standard deviation of 4.4 students at 1:1000; false alarm below 1e-4 at four.
    """
    with_plan = monthly(1, True).iloc[SEPTEMBER_2022]
    without = monthly(1, False).iloc[SEPTEMBER_2022]
    assert with_plan.school_intake == pytest.approx(158_000, abs=4_000)
    assert without.school_intake == pytest.approx(129_500 * 1.01**3, abs=4_000)
    assert with_plan.technician_intake == pytest.approx(35_500, abs=4 * 4_400)


def test_an_expansion_lowers_the_youth_labour_supply_at_once() -> None:
    """After September 2021 fewer young people begin to work, until 2024: the 99 % interval lies below zero.

    14,000 a year by half of the plan, 28,000 from September 2022: 1.2 to 2.4 thousand a month. False alarm:
    0.5 %. Control: before the first larger intake the runs are the same to the bit.
    """
    assert (paired("young_entrants", slice(0, SEPTEMBER_2021)) == 0.0).all()
    fall = paired("young_entrants", slice(SEPTEMBER_2021 + 1, 57))
    assert interval(fall)[1] < 0.0
    # 12 months at -13.0 / 12 thousand, 11 at -25 / 12 thousand or so; drop-outs give back a few hundred
    assert fall.mean() == pytest.approx(-1_650, abs=450)


def test_certified_supply_rises_only_when_the_larger_cohorts_graduate() -> None:
    """Graduates, and those who join the labour force, do not change before June 2024, the third summer.

    All graduates hold a certificate. By December 2025 two larger cohorts have graduated, of 13,000 and
    24,500 students more; 7 % drop out and 73 % of the others stay in the region, which makes 25,500 holders
    more. Who stays is drawn, and firms keep some who meant to leave: 1,000 is the standard deviation of the
    mean. The stock of all holders tells nothing at 1:1000: the courses and moves of adults let it differ
    by 25,000 persons between paired runs, as much as the cohorts bring. It must not rise before. False
    alarm: 0.5 % in each of the three intervals.
    """
    before, after = slice(0, JUNE_2024), slice(JUNE_2024, 84)
    assert (paired("graduates", before) == 0.0).all()
    assert interval(paired("graduates", after))[0] > 0.0
    assert (np.abs(paired("certified_from_schools", before)) < 1_000.0).all()
    last = paired("certified_from_schools", slice(83, 84))
    assert interval(last)[0] > 0.0
    assert last.mean() == pytest.approx(25_500, abs=4_000)
    assert interval(paired("certified", slice(SEPTEMBER_2021, 54)))[0] <= 0.0


def test_by_2022_the_expansion_raises_no_employment() -> None:
    """Employment of 2022 against the baseline: the 99 % interval is not above zero. False alarm: 0.5 %.

    Larger cohorts begin their internships in December 2023 at the earliest. Before, the same students are
    interns, but a few lose their firm, or find no host, in one of the two runs only: 126 persons is the
    standard deviation of a pair, so that one in six leaves 600 once in 60,000 times.
    """
    assert (np.abs(paired("interns", slice(0, 59))) < 600.0).all()
    assert interval(paired("employed", slice(36, 48)))[0] <= 0.0
    assert interval(paired("interns", slice(59, 66)))[0] > 2_000.0
