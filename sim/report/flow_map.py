"""Flow map: who commutes and who moves between the cities, and what the scenario changes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch

from sim.report.labels import Labels
from sim.report.placement import NODE_RADIUS, Arrow, FloatArray, node_positions, place_labels, route
from sim.report.style import BLUE, FAINT, GREEN, GREY, INK, VERMILLION, new_figure
from sim.report.tables import FlowComparison, RunTables, compare_flows, last_months

COMMUTING = ("commuting",)
BETWEEN_CITIES = ("job_move", "house_move", "home_return")
WITH_OUTSIDE = ("out_migration", "in_migration", "return_migration", "talent")
WIDTH, HEIGHT = 17.0, 11.8
PANEL_WIDTHS, PANEL_HEIGHT = (290.0, 290.0, 556.0), 326.0
POINTS_PER_INCH = 72.0
WIDEST, THINNEST = 11.0, 0.8
DRAWN_SHARE = 0.02
LETTERS = 8.0


def draw_flow_map(run: RunTables, labels: Labels, footer: str) -> Figure:
    """Commuting, moves between the cities, moves to and from outside; baseline above, change below."""
    note = labels.text("map_note", share=f"{DRAWN_SHARE:.0%}")
    meaning = labels.text(
        "moves_note", between=labels.kinds(BETWEEN_CITIES), outside=labels.kinds(WITH_OUTSIDE)
    )
    figure = new_figure(WIDTH, HEIGHT, labels.text("flow_map"), f"{note}\n{meaning}\n{footer}")
    months = last_months(run)
    period = {"first": months[0], "last": months[-1]}
    n_cities, n_nodes = run.region.n_cities, run.region.n_nodes
    for column, (title, kinds, stock, n_shown) in enumerate(
        (
            ("commuting", COMMUTING, True, n_cities),
            ("moves_between", BETWEEN_CITIES, False, n_cities),
            ("moves_outside", WITH_OUTSIDE, False, n_nodes),
        )
    ):
        flows = compare_flows(run, kinds, stock=stock)
        over = "mean" if stock else "sum"
        level = _panel(figure, 0, column, labels.text(title), labels.text(f"{over}_thousands", **period))
        change = _panel(figure, 1, column, labels.text(title), labels.text(f"{over}_persons", **period))
        _draw_level(level, run, labels, flows, n_shown)
        _draw_change(change, run, labels, flows, n_shown)
    _row_headings(figure, labels)
    _legend(figure, labels)
    return figure


def _panel(figure: Figure, row: int, column: int, title: str, unit: str) -> Axes:
    """Axes whose coordinates are points, so that letters, nodes and arrows share one measure."""
    width, height = PANEL_WIDTHS[column] / POINTS_PER_INCH, PANEL_HEIGHT / POINTS_PER_INCH
    left = 0.55 + sum(PANEL_WIDTHS[:column]) / POINTS_PER_INCH + column * 0.25
    bottom = 1.25 + (1 - row) * (height + 0.55)
    axes = figure.add_axes((left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT))
    axes.set(xlim=(0, PANEL_WIDTHS[column]), ylim=(0, PANEL_HEIGHT), xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(visible=True, color=FAINT)
    axes.text(0, PANEL_HEIGHT + 18, title, fontsize=10)
    axes.text(0, PANEL_HEIGHT + 6, unit, fontsize=8, color="#555555")
    return axes


def _row_headings(figure: Figure, labels: Labels) -> None:
    height = PANEL_HEIGHT / POINTS_PER_INCH
    for row, key in enumerate(("baseline_row", "change_row")):
        middle = 1.25 + (1 - row) * (height + 0.55) + height / 2
        figure.text(
            0.36 / WIDTH,
            middle / HEIGHT,
            labels.text(key),
            fontsize=11,
            rotation=90,
            ha="center",
            va="center",
        )


def _draw_level(axes: Axes, run: RunTables, labels: Labels, flows: FlowComparison, n_shown: int) -> None:
    _draw(
        axes,
        run,
        labels,
        flows.baseline[:n_shown, :n_shown],
        lambda _origin, _destination: GREEN,
        lambda value: f"{value / 1000:,.1f}",
    )


def _draw_change(axes: Axes, run: RunTables, labels: Labels, flows: FlowComparison, n_shown: int) -> None:
    def colour(origin: int, destination: int) -> str:
        if not flows.certain[origin, destination]:
            return GREY
        return BLUE if flows.change[origin, destination] > 0 else VERMILLION

    _draw(axes, run, labels, flows.change[:n_shown, :n_shown], colour, _signed)


def _signed(value: float) -> str:
    return f"{value:+,.0f}".replace("-", "−")


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
        bbox_to_anchor=(1 - 0.2 / WIDTH, 0.78 / HEIGHT),
        ncols=3,
        fontsize=8,
    )
