"""V14: every person and every post is accounted for in every month. Exact, so a false alarm is impossible."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import sim.model
from sim.agents.workers import DIRECT, DISPATCH, EMPLOYED, UNEMPLOYED
from sim.config import instruments
from sim.model import LabourMarket, new_initial_state
from sim.parameters import declarations
from sim.processes.ledger import AccountsError
from tests.laws.accounts import Arrays, broken_laws, open_slots, snapshot
from tests.laws.toolbox import default_start, dosed, run, world

INSTRUMENTS = tuple(sorted(set(instruments()) - {"placebo"}))


def random_parameters(seed: int) -> dict[str, dict[str, Any]]:
    """Return a valid set with every parameter drawn from its plausible range.

    But for the switch to the market played order by order, which takes some minutes a year.
    """
    generator = np.random.default_rng(seed)
    drawn: dict[str, dict[str, Any]] = {}
    for item in declarations():
        process, name = item.path.split(".")
        value = np.clip(generator.uniform(item.low, item.high), *item.valid)
        if isinstance(item.value, int):
            value = round(float(value))
        drawn.setdefault(process, {})[name] = (
            value.tolist() if isinstance(item.value, tuple) else float(value)
        )
    drawn["bidding"]["explicit_auction"] = 0
    return drawn


CASES = {
    "declared, 1:1000": {"scale": 0.001, "months": 26},
    "declared, 1:100": {"scale": 0.01, "months": 15},
    "random 1, B": {"months": 18, "margin_set": "B", "parameters": random_parameters(1)},
    "random 2, C": {"months": 18, "margin_set": "C", "parameters": random_parameters(2)},
    "random 3, plan": {
        "months": 18,
        "policies": dosed(1.0, *INSTRUMENTS),
        "parameters": random_parameters(3),
    },
    "random 4, no pandemic": {"months": 18, "covid": False, "parameters": random_parameters(4)},
    "no agencies": {"months": 18, "agencies": False},
}


@pytest.mark.parametrize("case", CASES)
def test_accounts_close_in_every_month(case: str) -> None:
    """All identities of `accounts.py`, from the columns, at two scales and with random parameters."""
    setting = world(**CASES[case])
    state = new_initial_state(setting) if "parameters" in CASES[case] else None
    last: list[Arrays] = []

    def check(model: LabourMarket) -> None:
        arrays = snapshot(model)
        if last:
            assert broken_laws(last[0], arrays, model) == [], f"month {model.month - 1}"
        last[:] = [arrays]

    assert run(setting, state, watch=check).month == setting.months


def first_id(arrays: Arrays, status: int) -> int:
    """Return the lowest id with a status."""
    return int(np.flatnonzero(arrays["workers.status"] == status)[0])


def swap_staff(arrays: Arrays) -> None:
    """Count one employee of a firm at another firm of the same city and industry: sums stay right."""
    pair = arrays["firms.city"].astype(int) * 100 + arrays["firms.industry"]
    firms = np.flatnonzero((arrays["firms.headcount"] > 1) & (np.arange(pair.size) >= 52))
    one, other = firms[0], firms[1]
    assert pair[one] == pair[other]
    arrays["firms.headcount"][one] -= 1
    arrays["firms.headcount"][other] += 1


def forget_an_agency(arrays: Arrays) -> None:
    """Let a worker whom an agency employs name none."""
    arrays["workers.agency"][np.flatnonzero(arrays["workers.agency"] >= 0)[0]] = -1


def promise_another_contract(arrays: Arrays) -> None:
    """Let the first direct post of an agency be one for dispatched staff."""
    direct = (arrays["vacancies.agency"] >= 0) & (arrays["vacancies.contract"] == DIRECT)
    slots = open_slots(arrays)
    arrays["vacancies.contract"][slots[direct[slots]][0]] = DISPATCH


def lose_a_worker(arrays: Arrays) -> None:
    """Let an unemployed worker vanish."""
    arrays["workers.status"][first_id(arrays, UNEMPLOYED)] = 5


def move_in_silence(arrays: Arrays) -> None:
    """Move an unemployed worker to another city without a flow."""
    worker = first_id(arrays, UNEMPLOYED)
    arrays["workers.residence"][worker] = 0 if arrays["workers.residence"][worker] > 0 else 1


def reuse_an_id(arrays: Arrays) -> None:
    """Give the row of a worker to somebody with another year of birth."""
    arrays["workers.birth_month"][first_id(arrays, EMPLOYED)] += 12


def learn_without_a_course(arrays: Arrays) -> None:
    """Let an employed worker know more than at the end of the month."""
    low = (arrays["workers.status"] == EMPLOYED) & (arrays["workers.skill"] == 0)
    arrays["workers.skill"][np.flatnonzero(low)[0]] += 1


def lose_a_certificate(arrays: Arrays) -> None:
    """Take the certificate from the first who holds one."""
    arrays["workers.certificate"][np.flatnonzero(arrays["workers.certificate"])[0]] = 0


def drop_out(arrays: Arrays) -> None:
    """Let somebody who began a course this month have never begun it."""
    last = arrays["workers.trained_month"].max()
    arrays["workers.trained_month"][np.flatnonzero(arrays["workers.trained_month"] == last)[0]] = -(2**15)


def invent_a_migrant(arrays: Arrays) -> None:
    """Add a person to an outside pool."""
    arrays["in_pool"][0, 0] += 1


def lose_a_post(arrays: Arrays) -> None:
    """Drop the last post of the first cell that has one."""
    arrays["vacancies.open_posts"][np.flatnonzero(arrays["vacancies.open_posts"])[0]] -= 1


def reopen_a_firm(arrays: Arrays) -> None:
    """Bring a closed firm back."""
    closed = (arrays["firms.alive"] == 0) & (arrays["firms.posted"] > 0)
    arrays["firms.alive"][np.flatnonzero(closed)[0]] = 1


CORRUPTIONS: dict[Callable[[Arrays], None], str] = {
    swap_staff: "staff_of_each_firm",
    forget_an_agency: "staff_of_agencies",
    promise_another_contract: "orders_of_posts",
    lose_a_worker: "labour_force_flow",
    move_in_silence: "labour_force_flow",
    reuse_an_id: "lives",
    learn_without_a_course: "skills_and_courses",
    lose_a_certificate: "skills_and_courses",
    drop_out: "skills_and_courses",
    invent_a_migrant: "persons",
    lose_a_post: "posts_flow",
    reopen_a_firm: "births_and_deaths_of_firms",
}


@pytest.mark.parametrize("corrupt", CORRUPTIONS, ids=lambda corruption: corruption.__name__)
def test_a_corrupted_month_is_caught(corrupt: Callable[[Arrays], None]) -> None:
    """Control: one person, post or firm out of place breaks the law that is about it."""
    months: list[Arrays] = []
    model = run(world(months=2), watch=lambda model: months.append(snapshot(model)))
    assert broken_laws(months[1], months[2], model) == []
    corrupt(months[2])
    assert CORRUPTIONS[corrupt] in broken_laws(months[1], months[2], model)


def test_the_model_stops_when_a_stage_forgets_a_flow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control of the model's own audit: a hire that is not reported ends the run with the figures."""
    honest = sim.model.execute

    def forgetful(*arguments: Any) -> Any:
        flows = honest(*arguments)
        flows.hires[0] -= np.eye(flows.hires.shape[1], dtype=np.int64)
        return flows

    monkeypatch.setattr(sim.model, "execute", forgetful)
    with pytest.raises(AccountsError, match="accounts of employment do not close"):
        run(world(months=1))


def test_the_model_stops_when_a_headcount_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control of the model's own audit: staff that nobody is stops the run."""
    state = default_start(0.001)
    honest = sim.model.move_houses

    def inventive(world: Any, state: Any, *rest: Any) -> Any:
        state.firms.headcount[world.n_pools] += 1
        return honest(world, state, *rest)

    monkeypatch.setattr(sim.model, "move_houses", inventive)
    with pytest.raises(AccountsError, match="staff by sector"):
        run(world(months=1), state)
