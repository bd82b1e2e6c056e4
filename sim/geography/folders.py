"""Where scenarios and regions live: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

import difflib
from pathlib import Path

from sim.geography.table import RegionError

PACKAGE = Path(__file__).resolve().parents[1]


def scenario_dir() -> Path:
    """Return the folder of scenarios: that of the checkout if there is one, else the copy in the wheel."""
    checkout = PACKAGE.parent / "scenarios"
    return checkout if (checkout / "regions").is_dir() else PACKAGE / "_scenarios"


def region_folder(region: str | Path) -> Path:
    """Find the folder of a region.

    Args:
        region: name of a folder under `scenarios/regions`, or a path to a folder anywhere.

    Raises:
        RegionError: there is no such folder; the message names the nearest region.
    """
    shelf = scenario_dir() / "regions"
    for candidate in (shelf / region, Path(region)):
        if str(region).strip() and candidate.is_dir():
            return candidate
    names = sorted(path.name for path in shelf.iterdir() if path.is_dir()) if shelf.is_dir() else []
    close = difflib.get_close_matches(str(region), names, n=1, cutoff=0.4)
    hint = (
        f"Did you mean '{close[0]}'?"
        if close
        else "Give one of these names or the path of a folder with CSV files."
    )
    raise RegionError(
        f"Region: expected one of {', '.join(names) or '(none)'} or a folder, got {str(region)!r}. {hint}"
    )
