"""Moves around the spring festival: who goes home and who sets out, with and without COVID-19."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.report.labels import Labels, Language
from sim.report.style import BLUE, FAINT, VERMILLION, house_style, new_figure, save

WIDTH, HEIGHT = 12.0, 6.6
HOMEWARD = ("home_return", "return_migration", "home_departure")
SETTING_OUT = ("out_migration", "in_migration")
PANELS = (("homeward", HOMEWARD, ("01", "02")), ("setting_out", SETTING_OUT, ("02", "03")))
"""Name, kinds of flow, and the months of the season."""


def monthly_sum(flows: pd.DataFrame, kinds: tuple[str, ...]) -> pd.Series:
    """Return the workers of some kinds of flow by month."""
    return flows[flows.kind.isin(kinds)].groupby("month").workers.sum()


def draw_seasons(
    with_covid: pd.DataFrame, without_covid: pd.DataFrame, scale: float, language: Language, path: Path
) -> None:
    """Draw the two seasons.

    Args:
        with_covid: flows of a run, as in flows.parquet.
        without_covid: those of the same run without the pandemic.
        scale: simulated workers per real worker.
        language: of the labels.
        path: PNG file to write.
    """
    labels = Labels(language)
    footer = labels.text("seasons_note", scale=f"{1 / scale:,.0f}")
    with house_style():
        figure = new_figure(WIDTH, HEIGHT, labels.text("seasons"), footer)
        figure.subplots_adjust(left=0.07, right=0.985, top=0.86, bottom=0.17, hspace=0.3)
        for axes, (name, kinds, season) in zip(figure.subplots(2, 1, sharex=True), PANELS, strict=True):
            for flows, colour, label in (
                (without_covid, BLUE, "without_covid"),
                (with_covid, VERMILLION, "with_covid"),
            ):
                values = monthly_sum(flows, kinds)
                heights: NDArray[np.float64] = values.to_numpy(float) / 1e3
                axes.plot(heights, color=colour, linewidth=1.5, label=labels.text(label))
            mark_months(axes, values.index.tolist(), season)
            axes.set_title(labels.text(name))
            axes.set_ylabel(labels.text("thousand_monthly"))
        axes.legend(loc="upper right", ncols=2)
        path.parent.mkdir(parents=True, exist_ok=True)
        save(figure, path)


def mark_months(axes: Axes, months: list[str], season: tuple[str, ...]) -> None:
    """Shade the months of a season and name the years."""
    for place, month in enumerate(months):
        if month[5:] in season:
            axes.axvspan(place - 0.5, place + 0.5, color=FAINT, zorder=0)
    januaries = [place for place, month in enumerate(months) if month.endswith("-01")]
    axes.set_xticks(januaries, [months[place][:4] for place in januaries])
    axes.set_xlim(-0.5, len(months) - 0.5)
    axes.set_ylim(bottom=0)
