"""Maps of flows between places: baseline above, change by the scenario below, a column for each kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch

from sim.report.labels import Labels
from sim.report.placement import NODE_RADIUS, Arrow, FloatArray, node_positions, place_labels, route
from sim.report.style import BLUE, FAINT, GREEN, GREY, INK, VERMILLION, new_figure
from sim.report.tables import FlowComparison, RunTables

PANEL_HEIGHT = 326.0
POINTS_PER_INCH = 72.0
MARGINS = {"left": 0.55, "right": 0.17, "between": 0.25, "top": 0.94, "rows": 0.55, "bottom": 1.25}
"""Inches round and between panels."""
WIDEST, THINNEST = 11.0, 0.8
DRAWN_SHARE = 0.02
LETTERS = 8.0


@dataclass(frozen=True)
class MapColumn:
    """One column of a map figure.

    title, level_unit, change_unit  texts, in the language of the figure
    flows           what is drawn
    n_shown         places shown: the cities, or all nodes
    width           of its panels, points
    level, change   write a number of the upper and the lower panel
    """

    title: str
    level_unit: str
    change_unit: str
    flows: FlowComparison
    n_shown: int
    width: float
    level: Callable[[float], str]
    change: Callable[[float], str]


def draw_maps(
    run: RunTables, labels: Labels, title: str, footer: str, columns: Sequence[MapColumn]
) -> Figure:
    """A figure of maps."""
    height = sum(MARGINS[name] for name in ("top", "rows", "bottom")) + 2 * PANEL_HEIGHT / POINTS_PER_INCH
    width = MARGINS["left"] + MARGINS["right"] + MARGINS["between"] * (len(columns) - 1)
    width += sum(column.width for column in columns) / POINTS_PER_INCH
    figure = new_figure(width, height, title, footer)
    left = MARGINS["left"]
    for column in columns:
        upper = _panel(figure, 0, left, column.width, column.title, column.level_unit)
        lower = _panel(figure, 1, left, column.width, column.title, column.change_unit)
        _draw_level(upper, run, labels, column)
        _draw_change(lower, run, labels, column)
        left += column.width / POINTS_PER_INCH + MARGINS["between"]
    _row_headings(figure, labels)
    _legend(figure, labels)
    return figure


def signed(value: float, decimals: int = 0) -> str:
    """A difference with its sign."""
    return f"{value:+,.{decimals}f}".replace("-", "−")


def _bottom(row: int) -> float:
    """Return the lower edge of the panels of a row, inches."""
    return MARGINS["bottom"] + (1 - row) * (PANEL_HEIGHT / POINTS_PER_INCH + MARGINS["rows"])


def _panel(figure: Figure, row: int, left: float, width: float, title: str, unit: str) -> Axes:
    """Axes whose coordinates are points, so that letters, nodes and arrows share one measure."""
    inches = figure.get_figwidth(), figure.get_figheight()
    size = width / POINTS_PER_INCH, PANEL_HEIGHT / POINTS_PER_INCH
    axes = figure.add_axes(
        (left / inches[0], _bottom(row) / inches[1], size[0] / inches[0], size[1] / inches[1])
    )
    axes.set(xlim=(0, width), ylim=(0, PANEL_HEIGHT), xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(visible=True, color=FAINT)
    axes.text(0, PANEL_HEIGHT + 18, title, fontsize=10)
    axes.text(0, PANEL_HEIGHT + 6, unit, fontsize=8, color="#555555")
    return axes


def _row_headings(figure: Figure, labels: Labels) -> None:
    for row, key in enumerate(("baseline_row", "change_row")):
        middle = _bottom(row) + PANEL_HEIGHT / POINTS_PER_INCH / 2
        figure.text(
            0.36 / figure.get_figwidth(),
            middle / figure.get_figheight(),
            labels.text(key),
            fontsize=11,
            rotation=90,
            ha="center",
            va="center",
        )


def _draw_level(axes: Axes, run: RunTables, labels: Labels, column: MapColumn) -> None:
    shown = column.flows.baseline[: column.n_shown, : column.n_shown]
    _draw(axes, run, labels, shown, lambda _origin, _destination: GREEN, column.level)


def _draw_change(axes: Axes, run: RunTables, labels: Labels, column: MapColumn) -> None:
    flows = column.flows

    def colour(origin: int, destination: int) -> str:
        if not flows.certain[origin, destination]:
            return GREY
        return BLUE if flows.change[origin, destination] > 0 else VERMILLION

    _draw(axes, run, labels, flows.change[: column.n_shown, : column.n_shown], colour, column.change)


def _draw(
    axes: Axes,
    run: RunTables,
    labels: Labels,
    flows: FloatArray,
    colour: Callable[[int, int], str],
    number: Callable[[float], str],
) -> None:
    region, n_shown = run.region, len(flows)
    width = axes.get_xlim()[1]
    nodes = node_positions(
        region.longitude[:n_shown], region.latitude[:n_shown], region.n_cities, width, PANEL_HEIGHT
    )
    size = np.abs(flows)
    origins, destinations = np.nonzero(size > DRAWN_SHARE * size.max())
    pairs = sorted(
        zip(origins.tolist(), destinations.tolist(), strict=True), key=lambda pair: (-size[pair], pair)
    )
    arrows = route(nodes, pairs, width, PANEL_HEIGHT)
    texts = [number(flows[pair]) for pair in pairs]
    centres = place_labels(arrows, texts, nodes, width, PANEL_HEIGHT, LETTERS)
    for pair, arrow in reversed(list(zip(pairs, arrows, strict=True))):
        _draw_arrow(axes, nodes, arrow, max(THINNEST, WIDEST * size[pair] / size.max()), colour(*pair))
    for pair, text, centre in zip(pairs, texts, centres, strict=True):
        _draw_number(axes, text, centre, colour(*pair))
    for index, centre in enumerate(nodes):
        name = labels.city(region.node_names[index], region.node_names_zh[index])
        _draw_node(axes, name, centre, outside=index >= region.n_cities)
    if not pairs:
        axes.text(8, 8, labels.text("no_flow"), fontsize=8, color="#666666")


def _draw_arrow(axes: Axes, nodes: FloatArray, arrow: Arrow, width: float, colour: str) -> None:
    axes.add_patch(
        FancyArrowPatch(
            tuple(nodes[arrow.origin]),
            tuple(nodes[arrow.destination]),
            arrowstyle=f"simple,tail_width={width},head_width={width + 5},head_length={6 + width / 2}",
            connectionstyle=f"arc3,rad={arrow.bend}",
            shrinkA=NODE_RADIUS + 1,
            shrinkB=NODE_RADIUS + 1,
            mutation_scale=1,
            facecolor=colour,
            edgecolor="white",
            linewidth=0.4,
            alpha=0.8,
            zorder=2,
        )
    )


def _draw_number(axes: Axes, text: str, centre: FloatArray, colour: str) -> None:
    box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none", "alpha": 0.88}
    shade = INK if colour == GREEN else colour if colour != GREY else "#666666"
    axes.text(
        centre[0],
        centre[1],
        text,
        ha="center",
        va="center",
        fontsize=LETTERS,
        color=shade,
        bbox=box,
        zorder=4,
    )


def _draw_node(axes: Axes, name: str, centre: FloatArray, outside: bool) -> None:
    axes.add_patch(
        Circle(
            tuple(centre),
            NODE_RADIUS,
            facecolor="white" if outside else "#EEF3F7",
            edgecolor=INK,
            linewidth=1.0,
            linestyle="--" if outside else "-",
            zorder=5,
        )
    )
    axes.text(
        centre[0],
        centre[1],
        in_two_lines(name),
        ha="center",
        va="center",
        fontsize=7.3,
        linespacing=1.15,
        zorder=6,
    )


def in_two_lines(name: str) -> str:
    """A long name broken so that it fits a node: at its last space, or before its last four characters."""
    if " " in name:
        return "\n".join(name.rsplit(" ", 1))
    return f"{name[:-4]}\n{name[-4:]}" if len(name) > 4 and not name.isascii() else name


def _legend(figure: Figure, labels: Labels) -> None:
    handles = [
        Line2D([], [], color=colour, linewidth=4, label=labels.text(key))
        for colour, key in ((BLUE, "increase"), (VERMILLION, "decrease"), (GREY, "uncertain"))
    ]
    figure.legend(
        handles=handles,
        loc="lower right",
        bbox_to_anchor=(1 - 0.2 / figure.get_figwidth(), 0.78 / figure.get_figheight()),
        ncols=3,
        fontsize=8,
    )
