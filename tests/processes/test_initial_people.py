"""The people at the start: margins exact, ages and registration by their shares."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from sim.parameters import replace_parameters
from sim.processes.initial_people import initial_ages, rounded, scaled_cells

ODDS = 1e-6


def test_cells_add_up_and_are_within_one_of_their_share(world):
    cells = scaled_cells(world)
    persons = world.region.labour_force * 0.001
    assert cells.sum() == round(17_156_500 * 0.001)
    assert np.abs(cells - persons).max() < 1


def test_people_are_exactly_the_cells(world, people):
    counted = np.zeros(world.cells, int)
    np.add.at(counted, (people.residence, people.industry, people.skill), 1)
    assert np.array_equal(counted, scaled_cells(world))


def test_rounding_keeps_the_total_and_the_shape():
    values = np.array([[0.4, 0.4], [0.4, 2.8]])
    assert rounded(values, 4).tolist() == [[1, 0], [0, 3]], "2.8 first, then on a tie the lower index"
    assert rounded(np.zeros((2, 2)), 0).tolist() == [[0, 0], [0, 0]]


def test_registration_has_its_shares(world, people):
    """Chi-square over the nodes for Chengdu's residents, 1 in a million. Control: the shares of Deyang."""
    own = people.registration[people.residence == 0]
    counts = np.bincount(own, minlength=7)

    def surprise(share):
        known = share > 0
        if counts[~known].sum():
            return 0.0
        return stats.chisquare(counts[known], share[known] / share.sum() * own.size).pvalue

    assert surprise(world.region.registration_share[0]) > ODDS
    assert surprise(world.region.registration_share[1]) < ODDS


def test_ages_keep_the_bands_and_nobody_is_past_the_last_age(world):
    """38 % are 45 or older: binomial, n = 40,000, false alarm 1 in a million; 36 % must fail."""
    ages = initial_ages(world, np.arange(40_000))
    assert ages.min() >= 16 * 12
    assert ages.max() < 63 * 12
    low, high = stats.binom.ppf([ODDS / 2, 1 - ODDS / 2], 40_000, 0.38)
    assert 0.36 * 40_000 < low <= (ages >= 45 * 12).sum() <= high


def test_ages_are_uniform_before_retirement_begins(world):
    """Chi-square over the 29 years of the younger band; false alarm 1 in a million."""
    years = initial_ages(world, np.arange(40_000)) // 12
    young = np.bincount(years[years < 45])[16:]
    assert stats.chisquare(young).pvalue > ODDS
    assert stats.chisquare(young * np.linspace(0.85, 1.15, 29)).pvalue < ODDS


@pytest.mark.parametrize(("first", "last"), [(45, 61), (45, 80), (60, 61), (60, 80)])
def test_any_valid_age_of_retirement_gives_a_population(world, first, last):
    """The corners of the valid bounds; nobody is as old as the last age."""
    settings = {"population": {"retirement_first_age": first, "retirement_last_age": last}}
    parameters = replace_parameters(world.parameters, settings)
    ages = initial_ages(dataclasses.replace(world, parameters=parameters), np.arange(10_000))
    assert ages.size == 10_000
    assert ages.min() >= 16 * 12
    assert (first - 1) * 12 < ages.max() < last * 12
