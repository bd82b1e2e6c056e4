"""V14, V15 and directions of HR agencies: accounts close, the scale and the plan do what they should."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

import sim.model
from sim.agents.agencies import STAFFING_LINES
from sim.agents.state import State
from sim.measures.concentration import tail_exponent
from sim.model import LabourMarket, new_initial_state
from sim.processes.clock import open_month
from sim.processes.ledger import AccountsError
from sim.processes.service_prices import price_level
from sim.processes.service_survey import MIDDLE_OF_2020
from sim.processes.services import Services
from tests.laws.toolbox import ALARM, default_start, dosed, run, table, with_key, world

RECOGNITION, PLATFORM, LISTS, PURCHASE = (
    "mutual_qualification_recognition",
    "shared_online_market_order_grabbing",
    "red_black_credit_lists",
    "government_purchase_of_services",
)
PLAN = (
    *(RECOGNITION, PLATFORM, LISTS, PURCHASE),
    *("green_channel_high_end_talent", "labour_export_cooperation", "unified_one_window_service"),
)


def staff_of(model: LabourMarket) -> np.ndarray:
    """Return agencies' staff counted over workers, by city of work and contract, shape (C, 3)."""
    workers = model.state.workers
    counts = [
        np.bincount(workers.work_city[workers.contract == line], minlength=model.world.n_cities)
        for line in STAFFING_LINES
    ]
    return np.stack(counts, axis=1)


def offices_of(model: LabourMarket) -> np.ndarray:
    """Return the number of offices of each agency."""
    return np.unpackbits(model.state.agencies.offices[:, None], axis=1).sum(axis=1).astype(np.int64)


def month_services(model: LabourMarket) -> Services:
    """Return what the industry did in the latest month."""
    assert model.services is not None
    return model.services


def revenue_is_outlays(before: Mapping[str, Any], model: LabourMarket) -> None:
    """To the cent, by line and in all; fees are what is not handed on."""
    accounts, agencies = month_services(model).accounts, model.state.agencies
    assert (agencies.revenue_gross.sum(axis=1) == (accounts.firms + accounts.governments).sum(axis=0)).all()
    assert (agencies.revenue_net.sum(axis=1) == accounts.net.sum(axis=0)).all()
    assert accounts.between.sum() == accounts.gross.sum()
    assert (accounts.net <= accounts.gross).all()
    assert min(accounts.firms.min(), accounts.governments.min(), accounts.net.min()) >= 0


def staff_is_stock_plus_starts_less_ends(before: Mapping[str, Any], model: LabourMarket) -> None:
    """Exact, from the workers' columns; what agencies invoice is that staff at real size."""
    services, staff = month_services(model), staff_of(model)
    assert (before["staff"] + services.placed.staff_starts - services.placed.staff_ends == staff).all()
    invoiced = services.accounts.quantity[:, list(STAFFING_LINES)]
    assert np.allclose(invoiced, staff / model.world.scale, rtol=1e-9, atol=0.0)
    accounts = services.orders.demand.accounts.sum(axis=1)
    assert np.allclose(services.accounts.quantity[:, 7], accounts, rtol=1e-9, atol=0.0)


def stocks_are_those_of_living_agencies(before: Mapping[str, Any], model: LabourMarket) -> None:
    """The stocks of all agencies are what was invoiced, less what agencies that closed leave to others."""
    services, agencies = month_services(model), model.state.agencies
    stock, invoiced = agencies.stock.sum(axis=1).T, services.accounts.quantity[:, [1, 2, 3, 7]]
    assert (stock <= invoiced * (1.0 + 1e-9)).all()
    if not services.closed.any():
        assert np.allclose(stock, invoiced, rtol=1e-9, atol=0.0)
    assert not agencies.stock[:, agencies.alive == 0].any()


def client_books_sum_to_one_at_most(before: Mapping[str, Any], model: LabourMarket) -> None:
    """Books are shares."""
    books = model.state.agencies.clients
    assert books.min() >= 0.0
    assert books.sum(axis=1).max() <= 1.0 + 1e-9


def cash_is_carried_over(before: Mapping[str, Any], model: LabourMarket) -> None:
    """Exact, agency by agency: cash + fees - cost, less what owners take out, less new offices."""
    agencies = model.state.agencies
    stayed = (before["alive"] == 1) & (agencies.alive == 1)
    growth = model.parameters.agency_growth
    earned = before["cash"] + agencies.revenue_net.sum(axis=0) - agencies.cost
    kept = np.minimum(earned, np.rint(growth.cash_kept * agencies.cost).astype(np.int64))
    level = price_level(model.world, open_month(model.world, model.key, model.month - 1), MIDDLE_OF_2020)
    branches = (offices_of(model) - before["offices"]) * int(growth.branch_cost * level * 100.0)
    assert (agencies.cash[stayed] == (kept - branches)[stayed]).all()
    assert not agencies.cash[agencies.alive == 0].any()


