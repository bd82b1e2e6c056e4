"""The figures of a run folder, shared among processes. Only a process that draws imports matplotlib."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path

from sim.experiment.executors import Crew

MOST_PARTS = 8
"""About as many as there are figures; each part reads the tables anew."""


def import_matplotlib() -> None:
    """Import what drawing needs."""
    import_module("sim.report.figures")


def draw_figures(folder: Path, language: str, crew: Crew) -> None:
    """Draw all figures of a finished run into its folder; see `sim.report.figures.write_figures`."""
    parts = min(max(crew.processes, 1), MOST_PARTS)
    crew.each(partial(_draw, folder, language, parts), range(parts))


def _draw(folder: Path, language: str, parts: int, part: int) -> None:
    from sim.report.figures import write_figures

    write_figures(folder, language=language, part=part, parts=parts)
