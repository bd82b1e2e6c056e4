"""The record of a run with HR agencies, and of one without."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.experiment.units import UNITS
from sim.measures.industry import LINE_NAMES
from sim.measures.labour import school_supply
from sim.measures.record import mean_prices
from sim.model import LabourMarket

SMALL = {"scale": 0.0005, "months": 3}
KEYS = {
    "monthly": ["month", "city"],
    "flows": ["month", "kind", "origin", "destination"],
    "persons": ["month", "place"],
    "services": ["month", "city", "line"],
    "service_flows": ["month", "kind", "origin", "destination"],
    "service_concentration": ["month", "line"],
    "agency_sizes": ["month", "threshold"],
}
MEANS = {"mean_wage", "rent", "tightness", "hr_fee_index", "price", "brand_reputation"}
"""Columns, besides shares, that do not add up; nor does the outlay, known for the region only."""


def run(**settings):
    model = LabourMarket(**SMALL, **settings)
    while model.running:
        model.step()
    return model


@pytest.fixture(scope="module")
def model():
    return run()


@pytest.fixture(scope="module")
def tables(model):
    return model.record.tables()


def region_and_cities(table, keys):
    """The region's rows, and the sums of its cities' rows, in the same order."""
    added = [
        name
        for name in table.columns
        if name not in KEYS["services"] and UNITS[name] != "share" and name not in {*MEANS, "policy_outlay"}
    ]
    whole = table[table["city"] == "All"].groupby(keys)[added].sum()
    return whole, table[table["city"] != "All"].groupby(keys)[added].sum()


def test_certified_supply_of_schools_sums_who_joined():
    month = SimpleNamespace(graduation=SimpleNamespace(entered=np.array([3, 1])))
    assert school_supply(month, np.array([10.0, 0.0]))["certified_from_schools"].tolist() == [13.0, 1.0]


def test_every_table_has_one_row_per_key(tables):
    assert {name: table.columns[: len(KEYS[name])].tolist() for name, table in tables.items()} == KEYS
    for name, table in tables.items():
        assert not table.duplicated(KEYS[name]).any(), name
    assert len(tables["services"]) == 3 * 5 * len(LINE_NAMES)
    assert len(tables["service_flows"]) == 3 * 2 * 4 * 4


def test_every_number_has_a_unit_and_a_value(tables):
    for name, table in tables.items():
        numbers = [column for column in table.columns if column in UNITS]
        texts = {"month", "city", "kind", "line", "origin", "destination", "place"}
        assert set(table.columns) - set(numbers) <= texts, name
        assert np.isfinite(table[numbers].to_numpy()).all(), name


@pytest.mark.parametrize(("name", "keys"), [("monthly", ["month"]), ("services", ["month", "line"])])
def test_the_region_is_the_sum_of_its_cities(tables, name, keys):
    whole, parts = region_and_cities(tables[name], keys)
    np.testing.assert_allclose(whole.to_numpy(), parts.to_numpy(), rtol=1e-12)


def test_a_mean_lies_between_those_of_the_cities(tables):
    months = tables["monthly"].groupby(["month", tables["monthly"]["city"] == "All"])["hr_fee_index"]
    low, high = months.min().unstack(), months.max().unstack()
    assert (low[False] <= low[True]).all()
    assert (high[True] <= high[False]).all()


def test_the_price_of_the_region_is_what_its_orders_cost():
    """Ninety orders at 1.2 and ten at 0.7, whoever lives where; without an order residents count."""
    prices, residents = np.array([[1.2, 1.2], [0.7, 0.7]]), np.array([1, 3])
    found = mean_prices(prices, np.array([[90.0, 0.0], [10.0, 0.0]]), residents)
    assert found == pytest.approx([1.15, 0.825])


def test_revenue_is_the_same_from_every_side(tables):
    """By head office, by city and line of the client, by pair of cities, and as outlays."""
    monthly = tables["monthly"].query("city == 'All'").set_index("month")
    services = tables["services"].query("city == 'All'").groupby("month").sum(numeric_only=True)
    pairs = tables["service_flows"].query("kind == 'revenue'").groupby("month")["value"].sum()
    outlays = monthly["hr_outlay_firms"] + monthly["hr_outlay_governments"]
    for other in (services["revenue"], pairs, outlays):
        np.testing.assert_allclose(other, monthly["hr_revenue"], rtol=1e-12)
    np.testing.assert_allclose(services["revenue_net"], monthly["hr_revenue_net"], rtol=1e-12)
    np.testing.assert_allclose(
        services["outlay_governments"], monthly["hr_outlay_governments"], rtol=1e-12, atol=1e-6
    )
    np.testing.assert_allclose(services["orders_unmet"], monthly["hr_orders_unmet"], rtol=1e-12, atol=1e-9)


def test_clients_pay_what_flows_to_their_city(tables):
    table = tables["service_flows"].query("kind == 'revenue'")
    paid = table.groupby(["month", "destination"])["value"].sum()
    cities = tables["services"].query("city != 'All'").groupby(["month", "city"])["revenue"].sum()
    np.testing.assert_allclose(paid, cities, rtol=1e-12)


def test_offices_and_agencies_agree(tables):
    table = tables["service_flows"].query("kind == 'offices'")
    cities = tables["monthly"].query("city != 'All'").set_index(["month", "city"]).sort_index()
    assert (
        table.groupby(["month", "destination"])["value"].sum().tolist() == cities["agency_offices"].tolist()
    )
    own = table.query("origin == destination").groupby(["month", "origin"])["value"].sum()
    assert own.tolist() == cities["agencies"].tolist(), "every agency has an office at its head office"


def test_sizes_fall_and_shares_are_shares(tables):
    for _, month in tables["agency_sizes"].groupby("month"):
        assert (np.diff(month["threshold"]) > 0).all()
        assert (np.diff(month["agencies_at_least"]) <= 0).all()
    found = tables["service_concentration"]
    assert found["share_of_five_largest"].between(0, 1).all()
    assert (found["herfindahl"] > 0).all()
    assert (found["tail_exponent"] > 0).all()


def test_placements_are_hires(tables):
    monthly = tables["monthly"]
    hires = monthly["hires_from_unemployment"] + monthly["hires_job_to_job"]
    assert monthly["placements"].between(0, hires).all()
    assert (monthly["persons_placed"] <= monthly["persons_served"]).all()
    assert monthly.query("city == 'All'")["placements"].sum() > 0


def test_a_world_without_agencies_has_no_table_and_no_column_of_them(tables):
    without = run(agencies=False).record.tables()
    assert list(without) == ["monthly", "flows", "persons"]
    columns = tables["monthly"].columns.tolist()
    assert without["monthly"].columns.tolist() == columns[: columns.index("hr_revenue")]


def test_latest_is_the_last_month_of_the_region(model, tables):
    rows = tables["monthly"].query("city == 'All'")
    assert model.record.latest("hr_revenue") == rows["hr_revenue"].iloc[-1]


def test_persons_add_up_to_those_of_the_start_and_the_youth_who_entered(tables):
    """Exact at every month: wherever people are, nobody is made or lost."""
    entered = tables["persons"].place == "entered since the start"
    everybody = tables["persons"][~entered].groupby("month").persons.sum()
    youth = tables["persons"][entered].set_index("month").persons
    np.testing.assert_allclose((everybody - youth).to_numpy(), (everybody - youth).iloc[0], rtol=1e-12)


def test_talent_at_work_is_talent_there(tables):
    """Visits move work between cities; in the region they add nothing."""
    whole = tables["monthly"].query("city == 'All'")
    np.testing.assert_allclose(whole["talent_at_work"], whole["talent_stock"], rtol=1e-12)
