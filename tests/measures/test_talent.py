"""Talent attracted in the year and since the plan's start, and what visits are worth."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.measures.talent import Attracted, brand_reputation, talent_counts


def test_the_two_readings_of_talent_attracted():
    """Ten a month from July 2020 (month 18) to February 2021: 60, then 20 in a year; 50 since October."""
    attracted, arrivals = Attracted(2), np.array([10, 0])
    readings = []
    for index in range(18, 26):
        attracted.add(SimpleNamespace(index=index, calendar_month=index % 12 + 1), arrivals)
        readings.append((int(attracted.year[0]), int(attracted.plan[0])))
    assert readings == [(10, 0), (20, 0), (30, 0), (40, 10), (50, 20), (60, 30), (10, 40), (20, 50)]


def test_visits_count_two_days_of_five_where_they_go():
    census = SimpleNamespace(talent=np.array([100, 10, 0]), visiting=np.array([0, 5, 10]))
    counts = talent_counts(Attracted(3), census)
    assert counts["talent_at_work"].tolist() == [94.0, 12.0, 4.0]
    assert counts["expert_days"] == pytest.approx([0.0, 5 * 2 * 52 / 12, 10 * 2 * 52 / 12])


def test_reputation_is_weighted_by_members_and_zero_without_any():
    state = SimpleNamespace(
        branded=np.array([[10, 30], [0, 0]]), brand_reputation=np.array([[0.2, 0.6], [0.9, 0.9]])
    )
    assert brand_reputation(state, slice(None)) == pytest.approx(0.5)
    assert brand_reputation(state, slice(1, 2)) == 0.0
