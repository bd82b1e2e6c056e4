"""I26 shows vacancies of the other cities, and makes applications viable more often."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.interconnected_recruitment_cloud import InterconnectedRecruitmentCloud
from tests.policies.levers import changed, untouched


def cloud(dose=1.0, cities=(0, 1, 2, 3)):
    return InterconnectedRecruitmentCloud(Settings(dose, 21, 12, cities, 80.0), 0.6)


def test_more_is_seen_of_the_cities_that_take_part():
    share = np.full((4, 7), 0.1)
    after = cloud(cities=(0, 2)).awareness(share, 60)
    assert changed(after, share) == {(0, 2), (2, 0)}
    assert after[0, 2] == pytest.approx(0.115)  # 0.1 x (1 + 0.25 x 0.6 carried out)


def test_nobody_sees_more_than_all():
    assert cloud().awareness(np.full((4, 7), 0.95), 60)[0, 1] == 1.0


def test_applications_of_residents_are_viable_more_often():
    before = np.full((2, 4, 13), 0.3)
    after = cloud(cities=(0, 2)).suitability(before, 60)
    assert {city for _, city, _ in changed(after, before)} == {0, 2}
    assert after[:, [0, 2]] == pytest.approx(np.full((2, 2, 13), 0.3036))  # 0.3 x (1 + 0.02 x 0.6)


def test_nothing_else_is_bent():
    assert untouched(cloud(), "awareness", "suitability")
