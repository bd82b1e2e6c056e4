"""What a place is worth to a worker, and what of it the worker sees."""

import dataclasses
import math

import numpy as np
import pytest

from sim import draws
from sim.policies.base import Policies, Settings
from sim.policies.chengdu_ziyang_rail import ChengduZiyangRail
from sim.processes.clock import open_month
from sim.processes.information import (
    base_awareness,
    base_barrier,
    base_moving_cost,
    commuting_value,
    current_log_wage,
    inform,
    log_mean_wages,
    migration_value,
    residence_value,
    worker_effect,
)
from sim.processes.outside import outside_log_wages
from sim.processes.service_information import open_service_market
from sim.processes.service_market import score_rule
from tests.processes.builders import KEY, plain_places

TIES = {"home_tie": 0.15, "registration_penalty": 0.08}


def test_living_where_one_is_registered_is_worth_the_tie_elsewhere_costs_the_penalty():
    places = plain_places(rent_term=np.array([0.0, -0.2, 0.1]), **TIES)
    # tie 0.15 less rent -0.2; penalty 0.08 and rent 0
    assert residence_value(1, 1, places) == pytest.approx(0.35)
    assert residence_value(0, 1, places) == pytest.approx(-0.08)


def test_commuting_costs_time_fare_and_barrier():
    travel, fare, barrier = np.zeros((2, 2)), np.zeros((2, 2)), np.zeros((2, 2, 2))
    travel[0, 1], fare[0, 1], barrier[1, 0, 1] = 0.1365, 800.0, 1.08
    places = plain_places(travel_term=travel, travel_cost=fare, barrier=barrier, **TIES)
    wage = math.log(8000.0)
    # ln 8000 + 0.15 - 0.1365 - 800 / 8000 - 1.08, registered at home
    assert commuting_value(wage, 1, 0, 1, 0, places) == pytest.approx(wage + 0.15 - 0.1365 - 0.1 - 1.08)
    assert commuting_value(wage, 0, 0, 1, 0, places) == pytest.approx(wage + 0.15 - 0.1365 - 0.1)
    assert commuting_value(wage, 1, 1, 1, 1, places) == pytest.approx(wage + 0.15)


def test_moving_costs_half_towards_home():
    cost = np.zeros((2, 2, 3))
    cost[:, 0, 1] = 0.76
    places = plain_places(moving_cost=cost, rent_term=np.array([0.0, -0.1, 0.0]), **TIES)
    # from home to a strange city: 9 - 0.08 + 0.1 - 0.76; back home: 9 + 0.15 + 0.1 - 0.38
    assert migration_value(9.0, 0, 0, 1, 0, places) == pytest.approx(8.26)
    assert migration_value(9.0, 0, 0, 1, 1, places) == pytest.approx(8.87)


def test_doubling_all_nominal_values_changes_every_value_by_ln_2():
    """V17: wages and fares twice as high leave all comparisons as they were."""
    fare = np.array([[0.0, 500.0], [500.0, 0.0]])
    once, twice = (plain_places(travel_cost=factor * fare, **TIES) for factor in (1.0, 2.0))
    for city in (0, 1):
        change = commuting_value(8.5 + math.log(2), 0, 0, city, 0, twice) - commuting_value(
            8.5, 0, 0, city, 0, once
        )
        assert change == pytest.approx(math.log(2))


@pytest.mark.parametrize(
    ("start", "elapsed", "months"), [(-60, 0, 0), (-60, 10, 10), (4, 10, 6), (10, 10, 0)]
)
def test_wages_of_stayers_follow_the_trend_since_the_hire(start, elapsed, months):
    assert current_log_wage(np.float32(8.0), np.int16(start), elapsed, 0.00625) == pytest.approx(
        8.0 + 0.00625 * months
    )


def test_a_workers_effect_lasts():
    places = plain_places(worker_effect_sd=0.2)
    u = draws.uniform(KEY, draws.INITIAL, draws.TIMELESS, 5, 0)
    assert worker_effect(KEY, 5, places) == 0.2 * draws.standard_normal(u)


def test_everybody_sees_the_own_city_and_little_elsewhere(world):
    awareness = base_awareness(world)
    assert np.diag(awareness).tolist() == [1.0] * 4
    assert (awareness[:, 4:] == 0.05).all()
    off = awareness[:, :4][~np.eye(4, dtype=bool)]
    assert ((off > 0) & (off < 0.11)).all()


