"""A population of columns answers as Mesa's own AgentSet of objects does."""

import operator
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from sim.agents.population import Population
from sim.agents.rows import Row

N_AGENTS = 200
MONTH = 12


@dataclass
class Columns:
    """A small store; `note` and `by_skill` are not columns."""

    city: np.ndarray
    wage: np.ndarray
    age_months: np.ndarray
    employed: np.ndarray
    hired_month: np.ndarray
    by_skill: np.ndarray
    note: str = "not a column"
    free: list[int] = field(default_factory=list)


class Worker(Row):
    """A row with a method of its own."""

    def birthday(self, months=1):
        self.age_months += months


class Person(mesa.Agent):
    """The same agent as a Mesa object."""

    def __init__(self, model, **attributes):
        super().__init__(model)
        self.__dict__.update(attributes)

    def birthday(self, months=1):
        self.age_months += months


def tenure(store, ids):
    return MONTH - store.hired_month[ids]


def example_columns(n=N_AGENTS):
    generator = np.random.default_rng(3)
    return Columns(
        city=generator.integers(0, 4, n).astype(np.uint8),
        wage=generator.integers(2000, 9000, n).astype(np.float32),
        age_months=generator.integers(192, 719, n).astype(np.uint16),
        employed=generator.random(n) < 0.93,
        hired_month=generator.integers(-24, 12, n).astype(np.int16),
        by_skill=np.zeros((n, 4)),
    )


@pytest.fixture
def population():
    model = mesa.Model(seed=1)
    model.workers = Population(
        model, example_columns(), derived={"tenure_months": tenure}, row_type=Worker, label="workers"
    )
    return model.workers


@pytest.fixture
def agents():
    """The same agents as objects; `row` is the id that the column store gives them."""
    model, columns = mesa.Model(seed=1), example_columns()
    people = [
        Person(
            model,
            row=i,
            **{k: getattr(columns, k)[i].item() for k in ("city", "wage", "age_months", "employed")},
            tenure_months=MONTH - columns.hired_month[i].item(),
        )
        for i in range(N_AGENTS)
    ]
    agent_set = AgentSet(people, random=Random(1))
    agent_set.keep = people  # an AgentSet holds its agents weakly
    return agent_set


def rows(agent_set):
    return [agent.row for agent in agent_set]


def test_size_and_order(population, agents):
    assert len(population) == len(agents)
    assert [row.unique_id for row in population] == rows(agents)


@pytest.mark.parametrize(
    "condition",
    [
        lambda a: a.wage > 5000,
        lambda a: (a.city == 1) & (a.age_months < 400),
        lambda a: a.city == 1 and a.age_months < 400,
        lambda a: a.city in {0, 3},
        lambda a: not a.employed,
        lambda a: a.tenure_months >= 12,
        lambda a: True,
        lambda a: a.wage < 0,
    ],
)
@pytest.mark.parametrize("at_most", [float("inf"), 7, 0, 1, 0.25, 1.0, 2.5])
def test_select(population, agents, condition, at_most):
    ours = population.select(condition, at_most=at_most)
    assert ours.ids.tolist() == rows(agents.select(condition, at_most=at_most))
    assert population.count(condition) == len(agents.select(condition))


def test_select_without_condition_takes_the_first(population, agents):
    assert population.select(at_most=0.1).ids.tolist() == rows(agents.select(at_most=0.1))
    assert population.select().ids.tolist() == rows(agents.select())


def test_selection_of_a_selection(population, agents):
    def chain(a):
        return a.select(lambda w: w.city > 0).select(lambda w: w.wage > 4000, at_most=9)

    assert chain(population).ids.tolist() == rows(chain(agents))


@pytest.mark.parametrize("name", ["city", "wage", "employed", "tenure_months"])
def test_get(population, agents, name):
    assert population.get(name).tolist() == agents.get(name)


def test_get_several(population, agents):
    assert population.get(["city", "age_months"]).tolist() == agents.get(["city", "age_months"])


@pytest.mark.parametrize("function", [sum, min, max, len, np.mean, np.median])
def test_agg(population, agents, function):
    assert population.agg("age_months", function) == pytest.approx(agents.agg("age_months", function))


def test_agg_of_a_narrow_column_does_not_overflow(population, agents):
    assert population.agg("city", sum) == agents.agg("city", sum) > 255


def test_agg_with_several_functions(population, agents):
    functions = [min, max, sum]
    assert population.agg("wage", functions) == agents.agg("wage", functions)


