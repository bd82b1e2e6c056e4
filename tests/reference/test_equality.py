"""The compiled model equals the reference: every agent, memory and tally, month by month, bit for bit."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sim.threads
from sim.agents.workers import OUTSIDE, UNEMPLOYED, UNUSED, VOCATIONAL
from sim.draws import make_key
from sim.model import LabourMarket, stored_initial_state
from sim.parameters import replace_parameters
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.burn_in import burn_in as compiled_burn_in
from sim.processes.population import initial_state
from sim.threads import Threads
from tests.reference import boundary, certification, firms, market, objects, search
from tests.reference.acceptance import AT_FAIR
from tests.reference.burn_in import burn_in
from tests.reference.comparison import DifferenceError, compare
from tests.reference.fairs import hold_fairs
from tests.reference.market import LASTING_SEED
from tests.reference.runs import (
    LABOUR_PLAN,
    PLAN,
    SCHOOL_PLAN,
    SERVICE_PLAN,
    SKILL_PLAN,
    both,
    independent,
    run,
    setting,
)

POLICIES: dict[str, dict[str, Any]] = {"baseline": {}, "plan": PLAN}
NOVEMBER_2019, JANUARY_2020, MAY_2020 = 10, 12, 16
SCHOOL_FLOWS = (
    *("grown_up", "begun_work", "school_intake", "drop_outs", "graduates", "entered_from_school"),
    *("graduates_left", "graduates_moved", "first_jobs", "intern_hires", "order_offers", "order_hires"),
)


@pytest.mark.parametrize("policies", POLICIES)
@pytest.mark.parametrize("seed", [1, 20201009])
def test_the_kernels_equal_the_reference(seed, policies):
    world = setting(5_000, POLICIES[policies])
    run(*both(world, stored_initial_state(world), seed), 6)


def test_they_are_equal_in_a_larger_market():
    world = setting(20_000, PLAN)
    run(*both(world, stored_initial_state(world), 4), 3)


@pytest.mark.parametrize("policies", [{}, LABOUR_PLAN], ids=["baseline", "plan"])
def test_they_are_equal_without_agencies(policies):
    world = setting(5_000, policies, agencies=False)
    run(*both(world, stored_initial_state(world), 2), 5)


def test_the_plan_acts_within_the_months_compared():
    """On workers each part of it; on agencies' revenue the parts that concern them or move many workers."""
    people, revenues = set(), set()
    for policies in ({}, LABOUR_PLAN, SERVICE_PLAN, SKILL_PLAN):
        world = setting(5_000, policies)
        model = LabourMarket.of(world, stored_initial_state(world), make_key(1, 0))
        for _ in range(6):
            model.step()
        workers, agencies = model.state.workers, model.state.agencies
        people.add(workers.residence.tobytes() + workers.trained_month.tobytes())
        revenues.add(agencies.revenue_gross.tobytes())
    assert len(people) == 4
    assert len(revenues) >= 3


def test_they_are_equal_over_the_new_year_and_when_the_pandemic_comes():
    """A new calendar year for those served; lockdown in February 2020, then the recovery."""
    world = setting(5_000, PLAN)
    model = LabourMarket.of(world, stored_initial_state(world), make_key(3, 0))
    while model.month < NOVEMBER_2019:
        model.step()
    model, reference = both(world, model.state, 3, NOVEMBER_2019)
    run(model, reference, 9)
    assert max(world.region.stringency[:, JANUARY_2020 + 1]) > 0.5


@pytest.mark.parametrize("agencies", [True, False], ids=["agencies", "none"])
def test_burn_in_is_equal_from_the_first_population_to_the_frozen_norms(agencies):
    world = replace(setting(1_500, agencies=agencies), months=48)
    model, reference = both(world, initial_state(world), LASTING_SEED, -24)
    months = burn_in(reference)

    def step(now):
        model.step()
        assert next(months) == now.index
        compare(model, reference)
        return model.flows

    compiled_burn_in(world, model.state, step)
    assert next(months) == 0
    compare(model, reference)


