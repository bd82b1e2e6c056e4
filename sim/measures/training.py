"""Measures of training, certificates and cultivated talent by city of residence, simulated units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.policies.base import month_index
from sim.processes.training import (
    AGENCY_COURSE,
    ALLIANCE,
    FIRM_COURSE,
    PUBLIC_BASE,
    TrainingFlows,
)

Floats = NDArray[np.float64]
PLAN_START = month_index("2020-10")
"""From here on the plan's targets count."""
KIND_NAMES = {
    PUBLIC_BASE: "public_base",
    FIRM_COURSE: "firm",
    AGENCY_COURSE: "agency",
    ALLIANCE: "alliance",
}


def training_counts(flows: TrainingFlows, cultivated_before: Floats) -> dict[str, NDArray[np.generic]]:
    """Return the month's counts, each of shape (C,).

    Args:
        flows: of the month.
        cultivated_before: talent cultivated from the plan's start to the month before, shape (C,).
    """
    by_kind = flows.started.sum(axis=0)
    return {
        "training_starts": by_kind.sum(axis=0),
        **{f"training_starts_{name}": by_kind[kind] for kind, name in KIND_NAMES.items()},
        "training_completions": flows.completed,
        "in_full_time_training": flows.in_training,
        "training_seats": flows.seats,
        "training_seats_idle": flows.idle,
        "skill_upgrades": flows.upgraded,
        "promotions": flows.promoted,
        "newly_certified": flows.certified + flows.assessed,
        "talent_cultivated": flows.cultivated,
        "talent_cultivated_since_plan": cultivated_before + flows.cultivated,
    }