def agencies_come_and_go(before: Mapping[str, Any], model: LabourMarket) -> None:
    """Living agencies change by entries and closures; nobody comes back; offices only open."""
    services, alive = month_services(model), model.state.agencies.alive
    gone, new = (before["alive"] == 1) & (alive == 0), (before["alive"] == 0) & (alive == 1)
    assert gone.sum() == services.closed.sum()
    assert new.sum() == services.entered.sum()
    assert not (new & before["existed"]).any()
    more = (offices_of(model) - before["offices"])[(before["alive"] == 1) & (alive == 1)]
    assert more.min() >= 0
    assert more.sum() <= services.opened.sum()


LAWS: tuple[Callable[[Mapping[str, Any], LabourMarket], None], ...] = (
    revenue_is_outlays,
    staff_is_stock_plus_starts_less_ends,
    stocks_are_those_of_living_agencies,
    client_books_sum_to_one_at_most,
    cash_is_carried_over,
    agencies_come_and_go,
)


def keeps_the_laws(before: Mapping[str, Any], model: LabourMarket) -> None:
    """Hold a month against all laws."""
    for law in LAWS:
        law(before, model)


def checked(setting: Any, check: Callable[[LabourMarket], None] | None = None) -> LabourMarket:
    """Run a setting and hold every month against the laws."""
    last: dict[str, Any] = {}
    existed = np.zeros(default_start(setting.scale).agencies.alive.size, bool)

    def watch(model: LabourMarket) -> None:
        agencies = model.state.agencies
        if last:
            keeps_the_laws(last, model)
        existed[:] |= agencies.alive == 1
        last.update(
            staff=staff_of(model),
            alive=agencies.alive.copy(),
            cash=agencies.cash.copy(),
            offices=offices_of(model),
            existed=existed.copy(),
        )

    return run(setting, watch=watch)


@cache
def two_years(planned: bool) -> LabourMarket:
    """Return two years at 1:1000, every month of which keeps the laws."""
    return checked(world(months=24, policies=dosed(1.0, *PLAN) if planned else {}))


@pytest.mark.parametrize("planned", [False, True])
def test_accounts_of_agencies_close_in_every_month(planned: bool) -> None:
    """Exact, or to 1e-9 of a stock."""
    assert two_years(planned).month == 24


@pytest.mark.parametrize("planned", [False, True])
def test_accounts_of_agencies_close_at_another_scale(planned: bool) -> None:
    """The same at 1:100."""
    assert checked(world(0.01, months=4, policies=dosed(1.0, *PLAN) if planned else {})).month == 4


def spoil_revenue(model: LabourMarket) -> None:
    """Add a cent to what an agency earned."""
    model.state.agencies.revenue_gross[0, 0] += 1


def spoil_staff(model: LabourMarket) -> None:
    """Forget a start."""
    month_services(model).placed.staff_starts[0, 0] -= 1


def spoil_books(model: LabourMarket) -> None:
    """Count all clients twice."""
    model.state.agencies.clients[:] *= 2.0


def spoil_cash(model: LabourMarket) -> None:
    """Lose a cent."""
    model.state.agencies.cash[np.flatnonzero(model.state.agencies.alive)[0]] -= 1


@pytest.mark.parametrize("spoil", [spoil_revenue, spoil_staff, spoil_books, spoil_cash])
def test_a_spoilt_month_breaks_a_law(spoil: Callable[[LabourMarket], None]) -> None:
    """Control: one cent, one worker or one client out of place is caught."""
    before: dict[str, Any] = {}

    def watch(model: LabourMarket) -> None:
        agencies = model.state.agencies
        if model.services is None:
            alive = agencies.alive.copy()
            before.update(staff=staff_of(model), alive=alive, cash=agencies.cash.copy())
            before.update(offices=offices_of(model), existed=alive == 1)
            return
        spoil(model)
        with pytest.raises(AssertionError):
            keeps_the_laws(before, model)

    run(world(months=1), watch=watch)


def test_the_model_stops_when_an_invoice_has_no_payer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control of the model's own audit: a cent that nobody paid ends the run with the figures."""
    honest = sim.model.close_accounts

    def careless(world: Any, state: State, *rest: Any) -> Any:
        closing = honest(world, state, *rest)
        state.agencies.revenue_gross[4, 5] += 1
        return closing

    monkeypatch.setattr(sim.model, "close_accounts", careless)
    with pytest.raises(AccountsError, match="revenue and outlays by line"):
        run(world(months=1))


