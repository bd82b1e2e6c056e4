"""Schools, youth, intake, internships and graduation: by hand, and over two years of the real region."""

import dataclasses

import numpy as np
import pytest

from sim.agents.schools import NO_SCHOOL
from sim.agents.students import begin_internships, detach, enrol, leave_school, qualify
from sim.agents.workers import INTERN, NO_FIRM, ORDER_CLASS, TRAINING, UNEMPLOYED, VOCATIONAL
from sim.config import run_config
from sim.model import world_of
from sim.processes.clock import open_month
from sim.processes.graduation import destinations, first_industries
from sim.processes.initial_schools import cohort_sizes, schools_of
from sim.processes.internships import find_hosts
from sim.processes.school_places import base_field_shares, field_shares, seats, trend_seats
from sim.processes.student_intake import months_to_graduation, students, take_in
from sim.processes.vacancies import desired_hires
from sim.processes.youth import begin_work, direct_entries, grow_up, initial_youth, school_entries
from tests.processes.builders import KEY, some_firms, some_workers
from tests.processes.test_vacancies import posting

SEPTEMBER_2019 = 8
INTAKE = np.array([58e3, 32e3, 28e3, 11500])
"""Students of 2019 by city."""


@pytest.fixture
def september(world):
    return open_month(world, KEY, SEPTEMBER_2019)


def with_schools(world, **changes):
    rule = dataclasses.replace(world.parameters.schools, **changes)
    return dataclasses.replace(world, parameters=dataclasses.replace(world.parameters, schools=rule))


# Schools


def test_about_two_hundred_schools_have_the_seats_of_2019_at_every_scale(world):
    schools = schools_of(world)
    assert schools.city.size == 199
    assert np.bincount(schools.city, weights=schools.seats.sum(axis=1)) == pytest.approx(
        [58e3, 32e3, 28e3, 11500]
    )
    larger = schools_of(dataclasses.replace(world, scale=0.01))
    assert all(np.array_equal(one, other) for one, other in zip(schools, larger, strict=True))
    technician = schools.kind == 0
    shares = np.bincount(schools.city[technician], weights=schools.seats[technician].sum(axis=1))
    assert shares / [58e3, 32e3, 28e3, 11500] == pytest.approx(
        [30 / 70, 1.5 / 38, 1.5 / 35, 2.5 / 15], abs=1e-4
    )


def test_half_of_the_seats_of_a_school_are_in_one_field(world):
    seats_of_school = schools_of(world).seats
    lead = seats_of_school.max(axis=1) / seats_of_school.sum(axis=1)
    assert (lead >= 0.5).all()


def test_seats_follow_the_trend(world):
    # 58,000 x 1.01^3
    assert trend_seats(world, 3)[0] == pytest.approx(59757.458)
    assert seats(world, open_month(world, KEY, 44))[0] == pytest.approx(59757.458)


def test_fields_follow_tightness_with_their_elasticity(world, state, september):
    """One field ten times as tight as at the start, elasticity 0.3: its weight rises by 10^0.3 = 1.995."""
    base = base_field_shares(world)
    assert base.sum(axis=1) == pytest.approx(1.0)
    state.field_tightness[1, 0, 2] = np.log(10.0)
    strong = with_schools(world, field_elasticity=0.3)
    shares = np.diff(field_shares(strong, state, september), axis=1, prepend=0.0)
    weight = base[0, 2] * 1.99526
    assert shares[0, 2] == pytest.approx(weight / (1 - base[0, 2] + weight), rel=1e-5)
    assert shares[1] == pytest.approx(base[1])
    calm = np.diff(
        field_shares(with_schools(world, field_elasticity=0.0), state, september), axis=1, prepend=0.0
    )
    assert calm == pytest.approx(base)


# Youth


def test_all_who_join_young_are_the_entrant_rate(world, state):
    """Deyang: 44.4 a year (2.4 % of 1,850.6), 7 % of 32 as drop-outs and half of 29.76 as graduates."""
    schools, direct = school_entries(world), direct_entries(world, state.population_start)
    assert schools[1].sum() == pytest.approx(2.24 + 14.88)
    assert schools[1, 2] == pytest.approx(0.4 * 14.88)
    assert schools.sum(axis=1) + direct.sum(axis=1) == pytest.approx(state.population_start * 0.024)


