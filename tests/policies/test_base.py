"""What every instrument must keep to, for whatever modules are found in `sim/policies`."""

import inspect

import numpy as np
import pytest

from sim.parameters import Parameters, declarations
from sim.policies.base import (
    PLAN_MONTHS,
    Instrument,
    Policies,
    Settings,
    instrument_classes,
    month_index,
)

CLASSES = instrument_classes()
C, N, Q = 4, 7, 4
START = 21
LEVERS = {
    "awareness": (C, N),
    "administrative_barrier": (Q, C, C),
    "migration_cost": (Q, C, N),
    "talent_arrivals": (C,),
}
DISEMBODIED = {"effect", "ramp", "dose", "outlay"}


def settings(dose=1.0, start=START, ramp_months=12, cities=(0, 1, 2, 3), cost=60.0):
    return Settings(dose, start, ramp_months, cities, cost)


def value_of(lever):
    """Uneven values, so that an accidental change shows, and read-only, so that a change in place fails."""
    shape = LEVERS[lever]
    value = np.random.default_rng(1).uniform(0.05, 0.9, shape)
    value.flags.writeable = False
    return value


def bent(instrument, lever, month):
    return getattr(instrument, lever)(value_of(lever), month)


def test_all_levers_are_known_to_this_test():
    methods = {name for name, _ in inspect.getmembers(Instrument, inspect.isfunction) if name[0] != "_"}
    assert methods - DISEMBODIED == set(LEVERS), "list the shape of a new lever here"
    assert all(hasattr(Policies, lever) for lever in LEVERS)


def test_modules_and_identifiers_are_unique():
    identifiers = [item.instrument_id for item in CLASSES.values()]
    assert len(set(identifiers)) == len(identifiers) >= 1
    assert "base" not in CLASSES


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("lever", LEVERS)
class TestContract:
    def test_zero_dose_changes_nothing(self, name, lever):
        instrument = CLASSES[name](settings(dose=0.0), 0.6)
        for month in (START, START + 40):
            assert np.array_equal(bent(instrument, lever, month), value_of(lever))

    def test_nothing_happens_before_the_start(self, name, lever):
        instrument = CLASSES[name](settings(), 0.6)
        for month in (-24, 0, START - 1):
            assert np.array_equal(bent(instrument, lever, month), value_of(lever))

    def test_without_cities_nothing_changes(self, name, lever):
        instrument = CLASSES[name](settings(cities=()), 0.6)
        assert np.array_equal(bent(instrument, lever, START + 40), value_of(lever))

    def test_rows_of_other_cities_stay(self, name, lever):
        """Whoever lives in a city that takes no part keeps the value of every route."""
        instrument = CLASSES[name](settings(cities=(1, 2)), 0.6)
        after, before = bent(instrument, lever, START + 40), value_of(lever)
        row = (3,) if lever in ("awareness", "talent_arrivals") else (slice(None), 3)
        assert np.array_equal(after[row], before[row])

    def test_the_value_given_is_not_written_to(self, name, lever):
        given = np.array(value_of(lever))
        getattr(CLASSES[name](settings(), 0.6), lever)(given, START + 40)
        assert np.array_equal(given, value_of(lever))

    def test_shape_stays_and_values_are_finite(self, name, lever):
        after = bent(CLASSES[name](settings(), 1.0), lever, START + 40)
        assert after.shape == LEVERS[lever]
        assert np.isfinite(after).all()

    def test_a_larger_dose_bends_at_least_as_far(self, name, lever):
        distances = [
            np.abs(bent(CLASSES[name](settings(dose=dose), 0.6), lever, START + 40) - value_of(lever))
            for dose in (0.25, 0.5, 1.0)
        ]
        assert (distances[0] <= distances[1] + 1e-15).all()
        assert (distances[1] <= distances[2] + 1e-15).all()

    def test_the_same_call_gives_the_same_bits(self, name, lever):
        instrument = CLASSES[name](settings(), 0.6)
        first = bent(instrument, lever, START + 5)
        bent(instrument, lever, START + 9)
        assert np.array_equal(first, bent(instrument, lever, START + 5))


