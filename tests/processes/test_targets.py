"""What each vacancy weighs for each type of worker: inclusive values, awareness, visible posts."""

import math

import numpy as np
import pytest

from sim.processes.targets import (
    attraction,
    inclusive_value,
    skill_closeness,
    split_kind,
    visible_vacancies,
    weigh_targets,
    worker_kind,
)
from tests.processes.builders import at, plain_places, some_vacancies, some_workers


def test_a_type_is_skill_residence_registration_and_certificate():
    workers = some_workers(1, skill=2, residence=1, registration=3, certificate=0b101)
    assert split_kind(worker_kind(workers, 0, 4), 4) == (1, 3, 1, 2)
    workers.registration[0], workers.certificate[0] = 6, 0
    assert split_kind(worker_kind(workers, 0, 4), 4) == (0, 4, 1, 2), "4: registered in none of the cities"


def test_all_types_are_distinct():
    seen = {split_kind(kind, 4) for kind in range(4 * 4 * 5 * 2)}
    assert len(seen) == 160


def value(node, places, certified=0, job_skill=0, home=0):
    return inclusive_value(0, 0, home, certified, node, job_skill, 9.0, places)


def hilly(**fields):
    barrier, cost = np.zeros((2, 2, 2)), np.zeros((2, 2, 3))
    barrier[:, 0, 1], cost[:, 0, 1], cost[:, 0, 2] = 1.0, 0.8, 1.2
    return plain_places(barrier=barrier, moving_cost=cost, **fields)


def test_inclusive_value_is_the_log_sum_of_commuting_and_moving():
    # commuting 9 - 1, moving 9 - 0.8
    expected = 0.35 * math.log(math.exp(8.0 / 0.35) + math.exp(8.2 / 0.35))
    assert value(1, hilly()) == pytest.approx(expected)


def test_inclusive_value_at_home_outside_and_out_of_reach():
    assert value(0, hilly()) == 9.0
    assert value(2, hilly()) == pytest.approx(7.8)
    assert value(1, hilly(reachable=np.eye(2, dtype=np.uint8))) == pytest.approx(8.2)


def test_a_certificate_lowers_the_value_of_skilled_jobs_in_other_cities():
    """By the penalty times the share of jobs that ask and of cities that do not recognise it."""
    places = hilly(certificate_barrier=0.2)
    drop = value(1, places) - value(1, places, certified=1, job_skill=1)
    assert drop == pytest.approx(0.2 * 0.25 * 0.7)
    assert value(1, places, certified=1, job_skill=0) == pytest.approx(value(1, places))
    assert value(0, places, certified=1, job_skill=1) == 9.0
    assert value(2, places, certified=1, job_skill=1) == pytest.approx(7.8)


def test_a_certificate_counts_in_the_city_of_registration_that_issued_it():
    """It is recognised there for sure, so acceptance never charges the penalty; search should not."""
    places = hilly(certificate_barrier=0.2)
    assert value(1, places, certified=1, job_skill=1, home=1) == pytest.approx(value(1, places, home=1))


def weights_of(kind, places, visible, alpha=1.0, home_awareness=1.0, closeness=None):
    kinds = 2 * 2 * 3 * 2
    cell, by_industry, by_city = np.zeros((kinds, 3, 2, 2)), np.zeros((kinds, 3, 2)), np.zeros((kinds, 2, 3))
    skills = np.array([[1.0, 0.05], [0.25, 1.0]])
    closeness = np.array([[1.0, 0.5], [0.5, 1.0]]) if closeness is None else closeness
    weigh_targets(
        attraction(places, np.zeros(2)), visible, places.awareness, home_awareness, skills, closeness,
        alpha, cell, by_industry, by_city,
    )  # fmt: skip
    return cell[kind], by_industry[kind], by_city[kind]


def kind_of(skill=0, residence=0, home=0, certified=0):
    return ((skill * 2 + residence) * 3 + home) * 2 + certified


def test_weights_by_hand():
    """Posts in city 1: 4 of industry 0 and skill 0, 8 of industry 1 and skill 1; awareness 0.1."""
    visible = np.zeros((2, 3, 2, 2))
    visible[:, 1, 0, 0], visible[:, 1, 1, 1] = 4.0, 8.0
    places = plain_places(awareness=np.array([[1.0, 0.1, 0.05], [0.1, 1.0, 0.05]]))
    cell, by_industry, by_city = weights_of(kind_of(), places, visible)
    assert cell[1].tolist() == [[4.0, 0.0], [0.0, 8.0 * 0.05]]
    assert by_industry[1].tolist() == [4.0, 0.4]
    # own industry 0: 0.1 x (4 + 0.5 x 0.4) = 0.42; own industry 1: 0.1 x (0.5 x 4 + 0.4) = 0.24
    assert by_city[:, 1] == pytest.approx([0.42, 0.24])
    assert by_city[:, 0].tolist() == [0.0, 0.0], "no posts, no weight"


