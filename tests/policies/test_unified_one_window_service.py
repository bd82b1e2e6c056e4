"""I29 lowers barrier and moving cost between the cities that take part, in both directions."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.unified_one_window_service import UnifiedOneWindowService
from tests.policies.levers import changed


def service(cities=(0, 1, 2, 3)):
    return UnifiedOneWindowService(Settings(1.0, 21, 12, cities, 150.0), 0.6)


@pytest.mark.parametrize(("lever", "nodes"), [("administrative_barrier", 4), ("migration_cost", 7)])
def test_barriers_fall_between_cities_that_take_part(lever, nodes):
    before = np.full((4, 4, nodes), 1.0)
    after = getattr(service(cities=(0, 2)), lever)(before, 60)
    assert changed(after, before) == {(q, *pair) for q in range(4) for pair in ((0, 2), (2, 0))}
    assert after[0, 0, 2] == pytest.approx(0.982)  # 1 - 0.03 x 0.6


def test_a_single_city_cannot_unify_anything():
    before = np.full((4, 4, 4), 1.0)
    assert np.array_equal(service(cities=(1,)).administrative_barrier(before, 60), before)
