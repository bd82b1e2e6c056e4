"""I07 trains a part of each trade that has a brand, and gives the name a worth."""

import numpy as np
import pytest

from sim.config import region_of
from sim.policies import labour_brands_and_training_bases as brands
from sim.policies.base import Settings
from sim.policies.labour_brands_and_training_bases import (
    LEADING,
    OTHERS,
    LabourBrandsAndTrainingBases,
)
from tests.policies.levers import changed

NOTHING = np.zeros((4, 13))


def bases(dose=1.0, cities=(1, 2, 3)):
    return LabourBrandsAndTrainingBases(Settings(dose, 21, 12, cities, 60.0), 0.6)


def test_four_per_cent_of_the_leading_trades_and_one_of_the_others_are_trained():
    share = bases().brand_share(NOTHING, 60)
    assert changed(share, NOTHING) == {*LEADING, *OTHERS}
    assert [share[group] for group in LEADING] == pytest.approx([0.04] * 3)  # not a cross-city instrument
    assert [share[group] for group in OTHERS] == pytest.approx([0.01] * 8)


def test_training_grows_with_the_ramp_and_the_name_counts_at_once():
    assert bases().brand_share(NOTHING, 21)[LEADING[0]] == pytest.approx(0.04 / 12)
    assert bases().brand_gain(NOTHING, 21)[LEADING[0]] == pytest.approx(0.03)
    assert bases().brand_gain(NOTHING, 20).any() == 0


def test_a_city_that_takes_no_part_has_no_brand():
    assert {city for city, _ in changed(bases(cities=(3,)).brand_share(NOTHING, 60), NOTHING)} == {3}


def test_nobody_is_trained_twice():
    assert bases().brand_share(np.full((4, 13), 0.99), 60)[LEADING[0]] == 1.0


def test_the_industries_are_those_that_the_names_say():
    names = region_of("chengdemeizi", "A").industry_names
    for constant, beginning in {
        "AGRICULTURE": "Agriculture",
        "EQUIPMENT": "Equipment",
        "FOOD": "Food",
        "OTHER_MANUFACTURING": "Other manufacturing",
        "CONSTRUCTION": "Construction",
        "TRADE_AND_CATERING": "Trade",
        "TRANSPORT": "Transport",
        "RESIDENT": "Resident",
    }.items():
        assert names[getattr(brands, constant)].startswith(beginning)
