"""V9: how long unemployment lasts."""

import math

import numpy as np
import pytest
from scipy import stats

from tests.laws.lone_city import History, live, lone_city_state, lone_city_world, places_of
from tests.laws.toolbox import ALARM

MONTHS, FIRST, FOLLOWED = 130, 5, 40
GROUPS, FALLS_NEEDED = 24, 22
"""A hazard that does not fall is seen to fall in 22 of 24 groups with a chance of 1.8e-5."""
SEPARATION, SUITABILITY, SLOW_ACCEPTANCE = 0.05, 0.40, 0.2


@pytest.fixture(scope="module")
def alike() -> History:
    """All find work with the same chance."""
    setting = lone_city_world(SEPARATION, SUITABILITY)
    state = lone_city_state(setting)
    return live(setting, state, places_of(setting, state), MONTHS)


@pytest.fixture(scope="module")
def two_types() -> History:
    """Skills 2 and 3 take one offer in five: their reservation wage is above all wages, which are equal."""
    setting = lone_city_world(SEPARATION, SUITABILITY)
    state = lone_city_state(setting)
    state.firms.wage_premium[:] = 0.0
    places = places_of(setting, state)
    choice = setting.parameters.choice
    places.log_wages[:] = 8.0
    gap = choice.logit_scale * math.log(1.0 / SLOW_ACCEPTANCE - 1.0) - places.travel_term[0, 0]
    places.log_mean_wage[:, 2:] = 8.0 + gap - math.log(choice.replacement_value)
    return live(setting, state, places, MONTHS)


def durations(history: History, skills: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return worker and months of search of the spells followed; FOLLOWED stands for longer ones."""
    lost = history.lost[:, np.isin(history.lost[1], skills)]
    begun = lost[:, (lost[2] >= FIRST) & (lost[2] < MONTHS - FOLLOWED)]
    # A worker never has two spells that begin in one month.
    ends = {(w, start): end - start for w, _, start, end in history.found.T.tolist()}
    spells = [min(ends.get((w, start), FOLLOWED), FOLLOWED) for w, _, start in begun.T.tolist()]
    return begun[0], np.array(spells)


def geometric_p_value(spells: np.ndarray, chance: float) -> float:
    """Return the chi-square p-value of spells against f (1 - f)^d with d from 0, tail pooled."""
    bins = next((d for d in range(FOLLOWED) if spells.size * (1 - chance) ** (d + 1) < 20), FOLLOWED)
    expected = [chance * (1 - chance) ** d for d in range(bins)]
    seen = np.bincount(np.minimum(spells, bins), minlength=bins + 1)
    return float(stats.chisquare(seen, spells.size * np.array([*expected, (1 - chance) ** bins])).pvalue)


def groups_with_falling_hazard(workers: np.ndarray, spells: np.ndarray) -> int:
    """Return in how many groups of workers the hazard is higher in month 0 than from month 3 to 8."""
    falls = 0
    for group in range(GROUPS):
        own = spells[workers % GROUPS == group]
        early = np.mean(own == 0)
        late = sum(np.sum(own == d) for d in range(3, 9)) / sum(np.sum(own >= d) for d in range(3, 9))
        falls += bool(early > late)
    return falls


def test_equal_chances_give_geometric_durations(alike: History) -> None:
    """P(d) = f (1 - f)^d, the month of the loss being month 0. False alarm: 2.5e-5.

    Controls: a chance that is off by a tenth, and the law without search in the month of the loss, fail.
    """
    _, spells = durations(alike, (0, 1, 2, 3))
    assert geometric_p_value(spells, SUITABILITY) > ALARM
    assert geometric_p_value(spells, 0.9 * SUITABILITY) < ALARM
    assert geometric_p_value(spells + 1, SUITABILITY) < ALARM


def test_each_of_two_types_has_its_own_geometric_law(two_types: History) -> None:
    """The logit of acceptance multiplies the chance: f = suitability x P(accept). False alarm: 5e-5."""
    quick, slow = durations(two_types, (0, 1))[1], durations(two_types, (2, 3))[1]
    assert geometric_p_value(quick, SUITABILITY) > ALARM
    assert geometric_p_value(slow, SUITABILITY * SLOW_ACCEPTANCE) > ALARM


def test_two_types_make_the_aggregate_hazard_fall(two_types: History, alike: History) -> None:
    """Those who find work quickly leave first. A constant hazard passes by chance with 1.8e-5.

    Controls: among equals, and within one type, the hazard does not fall.
    """
    fell = groups_with_falling_hazard(*durations(two_types, (0, 1, 2, 3)))
    assert fell >= FALLS_NEEDED, f"the hazard fell in {fell} of {GROUPS} groups"
    assert groups_with_falling_hazard(*durations(alike, (0, 1, 2, 3))) < FALLS_NEEDED
    assert groups_with_falling_hazard(*durations(two_types, (0, 1))) < FALLS_NEEDED
