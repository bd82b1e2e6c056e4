"""What the tests of instruments know of the levers: shape, cities, bounds and the value without a plan."""

from typing import NamedTuple

import numpy as np

C, N, INDUSTRIES, Q, L = 4, 7, 13, 4, 8
INF = np.inf


class Lever(NamedTuple):
    """A lever's value.

    shape     its shape
    cities    axes along which a city that takes no part keeps its values
    low, high  bounds
    plain     one value without a plan
    home      the same on the diagonal of two cities, if it differs
    size      of uneven values, where a share is not of the right one
    """

    shape: tuple[int, ...]
    cities: tuple[int, ...]
    low: float
    high: float
    plain: float
    home: float | None = None
    size: float = 1.0


LEVERS = {
    "carried_out": Lever((C,), (0,), 0.0, 1.0, 0.6),
    "travel_time": Lever((C, C), (0, 1), 0.0, INF, 100.0, 40.0, 200.0),
    "commuting_cost": Lever((C, C), (0, 1), 0.0, INF, 900.0, 0.0, 2000.0),
    "suitability": Lever((2, C, INDUSTRIES), (1,), 0.0, 1.0, 0.3),
    "directedness": Lever((C,), (0,), 0.0, INF, 1.0),
    "fair_hires": Lever((C,), (0,), 0.0, INF, 0.0),
    "zone_posting": Lever((C,), (0,), 0.0, INF, 1.0),
    "zone_mediation": Lever((C,), (0,), 0.0, 1.0, 0.0),
    "firm_entry": Lever((C,), (0,), 0.0, INF, 1.0),
    "talent_pay": Lever((C,), (0,), -INF, INF, 0.0),
    "awareness": Lever((C, N), (0,), 0.0, 1.0, 0.1),
    "administrative_barrier": Lever((Q, C, C), (1,), 0.0, INF, 1.08),
    "migration_cost": Lever((Q, C, N), (1,), 0.0, INF, 0.76),
    "talent_arrivals": Lever((C,), (0,), 0.0, INF, 2.0),
    "training_seats": Lever((C,), (0,), 0.0, INF, 20000.0),
    "training_pooling": Lever((C, C), (0, 1), 0.0, 1.0, 0.0),
    "training_upgrade": Lever((C,), (0,), 0.0, 1.0, 0.06),
    "certification": Lever((C,), (0,), 0.0, 1.0, 0.0),
    "certificate_recognition": Lever((C, C), (0, 1), 0.0, 1.0, 0.3, 1.0),
    "visiting_experts": Lever((C,), (0,), 0.0, 1.0, 0.0),
    "export_teams": Lever((C, N), (0,), 0.0, INF, 0.0),
    "brand_share": Lever((C, INDUSTRIES), (0,), 0.0, 1.0, 0.0),
    "brand_gain": Lever((C, INDUSTRIES), (0,), 0.0, INF, 0.0),
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
    "service_use": Lever((C,), (0,), -INF, INF, 0.0),
    "flexible_demand": Lever((C,), (0,), -INF, INF, 0.0),
    "technology_demand": Lever((C,), (0,), -INF, INF, 0.0),
    "service_productivity": Lever((C, L), (0,), -INF, INF, 0.0),
    "remote_penalty": Lever((C, C), (0, 1), 0.0, INF, 0.35),
    "order_forwarding": Lever((C, C), (0, 1), 0.0, 1.0, 0.0),
    "branch_cost": Lever((C, C), (0, 1), 0.0, INF, 300_000.0),
    "agency_entry": Lever((C,), (0,), -INF, INF, 0.0),
    "leader_entry": Lever((C,), (0,), 0.0, INF, 0.0),
    "low_honesty_entry": Lever((C,), (0,), 0.0, 1.0, 0.0),
    "agency_exit": Lever((C, 2), (0,), -INF, INF, 0.0),
    "certified_share": Lever((C,), (0,), 0.0, 1.0, 0.05),
    "certified_quality": Lever((C,), (0,), -INF, INF, 0.0),
    "park_quality": Lever((C,), (0,), -INF, INF, 0.0),
    "quality_diffusion": Lever((C,), (0,), 0.0, INF, 1.0),
    "capacity_growth": Lever((C,), (0,), -INF, INF, 0.0),
    "vocational_intake": Lever((C,), (0,), 0.0, INF, 20000.0),
    "field_response": Lever((C,), (0,), 0.0, INF, 0.05),
    "order_share": Lever((C,), (0,), 0.0, 1.0, 0.0),
    "field_alignment": Lever((C,), (0,), 0.0, 1.0, 0.0),
}


def uneven(lever):
    """Uneven values, so that an accidental change shows, and read-only, so that a change in place fails."""
    values = np.random.default_rng(1).uniform(0.05, 0.9, LEVERS[lever].shape)
    return frozen(values * LEVERS[lever].size)


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
