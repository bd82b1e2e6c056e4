"""I32 speeds up imitation outside the first city, if the first takes part."""

import numpy as np
import pytest

from sim.policies.base import Settings
from sim.policies.research_institute_innovation_transfer import ResearchInstituteInnovationTransfer
from tests.policies.levers import untouched


def institute(dose=1.0, cities=(0, 1, 2, 3), implementation=1.0):
    return ResearchInstituteInnovationTransfer(Settings(dose, 21, 12, cities, 50.0), implementation)


def test_imitation_is_half_as_fast_again_in_the_other_cities():
    assert institute().quality_diffusion(np.ones(4), 60).tolist() == [1.0, 1.5, 1.5, 1.5]
    assert institute(cities=(0, 2)).quality_diffusion(np.ones(4), 60).tolist() == [1.0, 1.0, 1.5, 1.0]


def test_governance_and_ramp_scale_it():
    # month 6 of 12, dose 0.5, 0.6 carried out: 0.15 of the effect
    after = institute(dose=0.5, implementation=0.6).quality_diffusion(np.full(4, 2.0), 26)
    assert after == pytest.approx([2.0] + [2.0 * 1.075] * 3)


def test_without_the_institute_nothing_is_transferred():
    assert institute(cities=(1, 2, 3)).quality_diffusion(np.ones(4), 60).tolist() == [1.0] * 4


def test_it_bends_nothing_else():
    assert untouched(institute(), "quality_diffusion")
