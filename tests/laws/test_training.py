"""V12 and V17: the stock in training, and what a course does to a worker, early and late."""

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy import stats

from sim.agents.workers import EMPLOYED, NEVER, OUTSIDE
from sim.model import LabourMarket
from sim.policies.base import Instrument, Policies, Settings
from tests.laws.toolbox import ALARM_Z, dosed, run, table, world

SCALE = 0.01
TREATED_MONTHS, EARLY, LATE = 3, 12, 30


def stock_and_inflow(watch_months: int) -> tuple[np.ndarray, np.ndarray]:
    """Return unemployed trainees and unemployed starts by month, simulated workers, without a pandemic."""
    stock, starts = [], []

    def watch(model: LabourMarket) -> None:
        if model.flows is not None:
            stock.append(model.flows.training.in_training.sum())
            starts.append(model.flows.training.started[1].sum())

    run(world(scale=SCALE, months=watch_months, covid=False), watch=watch)
    return np.array(stock), np.array(starts)


def test_the_stock_in_training_is_intake_times_duration() -> None:
    """Little's law: stock = 2 x intake for full-time courses of two months.

    Up to the ends of the window the identity is exact but for trainees who retire or go home, 0.5 % of them.
    The stock is a sum of about 7,000 Poisson starts, so 2 % are 1.7 of its standard deviations; the ends add
    two half months, 1 % of a window of 48: a difference of 2 % is six standard deviations of what is left.
    Control: three months of duration, or one, would be 50 % off.
    """
    stock, starts = stock_and_inflow(48)
    ratio = float(stock[1:].sum() / starts[1:].sum())
    assert abs(ratio / 2.0 - 1.0) < 0.02, ratio
    assert abs(ratio / 3.0 - 1.0) > 0.2
    assert abs(ratio / 1.0 - 1.0) > 0.2


class MoreSeats(Instrument):
    """Four times the seats in the first months of the run, and none more later."""

    def training_seats(self, seats: np.ndarray, month: int) -> np.ndarray:
        """Return more seats in the months in which workers are treated."""
        return seats * 4.0 if 0 <= month < TREATED_MONTHS else seats


class Life:
    """Status, wages and courses of all workers after some months of a run."""

    def __init__(self) -> None:
        self.columns: dict[int, dict[str, np.ndarray]] = {}

    def __call__(self, model: LabourMarket) -> None:
        """Remember the columns."""
        workers, month = model.state.workers, model.month
        if month in (0, TREATED_MONTHS, EARLY, LATE):
            self.columns[month] = {
                "status": workers.status.copy(),
                "log_wage": workers.log_wage.astype(float),
                "spell_start": workers.spell_start.astype(int),
                "trained_month": workers.trained_month.astype(int),
            }


@cache
def lives(seed: int) -> tuple[Life, Life]:
    """Return the same workers without and with more seats."""
    found = []
    for policies in ({}, {"seats": MoreSeats(Settings(1.0, 0, 1, (), 0.0), 1.0)}):
        setting = replace(world(scale=SCALE, months=LATE, covid=False), policies=Policies(policies))
        life = Life()
        run(setting, seed=seed, watch=life)
        found.append(life)
    return found[0], found[1]


def treated(plain: Life, more: Life) -> np.ndarray:
    """Return the ids of those who began a course in the first months because of the additional seats."""
    ends = [life.columns[TREATED_MONTHS]["trained_month"] for life in (plain, more)]
    return np.flatnonzero((ends[1] > ends[0]) & (ends[1] >= 0) & (ends[0] < 0))


def earnings(life: Life, month: int, ids: np.ndarray, drift: float) -> np.ndarray:
    """Return monthly earnings at the prices of the start in 1,000 CNY: zero without a job in the region."""
    columns = life.columns[month]
    log_wage = columns["log_wage"][ids] - drift * np.maximum(columns["spell_start"][ids], 0)
    return np.where(columns["status"][ids] == EMPLOYED, np.exp(log_wage) / 1e3, 0.0)


