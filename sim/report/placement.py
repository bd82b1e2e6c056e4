"""Where nodes, curved arrows and their numbers go on a flow map, in points of the panel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

NODE_RADIUS = 22.0
LABEL_HEIGHT = 10.0
BENDS = (0.07, 0.14, 0.22, 0.32, 0.44, 0.58, 0.72)
PLACES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1)
FRAME_ROOM = 8.0
"""Kept free inside the frame of a panel."""
ARROW_ROOM = 16.0
"""Kept free around the map for arrows that pass outside the nodes."""
OUTSIDE_ROOM = 300.0
"""Width of the part of a panel that holds a column of nodes outside and the arrows to them."""


@dataclass(frozen=True)
class Arrow:
    """One arrow: from `origin` to `destination` (indices), bent to the right of its way by `bend`."""

    origin: int
    destination: int
    bend: float
    curve: FloatArray
    """Points along the visible part, shape (n, 2)."""


def node_positions(
    longitude: FloatArray, latitude: FloatArray, n_cities: int, width: float, height: float
) -> FloatArray:
    """Positions in a panel, points, shape (n_nodes, 2).

    Cities, the first nodes, form a true map. The others stand in a column at its left or right, on the side
    on which they lie and in the order of their latitudes: distances would leave no room for the map.

    Args:
        longitude: degrees, shape (n_nodes,).
        latitude: degrees, shape (n_nodes,).
        n_cities: number of nodes on the map.
        width: of the panel, points.
        height: of the panel, points.
    """
    places = np.stack([longitude * np.cos(np.radians(latitude[:n_cities].mean())), latitude], axis=1)
    low, high = places[:n_cities].min(axis=0), places[:n_cities].max(axis=0)
    middle = (low + high) / 2
    outside = np.arange(n_cities, len(places))
    eastern = places[outside, 0] > middle[0]
    left, right = (OUTSIDE_ROOM if np.any(side) else 0.0 for side in (~eastern, eastern))
    room = np.array([width - left - right, height]) - 2 * (NODE_RADIUS + ARROW_ROOM)
    scale = float(np.min(room / np.maximum(high - low, 1e-9)))
    positions: FloatArray = (places - middle) * scale + np.array([(left + width - right) / 2, height / 2])
    for side, x in ((outside[~eastern], NODE_RADIUS + 6), (outside[eastern], width - NODE_RADIUS - 6)):
        northwards = side[np.argsort(latitude[side], kind="stable")]
        positions[northwards, 0] = x
        positions[northwards, 1] = height * (np.arange(len(side)) + 0.5) / max(len(side), 1)
    return positions


def curve_points(start: FloatArray, end: FloatArray, bend: float) -> FloatArray:
    """Points of matplotlib's `arc3` curve between the rims of two nodes, shape (n, 2)."""
    step = end - start
    control = (start + end) / 2 + bend * np.array([step[1], -step[0]])
    share = np.linspace(0.0, 1.0, 61)[:, None]
    points = (1 - share) ** 2 * start + 2 * share * (1 - share) * control + share**2 * end
    outside = (np.hypot(*(points - start).T) > NODE_RADIUS) & (np.hypot(*(points - end).T) > NODE_RADIUS)
    visible: FloatArray = points[outside]
    return visible


def route(nodes: FloatArray, pairs: list[tuple[int, int]], width: float, height: float) -> list[Arrow]:
    """Arrows with the smallest bend that keeps clear of other nodes, of earlier arrows and of the frame.

    Args:
        nodes: positions in points, shape (n_nodes, 2).
        pairs: (origin, destination), the most important first.
        width: of the panel, points.
        height: of the panel, points.
    """
    panel = np.array([width, height])
    arrows: list[Arrow] = []
    for origin, destination in pairs:
        others = np.delete(nodes, [origin, destination], axis=0)
        options = [
            Arrow(origin, destination, bend, curve_points(nodes[origin], nodes[destination], bend))
            for bend in BENDS
        ]
        arrows.append(min(options, key=lambda arrow: _route_cost(arrow, others, arrows, panel)))
    return arrows


def place_labels(
    arrows: list[Arrow], texts: list[str], nodes: FloatArray, width: float, height: float, size: float
) -> list[FloatArray]:
    """Centres of the numbers, each on its own arrow and clear of nodes, other numbers and other arrows.

    Args:
        arrows: all arrows of the panel.
        texts: the number on each arrow.
        nodes: positions in points, shape (n_nodes, 2).
        width: of the panel, points.
        height: of the panel, points.
        size: of the letters, points.
    """
    centres: list[FloatArray] = []
    boxes: list[FloatArray] = []
    for index, text in enumerate(texts):
        half = np.array([0.29 * size * len(text) + 2.0, LABEL_HEIGHT / 2])
        others = np.concatenate([arrow.curve for i, arrow in enumerate(arrows) if i != index] or [nodes])
        curve = arrows[index].curve
        options = [curve[round(place * (len(curve) - 1))] for place in PLACES]
        costs = [
            _label_cost(centre, half, nodes, others, centres, boxes, np.array([width, height])) + rank * 0.3
            for rank, centre in enumerate(options)
        ]
        centres.append(options[int(np.argmin(costs))])
        boxes.append(half)
    return centres


def _route_cost(arrow: Arrow, others: FloatArray, earlier: list[Arrow], panel: FloatArray) -> float:
    cost = arrow.bend * 10.0
    cost += 100.0 * float(np.any((arrow.curve < FRAME_ROOM) | (arrow.curve > panel - FRAME_ROOM)))
    if len(others):
        distances = np.hypot(*(arrow.curve[:, None, :] - others[None, :, :]).transpose(2, 0, 1))
        cost += float(np.maximum(0.0, NODE_RADIUS + 7 - distances).max()) * 5.0
    for drawn in earlier:
        gaps = np.hypot(*(arrow.curve[:, None, :] - drawn.curve[None, :, :]).transpose(2, 0, 1)).min(axis=1)
        cost += float(np.mean(gaps < 9)) * 12.0
    return cost


def _label_cost(
    centre: FloatArray,
    half: FloatArray,
    nodes: FloatArray,
    curves: FloatArray,
    centres: list[FloatArray],
    boxes: list[FloatArray],
    panel: FloatArray,
) -> float:
    covered = np.all(np.abs(curves - centre) < half + 1.5, axis=1)
    cost = float(covered.sum())
    cost += 100.0 * float(np.any(np.all(np.abs(nodes - centre) < half + NODE_RADIUS, axis=1)))
    for other, other_half in zip(centres, boxes, strict=True):
        cost += 100.0 * float(np.all(np.abs(other - centre) < half + other_half + 1.0))
    return cost + 100.0 * float(np.any((centre < half) | (centre > panel - half)))
