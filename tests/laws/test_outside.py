"""V12 and V14 outside: how long people stay, seasons of the festival, and accounts to the unit."""

import math
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import sim.model
from sim.agents.workers import OUTSIDE, RETIRED, TALENT
from sim.model import LabourMarket
from sim.parameters import replace_parameters
from sim.processes.ledger import AccountsError, persons_accounts
from sim.report.seasons import HOMEWARD, SETTING_OUT, monthly_sum
from tests.laws.accounts import Arrays, snapshot
from tests.laws.toolbox import ALARM_Z, copied, default_start, run, world

SCALE, MONTHS = 0.001, 30


def changed(months: int = MONTHS, covid: bool = False, **boundary: float) -> Any:
    """Return a setting at 1:1000 with other parameters of the boundary; it starts from the usual state."""
    setting = world(scale=SCALE, months=months, covid=covid)
    parameters = replace_parameters(setting.parameters, {"boundary": boundary})
    return setting.__class__(**{**vars(setting), "parameters": parameters})


# Little's law: stock = flow x mean stay. What leaves in a month is binomial in the stock, so that the sum of
# the differences from hazard x stock has the variance of the sum of stock x hazard x (1 - hazard).


def little(flow: list[float], stock: list[float], hazard: list[float]) -> float:
    """Return how many standard errors the stock lies from flow x mean stay, 1 / hazard."""
    at_risk, chance = np.array(stock), np.array(hazard)
    spread = math.sqrt(float((at_risk * chance * (1.0 - chance)).sum()))
    return float((np.array(flow) - at_risk * chance).sum()) / spread


@cache
def talent_record(hazard: float) -> tuple[list[float], list[float], int]:
    """Return departures and stocks at risk by month, and all arrivals."""
    setting = changed(talent_arrivals=60_000.0, talent_retention_hazard=hazard, offer_probability=0.0)
    months: list[Arrays] = []
    flows: list[tuple[int, int]] = []

    def watch(model: LabourMarket) -> None:
        months.append(snapshot(model))
        if model.flows is not None:
            boundary = model.flows.boundary
            flows.append((int(boundary.talent_left.sum()), int(boundary.talent.sum())))

    run(setting, watch=watch)
    stock = [float(still_there(one, next_).sum()) for one, next_ in pairwise(months)]
    return [float(left) for left, _ in flows], stock, sum(came for _, came in flows)


def still_there(before: Arrays, after: Arrays) -> np.ndarray:
    """Return who is talent in the region and does not retire this month."""
    there = (before["workers.flags"] & TALENT > 0) & (before["workers.status"] < OUTSIDE)
    return there & (after["workers.status"] != RETIRED)


def test_talent_stays_as_long_as_its_hazard_says() -> None:
    """Hazard 0.2 a month, so a mean stay of five months. False alarm 1 in 40,000.

    Control: a stay a third longer is refused, and nobody leaves at a hazard of zero.
    """
    left, stock, arrived = talent_record(0.2)
    assert sum(stock) * 0.2 > 100
    assert abs(little(left, stock, [0.2] * len(left))) < ALARM_Z
    assert abs(little(left, stock, [0.2 * 1.5] * len(left))) > ALARM_Z
    assert sum(left) <= arrived + stock[0]
    assert sum(talent_record(0.0)[0]) == 0


def homecoming_record() -> tuple[list[float], list[float], list[float]]:
    """Return homecomings from outside, people away outside, and the chance to go home by month."""
    setting = changed(return_rate=0.08, return_value_response=0.0)
    months: list[Arrays] = []
    flows: list[float] = []

    def watch(model: LabourMarket) -> None:
        months.append(snapshot(model))
        if model.flows is not None:
            boundary = model.flows.boundary
            flows.append(float((boundary.returned + boundary.from_pool).sum() + boundary.between.sum()))

    # The ids reserved for the pool of earlier migrants are as many as come at the usual hazard.
    state = copied(default_start(SCALE))
    state.out_pool //= 8
    run(setting, state, watch=watch)
    stock = [away_outside(one, next_) for one, next_ in pairwise(months)]
    season = [3.0 if month % 12 < 2 else 1.0 for month in range(len(stock))]
    return flows, stock, [0.08 * 12 / 16 * factor for factor in season]


def away_outside(before: Arrays, after: Arrays) -> float:
    """Return who is outside, elsewhere than registered, and does not retire this month; pools included."""
    away = (before["workers.status"] == OUTSIDE) & (after["workers.status"] != RETIRED)
    away &= before["workers.residence"] != before["workers.registration"]
    return float(away.sum() + before["out_pool"].sum())


