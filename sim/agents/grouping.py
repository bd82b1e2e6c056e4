"""Groups of agents by a common value, like Mesa's `GroupBy`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sized
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar

import numpy as np

if TYPE_CHECKING:
    from sim.agents.attributes import AnyArray, IdArray


class Group(Sized, Protocol):
    """What a group must be able to do."""

    def agg(self, attribute: str, function: Callable[..., Any]) -> Any:
        """Result of a function on the values of an attribute."""


GroupType = TypeVar("GroupType", bound=Group)


def split_by(values: AnyArray) -> list[tuple[Any, IdArray]]:
    """Places of each distinct value, in order of first appearance.

    Args:
        values: shape (n,).

    Returns:
        Pairs (value as a Python object, places in increasing order).
    """
    if len(values) == 0:
        return []
    order = np.argsort(values, kind="stable")
    in_order = values[order]
    starts = np.flatnonzero(in_order[1:] != in_order[:-1]) + 1
    groups = np.split(order, starts)
    groups.sort(key=lambda places: int(places[0]))
    return [(values[places[0]].item(), places) for places in groups]


class Groups(Generic[GroupType]):
    """Populations by key; iterate for pairs (key, population)."""

    def __init__(self, groups: dict[Any, GroupType]) -> None:
        self.groups = groups

    def __iter__(self) -> Iterator[tuple[Any, GroupType]]:
        return iter(self.groups.items())

    def __len__(self) -> int:
        return len(self.groups)

    def __getitem__(self, key: Any) -> GroupType:
        return self.groups[key]

    def count(self) -> dict[Any, int]:
        """Number of agents by key."""
        return {key: len(group) for key, group in self}

    def agg(self, attribute: str, function: Callable[..., Any]) -> dict[Any, Any]:
        """Result of `function` on the values of an attribute, by key."""
        return {key: group.agg(attribute, function) for key, group in self}

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> dict[Any, Any]:
        """Result of a function, or of the named method, on every group, by key."""
        if isinstance(method, str):
            return {key: getattr(group, method)(*args, **kwargs) for key, group in self}
        return {key: method(group, *args, **kwargs) for key, group in self}

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """As `map`, for its effect."""
        self.map(method, *args, **kwargs)
        return self
