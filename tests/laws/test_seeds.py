"""V16: common random numbers. What a policy does not touch stays the same, bit for bit.

All comparisons are exact, so a correct model cannot fail them by chance.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import sim.threads
from sim.agents.blocks import IdBlocks
from sim.agents.state import State, state_arrays
from sim.agents.workers import EMPLOYED, RETIRED, UNUSED
from sim.config import instruments
from sim.model import LabourMarket, new_initial_state
from sim.policies.base import Instrument, Policies, Settings
from sim.processes.world import World
from sim.threads import Threads
from tests.laws.toolbox import copied, default_start, different, dosed, run, same_bits, with_key, world

INSTRUMENTS = tuple(sorted(set(instruments()) - {"placebo"}))
MONTHS = 26
"""Long enough for the pandemic and for five months of the plan."""


@pytest.fixture(scope="module")
def baseline() -> LabourMarket:
    return run(world(months=MONTHS))


@pytest.mark.parametrize(
    "policies",
    [
        dosed(0.0, *INSTRUMENTS, start="2020-10"),
        dosed(1.0, "placebo", start="2019-01"),
        dosed(1.0, *INSTRUMENTS, start="2021-03"),
    ],
    ids=["dose of zero", "placebo", "never in force"],
)
def test_what_does_nothing_changes_no_bit(baseline: LabourMarket, policies: dict) -> None:
    """Every column and every table equals the baseline."""
    assert different(baseline, run(world(months=MONTHS, policies=policies))) == []


def test_nothing_happens_before_the_start(baseline: LabourMarket) -> None:
    """The months before all instruments start equal the baseline. Control: later months do not.

    Each by itself: `test_contract.py`.
    """
    treated = run(world(months=MONTHS, policies=dosed(1.0, *INSTRUMENTS, start="2020-10")))
    for one, other in zip(baseline.record.tables().values(), treated.record.tables().values(), strict=True):
        assert one[one.month < "2020-10"].equals(other[other.month < "2020-10"])
    assert "workers.employer" in different(baseline, treated)


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_change_no_bit(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One, two or three threads, and pieces of any size, give the same run."""
    one = run(world(months=15))
    monkeypatch.setattr(sim.threads, "SMALL", 1)
    monkeypatch.setattr(IdBlocks.pieces, "__defaults__", (997,))
    monkeypatch.setattr(sim.threads.row_pieces, "__defaults__", (101,))
    many = run(replace(world(months=15), threads=Threads(threads)))
    assert different(one, many) == []


def test_a_run_is_its_seed(baseline: LabourMarket) -> None:
    """The same seed gives the same run, another seed another one."""
    again = run(world(months=MONTHS))
    assert different(baseline, again) == []
    assert "workers.status" in different(baseline, run(world(months=MONTHS), seed=2))


class Flood(Instrument):
    """Twenty times as many professionals come to the second city."""

    instrument_id = "T01"

    def talent_arrivals(self, rate: np.ndarray, month: int) -> np.ndarray:
        return rate * np.array([1.0, 20.0, 1.0, 1.0])


def flooded(setting: World) -> World:
    """Return the setting with more talent in the second city from the first month."""
    return replace(setting, policies=Policies({"flood": Flood(Settings(1.0, 0, 1, (1,), 0.0), 1.0)}))


def ids_of(model: LabourMarket, block: str) -> np.ndarray:
    """Return the ids that a source has handed out."""
    blocks = model.state.worker_blocks
    index = blocks.names.index(block)
    return np.arange(blocks.start[index], blocks.start[index] + blocks.used[index])


def test_extra_arrivals_touch_nobody_else_in_their_month() -> None:
    """In the month they come, all other workers and all firms and posts are what they would have been."""
    setting = world(scale=0.002, months=1)
    plain, crowded = run(setting), run(flooded(setting))
    extra = np.setdiff1d(ids_of(crowded, "talent:Deyang"), ids_of(plain, "talent:Deyang"))
    assert extra.size > 3
    for name, column in state_arrays(plain.state).items():
        other = state_arrays(crowded.state)[name]
        if name.startswith("workers."):
            assert same_bits(np.delete(column, extra), np.delete(other, extra)), name
        elif name.startswith(("firms.", "vacancies.", "firm_blocks.")):
            assert same_bits(column, other), name


def test_extra_arrivals_shift_no_id_and_no_fate() -> None:
    """A year later every entrant has the same id and traits, and everybody retires in the same month.

    These decisions rest on nothing that the arrivals change, so only a shifted draw could alter them.
    Control: employment, which they do change through competition, differs.
    """
    setting = world(scale=0.002, months=12)
    plain, crowded = run(setting), run(flooded(setting))
    one, other = plain.state.workers, crowded.state.workers
    for city in plain.region.city_names:
        ids = ids_of(plain, f"entrants:{city}")
        assert ids.size > 5
        assert same_bits(ids, ids_of(crowded, f"entrants:{city}"))
        # Courses, which depend on having a job, change skills and certificates.
        for trait in ("birth_month", "registration"):
            assert same_bits(getattr(one, trait)[ids], getattr(other, trait)[ids]), (city, trait)
    both = np.arange(one.status.size) < plain.state.worker_blocks.start[8]
    both &= one.status != UNUSED
    assert same_bits((one.status == RETIRED)[both], (other.status == RETIRED)[both])
    retired = both & (one.status == RETIRED)
    assert retired.sum() > 100
    assert same_bits(one.spell_start[retired], other.spell_start[retired])
    assert not same_bits((one.status == EMPLOYED)[both], (other.status == EMPLOYED)[both])