@pytest.mark.parametrize("planned", [False, True])
def test_the_tail_of_sizes_lasts(planned: bool) -> None:
    """Hill's exponent of agencies' staff and revenue stays within 1.0 to 1.4 for two years."""
    agencies = two_years(planned).state.agencies
    staff = agencies.consultants[:, agencies.alive == 1].sum(axis=0)
    assert 1.0 < tail_exponent(staff) < 1.4
    assert 1.0 < tail_exponent(agencies.revenue_gross.sum(axis=0) / 100.0) < 1.4
    assert tail_exponent(np.sqrt(staff)) > 1.4, "control: a thinner tail is not taken for one"


FEW: dict[str, dict[str, Any]] = {"agencies": {"entities": 890}, "governance": {"implementation": 1.0}}
"""A tenth of the agencies, so that months are quick; the plan is carried out in full."""
REPLICATIONS: Mapping[float, int] = {0.001: 14, 0.01: 9}
LINES = (
    "recruitment",
    "dispatch",
    "outsourcing",
    "flexible",
    "training",
    "headhunting",
    "consulting",
    "personnel",
)


def first_year(scale: float, number: int) -> dict[str, float]:
    """Return figures of one replication for 2019, with a population and agencies of its own."""
    setting = with_key(world(scale, months=12, parameters=FEW), 7000 + number)
    revenue: list[np.ndarray] = []

    def watch(model: LabourMarket) -> None:
        if model.services is not None:
            revenue.append(model.services.accounts.gross.sum(axis=0) / 1e11)

    model = run(setting, new_initial_state(setting), seed=number, watch=watch)
    year = table(model)
    figures = dict(zip(LINES, np.sum(revenue, axis=0).tolist(), strict=True))
    return figures | {
        "agencies": float(year.agencies.mean()),
        "fee index": float(year.hr_fee_index.mean()),
        "simulated staff": float(staff_of(model).sum()),
    }


@cache
def replications(scale: float) -> dict[str, np.ndarray]:
    """Return each figure of every replication at a scale."""
    rows = [first_year(scale, number) for number in range(REPLICATIONS[scale])]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


COARSE = 0.01
"""Relative difference that is allowed: at 1:1000 firms have 0.4 % fewer jobs than at 1:100, because the small
cells of a city and industry hold a firm or two, and personnel accounts, which hardly vary, show it."""


def agreement(figure: str) -> float:
    """Return the p-value of Welch's t test that the means of both scales differ by at most `COARSE`."""
    one, other = (replications(scale)[figure] for scale in REPLICATIONS)
    errors = [own.var(ddof=1) / own.size for own in (one, other)]
    freedom = sum(errors) ** 2 / sum(
        e * e / (own.size - 1) for e, own in zip(errors, (one, other), strict=True)
    )
    excess = max(abs(one.mean() - other.mean()) - COARSE * abs(other.mean()), 0.0)
    return float(2.0 * stats.t.sf(excess / np.sqrt(sum(errors)), freedom))


@pytest.mark.parametrize("figure", [*LINES, "agencies", "fee index"])
def test_the_industry_does_not_depend_on_the_scale(figure: str) -> None:
    """Means at 1:1000 and 1:100 agree within 1 % and their joint error. False alarm: 2.5e-5 each."""
    values = [replications(scale)[figure] for scale in REPLICATIONS]
    assert agreement(figure) > ALARM, [(own.mean(), own.std(ddof=1)) for own in values]


def test_the_number_of_simulated_staff_does_depend_on_it() -> None:
    """Control."""
    assert agreement("simulated staff") < ALARM


PAIRS, MONTHS, SCALE = 8, 8, 0.01
ONE_IN_10000 = 1e-4
"""A policy without effect passes a one-sided paired t test at this level once in ten thousand tests."""


@cache
def small_start() -> State:
    """Return the state after burn-in with a tenth of the agencies."""
    return new_initial_state(world(SCALE, parameters=FEW))


@cache
def under(policy: str, seed: int) -> LabourMarket:
    """Return a run of eight months in which misconduct is ten times as frequent, so that it can be seen."""
    parameters = {**FEW, "conduct": {"misconduct": 0.3}}
    policies = dosed(1.0, policy) if policy else {}
    return run(world(SCALE, months=MONTHS, parameters=parameters, policies=policies), small_start(), seed)


def effects(policy: str, measure: Callable[[LabourMarket], float]) -> np.ndarray:
    """Return the paired differences of a measure between runs with and without a policy."""
    return np.array([measure(under(policy, seed)) - measure(under("", seed)) for seed in range(1, PAIRS + 1)])


def odds(differences: np.ndarray) -> float:
    """Return the chance of differences so far above zero if the policy does nothing."""
    return float(stats.ttest_1samp(differences, 0.0, alternative="greater").pvalue)


