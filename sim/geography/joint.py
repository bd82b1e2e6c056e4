"""The joint distribution of the labour force over city, industry and skill.

Margins: skill by city, from the talent of each city, and industry by city, from its employment shares. Shares
apply to the whole labour force: the unemployed are assumed to have the industries of the employed. The seed
spreads skills over industries as if independent, tilted where professionals are frequent or rare.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.geography.fitting import FitReport, Margin, largest_remainder, proportional_fit

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def skill_margin(
    labour_force: IntArray, talent: IntArray, skill_share: FloatArray, is_talent: NDArray[np.bool_]
) -> IntArray:
    """Labour force by city and skill, whole persons.

    Args:
        labour_force: persons by city, shape (n_cities,).
        talent: of these, persons in talent skills, shape (n_cities,).
        skill_share: shares of skills in the region, shape (n_skills,).
        is_talent: which skills are talent, shape (n_skills,).

    Returns:
        Shape (n_cities, n_skills). Inside talent, and inside the rest, skills have the region's proportions.
    """
    margin = np.zeros((len(labour_force), len(skill_share)), np.int64)
    for city, (workers, talented) in enumerate(zip(labour_force, talent, strict=True)):
        margin[city, is_talent] = largest_remainder(skill_share[is_talent], int(talented))
        margin[city, ~is_talent] = largest_remainder(skill_share[~is_talent], int(workers - talented))
    return margin


def joint_labour_force(
    by_skill: IntArray, industry_share: FloatArray, tilt: FloatArray
) -> tuple[IntArray, FitReport]:
    """Labour force by city, industry and skill, whole persons.

    Args:
        by_skill: persons by city and skill, shape (n_cities, n_skills).
        industry_share: shares of industries by city, rows add to one, shape (n_cities, n_industries).
        tilt: weight of a skill in an industry against independence, shape (n_industries, n_skills).

    Returns:
        Shape (n_cities, n_industries, n_skills) and how the fit ended. City and skill totals are exact;
        rounding moves the total of an industry in a city by fewer persons than there are skills.
    """
    skills = by_skill.astype(np.float64)
    industries = industry_share * skills.sum(axis=1)[:, None]
    seed = industries[:, :, None] * skills[:, None, :] * tilt
    fitted, report = proportional_fit(seed, [Margin((0, 1), industries), Margin((0, 2), skills)])
    rounded = np.zeros(fitted.shape, np.int64)
    for city, skill in np.ndindex(by_skill.shape):
        rounded[city, :, skill] = largest_remainder(fitted[city, :, skill], int(by_skill[city, skill]))
    return rounded, report
