"""What an expansion of enrolment changes by month: youth labour supply at once, certified supply later.

The line is the mean over pairs of runs of scenario less baseline, the band the 95 % interval of that mean by
Student's t. Certified supply is that of schools: in the stock of all holders of certificates the courses and
moves of adults hide what the cohorts of schools bring. Interns are drawn beside employment, to which they do
not belong.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from scipy.special import stdtrit

from sim.report.labels import Labels
from sim.report.style import BLUE, GREY, INK, ORANGE, VERMILLION, new_figure, plain_number
from sim.report.tables import ALL, BASELINE, RunTables

INSTRUMENT = "college_enrolment_expansion"
"""The figure is drawn of scenarios that hold it."""
PANELS = (("young_entrants",), ("students",), ("certified_from_schools",), ("employed", "interns"))
"""Measures of each panel."""
SUMMED = "young_entrants"
"""Shown as a sum of twelve months: graduates come in two months of the year."""
LEVEL = 0.95
END_OF_PLAN, MONTHS_SUMMED = "2022-12", 12
WIDTH, HEIGHT = 13.0, 7.2


def shows_expansion(run: RunTables) -> bool:
    """Return whether a run has what the figure is about."""
    needed = {measure for panel in PANELS for measure in panel}
    return INSTRUMENT in run.config["policies"] and needed <= set(run.monthly.columns)


def paired_difference(run: RunTables, measure: str) -> pd.DataFrame:
    """Return mean, low and high of scenario less baseline of the whole region by month."""
    rows = run.monthly[run.monthly["city"] == ALL]
    table = rows.pivot_table(index=["replication", "month"], columns="scenario", values=measure)
    wide = (table[run.scenario] - table[BASELINE]).unstack("month")
    if measure == SUMMED:
        wide = wide.T.rolling(MONTHS_SUMMED, min_periods=1).sum().T
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
    for axes, measures in zip(panels, PANELS, strict=True):
        for measure, colour in zip(measures, (BLUE, ORANGE), strict=False):
            band = paired_difference(run, measure) / 1e3
            _draw_band(axes, band.reindex(run.months), colour, labels.measure(measure))
        _finish_panel(axes, run.months)
        if len(measures) > 1:
            axes.set_title(labels.text("expansion_jobs"))
            axes.legend(loc="upper left", frameon=False)
            continue
        key = "expansion_year" if measures[0] == SUMMED else "expansion_stock"
        axes.set_title(labels.text(key, what=labels.measure(measures[0])))
    return figure


def _draw_band(axes: Axes, band: pd.DataFrame, colour: str, name: str) -> None:
    places = np.arange(len(band))
    axes.fill_between(places, band["low"], band["high"], color=colour, alpha=0.2, linewidth=0)
    axes.plot(places, band["mean"], color=colour, linewidth=1.6, label=name)


def _finish_panel(axes: Axes, months: list[str]) -> None:
    axes.axhline(0.0, color=INK, linewidth=0.8)
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
