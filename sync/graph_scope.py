"""Which nodes an export of the graph is about: all, those near a node, those of some types.

Owns the reading of --node, --depth and --type for every format of the graph, and which nodes come
first where not all fit. Not here: what is written of them (graph_data.py), the cards' scope
(export_scope.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.compiled import Graph


class GraphScope(NamedTuple):
    """Each part narrows it; empty: everything. node: a name. depth: so many edges away."""

    node: str = ""
    depth: int = 1
    types: tuple[str, ...] = ()


def chosen(graph: Graph, scope: GraphScope) -> list[int]:
    """Ids of the nodes, nearest to the scope's node first, then those on which most hangs.

    A named node stays whatever its type; a name without a note counts where an edge leads to it.
    Raises UnknownNode, AmbiguousNode.
    """
    if scope.node:
        start = graph.find(scope.node).id
        distance = _distances(graph, start, scope.depth)
    else:
        start = None
        distance = dict.fromkeys(_linked(graph), 0)
    rows = [graph.node(node_id) for node_id in distance]
    kept = [row for row in rows if row.id == start or not scope.types or row.type in scope.types]
    kept.sort(key=lambda row: (distance[row.id], -row.centrality, row.key))
    return [row.id for row in kept]


def _distances(graph: Graph, start: int, depth: int) -> dict[int, int]:
    distance = {start: 0}
    frontier = [start]
    for step in range(1, depth + 1):
        near = _neighbours(graph, frontier) - distance.keys()
        distance |= dict.fromkeys(near, step)
        frontier = sorted(near)
    return distance


def _neighbours(graph: Graph, nodes: Sequence[int]) -> set[int]:
    out = {edge.object for node in nodes for edge in graph.edges_out(node)}
    return out | {edge.subject for node in nodes for edge in graph.edges_in(node)}


def _linked(graph: Graph) -> list[int]:
    """All notes, and the names without a note that an edge leads to."""
    ids = graph.all_ids()
    return [n for n in ids if not graph.node(n).stub or graph.edges_in(n)]
