"""Measures over the months by city, baseline against scenario: a grid of panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.labels import Labels, unit_of
from sim.report.plan import LAST_MONTH, targets
from sim.report.style import BLUE, GREY, INK, ORANGE, VERMILLION, new_figure, plain_number
from sim.report.tables import ALL, BASELINE, RunTables, monthly_band

MEASURES_SHOWN = ("unemployment_rate", "vacancy_rate")
AGENCIES_SHOWN = ("agencies", "agencies_licensed", "agency_offices")
ORDERS_SHOWN = ("hr_orders", "hr_unmet_share", "hr_fee_index")
FIRST_LOCKDOWN = "2020-02"
WIDTH, TOP, BOTTOM, ROW = 14.0, 0.83, 1.33, 2.52
"""Inches: width of the figure, room above and below the panels, height of a row."""
LOOKS: tuple[tuple[str, Any, float], ...] = ((INK, "-", 1.5), (BLUE, (0, (3, 1.4)), 1.5))
TARGET: dict[str, Any] = {
    "linestyle": "none",
    "marker": "D",
    "markersize": 5.0,
    "color": ORANGE,
    "markeredgecolor": INK,
}


class Grid(NamedTuple):
    """What a grid shows.

    title     key of the figure's title
    measures  one row of panels each
    shared    measures whose panels share an axis
    goals     target for the end of the plan's period by measure and city
    """

    title: str
    measures: Sequence[str]
    shared: Sequence[str]
    goals: Mapping[tuple[str, str], float]


def draw_series(run: RunTables, labels: Labels, footer: str) -> Figure:
    """Unemployment and vacancies by city."""
    return draw_grid(run, labels, footer, Grid("series", MEASURES_SHOWN, MEASURES_SHOWN, {}))


def draw_agencies(run: RunTables, labels: Labels, footer: str) -> Figure:
    """Agencies by scope and city, with the plan's targets for the narrow scope."""
    goals = {("agencies_licensed", city): goal for city, goal in targets(run.region.name).licensed.items()}
    note = labels.text("agencies_note")
    return draw_grid(run, labels, f"{note}\n{footer}", Grid("agencies_title", AGENCIES_SHOWN, (), goals))


def draw_orders(run: RunTables, labels: Labels, footer: str) -> Figure:
    """The order book by city: orders, unmet orders and the price of recruitment."""
    note = labels.text("orders_note")
    grid = Grid("orders_title", ORDERS_SHOWN, ORDERS_SHOWN[1:], {})
    return draw_grid(run, labels, f"{note}\n{footer}", grid)


def draw_grid(run: RunTables, labels: Labels, footer: str, grid: Grid) -> Figure:
    """A row of panels for each measure, a column for the region and for each city."""
    rows = len(grid.measures)
    bottom = BOTTOM + 0.16 * footer.count("\n")
    height = TOP + bottom + rows * ROW
    figure = new_figure(WIDTH, height, labels.text(grid.title), footer)
    cities = [ALL, *run.region.node_names[: run.region.n_cities]]
    names_zh = [None, *run.region.node_names_zh[: run.region.n_cities]]
    panels = figure.subplots(rows, len(cities), sharex=True, squeeze=False)
    alone = len(grid.shared) < rows
    figure.subplots_adjust(
        left=0.062, right=0.985, top=1 - TOP / height, bottom=bottom / height,
        wspace=0.28 if alone else 0.1, hspace=0.16,
    )  # fmt: skip
    for row, measure in enumerate(grid.measures):
        for column, city in enumerate(cities):
            axes = panels[row, column]
            if measure in grid.shared and column:
                axes.sharey(panels[row, 0])
                axes.tick_params(axis="y", labelleft=False)
            _draw_panel(axes, run, measure, city, grid.goals.get((measure, city)))
            if row == 0:
                axes.set_title(labels.city(city, names_zh[column]))
        panels[row, 0].set_ylabel(labels.measure_with_unit(measure))
    figure.align_ylabels(panels[:, 0])
    _legend(figure, run, labels, bool(grid.goals), (bottom - 0.71) / height)
    return figure


def _draw_panel(axes: Axes, run: RunTables, measure: str, city: str, goal: float | None) -> None:
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
    if goal is not None and LAST_MONTH in months:
        axes.plot([months.index(LAST_MONTH)], [goal * factor], clip_on=False, zorder=5, **TARGET)
    januaries = [place for place, month in enumerate(months) if month.endswith("-01")]
    axes.set_xticks(januaries, [months[place][:4] for place in januaries])
    axes.set_xlim(-0.5, len(months) - 0.5)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(plain_number))
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)


def _lockdown(run: RunTables) -> str | None:
    """Return the month of the first lockdown, if the pandemic is part of the run."""
    return FIRST_LOCKDOWN if run.config.get("covid", True) else None


def _legend(figure: Figure, run: RunTables, labels: Labels, goals: bool, place: float) -> None:
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
    if goals and LAST_MONTH in run.months:
        handles.append(Line2D([], [], label=labels.text("target_month", month=LAST_MONTH), **TARGET))
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.045, place),
        ncols=len(handles),
        fontsize=8.5,
    )
