"""Weights of the city network by hand."""

from __future__ import annotations

from math import exp, sqrt
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from sim.geography import network
from sim.geography.region import Region, load_region
from sim.parameters import Parameters


def test_industry_similarity_by_hand() -> None:
    """Two industries at distance 1, decay ln 2: relatedness 1/2. e1 = (1, 0), e2 = (1/2, 1/2).

    e1'Pe1 = 1, e2'Pe2 = 3/4, e1'Pe2 = 3/4, so S = .75 / sqrt(.75) = sqrt(.75).
    """
    shares, distance = np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    similarity = network.industry_similarity(shares, distance, np.log(2.0))
    np.testing.assert_allclose(similarity, [[1.0, sqrt(0.75)], [sqrt(0.75), 1.0]])


def test_equal_places_are_fully_similar() -> None:
    shares = np.full((3, 4), 0.25)
    np.testing.assert_allclose(network.industry_similarity(shares, 1.0 - np.eye(4), 1.5), 1.0)


def test_disutility_and_weight_by_hand(toy: Path) -> None:
    """A to B: .0021 x 90 + 600/5000 + 1.08 = 1.389; B to A: wages of A, .189 + .1 + 1.08 = 1.369."""
    region = load_region(toy, "X")
    graph = network.city_network(region, Parameters())
    assert graph.edges[0, 1]["disutility"] == pytest.approx(1.389)
    assert graph.edges[1, 0]["disutility"] == pytest.approx(1.369)
    similarity = graph.edges[0, 1]["industry_similarity"]
    assert graph.edges[0, 1]["weight"] == pytest.approx(similarity * exp(-1.389 / 0.35))
    assert graph.edges[0, 1]["travel_time"] == 90.0
    assert graph.edges[0, 1]["commuting_cost"] == 600.0


def test_awareness_by_hand(toy: Path) -> None:
    """0.1 S exp(-(90 - 95) / 60) between cities, 0.05 across the boundary."""
    graph = network.city_network(load_region(toy, "X"))
    edge = graph.edges[0, 1]
    assert edge["awareness"] == pytest.approx(0.1 * edge["industry_similarity"] * exp(5 / 60))
    assert graph.edges[0, 2]["awareness"] == 0.05
    assert graph.edges[2, 1]["weight"] == 0.0


def test_nodes_carry_names_and_places(chengdemeizi: Region) -> None:
    graph = network.city_network(chengdemeizi)
    assert isinstance(graph, nx.DiGraph)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (7, 42)
    assert graph.nodes[0]["name_zh"] == "成都"
    assert [kind for _, kind in graph.nodes(data="kind")] == ["core"] * 4 + ["boundary"] * 3


def test_the_first_city_is_the_hub(chengdemeizi: Region) -> None:
    graph = network.city_network(chengdemeizi)
    ranks, strengths = network.pagerank(graph), network.strength(graph)
    assert max(ranks, key=ranks.__getitem__) == 0
    assert max(strengths, key=strengths.__getitem__) == 0
    assert sum(ranks.values()) == pytest.approx(1.0)


def test_a_lower_barrier_integrates_the_cities(chengdemeizi: Region) -> None:
    from sim.parameters import replace_parameters

    lower = replace_parameters(Parameters(), {"choice": {"administrative_barrier": 0.8}})
    before = network.integration_index(network.city_network(chengdemeizi))
    after = network.integration_index(network.city_network(chengdemeizi, lower))
    assert after == pytest.approx(before * exp(0.28 / 0.35))
