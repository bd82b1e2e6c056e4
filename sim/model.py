"""The model: `LabourMarket.step` is one month, stage by stage. Start reading here.

Stages finish over all agents before the next begins. Each is a function of `sim.processes`; the imports below
say in which file its rules are, and `sim/processes/services.py` opens the door to those of the HR industry,
which come in between: `market` is what the month knows of the agencies, None in a world without them. The ODD
text beside this file (`sim/ODD.md`) describes each stage under the same number; a test keeps the two equal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple, Self, cast

import mesa

from sim.agents.populations import agencies_of, firms_of, vacancies_of, workers_of
from sim.agents.state import State, load_state, save_state
from sim.cache import cache_folder, source_digest
from sim.config import PolicySettings, RunConfig, instruments, region_of, run_config
from sim.config_errors import ConfigError
from sim.draws import Key, make_key
from sim.geography.network import city_network
from sim.geography.space import network_space
from sim.measures.record import Record
from sim.memory import keep_freed_memory
from sim.parameters import Parameters
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.acceptance import decide
from sim.processes.boundary import cross_boundary
from sim.processes.brands import revise_reputations, train_brands
from sim.processes.burn_in import burn_in
from sim.processes.clock import Month, open_month
from sim.processes.demography import renew
from sim.processes.execution import execute
from sim.processes.expectations import expect_fill_rates, expect_quits
from sim.processes.export_teams import enrol, gather_teams
from sim.processes.fairs import hold_fairs
from sim.processes.firms import run_firms
from sim.processes.house_moves import move_houses
from sim.processes.information import inform
from sim.processes.ledger import Census, Flows, audit, take_census
from sim.processes.matching import match
from sim.processes.mediation import mediate, open_year, service_flows
from sim.processes.outside import outside_log_wages
from sim.processes.population import initial_state
from sim.processes.prices import revise_prices
from sim.processes.schools import run_schools
from sim.processes.search import search
from sim.processes.separations import separate
from sim.processes.service_information import open_service_market
from sim.processes.service_ledger import audit_services
from sim.processes.services import Services, close_accounts, develop, place_orders
from sim.processes.training import train
from sim.processes.vacancies import run_vacancies
from sim.processes.world import BURN_IN, INITIAL_SEED, World
from sim.processes.youth import entry_skill_shares
from sim.threads import Threads

REPORTED = ("unemployment_rate", "vacancy_rate", "tightness", "labour_force", "commuters_in", "mean_wage")
"""What the model's data collector reports of the whole region each month."""


class Snapshot(NamedTuple):
    """A model between two months: the month that comes next, its state, count and record."""

    month: int
    state: State
    census: Census
    record: Record