def test_youth_of_january_are_what_september_left_and_three_months_of_newcomers(world, state):
    direct = direct_entries(world, state.population_start).sum(axis=1)
    stock, cohort = initial_youth(world, state.population_start)
    intake = np.array([58.0, 32.0, 28.0, 11.5])
    assert stock == pytest.approx(direct * 8 / 12 + (direct + intake) / 4, abs=0.5)
    assert cohort == pytest.approx(direct, abs=0.5)


def test_a_twelfth_of_those_whom_september_left_begins_to_work_each_month(world, state):
    state.youth[:], state.direct_cohort[:] = (500, 80, 80, 3), (240, 24, 24, 240)
    begun = begin_work(world, state, open_month(world, KEY, 3))
    assert begun.tolist() == [20, 2, 2, 3], "no more than there are"
    assert state.youth.tolist() == [480, 78, 78, 0]
    begin_work(world, state, open_month(world, KEY, SEPTEMBER_2019))
    assert state.direct_cohort.tolist() == [480, 78, 78, 0]


def test_a_larger_intake_takes_young_people_out_of_work_at_once(world, state, september):
    """One student more in September is one young person less to begin work."""
    state.youth[:] = 400
    take_in(world, state, september)
    usual = begin_work(world, state, september), state.direct_cohort.copy()
    state.youth[:] = 400
    more = dataclasses.replace(
        world, region=dataclasses.replace(world.region, school_intake=world.region.school_intake * 2)
    )
    intake = take_in(more, state, september)
    begin_work(more, state, september)
    assert (usual[1] - state.direct_cohort).sum() == pytest.approx(intake.sum() / 2, abs=4)


def test_seats_without_young_people_stay_empty(world, state, september):
    state.youth[:] = (5, 0, 1000, 1000)
    intake = take_in(world, state, september)
    assert intake.sum(axis=1)[:2].tolist() == [5, 0]
    assert state.youth[:2].tolist() == [0, 0]


def test_young_people_grow_up_at_a_constant_rate(world, state):
    before = state.youth.copy()
    came = [grow_up(world, state, open_month(world, KEY, month)) for month in range(24)]
    yearly = direct_entries(world, state.population_start).sum(axis=1) + INTAKE / 1000
    # 24 roundings of standard deviation 0.5 at most: 12 is nearly five of them
    assert np.sum(came, axis=0) == pytest.approx(2 * yearly, abs=12)
    assert (state.youth - before == np.sum(came, axis=0)).all()


# Students


def test_three_cohorts_are_at_school_at_the_start(world, first_state):
    """Cohorts of 129.5 times 1.01^-3, ^-2, ^-1, after 27, 15 and 3 of the 33 months that lose 7 %."""
    months = np.array([27, 15, 3])
    assert cohort_sizes(world).sum(axis=1) == pytest.approx(
        129.5 * 1.01 ** np.array([-3.0, -2.0, -1.0]) * 0.93 ** (months / 33), abs=0.51
    )
    ids = students(world, first_state)
    assert ids.size == cohort_sizes(world).sum()
    assert (first_state.workers.status[ids] == TRAINING).all()
    assert set(first_state.workers.spell_start[ids].tolist()) == {-28, -16, -4}


def test_students_graduate_in_june_or_july_of_the_third_year(world, first_state, january):
    ids = students(world, first_state)
    ahead = months_to_graduation(world, first_state, january, ids)
    assert set(ahead[first_state.workers.spell_start[ids] == -28].tolist()) == {5, 6}
    assert set(ahead[first_state.workers.spell_start[ids] == -4].tolist()) == {29, 30}


def test_a_student_is_no_part_of_the_labour_force_until_the_certificate():
    workers, firms = some_workers(3, status=5), some_firms(2)
    ids = np.array([1])
    one = np.array([1])
    enrol(workers, ids, 2, np.array([7]), np.array([3]), one, np.array([-190]), 8)
    assert (workers.status[1], workers.school[1], workers.industry[1]) == (TRAINING, 7, 3)
    begin_internships(workers, firms, ids, np.array([1], np.int32))
    assert firms.interns.tolist() == [0, 1]
    assert workers.flags[1] & INTERN
    leave_school(workers, firms, ids, np.array([8.0]), 41)
    qualify(workers, ids, one, np.array([4]), np.array([9]))
    assert firms.interns.tolist() == [0, 0]
    assert (workers.status[1], workers.school[1], workers.employer[1]) == (UNEMPLOYED, NO_SCHOOL, NO_FIRM)
    assert (workers.skill[1], workers.industry[1], workers.certificate[1]) == (1, 4, 9)
    assert workers.flags[1] == VOCATIONAL


