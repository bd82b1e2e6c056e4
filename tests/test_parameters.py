"""Parameters: declared once, with bounds that hold, and errors that say what to do."""

import dataclasses
import math

import pytest

from sim.parameters import ParameterError, Parameters, declarations, replace_parameters

ALL = {item.path: item for item in declarations()}


def entries(value):
    return value if isinstance(value, tuple) else (value,)


@pytest.mark.parametrize("path", ALL)
def test_value_lies_in_its_plausible_range_and_the_range_in_its_valid_bounds(path):
    item = ALL[path]
    low, high = item.valid
    assert len(entries(item.value)) == len(entries(item.low)) == len(entries(item.high))
    for value, least, most in zip(*map(entries, (item.value, item.low, item.high)), strict=True):
        assert low <= least <= value <= most <= high, path


@pytest.mark.parametrize("path", ALL)
def test_every_parameter_names_unit_and_source(path):
    assert ALL[path].unit.strip()
    assert ALL[path].source.strip()


@pytest.mark.parametrize("path", ALL)
def test_every_value_can_be_set_to_itself_and_is_refused_outside_its_bounds(path):
    process, name = path.split(".")
    item = ALL[path]
    again = replace_parameters(Parameters(), {process: {name: item.value}})
    assert again == Parameters()
    for bound, beyond in zip(item.valid, (-math.inf, math.inf), strict=True):
        if math.isfinite(bound):
            bad = bound + math.copysign(max(1.0, abs(bound)), beyond)
            value = [bad] * len(item.value) if isinstance(item.value, tuple) else bad
            with pytest.raises(ParameterError, match=rf"parameters\.{process}\.{name}: expected a "):
                replace_parameters(Parameters(), {process: {name: value}})


def test_only_what_is_named_changes():
    base = Parameters()
    changed = replace_parameters(base, {"search": {"suitability": 0.4}})
    assert changed.search == dataclasses.replace(base.search, suitability=0.4)
    assert changed.choice is base.choice
    assert base == Parameters()


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"serch": {}}, r"unknown process 'serch'. Did you mean 'search'\?"),
        (
            {"search": {"suitabilty": 0.3}},
            r"search: unknown parameter 'suitabilty'. Did you mean 'suitability'\?",
        ),
        ({"search": 3}, r"parameters.search: expected names with values, got 3"),
        ({"search": {"suitability": "0.3"}}, r"expected a number \(probability/application\), got '0.3'"),
        ({"search": {"suitability": True}}, "expected a number"),
        ({"search": {"suitability": math.nan}}, "expected a number"),
        ({"search": {"suitability": 1.01}}, r"expected a value in \[0, 1\]"),
        ({"search": {"discouraged_after": 3.5}}, "expected a whole number"),
        ({"wages": {"skill_ratio": [1, 2]}}, "expected 4 numbers"),
        ({"wages": {"skill_ratio": 1.0}}, "expected 4 numbers"),
    ],
)
def test_a_wrong_override_is_refused_in_one_line(overrides, message):
    with pytest.raises(ParameterError, match=message) as caught:
        replace_parameters(Parameters(), overrides)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_infinity_is_not_a_number_to_compute_with(value):
    """Also where the valid bounds have no end."""
    with pytest.raises(ParameterError, match="expected a number"):
        replace_parameters(Parameters(), {"separation": {"new_tenure_multiplier": value}})


def test_the_last_age_of_retirement_is_always_beyond_the_first():
    first, last = (ALL[f"population.retirement_{which}_age"].valid for which in ("first", "last"))
    assert (first, last) == ((45, 60), (61, 80))


def test_whole_numbers_stay_whole_and_others_become_floats():
    changed = replace_parameters(
        Parameters(),
        {"search": {"discouraged_after": 6.0, "directedness": 2}, "wages": {"skill_ratio": [1] * 4}},
    )
    assert type(changed.search.discouraged_after) is int
    assert type(changed.search.directedness) is float
    assert changed.wages.skill_ratio == (1.0, 1.0, 1.0, 1.0)


def test_parameters_cannot_be_changed_in_place():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Parameters().search.suitability = 0.5


def test_seasons_and_shares_keep_their_means():
    values = Parameters()
    mean = (2 * values.separation.season_february_march + 10 * values.separation.season_other) / 12
    assert mean == pytest.approx(1.0, abs=1e-12)  # (2 x 1.3 + 10 x 0.94) / 12
    assert sum(values.firms.zone_kinds) == pytest.approx(1.0)
    assert sum(values.population.entrant_skill_tilt) == pytest.approx(0.0)
