"""Attributes of a population by name: stored columns can be written, derived ones only read.

A column store is a named tuple or dataclass whose one-dimensional numpy arrays, all equally long, are the
columns.
Arrays are looked up at every access, so a process may replace the store by a longer one at any time.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

AnyArray = npt.NDArray[Any]
BoolArray = npt.NDArray[np.bool_]
IdArray = npt.NDArray[np.int64]
Derivation = Callable[[Any, IdArray], AnyArray]

UNIQUE_ID = "unique_id"


def arrays_of(store: Any) -> tuple[str, ...]:
    """Names of the one-dimensional arrays among the fields of a store."""
    is_dataclass = dataclasses.is_dataclass(store)
    fields = (
        [field.name for field in dataclasses.fields(store)] if is_dataclass else getattr(store, "_fields", ())
    )
    return tuple(
        name
        for name in fields
        if isinstance(getattr(store, name), np.ndarray) and getattr(store, name).ndim == 1
    )


class Attributes:
    """The named attributes of one column store.

    Args:
        source: the store, or a function without arguments that returns the present one.
        derived: name -> function(store, ids), the values at those ids, shape (len(ids),).
        label: what to call the population in error messages, for example "workers".
        columns: fields to show; None shows every one-dimensional array of the store.

    Raises:
        ValueError: the store has no column, the columns differ in length, or a derived name is taken.
    """

    def __init__(
        self,
        source: Any,
        derived: Mapping[str, Derivation],
        label: str,
        columns: Iterable[str] | None = None,
    ) -> None:
        self.source = source
        self.derived = dict(derived)
        self.label = label
        self.columns = arrays_of(self.store) if columns is None else tuple(columns)
        if not self.columns:
            raise ValueError(
                f"{label}: expected a named tuple or dataclass with 1-D numpy arrays, "
                f"got {type(self.store).__name__}."
            )
        for name in self.columns:
            if len(self._stored(name)) != len(self):
                raise ValueError(
                    f"{label}: column '{name}' has {len(self._stored(name))} rows, expected {len(self)} like "
                    f"'{self.columns[0]}'. Columns must be equally long; name those to show in `columns`."
                )
        taken = {UNIQUE_ID, *self.columns} & set(self.derived)
        if taken:
            raise ValueError(f"{label}: derived attributes {sorted(taken)} are columns already; rename them.")

    @property
    def store(self) -> Any:
        """The present column store."""
        return self.source() if callable(self.source) else self.source

    def __len__(self) -> int:
        """Rows of the store, in use or not."""
        return len(self._stored(self.columns[0]))

    @property
    def names(self) -> tuple[str, ...]:
        """All readable attributes."""
        return (UNIQUE_ID, *self.columns, *self.derived)

    def read(self, name: str, ids: IdArray | None) -> AnyArray:
        """Values at `ids`; None reads every row without copying.

        Returns:
            Shape (len(ids),). A copy, or for None a read-only view of the column.

        Raises:
            AttributeError: no such attribute.
        """
        if name in self.columns:
            if ids is not None:
                copied: AnyArray = self._stored(name)[ids]
                return copied
            view = self._stored(name).view()
            view.flags.writeable = False
            return view
        rows = np.arange(len(self), dtype=np.int64) if ids is None else ids
        if name == UNIQUE_ID:
            return rows
        if name in self.derived:
            return np.asarray(self.derived[name](self.store, rows))
        raise AttributeError(self._unknown(name))

    def write(self, name: str, ids: IdArray | None, values: Any) -> None:
        """Store one value for all of `ids`, or one for each.

        Raises:
            AttributeError: no such attribute, or one that is computed.
            ValueError: wrong number of values, or a value that the column's type cannot hold.
        """
        if name not in self.columns:
            computed = name == UNIQUE_ID or name in self.derived
            raise AttributeError(
                f"{self.label}: '{name}' is computed and cannot be set." if computed else self._unknown(name)
            )
        column = self._stored(name)
        column[slice(None) if ids is None else ids] = self._converted(
            name, column, values, len(self) if ids is None else len(ids)
        )

    def _stored(self, name: str) -> AnyArray:
        column: AnyArray = getattr(self.store, name)
        return column

    def _converted(self, name: str, column: AnyArray, values: Any, n_rows: int) -> AnyArray:
        given = np.asarray(values)
        if given.shape not in {(), (n_rows,)}:
            raise ValueError(
                f"{self.label}.{name}: expected one value or {n_rows} values, got shape {given.shape}."
            )
        with np.errstate(invalid="ignore", over="ignore"):
            converted: AnyArray = given.astype(column.dtype)
        # A narrow integer column would wrap round in silence: 300 becomes 44.
        if column.dtype.kind in "biu" and not np.array_equal(converted, given):
            raise ValueError(
                f"{self.label}.{name}: a column of type {column.dtype} cannot hold "
                f"{given[converted != given][:3].tolist() if given.ndim else given}."
            )
        return converted

    def _unknown(self, name: str) -> str:
        near = difflib.get_close_matches(name, self.names, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return f"{self.label} have no attribute '{name}'.{hint} Attributes: {', '.join(self.names)}."
