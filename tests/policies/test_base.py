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
from tests.policies.levers import LEVERS, C, plain, uneven

CLASSES = instrument_classes()
START = 21
MONTHS = (-24, 0, START - 1, START, START + 1, START + 11, START + 12, 83)
"""Months around which anything could happen."""
GIVEN = tuple((lever, value(lever)) for lever in LEVERS for value in (uneven, plain))
NO_LEVERS = {"effect", "ramp", "dose", "implementation", "outlay", "pairs"}


def settings(dose=1.0, start=START, ramp_months=12, cities=(0, 1, 2, 3), cost=60.0):
    return Settings(dose, start, ramp_months, cities, cost)


def bent(instrument, lever, month):
    return getattr(instrument, lever)(uneven(lever), month)


def same_bits(one, other):
    return one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()


def together(**changes):
    """All instruments at once."""
    return Policies({name: cls(settings(**changes), 1.0) for name, cls in CLASSES.items()})


def test_all_levers_are_known_to_this_test():
    methods = {name for name, _ in inspect.getmembers(Instrument, inspect.isfunction) if name[0] != "_"}
    assert methods - NO_LEVERS == set(LEVERS), "describe a new lever in tests/policies/levers.py"


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_says_what_it_is_on_one_instrument_and_on_all(lever):
    one, composed = getattr(Instrument, lever), getattr(Policies, lever)
    assert "shape (" in inspect.getdoc(one).lower()
    assert (composed.__name__, composed.__doc__) == (lever, one.__doc__)


def test_modules_and_identifiers_are_unique():
    identifiers = [item.instrument_id for item in CLASSES.values()]
    assert len(set(identifiers)) == len(identifiers) >= 1
    assert "base" not in CLASSES


@pytest.mark.parametrize("name", CLASSES)
class TestContract:
    """For every lever in turn; a failure names the lever."""

    def test_zero_dose_changes_no_bit(self, name):
        instrument = CLASSES[name](settings(dose=0.0), 0.6)
        for lever, value in GIVEN:
            for month in MONTHS:
                assert same_bits(getattr(instrument, lever)(value, month), value), lever

    def test_no_bit_changes_before_the_start_and_never_if_there_is_none(self, name):
        for start, months in ((START, MONTHS[:3]), (84, MONTHS)):
            instrument = CLASSES[name](settings(start=start), 0.6)
            for lever, value in GIVEN:
                for month in months:
                    assert same_bits(getattr(instrument, lever)(value, month), value), lever

    def test_without_cities_nothing_changes(self, name):
        for lever in LEVERS:
            instrument = CLASSES[name](settings(cities=()), 0.6)
            assert same_bits(bent(instrument, lever, START + 40), uneven(lever)), lever

    @pytest.mark.parametrize("absent", range(C))
    def test_a_city_that_takes_no_part_keeps_its_values(self, name, absent):
        """Those of its residents on every route, of its orders, and of its agencies everywhere."""
        taking_part = tuple(city for city in range(C) if city != absent)
        for lever in LEVERS:
            after = bent(CLASSES[name](settings(cities=taking_part), 0.6), lever, START + 40)
            for axis in LEVERS[lever].cities:
                assert same_bits(*(np.take(value, absent, axis) for value in (after, uneven(lever)))), lever

    def test_the_value_given_is_not_written_to(self, name):
        for lever in LEVERS:
            given = np.array(uneven(lever))
            getattr(CLASSES[name](settings(), 0.6), lever)(given, START + 40)
            assert np.array_equal(given, uneven(lever)), lever

    def test_shape_stays_and_values_are_finite(self, name):
        for lever in LEVERS:
            after = bent(CLASSES[name](settings(), 1.0), lever, START + 40)
            assert after.shape == LEVERS[lever].shape, lever
            assert np.isfinite(after).all(), lever

    def test_a_larger_dose_bends_at_least_as_far(self, name):
        for lever in LEVERS:
            distances = [
                np.abs(bent(CLASSES[name](settings(dose=dose), 0.6), lever, START + 40) - uneven(lever))
                for dose in (0.25, 0.5, 1.0)
            ]
            rounding = 1e-15 * LEVERS[lever].size
            assert (distances[0] <= distances[1] + rounding).all(), lever
            assert (distances[1] <= distances[2] + rounding).all(), lever

    def test_the_same_call_gives_the_same_bits(self, name):
        instrument = CLASSES[name](settings(), 0.6)
        for lever in LEVERS:
            first = bent(instrument, lever, START + 5)
            bent(instrument, lever, START + 9)
            assert np.array_equal(first, bent(instrument, lever, START + 5)), lever


