"""The model as Mesa users meet it, and the stored initial state."""

import mesa
import numpy as np
import pytest

from sim.agents.state import state_arrays
from sim.config_errors import ConfigError
from sim.model import LabourMarket, initial_state_path
from sim.processes.ledger import AccountsError

SMALL = 0.0005


@pytest.fixture(scope="module")
def model():
    market = LabourMarket(scale=SMALL, months=2)
    while market.running:
        market.step()
    return market


def test_it_is_a_mesa_model_that_runs_its_months_and_stops(model):
    assert isinstance(model, mesa.Model)
    assert (model.steps, model.month, model.running) == (2, 2, False)
    reported = model.datacollector.get_model_vars_dataframe()
    table = model.record.monthly_table().query("city == 'All'")
    assert reported["unemployment_rate"].tolist() == table["unemployment_rate"].tolist()


def test_populations_answer_like_agent_sets(model):
    employed = model.workers.select(lambda workers: workers.status == 0)
    assert len(employed) == model.firms.agg("headcount", sum) == model.census.jobs.sum()
    assert model.workers.select(lambda workers: workers.status == 1).agg("tenure_months", max) == 0
    assert len(model.vacancies) == model.state.vacancies.open_posts.sum()
    assert set(model.vacancies.get("firm").tolist()) <= set(model.firms.get("unique_id").tolist())


def test_agencies_are_a_population_like_the_others(model):
    """Counted by city they are those of the table; thousands of them at every scale of the workers."""
    table = model.record.monthly_table().query("month == '2019-02'").set_index("city")
    assert len(model.agencies) == table["agencies"]["All"] > 7500
    for city, agencies in model.agencies.groupby("head_office"):
        assert len(agencies) == table["agencies"][model.region.city_names[city]]
    young = model.agencies.select(lambda agencies: agencies.age_months <= 2)
    assert 0 < len(young) < 0.05 * len(model.agencies)
    assert young.agg("entry_month", min) == 0
    carried = model.vacancies.select(lambda posts: posts.agency >= 0)
    assert 0 < len(carried) < len(model.vacancies)
    assert carried.agg("line", max) < 8


def test_without_agencies_there_are_none():
    market = LabourMarket(scale=SMALL, months=1, agencies=False)
    market.step()
    assert len(market.agencies) == 0
    assert market.vacancies.agg("agency", max) == market.workers.agg("agency", max) == -1
    assert market.services is None
    assert set(market.record.tables()) >= {"monthly", "flows"}


def test_the_space_has_a_cell_for_each_node(model):
    assert [cell.name for cell in model.space.all_cells] == list(model.region.node_names)


def test_batch_run_works():
    rows = mesa.batch_run(
        LabourMarket,
        {"scale": [SMALL], "months": [2], "replication": [0, 1]},
        data_collection_period=-1,
        display_progress=False,
    )
    assert len(rows) == 2
    assert rows[0]["unemployment_rate"] != rows[1]["unemployment_rate"]


def test_runs_share_one_stored_initial_state(model):
    first, second = LabourMarket(scale=SMALL, seed=1), LabourMarket(scale=SMALL, seed=2, replication=3)
    assert initial_state_path(first.world).exists()
    one, two = state_arrays(first.state), state_arrays(second.state)
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_policies_and_seeds_do_not_change_the_initial_state_but_parameters_do():
    def path(**settings):
        return initial_state_path(LabourMarket(scale=SMALL, months=1, **settings).world)

    assert path() == path(seed=5, policies={"placebo": {}}, covid=False)
    assert path() != path(parameters={"separation": {"separation_rate": 0.006}})
    assert path() != path(agencies=False)


def test_the_labour_force_at_the_start_is_the_plans():
    market = LabourMarket(scale=SMALL)
    expected = round(float(market.region.labour_force.sum()) * SMALL)
    # Entrants fill the gap early in each month of burn-in; the last month's migration comes after them.
    assert int(market.census.labour_force.sum()) == pytest.approx(expected, rel=0.002)


def test_a_corrupted_state_stops_the_run():
    market = LabourMarket(scale=SMALL, months=2)
    market.state.firms.headcount[60] += 1
    with pytest.raises(AccountsError, match="accounts"):
        market.step()


@pytest.mark.parametrize(
    "settings",
    [
        {"scale": -1.0},
        {"region": "chengdu"},
        {"policies": {"no_such": {}}},
        {"policies": ["unified_one_window_service"]},
    ],
)
def test_bad_settings_are_refused_in_one_line(settings):
    with pytest.raises(ConfigError) as caught:
        LabourMarket(**settings)
    assert "\n" not in str(caught.value)
