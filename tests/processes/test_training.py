"""Training of adults: seats by hand, a course from start to full effect, promotion, odds of a start."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.agents.agencies import TRAINING_LINE
from sim.agents.workers import (
    EMPLOYED,
    GAIN_UNIT,
    NEVER,
    OUTSIDE,
    RETIRED,
    TRAINING,
    UNEMPLOYED,
    VOCATIONAL,
)
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.clock import open_month
from sim.processes.training import (
    AGENCY_COURSE,
    ALLIANCE,
    FIRM_COURSE,
    GAIN,
    PUBLIC_BASE,
    TrainingRule,
    count_eligible,
    gain_reached,
    seats_of,
    start_chances,
    train,
    train_workers,
)
from tests.processes.builders import KEY, rows, some_workers

ODDS = 1e-6
OLD = -600
"""Born fifty years before month 0."""


def a_rule(start=0.0, **fields):
    """Two cities, four skills; everybody begins with this chance, at a public base."""
    usual = {
        "start": np.full((2, 2, 4), start),
        "months": np.array([3, 2]),
        "wage_gain": 0.06,
        "wage_gain_spread": 0.0,
        "early_share": 0.2,
        "certificate_probability": 0.0,
        "upgrade": np.zeros(2),
        "upgrade_age": np.full(4, 240.0),
        "promotion_age": np.full(4, 300.0),
        "promotion": 0.0,
    }
    return TrainingRule(**usual | fields)


def live(workers, rule, months, month=0):
    """Let months pass in which nothing but training happens; return the counts of each."""
    return [
        train_workers(workers, rule, KEY, m, rows(workers.status.size)) for m in range(month, month + months)
    ]


@pytest.mark.parametrize(
    ("gain", "since", "units"),
    # 2^13 = 8192: 0.06 x 0.2 x 8192 = 98.3; half-way through the second year 0.06 x 0.6 x 8192 = 294.9
    [(0.06, 0, 0), (0.06, 1, 98), (0.06, 12, 98), (0.06, 18, 295), (0.06, 24, 492), (0.06, 60, 492),
     (-0.06, 24, -492)],
)  # fmt: skip
def test_the_gain_is_small_in_the_first_year_and_complete_after_two(gain, since, units):
    assert gain_reached(gain, 0.2, since) == units


def test_a_course_of_an_unemployed_worker_from_beginning_to_end():
    workers = some_workers(1, status=UNEMPLOYED, spell_start=-5, log_wage=8.0, birth_month=OLD)
    started, flows = live(workers, a_rule(start=1.0), 1)[0]
    assert started[UNEMPLOYED, PUBLIC_BASE].tolist() == [1, 0]
    assert flows[5].tolist() == [1, 0], "in training"
    assert (workers.status[0], workers.trained_month[0], workers.spell_start[0]) == (TRAINING, 2, -5)
    live(workers, a_rule(), 1, month=1)
    assert workers.status[0] == TRAINING
    (_, flows), *_ = live(workers, a_rule(certificate_probability=1.0), 1, month=2)
    assert (workers.status[0], workers.spell_start[0]) == (UNEMPLOYED, -5)
    assert flows[:2, 0].tolist() == [1, 1], "completed, certified"
    assert workers.certificate[0] == 0b11, "issued in city 0"
    assert workers.flags[0] == VOCATIONAL
    assert workers.training_gain[0] == 0


def test_the_employed_train_beside_their_job_and_gain_in_it():
    workers = some_workers(1, status=EMPLOYED, log_wage=8.0, birth_month=OLD)
    live(workers, a_rule(start=1.0), 1)
    assert (workers.status[0], workers.trained_month[0]) == (EMPLOYED, 3)
    live(workers, a_rule(), 3, month=1)
    assert workers.log_wage[0] == 8.0
    live(workers, a_rule(), 12, month=4)
    assert workers.log_wage[0] == np.float32(8.0 + 98 * GAIN_UNIT)
    live(workers, a_rule(), 12, month=16)
    assert workers.training_gain[0] == 492
    assert workers.log_wage[0] == pytest.approx(8.06, abs=1e-4)
    live(workers, a_rule(), 12, month=28)
    assert workers.training_gain[0] == 492


def test_gains_spread_around_their_mean_and_are_the_same_at_every_step():
    workers = some_workers(4000, status=EMPLOYED, trained_month=0, birth_month=OLD)
    live(workers, a_rule(wage_gain_spread=0.5), 25)
    drawn = [draws.standard_normal(draws.uniform(KEY, draws.TRAINING, 0, n, GAIN)) for n in range(4000)]
    expected = 0.06 * (1.0 + 0.5 * np.array(drawn))
    assert np.abs(workers.training_gain * GAIN_UNIT - expected).max() < GAIN_UNIT


def test_nobody_begins_again_before_the_gain_is_complete():
    workers = some_workers(1, status=EMPLOYED, trained_month=0, birth_month=OLD)
    assert sum(started.sum() for started, _ in live(workers, a_rule(start=1.0), 24)) == 0
    assert live(workers, a_rule(start=1.0), 1, month=24)[0][0].sum() == 1
    assert workers.trained_month[0] == 27


def test_whoever_leaves_the_region_has_broken_the_course_off():
    workers = some_workers(2, status=OUTSIDE, residence=5, trained_month=[3, -1], birth_month=OLD)
    live(workers, a_rule(certificate_probability=1.0, upgrade=np.ones(2)), 12)
    assert workers.trained_month[0] == NEVER
    assert workers.certificate.tolist() == [0, 0]
    assert workers.training_gain.tolist() == [0, 98], "what was completed before goes on"
    assert workers.skill.tolist() == [0, 0], "the next skill is reached in the region only"


def test_the_retired_are_left_alone():
    workers = some_workers(1, status=RETIRED, trained_month=3, birth_month=OLD)
    live(workers, a_rule(start=1.0), 8)
    assert (workers.trained_month[0], workers.training_gain[0], workers.flags[0]) == (3, 0, 0)


def test_the_next_skill_comes_a_year_after_the_course():
    birth = [OLD, OLD, OLD, OLD, -200]
    workers = some_workers(5, status=EMPLOYED, trained_month=0, birth_month=birth, skill=[0, 1, 2, 3, 0])
    rule = a_rule(upgrade=np.ones(2), certificate_probability=1.0)
    live(workers, rule, 12)
    assert workers.skill.tolist() == [0, 1, 2, 3, 0]
    (_, flows), *_ = live(workers, rule, 1, month=12)
    # 3 is the highest; the last is 212 months old, 240 are needed
    assert workers.skill.tolist() == [1, 2, 3, 3, 0]
    assert flows[2:4, 0].tolist() == [3, 1], "upgraded; certified senior technicians"
    live(workers, rule, 12, month=13)
    assert workers.skill.tolist() == [1, 2, 3, 3, 0]


def test_experienced_professionals_in_work_are_promoted():
    workers = some_workers(
        5, skill=[2, 2, 2, 1, 3], status=[EMPLOYED, EMPLOYED, UNEMPLOYED, EMPLOYED, EMPLOYED],
        birth_month=[-300, -299, -300, -300, -300],
    )  # fmt: skip
    (_, flows), *_ = live(workers, a_rule(promotion=1.0), 1)
    assert workers.skill.tolist() == [3, 2, 2, 1, 3]
    assert flows[4].tolist() == [1, 0]


def test_starts_have_their_chance_by_status_city_and_kind():
    """Binomial, n = 30,000 in each of four groups and kinds, false alarm 1 in a million for each of 16.

    A chance that is off by a fifth must fail.
    """
    n, chances = 30_000, np.array([[[0.02, 0.05, 0.09, 0.1], [0.01, 0.03, 0.03, 0.06]]] * 2)
    chances[1] /= 2.0
    workers = some_workers(
        4 * n, status=np.repeat([EMPLOYED, UNEMPLOYED], 2 * n), residence=np.tile([0, 1], 2 * n)
    )
    started = live(workers, a_rule(start=chances), 1)[0][0]
    by_kind = np.diff(chances, prepend=0.0, axis=2)
    for status in (EMPLOYED, UNEMPLOYED):
        for city in (0, 1):
            for kind in range(4):
                chance = by_kind[status, city, kind]
                low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], n, chance)
                assert low <= started[status, kind, city] <= high
                assert chance == 0.0 or not low <= 1.2 * chance * n + 4 * (chance * n) ** 0.5 <= high
    assert (workers.status == TRAINING).sum() == started[UNEMPLOYED].sum()


def test_a_higher_chance_only_adds_starts():
    few, more = (some_workers(3000, status=EMPLOYED) for _ in range(2))
    live(few, a_rule(start=0.1), 1)
    live(more, a_rule(start=0.12), 1)
    assert (more.trained_month[few.trained_month == 3] == 3).all()
    assert (more.trained_month == 3).sum() > (few.trained_month == 3).sum()


@pytest.fixture
def unserved(state):
    """No training orders yet, so agencies have failed none."""
    state.services.orders[:, TRAINING_LINE] = 0.0
    return state


def test_the_volume_is_what_is_in_use(world, unserved, january):
    seats = seats_of(world, unserved, january)
    assert np.sum(seats.used) == pytest.approx(900_000 / 12)
    assert np.sum(seats.used, axis=0) == pytest.approx([30_000, 26_250, 18_750, 0])
    people = world.region.labour_force.sum(axis=(1, 2))
    # Deyang: its share of 75,000 is 0.85 of its seats
    deyang = 75_000 * people[1] / people.sum()
    assert seats.total[1] == pytest.approx(deyang / 0.85)
    assert seats.idle[1] == pytest.approx(deyang / 0.85 * 0.15)
    assert seats.idle[0] == pytest.approx(0.05 * seats.total[0])


def test_the_pandemic_closes_seats_and_unmet_orders_those_of_agencies(world, unserved, january):
    calm = seats_of(world, unserved, january)
    shut = dataclasses.replace(january, stringency=np.array([0.5, 0.0, 0.0, 0.0]))
    unserved.services.orders[2, TRAINING_LINE], unserved.services.unmet[2, TRAINING_LINE] = 100.0, 40.0
    seats = seats_of(world, unserved, shut)
    assert seats.total[0] == pytest.approx(0.55 * calm.total[0])  # 1 - 0.9 x 0.5
    assert seats.total[1:] == calm.total[1:]
    assert seats.used[2][AGENCY_COURSE] == pytest.approx(0.6 * calm.used[2][AGENCY_COURSE])
    assert seats.used[2][FIRM_COURSE] == calm.used[2][FIRM_COURSE]


class Shared(Instrument):
    """Half of the idle seats of city 1 go to cities 0 and 2."""

    def training_pooling(self, share, month):
        bent = share.copy()
        bent[1, [0, 2]] = 0.5
        return bent


def test_an_alliance_opens_idle_seats_to_others_by_their_size(world, unserved, january):
    alone = seats_of(world, unserved, january)
    policies = Policies({"shared": Shared(Settings(1.0, 0, 1, (), 0.0), 1.0)})
    seats = seats_of(dataclasses.replace(world, policies=policies), unserved, january)
    people = world.region.labour_force.sum(axis=(1, 2))
    to_chengdu = 0.5 * alone.idle[1] * people[0] / (people[0] + people[2])
    assert seats.used[0][ALLIANCE] == pytest.approx(to_chengdu)
    assert seats.used[2][ALLIANCE] == pytest.approx(0.5 * alone.idle[1] - to_chengdu)
    assert [row[ALLIANCE] for row in seats.used][1::2] == [0.0, 0.0]
    assert seats.idle[1] == pytest.approx(0.5 * alone.idle[1])
    assert seats.idle[0] == alone.idle[0]


def test_chances_are_seats_over_those_who_were_eligible_at_the_start(world, unserved, january):
    unserved.training_eligible[:] = [[10_000, 2_000, 1_000, 1_000], [500, 100, 50, 50]]
    seats = seats_of(world, unserved, january)
    chances = start_chances(world, unserved, seats)
    public, firm, agency, _ = (kind * world.scale for kind in seats.used[0])
    # a fifth of the volume is for the unemployed, all of it at public bases: half of what these have
    assert chances[EMPLOYED, 0] == pytest.approx(np.cumsum([public / 2, firm, agency, 0.0]) / 10_000)
    assert chances[UNEMPLOYED, 0] == pytest.approx([public / 2 / 500] * 4)


def test_who_is_eligible():
    workers = some_workers(
        6, status=[EMPLOYED, UNEMPLOYED, TRAINING, EMPLOYED, EMPLOYED, OUTSIDE],
        trained_month=[NEVER, NEVER, 12, 11, -14, NEVER], residence=[0, 1, 0, 0, 1, 5],
    )  # fmt: skip
    # the fourth is still in a course in month 10; the fifth ended one 24 months ago
    assert count_eligible(workers, 2, 10, rows(6)).tolist() == [[1, 1], [0, 1]]


def test_a_month_in_the_real_region_trains_the_volume(world, unserved, january):
    """Starts of the month are Poisson with mean 75 at 1:1000, at most; false alarm 1 in a million."""
    flows = train(world, unserved, january)
    assert flows.started.sum() <= stats.poisson.ppf(1 - ODDS, 75)
    assert flows.started.sum() >= stats.poisson.ppf(ODDS, 70)
    assert flows.seats.sum() == pytest.approx(75 / 0.92, rel=0.02)
    assert flows.completed.sum() == 0, "nobody was in training before"


def test_lockdown_stops_most_courses(world, state):
    shut = dataclasses.replace(open_month(world, KEY, 13), stringency=np.ones(4))
    assert train(world, state, shut).started.sum() < 25  # a tenth of 75; Poisson odds 1 in 400,000
