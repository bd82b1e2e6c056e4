"""Effects of the scenario with their intervals, one panel for each headline measure."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.labels import Labels, unit_of
from sim.report.style import BLUE, INK, VERMILLION, new_figure, plain_number
from sim.report.tables import ALL, RunTables

HEADLINES = (
    "unemployment_rate",
    "employed",
    "jobs",
    "vacancies",
    "mean_wage",
    "talent_arrivals",
    "commuters_in",
    "moved_in",
    "out_migrants",
    "hr_revenue",
    "placements",
    "agencies",
)
COLUMNS = 3
LOOKS = (("o", BLUE), ("D", VERMILLION))


def draw_effects(run: RunTables, labels: Labels, footer: str) -> Figure:
    """Small multiples: units differ between measures, so each has an axis of its own."""
    effects = run.effects
    measures = [measure for measure in HEADLINES if measure in set(effects["measure"])]
    periods = list(effects["period"].unique())[: len(LOOKS)]
    rows = -(-len(measures) // COLUMNS)
    height = 1.82 + 2.45 * rows
    figure = new_figure(13.0, height, labels.text("effects"), footer)
    grid = figure.subplots(rows, COLUMNS, squeeze=False, sharey=True).ravel()
    figure.subplots_adjust(
        left=0.085, right=0.975, top=1 - 0.9 / height, bottom=1.42 / height, wspace=0.09, hspace=0.62
    )
    cities = [ALL, *run.region.node_names[: run.region.n_cities]]
    names_zh = [None, *run.region.node_names_zh[: run.region.n_cities]]
    for axes, measure in zip(grid, measures, strict=False):
        _draw_panel(axes, effects[effects["measure"] == measure], measure, cities, periods)
        axes.set_title(labels.measure(measure))
        axes.set_xlabel(labels.text("difference_in", unit=labels.difference_unit(measure)), fontsize=8)
        axes.set_yticks(
            range(len(cities)), [labels.city(*pair) for pair in zip(cities, names_zh, strict=True)]
        )
    for axes in grid[len(measures) :]:
        axes.set_visible(False)
    _legend(figure, periods, int(effects["n"].max()), labels, height)
    return figure


def _draw_panel(
    axes: Axes, effects: pd.DataFrame, measure: str, cities: list[str], periods: list[str]
) -> None:
    factor = unit_of(measure).factor
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.axhline(0.5, color="#BBBBBB", linewidth=0.6)
    offsets = np.linspace(-0.16, 0.16, len(periods)) if len(periods) > 1 else [0.0]
    for period, offset, (marker, colour) in zip(periods, offsets, LOOKS, strict=False):
        rows = effects[effects["period"] == period].set_index("city").reindex(cities)
        places = np.arange(len(cities)) + offset
        axes.hlines(places, rows["ci_low"] * factor, rows["ci_high"] * factor, color=colour, linewidth=1.6)
        axes.plot(rows["effect"] * factor, places, marker, color=colour, markersize=4.5)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6))
    axes.xaxis.set_major_formatter(FuncFormatter(plain_number))
    axes.margins(x=0.08)
    axes.set_ylim(len(cities) - 0.5, -0.5)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)


def _legend(figure: Figure, periods: list[str], n: int, labels: Labels, height: float) -> None:
    handles = [
        Line2D([], [], color=colour, marker=marker, markersize=5, linewidth=1.6, label=labels.period(period))
        for period, (marker, colour) in zip(periods, LOOKS, strict=False)
    ]
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.075, 0.42 / height), ncols=len(handles),
        fontsize=8.5, title=labels.text("interval", n=n), alignment="left", title_fontsize=8.5,
    )  # fmt: skip
