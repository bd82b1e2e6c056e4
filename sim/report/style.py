"""One look for all figures: typeface, colours that colour-blind readers can tell apart, footer, file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.report.fonts import register_font

DOTS_PER_INCH = 150

# Okabe and Ito (2008), "Color universal design", with two greys.
BLUE = "#0072B2"
VERMILLION = "#D55E00"
ORANGE = "#E69F00"
GREEN = "#00795C"
INK = "#222222"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
YELLOW = "#F0E442"
GREY = "#8C8C8C"
FAINT = "#DDDDDD"
LINE_COLOURS = {
    "personnel services": SKY,
    "dispatch": BLUE,
    "outsourcing": GREEN,
    "flexible staffing": YELLOW,
    "recruitment": ORANGE,
    "training": GREY,
    "headhunting": VERMILLION,
    "consulting": PURPLE,
}
"""Of service lines."""


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib's settings for the figures made and saved inside."""
    settings: dict[Any, Any] = {
        "font.family": register_font(),
        "font.size": 9,
        "mathtext.default": "regular",
        "axes.edgecolor": GREY,
        "axes.labelcolor": INK,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 10,
        "grid.color": FAINT,
        "grid.linewidth": 0.6,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.labelsize": 8,
        "ytick.labelsize": 8,
        "legend.frameon": False,
        "path.simplify": False,
        "savefig.dpi": DOTS_PER_INCH,
    }
    with rc_context(settings):
        yield


def new_figure(width: float, height: float, title: str, footer: str) -> Figure:
    """Empty figure with title and footer.

    Args:
        width: inches.
        height: inches.
        title: one line.
        footer: source and scale; may hold several lines.
    """
    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    margin = 0.25
    figure.text(margin / width, 1 - 0.18 / height, title, fontsize=14, va="top")
    figure.text(
        margin / width, 0.12 / height, footer, fontsize=7.5, va="bottom", color="#555555", linespacing=1.5
    )
    return figure


def save(figure: Figure, path: Path) -> Path:
    """Write a PNG whose bytes depend on the picture only, and return its path."""
    figure.savefig(path, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return path


def plain_number(value: float, _position: int | None = None) -> str:
    """Tick label with thousands separators and no more decimals than it needs."""
    text = f"{value:,.10g}" if abs(value) < 1000 else f"{value:,.0f}"
    return text.replace("-", "−")
