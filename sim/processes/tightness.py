"""Tightness: posts per job seeker of cells, in logs, shrunk where there are few seekers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def log_tightness(posts: Floats, seekers: Floats, prior_seekers: float) -> Floats:
    """Return log posts per seeker by cell, shrunk towards its city and skill.

    Args:
        posts: mean posts, shape (C, I, Q).
        seekers: mean job seekers, shape (C, I, Q).
        prior_seekers: weight of the city and skill, in seekers.

    Returns:
        Shape (C, I, Q). Half a post and half a seeker are added to each city and skill, so that the log
        exists.
    """
    common = (posts.sum(axis=1, keepdims=True) + 0.5) / (seekers.sum(axis=1, keepdims=True) + 0.5)
    ratio = (posts + prior_seekers * common) / (seekers + prior_seekers)
    return np.array([math.log(value) for value in ratio.ravel().tolist()]).reshape(ratio.shape)
