"""Parameters of labour brands: how the reputation of a trained group rises and is diluted."""

from __future__ import annotations

from dataclasses import dataclass

from sim.declare import SHARE, parameter


@dataclass(frozen=True)
class Brands:
    """Reputation of labour brands (I07)."""

    reputation_start: float = parameter(
        0.5, "reputation", 0.3, 0.7, "assumption: what a new brand is trusted with", (0.01, 1.0)
    )
    reputation_gain: float = parameter(
        0.5, "of the gap to one per placement and branded worker", 0.1, 1.0, "assumption", SHARE
    )
    reputation_fading: float = parameter(
        0.02, "of reputation/month", 0.0, 0.05, "assumption: what is not renewed is forgotten", SHARE
    )
    tolerated_growth: float = parameter(
        0.10, "of the branded group/month", 0.02, 0.3, "assumption: new members that a brand can train well"
    )
    congestion: float = parameter(
        0.2,
        "of reputation per unit of growth beyond the tolerated",
        0.0,
        0.5,
        "assumption: members trained in haste live on the name of the others",
        SHARE,
    )
