"""Two ways to look at the columns of a population: one row, or all of its rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.agents.attributes import UNIQUE_ID, AnyArray

if TYPE_CHECKING:
    from sim.agents.population import Population


class Row:
    """One agent: reads and writes go to the columns, so any number of views of one row agree.

    Subclass it to name a kind of agent or to give it methods; the class is the key by which Mesa's
    `agents_by_type` and the agent-type reporters of `mesa.DataCollector` find the population.
    """

    __slots__ = ("_population", "unique_id")

    _population: Population
    unique_id: int

    def __init__(self, population: Population, unique_id: int) -> None:
        object.__setattr__(self, "_population", population)
        object.__setattr__(self, "unique_id", unique_id)

    @property
    def model(self) -> Any:
        """The model that the agent lives in."""
        return self._population.model

    def __getattr__(self, name: str) -> Any:
        # Private names are never columns; answering here keeps copy and pickle from recursing.
        if name.startswith("_"):
            raise AttributeError(name)
        ids = np.array([self.unique_id], dtype=np.int64)
        return self._population.attributes.read(name, ids)[0].item()

    def __setattr__(self, name: str, value: Any) -> None:
        self._population.attributes.write(name, np.array([self.unique_id], dtype=np.int64), value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Row):
            return NotImplemented
        return self.unique_id == other.unique_id and self._source is other._source

    def __hash__(self) -> int:
        return hash((id(self._source), self.unique_id))

    def __repr__(self) -> str:
        attributes = self._population.attributes
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in attributes.columns)
        return f"{type(self).__name__}({UNIQUE_ID}={self.unique_id}, {shown})"

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._population.attributes.names})

    @property
    def _source(self) -> object:
        return self._population.attributes.source


class ColumnView:
    """All rows of a population at once: each attribute is an array in the population's order.

    This is what a condition or key function of `Population` gets first, so that `worker.age_months > 600`
    is one array operation whether `worker` is a row or the whole population.
    """

    __slots__ = ("_population",)

    def __init__(self, population: Population) -> None:
        self._population = population

    def __getattr__(self, name: str) -> AnyArray:
        return self._population.get(name)

    def __len__(self) -> int:
        return len(self._population)

    @property
    def model(self) -> Any:
        """The model that the population lives in."""
        return self._population.model
