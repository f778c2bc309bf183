"""What one pack holds, counted in the compiled graph.

Owns how things are counted: a node and an edge belong to the pack whose file says them, and a
symmetric edge written on both sides is one. Not here: cards (cards/pack_report.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kg.compiled import Graph
from kg.schema import RELATIONS, Relation

_OF_PACK = "JOIN file ON file.id = {}.file JOIN layer ON layer.id = file.layer WHERE layer.name = ?"


class EdgeCount(NamedTuple):
    """Edges of one relation. wants: 'required', 'wanted' or 'none', as the relation says."""

    wants: str
    with_reason: int
    without_reason: int

    @property
    def total(self) -> int:
        """All edges of the relation."""
        return self.with_reason + self.without_reason


class PackCounts(NamedTuple):
    """notes: files. nodes: by type. edges: by relation; points of problems are edges too."""

    notes: int
    nodes: dict[str, int]
    edges: dict[str, EdgeCount]
    facts: int

    @property
    def edge_total(self) -> int:
        """All typed edges."""
        return sum(edge.total for edge in self.edges.values())

    @property
    def reasons(self) -> tuple[int, int]:
        """(with a reason, all) of the edges whose relation wants or requires one."""
        asked = [edge for edge in self.edges.values() if edge.wants != "none"]
        return sum(edge.with_reason for edge in asked), sum(edge.total for edge in asked)


def count_pack(
    graph: Graph, pack: str, relations: Mapping[str, Relation] = RELATIONS
) -> PackCounts:
    """Count what the files of one pack say. relations: the vocabulary in force."""
    ask = graph.connection.execute
    sql = "SELECT count(*) FROM file JOIN layer ON layer.id = file.layer WHERE layer.name = ?"
    (notes,) = ask(sql, (pack,)).fetchone()
    of_pack = _OF_PACK.format("node")
    sql = f"SELECT type, count(*) FROM node {of_pack} AND stub = 0 GROUP BY type ORDER BY type"
    nodes = dict(ask(sql, (pack,)))
    (facts,) = ask(f"SELECT count(*) FROM fact {_OF_PACK.format('fact')}", (pack,)).fetchone()
    return PackCounts(notes, nodes, _edges(graph, pack, relations), facts)


def _edges(graph: Graph, pack: str, relations: Mapping[str, Relation]) -> dict[str, EdgeCount]:
    sql = f"SELECT relation, subject, object, step, reason FROM edge {_OF_PACK.format('edge')}"
    reasons: dict[tuple[str, int, int, str], bool] = {}
    for relation, subject, object, step, reason in graph.connection.execute(sql, (pack,)):
        known = relations.get(relation)
        if known is not None and known.symmetric and object < subject:
            subject, object = object, subject
        edge = (relation, subject, object, step)
        reasons[edge] = bool(reason) or reasons.get(edge, False)
    found: dict[str, EdgeCount] = {}
    for relation in sorted({edge[0] for edge in reasons}):
        has = [reason for edge, reason in reasons.items() if edge[0] == relation]
        known = relations.get(relation)
        wants = known.reason if known is not None else "none"
        found[relation] = EdgeCount(wants, sum(has), len(has) - sum(has))
    return found