class LabourMarket(mesa.Model):
    """The labour market of a region: a Mesa model whose agents are columns.

    Args:
        scale: simulated workers per real worker, in (0, 1].
        months: months to run from January 2019.
        seed, replication: key of the draws; runs that share both share every draw.
        region: name of a region, or path to its folder.
        margin_set: reading of the labour force by city, "A", "B" or "C".
        policies: instruments in force by name, with their settings (`sim.config.PolicySettings` or a
            mapping).
        covid: whether the pandemic happens.
        agencies: whether there are HR agencies.
        parameters: `sim.parameters.Parameters`, or a nested mapping of what differs from the defaults.
        threads: threads that share the rows; no effect on results.
        snapshot: of a model with the same settings but for policies, none of them in force yet; the model
            goes on from there and changes it. Its record is whole, its data collector begins there.

    Raises:
        ConfigError: a setting is not valid; one line says what was expected.

    The first model lets its process keep the memory of freed arrays (`sim.memory`).
    """

    def __init__(
        self,
        scale: float = 0.001,
        months: int = 48,
        seed: int = 1,
        replication: int = 0,
        region: str = "chengdemeizi",
        margin_set: str = "A",
        policies: Mapping[str, PolicySettings | Mapping[str, Any]] | None = None,
        covid: bool = True,
        agencies: bool = True,
        parameters: Parameters | Mapping[str, Any] | None = None,
        threads: int = 1,
        snapshot: Snapshot | None = None,
    ) -> None:
        super().__init__(seed=seed)
        if not isinstance(policies, Mapping | None):
            raise ConfigError(
                "policies: expected settings by name, such as {'unified_one_window_service': {'dose': 1.0}}, "
                f"got {policies!r}."
            )
        config = run_config(
            {
                "scenario": "scenario" if policies else "baseline",
                "scale": scale,
                "months": months,
                "seed": seed,
                "region": region,
                "margin_set": margin_set,
                "policies": {name: plain_settings(item) for name, item in (policies or {}).items()},
                "covid": covid,
                "agencies": agencies,
                "parameters": {} if parameters is None else parameters,
                "threads": threads,
            }
        )
        world, key = world_of(config), make_key(seed, replication)
        if snapshot is None:
            self._start(world, stored_initial_state(world), key, 0)
        else:
            self._start(world, snapshot.state, key, snapshot.month)
            self.census, self.record = snapshot.census, snapshot.record.under(world)

    @classmethod
    def of(cls, world: World, state: State, key: Key, month: int = 0) -> Self:
        """Return a model of a given world and state. The state changes as the model runs."""
        model = cls.__new__(cls)
        mesa.Model.__init__(model, seed=int(key[0]))
        model._start(world, state, key, month)
        return model

    def _start(self, world: World, state: State, key: Key, month: int) -> None:
        keep_freed_memory()
        self.world, self.state, self.key, self.month = world, state, key, month
        self.region, self.parameters = world.region, world.parameters
        self.census = take_census(world, state, max(month, 0))
        self.flows: Flows | None = None
        self.services: Services | None = None
        self.record = Record(world)
        self.network = city_network(world.region, world.parameters)
        self.space = network_space(self.network, self.random)
        self.workers, self.firms = workers_of(self), firms_of(self)
        self.vacancies, self.agencies = vacancies_of(self), agencies_of(self)
        self.running = month < world.months
        self.datacollector = mesa.DataCollector(model_reporters={name: latest(name) for name in REPORTED})

    def snapshot(self) -> Snapshot:
        """Return what a model needs to go on from this month.

        It shares everything with this model: pickle it, or copy it deeply.
        """
        return Snapshot(self.month, self.state, self.census, self.record.under(None))

    def step(self) -> None:
        """Run one month."""
        world, state, census = self.world, self.state, self.census
        posts_before = state.vacancies.open_posts.copy()

        # 1. Clock: calendar, season, pandemic and output of the month.
        now = open_month(world, self.key, self.month)
        # 2. Boundary: wages outside the region.
        outside = outside_log_wages(world, state, now)
        # 3. Information: agencies' reach, awareness, barriers and costs, which policies bend.
        market = open_service_market(world, state, now)
        train_brands(world, state, now)
        places = inform(world, state, now, outside, market)
        # 4. Demography: schools, retirement and entrants; adults are trained, certified and promoted.
        open_year(state, now)  # January: nobody was served or placed yet
        schools = run_schools(world, state, now, places, census.seekers)
        skills = entry_skill_shares(world, state, now)
        renewal = renew(world, state, now, places, schools.begun_work, skills)
        training = train(world, state, now)
        # 5. Firms: demand, growth, exit, entry, target sizes and layoffs.
        firm_flows = run_firms(world, state, now)
        # 6. Separations: layoffs and releases are carried out, others lose their jobs.
        job_losses = separate(world, state, now, places, firm_flows)
        # 7. Vacancies: close, re-post, withdraw and post.
        posts = run_vacancies(world, state, now)
        # 8. Orders: firms and governments order HR services, agencies get them.
        orders = place_orders(world, state, now, market)
        # 9. Search: who applies, and where.
        teams = gather_teams(world, state, now)
        applications, away = enrol(world, state, now, teams, *search(world, state, now, places))
        # 10. Matching: each post draws one candidate.
        candidates = match(state, applications)
        # 11. Acceptance: stay, commute or migrate.
        decisions = decide(world, state, now, places, candidates)
        # 12. Mediated rounds: fairs are held, headhunters call, agencies re-offer posts nobody took.
        decisions = hold_fairs(world, state, now, places, applications, away, decisions)
        decisions, outreach = mediate(
            world, state, now, places, applications, away, candidates, decisions, market
        )
        # 13. Execution: hires, and commuters who move house.
        hiring = execute(world, state, now, decisions, market)
        house_moves = move_houses(world, state, now, places)
        # 14. Boundary flows: out, home, in, and talent.
        boundary = cross_boundary(world, state, now, places, away, teams.worker)
        flows = Flows(
            renewal,
            firm_flows,
            job_losses,
            posts,
            decisions.offers,
            hiring,
            house_moves,
            boundary,
            schools,
            training,
            teams.sent,
        )
        placed = service_flows(outreach, hiring, flows.ends)
        # 15. Accounts: agencies write invoices, conduct is judged.
        closing = close_accounts(world, state, now, orders, placed)
        # 16. Dynamics: agencies adapt, branch, close and enter.
        services = develop(world, state, now, closing)
        # 17. Prices: expected fill rates and quits, wages and rents, on a count of the month's end.
        expect_fill_rates(world, state, hiring.open_posts, hiring.filled)
        expect_quits(world, state, flows.quits, census.jobs.sum(axis=3))
        revise_reputations(world, state, now)
        self.census = take_census(world, state, now.elapsed)
        revise_prices(world, state, now, self.census)
        # 18. Ledger: prove the accounts of the count, record.
        audit(world, state, flows, census, self.census, posts_before)
        audit_services(state, services)
        self.flows, self.services = flows, services
        if not now.burn_in:
            self.record.add(now, state, flows, self.census, services)
            self.datacollector.collect(self)
        self.month += 1
        self.running = self.month < world.months


