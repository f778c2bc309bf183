"""The compiled graph, read: every question the daily path asks of graph.db.

Owns read access by integer id and by name. Light: sqlite3 only; no pydantic, no networkx, no note
is opened. Not here: making graph.db (compiler.py), full-text search (search.py), graph algorithms
that look at more than the neighbours of a node (graph.py, queries.py).
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import GraphCacheError, UnknownNode
from kg.names import fold
from kg.rows import (
    ALIASES,
    BLOCK_COLUMNS,
    BY_RELATION,
    EDGE_COLUMNS,
    FACT_COLUMNS,
    NODE_COLUMNS,
    BlockRow,
    EdgeRow,
    FactRow,
    FaultRow,
    LayerRow,
    NodeRow,
    Origin,
    block_row,
    edge_row,
    fact_row,
    node_row,
)

if TYPE_CHECKING:
    from kg.preloaded import Loaded


class Graph:
    """A read-only view of one graph.db.

    Each question sees the newest compilation, also when another process makes one meanwhile;
    node ids stay with their key from one compilation to the next. Close it, or use `with`.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._loaded: Loaded | None = None

    @classmethod
    def open(cls, db: Path) -> Graph:
        """The graph in `db`. Raises GraphCacheError if there is none or it cannot be read."""
        if not db.is_file():
            raise GraphCacheError(
                f"{db} is not there yet: start `edgewise` once and it is made from the notes."
            )
        try:
            connection = sqlite3.connect(f"{db.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
        except sqlite3.Error as error:
            raise GraphCacheError(f"{db} cannot be opened ({error}); delete it.") from error
        try:
            connection.execute("SELECT 1 FROM node LIMIT 1").fetchone()
        except sqlite3.Error as error:
            connection.close()
            raise GraphCacheError(
                f"{db} cannot be read ({error}); delete it, the next start makes it again."
            ) from error
        return cls(connection, db)

    def close(self) -> None:
        """Lets go of the file; a second call does nothing."""
        self.connection.close()

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Nodes

    def node(self, node_id: int) -> NodeRow:
        """The node with this id. Raises UnknownNode if it has gone meanwhile."""
        if self._loaded is not None and node_id in self._loaded.nodes:
            return self._loaded.nodes[node_id]
        row = self._ask(f"SELECT {NODE_COLUMNS} FROM node WHERE id = ?", node_id).fetchone()
        if row is None:
            raise UnknownNode(f"#{node_id}", [])
        return node_row(row)

    def by_key(self, key: str) -> NodeRow | None:
        """The node with this identity (pack/stem), or None."""
        row = self._ask(f"SELECT {NODE_COLUMNS} FROM node WHERE key = ?", key).fetchone()
        return None if row is None else node_row(row)

    def find(self, name: str) -> NodeRow:
        """The node a person means by a stem, pack/stem, title or alias, case and hyphens aside.

        Raises UnknownNode with the nearest names, AmbiguousNode when several nodes fit equally; a
        concept wins over the chapter of its name.
        """
        from kg.meant import meant

        return meant(self, name)

    def nodes(
        self,
        type: str | None = None,
        tag: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[NodeRow]:
        """Nodes in order of title, stubs left out; type and tag narrow, limit and offset page."""
        clauses, values = ["stub = 0"], list[str | int]()
        if type is not None:
            clauses.append("type = ?")
            values.append(type)
        if tag is not None:
            clauses.append("id IN (SELECT node FROM tag WHERE tag = ?)")
            values.append(tag)
        page = [-1 if limit is None else limit, offset]
        where = " AND ".join(clauses)
        return self._nodes(
            f"WHERE {where} ORDER BY title COLLATE NOCASE, key LIMIT ? OFFSET ?", *values, *page
        )

    def all_ids(self) -> list[int]:
        """Ids of all nodes, stubs too, in study order."""
        return [raw[0] for raw in self._ask("SELECT id FROM node ORDER BY position, id")]

    def aliases(self, node_id: int) -> list[str]:
        """Other names of the node as written, its title left out."""
        if self._loaded is not None:
            return self._loaded.aliases.get(node_id, [])
        rows = self._ask(ALIASES + " WHERE alias.node = ? ORDER BY alias.alias", node_id)
        return [alias for _, alias, norm, title in rows if norm != fold(title)]

    def tags(self, node_id: int) -> list[str]:
        """Tags of the node, sorted."""
        return [
            raw[0] for raw in self._ask("SELECT tag FROM tag WHERE node = ? ORDER BY tag", node_id)
        ]

    def header(self, node_id: int) -> dict[str, str | int | bool | list[str]]:
        """The header fields that only some types have: arxiv, year, authors, url, minutes, ..."""
        row = self._ask("SELECT header FROM node WHERE id = ?", node_id).fetchone()
        fields: dict[str, str | int | bool | list[str]] = json.loads(row[0]) if row else {}
        return fields

    def body(self, node_id: int) -> str:
        """The note's Markdown below its header, as written."""
        row = self._ask("SELECT body FROM node WHERE id = ?", node_id).fetchone()
        return str(row[0]) if row else ""

    # What nodes say

    def edges_out(self, node_id: int) -> list[EdgeRow]:
        """Edges the node is the subject of, by relation, then order."""
        if self._loaded is not None:
            return self._loaded.out.get(node_id, [])
        sql = f"SELECT {EDGE_COLUMNS} FROM edge WHERE subject = ? {BY_RELATION}"
        return [edge_row(raw) for raw in self._ask(sql, node_id)]

    def edges_in(self, node_id: int) -> list[EdgeRow]:
        """Edges the node is the object of, by relation, then order."""
        if self._loaded is not None:
            return self._loaded.into.get(node_id, [])
        sql = f"SELECT {EDGE_COLUMNS} FROM edge WHERE object = ? {BY_RELATION}"
        return [edge_row(raw) for raw in self._ask(sql, node_id)]

    def facts(self, node_id: int) -> list[FactRow]:
        """Facts of the node in the order of its notes."""
        if self._loaded is not None:
            return self._loaded.facts.get(node_id, [])
        sql = f"SELECT {FACT_COLUMNS} FROM fact WHERE node = ? ORDER BY file, line, id"
        return [fact_row(raw) for raw in self._ask(sql, node_id)]

    def blocks(self, node_id: int) -> list[BlockRow]:
        """Hand-written cards of the node in the order of its notes."""
        if self._loaded is not None:
            return self._loaded.blocks.get(node_id, [])
        sql = f"SELECT {BLOCK_COLUMNS} FROM block WHERE node = ? ORDER BY file, line, id"
        return [block_row(raw) for raw in self._ask(sql, node_id)]

    def mentions(self, node_id: int) -> list[int]:
        """Ids of the nodes that the text links to without a relation."""
        sql = "SELECT target FROM mention WHERE node = ? ORDER BY target"
        return [raw[0] for raw in self._ask(sql, node_id)]

    def mentioned_in(self, node_id: int) -> list[int]:
        """Ids of the nodes whose text links to this one without a relation."""
        sql = "SELECT node FROM mention WHERE target = ? ORDER BY node"
        return [raw[0] for raw in self._ask(sql, node_id)]

    def origin(self, file_id: int) -> Origin:
        """Where a row was written. Raises GraphCacheError if the file has gone meanwhile."""
        row = self._ask(
            "SELECT layer.name, file.path, layer.root FROM file JOIN layer ON layer.id = file.layer"
            " WHERE file.id = ?",
            file_id,
        ).fetchone()
        if row is None:
            raise GraphCacheError(f"File #{file_id} is not in {self.path}; compile again.")
        return Origin(row[0], row[1], Path(row[2], row[1]))

    # Neighbour walks

    def prerequisites(self, node_id: int) -> list[int]:
        """What the node directly builds on, in study order: requires, and a problem's points."""
        rows = self._ask(
            "SELECT DISTINCT node.id, node.position FROM edge JOIN node ON node.id = edge.object"
            " WHERE edge.subject = ? AND (edge.relation = 'requires' OR edge.step <> '')"
            " ORDER BY node.position",
            node_id,
        )
        return [raw[0] for raw in rows]

    def all_prerequisites(self, node_id: int) -> list[int]:
        """Whatever the node builds on, directly or not, in study order; the node left out."""
        rows = self._ask(
            "WITH RECURSIVE behind(id) AS (VALUES (?1) UNION SELECT edge.object FROM behind"
            " JOIN edge ON edge.subject = behind.id"
            " WHERE edge.relation = 'requires' OR edge.step <> '')"
            " SELECT node.id FROM behind JOIN node ON node.id = behind.id WHERE node.id <> ?1"
            " ORDER BY node.position, node.id",
            node_id,
        )
        return [raw[0] for raw in rows]

    def neighbourhood(self, node_id: int, depth: int) -> set[int]:
        """Ids of the nodes at most `depth` edges away, either direction, the node itself too."""
        seen, frontier = {node_id}, [node_id]
        for _ in range(depth):
            near = {e.object for n in frontier for e in self.edges_out(n)}
            near |= {e.subject for n in frontier for e in self.edges_in(n)}
            frontier = sorted(near - seen)
            seen |= near
        return seen

    # The whole

    @property
    def node_total(self) -> int:
        """How many nodes have a readable note."""
        row = self._ask("SELECT count(*) FROM node WHERE stub = 0").fetchone()
        return 0 if row is None else int(row[0])

    def counts(self) -> dict[str, int]:
        """Number of nodes of each type, stubs left out."""
        # The + keeps SQLite to the index of types, which holds them in groups already.
        sql = "SELECT type, count(*) FROM node WHERE +stub = 0 GROUP BY type ORDER BY type"
        return dict(self._ask(sql))

    def tag_counts(self) -> dict[str, int]:
        """Number of nodes that carry each tag."""
        return dict(self._ask("SELECT tag, count(*) FROM tag GROUP BY tag ORDER BY tag"))

    def vocabulary(self, stem: str) -> int:
        """In how many notes a word stem occurs (vocabulary.py makes the stems)."""
        if self._loaded is not None:
            return self._loaded.vocabulary.get(stem, 0)
        row = self._ask("SELECT notes FROM vocabulary WHERE stem = ?", stem).fetchone()
        return 0 if row is None else int(row[0])

    def layers(self) -> list[LayerRow]:
        """Packs and the vault, lowest first."""
        sql = "SELECT id, name, title, version, root, rank, available FROM layer ORDER BY rank, id"
        return [LayerRow._make((*raw[:6], bool(raw[6]))) for raw in self._ask(sql)]

    def faults(self) -> list[FaultRow]:
        """What the checker found at the last compilation, by place."""
        columns = "layer, path, line, col, code, severity, message"
        order = "layer, path, line, col, code, message"
        return [*map(FaultRow._make, self._ask(f"SELECT {columns} FROM fault ORDER BY {order}"))]

    def preload(self) -> None:
        """Reads all rows at once; from then on answers come from memory, as of this moment."""
        from kg.preloaded import Loaded

        self._loaded = Loaded(self.connection)

    def _nodes(self, clause: str, *values: str | int) -> list[NodeRow]:
        return [
            node_row(raw) for raw in self._ask(f"SELECT {NODE_COLUMNS} FROM node {clause}", *values)
        ]

    def _ask(self, sql: str, *values: str | int) -> sqlite3.Cursor:
        return self.connection.execute(sql, values)
