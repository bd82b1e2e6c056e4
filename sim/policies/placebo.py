"""Placebo: an instrument that bends nothing. A run with it must equal the baseline bit for bit."""

from __future__ import annotations

from typing import ClassVar

from sim.policies.base import Instrument


class Placebo(Instrument):
    """P00. Bends no lever, costs nothing."""

    instrument_id: ClassVar[str] = "P00"
    bearer: ClassVar[str] = "nobody"
