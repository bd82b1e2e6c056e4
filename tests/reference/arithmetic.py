"""Rules of arithmetic on which the last bits depend.

Everything is 64-bit floating point, in the order written, with two exceptions. Wages, premiums and target
sizes are stored in 32 bits. Some plain sums are taken by NumPy, whose order for a vector is spelt out here.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np


def single(value: float) -> float:
    """Return a value as it is after being stored in 32 bits."""
    stored: float = struct.unpack("f", struct.pack("f", value))[0]
    return stored


def vector_sum(values: Sequence[float]) -> float:
    """Return a sum in NumPy's order.

    Fewer than eight values are added one after the other. Up to 128, value j goes to running sum j modulo 8;
    the eight sums are added in pairs, then what is left over, one after the other. Longer vectors are halved
    at a multiple of eight.
    """
    n = len(values)
    if n > 128:
        half = n // 2 - n // 2 % 8
        return vector_sum(values[:half]) + vector_sum(values[half:])
    whole = n - n % 8 if n >= 8 else 0
    total = 0.0
    if whole:
        lanes = list(values[:8])
        for place in range(8, whole):
            lanes[place % 8] += values[place]
        a, b, c, d, e, f, g, h = lanes
        total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    for value in values[whole:]:
        total += value
    return total


def vector_mean(values: Sequence[float]) -> float:
    """Return a mean whose sum is taken in NumPy's order."""
    return vector_sum(values) / len(values)


def ordered_sum(values: Sequence[float]) -> float:
    """Return a sum one after the other."""
    total = 0.0
    for value in values:
        total += value
    return total


def running_sums(values: Sequence[float]) -> list[float]:
    """Return the sums up to each value."""
    sums: list[float] = []
    for value in values:
        sums.append(value if not sums else sums[-1] + value)
    return sums


def first_above(cumulative: Sequence[float], u: float) -> int:
    """Return the first category whose cumulative share exceeds u, or the last one."""
    for category, share in enumerate(cumulative):
        if share > u:
            return category
    return len(cumulative) - 1


def numpy_log(value: float) -> float:
    """Return a logarithm as NumPy's vector code computes it; its last bit may differ from `math.log`."""
    return float(np.log(np.array([value]))[0])


def numpy_exp(value: float) -> float:
    """Return an exponential as NumPy's vector code computes it; its last bit may differ from `math.exp`."""
    return float(np.exp(np.array([value]))[0])


def numpy_power(value: float, exponent: float) -> float:
    """Return a power as NumPy's vector code computes it; its last bit may differ from `**`."""
    return float((np.array([value]) ** exponent)[0])
