"""Rare rules of agencies are equal too, and a rule or a parameter of theirs that is changed is noticed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.model import stored_initial_state
from sim.parameters import replace_parameters
from tests.reference import (
    agency_accounts,
    agency_growth,
    agency_support,
    agency_turnover,
    conduct,
    execution,
    headhunting,
    market,
    open_orders,
    places,
    rounds,
    separations,
    service_demand,
    service_information,
    service_links,
    service_market,
    service_orders,
)
from tests.reference.acceptance import HEADHUNTED
from tests.reference.agencies import NO_LINE, Line, Listing
from tests.reference.comparison import DifferenceError
from tests.reference.objects import Contract
from tests.reference.runs import PLAN, SERVICE_PLAN, both, independent, run, setting

RARE_EVENTS = {
    "services": {"headhunted_share": 0.8, "contract_adjustment": 0.8, "small_firm": 8.0, "public_firms": 0.2},
    "mediation": {"extra_rounds": 2.5, "headhunt_contacts": 200.0, "misconduct_separation": 30.0},
    "conduct": {"misconduct": 0.5, "detection": 1.0, "offender_honesty": 0.95, "black_list_months": 2},
    "agency_growth": {
        "exit_rate": 0.08, "entry_rate": 0.08, "capacity_shock": 0.15, "insolvency": 1.0,
        "branch_cost": 20000.0, "branch_opportunity": 0.5, "relocation_share": 0.4, "consultant_cost": 3.0,
    },
    "bidding": {"loyalty": 0.4},
}  # fmt: skip


def watch(seen: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Count what happens inside a month."""

    def counted(owner: Any, name: str, *events: tuple[str, Any]) -> None:
        usual = getattr(owner, name)

        def and_count(*given: Any) -> Any:
            result = usual(*given)
            for event, happened in events:
                seen[event] += bool(happened(result, *given))
            return result

        monkeypatch.setattr(owner, name, and_count)

    counted(separations, "misconduct_factor", ("misled worker at risk", lambda factor, *_: factor > 1.0))
    counted(
        execution,
        "place",
        ("headhunted", lambda _, market, decision: decision.found == HEADHUNTED),
        ("placed in round 2", lambda _, market, decision: decision.found == 2),
        ("placed in round 3", lambda _, market, decision: decision.found == 3),
        ("placed under an agency", lambda _, market, decision: decision.post.contract != Contract.DIRECT),
        ("placed on an induced order", lambda _, market, decision: decision.post.induced),
        ("misled", lambda misled, *_: misled),
    )
    counted(
        service_information,
        "honours",
        ("barred at home", lambda barred, market, agency, listing, city, reach: barred and listing == city),
        ("barred elsewhere", lambda barred, market, agency, listing, city, reach: barred and listing != city),
    )
    counted(
        service_links,
        "rendezvous",
        ("link drawn", lambda chosen, *_: chosen is not None),
    )
    counted(
        agency_turnover,
        "closes",
        (
            "insolvent",
            lambda gone, market, agency: (
                agency.cash < -market.parameters.agency_growth.insolvency * agency.cost
            ),
        ),
        ("closed", lambda gone, *_: gone),
    )
    counted(
        agency_turnover,
        "new_agency",
        ("leader", lambda agency, market, identity, city, size: size is not None),
        (
            "supported newcomer",
            lambda agency, market, *_: agency_support.quality_lead(market, agency, 1) > 0.0,
        ),
    )
    counted(
        agency_support.Support,
        "extra_growth",
        ("outside capital", lambda growth, *_: growth > 0.0),
    )
    counted(
        service_market,
        "forward_orders",
        ("orders forwarded", lambda moved, *_: moved > 0.0),
    )
    counted(
        service_market,
        "remote_support",
        ("remote bid supported", lambda factor, *_: factor > 1.0),
    )
    counted(
        agency_growth,
        "capacity_step",
        ("no growth with debts", lambda step, market, agency, *_: step == 0.0 and agency.cash < 0),
        ("largest growth", lambda step, market, *_: step == market.parameters.agency_growth.capacity_bound),
    )
    counted(
        service_orders,
        "payer_of",
        ("small payer", lambda payer, *_: payer == service_orders.SMALL),
        ("large payer", lambda payer, *_: payer == service_orders.LARGE),
    )
    counted(
        service_orders.Contracts,
        "may_dispatch",
        ("dispatch allowed", lambda allowed, *_: allowed),
        ("cap on dispatch", lambda allowed, *_: not allowed),
    )


def take_stock(seen: Counter, reference: market.ReferenceMarket) -> None:
    """Count what a month leaves behind."""
    services = reference.services
    assert services is not None
    seen["unmet orders"] += any(max(by_line) > 0.0 for by_line in services.unmet)
    seen["relocated"] += sum(services.relocated)
    seen["entered"] += sum(services.entered)
    for agency in reference.living_agencies():
        seen["red-listed"] += Listing.RED in agency.list_status
        seen["on the platform"] += agency.platform
        seen["low-rated"] += agency.reputation < reference.parameters.conduct.low_reputation
    for _, post in reference.firm_posts():
        waits = post.line != NO_LINE and post.agency is None
        seen["order waits for an agency"] += waits
        seen["agency closed under way"] += post.agency is not None and not post.agency.alive


