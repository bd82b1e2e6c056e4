"""Maps: who commutes and moves between the cities, and where agencies serve; what the scenario changes."""

from __future__ import annotations

from functools import partial

from matplotlib.figure import Figure

from sim.report.labels import Labels
from sim.report.maps import DRAWN_SHARE, MapColumn, draw_maps, signed
from sim.report.tables import RunTables, compare_flows, last_months

COMMUTING = ("commuting",)
BETWEEN_CITIES = ("job_move", "house_move", "home_return", "graduate_move")
WITH_OUTSIDE = (
    *("out_migration", "home_departure", "talent_departure", "graduate_departure"),
    *("in_migration", "return_migration", "talent"),
)
NARROW, WIDE, MIDDLE = 290.0, 556.0, 370.0
"""Widths of panels, points."""
MILLION = 1e6


def draw_flow_map(run: RunTables, labels: Labels, footer: str) -> Figure:
    """Commuting, moves between the cities, moves to and from outside."""
    note = labels.text("map_note", share=f"{DRAWN_SHARE:.0%}") + "\n" + labels.text("map_outside_note")
    meaning = labels.text(
        "moves_note", between=labels.kinds(BETWEEN_CITIES), outside=labels.kinds(WITH_OUTSIDE)
    )
    period = _period(run)
    columns = []
    for title, kinds, stock, n_shown, width in (
        ("commuting", COMMUTING, True, run.region.n_cities, NARROW),
        ("moves_between", BETWEEN_CITIES, False, run.region.n_cities, NARROW),
        ("moves_outside", WITH_OUTSIDE, False, run.region.n_nodes, WIDE),
    ):
        over = "mean" if stock else "sum"
        columns.append(
            MapColumn(
                labels.text(title),
                labels.text(f"{over}_thousands", **period),
                labels.text(f"{over}_persons", **period),
                compare_flows(run, kinds, stock=stock),
                n_shown,
                width,
                level=lambda persons: f"{persons / 1000:,.1f}",
                change=signed,
            )
        )
    return draw_maps(run, labels, labels.text("flow_map"), f"{note}\n{meaning}\n{footer}", columns)


def draw_service_map(run: RunTables, labels: Labels, footer: str) -> Figure:
    """Revenue of agencies with clients in other cities, and their offices there."""
    note = labels.text("map_note", share=f"{DRAWN_SHARE:.0%}")
    period = _period(run)
    columns = [
        MapColumn(
            labels.text("service_revenue"),
            labels.text("mean_millions", **period),
            labels.text("mean_millions", **period),
            compare_flows(run, ("revenue",), stock=True, table="service_flows"),
            run.region.n_cities,
            MIDDLE,
            level=lambda cny: f"{cny / MILLION:,.1f}",
            change=lambda cny: signed(cny / MILLION, 1),
        ),
        MapColumn(
            labels.text("service_offices"),
            labels.text("mean_agencies", **period),
            labels.text("mean_agencies", **period),
            compare_flows(run, ("offices",), stock=True, table="service_flows"),
            run.region.n_cities,
            MIDDLE,
            level=lambda agencies: f"{agencies:,.0f}",
            change=partial(signed, decimals=1),
        ),
    ]
    meaning = labels.text("service_map_note")
    return draw_maps(run, labels, labels.text("service_map"), f"{note}\n{meaning}\n{footer}", columns)


def _period(run: RunTables) -> dict[str, str]:
    months = last_months(run)
    return {"first": months[0], "last": months[-1]}
