"""A column store that answers in the vocabulary of Mesa's `AgentSet`.

`Population` gives researchers who know Mesa `len`, `in`, iteration, `select`, `get`, `set`, `agg`, `groupby`,
`do`, `map`, `shuffle` and `sort` over agents that exist only as columns. No object per agent is made unless
it is iterated. Four things differ from `AgentSet`, each because of size:

* square brackets with a number look up an agent by its permanent id, not by its place;
* `get` returns arrays (a table of shape (n, k) for a list of names);
* functions given to `select`, `sort` and `groupby` are first tried once on all rows together (`ColumnView`);
  only if that fails do they run row by row, as they do in Mesa;
* nothing is changed in place: every operation returns a new population, a snapshot of ids.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import compress, islice
from typing import Any, Self, overload

import numpy as np
import pandas as pd

from sim.agents.attributes import AnyArray, Attributes, BoolArray, Derivation, IdArray
from sim.agents.grouping import Groups, split_by
from sim.agents.rows import ColumnView, Row

InUse = BoolArray | Callable[[Any], BoolArray] | None
Function = Callable[..., Any]

# Python's own reductions walk an array element by element and overflow on narrow integers.
FAST_REDUCTIONS: dict[Function, Function] = {sum: np.sum, min: np.min, max: np.max}


class Population:
    """Agents kept as columns, in the words of Mesa.

    Args:
        model: the `mesa.Model` that owns the agents; its `random` orders `shuffle`.
        source: named tuple or dataclass of equally long 1-D arrays, row i being the agent with `unique_id` i;
            or a function without arguments that returns it, for a store that is replaced as it grows.
        in_use: which rows are agents now: a boolean array, a function(store) of one, or None for all.
        derived: read-only attributes, name -> function(store, ids) of their values at `ids`.
        row_type: class of the row views.
        label: plural name for messages, for example "workers".
        columns: fields of the store to show; None shows all its 1-D arrays.

    Raises:
        ValueError: the store is no column store (see `Attributes`).
    """

    def __init__(
        self,
        model: Any,
        source: Any,
        in_use: InUse = None,
        derived: Mapping[str, Derivation] | None = None,
        row_type: type[Row] = Row,
        label: str = "agents",
        columns: Iterable[str] | None = None,
    ) -> None:
        self.model = model
        self.attributes = Attributes(source, derived or {}, label, columns)
        self.row_type = row_type
        self._in_use = in_use
        self._selected: IdArray | None = None

    def register(self) -> Self:
        """Make the population known to Mesa as `model.agents_by_type[row_type]`.

        Mesa has no public way to add a set of agents that it did not create; this is the one place that
        reaches into its register.
        """
        self.model._agents_by_type[self.row_type] = self
        return self

    # -- the agents ----------------------------------------------------------------------------------

    @property
    def ids(self) -> IdArray:
        """Ids of the agents in order, shape (n,)."""
        ids = self._ids_to_read()
        return np.arange(len(self.attributes), dtype=np.int64) if ids is None else ids

    def __len__(self) -> int:
        if self._selected is not None:
            return len(self._selected)
        mask = self._mask()
        return len(self.attributes) if mask is None else int(np.count_nonzero(mask))

    def __iter__(self) -> Iterator[Row]:
        return (self.row_type(self, unique_id) for unique_id in self.ids.tolist())

    def __contains__(self, agent: object) -> bool:
        if isinstance(agent, Row):
            return agent._source is self.attributes.source and self._has(agent.unique_id)
        return isinstance(agent, (int, np.integer)) and self._has(int(agent))

    @overload
    def __getitem__(self, item: int) -> Row: ...
    @overload
    def __getitem__(self, item: slice) -> list[Row]: ...
    def __getitem__(self, item: int | slice) -> Row | list[Row]:
        """The agent with id `item`; a slice gives the agents at those places of the order."""
        if isinstance(item, slice):
            return [self.row_type(self, unique_id) for unique_id in self.ids[item].tolist()]
        if not self._has(item):
            raise IndexError(
                f"{self.attributes.label}: no agent with id {item} among {len(self)}. "
                "A number is an id here; list(population)[i] goes by place."
            )
        return self.row_type(self, int(item))

    def __repr__(self) -> str:
        names = ", ".join(self.attributes.names)
        return f"<{len(self):,} {self.attributes.label} with {names}>"

    # -- choosing and ordering -----------------------------------------------------------------------

    def select(self, condition: Function | None = None, at_most: float = math.inf) -> Population:
        """Agents that meet a condition, in the same order.

        Args:
            condition: predicate of an agent; tried once on all agents together, see `ColumnView`.
            at_most: take no more than the first so many; a float up to 1.0 is a share of this population.
        """
        if not isinstance(at_most, (int, np.integer)) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        limit = None if at_most == math.inf else max(0, math.ceil(at_most))
        if condition is None:
            return self._with(self.ids[:limit])
        mask = self._at_once(condition)
        if mask is not None:
            return self._with(self.ids[mask.astype(bool)][:limit])
        chosen = compress(self.ids.tolist(), map(condition, self))
        return self._with(np.fromiter(islice(chosen, limit), dtype=np.int64))

    def count(self, condition: Function | None = None) -> int:
        """Number of agents, or of those that meet a condition."""
        if condition is None:
            return len(self)
        mask = self._at_once(condition)
        if mask is not None:
            return int(np.count_nonzero(mask))
        return sum(1 for agent in self if condition(agent))

    def shuffle(self) -> Population:
        """The same agents in random order, drawn from the generator of the model."""
        generator = np.random.default_rng(self.model.random.getrandbits(64))
        return self._with(generator.permutation(self.ids))

    def sort(self, key: str | Function, ascending: bool = False) -> Population:
        """The same agents ordered by an attribute or key function; ties keep their order."""
        values = self._evaluate(key)
        if ascending:
            return self._with(self.ids[np.argsort(values, kind="stable")])
        # Sorting the mirrored values and mirroring back keeps ties stable in descending order too.
        order = len(values) - 1 - np.argsort(values[::-1], kind="stable")[::-1]
        return self._with(self.ids[order])

    def groupby(self, by: str | Function) -> Groups[Population]:
        """Split by an attribute or a function; groups come in order of first appearance."""
        ids = self.ids
        return Groups({key: self._with(ids[places]) for key, places in split_by(self._evaluate(by))})

    # -- reading and writing -------------------------------------------------------------------------

    def get(self, attribute: str | Iterable[str]) -> AnyArray:
        """Values of one attribute, shape (n,), or of several, shape (n, k).

        Raises:
            AttributeError: no such attribute; names the nearest.
        """
        ids = self._ids_to_read()
        if isinstance(attribute, str):
            return self.attributes.read(attribute, ids)
        return np.stack([self.attributes.read(name, ids) for name in attribute], axis=1)

    def set(self, attribute: str, values: Any) -> Self:
        """Write one value for all agents, or one for each, shape (n,).

        Tallies that a model keeps beside the columns do not follow by themselves.

        Raises:
            AttributeError: no such attribute, or a computed one.
            ValueError: wrong number of values, or a value that the column cannot hold.
        """
        self.attributes.write(attribute, self._ids_to_read(), values)
        return self

    def agg(self, attribute: str, function: Function | Iterable[Function]) -> Any:
        """Result of `function` on the values of an attribute; a list of results for several functions."""
        values = self.get(attribute)
        if callable(function):
            return FAST_REDUCTIONS.get(function, function)(values)
        return [FAST_REDUCTIONS.get(each, each)(values) for each in function]

    def do(self, method: str | Function, *args: Any, **kwargs: Any) -> Self:
        """Call a function, or the named method of the row type, on every agent in turn."""
        self.map(method, *args, **kwargs)
        return self

    def map(self, method: str | Function, *args: Any, **kwargs: Any) -> list[Any]:
        """As `do`, returning the results."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def to_frame(self, attributes: Iterable[str] | None = None) -> pd.DataFrame:
        """Table of the columns and derived attributes (or those named), indexed by `unique_id`."""
        every = (*self.attributes.columns, *self.attributes.derived)
        names = every if attributes is None else tuple(attributes)
        ids = self._ids_to_read()
        # One copy, so that later months do not change a table that somebody kept.
        data = {name: self.attributes.read(name, ids).copy() for name in names}
        return pd.DataFrame(data, index=pd.Index(self.ids, name="unique_id"), copy=False)

    # -- inside --------------------------------------------------------------------------------------

    def _mask(self) -> BoolArray | None:
        return self._in_use(self.attributes.store) if callable(self._in_use) else self._in_use

    def _ids_to_read(self) -> IdArray | None:
        """Ids in order; None stands for every row of the store, which can be read without copying."""
        if self._selected is not None:
            return self._selected
        mask = self._mask()
        return None if mask is None else np.flatnonzero(mask)

    def _has(self, unique_id: int) -> bool:
        if self._selected is not None:
            return bool(np.any(self._selected == unique_id))
        mask = self._mask()
        return 0 <= unique_id < len(self.attributes) and (mask is None or bool(mask[unique_id]))

    def _with(self, ids: IdArray) -> Population:
        chosen = object.__new__(type(self))
        chosen.__dict__.update(self.__dict__)
        chosen._selected = ids
        return chosen

    def _at_once(self, function: Function) -> AnyArray | None:
        """The function on all rows together, shape (n,); None if it is written for single rows."""
        try:
            values = function(ColumnView(self))
        except (TypeError, ValueError):  # what `and`, `not`, `in` and `if` raise on an array
            return None
        return values if isinstance(values, np.ndarray) and values.shape == (len(self),) else None

    def _evaluate(self, key: str | Function) -> AnyArray:
        if isinstance(key, str):
            return self.get(key)
        values = self._at_once(key)
        return np.array([key(agent) for agent in self]) if values is None else values
