"""I21 directs applications more by what jobs are worth."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.supply_demand_lists import SupplyDemandLists
from tests.policies.levers import untouched


def lists(dose=1.0, cities=(0, 1, 2, 3)):
    return SupplyDemandLists(Settings(dose, 21, 12, cities, 10.0), 0.6)


def test_the_weight_rises_by_the_effect_times_the_dose():
    assert lists(0.5, cities=(0, 3)).directedness(np.full(4, 1.2), 60) == pytest.approx(
        [1.26, 1.2, 1.2, 1.26]
    )


def test_nothing_else_is_bent():
    assert untouched(lists(), "directedness")