def test_firms_grow_by_their_own_draws() -> None:
    """Instruments leave the latent size of every firm that lives in both runs as it was.

    Incubators may let a founder in earlier, who then has grown for longer: those are left out.
    """
    setting = world(scale=0.002, months=12)
    treated = world(scale=0.002, months=12, policies=dosed(1.0, *INSTRUMENTS))
    one, other = run(setting).state.firms, run(treated).state.firms
    both = (one.alive == 1) & (other.alive == 1) & (one.entry_month == other.entry_month)
    assert both.sum() > 1000
    assert same_bits(one.log_size[both], other.log_size[both])
    assert not same_bits(one.headcount[both], other.headcount[both])


CUT = {
    "information": {"awareness": 0.0, "home_awareness": 0.0, "awareness_boundary": 0.0},
    "choice": {"administrative_barrier": 100.0, "migration_cost": 100.0},
    "boundary": {"return_rate": 0.0, "attraction": 0.0, "talent_arrivals": 0.0},
}


@pytest.fixture(scope="module")
def islands() -> tuple[World, State]:
    """Four cities without links: nobody sees, enters, leaves or commutes to another place.

    Nor are there agencies: their consultants serve several cities, so that orders here take room there.
    """
    setting = world(months=15, agencies=False, parameters=CUT)
    region = setting.region
    setting = replace(
        setting, region=replace(region, initial_commuters=np.zeros_like(region.initial_commuters))
    )
    return setting, new_initial_state(setting)


def open_posts(state: State, city: int, world: World) -> list[np.ndarray]:
    """Return firm, number and month of the open posts of a city in their order, cell by cell."""
    vacancies, cells = state.vacancies, np.arange(state.vacancies.open_posts.size)
    own = cells[cells // (world.n_industries * world.n_skills) % world.n_cities == city]
    slots = [vacancies.offset[cell] + np.arange(vacancies.open_posts[cell]) for cell in own]
    place = np.concatenate(slots)
    return [
        vacancies.open_posts[own],
        vacancies.firm[place],
        vacancies.sequence[place],
        vacancies.month[place],
    ]


def differing_cities(one: LabourMarket, other: LabourMarket) -> set[int]:
    """Return the cities of which any column, post or memory differs."""
    found = set()
    left, right, cities = one.state, other.state, one.world.n_cities
    for city in range(cities):
        pairs = list(zip(open_posts(left, city, one.world), open_posts(right, city, one.world), strict=True))
        for population, place in (("workers", "residence"), ("firms", "city")):
            own, others = getattr(left, population), getattr(right, population)
            rows = (getattr(own, place) == city) | (getattr(others, place) == city)
            pairs += [(a[rows], b[rows]) for a, b in zip(own, others, strict=True)]
        for name in ("log_wages", "rents", "city_fill_rate", "posts_seen", "seekers_seen"):
            pairs.append((getattr(left, name)[city], getattr(right, name)[city]))
        pairs += [(getattr(left, n)[:, city], getattr(right, n)[:, city]) for n in ("fill_rate", "quit_rate")]
        if not all(same_bits(a, b) for a, b in pairs):
            found.add(city)
    return found


def more_demand(state: State, city: int) -> None:
    """Let the firms of a city want a tenth more staff."""
    state.labour_demand_start[:, city] *= 1.1


def higher_wages(state: State, city: int) -> None:
    """Raise the market wages of a city."""
    state.log_wages[city] += 0.2


@pytest.mark.parametrize("change", [more_demand, higher_wages], ids=lambda change: change.__name__)
@pytest.mark.parametrize("city", [0, 3])
def test_without_links_a_city_keeps_its_change_to_itself(
    islands: tuple[World, State], change: Callable[[State, int], None], city: int
) -> None:
    """A change inside one city leaves every column of the others as it was, through the pandemic too."""
    setting, state = islands
    changed = copied(state)
    change(changed, city)
    assert differing_cities(run(setting, state), run(setting, changed)) == {city}


def test_with_links_a_change_spreads() -> None:
    """Control: in the real region the same change reaches the other cities within a year."""
    setting, changed = world(months=15), copied(default_start(0.001))
    more_demand(changed, 0)
    assert differing_cities(run(setting), run(setting, changed)) == {0, 1, 2, 3}


def test_an_initial_population_has_a_key_of_its_own() -> None:
    """The seed of a run does not change whom it starts from; the key of the initial state does."""
    start = default_start(0.001)
    assert same_bits(run(world(months=1), seed=5).state.population_start, start.population_start)
    other = new_initial_state(with_key(world(), 7))
    assert not same_bits(other.workers.registration, start.workers.registration)