def effects(month: int, seeds: tuple[int, ...] = (1, 2)) -> tuple[np.ndarray, float]:
    """Return the paired effects on the earnings of the treated, and what they would earn without."""
    drift = world(scale=SCALE).parameters.wages.wage_trend / 12
    pairs, level = [], []
    for seed in seeds:
        plain, more = lives(seed)
        ids = treated(plain, more)
        without, with_ = (earnings(life, month, ids, drift) for life in (plain, more))
        pairs.append(with_ - without)
        level.append(without)
    return np.concatenate(pairs), float(np.concatenate(level).mean())


def test_a_course_pays_nothing_to_speak_of_after_a_year_and_pays_after_two_and_a_half() -> None:
    """Paired by id with the same run without the additional seats, about 10,000 treated of two seeds.

    They begin in the first three months. At month 12 the effect is within 3 % of earnings; at month 30 it is
    positive, with t above 4.21 (by chance once in 40,000 without an effect), and above that of 12 months.
    Control: among as many workers whom the seats did not reach nothing is found at 30 months.
    """
    early, level_early = effects(EARLY)
    late, level_late = effects(LATE)
    assert early.size > 3_000
    assert abs(early.mean()) / level_early < 0.03, early.mean() / level_early
    assert stats.ttest_1samp(late, 0.0).statistic > ALARM_Z, late.mean() / level_late
    assert late.mean() / level_late > early.mean() / level_early + 0.01


def test_who_was_not_treated_gains_nothing() -> None:
    """Control: workers next to the treated in the columns; t above 4.21 in size once in 40,000."""
    plain, more = lives(1)
    ids = np.setdiff1d(treated(plain, more) + 1, treated(plain, more))
    never = (plain.columns[LATE]["trained_month"][ids] == NEVER) & (
        more.columns[LATE]["trained_month"][ids] == NEVER
    )
    ids = ids[never & (plain.columns[LATE]["status"][ids] <= OUTSIDE)]
    difference = earnings(more, LATE, ids, 0.00625) - earnings(plain, LATE, ids, 0.00625)
    assert ids.size > 1_000
    assert abs(stats.ttest_1samp(difference, 0.0).statistic) < ALARM_Z


def test_locked_in_the_unemployed_find_work_later() -> None:
    """Of the treated without a job at the start fewer work at the end of the third month; z above 4.21."""
    gaps = Counter[str]()
    for seed in (1, 2):
        plain, more = lives(seed)
        ids = treated(plain, more)
        jobless = ids[plain.columns[0]["status"][ids] == 1]
        for name, life in (("plain", plain), ("more", more)):
            gaps[name] += int((life.columns[TREATED_MONTHS]["status"][jobless] == EMPLOYED).sum())
        gaps["n"] += jobless.size
    spread = (gaps["plain"] + gaps["more"]) ** 0.5
    assert (gaps["plain"] - gaps["more"]) / spread > ALARM_Z, gaps


@pytest.mark.parametrize(
    ("instrument", "measure", "least"),
    [
        ("practice_and_skill_bases", "training_starts", 0.05),
        ("vocational_training_alliance", "training_starts", 0.01),
        ("skill_level_certification", "newly_certified", 0.05),
    ],
)
def test_the_instruments_move_what_they_are_about(instrument: str, measure: str, least: float) -> None:
    """Sums of a year at full dose against the paired baseline: starts and certificates can only be added.

    Exact in direction but for workers whom the plan gives another residence, status or last course; the sizes
    expected are 10, 2 to 4 and more than 20 %.
    """
    plain, bent = (
        table(run(world(scale=SCALE, months=12, covid=False, policies=policies)))
        for policies in ({}, dosed(1.0, instrument))
    )
    assert bent[measure].sum() > (1.0 + least) * plain[measure].sum()
    if instrument == "vocational_training_alliance":
        assert bent.training_starts_alliance.sum() > 0.0
        assert plain.training_starts_alliance.sum() == 0.0
        assert bent.training_seats_idle.sum() < 0.8 * plain.training_seats_idle.sum()
