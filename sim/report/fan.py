"""The fan of the baseline: the path of every replication to the end of the horizon."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.report.style import FAINT, GREY, INK, house_style, new_figure

WIDTH, HEIGHT = 13.0, 4.6
PANELS = (
    ("hr_revenue", 1e-9, "Gross revenue of HR agencies (billion CNY a month)"),
    ("agencies", 1.0, "Agencies, full scope"),
    ("unemployment_rate", 100.0, "Unemployment rate (%)"),
)


def draw_fan(runs: Sequence[pd.DataFrame], path: Path) -> None:
    """Draw each run of the whole region as a line, their median on top.

    Args:
        runs: monthly tables of the whole region, one per replication, of equal months.
        path: PNG file to write.
    """
    footer = f"Baseline, {len(runs)} replications, each a line; the dark line is their median. Real size."
    months = runs[0].month.tolist()
    januaries = [place for place, month in enumerate(months) if month.endswith("-01")]
    with house_style():
        figure = new_figure(WIDTH, HEIGHT, "Paths of the baseline to 2025", footer)
        figure.subplots_adjust(left=0.045, right=0.985, top=0.83, bottom=0.17, wspace=0.16)
        for axes, (measure, factor, title) in zip(figure.subplots(1, len(PANELS)), PANELS, strict=True):
            lines = np.array([run[measure].to_numpy(float) for run in runs]) * factor
            axes.plot(lines.T, color=GREY, linewidth=0.6, alpha=0.6)
            axes.plot(np.median(lines, axis=0), color=INK, linewidth=1.6)
            axes.set_title(title)
            axes.set_xticks(januaries, [months[place][:4] for place in januaries])
            axes.set_xlim(0, len(months) - 1)
            axes.grid(axis="y", color=FAINT)
            axes.set_ylim(bottom=0)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path)