def test_they_are_equal_when_students_graduate_from_order_classes_and_a_cohort_begins():
    """May to September 2020, all school instruments in force since 2019: nothing of schools is left out."""
    world = setting(10_000, SCHOOL_PLAN, agencies=False)
    model = LabourMarket.of(world, stored_initial_state(world), make_key(6, 0))
    while model.month < MAY_2020:
        model.step()
    model, reference = both(world, model.state, 6, MAY_2020)
    seen: Counter = Counter()
    for _ in range(5):
        run(model, reference, 1)
        seen.update({name: sum(getattr(reference.flows, name).values()) for name in SCHOOL_FLOWS})
    assert all(seen[name] for name in SCHOOL_FLOWS), seen
    assert any(worker.order_class for worker in reference.workers.values())


def test_threads_that_share_the_rows_change_nothing(monkeypatch):
    monkeypatch.setattr(sim.threads, "SMALL", 0)
    world = replace(setting(20_000), threads=Threads(2))
    run(*both(world, stored_initial_state(world), 2), 1)


class Strong(Instrument):
    """Instruments of the boundary so strong that they act on a few thousand workers."""

    def visiting_experts(self, share, month):
        return np.full_like(share, 0.5)

    def export_teams(self, persons, month):
        bent = persons.copy()
        bent[3, 0], bent[3, 4], bent[1, 0] = 60_000.0, 30_000.0, 30_000.0
        return bent

    def brand_share(self, share, month):
        return np.full_like(share, 0.3)

    def brand_gain(self, gain, month):
        return np.full_like(gain, 0.5)


def people_far_from_home(state):
    """Put jobless people outside, elsewhere than they are registered; the first of them are to retire."""
    ids = np.flatnonzero(state.workers.status == UNEMPLOYED)[:20]
    state.workers.status[ids], state.workers.residence[ids] = OUTSIDE, 6
    state.workers.registration[ids] = 5
    state.workers.birth_month[ids[:4]] = -70 * 12


def test_rules_that_the_default_parameters_switch_off_are_equal_too():
    """Posts that attract less than one for one, too few professionals outside, many moves and closures.

    And all instruments of the boundary, strong; talent comes to the small cities only, and leaves at once.
    """
    changes = {
        "search": {"vacancy_elasticity": 0.8, "discouraged_probability": 0.5},
        "boundary": {
            "talent_arrivals": 3e7,
            "attraction": 6.0,
            "return_rate": 0.05,
            "talent_retention_hazard": 0.5,
        },
        "choice": {"house_move_rate": 0.5, "migration_cost": 0.4},
        "firms": {"exit_rate": 0.1, "layoff_speed": 0.6},
        "vacancies": {"repost_after": 1, "repost_probability": 0.7, "withdrawal_ratio": 1.0},
        "information": {"home_awareness": 0.5},
        "conduct": {"misconduct": 0.5},
        "training": {"volume": 2e7, "upgrade_probability": 0.9, "promotion_rate": 0.1},
    }
    everywhere = {"cities": ["Chengdu", "Deyang", "Meishan", "Ziyang"]}
    base = setting(3_000, {name: settings | everywhere for name, settings in SKILL_PLAN.items()})
    state = independent(stored_initial_state(base))
    state.in_pool[:, -1] = (3, 0, 2)
    people_far_from_home(state)
    strong = {"strong": Strong(Settings(1.0, 0, 1, (0, 1, 2, 3), 0.0), 1.0)}
    world = replace(
        base,
        region=replace(base.region, talent_share=np.array([0.0, 0.0, 0.5, 0.5])),
        parameters=replace_parameters(base.parameters, changes),
        policies=Policies(base.policies.instruments | strong),
    )
    model, reference = both(world, state, 5)
    seen: Counter = Counter()
    visited = 0
    for _ in range(5):
        run(model, reference, 1)
        visited += reference.census.visiting.total()
        seen.update({name: len(tally) for name, tally in vars(reference.flows).items()})
    never = {name for name, n in seen.items() if not n} - set(SCHOOL_FLOWS)
    assert not never, f"never happened: {never}"
    assert sum(state.in_pool[:, -1]) == 0
    assert visited > 0
    assert len(set(reference.brand_reputation.values())) > 10