def test_vacancy_elasticity_bends_the_weight_of_posts():
    visible = np.zeros((2, 3, 2, 2))
    visible[:, 1, 0, 0] = 16.0
    cell, _, _ = weights_of(kind_of(), plain_places(), visible, alpha=0.5)
    assert cell[1, 0, 0] == pytest.approx(4.0)
    assert cell[0, 0, 0] == 0.0


def seen(home, residence=0):
    """Share of vacancies seen at the nodes: city 0, city 1, outside."""
    places = plain_places(awareness=np.array([[1.0, 0.1, 0.05], [0.1, 1.0, 0.05]]))
    _, _, by_city = weights_of(kind_of(home=home, residence=residence), places, np.full((2, 3, 2, 2), 1.0))
    return by_city[0] / by_city[0, residence]


def test_family_shows_the_vacancies_of_the_city_of_registration():
    assert seen(home=1) == pytest.approx([1.0, 1.0, 0.05])
    assert seen(home=0) == pytest.approx([1.0, 0.1, 0.05])


def test_whoever_is_registered_in_none_of_the_cities_sees_no_node_as_home():
    """A boundary node is seen as by anybody else: awareness_boundary, 5 %."""
    assert seen(home=2) == pytest.approx([1.0, 0.1, 0.05])


def test_closeness_of_skills(world):
    expected = [[1, 0.05, 0, 0], [0.25, 1, 0.05, 0], [0, 0.25, 1, 0.05], [0, 0, 0.25, 1]]
    assert skill_closeness(world).tolist() == expected


def test_own_account_posts_are_seen_at_home_only(world, state):
    # sector 1 (pools), Deyang, industry 7, skill 0: cell ((1 x 4 + 1) x 13 + 7) x 4
    cell = ((1 * 4 + 1) * 13 + 7) * 4
    firm_cell = (1 * 13 + 7) * 4
    state.vacancies = some_vacancies({cell: [(20, k, 0) for k in range(3)], firm_cell: [(99, 0, 0)]}, 416)
    visible = visible_vacancies(world, state)
    assert visible[:, 1, 7, 0].tolist() == [1.0, 4.0, 1.0, 1.0]
    assert visible[:, :4].sum() == 4 * 1 + 3


def test_boundary_nodes_offer_their_employment_times_the_vacancy_ratio(world, state):
    visible = visible_vacancies(world, state)
    # Chongqing 16.8 million x 0.0335 x 0.001
    assert visible[:, 4].sum(axis=(1, 2)) == pytest.approx([562.8] * 4)


def test_residents_may_be_directed_more_by_what_a_job_is_worth():
    """exp(mu IV) at home, where the inclusive value is the log wage: mu = 1 in city 0, 2 in city 1."""
    places = plain_places(log_wages=np.full((3, 2, 2), 1.5))
    values = attraction(places, np.array([1.0, 2.0]))
    assert values[kind_of(residence=0), 0] == pytest.approx(np.full((2, 2), math.exp(1.5)))
    assert values[kind_of(residence=1), 1] == pytest.approx(np.full((2, 2), math.exp(3.0)))


def test_types_who_share_a_value_share_it_rightly(world, state):
    """Values that are computed once for several types equal those of each type."""
    _, places = at(world, state, 0)
    between = np.linspace(0.2, 0.8, 5 * 4).reshape(5, 4)
    places = places._replace(certificate_recognition=between, home_tie=0.3)
    values = attraction(places, np.array([0.5, 1.0, 1.5, 2.0]))
    for kind in range(values.shape[0]):
        certified, home, residence, skill = split_kind(kind, 4)
        for node, job_skill in np.ndindex(7, 4):
            log_wage = places.log_wages[node, 3, job_skill]
            own = inclusive_value(skill, residence, home, certified, node, job_skill, log_wage, places)
            directed = math.exp((residence + 1) * 0.5 * own)
            assert values[kind, node, 3, job_skill] == pytest.approx(directed, rel=1e-12)