def total(measure: str) -> Callable[[LabourMarket], float]:
    """Return the measure that sums a column of the region's table."""
    return lambda model: float(table(model)[measure].sum())


def of_line(column: str, line: str, per: str = "") -> Callable[[LabourMarket], float]:
    """Return the measure that sums a column of a service line, or its mean per unit of another column."""

    def measure(model: LabourMarket) -> float:
        services = model.record.tables()["services"]
        rows = services[(services.line == line) & (services.city == "All")]
        return float(rows[column].sum() / (rows[per].sum() if per else 1.0))

    return measure


def recognised(model: LabourMarket) -> float:
    """Return the cities per agency that let it serve."""
    agencies = model.state.agencies
    served = np.unpackbits(agencies.recognised_in[agencies.alive == 1][:, None], axis=1)
    return float(served.sum(axis=1).mean())


def across_cities(model: LabourMarket) -> float:
    """Return the share of the second half's invoices to clients in another city than the head office."""
    flows = model.record.tables()["service_flows"]
    late = flows[(flows.kind == "revenue") & (flows.month > f"2019-{MONTHS // 2:02d}")]
    return float(late[late.origin != late.destination].value.sum() / late.value.sum())


def test_mutual_recognition_opens_the_cities() -> None:
    """Agencies serve more cities, and sell more across cities. Odds 1e-4 each without an effect."""
    assert odds(effects(RECOGNITION, recognised)) < ONE_IN_10000
    assert odds(effects(RECOGNITION, across_cities)) < ONE_IN_10000


@pytest.mark.parametrize("line", ["training", "consulting"])
def test_the_platform_lowers_fees(line: str) -> None:
    """Mean price of an order, all of them. Odds 1e-4 without an effect."""
    assert odds(-effects(PLATFORM, of_line("revenue_net", line, per="quantity"))) < ONE_IN_10000


@pytest.mark.parametrize("line", [0, 4, 6])
def test_orders_on_the_platform_pay_less_than_others(line: int) -> None:
    """In the last month of every run: by the shares there, and of the others that look around."""
    for seed in range(1, PAIRS + 1):
        model = under(PLATFORM, seed)
        own = month_services(model).orders.allocation.lines[line]
        price = model.state.agencies.price[line, own.ids]
        assert (price @ own.platform < price @ own.bids).all()


def test_credit_lists_lower_misconduct() -> None:
    """A smaller share of placements is misplaced: 0.7 of it at full dose. Odds 1e-4 without an effect."""

    def share(model: LabourMarket) -> float:
        return total("misplaced")(model) / total("placements")(model)

    drop = -effects(LISTS, share)
    assert odds(drop) < ONE_IN_10000
    usual = np.mean([share(under("", seed)) for seed in range(1, PAIRS + 1)])
    assert 0.2 < drop.mean() / usual < 0.4


def test_credit_lists_bar_listed_agencies_everywhere() -> None:
    """Exact: on a black list in one city, on it in all; without the instrument in that city alone."""
    black = 2
    for policy, cities in ((LISTS, 4), ("", 1)):
        found = [
            (under(policy, seed).state.agencies.list_status == black).sum(axis=1)
            for seed in range(1, PAIRS + 1)
        ]
        listed = np.concatenate(found)
        assert set(listed.tolist()) == {0, cities}


def test_government_purchase_buys_services() -> None:
    """More recruitment orders, and public outlays. Odds 1e-4 each without an effect."""
    assert odds(effects(PURCHASE, of_line("orders", "recruitment"))) < ONE_IN_10000
    assert odds(effects(PURCHASE, of_line("outlay_governments", "recruitment"))) < ONE_IN_10000
    assert all(
        of_line("outlay_governments", "recruitment")(under("", seed)) == 0.0 for seed in range(1, PAIRS + 1)
    )


def test_two_seeds_differ_in_no_direction() -> None:
    """Control: runs without a policy, one seed against the next, show no effect at these odds."""
    for measure in (
        across_cities,
        of_line("orders", "recruitment"),
        of_line("revenue_net", "training", "quantity"),
    ):
        values = np.array([measure(under("", seed)) for seed in range(1, PAIRS + 1)])
        change = np.roll(values, 1) - values
        assert odds(change[:-1]) > ONE_IN_10000
        assert odds(-change[:-1]) > ONE_IN_10000


@pytest.mark.parametrize("policy", [RECOGNITION, PLATFORM, LISTS, PURCHASE])
def test_every_instrument_changes_the_state(policy: str) -> None:
    """At full dose the agencies end up elsewhere."""
    one, other = under(policy, 1).state.agencies, under("", 1).state.agencies
    assert (one.clients != other.clients).any()
