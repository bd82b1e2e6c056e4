"""Stage 4, demography: retirement and entrants; also how any newcomer is equipped."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from tests.reference import draws
from tests.reference.arithmetic import first_above, ordered_sum, running_sums, single, vector_sum
from tests.reference.employment import end_jobs
from tests.reference.objects import Status, Worker
from tests.reference.youth import direct_skills

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket


def monthly_retirement(slope: float, years: int) -> list[float]:
    """Return the chance to retire in each month past the first age; at the last age everybody does.

    The annual hazard rises linearly from zero to `slope`.
    """
    rising = [
        1.0 - (1.0 - min(1.0, slope * (month / 12) / years)) ** (1.0 / 12) for month in range(years * 12)
    ]
    return [*rising, 1.0]


def staying_shares(slope: float, years: int) -> list[float]:
    """Return the share not yet retired in each month past the first age."""
    shares = [1.0]
    for chance in monthly_retirement(slope, years)[:-2]:
        shares.append(shares[-1] * (1.0 - chance))
    return shares


def retirement_chances(market: ReferenceMarket) -> list[float]:
    """Return the monthly chances with which the labour force loses the retirement rate a year.

    In a lasting age structure as many retire as reach the first age: the share of the oldest band in each
    month of age. The slope is found by bisection.
    """
    people = market.parameters.population
    years = people.retirement_last_age - people.retirement_first_age
    youngest, _, share = market.region.age_bands[-1]
    before = (people.retirement_first_age - youngest) * 12
    low, high = 0.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2.0
        reaching = share / (before + vector_sum(staying_shares(middle, years)))
        low, high = (middle, high) if reaching < people.retirement_rate / 12 else (low, middle)
    return monthly_retirement(low, years)


def open_year(market: ReferenceMarket) -> None:
    """Begin the calendar year: nobody has been served or placed by an agency yet."""
    if market.now.of_year == 1:
        for worker in market.workers.values():
            worker.served = worker.placed = False


def retire(market: ReferenceMarket) -> None:
    """Let the old retire, those outside the region too."""
    month = market.now.index
    first_age = market.parameters.population.retirement_first_age * 12
    chances = market.retirement_chances
    retired = []
    for worker in market.workers_in_order():
        past = month - worker.birth_month - first_age
        if past < 0 or worker.status > Status.OUTSIDE:
            continue
        chance = chances[min(past, len(chances) - 1)]
        if market.draws.fraction(draws.RETIREMENT, month, worker.identity) < chance:
            retired.append(worker)
    market.flows.retired = Counter(worker.residence for worker in retired if worker.status < Status.OUTSIDE)
    outside = [worker.residence - market.n_cities for worker in retired if worker.status == Status.OUTSIDE]
    market.flows.retired_outside = Counter(outside)
    market.flows.jobs_retired_from = end_jobs(market, retired, Status.RETIRED)


def let_enter(market: ReferenceMarket) -> None:
    """Let the young enter who do not go to school, or in burn-in the gap to the labour force of the start."""
    month = market.now.index
    residents = Counter(
        worker.residence
        for worker in market.workers.values()
        if worker.status <= Status.TRAINING and worker.school is None
    )
    for city in market.cities:
        if market.now.burn_in:
            count = max(city.population_at_start - residents[city.identity], 0)
            skills = entrant_skills(market, city.identity)
        else:
            count = market.flows.begun_work[city.identity]
            skills = direct_skills(market, city.identity)
        for identity in market.worker_block(f"entrants:{city_name(market, city.identity)}").take(count):
            skill = first_above(skills, market.draws.uniform(draws.ENTRANT, month, identity, 2))
            newcomer(market, identity, city.identity, skill)
        market.flows.entered[city.identity] = count


def city_name(market: ReferenceMarket, city: int) -> str:
    """Return the name of a city."""
    return market.region.node_names[city]


def newcomer(
    market: ReferenceMarket,
    identity: int,
    city: int,
    skill: int,
    registration: int | None = None,
    ages: tuple[float, float] | None = None,
) -> Worker:
    """Let a newcomer enter a city, unemployed.

    Args:
        market: the model.
        identity: id from the block of the source.
        city: where.
        skill: what he or she can do.
        registration: node, or None for a draw from the mix of the city.
        ages: youngest and oldest in years, or None for the age at which schooling ends.
    """
    month, people = market.now.index, market.parameters.population

    def u(sub: int) -> float:
        return market.draws.uniform(draws.ENTRANT, month, identity, sub)

    if registration is None:
        registration = first_above(running_sums(market.region.registration_share[city].tolist()), u(3))
    worker = Worker(market, identity)
    worker.residence, worker.skill, worker.registration = city, skill, registration
    worker.industry = first_above(fields_of_skill(market, city, skill), u(4))
    age = people.entrant_age[skill] + u(5) if ages is None else ages[0] + (ages[1] - ages[0]) * u(5)
    worker.birth_month = month - math.floor(age * 12)
    worker.spell_start = month
    certify(market, worker, u(6) < people.certificate_share[skill], registration)
    effect = market.lasting_wage_effect(worker)
    worker.log_wage = single(market.places.log_wage[city][worker.industry][skill] + effect)
    market.workers[identity] = worker
    return worker


def certify(market: ReferenceMarket, worker: Worker, holds: bool, issuer: int) -> None:
    """Give a worker a certificate of some node, if he or she holds one; none of a city if from outside."""
    worker.certified = holds
    if holds and issuer < market.n_cities:
        worker.issued_in = {issuer}


def entrant_skills(market: ReferenceMarket, city: int) -> list[float]:
    """Return the cumulative skill shares of all who join young: the city's of 2019, tilted upwards."""
    counts = [sum(by_skill[q] for by_skill in market.labour_force[city]) for q in market.skills]
    tilt = market.parameters.population.entrant_skill_tilt
    shares = [max(count / sum(counts) + more, 0.0) for count, more in zip(counts, tilt, strict=True)]
    total = ordered_sum(shares)
    return running_sums([share / total for share in shares])


def fields_of_skill(market: ReferenceMarket, city: int, skill: int) -> list[float]:
    """Return the cumulative industry shares of a city's workers of a skill in 2019."""
    counts = [market.labour_force[city][industry][skill] for industry in market.industries]
    return running_sums([count / sum(counts) for count in counts])
