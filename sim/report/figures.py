"""Figures of a run folder, in English or Chinese."""

from __future__ import annotations

from pathlib import Path

from sim.report.concentration import draw_concentration
from sim.report.expansion import draw_expansion, shows_expansion
from sim.report.flow_map import draw_flow_map, draw_service_map
from sim.report.forest import draw_effects
from sim.report.labels import Labels, Language
from sim.report.revenue import draw_revenue
from sim.report.series import draw_agencies, draw_orders, draw_series
from sim.report.style import house_style, save
from sim.report.tables import RunTables, read_run

LANGUAGES: dict[str, tuple[Language, ...]] = {"en": ("en",), "zh": ("zh",), "both": ("en", "zh")}
FIGURES = {"city_flow_map": draw_flow_map, "unemployment_and_vacancies": draw_series, "effects": draw_effects}
INDUSTRY_FIGURES = {
    "service_revenue": draw_revenue,
    "service_map": draw_service_map,
    "agencies": draw_agencies,
    "agency_concentration": draw_concentration,
    "service_orders": draw_orders,
}
"""Drawn of runs with HR agencies only."""


def write_figures(folder: Path, language: str = "en", *, part: int = 0, parts: int = 1) -> list[Path]:
    """Draw the figures of a finished run into its folder, 150 dots per inch.

    Args:
        folder: run folder with config.yaml, effects.csv and the Parquet tables.
        language: en, zh or both.
        part: which of `parts` shares to draw.
        parts: equal shares of all figures.

    Returns:
        The files, named after figure and language. Equal tables give equal bytes.

    Raises:
        ValueError: another language.
        FileNotFoundError: the folder is not that of a finished run.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language: expected one of {', '.join(LANGUAGES)}, got '{language}'.")
    run = read_run(folder)
    figures = FIGURES | (INDUSTRY_FIGURES if run.has_agencies else {})
    if shows_expansion(run):
        figures = figures | {"enrolment_expansion": draw_expansion}
    written = []
    every = [(code, name) for code in LANGUAGES[language] for name in figures]
    with house_style():
        for code, name in every[part::parts]:
            labels = Labels(code)
            figure = figures[name](run, labels, source_note(run, labels))
            written.append(save(figure, folder / f"{name}_{code}.png"))
    return written


def source_note(run: RunTables, labels: Labels) -> str:
    """Where the numbers come from."""
    return labels.text(
        "source",
        region=run.region.name,
        scale=f"{1 / run.config['scale']:,.0f}",
        n=run.config["replications"],
        seed=run.config["seed"],
        scenario=labels.scenario(run.scenario),
    )