def test_people_stay_outside_as_long_as_the_hazard_of_homecoming_says() -> None:
    """0.08 a month on average, three times as much around the festival. False alarm 1 in 40,000.

    Control: hazards half as high again, and those without a season, are refused.
    """
    home, stock, hazard = homecoming_record()
    assert abs(little(home, stock, hazard)) < ALARM_Z
    assert abs(little(home, stock, [1.5 * chance for chance in hazard])) > ALARM_Z
    peaks = [month for month in range(MONTHS) if month % 12 < 2]
    home_then, stock_then = ([values[month] for month in peaks] for values in (home, stock))
    assert abs(little(home_then, stock_then, [0.08] * len(peaks))) > ALARM_Z


# Seasons


@cache
def flows_of(covid: bool, peaks: bool = True) -> Any:
    """Return the flows of 2019 to 2022, with or without the pandemic and the peaks of the festival."""
    peak = {} if peaks else {"spring_festival_factor": 1.0, "departure_factor": 1.0}
    return run(changed(48, covid, **peak)).record.flows_table()


def season_z(flows: Any, kinds: tuple[str, ...], months: tuple[str, str]) -> float:
    """Return by how many standard errors two months of the year have more than their two twelfths."""
    by_month = monthly_sum(flows, kinds) * SCALE
    total = float(by_month.sum())
    inside = float(by_month[by_month.index.str[5:].isin(months)].sum())
    return (inside - total / 6.0) / math.sqrt(total * 5.0 / 36.0)


@pytest.mark.parametrize("covid", [True, False], ids=["covid", "no covid"])
def test_people_go_home_for_the_festival_and_set_out_after_it(covid: bool) -> None:
    """A year without seasons passes once in 80,000, on either count."""
    flows = flows_of(covid)
    assert season_z(flows, HOMEWARD, ("01", "02")) > ALARM_Z
    assert season_z(flows, SETTING_OUT, ("02", "03")) > ALARM_Z


def test_without_the_festival_no_season_is_seen() -> None:
    """Control: with factors of one the same counts stay within the bound. False alarm 1 in 20,000."""
    flows = flows_of(False, peaks=False)
    assert abs(season_z(flows, HOMEWARD, ("01", "02"))) < ALARM_Z
    assert abs(season_z(flows, SETTING_OUT, ("02", "03"))) < ALARM_Z


# Accounts


def test_an_id_stays_one_person_who_comes_and_goes() -> None:
    """Exact: people come back under their ids, and no id is handed out twice."""
    came_again = 0

    def watch(model: LabourMarket) -> None:
        nonlocal came_again
        if model.flows is not None:
            came_again += int(model.flows.boundary.again.sum())
        blocks = model.state.worker_blocks
        used = sum(range(low, high).__len__() for low, high in blocks.pieces().tolist())
        assert used == int(model.census.by_status.sum()) == int(blocks.used.sum())

    run(changed(24, return_rate=0.05, attraction=5.0), watch=watch)
    assert came_again > 0


def leak_a_person(model_state: Any) -> None:
    """One who is outside is forgotten."""
    outside = np.flatnonzero(model_state.workers.status == OUTSIDE)
    model_state.workers.status[outside[0]] = RETIRED


def leak_from_a_pool(model_state: Any) -> None:
    """One who might move in is forgotten."""
    model_state.in_pool[1, 0] -= 1


def leak_an_earlier_migrant(model_state: Any) -> None:
    """One who left before the model starts is forgotten."""
    model_state.out_pool[3, 2, 0] -= 1


def leak_a_pensioner(model_state: Any) -> None:
    """One who retired is forgotten."""
    retired = np.flatnonzero(model_state.workers.status == RETIRED)
    model_state.workers.status[retired[0]] = 5


@pytest.mark.parametrize(
    ("leak", "account"),
    [
        (leak_a_person, "people outside by boundary node"),
        (leak_from_a_pool, "people who may move in"),
        (leak_an_earlier_migrant, "people who left before"),
        (leak_a_pensioner, "the retired"),
    ],
)
def test_a_leaked_person_stops_the_run(monkeypatch: pytest.MonkeyPatch, leak: Any, account: str) -> None:
    """Control of the accounts with the outside: one person who vanishes is noticed in the same month."""
    honest = sim.model.cross_boundary

    def leaky(setting: Any, state: Any, *rest: Any) -> Any:
        flows = honest(setting, state, *rest)
        leak(state)
        return flows

    monkeypatch.setattr(sim.model, "cross_boundary", leaky)
    with pytest.raises(AccountsError, match=f"accounts of {account}"):
        run(changed(1), copied(default_start(SCALE)))


def test_persons_of_all_places_change_by_the_youth_alone() -> None:
    """Control of the last account: someone invented in the region shows in it, whatever else is counted."""
    model = run(changed(1))
    after, flows = model.census, model.flows
    grown_up = int(flows.schools.grown_up.sum())
    by_status = after.by_status.copy()
    by_status[0] += 1
    *_, persons = persons_accounts(flows, after._replace(by_status=by_status), after)
    assert persons[0] == "persons"
    assert persons[1] - persons[2] == 1 + grown_up
    assert grown_up > 0
