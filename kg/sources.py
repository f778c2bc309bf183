"""Where a node can be read about: the papers, chapters and resources that introduced or explain it.

Owns which of a node's edges lead to something to read, and in which order. Light: the app follows
them at a key. Not here: the papers behind its parts and prerequisites (queries.py).
"""

from __future__ import annotations

from kg.compiled import Graph
from kg.rows import EdgeRow

READABLE = frozenset({"paper", "chapter", "resource"})
_RELATIONS = ("introduced_by", "covered_in")


def readings(graph: Graph, node_id: int) -> list[EdgeRow]:
    """The edges of a node to what introduced it, then to what covers it; each end once.

    A note that is not written yet has no type, so no edge to it is among them.

    Raises UnknownNode if the graph changes meanwhile.
    """
    found: dict[int, EdgeRow] = {}
    for edge in sorted(
        (edge for edge in graph.edges_out(node_id) if edge.relation in _RELATIONS),
        key=lambda edge: (_RELATIONS.index(edge.relation), edge.order, edge.id),
    ):
        if graph.node(edge.object).type in READABLE:
            found.setdefault(edge.object, edge)
    return list(found.values())
