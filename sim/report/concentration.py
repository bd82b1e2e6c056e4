"""Concentration of the HR-service industry: the five largest by line, and the distribution of sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.labels import ALL_LINES, LINES, Labels
from sim.report.style import BLUE, GREY, INK, VERMILLION, new_figure, plain_number
from sim.report.tables import BASELINE, RunTables, first_months, last_months, means_over_runs

WIDTH, HEIGHT = 13.0, 6.0
TAIL_SHARE = 0.05
"""Part of the agencies over which the tail exponent is estimated."""
MILLION = 1e6


def draw_concentration(run: RunTables, labels: Labels, footer: str) -> Figure:
    """Share of the five largest agencies by line, and how many agencies reach which size."""
    note = labels.text("concentration_note")
    figure = new_figure(WIDTH, HEIGHT, labels.text("concentration_title"), f"{note}\n{footer}")
    shares, sizes = figure.subplots(1, 2)
    figure.subplots_adjust(left=0.125, right=0.975, top=0.85, bottom=0.272, wspace=0.2)
    _draw_shares(shares, run, labels)
    _draw_sizes(sizes, run, labels)
    figure.legend(
        *shares.get_legend_handles_labels(), loc="lower left", bbox_to_anchor=(0.115, 0.56 / HEIGHT),
        ncols=2, fontsize=8.5,
    )  # fmt: skip
    return figure


def _draw_shares(axes: Axes, run: RunTables, labels: Labels) -> None:
    lines = [ALL_LINES, *LINES]
    places = np.arange(len(lines))
    looks: tuple[tuple[str, list[str], dict[str, Any]], ...] = (
        (BASELINE, first_months(run), {"marker": "o", "markerfacecolor": "white", "color": GREY}),
        (BASELINE, last_months(run), {"marker": "o", "color": INK}),
        (run.scenario, last_months(run), {"marker": "D", "color": VERMILLION}),
    )
    for offset, (scenario, months, look) in zip((0.0, -0.14, 0.14), looks, strict=True):
        found = means_over_runs(
            run, "service_concentration", ["line"], "share_of_five_largest", scenario, months
        )
        axes.plot(
            found.reindex(lines).to_numpy() * 100,
            places + offset,
            linestyle="none",
            markersize=5,
            label=labels.text("in_months", what=labels.scenario(scenario), first=months[0], last=months[-1]),
            **look,
        )
    axes.set_yticks(places, [labels.line(line) for line in lines])
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.axhline(0.5, color="#BBBBBB", linewidth=0.6)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7))
    axes.xaxis.set_major_formatter(FuncFormatter(plain_number))
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.set_title(labels.text("panel_five"))
    axes.set_xlabel(labels.text("percent_of_revenue"))


def _draw_sizes(axes: Axes, run: RunTables, labels: Labels) -> None:
    """Share of agencies that reach a size, on logarithmic axes, with the slope of the estimated tail."""
    months = last_months(run)
    for scenario, colour, marker in ((BASELINE, INK, "o"), (run.scenario, VERMILLION, "D")):
        share = _share_at_least(run, scenario, months)
        label = labels.scenario(scenario)
        if share.size:
            axes.plot(share.index / MILLION, share, marker, color=colour, markersize=4, label=label)
    share = _share_at_least(run, BASELINE, months)
    exponents = means_over_runs(run, "service_concentration", ["line"], "tail_exponent", BASELINE, months)
    exponent = float(exponents.get(ALL_LINES, np.nan))
    if share.size and np.isfinite(exponent) and share.iloc[-1] < TAIL_SHARE < share.iloc[0]:
        start = _size_at(share, TAIL_SHARE)
        ends = np.array([start, float(share.index[-1])])
        axes.plot(
            ends / MILLION, TAIL_SHARE * (ends / start) ** -exponent, color=BLUE, linewidth=1.6,
            label=labels.text("hill", exponent=f"{exponent:.2f}", share=f"{TAIL_SHARE:.0%}"),
        )  # fmt: skip
    axes.set(xscale="log", yscale="log")
    axes.xaxis.set_major_formatter(FuncFormatter(plain_number))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: plain_number(100 * value)))
    axes.grid()
    axes.set_axisbelow(True)
    axes.set_title(labels.text("panel_sizes", first=months[0], last=months[-1]))
    axes.set_xlabel(labels.text("size_axis"))
    axes.set_ylabel(labels.text("share_axis"))
    handles, names = axes.get_legend_handles_labels()
    if not handles:
        handles, names = [Line2D([], [], linestyle="none")], [labels.text("no_flow")]
    axes.legend(handles, names, loc="lower left", fontsize=8.5)


def _share_at_least(run: RunTables, scenario: str, months: list[str]) -> pd.Series:
    """Share of agencies that reach each size, as far as some do; of those that reach the smallest."""
    counts = means_over_runs(run, "agency_sizes", ["threshold"], "agencies_at_least", scenario, months)
    return (counts / counts.iloc[0])[counts > 0.0] if counts.iloc[0] > 0.0 else counts[:0]


def _size_at(share: pd.Series, level: float) -> float:
    """Size that a share of agencies reaches, between two thresholds in logarithms."""
    falling = np.log(share.to_numpy(float))[::-1]
    sizes = np.log(share.index.to_numpy(float))[::-1]
    return float(np.exp(np.interp(np.log(level), falling, sizes)))
