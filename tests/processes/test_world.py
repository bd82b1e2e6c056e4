"""The setting of a run: shapes follow the region."""

import dataclasses

import numpy as np
import pytest


def test_shapes_follow_the_region(world):
    assert (world.n_cities, world.n_boundary, world.n_industries, world.n_skills) == (4, 3, 13, 4)
    assert world.cells == (4, 13, 4)
    assert world.n_pools == 52


def test_a_real_person_is_a_thousandth_of_a_worker(world):
    assert world.scaled(np.array([1000.0, 500.0])).tolist() == [1.0, 0.5]


def test_the_setting_cannot_change_during_a_run(world):
    with pytest.raises(dataclasses.FrozenInstanceError):
        world.scale = 1.0
