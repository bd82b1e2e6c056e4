"""Revenue of the HR-service industry: by line over time, and by year against the plan's targets."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.labels import LINES, Labels
from sim.report.plan import targets
from sim.report.style import BLUE, INK, LINE_COLOURS, ORANGE, new_figure
from sim.report.tables import ALL, BASELINE, RunTables, means_over_runs

BILLION = 1e9
WIDTH, HEIGHT = 15.0, 6.2
MONTHS_PER_YEAR = 12
BAR = 0.36
BARS = ("#C4C4C4", INK)
"""Colours of baseline and scenario: none of a line of business."""
DASHES = (0, (3, 1.4))


def draw_revenue(run: RunTables, labels: Labels, footer: str) -> Figure:
    """Gross revenue and fees by line in the baseline with the scenario's total, and yearly totals."""
    note = labels.text("revenue_note")
    figure = new_figure(WIDTH, HEIGHT, labels.text("revenue_title"), f"{note}\n{footer}")
    panels = figure.subplots(1, 3, width_ratios=(1.25, 1.25, 1.0))
    figure.subplots_adjust(left=0.045, right=0.985, top=0.86, bottom=0.255, wspace=0.17)
    for axes, column in zip(panels, ("revenue", "revenue_net"), strict=False):
        _draw_stack(axes, run, column)
        axes.set_title(labels.text(f"panel_{column}"))
        axes.set_ylabel(labels.text("billion_monthly"))
    _draw_years(panels[2], run, labels)
    _legend(figure, run, labels)
    return figure


def _draw_stack(axes: Axes, run: RunTables, column: str) -> None:
    """Lines on top of each other, the largest line of business lowest."""
    months = run.months
    places = np.arange(len(months))
    levels = {scenario: _by_line(run, column, scenario) for scenario in (BASELINE, run.scenario)}
    baseline = levels[BASELINE]
    axes.stackplot(
        places,
        *(baseline[line] for line in LINES),
        colors=[LINE_COLOURS[line] for line in LINES],
        linewidth=0.3,
        edgecolor="white",
    )
    axes.plot(places, levels[run.scenario].sum(axis=1), color=INK, linestyle=DASHES, linewidth=1.5)
    if run.policy_start:
        axes.axvline(months.index(run.policy_start), color=BLUE, linewidth=1.0, linestyle=":")
    januaries = [place for place, month in enumerate(months) if month.endswith("-01")]
    axes.set_xticks(januaries, [months[place][:4] for place in januaries])
    axes.set_xlim(0, max(len(months) - 1, 1))
    axes.set_ylim(bottom=0)
    axes.tick_params(axis="y", length=0)


def _by_line(run: RunTables, column: str, scenario: str) -> pd.DataFrame:
    """Revenue of the whole region in billion CNY, a row per month and a column per line."""
    services = run.tables["services"]
    rows = services[(services["city"] == ALL) & (services["scenario"] == scenario)]
    return rows.groupby(["month", "line"])[column].mean().unstack("line") / BILLION


def _draw_years(axes: Axes, run: RunTables, labels: Labels) -> None:
    """Sums of full years in the plan's definition beside its targets."""
    axes.set_title(labels.text("panel_years"))
    axes.set_ylabel(labels.text("billion_yearly"))
    years = [year for year in _years(run) if sum(m.startswith(year) for m in run.months) == MONTHS_PER_YEAR]
    if not years:
        axes.text(0.5, 0.5, labels.text("no_full_year"), ha="center", transform=axes.transAxes)
        axes.set(xticks=[], yticks=[])
        return
    goals = targets(run.region.name).revenue
    looks = zip((-BAR / 2, BAR / 2), (BASELINE, run.scenario), BARS, (INK, "white"), strict=True)
    for offset, scenario, colour, letters in looks:
        monthly = means_over_runs(run, "monthly", ["month", "city"], "hr_revenue_plan", scenario, run.months)
        region = monthly.xs(ALL, level="city") / BILLION
        sums = [float(region[region.index.str.startswith(year)].sum()) for year in years]
        places = np.arange(len(years)) + offset
        axes.bar(places, sums, width=BAR, color=colour)
        for place, value in zip(places, sums, strict=True):
            axes.annotate(
                f"{value:,.0f}", (place, 0.0), (0, 4), textcoords="offset points",  # clear of the target
                ha="center", va="bottom", fontsize=8, color=letters,
            )  # fmt: skip
    for place, year in enumerate(years):
        if year in goals:
            axes.hlines(goals[year] / BILLION, place - 0.44, place + 0.44, color=ORANGE, linewidth=2.5)
    axes.set_xticks(range(len(years)), years)
    axes.tick_params(axis="both", length=0)


def _years(run: RunTables) -> list[str]:
    return sorted({month[:4] for month in run.months})


def _legend(figure: Figure, run: RunTables, labels: Labels) -> None:
    handles: list[Line2D | Patch] = [
        Patch(color=LINE_COLOURS[line], label=labels.line(line)) for line in reversed(LINES)
    ]
    total = labels.text("total_of", what=labels.scenario(run.scenario))
    handles.append(Line2D([], [], color=INK, linestyle=DASHES, label=total))
    if run.policy_start:
        start = labels.text("policy_start", month=run.policy_start)
        handles.append(Line2D([], [], color=BLUE, linestyle=":", label=start))
    place = 0.62 / HEIGHT
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.035, place), ncols=5, fontsize=8.5)
    years: list[Line2D | Patch] = [
        Patch(color=colour, label=labels.scenario(scenario))
        for scenario, colour in zip((BASELINE, run.scenario), BARS, strict=True)
    ]
    years.append(Line2D([], [], color=ORANGE, linewidth=2.5, label=labels.text("target")))
    figure.legend(handles=years, loc="lower right", bbox_to_anchor=(0.995, place), ncols=3, fontsize=8.5)