def test_awareness_of_deyang_from_chengdu_by_hand(world):
    """At the reference time of 95 minutes it is a0 times the similarity of industries."""
    shares = world.industry_shares
    near = np.exp(-1.5 * world.region.industry_distance)
    similarity = (
        shares[0]
        @ near
        @ shares[1]
        / math.sqrt((shares[0] @ near @ shares[0]) * (shares[1] @ near @ shares[1]))
    )
    assert world.region.travel_time[0, 1] == 95.0
    assert base_awareness(world)[0, 1] == pytest.approx(0.10 * similarity)
    # Deyang to Ziyang takes 160 minutes: the same law with exp(-65 / 60)
    similarity = (
        shares[1]
        @ near
        @ shares[3]
        / math.sqrt((shares[1] @ near @ shares[1]) * (shares[3] @ near @ shares[3]))
    )
    assert base_awareness(world)[1, 3] == pytest.approx(0.10 * similarity * math.exp(-65 / 60))


def test_barriers_and_moving_costs_are_zero_within_a_city(world):
    barrier, cost = base_barrier(world), base_moving_cost(world)
    assert (barrier[:, range(4), range(4)] == 0).all()
    assert (cost[:, range(4), range(4)] == 0).all()
    assert set(barrier.ravel()) == {0.0, 1.08}
    assert set(cost[:, :, :4].ravel()) == {0.0, 0.76}
    assert set(cost[:, :, 4:].ravel()) == {0.9}


def test_mean_wages_weigh_industries_by_their_people(world):
    wages = np.random.default_rng(0).normal(8.5, 0.2, (7, 13, 4))
    people = world.region.labour_force[2, :, 1]
    assert log_mean_wages(world, wages)[2, 1] == pytest.approx((people * wages[2, :, 1]).sum() / people.sum())


def places_in(world, state, index):
    now = open_month(world, KEY, index)
    market = open_service_market(world, state, now)
    return inform(world, state, now, outside_log_wages(world, state, now), market)


def test_rents_enter_by_the_housing_share(world, state):
    places = places_in(world, state, 0)
    assert places.rent_term[:4] == pytest.approx(0.25 * np.log(world.region.rent_level))
    assert places.rent_term[4:] == pytest.approx(0.25 * np.log(world.region.boundary_price_ratio))


def test_travel_beyond_half_an_hour_costs(world, state):
    places = places_in(world, state, 0)
    # 0.0021 x (95 - 30) = 0.1365 to Deyang, 0.0021 x (40 - 30) = 0.021 inside Chengdu, nothing inside Deyang
    assert places.travel_term[0, 1] == pytest.approx(0.1365)
    assert places.travel_term[0, 0] == pytest.approx(0.021)
    assert places.travel_term[1, 1] == pytest.approx(0.0)
    assert places.reachable.all()


def test_fares_and_wages_of_stayers_follow_the_wage_trend(world, state):
    places = places_in(world, state, 12)
    assert places.travel_cost == pytest.approx(world.region.commuting_cost * math.exp(0.075))
    assert places.wage_drift == pytest.approx(0.00625)


def test_the_pandemic_prevents_moves(world, state):
    assert places_in(world, state, 13).immobile == pytest.approx([0.85] * 4)
    assert (places_in(world, state, 5).immobile == 0).all()


def test_awareness_does_not_follow_current_travel_times(world, state):
    """Finding 9: the decay is with the travel times of 2019, whatever month it is."""
    assert np.array_equal(places_in(world, state, 0).awareness, places_in(world, state, 40).awareness)


def test_a_railway_changes_time_and_fare_but_not_what_is_known(world, state):
    """75 minutes instead of 100: 0.0021 x 45; 528 CNY instead of 900. Consultants travel as fast."""
    rail = Policies({"rail": ChengduZiyangRail(Settings(1.0, 0, 1, (0, 3), 0.0), 1.0)})
    line = dataclasses.replace(world, policies=rail)
    before, after = (places_in(setting, state, 0) for setting in (world, line))
    assert after.travel_term[0, 3] == after.travel_term[3, 0] == pytest.approx(0.0021 * 45)
    assert after.travel_cost[3, 0] == pytest.approx(528.0)
    assert np.array_equal(after.awareness, before.awareness)
    assert np.argwhere(after.travel_term != before.travel_term).tolist() == [[0, 3], [3, 0]]
    now = open_month(line, KEY, 0)
    assert score_rule(line, now).minutes[3, 0] == 75.0
    assert score_rule(world, now).minutes[3, 0] == 100.0
