"""How a parameter is declared: value, unit, plausible range, source and valid bounds in one place."""

from __future__ import annotations

import math
from dataclasses import field
from typing import Any

POSITIVE = (0.0, math.inf)
SHARE = (0.0, 1.0)
ANY = (-math.inf, math.inf)


def parameter(
    value: float | tuple[float, ...],
    unit: str,
    low: float | tuple[float, ...],
    high: float | tuple[float, ...],
    source: str,
    valid: tuple[float, float] = POSITIVE,
) -> Any:
    """Declare one parameter: its value, unit, plausible range (low to high), source and valid bounds."""
    return field(
        default=value, metadata={"unit": unit, "low": low, "high": high, "source": source, "valid": valid}
    )