def test_a_tie_to_a_firm_ends_without_counting_students_who_did_not_work_there():
    workers, firms = some_workers(2, status=TRAINING), some_firms(1)
    workers.employer[:], workers.flags[:] = 0, (ORDER_CLASS, ORDER_CLASS | INTERN)
    firms.interns[0] = 1
    detach(workers, firms, np.array([0, 1]))
    assert firms.interns[0] == 0
    assert workers.flags.tolist() == [0, 0]


# Internships


def test_hosts_are_living_firms_in_proportion_to_headcount_up_to_the_cap():
    """Firms of 10, 30, 100, 400 and a closed one of 400; the cap is 100, so chances are 1 : 3 : 10 : 10 : 0.

    With 6,000 students the standard deviation of a share is below 0.0065; 0.03 is more than four of them.
    """
    firms = some_firms(7, headcount=(0, 0, 10, 30, 100, 400, 400))
    firms.alive[6] = 0
    number = np.full(6000, 5)
    hosts = find_hosts(firms, np.arange(6000), np.full(6000, 2), number, 100.0, KEY)
    found = hosts[hosts >= 0]
    assert found.size > 5990
    shares = np.bincount(found, minlength=7)[2:] / found.size
    assert shares == pytest.approx(np.array([1, 3, 10, 10, 0]) / 24, abs=0.03)


def test_a_firm_more_moves_few_interns():
    firms = some_firms(40, headcount=50)
    students_ = np.arange(3000)
    first = np.zeros(3000, np.int64)
    before = find_hosts(firms, students_, first, np.full(3000, 39), 100.0, KEY)
    after = find_hosts(firms, students_, first, np.full(3000, 40), 100.0, KEY)
    moved = before != after
    assert moved.mean() < 0.1
    assert (after[moved] == 39).mean() > 0.4


def test_without_firms_there_is_no_host():
    firms = some_firms(3, headcount=50)
    assert (
        find_hosts(firms, np.arange(5), np.zeros(5, np.int64), np.zeros(5, np.int64), 100.0, KEY).tolist()
        == [-1] * 5
    )


def test_an_intern_counts_half_when_a_firm_plans_its_posts():
    # 120 wanted, 100 there, 4 interns: D = 0.25 x (118 - 100 - 3 + 3) + 1 = 5.5, against 6 without them
    rule = posting()
    assert desired_hires(120.0 - rule.intern_work * 4, 100.0, 3.0, 0.01, rule) == pytest.approx(5.5)


# Graduation


def test_alignment_keeps_more_graduates_in_their_field(world, september):
    """7 in 10 look in their field; with a tenth less distance 7.3; 4,000 draws, 0.03 is four deviations."""
    ids, city, field = np.arange(4000), np.zeros(4000, np.int64), np.full(4000, 2)
    usual = first_industries(world, september, ids, city, field)
    assert (usual == 2).mean() == pytest.approx(0.7, abs=0.03)
    plan = world_of(
        run_config({"scenario": "s", "policies": {"industry_education_integration": {"start": "2019-01"}}})
    )
    aligned = first_industries(plan, open_month(plan, KEY, 20), ids, city, field)
    assert (aligned == 2).mean() == pytest.approx(0.73, abs=0.03)
    assert (aligned[usual == 2] == 2).all(), "alignment only adds"
    # another branch of manufacturing is nearer than agriculture
    others = np.bincount(usual, minlength=13)
    assert others[1] > others[0]


def test_leavers_of_small_cities_go_to_the_first_city_or_out(world, september):
    ids, outside = np.arange(4000), world.n_cities
    home = destinations(world, september, ids, np.full(4000, 1), np.full(4000, 1))
    # standard deviation below 0.008
    assert (home == 0).mean() == pytest.approx(0.46, abs=0.035)
    left = home[home > 0] - outside
    assert np.bincount(left, minlength=3) / left.size == pytest.approx([0.07, 0.21, 0.72], abs=0.045)
    strangers = destinations(world, september, ids, np.zeros(4000, np.int64), np.full(4000, 5))
    assert (strangers == 5).all(), "who is registered outside goes home"
