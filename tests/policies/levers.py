"""What the tests of instruments know of the levers: shape, cities, bounds and the value without a plan."""

from typing import NamedTuple

import numpy as np

C, N, Q, L = 4, 7, 4, 8
INF = np.inf


class Lever(NamedTuple):
    """A lever's value.

    shape     its shape
    cities    axes along which a city that takes no part keeps its values
    low, high  bounds
    plain     one value without a plan
    home      the same on the diagonal of two cities, if it differs
    """

    shape: tuple[int, ...]
    cities: tuple[int, ...]
    low: float
    high: float
    plain: float
    home: float | None = None


LEVERS = {
    "awareness": Lever((C, N), (0,), 0.0, 1.0, 0.1),
    "administrative_barrier": Lever((Q, C, C), (1,), 0.0, INF, 1.08),
    "migration_cost": Lever((Q, C, N), (1,), 0.0, INF, 0.76),
    "talent_arrivals": Lever((C,), (0,), 0.0, INF, 2.0),
    "agency_recognition": Lever((C, C), (0, 1), 0.0, 1.0, 0.15, 1.0),
    "platform_share": Lever((C,), (0,), 0.0, 1.0, 0.0),
    "platform_membership": Lever((C,), (0,), 0.0, 1.0, 0.0),
    "platform_fee": Lever((C,), (0,), -INF, INF, 0.0),
    "misconduct": Lever((C,), (0,), 0.0, INF, 1.0),
    "list_tilt": Lever((C,), (0,), -INF, INF, 0.0),
    "black_list_reach": Lever((C, C), (0, 1), 0.0, 1.0, 0.0, 1.0),
    "detection": Lever((C,), (0,), 0.0, 1.0, 0.05),
    "service_price": Lever((C, L, 2), (0,), 0.0, INF, 1.0),
    "induced_effort": Lever((C,), (0,), 0.0, INF, 1.0),
    "vocational_intake": Lever((C,), (0,), 0.0, INF, 20000.0),
    "field_response": Lever((C,), (0,), 0.0, INF, 0.05),
    "order_share": Lever((C,), (0,), 0.0, 1.0, 0.0),
    "field_alignment": Lever((C,), (0,), 0.0, 1.0, 0.0),
}


def uneven(lever):
    """Uneven values, so that an accidental change shows, and read-only, so that a change in place fails."""
    return frozen(np.random.default_rng(1).uniform(0.05, 0.9, LEVERS[lever].shape))


def plain(lever):
    """The values of a region without a plan, read-only."""
    value = np.full(LEVERS[lever].shape, LEVERS[lever].plain)
    if LEVERS[lever].home is not None:
        np.fill_diagonal(value, LEVERS[lever].home)
    return frozen(value)


def frozen(value):
    value.flags.writeable = False
    return value


def changed(after, before):
    """The places at which two arrays differ."""
    return {tuple(map(int, place)) for place in np.argwhere(after != before)}


def untouched(instrument, *bent):
    """Whether an instrument hands back all levers but those named as they are, the same object."""
    others = {lever: plain(lever) for lever in LEVERS if lever not in bent}
    return all(getattr(instrument, lever)(value, 60) is value for lever, value in others.items())
