"""Stage 14, boundary flows: out, home, talent out, in, again, and talent in, in this order."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from tests.reference import draws
from tests.reference.acceptance import Option, able_to_move, taste, value_of_staying
from tests.reference.arithmetic import first_above, ordered_sum, running_sums, vector_mean
from tests.reference.brands import brand_factor
from tests.reference.clock import spread_over_year
from tests.reference.demography import city_name, newcomer
from tests.reference.employment import end_jobs
from tests.reference.objects import Status, Worker
from tests.reference.search import BoundaryApplication

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket

MIGRANT_AGES = (20.0, 45.0)
MATCH_AT_NODE = 2**31
"""Added to a boundary node where otherwise the id of a firm tells matches apart."""
AGAIN_SUB, RETENTION_SUB, RETURN_SUB, IN_SUB, TALENT_SUB = 1, 1, 50, 100, 200


def cross_boundary(market: ReferenceMarket, away: list[BoundaryApplication], teams: dict[int, int]) -> None:
    """Let people leave, go home and arrive; members of export teams are given by identity."""
    emigrate(market, away, teams)
    chances = return_chances(market)
    go_home(market, chances)
    return_from_pool(market, chances)
    talent_leaves(market)
    immigrate(market)
    come_again(market)
    welcome_talent(market)


def setting_out(market: ReferenceMarket) -> float:
    """Return the factor of the season on leaving home: high in February and March."""
    return spread_over_year(market.now, market.parameters.boundary.departure_factor, (2, 3))


def offer_chance(market: ReferenceMarket, worker: Worker, teams: dict[int, int]) -> float:
    """Return the chance that an application outside becomes an offer."""
    if worker.identity in teams:
        return 1.0
    usual = market.parameters.boundary.offer_probability * setting_out(market)
    return min(usual * brand_factor(market, worker), 1.0)


def leaves(market: ReferenceMarket, application: BoundaryApplication, teams: dict[int, int]) -> bool:
    """Return whether an application becomes an offer that is taken."""
    worker, node, month = application.worker, application.node, market.now.index
    offered = market.draws.fraction(draws.BOUNDARY, month, worker.identity)
    if offered >= offer_chance(market, worker, teams):
        return False
    if worker.status > Status.UNEMPLOYED or not able_to_move(market, worker, node):
        return False
    u = market.lasting.uniform(draws.MATCH, draws.TIMELESS, worker.identity, MATCH_AT_NODE + node)
    match = market.parameters.wages.match_sd * draws.standard_normal(u)
    market_wage = market.places.log_wage[node][application.industry][application.skill]
    wage = market_wage + match + market.earning_power(worker)
    stay = value_of_staying(market, worker) + taste(market, worker, month, Option.STAY)
    go = market.places.migrating(wage, worker.skill, worker.residence, node, worker.registration)
    return go + taste(market, worker, month, Option.MIGRATE) > stay


def emigrate(market: ReferenceMarket, away: list[BoundaryApplication], teams: dict[int, int]) -> None:
    """Let workers leave, after all have decided."""
    leaving = [application for application in away if leaves(market, application, teams)]
    for application in leaving:
        market.flows.emigrated[application.worker.residence, application.node - market.n_cities] += 1
    workers = [application.worker for application in leaving]
    market.flows.jobs_left_at_boundary = end_jobs(market, workers, Status.OUTSIDE)
    for application in leaving:
        application.worker.residence = application.node
        application.worker.talent = application.worker.visiting_expert = False


def festival(market: ReferenceMarket) -> float:
    """Return the factor of the spring festival: high in January and February, one on average."""
    return spread_over_year(market.now, market.parameters.boundary.spring_festival_factor, (1, 2))


def change_of_value(market: ReferenceMarket, node: int, skill: int) -> float:
    """Return how wages less rents have moved since the start, against the trend; 0 at boundary nodes."""
    if node >= market.n_cities:
        return 0.0
    places = market.places
    rent_then = float(market.region.rent_level[node])
    then = mean([market.log_wages_at_start[node, industry, skill] for industry in market.industries])
    then += places.drift * market.now.trend_elapsed
    then -= market.parameters.choice.housing_share * math.log(rent_then)
    today = mean([places.log_wage[node][industry][skill] for industry in market.industries])
    return today - places.rent_term[node] - then


def mean(values: list[float]) -> float:
    """Return a mean whose sum is taken one after the other."""
    return ordered_sum(values) / len(values)


def return_chances(market: ReferenceMarket) -> dict[tuple[int, int, int], float]:
    """Return the monthly chance to go home by node of registration, node of residence and skill."""
    rule = market.parameters.boundary
    base = rule.return_rate * festival(market)
    change = {
        (node, skill): change_of_value(market, node, skill)
        for node in range(market.n_nodes)
        for skill in market.skills
    }
    chances = {}
    immobile = [*market.places.immobile, *([0.0] * (market.n_nodes - market.n_cities))]
    for home in range(market.n_nodes):
        for (node, skill), there in change.items():
            able = base * (1.0 - max(immobile[home], immobile[node]))
            gain = change[home, skill] - there
            chances[home, node, skill] = min(1.0, able * math.exp(rule.return_value_response * gain))
    return chances


def go_home(market: ReferenceMarket, chances: dict[tuple[int, int, int], float]) -> None:
    """Let those go home who live away from where they are registered and do not work there.

    In a city they are unemployed, at a boundary node outside. Talent leaves by its own rule.
    """
    month, returning = market.now.index, []
    for worker in market.workers_in_order():
        home = worker.registration
        settled = worker.residence == home or worker.work_city == home or worker.talent
        left_this_month = worker.status == Status.OUTSIDE and worker.spell_start == month
        if settled or left_this_month or worker.status > Status.OUTSIDE or worker.school is not None:
            continue
        chance = chances[home, worker.residence, worker.skill]
        if market.draws.fraction(draws.RETURN, month, worker.identity) < chance:
            returning.append(worker)
    for worker in returning:
        count_way_home(market, worker.residence, worker.registration)
    into_city = [worker for worker in returning if worker.registration < market.n_cities]
    out_of_region = [worker for worker in returning if worker.registration >= market.n_cities]
    market.flows.jobs_left_at_boundary += end_jobs(market, into_city, Status.UNEMPLOYED)
    market.flows.jobs_left_at_boundary += end_jobs(market, out_of_region, Status.OUTSIDE)
    for worker in into_city:
        worker.returnee = True
    for worker in returning:
        worker.residence = worker.registration


def count_way_home(market: ReferenceMarket, origin: int, home: int) -> None:
    """Count one who goes home, by the kind of the two nodes."""
    n, flows = market.n_cities, market.flows
    if home < n:
        counter, way = (
            (flows.went_home, (origin, home)) if origin < n else (flows.returned, (origin - n, home))
        )
    elif origin < n:
        counter, way = flows.left_home, (origin, home - n)
    else:
        counter, way = flows.between, (origin - n, home - n)
    counter[way] += 1


def talent_leaves(market: ReferenceMarket) -> None:
    """Let talent that arrived leave again for where it came from."""
    month, hazard, leaving = market.now.index, market.parameters.boundary.talent_retention_hazard, []
    for worker in market.workers_in_order():
        if worker.talent and worker.status < Status.OUTSIDE:
            able = 1.0 - market.places.immobile[worker.residence]
            if market.draws.uniform(draws.TALENT, month, worker.identity, RETENTION_SUB) < hazard * able:
                leaving.append(worker)
    for worker in leaving:
        market.flows.talent_left[worker.residence, worker.registration - market.n_cities] += 1
    market.flows.jobs_left_at_boundary += end_jobs(market, leaving, Status.OUTSIDE)
    for worker in leaving:
        worker.residence = worker.registration
        worker.talent = worker.visiting_expert = False


def return_from_pool(market: ReferenceMarket, chances: dict[tuple[int, int, int], float]) -> None:
    """Bring back people who left before the model starts: binomial by city, boundary node and skill."""
    month, back = market.now.index, {}
    for source, (city, outside, skill) in enumerate(sorted(market.out_pool)):
        u = market.draws.uniform(draws.BOUNDARY, month, source, RETURN_SUB)
        chance = chances[city, market.n_cities + outside, skill]
        back[city, outside, skill] = draws.binomial_count(market.out_pool[city, outside, skill], chance, u)
    for city, outside, skill in sorted(back, key=lambda source: (source[1], source[2], source[0])):
        count = back[city, outside, skill]
        market.out_pool[city, outside, skill] -= count
        market.flows.from_pool[outside, city] += count
        for identity in boundary_block(market, "returnees", outside, skill).take(count):
            newcomer(market, identity, city, skill, city, MIGRANT_AGES).returnee = True


def boundary_block(market: ReferenceMarket, source: str, outside: int, skill: int):
    """Return the id block of a boundary source."""
    return market.worker_block(f"{source}:{market.region.node_names[market.n_cities + outside]}:{skill}")


def arrival_shares(market: ReferenceMarket, outside: int, skill: int) -> list[float]:
    """Return the monthly share of an in-pool that moves to each city: a logit, cities weighted by size."""
    rule, choice, places = market.parameters.boundary, market.parameters.choice, market.places

    def wage(node: int) -> float:
        return mean([places.log_wage[node][industry][skill] for industry in market.industries])

    node = market.n_cities + outside
    stay = wage(node) - places.rent_term[node] + choice.home_tie + choice.stay_bonus
    cost = choice.migration_cost_boundary + choice.registration_penalty
    people = [sum(sum(by_skill) for by_skill in market.labour_force[city]) for city in range(market.n_cities)]
    weights = []
    for city in range(market.n_cities):
        go = wage(city) - places.rent_term[city] - cost
        weights.append(people[city] / sum(people) * math.exp((go - stay) / choice.logit_scale))
    scale = rule.attraction * rule.offer_probability / (1.0 + math.fsum(weights))
    return [
        min(1.0, scale * weight) * (1.0 - immobile)
        for weight, immobile in zip(weights, places.immobile, strict=True)
    ]


def shares_of_month(market: ReferenceMarket, outside: int, skill: int) -> list[float]:
    """Return the share of those who may move in that moves to each city this month."""
    return [min(share * setting_out(market), 1.0) for share in arrival_shares(market, outside, skill)]


def come_again(market: ReferenceMarket) -> None:
    """Let people move in again who were in the region before and are outside where they are registered."""
    month, coming = market.now.index, []
    for worker in market.workers_in_order():
        at_home = worker.status == Status.OUTSIDE and worker.residence == worker.registration
        if not at_home or worker.residence < market.n_cities or worker.spell_start == month:
            continue
        drawn = market.draws.fraction(draws.BOUNDARY, month, worker.identity, AGAIN_SUB)
        outside = worker.residence - market.n_cities
        reached = 0.0
        for city, share in enumerate(shares_of_month(market, outside, worker.skill)):
            reached += share
            if drawn < reached:
                coming.append((worker, city))
                market.flows.again[outside, city] += 1
                break
    end_jobs(market, [worker for worker, _ in coming], Status.UNEMPLOYED)
    for worker, city in coming:
        worker.residence = city


def immigrate(market: ReferenceMarket) -> None:
    """Let people of the in-pools move in: one city after the other draws from those left."""
    month, pools = market.now.index, sorted(market.in_pool)
    for source, (outside, skill) in enumerate(pools):
        remaining = 1.0
        for city, share in enumerate(shares_of_month(market, outside, skill)):
            u = market.draws.uniform(draws.BOUNDARY, month, source, IN_SUB + city)
            chance = min(share / remaining, 1.0)
            count = draws.binomial_count(market.in_pool[outside, skill], chance, u)
            market.in_pool[outside, skill] -= count
            remaining = max(remaining - share, 1e-12)
            market.flows.immigrated[outside, city] += count
            for identity in boundary_block(market, "in-migrants", outside, skill).take(count):
                newcomer(market, identity, city, skill, market.n_cities + outside, MIGRANT_AGES)


def talent_rates(market: ReferenceMarket) -> list[float]:
    """Return the expected arrivals of professionals by city, after policies."""
    rule, top = market.parameters.boundary, market.n_skills - 1
    drift = market.places.drift * market.now.trend_elapsed
    extra = market.policies.talent_pay(np.zeros(market.n_cities), market.now.index).tolist()
    rates = []
    for city in market.cities:
        c = city.identity
        base = float(market.region.talent_share[c]) * (rule.talent_arrivals / 12) * market.scale
        rises = [
            market.log_wages[c, i, top] - market.log_wages_at_start[c, i, top] for i in market.industries
        ]
        pay = vector_mean(rises) - drift + extra[c]
        rent = math.log(city.rent / float(market.region.rent_level[c]))
        rate = base * math.exp(rule.talent_pay_elasticity * pay + rule.talent_rent_elasticity * rent)
        rates.append(rate * (1.0 - market.places.immobile[c]))
    bent: list[float] = market.policies.talent_arrivals(np.array(rates), market.now.index).tolist()
    return bent


def welcome_talent(market: ReferenceMarket) -> None:
    """Let professionals arrive: Poisson by city, their origin in proportion to the pools."""
    month, top = market.now.index, market.n_skills - 1
    no_visits = np.zeros(market.n_cities)
    visits: list[float] = market.policies.visiting_experts(no_visits, month).tolist()
    for city, rate in enumerate(talent_rates(market)):
        pool = [market.in_pool[outside, top] for outside in range(market.n_boundary)]
        u = market.draws.uniform(draws.TALENT, month, city, TALENT_SUB)
        count = min(draws.poisson_count(rate, u), sum(pool))
        ids = market.worker_block(f"talent:{city_name(market, city)}").take(count)
        for identity, outside in zip(ids, origins(market, pool, ids), strict=True):
            market.in_pool[outside, top] -= 1
            drawn = market.lasting.uniform(draws.VISITING_EXPERT, draws.TIMELESS, identity)
            visiting = city != 0 and drawn < visits[city]
            home = 0 if visiting else city
            market.flows.talent[outside, home] += 1
            registration = market.n_cities + outside
            worker = newcomer(market, identity, home, top, registration, MIGRANT_AGES)
            worker.talent, worker.visiting_expert = True, visiting


def origins(market: ReferenceMarket, pool: list[int], ids: list[int]) -> list[int]:
    """Return where newcomers come from: who is drawn beyond what a pool holds comes from one with room."""
    shares = running_sums([people / max(sum(pool), 1) for people in pool])
    month = market.now.index
    origin = [first_above(shares, market.draws.uniform(draws.TALENT, month, identity)) for identity in ids]
    for outside, people in enumerate(pool):
        surplus = [place for place, drawn in enumerate(origin) if drawn == outside][people:]
        taken = Counter(origin)
        spare = [other for other, held in enumerate(pool) for _ in range(max(held - taken[other], 0))]
        for place, other in zip(surplus, spare, strict=False):
            origin[place] = other
    return origin