def test_rare_rules_of_agencies_are_equal_too(monkeypatch):
    """Many headhunts, dispatched workers, cases of misconduct, black lists, debts, closures and branches."""
    base = setting(8_000, PLAN)
    state = independent(stored_initial_state(base))
    living = np.flatnonzero(state.agencies.alive)
    state.agencies.cash[living[::7]] = -1_000_000
    state.agencies.reputation[living[1::5]] = 0.9
    world = replace(base, parameters=replace_parameters(base.parameters, RARE_EVENTS))
    model, reference = both(world, state, 6)
    seen: Counter = Counter()
    watch(seen, monkeypatch)
    for _ in range(5):
        run(model, reference, 1)
        take_stock(seen, reference)
    assert all(seen.values()), f"never happened: {[name for name, n in seen.items() if not n]}"


def test_a_market_where_nobody_offers_some_lines_is_equal_too():
    world = setting(5_000, SERVICE_PLAN)
    state = independent(stored_initial_state(world))
    for line in (Line.FLEXIBLE, Line.CONSULTING):
        state.agencies.consultants[line] = 0.0
        state.agencies.clients[line] = 0.0
    model, reference = both(world, state, 1)
    run(model, reference, 1)
    assert reference.services is not None
    assert not reference.services.lines[Line.FLEXIBLE].sellers
    run(model, reference, 2)


def by_books_alone(market, shares, line, city, usual=agency_accounts.delivered):
    """Return units if quality had no part in placements."""
    if line not in (Line.RECRUITMENT, Line.HEADHUNTING):
        return usual(market, shares, line, city)
    placed = market.flows.placements[city, line] / market.scale
    return [placed * share for share in agency_accounts.books(shares.sellers, city, line)]


PERTURBED_RULES: dict[str, tuple[Any, str, Any]] = {
    "the year never begins": (market, "open_year", lambda market: None),
    "nothing is heard through agencies": (places, "with_agencies", lambda market, awareness: awareness),
    "black lists have no effect": (service_information, "honours", lambda *_: False),
    "every client looks around": (service_links, "may_stay", lambda *_: False),
    "the heaviest bidder gets the order": (
        service_links, "rendezvous",
        lambda market, post, bidders: max(bidders, key=lambda item: item[1])[0] if bidders else None,
    ),
    "all firms are small": (service_demand, "payer_of", lambda market, firm: service_orders.SMALL),
    "one agency looks in one round": (open_orders, "rounds_of", lambda *_: 1),
    "headhunters call everywhere": (headhunting, "serves", lambda cities, city: True),
    "losers apply for their own post only": (rounds, "look", lambda *_: {}),
    "capacity is filled once": (service_market, "FILLINGS", 1),
    "agencies earn more where there are more": (
        service_market, "productivity",
        lambda market, home, line: market.parameters.agency_growth.productivity[line],
    ),
    "quality has no part in placements": (agency_accounts, "delivered", by_books_alone),
    "nobody complains": (conduct, "complaints_about", lambda *_: 0),
    "agencies do not imitate": (agency_growth, "frontier", lambda market, line: 0.0),
    "an office wins nothing": (agency_turnover, "win_rate", lambda *_: 0.0),
    "remote bids have no support": (service_market, "remote_support", lambda *_: 1.0),
    "grade and park give no lead": (agency_support, "quality_lead", lambda *_: 0.0),
    "nobody is large": (agency_support, "largest_tenth", lambda living: set()),
    "no leader comes": (
        agency_turnover, "enter_leaders", lambda market: [0] * market.n_cities,
    ),
    "no agency closes": (agency_turnover, "closes", lambda *_: False),
    "misconduct is without consequence": (separations, "misconduct_factor", lambda *_: 1.0),
}  # fmt: skip


@pytest.mark.parametrize("rule", PERTURBED_RULES)
def test_a_perturbed_rule_of_agencies_is_noticed(rule, monkeypatch):
    owner, name, changed = PERTURBED_RULES[rule]
    monkeypatch.setattr(owner, name, changed)
    base = setting(5_000, PLAN)
    changes = {
        "conduct": {"misconduct": 0.6},
        "mediation": {"misconduct_separation": 50.0, "headhunt_contacts": 200.0},
        "services": {"small_firm": 8.0, "headhunted_share": 0.8},
    }
    world = replace(base, parameters=replace_parameters(base.parameters, changes))
    models = both(world, stored_initial_state(base), 1)
    with pytest.raises(DifferenceError, match=r"Month 2019-0\d: .* differs? "):
        run(*models, 5)


@pytest.mark.parametrize(
    ("process", "name"),
    [
        ("services", "account_adjustment"),
        ("services", "price_elasticity"),
        ("fees", "social_insurance"),
        ("bidding", "taste_scale"),
        ("bidding", "platform_price_weight"),
        ("conduct", "complaint_weight"),
        ("agency_growth", "learning"),
    ],
)
def test_a_parameter_of_agencies_changed_in_its_fifth_digit_is_noticed(process, name):
    world = setting(5_000, PLAN)
    value = getattr(getattr(world.parameters, process), name)
    model, reference = both(world, stored_initial_state(world), 1)
    reference.parameters = replace_parameters(world.parameters, {process: {name: value * 1.00001}})
    with pytest.raises(DifferenceError):
        run(model, reference, 4)