def test_many_fairs_zones_and_vocational_training_are_equal_too(monkeypatch):
    """Two workers in three are vocationally trained, all firms sit in zones, and fairs make many offers."""
    base = setting(4_000)
    state = independent(stored_initial_state(base))
    entered = state.workers.status < UNUSED
    entered[::3] = False
    state.workers.flags[entered] |= VOCATIONAL
    state.firms.zone[state.firms.alive == 1] = 1
    state.firms.zone[: base.n_pools] = 0
    world = setting(4_000, {name: item | {"start": "2019-01"} for name, item in PLAN.items()})
    fairs = {"fairs": {"fairs": 600_000.0}}
    world = replace(world, parameters=replace_parameters(world.parameters, fairs))
    hired = []

    def counted(*arguments):
        decisions = hold_fairs(*arguments)
        hired.append(sum(decision.found == AT_FAIR for decision in decisions))
        return decisions

    monkeypatch.setattr(market, "hold_fairs", counted)
    run(*both(world, state, 6), 4)
    assert sum(hired) > 30, hired


def last_wins(applications):
    """Return the candidates when of two applicants the later wins."""
    return list({(item.cell, item.slot): item for item in sorted(applications, key=by_post)}.values())


def by_post(application):
    return application.cell, application.slot, application.worker.identity


def gap_stays(board, cell, slot):
    """Remove a post so that those behind it move up, instead of the last one moving in."""
    post = board.cells[cell].pop(slot)
    post.firm.open_vacancies[cell[3]] -= 1
    return post


def seen_by_outsiders(weights, kind, own, node, usual=search.TargetWeights._node):
    """Return a node's weight if all who are registered outside were registered at the first boundary node."""
    first = weights.market.n_cities
    known = weights.market.places.awareness[kind.residence][node]
    return usual(weights, kind, own, node) / (known if kind.home is None and node == first else 1.0)


PERTURBED_RULES: dict[str, tuple[Any, str, Any]] = {
    "of equal tenure the higher id is laid off": (
        firms, "choose_layoffs",
        lambda staff, count: sorted(staff, key=lambda w: (-w.spell_start, -w.identity))[:count],
    ),
    "the last applicant wins a post": (market, "match", last_wins),
    "posts move up instead of the last filling the gap": (objects.PostBoard, "remove", gap_stays),
    "no festival": (boundary, "festival", lambda market: 1.0),
    "a certificate counts where it was issued only": (
        certification, "recognised",
        lambda market, worker, city: worker.certified and worker.registration == city,
    ),
    "who is registered outside sees all of the first boundary node": (
        search.TargetWeights, "_node", seen_by_outsiders,
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", PERTURBED_RULES)
def test_a_perturbed_rule_is_noticed(rule, monkeypatch):
    """In three months; certificates weigh more than usual, so that few workers show where they count."""
    owner, name, changed = PERTURBED_RULES[rule]
    monkeypatch.setattr(owner, name, changed)
    usual = setting(5_000, agencies=False)
    signal = replace_parameters(usual.parameters, {"search": {"certificate_signal": 5.0}})
    models = both(replace(usual, parameters=signal), stored_initial_state(usual), 1)
    with pytest.raises(DifferenceError, match=r"Month 2019-0\d: .* differs? "):
        run(*models, 3)


@pytest.mark.parametrize(
    ("process", "name"),
    [
        ("wages", "match_sd"),
        ("wages", "tightness_response"),
        ("firms", "growth_scale"),
        ("vacancies", "fill_rate_prior_posts"),
        ("boundary", "housing_supply_elasticity"),
    ],
)
def test_a_parameter_changed_in_its_fifth_digit_is_noticed(process, name):
    world = setting(5_000, agencies=False)
    value = getattr(getattr(world.parameters, process), name)
    model, reference = both(world, stored_initial_state(world), 1)
    reference.parameters = replace_parameters(world.parameters, {process: {name: value * 1.00001}})
    with pytest.raises(DifferenceError):
        run(model, reference, 3)


def test_the_message_names_month_column_and_first_worker_that_differs():
    world = setting(5_000, agencies=False)
    model, reference = both(world, stored_initial_state(world), 1)
    run(model, reference, 1)
    ids = sorted(reference.workers)
    for identity in ids[100:103]:
        reference.workers[identity].log_wage = math.nextafter(9.0, 10.0)
    with pytest.raises(
        DifferenceError, match=rf"Month 2019-01: workers.log_wage differs first at {ids[100]}: .*3 differ"
    ):
        compare(model, reference)
