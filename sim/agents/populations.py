"""The populations of a model in the words of Mesa: `model.workers`, `model.firms` and `model.vacancies`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.population import Population
from sim.agents.rows import Row
from sim.agents.vacancies import Vacancies
from sim.agents.workers import EMPLOYED, UNEMPLOYED, UNUSED


class Worker(Row):
    """A worker, as a view of a row."""


class Firm(Row):
    """A firm or own-account pool, as a view of a row."""


class Vacancy(Row):
    """An open post, as a view of a slot."""


class Agency(Row):
    """An HR agency, as a view of a row."""


def workers_of(model: Any) -> Population:
    """Return everybody who has entered; ages and spells in months are derived from the month stamps."""

    def months_since(name: str, status: int | None = None) -> Any:
        def values(columns: Any, rows: NDArray[np.int64]) -> NDArray[np.int64]:
            months = model.month - getattr(columns, name)[rows].astype(np.int64)
            return months if status is None else np.where(columns.status[rows] == status, months, 0)

        return values

    return Population(
        model,
        lambda: model.state.workers,
        in_use=lambda columns: columns.status != UNUSED,
        derived={
            "age_months": months_since("birth_month"),
            "tenure_months": months_since("spell_start", EMPLOYED),
            "unemployment_months": months_since("spell_start", UNEMPLOYED),
        },
        row_type=Worker,
        label="workers",
    ).register()


def firms_of(model: Any) -> Population:
    """Return the living firms and the own-account pools."""
    return Population(
        model,
        lambda: model.state.firms,
        in_use=lambda columns: columns.alive == 1,
        derived={
            "age_months": lambda columns, rows: model.month - columns.entry_month[rows].astype(np.int64)
        },
        row_type=Firm,
        label="firms",
    ).register()


def vacancies_of(model: Any) -> Population:
    """Return the open posts."""
    return Population(
        model,
        lambda: model.state.vacancies,
        in_use=open_slots,
        derived={"age_months": lambda columns, rows: model.month - columns.month[rows].astype(np.int64)},
        row_type=Vacancy,
        label="vacancies",
        columns=("firm", "sequence", "month", "contract", "line", "agency", "induced"),
    ).register()


def open_slots(vacancies: Vacancies) -> NDArray[np.bool_]:
    """Return which slots hold an open post, shape (n_slots,)."""
    cell = np.repeat(np.arange(vacancies.open_posts.size), np.diff(vacancies.offset))
    place = np.arange(vacancies.firm.size) - vacancies.offset[cell]
    return np.asarray(place < vacancies.open_posts[cell])


def agencies_of(model: Any) -> Population:
    """Return the living HR agencies; what has a value per line or city is in `model.state.agencies`."""
    return Population(
        model,
        lambda: model.state.agencies,
        in_use=lambda columns: columns.alive == 1,
        derived={
            "age_months": lambda columns, rows: model.month - columns.entry_month[rows].astype(np.int64)
        },
        row_type=Agency,
        label="agencies",
    ).register()
