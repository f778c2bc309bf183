"""The graph of the last compilation, asked for as needed: who was which node, by which names.

Owns reading it name by name, so that taking up one note of thousands does not read them all.
Not here: who is which node now (widening.py), rules about names (layering.py).
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from kg.layering import Names, Standing, Target, tail
from kg.layers import VAULT
from kg.names import is_exercise, stem_of

_NODE = (
    "SELECT node.id, key, stem, pack, type, stub, file, coalesce(rank, -1), coalesce(path, '')"
    " FROM node LEFT JOIN file ON file.id = node.file LEFT JOIN layer ON layer.id = file.layer"
)
# The last part of a key, as it stands in the index node_tail.
_TAIL = "substr(key, length(rtrim(key, replace(key, '/', ''))) + 1)"


class OldNode(NamedTuple):
    """A node of the last compilation; file is None for a stub nobody wrote.

    rank: of its file's layer. path: of its file there.
    """

    id: int
    key: str
    stem: str
    pack: str
    type: str
    stub: bool
    file: int | None
    rank: int
    path: str


class Beside(NamedTuple):
    """A file that was no node itself: it extends the node `key`, or is replaced by it."""

    file: int
    kind: str
    key: str
    layer: str
    stem: str


class OldGraph:
    """Nodes and files as they were.

    Once rows are written only names that the change does not touch may be asked for.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._of_name: dict[str, list[OldNode]] = {}
        rows = connection.execute(
            "SELECT beside.file, kind, key, layer.name, path FROM beside"
            " JOIN file ON file.id = beside.file JOIN layer ON layer.id = file.layer"
            " ORDER BY beside.file"
        )
        besides = [Beside._make((*row[:4], stem_of(row[4]))) for row in rows]
        self.beside = {each.file: each for each in besides}
        self._beside_key: dict[str, list[Beside]] = {}
        self._beside_stem: dict[str, list[Beside]] = {}
        for each in besides:
            self._beside_key.setdefault(each.key, []).append(each)
            self._beside_stem.setdefault(each.stem, []).append(each)
        self._is_empty = connection.execute("SELECT 1 FROM node LIMIT 1").fetchone() is None

    def of_name(self, stem: str) -> list[OldNode]:
        """The nodes with this stem, or with a key that ends in it."""
        if self._is_empty:
            return []
        nodes = self._of_name.get(stem)
        if nodes is None:
            where = f" WHERE stem = ?1 UNION {_NODE} WHERE {_TAIL} = ?1"
            nodes = self._of_name[stem] = self._nodes(where, stem)
        return nodes

    def of_file(self, file: int) -> OldNode | None:
        """The node that a file was."""
        return next(iter(self._nodes(" WHERE file = ?", file)), None)

    def id_of(self, key: str) -> int | None:
        """The id of a node."""
        if self._is_empty:
            return None
        row = self._connection.execute("SELECT id FROM node WHERE key = ?", (key,)).fetchone()
        return None if row is None else int(row[0])

    def highest_id(self) -> int:
        """The largest id of a node, 0 where there is none."""
        (highest,) = self._connection.execute("SELECT max(id) FROM node").fetchone()
        return int(highest or 0)

    def beside_node(self, key: str) -> list[Beside]:
        """The files that stood beside a node."""
        return self._beside_key.get(key, [])

    def beside_of_stem(self, stem: str) -> list[Beside]:
        """The files of a stem that stood beside a node."""
        return self._beside_stem.get(stem, [])

    def _nodes(self, where: str, value: str | int) -> list[OldNode]:
        if self._is_empty:
            return []
        rows = self._connection.execute(_NODE + where, (value,))
        return [OldNode._make((*row[:5], bool(row[5]), *row[6:])) for row in rows]


class KnownNames(Names):
    """Names that start as those of the last compilation, each fetched when first asked for."""

    def __init__(self, old: OldGraph) -> None:
        super().__init__()
        self._old = old
        self._fetched: set[str] = set()

    def add(self, target: Target, layer: str, stem: str) -> None:
        """As Names.add."""
        self._fetch(tail(target.key))
        self._fetch(stem)
        super().add(target, layer, stem)

    def add_name(self, key: str, layer: str, stem: str) -> None:
        """As Names.add_name."""
        self._fetch(tail(key))
        self._fetch(stem)
        super().add_name(key, layer, stem)

    def remove(self, key: str) -> None:
        """As Names.remove."""
        self._fetch(tail(key))
        super().remove(key)

    def remove_name(self, layer: str, stem: str) -> None:
        """As Names.remove_name."""
        self._fetch(stem)
        super().remove_name(layer, stem)

    def resolve(self, layer: str, name: str) -> Target | str:
        """As Names.resolve."""
        self._fetch(tail(name))
        return super().resolve(layer, name)

    def candidates(self, stem: str) -> list[Target]:
        """As Names.candidates."""
        self._fetch(stem)
        return super().candidates(stem)

    def standing(self, stem: str) -> Standing:
        """As Names.standing."""
        self._fetch(stem)
        return super().standing(stem)

    def has(self, key: str) -> bool:
        """As Names.has."""
        self._fetch(tail(key))
        return super().has(key)

    def _fetch(self, stem: str) -> None:
        """Takes over the old nodes of a name, and those that share a name with one of them.

        All at once and in the order of layering.settle: of two that claim one name the first
        keeps it.
        """
        if stem in self._fetched:
            return
        nodes: dict[int, OldNode] = {}
        waiting = [stem]
        while waiting:
            name = waiting.pop()
            if name in self._fetched:
                continue
            self._fetched.add(name)
            for node in self._old.of_name(name):
                nodes[node.id] = node
                waiting += [node.stem, tail(node.key)]
                waiting += [each.stem for each in self._old.beside_node(node.key)]
            waiting += [tail(each.key) for each in self._old.beside_of_stem(name)]
        written = [node for node in nodes.values() if node.file is not None]
        for node in sorted(written, key=_settled):
            super().add(Target(node.id, node.key, node.type, node.stub), node.pack, node.stem)
        besides = {each for node in written for each in self._old.beside_node(node.key)}
        for each in sorted(besides):
            super().add_name(each.key, each.layer, each.stem)


def _settled(node: OldNode) -> tuple[bool, int, bool, str]:
    return node.pack == VAULT, node.rank, is_exercise(node.path), node.path