@pytest.mark.parametrize("name", CLASSES)
class TestDeclaration:
    def test_shares_of_awareness_stay_shares(self, name):
        after = bent(CLASSES[name](settings(), 1.0), "awareness", START + 60)
        assert ((after >= 0) & (after <= 1)).all()

    def test_outlays_are_never_negative_and_none_before_the_start(self, name):
        instrument = CLASSES[name](settings(cost=CLASSES[name].cost_million_cny), 0.6)
        outlays = np.array([instrument.outlay(month) for month in range(-24, 84)])
        assert (outlays >= 0).all()
        assert (outlays[: START + 24] == 0).all()
        assert CLASSES[name](settings(dose=0.0), 0.6).outlay(60) == 0.0

    def test_priors_are_ordered(self, name):
        for effect, (low, mode, high) in CLASSES[name].prior.items():
            assert low <= mode <= high, effect

    def test_what_it_bends_has_a_prior(self, name):
        instrument = CLASSES[name](settings(), 1.0)
        bends = [
            lever for lever in LEVERS if not np.array_equal(bent(instrument, lever, 60), value_of(lever))
        ]
        assert bool(bends) == bool(instrument.prior), bends

    def test_parameters_stay_as_declared(self, name):
        before = list(declarations(Parameters()))
        instrument = CLASSES[name](settings(), 1.0)
        for lever in LEVERS:
            bent(instrument, lever, 60)
        assert list(declarations(Parameters())) == before

    def test_it_says_who_it_is_and_who_pays(self, name):
        assert CLASSES[name].instrument_id
        assert CLASSES[name].bearer
        assert CLASSES[name].__doc__
        assert CLASSES[name].cost_million_cny >= 0


def test_the_dose_ramps_up_from_the_first_month():
    instrument = Instrument(settings(dose=0.5, ramp_months=4), 0.6)
    assert [instrument.ramp(START + k) for k in (-1, 0, 1, 3, 4, 50)] == [0, 0.25, 0.5, 1, 1, 1]
    assert instrument.dose(START + 1) == 0.25  # 0.5 x 2/4; not cross-city, so governance does not matter


def test_governance_scales_the_dose_of_cross_city_instruments_but_not_their_cost():
    class Crossing(Instrument):
        cross_city = True

    instrument = Crossing(settings(dose=0.5, ramp_months=1, cost=27.0), 0.6)
    assert instrument.dose(START) == pytest.approx(0.3)  # 0.5 x 0.6
    assert instrument.outlay(START) == pytest.approx(0.5e6)  # 27 million / 27 months x 0.5
    assert PLAN_MONTHS == 27


def test_instruments_bend_one_after_the_other_in_the_order_of_their_names():
    class Add(Instrument):
        def awareness(self, share, month):
            return share + 1.0

    class Double(Instrument):
        def awareness(self, share, month):
            return share * 2.0

    both = Policies({"b": Double(settings(), 1.0), "a": Add(settings(), 1.0)})
    assert both.awareness(np.ones(1), 0).tolist() == [4.0]  # (1 + 1) x 2
    assert both.outlay(60) == pytest.approx(2 * 60e6 / 27)


@pytest.mark.parametrize("lever", ["administrative_barrier", "migration_cost"])
def test_a_cost_never_becomes_a_subsidy(lever):
    class Generous(Instrument):
        def administrative_barrier(self, barrier, month):
            return barrier - 2.0

        migration_cost = administrative_barrier

    policies = Policies({"generous": Generous(settings(), 1.0)})
    assert getattr(policies, lever)(np.array([0.5, 3.0]), 60).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("lever", LEVERS)
def test_no_instruments_bend_nothing(lever):
    given = value_of(lever)
    assert np.array_equal(getattr(Policies(), lever)(given, 60), given)
    assert Policies().outlay(60) == 0


@pytest.mark.parametrize(
    ("name", "index"), [("2019-01", 0), ("2020-10", 21), ("2018-12", -1), ("2025-12", 83)]
)
def test_months_are_counted_from_january_2019(name, index):
    assert month_index(name) == index


@pytest.mark.parametrize("bad", ["2020", "2020-13", "2020-00", "20-10", "2020-1", "2020/10", "", "10-2020"])
def test_what_is_not_a_month_is_refused(bad):
    with pytest.raises(ValueError, match="expected a month such as"):
        month_index(bad)
