"""What is refused before any work."""

from __future__ import annotations

import os
from pathlib import Path

from sim.config import RunConfig, month_label
from sim.config_errors import ConfigError


def check_acts(config: RunConfig) -> None:
    """Refuse a comparison whose instruments all start after its last month.

    Raises:
        ConfigError: with the number of months that would do.
    """
    if config.policies and config.first_policy_month() is None:
        earliest = min(config.policies.values(), key=lambda settings: settings.start_month)
        raise ConfigError(
            f"policies: expected a start up to {month_label(config.months - 1)}, the last month of the run, "
            f"got {earliest.start}. Use months={earliest.start_month + 1} or more, or an earlier start."
        )


def check_writable(parent: Path) -> None:
    """Refuse an output folder that could not be written after hours of work.

    Raises:
        ConfigError: the path, or the nearest one above it that exists, is not a folder one may write to.
    """
    existing = next(path for path in (parent.absolute(), *parent.absolute().parents) if path.exists())
    if not (existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)):
        raise ConfigError(f"output: expected a folder that can be written, got {existing}. Choose another.")