def latest(name: str) -> Callable[[LabourMarket], float]:
    """Return a reporter of a measure of the whole region in the latest month."""
    return lambda model: model.record.latest(name)


def plain_settings(settings: PolicySettings | Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of an instrument as plain data."""
    return settings.model_dump() if isinstance(settings, PolicySettings) else dict(settings)


def world_of(config: RunConfig) -> World:
    """Return the setting that a configuration describes."""
    region = region_of(config.region, config.margin_set)
    return World(
        region=region,
        parameters=config.parameters,
        policies=policies_of(config, region.city_names),
        scale=config.scale,
        covid=config.covid,
        agencies=config.agencies,
        months=config.months,
        threads=Threads(config.threads),
    )


def policies_of(config: RunConfig, cities: tuple[str, ...]) -> Policies:
    """Return the instruments of a run.

    Governance is not cross-city itself, but says how much of the dose of those that are is carried out.
    """
    usual = config.parameters.governance.implementation
    settings = {name: settings_of(item, cities) for name, item in config.policies.items()}
    classes = {name: instruments()[name] for name in settings}
    single = {name: cls(settings[name], 1.0) for name, cls in classes.items() if not cls.cross_city}
    governance = Policies(single)

    def joint(name: str, cls: type[Instrument]) -> Instrument:
        chosen = settings[name].cities
        return cls(settings[name], lambda month: governance.implementation(usual, chosen, len(cities), month))

    return Policies(single | {name: joint(name, cls) for name, cls in classes.items() if cls.cross_city})


def settings_of(settings: PolicySettings, cities: tuple[str, ...]) -> Settings:
    """Return the settings of an instrument, cities as indices."""
    chosen = tuple(cities.index(city) for city in settings.cities or cities)
    cost = settings.cost_million_cny or 0.0
    return Settings(settings.dose, settings.start_month, settings.ramp_months, chosen, cost)


def prepare_initial_state(config: RunConfig) -> Path:
    """Make sure that the initial state of a configuration is stored, and return its file."""
    world = world_of(config)
    path = initial_state_path(world)
    if not path.exists():
        save_state(new_initial_state(world), path)
    return path


def stored_initial_state(world: World) -> State:
    """Return the initial state, computed the first time and read from the cache later."""
    path = initial_state_path(world)
    if path.exists():
        return load_state(path)
    state = new_initial_state(world)
    save_state(state, path)
    return state


def new_initial_state(world: World) -> State:
    """Return the population after burn-in, as every run with this region, scale and parameters starts."""
    plain = replace(world, policies=Policies(), months=world.region.n_months)
    state = initial_state(plain)
    model = LabourMarket.of(plain, state, world.initial_key, -BURN_IN)

    def step(_: Month) -> Flows:
        model.step()
        return cast(Flows, model.flows)

    burn_in(plain, state, step)
    return state


def initial_state_path(world: World) -> Path:
    """Return the file of the initial state: its name is a digest of all that decides it."""
    content = json.dumps(
        {
            "region": world.region.digest,
            "margin_set": world.region.margin_set,
            "scale": world.scale,
            "agencies": world.agencies,
            "parameters": asdict(world.parameters),
            "seed": INITIAL_SEED,
            "source": source_digest(),
        },
        sort_keys=True,
    )
    return cache_folder() / "states" / f"{hashlib.sha256(content.encode()).hexdigest()[:24]}.npz"