@pytest.mark.parametrize(
    "by", ["city", "employed", lambda a: a.wage > 5000, lambda a: "old" if a.city else "x"]
)
def test_groupby(population, agents, by):
    ours, theirs = population.groupby(by), agents.groupby(by)
    assert list(ours.count().items()) == list(theirs.count().items())
    assert ours.agg("wage", sum) == theirs.agg("wage", sum)
    assert ours.map(len) == theirs.map(len)
    assert ours.map("agg", "wage", max) == theirs.map("agg", "wage", max)
    assert {key: group.ids.tolist() for key, group in ours} == {key: rows(group) for key, group in theirs}
    assert len(ours) == len(theirs)


def test_groupby_of_nobody(population):
    assert population.select(lambda a: a.wage < 0).groupby("city").count() == {}


@pytest.mark.parametrize(
    "key", ["city", "wage", operator.attrgetter("age_months"), lambda a: (a.city + 1) % 3]
)
@pytest.mark.parametrize("ascending", [True, False])
def test_sort_keeps_ties_as_mesa_does(population, agents, key, ascending):
    assert population.sort(key, ascending=ascending).ids.tolist() == rows(
        agents.sort(key, ascending=ascending)
    )


def test_set(population, agents):
    for a in (population, agents):
        a.select(lambda w: w.city == 2).set("wage", 1234.0)
    assert population.get("wage").tolist() == agents.get("wage")


def test_set_takes_one_value_for_each(population):
    population.set("wage", population.get("wage") * 2)
    assert population.get("wage").tolist() == (example_columns().wage * 2).tolist()


@pytest.mark.parametrize("method", ["birthday", lambda a, months=1: a.birthday(months)])
def test_do_and_map(population, agents, method):
    for a in (population, agents):
        assert a.select(lambda w: w.city == 1).do(method, months=3) is not None
    assert population.get("age_months").tolist() == agents.get("age_months")
    assert population.map(lambda a: a.city * 2) == agents.map(lambda a: a.city * 2)


def test_slices_and_membership(population, agents):
    assert [row.unique_id for row in population[5:9]] == rows(agents[5:9])
    chosen, row = population.select(lambda a: a.city == 1), population[0]
    for place in range(20):
        assert (population[place] in chosen) == (agents[place] in agents.select(lambda a: a.city == 1))
        assert (place in chosen) == (population[place] in chosen)
    other = Population(population.model, example_columns())
    assert row in population
    assert row not in other
    assert "Chengdu" not in population


def test_shuffle_permutes_and_follows_the_seed(population):
    shuffled = population.shuffle()
    assert shuffled.ids.tolist() != population.ids.tolist()
    assert sorted(shuffled.ids.tolist()) == population.ids.tolist()
    again = Population(mesa.Model(seed=1), example_columns()).shuffle()
    assert again.ids.tolist() == shuffled.ids.tolist()


def test_rows_write_through_and_agree(population):
    first, second = population[7], population.select(lambda a: a.unique_id == 7)[7]
    first.wage = 4321.0
    assert second.wage == 4321.0 == population.attributes.store.wage[7]
    assert isinstance(first.city, int)
    assert first == second
    assert hash(first) == hash(second)
    assert first != population[8]
    assert first.model is population.model
    assert repr(first).startswith("Worker(unique_id=7, city=")
    assert "tenure_months" in dir(first)


def test_only_rows_in_use_are_agents():
    columns = example_columns()
    for in_use in (columns.employed, lambda store: store.employed):
        employed = Population(mesa.Model(seed=1), columns, in_use=in_use)
        free = int(np.flatnonzero(~columns.employed)[0])
        assert len(employed) == columns.employed.sum() == len(list(employed))
        assert employed.get("wage").tolist() == columns.wage[columns.employed].tolist()
        assert employed.count(lambda a: ~a.employed) == 0
        assert free not in employed
        with pytest.raises(IndexError, match=f"no agent with id {free}"):
            employed[free]


def test_the_population_follows_entry_while_a_selection_is_a_snapshot(population):
    store = population.attributes.store
    everyone = Population(population.model, store, in_use=lambda columns: columns.employed)
    before = everyone.select()
    store.employed[:] = True
    assert len(everyone) == N_AGENTS > len(before)


def test_a_store_that_is_replaced_as_it_grows_keeps_its_agents():
    class Posts(NamedTuple):
        firm: np.ndarray
        by_skill: np.ndarray

    model = mesa.Model(seed=1)
    model.posts = Posts(np.array([4, 5]), np.zeros((2, 4)))
    posts = Population(model, lambda: model.posts)
    first = posts[0]
    model.posts = Posts(np.array([6, 7, 8]), np.zeros((3, 4)))
    assert posts.get("firm").tolist() == [6, 7, 8]
    assert first.firm == 6
    assert first == posts[0]


