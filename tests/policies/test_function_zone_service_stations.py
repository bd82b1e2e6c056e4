"""I20 makes firms in zones post more and give more of it to recruiters."""

import math

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.function_zone_service_stations import FunctionZoneServiceStations
from tests.policies.levers import untouched


def stations(dose=1.0, cities=(0,)):
    return FunctionZoneServiceStations(Settings(dose, 21, 12, cities, 120.0), 0.6)


def test_firms_in_the_zones_post_more():
    after = stations(0.5).zone_posting(np.ones(4), 60)
    assert after == pytest.approx([math.exp(0.03), 1.0, 1.0, 1.0])


def test_they_give_more_posts_to_recruiters():
    assert stations().zone_mediation(np.zeros(4), 60) == pytest.approx([0.12, 0.0, 0.0, 0.0])
    assert stations(cities=(1,)).zone_mediation(np.zeros(4), 21) == pytest.approx([0.0, 0.01, 0.0, 0.0])


def test_without_agencies_it_may_run_all_the_same():
    assert not FunctionZoneServiceStations.needs_agencies


def test_nothing_else_is_bent():
    assert untouched(stations(), "zone_posting", "zone_mediation")
