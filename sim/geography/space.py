"""The city network as a Mesa space: one cell per node, connected as the graph is."""

from random import Random
from typing import Any

from mesa.discrete_space import Cell, Network


class CityCell(Cell):
    """A node of the network: a city, or a boundary node that stands for the rest of the country."""

    name: str

    def __repr__(self) -> str:
        return f"CityCell({self.name})"


def network_space(graph: Any, random: Random) -> Network:
    """Mesa network space on the graph; agents may be placed in its cells as in any Mesa space.

    Args:
        graph: networkx graph; every node has the attribute `name`.
        random: generator of the model, for Mesa's random picks of cells.

    Returns:
        Space whose cell at `space[node]` knows its `name`; neighbours follow the edges of the graph.

    Raises:
        ValueError: a node has no name.
    """
    space = Network(graph, random=random, cell_klass=CityCell)
    for cell in space.all_cells:
        attributes = graph.nodes[cell.coordinate]
        if "name" not in attributes:
            raise ValueError(f"Node {cell.coordinate!r} has no 'name'; got attributes {sorted(attributes)}.")
        cell.name = attributes["name"]
    return space