def test_to_frame(population):
    frame = population.select(lambda a: a.city == 1).to_frame()
    assert list(frame.columns) == ["city", "wage", "age_months", "employed", "hired_month", "tenure_months"]
    assert frame.index.name == "unique_id"
    assert (frame["city"] == 1).all()
    population.set("wage", 0)
    assert frame["wage"].min() >= 2000, "a frame keeps the values of its moment"
    assert list(population.to_frame(["wage"]).columns) == ["wage"]


def test_looking_cannot_change_the_columns(population):
    with pytest.raises(ValueError, match="read-only"):
        population.get("wage")[0] = 1.0


def test_unknown_attributes_name_the_nearest(population):
    near = r"workers have no attribute 'wgae'. Did you mean 'wage'\? Attributes: unique_id, city"
    for attempt in (
        lambda: population.get("wgae"),
        lambda: population.set("wgae", 1),
        lambda: population[0].wgae,
        lambda: setattr(population[0], "wgae", 1),
        lambda: population.select(lambda a: a.wgae > 1),
    ):
        with pytest.raises(AttributeError, match=near):
            attempt()


@pytest.mark.parametrize("name", ["unique_id", "tenure_months"])
def test_computed_attributes_cannot_be_set(population, name):
    with pytest.raises(AttributeError, match=f"'{name}' is computed"):
        population.set(name, 1)


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("city", 300, "uint8 cannot hold 300"),
        ("age_months", -1, "uint16 cannot hold -1"),
        ("hired_month", float("nan"), "int16 cannot hold nan"),
        ("wage", [1.0, 2.0], r"one value or 200 values, got shape \(2,\)"),
    ],
)
def test_values_that_do_not_fit_are_refused(population, name, values, message):
    with pytest.raises(ValueError, match=message):
        population.set(name, values)


def test_bad_stores_are_refused():
    uneven = example_columns()
    uneven.wage = uneven.wage[:-1]
    with pytest.raises(ValueError, match="column 'wage' has 199 rows, expected 200 like 'city'"):
        Population(mesa.Model(seed=1), uneven)
    with pytest.raises(ValueError, match=r"\['wage'\] are columns already"):
        Population(mesa.Model(seed=1), example_columns(), derived={"wage": tenure})

    uneven = example_columns()
    uneven.wage = uneven.wage[:-1]
    shown = Population(mesa.Model(seed=1), uneven, columns=["city", "employed"])
    assert list(shown.to_frame().columns) == ["city", "employed"]

    @dataclass
    class Empty:
        label: str = ""

    with pytest.raises(ValueError, match="1-D numpy arrays, got Empty"):
        Population(mesa.Model(seed=1), Empty())


class Market(mesa.Model):
    """A model whose agents are columns."""

    def __init__(self, raise_by=100.0, seed=None):
        super().__init__(seed=seed)
        self.raise_by = raise_by
        self.workers = Population(self, example_columns(), row_type=Worker, label="workers").register()
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "mean_wage": lambda m: float(m.workers.agg("wage", np.mean)),
                "unemployed": lambda m: m.workers.count(lambda w: ~w.employed),
            },
            agenttype_reporters={Worker: {"wage": "wage", "rich": lambda w: w.wage > 5000}},
        )

    def step(self):
        self.workers.set("wage", self.workers.get("wage") + self.raise_by)
        self.datacollector.collect(self)


def test_mesa_data_collector_reads_the_columns():
    model = Market(seed=1)
    model.step()
    model.step()
    table = model.datacollector.get_agenttype_vars_dataframe(Worker)
    assert table.index.names == ["Step", "AgentID"]
    assert len(table) == 2 * N_AGENTS
    assert table.loc[2, "wage"].tolist() == model.workers.get("wage").tolist()
    assert table.loc[2, "rich"].tolist() == (model.workers.get("wage") > 5000).tolist()
    summary = model.datacollector.get_model_vars_dataframe()
    assert summary["mean_wage"].diff().iloc[1] == pytest.approx(100.0)
    assert model.agents_by_type[Worker] is model.workers


def test_mesa_batch_run_takes_the_model():
    results = mesa.batch_run(
        Market, {"raise_by": [0.0, 50.0], "seed": 1}, max_steps=3, display_progress=False
    )
    wages = {row["raise_by"]: row["mean_wage"] for row in results}
    assert wages[50.0] - wages[0.0] > 50.0


def test_a_large_population_stays_columns():
    """Choosing, grouping and averaging touch arrays only: object by object this would take minutes."""
    large = Population(mesa.Model(seed=1), example_columns(2_000_000))
    unemployed = large.select(lambda a: ~a.employed & (a.city == 1))
    assert unemployed.agg("wage", np.mean) == pytest.approx(5500, rel=0.01)
    assert sum(large.groupby("city").count().values()) == 2_000_000
