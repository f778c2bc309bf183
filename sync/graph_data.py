"""The graph as plain records: what every format of the graph is written from.

Owns the fields of a node, an edge and a fact, their order, and that a field without a value is left
out. Records are sorted, so equal graphs make equal files. Texts are as in the notes (Markdown,
formulas). Not here: which nodes (graph_scope.py), the formats (graph_*.py), the notes' prose, plain
links and hand-written cards, which are no part of the graph.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from kg.compiled import Graph
from kg.preloaded import Annotations
from kg.rows import EdgeRow, FactRow, NodeRow
from sync.spelled_text import json_text, spelled

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Record = dict[str, Json]
# text, number (whole), truth; json: a list or object, which a table holds as JSON text.
Kind = Literal["text", "number", "truth", "json"]
Fields = Mapping[str, Kind]

# id: pack/stem. stub: an edge leads there, and no note is written yet. note: layer and file.
NODE_FIELDS: Fields = {
    "id": "text", "title": "text", "type": "text", "status": "text", "definition": "text",
    "aliases": "json", "tags": "json", "q": "text", "a": "text", "closed": "json", "stub": "truth",
    "note": "text", "root": "truth", "arxiv": "text", "doi": "text", "isbn": "text",
    "year": "number", "authors": "json", "venue": "text", "url": "text", "kind": "text",
    "number": "number", "full_name": "text", "higher_is_better": "truth", "minutes": "number",
    "difficulty": "text", "facts": "json",
}  # fmt: skip
# step: framework step of a problem's point. card: false where the note says [card:: no].
EDGE_FIELDS: Fields = {
    "id": "text", "source": "text", "target": "text", "relation": "text", "reason": "text",
    "step": "text", "locator": "text", "order": "number", "status": "text", "q": "text",
    "a": "text", "card": "truth", "anchor": "text", "qualifiers": "json",
}  # fmt: skip
# source: id of the node it was taken from.
FACT_FIELDS: Fields = {
    "key": "text", "value": "text", "as_of": "text", "source": "text", "status": "text",
    "q": "text", "a": "text", "card": "truth", "anchor": "text", "qualifiers": "json",
}  # fmt: skip


class GraphData(NamedTuple):
    """title: of the lowest layer that has one. nodes and edges: by id."""

    title: str
    nodes: list[Record]
    edges: list[Record]


def graph_data(graph: Graph, nodes: Sequence[int]) -> GraphData:
    """These nodes with all edges between them. Preload the graph where there are many."""
    beside = Annotations(graph.connection)
    rows = {node: graph.node(node) for node in nodes}
    found = [_node(graph, row, beside) for row in rows.values()]
    edges = [
        _edge(edge, rows[edge.subject], rows[edge.object])
        for node in rows
        for edge in graph.edges_out(node)
        if edge.object in rows
    ]
    title = next((layer.title for layer in graph.layers() if layer.title), "Edgewise")
    return GraphData(title, sorted(found, key=_by_id), sorted(edges, key=_by_id))


def fact_records(node: Record) -> list[Record]:
    """The facts of a node's record."""
    facts = node.get("facts", [])
    return [fact for fact in facts if isinstance(fact, dict)] if isinstance(facts, list) else []


def cell_text(value: Json, kind: Kind) -> str:
    """A value as inert text for formats without types: true, false, JSON for lists and objects."""
    if kind == "truth":
        return "true" if value else "false"
    return spelled(json_text(value) if kind == "json" else str(value))


def _by_id(record: Record) -> str:
    return str(record["id"])


def _node(graph: Graph, row: NodeRow, beside: Annotations) -> Record:
    header: Record = json.loads(beside.headers.get(row.id, "{}"))
    layer, path = beside.places.get(row.file or 0, ("", ""))
    found: Record = {
        "id": row.key,
        "title": row.title,
        "type": row.type,
        "status": row.status,
        "definition": row.definition,
        "aliases": [*graph.aliases(row.id)],
        "tags": [*beside.tags.get(row.id, [])],
        "q": row.q,
        "a": row.a,
        "closed": [*row.closed],
        "stub": row.stub or None,
        "note": f"{layer}/{path}" if path else "",
        **header,
        "facts": [_fact(graph, fact) for fact in graph.facts(row.id)],
    }
    return _filled(found, NODE_FIELDS)


def _edge(edge: EdgeRow, subject: NodeRow, object_: NodeRow) -> Record:
    step = f"|{edge.step}" if edge.step else ""
    found: Record = {
        "id": f"{subject.key}|{edge.relation}|{object_.key}{step}",
        "source": subject.key,
        "target": object_.key,
        **_said(edge),
        "relation": edge.relation,
        "reason": edge.reason,
        "step": edge.step,
        "locator": edge.locator,
        "order": edge.order,
    }
    return _filled(found, EDGE_FIELDS)


def _fact(graph: Graph, fact: FactRow) -> Record:
    found: Record = {
        **_said(fact),
        "key": fact.key,
        "value": fact.value,
        "as_of": fact.as_of,
        "source": "" if fact.source is None else graph.node(fact.source).key,
    }
    return _filled(found, FACT_FIELDS)


def _said(row: EdgeRow | FactRow) -> Record:
    """What an edge and a fact both may carry."""
    return {
        "status": row.status,
        "q": row.q,
        "a": row.a,
        "card": None if row.card else False,
        "anchor": row.anchor,
        "qualifiers": dict(row.qualifiers),
    }


def _filled(record: Record, fields: Fields) -> Record:
    """The record in the order of its fields, without empty ones."""
    return {name: record[name] for name in fields if record.get(name) not in (None, "", [], {})}
