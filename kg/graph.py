"""The typed graph for questions that look further than a node's neighbours.

Owns the loading of graph.db's edges, or of the part around some nodes, into a networkx
MultiDiGraph whose edge key is the relation (and the step of a problem's point). Not the daily
path: that asks compiled.py. Not here: the questions (queries.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import networkx as nx

from kg.compiled import Graph
from kg.rows import EdgeRow, NodeRow

if TYPE_CHECKING:
    Digraph = nx.MultiDiGraph[int]
else:
    Digraph = nx.MultiDiGraph


class StudyGraph:
    """Nodes and edges by id; parallel edges between two nodes differ in relation or step."""

    def __init__(self, nodes: Iterable[NodeRow], edges: Iterable[EdgeRow]) -> None:
        self.digraph: Digraph = nx.MultiDiGraph()
        for node in nodes:
            self.digraph.add_node(node.id, row=node)
        for edge in edges:
            if edge.subject in self.digraph and edge.object in self.digraph:
                key = f"{edge.relation}:{edge.step}" if edge.step else edge.relation
                self.digraph.add_edge(edge.subject, edge.object, key=key, row=edge)

    def __len__(self) -> int:
        return len(self.digraph)

    def __contains__(self, node_id: int) -> bool:
        return node_id in self.digraph

    def node(self, node_id: int) -> NodeRow:
        """The node's row. Raises KeyError when it is not in this part of the graph."""
        row: NodeRow = self.digraph.nodes[node_id]["row"]
        return row

    def node_ids(self) -> list[int]:
        """All ids in study order."""
        return self.in_study_order(self.digraph.nodes)

    def in_study_order(self, node_ids: Iterable[int]) -> list[int]:
        """Ids sorted by when they can be learnt."""
        return sorted(node_ids, key=lambda node_id: (self.node(node_id).position, node_id))

    def out(self, node_id: int, *relations: str) -> Iterator[EdgeRow]:
        """Edges the node is the subject of; only these relations if any are named."""
        for _, _, data in self.digraph.out_edges(node_id, data=True):
            row: EdgeRow = data["row"]
            if not relations or row.relation in relations:
                yield row

    def into(self, node_id: int, *relations: str) -> Iterator[EdgeRow]:
        """Edges the node is the object of; only these relations if any are named."""
        for _, _, data in self.digraph.in_edges(node_id, data=True):
            row: EdgeRow = data["row"]
            if not relations or row.relation in relations:
                yield row


def load(graph: Graph, around: Iterable[int] | None = None, depth: int = 2) -> StudyGraph:
    """The whole graph, or what lies at most `depth` edges from the nodes in `around`."""
    if around is None:
        graph.preload()
        return part(graph, graph.all_ids())
    return part(graph, {n for node_id in around for n in graph.neighbourhood(node_id, depth)})


def load_behind(graph: Graph, node_id: int) -> StudyGraph:
    """A node with all its prerequisites and parts, and whatever these point to."""
    inner, waiting = {node_id}, [node_id]
    while waiting:
        here = waiting.pop()
        needs = {e.object for e in graph.edges_out(here) if e.relation == "requires" or e.step}
        parts = {e.subject for e in graph.edges_in(here) if e.relation == "part_of"}
        waiting.extend((needs | parts) - inner)
        inner |= needs | parts
    return part(graph, inner | {e.object for n in inner for e in graph.edges_out(n)})


def part(graph: Graph, node_ids: Iterable[int]) -> StudyGraph:
    """These nodes and all edges between them."""
    ids = sorted(set(node_ids))
    nodes = [graph.node(node_id) for node_id in ids]
    return StudyGraph(nodes, (edge for node_id in ids for edge in graph.edges_out(node_id)))
