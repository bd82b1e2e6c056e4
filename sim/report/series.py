"""Unemployment and vacancies over the months, by city, baseline against scenario."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.labels import Labels, unit_of
from sim.report.style import BLUE, GREY, INK, VERMILLION, new_figure
from sim.report.tables import ALL, BASELINE, RunTables, monthly_band

MEASURES_SHOWN = ("unemployment_rate", "vacancy_rate")
FIRST_LOCKDOWN = "2020-02"
WIDTH, HEIGHT = 14.0, 7.2
LOOKS: tuple[tuple[str, Any, float], ...] = ((INK, "-", 1.5), (BLUE, (0, (3, 1.4)), 1.5))


def draw_series(run: RunTables, labels: Labels, footer: str) -> Figure:
    """A row of panels for each measure, a column for the region and for each city."""
    figure = new_figure(WIDTH, HEIGHT, labels.text("series"), footer)
    cities = [ALL, *run.region.node_names[: run.region.n_cities]]
    names_zh = [None, *run.region.node_names_zh[: run.region.n_cities]]
    grid = figure.subplots(len(MEASURES_SHOWN), len(cities), sharex=True, sharey="row", squeeze=False)
    figure.subplots_adjust(left=0.055, right=0.985, top=0.885, bottom=0.185, wspace=0.1, hspace=0.16)
    for row, measure in enumerate(MEASURES_SHOWN):
        for column, city in enumerate(cities):
            _draw_panel(grid[row, column], run, measure, city)
            if row == 0:
                grid[row, column].set_title(labels.city(city, names_zh[column]))
        grid[row, 0].set_ylabel(f"{labels.measure(measure)} ({labels.unit(measure)})")
    _legend(figure, run, labels)
    return figure


def _draw_panel(axes: Axes, run: RunTables, measure: str, city: str) -> None:
    factor = unit_of(measure).factor
    months = run.months
    for scenario, (colour, line, width) in zip((BASELINE, run.scenario), LOOKS, strict=True):
        band = monthly_band(run, measure, city, scenario).reindex(months) * factor
        places = np.arange(len(months))
        axes.fill_between(places, band["low"], band["high"], color=colour, alpha=0.16, linewidth=0)
        axes.plot(places, band["mean"], color=colour, linestyle=line, linewidth=width)
    for month, colour in ((_lockdown(run), VERMILLION), (run.policy_start, BLUE)):
        if month in months:
            axes.axvline(months.index(month), color=colour, linewidth=1.0, linestyle=":", zorder=0)
    januaries = [place for place, month in enumerate(months) if month.endswith("-01")]
    axes.set_xticks(januaries, [months[place][:4] for place in januaries])
    axes.set_xlim(-0.5, len(months) - 0.5)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)


def _lockdown(run: RunTables) -> str | None:
    """Return the month of the first lockdown, if the pandemic is part of the run."""
    return FIRST_LOCKDOWN if run.config.get("covid", True) else None


def _legend(figure: Figure, run: RunTables, labels: Labels) -> None:
    n = run.monthly["replication"].nunique()
    handles: list[Line2D | Patch] = [
        Line2D(
            [], [], color=colour, linestyle=line, linewidth=width,
            label=labels.text("mean_line", what=labels.scenario(scenario)),
        )
        for scenario, (colour, line, width) in zip((BASELINE, run.scenario), LOOKS, strict=True)
    ]  # fmt: skip
    handles.append(Patch(color=GREY, alpha=0.3, linewidth=0, label=labels.text("band", n=n)))
    marks = (("lockdown", _lockdown(run), VERMILLION), ("policy_start", run.policy_start, BLUE))
    handles += [
        Line2D([], [], color=colour, linestyle=":", label=labels.text(key, month=month))
        for key, month, colour in marks
        if month in run.months
    ]
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.045, 0.62 / HEIGHT),
        ncols=len(handles),
        fontsize=8.5,
    )
