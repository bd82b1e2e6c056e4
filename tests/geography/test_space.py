"""The city network as a Mesa space."""

from random import Random

import mesa
import networkx as nx
import pytest
from mesa.discrete_space import CellAgent, Network

from sim.geography.space import network_space


def small_graph():
    graph = nx.DiGraph()
    for node, name in enumerate(["Chengdu", "Deyang", "Chongqing"]):
        graph.add_node(node, name=name)
    graph.add_edges_from([(0, 1), (1, 0), (0, 2)])
    return graph


def test_cells_know_their_city_and_neighbours():
    graph = small_graph()
    space = network_space(graph, Random(1))
    assert isinstance(space, Network)
    assert space.G is graph
    assert [cell.name for cell in space.all_cells] == ["Chengdu", "Deyang", "Chongqing"]
    assert {cell.name for cell in space[0].neighborhood} == {"Deyang", "Chongqing"}
    assert {cell.name for cell in space[1].neighborhood} == {"Chengdu"}, "edges have a direction"
    assert repr(space[1]) == "CityCell(Deyang)"


def test_agents_can_be_placed():
    model = mesa.Model(seed=1)
    space = network_space(small_graph(), model.random)
    visitor = CellAgent(model)
    visitor.cell = space[1]
    assert [agent.cell.name for agent in space.agents] == ["Deyang"]


def test_random_picks_follow_the_given_generator():
    picks = [
        [network_space(small_graph(), Random(seed)).select_random_empty_cell().name for seed in range(20)]
        for _ in range(2)
    ]
    assert picks[0] == picks[1]
    assert len(set(picks[0])) == 3


def test_a_node_without_name_is_refused():
    graph = small_graph()
    graph.add_node(9, kind="city")
    with pytest.raises(ValueError, match=r"Node 9 has no 'name'; got attributes \['kind'\]"):
        network_space(graph, Random(1))
