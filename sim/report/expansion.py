"""What an expansion of enrolment changes, month by month: youth labour supply first, certificates later.

The line is the mean over pairs of runs of scenario less baseline, the band the 95 % interval of that mean by
Student's t.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from scipy.special import stdtrit

from sim.report.labels import Labels
from sim.report.style import BLUE, GREY, INK, VERMILLION, new_figure, plain_number
from sim.report.tables import ALL, BASELINE, RunTables

INSTRUMENT = "college_enrolment_expansion"
"""The figure is drawn of scenarios that hold it."""
PANELS = ("young_entrants", "students", "certified", "employed")
SUMMED = "young_entrants"
"""Shown as a sum of twelve months: graduates come in two months of the year."""
LEVEL = 0.95
END_OF_PLAN, YEARS = "2022-12", 12
WIDTH, HEIGHT = 13.0, 7.2


def shows_expansion(run: RunTables) -> bool:
    """Return whether a run has what the figure is about."""
    return INSTRUMENT in run.config["policies"] and set(PANELS) <= set(run.monthly.columns)


def paired_difference(run: RunTables, measure: str) -> pd.DataFrame:
    """Return mean, low and high of scenario less baseline of the whole region by month."""
    rows = run.monthly[run.monthly["city"] == ALL]
    table = rows.pivot_table(index=["replication", "month"], columns="scenario", values=measure)
    wide = (table[run.scenario] - table[BASELINE]).unstack("month")
    if measure == SUMMED:
        wide = wide.T.rolling(YEARS, min_periods=1).sum().T
    n, mean = len(wide), wide.mean()
    half = stdtrit(max(n - 1, 1), 0.5 + LEVEL / 2.0) / np.sqrt(n)
    spread = half * wide.std(ddof=1).fillna(0.0)  # one pair has no interval
    return pd.DataFrame({"mean": mean, "low": mean - spread, "high": mean + spread})


def draw_expansion(run: RunTables, labels: Labels, footer: str) -> Figure:
    """Four panels of differences in thousand persons."""
    note = labels.text("expansion_note")
    figure = new_figure(WIDTH, HEIGHT, labels.text("expansion_title"), f"{note}\n{footer}")
    panels = figure.subplots(2, 2, sharex=True).ravel()
    figure.subplots_adjust(left=0.06, right=0.985, top=0.86, bottom=0.13, wspace=0.14, hspace=0.24)
    for axes, measure in zip(panels, PANELS, strict=True):
        _draw_panel(axes, paired_difference(run, measure) / 1e3, run.months)
        key = "expansion_year" if measure == SUMMED else "expansion_stock"
        axes.set_title(labels.text(key, what=labels.measure(measure)))
    return figure


def _draw_panel(axes: Axes, band: pd.DataFrame, months: list[str]) -> None:
    places = np.arange(len(months))
    band = band.reindex(months)
    axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.fill_between(places, band["low"], band["high"], color=BLUE, alpha=0.2, linewidth=0)
    axes.plot(places, band["mean"], color=BLUE, linewidth=1.6)
    if END_OF_PLAN in months:
        axes.axvline(months.index(END_OF_PLAN), color=VERMILLION, linewidth=1.0, linestyle=":", zorder=0)
    for place, month in enumerate(months):
        if month.endswith("-09"):
            axes.axvline(place, color=GREY, linewidth=0.5, alpha=0.5, zorder=0)
    januaries = [place for place, month in enumerate(months) if month.endswith("-01")]
    axes.set_xticks(januaries, [months[place][:4] for place in januaries])
    axes.set_xlim(-0.5, len(months) - 0.5)
    axes.yaxis.set_major_formatter(FuncFormatter(plain_number))
    axes.grid(axis="y")
    axes.set_axisbelow(True)