@pytest.mark.parametrize("name", CLASSES)
class TestDeclaration:
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
        bends = [lever for lever in LEVERS if not np.array_equal(bent(instrument, lever, 60), uneven(lever))]
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


def test_what_is_carried_out_may_change_from_month_to_month():
    class Crossing(Instrument):
        cross_city = True

    instrument = Crossing(settings(ramp_months=1), lambda month: 0.6 if month < 30 else 0.85)
    assert [instrument.dose(month) for month in (20, 21, 29, 30)] == [0.0, 0.6, 0.6, 0.85]
    assert Instrument(settings(ramp_months=1), lambda month: 0.6).dose(30) == 1.0


def test_governance_adds_the_mean_of_the_cities_that_carry_a_dose_out():
    class Joint(Instrument):
        def carried_out(self, share, month):
            return share + np.array([0.4, 0.2, 0.0, 0.0])

    governed = Policies({"joint": Joint(settings(), 1.0)})
    assert governed.implementation(0.6, (0, 1, 2, 3), C, 60) == pytest.approx(0.75)  # 0.6 + 0.6 / 4
    assert governed.implementation(0.6, (1,), C, 60) == pytest.approx(0.8)
    assert governed.implementation(0.6, (2, 3), C, 60) == 0.6
    assert Policies().implementation(0.6, (0, 1, 2), C, 60) == 0.6


def test_instruments_bend_one_after_the_other_in_the_order_of_their_names():
    class Add(Instrument):
        def list_tilt(self, score, month):
            return score + 1.0

    class Double(Instrument):
        def list_tilt(self, score, month):
            return score * 2.0

    both = Policies({"b": Double(settings(), 1.0), "a": Add(settings(), 1.0)})
    assert both.list_tilt(np.ones(1), 0).tolist() == [4.0]  # (1 + 1) x 2
    assert both.outlay(60) == pytest.approx(2 * 60e6 / 27)


@pytest.mark.parametrize("lever", LEVERS)
@pytest.mark.parametrize("push", [-2.0, 2.0])
def test_whatever_instruments_do_a_lever_keeps_its_bounds(lever, push):
    """A probability stays one, and a cost never becomes a subsidy."""
    pushing = type("Pushing", (Instrument,), {lever: lambda self, value, month: value + push})
    after = getattr(Policies({"pushing": pushing(settings(), 1.0)}), lever)(uneven(lever), 60)
    bounds = LEVERS[lever]
    assert np.array_equal(after, np.clip(uneven(lever) + push, bounds.low, bounds.high))


@pytest.mark.parametrize("lever", LEVERS)
@pytest.mark.parametrize("value", [uneven, plain])
def test_all_instruments_together_do_nothing_unless_in_force(lever, value):
    for policies, month in ((Policies(), 60), (together(dose=0.0), 60), (together(), START - 1)):
        assert same_bits(getattr(policies, lever)(value(lever), month), value(lever))


@pytest.mark.parametrize("lever", LEVERS)
def test_all_instruments_together_give_values_that_make_sense(lever):
    after = getattr(together(), lever)(plain(lever), START + 40)
    assert np.isfinite(after).all()
    assert ((after >= LEVERS[lever].low) & (after <= LEVERS[lever].high)).all()


def test_no_instruments_cost_nothing():
    assert Policies().outlay(60) == 0


def test_pairs_are_those_of_different_cities_that_take_part():
    assert [axis.tolist() for axis in Instrument(settings(cities=(0, 2)), 1.0).pairs()] == [[0, 2], [2, 0]]
    assert [axis.size for axis in Instrument(settings(cities=(1,)), 1.0).pairs()] == [0, 0]


@pytest.mark.parametrize(
    ("name", "index"), [("2019-01", 0), ("2020-10", 21), ("2018-12", -1), ("2025-12", 83)]
)
def test_months_are_counted_from_january_2019(name, index):
    assert month_index(name) == index


@pytest.mark.parametrize("bad", ["2020", "2020-13", "2020-00", "20-10", "2020-1", "2020/10", "", "10-2020"])
def test_what_is_not_a_month_is_refused(bad):
    with pytest.raises(ValueError, match="expected a month such as"):
        month_index(bad)
