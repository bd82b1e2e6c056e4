"""V1: with constant chances to lose and to find a job, unemployment settles where theory says."""

import math

import pytest

from tests.laws.lone_city import History, live, lone_city_state, lone_city_world, places_of
from tests.laws.toolbox import ALARM_Z

WARM_UP, MONTHS = 40, 120


def mean_unemployment_z(history: History, separation: float, finding: float, expected: float) -> float:
    """Return how many standard deviations the time mean lies from a level.

    A chain that leaves work with chance s(1 - f) and unemployment with chance f forgets at the rate r = 1 -
    s(1 - f) - f; the mean of N chains over T months has the variance u(1 - u) / (N T) [1 + 2 sum_{k<T} (1 - k
    / T) r^k].
    """
    memory = 1.0 - separation * (1.0 - finding) - finding
    months = history.unemployment.size - WARM_UP
    spread = 1.0 + 2.0 * sum((1.0 - k / months) * memory**k for k in range(1, months))
    variance = expected * (1.0 - expected) / (history.workers * months) * spread
    return float(history.unemployment[WARM_UP:].mean() - expected) / math.sqrt(variance)


@pytest.mark.parametrize(("separation", "finding"), [(0.05, 0.30), (0.02, 0.15)])
def test_unemployment_settles_at_separation_then_search(separation: float, finding: float) -> None:
    """Those who lose a job search in the same month: u = s(1 - f) / (s(1 - f) + f).

    False alarm: 2.5e-5 per case. The loss of matches to crowding moves u by less than a tenth of its standard
    deviation. Control: with simultaneous timing, u = s / (s + f), the test fails.
    """
    setting = lone_city_world(separation, finding)
    state = lone_city_state(setting)
    history = live(setting, state, places_of(setting, state), WARM_UP + MONTHS)
    stays = separation * (1.0 - finding)
    z = mean_unemployment_z(history, separation, finding, stays / (stays + finding))
    assert abs(z) < ALARM_Z, f"unemployment lies {z:.1f} standard deviations from s(1-f) / (s(1-f) + f)"
    wrong = mean_unemployment_z(history, separation, finding, separation / (separation + finding))
    assert abs(wrong) > 3 * ALARM_Z, "the test cannot tell one timing from the other"
