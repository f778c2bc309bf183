"""The rows of graph.db as plain tuples: what the daily path hands around.

Owns their shape and the SQL columns they are read from. Light: no pydantic, no dataclasses.
Not here: questions (compiled.py), how rows are made (index_rows.py).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

NODE_COLUMNS = (
    "id, key, stem, pack, type, title, status, definition, q, a, closed, file, line, stub,"
    " position, depth, centrality"
)
EDGE_COLUMNS = (
    "id, subject, relation, object, step, reason, locator, ord, status, q, a, card, anchor,"
    " qualifiers, file, line"
)
FACT_COLUMNS = (
    "id, node, key, value, as_of, source, status, q, a, card, anchor, qualifiers, file, line"
)
BLOCK_COLUMNS = "id, node, kind, anchor, question, answer, text, file, line"
BY_RELATION = "ORDER BY relation, ord, id"
ALIASES = "SELECT node, alias, norm, title FROM alias JOIN node ON node.id = alias.node"


class NodeRow(NamedTuple):
    """A node. key: its identity (pack/stem); file: None for a stub nobody wrote yet.

    closed: inverse relations whose set is complete here. depth: longest chain of requires below.
    position: place in the study order. centrality: 0..1, how much hangs on it.
    """

    id: int
    key: str
    stem: str
    pack: str
    type: str
    title: str
    status: str
    definition: str
    q: str
    a: str
    closed: tuple[str, ...]
    file: int | None
    line: int
    stub: bool
    position: int
    depth: int
    centrality: float


class EdgeRow(NamedTuple):
    """A statement subject-relation-object; subject and object are node ids."""

    id: int
    subject: int
    relation: str
    object: int
    step: str
    reason: str
    locator: str
    order: int
    status: str
    q: str
    a: str
    card: bool
    anchor: str
    qualifiers: dict[str, str]
    file: int
    line: int


class FactRow(NamedTuple):
    """A statement about a value; source is the id of the node it was taken from."""

    id: int
    node: int
    key: str
    value: str
    as_of: str
    source: int | None
    status: str
    q: str
    a: str
    card: bool
    anchor: str
    qualifiers: dict[str, str]
    file: int
    line: int


class BlockRow(NamedTuple):
    """A hand-written card; kind is qa or cloze."""

    id: int
    node: int
    kind: str
    anchor: str
    question: str
    answer: str
    text: str
    file: int
    line: int


class Origin(NamedTuple):
    """Where a row was written: layer name, path in the layer, and the file itself."""

    layer: str
    path: str
    absolute: Path


class LayerRow(NamedTuple):
    """A pack or the vault, as of the last compilation."""

    id: int
    name: str
    title: str
    version: str
    root: str
    rank: int
    available: bool


class FaultRow(NamedTuple):
    """What the checker found at the last compilation; reads like models.Fault."""

    layer: str
    path: str
    line: int
    column: int
    code: str
    severity: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column} {self.code} {self.message}"


def node_row(raw: Sequence[object]) -> NodeRow:
    """A NodeRow from NODE_COLUMNS."""
    closed = tuple(str(raw[10]).split())
    return NodeRow._make((*raw[:10], closed, *raw[11:13], bool(raw[13]), *raw[14:]))


def edge_row(raw: Sequence[object]) -> EdgeRow:
    """An EdgeRow from EDGE_COLUMNS."""
    return EdgeRow._make((*raw[:11], bool(raw[11]), raw[12], _qualifiers(raw[13]), *raw[14:]))


def fact_row(raw: Sequence[object]) -> FactRow:
    """A FactRow from FACT_COLUMNS."""
    return FactRow._make((*raw[:9], bool(raw[9]), raw[10], _qualifiers(raw[11]), *raw[12:]))


def block_row(raw: Sequence[object]) -> BlockRow:
    """A BlockRow from BLOCK_COLUMNS."""
    return BlockRow._make(raw)


def _qualifiers(text: object) -> dict[str, str]:
    if text == "{}":
        return {}
    pairs: dict[str, str] = json.loads(str(text))
    return pairs
