"""The reference model: the labour month as plain Mesa objects. Start reading at `ReferenceMarket.step`.

It is the executable specification of the compiled model of `sim/`: the same rules with the same keyed draws,
in ordinary Python, one file or a few for each stage. It knows nothing of the kernels. Tests run both side by
side and compare every attribute of every agent bit for bit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import mesa

from sim.geography.region import Region
from sim.parameters import Parameters
from sim.policies.base import Policies
from tests.reference import draws
from tests.reference.acceptance import decide
from tests.reference.agencies import Agency, ServiceMemory, Services
from tests.reference.boundary import cross_boundary
from tests.reference.brands import gains, revise_reputations, train_brands
from tests.reference.clock import open_month
from tests.reference.demography import let_enter, open_year, retire, retirement_chances
from tests.reference.draws import Draws
from tests.reference.execution import execute
from tests.reference.export_teams import enrol, gather_teams
from tests.reference.fairs import hold_fairs
from tests.reference.firms import run_firms
from tests.reference.house_moves import move_houses
from tests.reference.ledger import Census, Flows, take_census
from tests.reference.matching import match
from tests.reference.mediation import mediate
from tests.reference.objects import (
    FIRMS,
    Cell,
    City,
    Firm,
    IdBlock,
    OwnAccountPool,
    Pair,
    Post,
    PostBoard,
    School,
    Worker,
)
from tests.reference.places import Places
from tests.reference.prices import revise_prices
from tests.reference.schools import run_schools
from tests.reference.search import search
from tests.reference.separations import separate
from tests.reference.service_information import open_service_market
from tests.reference.services import close_accounts, develop, place_orders
from tests.reference.training import train
from tests.reference.vacancies import expect_fill_rates, expect_quits, run_vacancies

LASTING_SEED = 20200911
"""Seed of what workers and firms keep for life, and of burn-in: the same in every run."""


class ReferenceMarket(mesa.Model):
    """The labour market as objects.

    Args:
        region, parameters, policies: data and rules.
        scale: simulated workers per real worker.
        covid: whether the pandemic happens.
        agencies: whether there are HR agencies.
        key: seed and replication.
        month: first month to run.

    `tests.reference.initial.read` fills in the agents and memories:

    cities, firms, workers, agencies   agents; all but cities by identity
    board                    open posts of each market cell, in the order of their slots
    schools                  vocational schools, by identity
    youth[city], direct_cohort[city]   young people at neither work nor study; whom September left of them
    field_tightness[city, industry] of the start, and of last September
    memory                   what the market for HR services remembers
    worker_blocks, firm_blocks, agency_blocks   ids for newcomers
    log_wages[city, industry, skill]   market wages, log_wages_at_start those of the start
    fill_rate[cell], quit_rate[pair]   what firms expect
    posts_seen, seekers_seen [city, industry, skill]   since the last wage round
    tightness_at_start[city, industry, skill], labour_demand_at_start[pair]   frozen at the start
    separation_norm, search_norm       likewise
    eligible[status, city]   who could begin a course at the start: employed, unemployed
    in_pool[node, skill], out_pool[city, node, skill]   people outside; node 0 is the first boundary node
    brand_reputation, branded [city, industry]   of labour brands, and their members last month
    brand_gains[city][industry]   what a brand of the usual reputation adds this month
    """

    cities: list[City]
    firms: dict[int, Firm]
    workers: dict[int, Worker]
    agencies: dict[int, Agency]
    memory: ServiceMemory
    schools: list[School]
    youth: list[int]
    direct_cohort: list[int]
    field_tightness: list[list[list[float]]]
    worker_blocks: list[IdBlock]
    firm_blocks: list[IdBlock]
    agency_blocks: list[IdBlock]
    log_wages: dict[tuple[int, int, int], float]
    log_wages_at_start: dict[tuple[int, int, int], float]
    fill_rate: dict[Cell, float]
    quit_rate: dict[Pair, float]
    posts_seen: dict[tuple[int, int, int], float]
    seekers_seen: dict[tuple[int, int, int], float]
    tightness_at_start: dict[tuple[int, int, int], float]
    labour_demand_at_start: dict[Pair, float]
    separation_norm: float
    search_norm: float
    eligible: dict[tuple[int, int], int]
    in_pool: dict[tuple[int, int], int]
    out_pool: dict[tuple[int, int, int], int]
    brand_reputation: dict[tuple[int, int], float]
    branded: dict[tuple[int, int], int]
    brand_gains: list[list[float]]
    places: Places
    census: Census

    def __init__(
        self,
        region: Region,
        parameters: Parameters,
        policies: Policies,
        scale: float,
        covid: bool,
        agencies: bool,
        key: tuple[int, int],
        month: int,
    ) -> None:
        super().__init__(seed=key[0])
        self.region, self.parameters, self.policies = region, parameters, policies
        self.scale, self.covid, self.has_agencies, self.month = scale, covid, agencies, month
        self.draws, self.lasting = Draws(*key), Draws(LASTING_SEED, 0)
        self.n_cities, self.n_nodes = region.n_cities, len(region.node_names)
        self.n_boundary = self.n_nodes - self.n_cities
        self.n_industries, self.n_skills = len(region.industry_names), len(region.skill_names)
        self.industries, self.skills = range(self.n_industries), range(self.n_skills)
        self.labour_force: list[list[list[int]]] = region.labour_force.tolist()
        self.skill_mix = [
            [[count / sum(by_skill) for count in by_skill] for by_skill in city] for city in self.labour_force
        ]
        decay = parameters.information.industry_switch_decay
        distance = region.industry_distance.tolist()
        self.closeness = [[math.exp(-decay * far) for far in row] for row in distance]
        turnover = parameters.vacancies.turnover_start
        self.normal_fill_rate = turnover / (parameters.vacancies.vacancy_ratio + turnover)
        self.retirement_chances = retirement_chances(self)
        self.board = PostBoard()
        self.flows = Flows()
        self.services: Services | None = None

    def look_around(self, month: int) -> None:
        """Set the month, what agencies may do and what choices rest on."""
        # 1. Clock: calendar, season, pandemic and output of the month.
        self.now = open_month(self.region, self.covid, month)
        # 2. Boundary: wages outside the region.
        # 3. Information: agencies' reach, awareness, barriers and costs, which policies bend.
        if self.has_agencies:
            open_service_market(self)
        self.places = Places(self, self.now)

    def step(self) -> None:
        """Run one month; each stage is over for all agents before the next begins."""
        staff_before = self.census.jobs_by_pair()
        self.flows = Flows()

        # 1 to 3. Clock, boundary and information.
        self.look_around(self.month)
        train_brands(self)
        self.brand_gains = gains(self)
        # 4. Demography: schools, retirement and entrants; adults are trained, certified and promoted.
        run_schools(self)
        open_year(self)
        retire(self)
        let_enter(self)
        train(self)
        # 5. Firms: demand, growth, exit, entry, target sizes and layoffs.
        run_firms(self)
        # 6. Separations: layoffs and releases are carried out, others lose their jobs.
        separate(self)
        # 7. Vacancies: close, re-post, withdraw and post.
        run_vacancies(self)
        # 8. Orders: firms and governments order HR services, agencies get them.
        self.services = place_orders(self) if self.has_agencies else None
        # 9. Search: who applies, and where.
        teams = gather_teams(self)
        applications, away = enrol(self, teams, *search(self))
        # 10. Matching: each post draws one candidate.
        candidates = match(applications)
        # 11. Acceptance: stay, commute or migrate.
        decisions = decide(self, candidates)
        # 12. Mediated rounds: fairs are held, headhunters call, agencies re-offer posts nobody took.
        decisions = hold_fairs(self, applications, away, decisions)
        if self.has_agencies:
            decisions = mediate(self, applications, away, candidates, decisions)
        # 13. Execution: hires, and commuters who move house.
        execute(self, decisions)
        move_houses(self)
        # 14. Boundary flows: out, home, in, and talent.
        cross_boundary(self, away, teams)
        # 15. Accounts: agencies write invoices, conduct is judged.
        # 16. Dynamics: agencies adapt, branch, close and enter.
        if self.services is not None:
            close_accounts(self, self.services)
            develop(self, self.services)
        # 17. Prices: expected fill rates and quits.
        expect_fill_rates(self)
        expect_quits(self, self.flows.quits, staff_before)
        revise_reputations(self)
        # 18. Ledger: recount, then wages and rents on the count.
        self.census = take_census(self, self.now.elapsed)
        revise_prices(self, self.census)
        self.month += 1

    def workers_in_order(self) -> list[Worker]:
        """Return everybody who has ever entered, by identity."""
        return [self.workers[identity] for identity in sorted(self.workers)]

    def firms_in_order(self) -> list[Firm]:
        """Return all employers that ever were, by identity: own-account pools first."""
        return [self.firms[identity] for identity in sorted(self.firms)]

    def living_firms(self) -> list[Firm]:
        """Return the firms that have not closed, without own-account pools."""
        return [f for f in self.firms_in_order() if f.alive and not isinstance(f, OwnAccountPool)]

    def firm_posts(self) -> Iterator[tuple[Cell, Post]]:
        """Yield the open posts of firms, cell by cell in the order of the slots."""
        for cell, posts in self.board:
            if cell[0] == FIRMS:
                for post in posts:
                    yield cell, post

    def agencies_in_order(self) -> list[Agency]:
        """Return all agencies that ever were, by identity."""
        return [self.agencies[identity] for identity in sorted(self.agencies)]

    def living_agencies(self) -> list[Agency]:
        """Return the agencies that have not closed, by identity."""
        return [agency for agency in self.agencies_in_order() if agency.alive]

    def worker_block(self, name: str) -> IdBlock:
        """Return the ids reserved for a source of newcomers."""
        return next(block for block in self.worker_blocks if block.name == name)

    def called_by(self, worker: Worker) -> int:
        """Return the city that called a visiting expert: the one whose block of talent has the id."""
        for city in range(self.n_cities):
            block = self.worker_block(f"talent:{self.region.node_names[city]}")
            if block.first <= worker.identity < block.first + block.size:
                return city
        raise ValueError(f"Worker {worker.identity} did not arrive as talent.")

    def lasting_wage_effect(self, worker: Worker) -> float:
        """Return what a worker earns above others, log wage: for life and in every run."""
        u = self.lasting.uniform(draws.INITIAL, draws.TIMELESS, worker.identity, 0)
        return self.parameters.wages.worker_effect_sd * draws.standard_normal(u)

    def earning_power(self, worker: Worker) -> float:
        """Return what a worker earns above others in any job: the lasting effect, and training so far."""
        return self.lasting_wage_effect(worker) + worker.training_gain * 2.0**-13
