"""All rows of one compilation in memory, grouped by node: for work that looks at every node.

Owns the bulk reads that card generation and exports stand on. Light like compiled.py, which hands
the rows out. Not here: single look-ups.
"""

from __future__ import annotations

import sqlite3
from operator import attrgetter
from typing import TypeVar

from kg.names import fold
from kg.rows import (
    ALIASES,
    BLOCK_COLUMNS,
    EDGE_COLUMNS,
    FACT_COLUMNS,
    NODE_COLUMNS,
    BlockRow,
    EdgeRow,
    FactRow,
    block_row,
    edge_row,
    fact_row,
    node_row,
)

_HEADERS = "SELECT id, header FROM node WHERE header <> '{}'"
_PLACES = "SELECT file.id, layer.name, file.path FROM file JOIN layer ON layer.id = file.layer"

_by_relation = attrgetter("relation", "order", "id")
_Row = TypeVar("_Row", EdgeRow, FactRow, BlockRow)


class Loaded:
    """All rows of one compilation, grouped by node."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        ask = connection.execute
        connection.execute("BEGIN")
        nodes = map(node_row, ask(f"SELECT {NODE_COLUMNS} FROM node"))
        self.nodes = {node.id: node for node in nodes}
        edges = [edge_row(raw) for raw in ask(f"SELECT {EDGE_COLUMNS} FROM edge")]
        edges.sort(key=_by_relation)  # as BY_RELATION; SQLite would carry the texts along
        by_place = "ORDER BY file, line, id"
        self.out = _grouped(edges, [edge.subject for edge in edges])
        self.into = _grouped(edges, [edge.object for edge in edges])
        facts = [fact_row(raw) for raw in ask(f"SELECT {FACT_COLUMNS} FROM fact {by_place}")]
        self.facts = _grouped(facts, [fact.node for fact in facts])
        blocks = [block_row(raw) for raw in ask(f"SELECT {BLOCK_COLUMNS} FROM block {by_place}")]
        self.blocks = _grouped(blocks, [block.node for block in blocks])
        self.vocabulary: dict[str, int] = dict(ask("SELECT stem, notes FROM vocabulary"))
        self.aliases: dict[int, list[str]] = {}
        for node, alias, norm, title in ask(ALIASES + " ORDER BY alias.alias"):
            if norm != fold(title):
                self.aliases.setdefault(node, []).append(alias)
        connection.execute("COMMIT")


class Annotations:
    """What stands beside the rows: tags and headers by node, layer and path by file.

    headers: JSON text, only of nodes whose type has header fields of its own.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        ask = connection.execute
        connection.execute("BEGIN")
        self.tags: dict[int, list[str]] = {}
        for node, tag in ask("SELECT node, tag FROM tag ORDER BY tag"):
            self.tags.setdefault(node, []).append(tag)
        self.headers: dict[int, str] = dict(ask(_HEADERS))
        self.places = {file: (layer, path) for file, layer, path in ask(_PLACES)}
        connection.execute("COMMIT")


def _grouped(rows: list[_Row], nodes: list[int]) -> dict[int, list[_Row]]:
    groups: dict[int, list[_Row]] = {}
    for node, row in zip(nodes, rows, strict=True):
        groups.setdefault(node, []).append(row)
    return groups
