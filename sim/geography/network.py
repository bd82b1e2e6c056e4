"""The network of cities: what a commute between two of them costs, and how alike their industries are.

Generalised cost of living in r and working in c, in units of log wage:
    g_rc = travel disutility x minutes + cost / wage in c + barrier (if r != c)
Industry similarity, with industry shares e and relatedness Phi = exp(-decay x distance):
    S_rc = e_r' Phi e_c / sqrt((e_r' Phi e_r) (e_c' Phi e_c))
Weight of an edge: W_rc = S_rc exp(-g_rc / logit scale).

Source: relatedness of industries after Neffke, Otto and Weyh (2017), JEBO 142, 275-297.
"""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sim.geography.region import Region
from sim.parameters import Choice, Information, Parameters

FloatArray = NDArray[np.float64]


def industry_similarity(shares: FloatArray, distance: FloatArray, decay: float) -> FloatArray:
    """Similarity of the industries of places.

    Args:
        shares: industry shares, rows add to one, shape (n, n_industries).
        distance: distance of industries, shape (n_industries, n_industries).
        decay: log relatedness lost per unit of distance.

    Returns:
        Shape (n, n), symmetric, 1 on the diagonal, in (0, 1] elsewhere.
    """
    # Plain sums: matrix products and vector exponentials differ in the last bit between machines.
    related = [[math.exp(-decay * far) for far in row] for row in distance.tolist()]
    product = [
        [
            math.fsum(
                a * near * b
                for a, row in zip(one, related, strict=True)
                for near, b in zip(row, two, strict=True)
            )
            for two in shares.tolist()
        ]
        for one in shares.tolist()
    ]
    return np.array(
        [
            [value / math.sqrt(product[i][i] * product[j][j]) for j, value in enumerate(row)]
            for i, row in enumerate(product)
        ]
    )


def node_industry_share(region: Region) -> FloatArray:
    """Industry shares of cities and boundary nodes, shape (n_nodes, n_industries)."""
    counts = region.labour_force.sum(axis=2)
    return np.vstack([counts / counts.sum(axis=1, keepdims=True), region.boundary_industry_share])


def commuting_disutility(region: Region, choice: Choice) -> FloatArray:
    """Generalised cost g of living in a row's city and working in a column's, in log wage."""
    cities = slice(region.n_cities)
    border = choice.administrative_barrier * (1.0 - np.eye(region.n_cities))
    time = choice.travel_disutility * region.travel_time[cities, cities]
    disutility: FloatArray = time + region.commuting_cost / region.wage_level + border
    return disutility


def awareness(region: Region, similarity: FloatArray, information: Information) -> FloatArray:
    """Share of a column's vacancies that residents of a row see without help of agencies, (n_nodes, n_nodes).

    It decays with the travel time of the data, whatever policy does to travel later. Every node sees all
    of its own vacancies; across the boundary the share is the same both ways.
    """
    seen = np.full(similarity.shape, information.awareness_boundary)
    cities = slice(region.n_cities)
    delay = region.travel_time[cities, cities] - information.awareness_reference
    decay = np.exp(-delay / information.awareness_decay)
    seen[cities, cities] = np.minimum(information.awareness * similarity[cities, cities] * decay, 1.0)
    np.fill_diagonal(seen, 1.0)
    return seen


def city_network(region: Region, parameters: Parameters | None = None) -> nx.DiGraph:
    """Directed network on all nodes; node i is index i of the region's arrays.

    Edges join all pairs of nodes but none with itself. All carry `industry_similarity` and `awareness`; those
    of two cities also `travel_time` (minutes), `commuting_cost` (CNY/month), `disutility` (log wage) and
    a `weight`. Nobody commutes to a boundary node: its edges have weight 0.
    """
    parameters = parameters or Parameters()
    shares = node_industry_share(region)
    decay = parameters.information.industry_switch_decay
    similarity = industry_similarity(shares, region.industry_distance, decay)
    seen = awareness(region, similarity, parameters.information)
    disutility = commuting_disutility(region, parameters.choice)
    graph = nx.DiGraph(region=region.name)
    for node, name in enumerate(region.node_names):
        graph.add_node(
            node,
            name=name,
            name_zh=region.node_names_zh[node],
            kind="core" if node < region.n_cities else "boundary",
            longitude=float(region.longitude[node]),
            latitude=float(region.latitude[node]),
        )
    for origin, destination in np.argwhere(~np.eye(region.n_nodes, dtype=bool)).tolist():
        pair = (origin, destination)
        graph.add_edge(
            *pair, industry_similarity=float(similarity[pair]), awareness=float(seen[pair]), weight=0.0
        )
        if max(pair) < region.n_cities:
            weight = similarity[pair] * np.exp(-disutility[pair] / parameters.choice.logit_scale)
            graph.edges[pair].update(
                travel_time=float(region.travel_time[pair]),
                commuting_cost=float(region.commuting_cost[pair]),
                disutility=float(disutility[pair]),
                weight=float(weight),
            )
    return graph


def strength(graph: nx.DiGraph) -> dict[int, float]:
    """Weight of the edges into and out of each node."""
    return dict(graph.degree(weight="weight"))


def pagerank(graph: nx.DiGraph) -> dict[int, float]:
    """PageRank of the cities by edge weight; adds to one."""
    cities = [node for node, kind in graph.nodes(data="kind") if kind == "core"]
    ranks: dict[int, float] = nx.pagerank(graph.subgraph(cities), weight="weight")
    return ranks


def integration_index(graph: nx.DiGraph) -> float:
    """Mean weight of the edges between cities: 0 cut off, 1 like one city of one industry mix."""
    cities = [node for node, kind in graph.nodes(data="kind") if kind == "core"]
    weights = [weight for *_, weight in graph.subgraph(cities).edges(data="weight")]
    return float(np.mean(weights)) if weights else 0.0
