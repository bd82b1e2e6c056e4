"""The compiled model equals the reference: every agent, memory and tally, month by month, bit for bit."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

import sim.threads
from sim.draws import make_key
from sim.model import LabourMarket, stored_initial_state
from sim.parameters import replace_parameters
from sim.processes.burn_in import burn_in as compiled_burn_in
from sim.processes.population import initial_state
from sim.threads import Threads
from tests.reference import boundary, certification, firms, market, objects, search
from tests.reference.burn_in import burn_in
from tests.reference.comparison import DifferenceError, compare
from tests.reference.market import LASTING_SEED
from tests.reference.runs import LABOUR_PLAN, PLAN, SERVICE_PLAN, SKILL_PLAN, both, independent, run, setting

POLICIES: dict[str, dict[str, Any]] = {"baseline": {}, "plan": PLAN}
NOVEMBER_2019, JANUARY_2020 = 10, 12


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


def test_threads_that_share_the_rows_change_nothing(monkeypatch):
    monkeypatch.setattr(sim.threads, "SMALL", 0)
    world = replace(setting(20_000), threads=Threads(2))
    run(*both(world, stored_initial_state(world), 2), 1)


def test_rules_that_the_default_parameters_switch_off_are_equal_too():
    """Posts that attract less than one for one, too few professionals outside, many moves and closures."""
    changes = {
        "search": {"vacancy_elasticity": 0.8, "discouraged_probability": 0.5},
        "boundary": {"talent_arrivals": 3e7, "attraction": 6.0, "return_rate": 0.05},
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
    world = replace(base, parameters=replace_parameters(base.parameters, changes))
    model, reference = both(world, state, 5)
    seen: Counter = Counter()
    for _ in range(5):
        run(model, reference, 1)
        seen.update({name: len(tally) for name, tally in vars(reference.flows).items()})
    assert all(seen.values()), f"never happened: {[name for name, n in seen.items() if not n]}"
    assert sum(state.in_pool[:, -1]) == 0


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
    owner, name, changed = PERTURBED_RULES[rule]
    monkeypatch.setattr(owner, name, changed)
    world = setting(5_000, agencies=False)
    models = both(world, stored_initial_state(world), 1)
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
