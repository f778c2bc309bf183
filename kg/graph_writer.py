"""SQL that writes graph.db: layers, files, and the rows of notes; taking old rows away.

Owns the statements, nothing else: what to write is decided in index_rows.py and widening.py, when
in compiler.py. Everything runs in the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence

from kg.index_rows import Rows
from kg.intake import Taken
from kg.layers import Layer
from kg.models import Note

OK = "ok"
UNREADABLE = "unreadable"
MIB = 1 << 20  # of text that is indexed: what SQLite keeps in memory if not told otherwise
MANY_TEXTS = 500


def write_layers(
    connection: sqlite3.Connection, layers: Sequence[Layer], missing: Collection[str]
) -> dict[str, int]:
    """Layer ids by name; a layer that went missing keeps its row, marked as unavailable."""
    for layer in layers:
        connection.execute(
            "INSERT INTO layer (name, title, version, root, rank, available)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET title = excluded.title,"
            " version = excluded.version, root = excluded.root, rank = excluded.rank,"
            " available = excluded.available",
            (*layer_values(layer), int(layer.name not in missing)),
        )
    names = [(name,) for name in missing]
    connection.executemany("UPDATE layer SET available = 0 WHERE name = ?", names)
    return dict(connection.execute("SELECT name, id FROM layer"))


def layer_values(layer: Layer) -> tuple[str, str, str, str, int]:
    """name, title, version, root and rank as they are stored."""
    return layer.name, layer.title, layer.version, str(layer.root), layer.rank


def write_files(
    connection: sqlite3.Connection, taken: Iterable[Taken], layer_ids: dict[str, int]
) -> None:
    """What is known of each file, so that the next compilation can tell whether it changed."""
    connection.executemany(
        "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                each.id, layer_ids[each.file.layer], each.file.path, each.file.size,
                each.file.mtime_ns, each.hash, OK if isinstance(each.note, Note) else UNREADABLE,
            )
            for each in taken
        ],
    )  # fmt: skip


def clear(
    connection: sqlite3.Connection, files: Collection[int], node_ids: Collection[int]
) -> None:
    """Takes away what the files say and what hangs on the nodes, the node rows excepted."""
    of_files = [(file,) for file in files]
    for table in ("edge", "fact", "block", "beside", "refused"):
        connection.executemany(f"DELETE FROM {table} WHERE file = ?", of_files)
    of_nodes = [(node_id,) for node_id in node_ids]
    for table in ("alias", "tag", "mention"):
        connection.executemany(f"DELETE FROM {table} WHERE node = ?", of_nodes)
    connection.executemany("DELETE FROM search WHERE rowid = ?", of_nodes)


def insert(connection: sqlite3.Connection, rows: Rows) -> None:
    """Writes rows; a node row replaces the one of its id."""
    node_marks = ", ".join("?" * 20)
    edge_marks = ", ".join("?" * 16)
    fact_marks = ", ".join("?" * 14)
    statements = (
        (f"INSERT OR REPLACE INTO node VALUES ({node_marks})", rows.node),
        ("INSERT OR IGNORE INTO alias VALUES (?, ?, ?)", rows.alias),
        ("INSERT OR IGNORE INTO tag VALUES (?, ?)", rows.tag),
        # Rows that stay as they are (a layer that is away) win over a second line that says so.
        (f"INSERT OR IGNORE INTO edge VALUES (NULL, {edge_marks})", rows.edge),
        (f"INSERT INTO fact VALUES (NULL, {fact_marks})", rows.fact),
        ("INSERT OR IGNORE INTO block VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", rows.block),
        ("INSERT OR IGNORE INTO mention VALUES (?, ?)", rows.mention),
        ("INSERT OR REPLACE INTO beside VALUES (?, ?, ?)", rows.beside),
        ("INSERT INTO refused VALUES (?, ?, ?, ?, ?)", rows.refused),
        (
            "INSERT INTO search (rowid, title, aliases, definition, body) VALUES (?, ?, ?, ?, ?)",
            rows.search,
        ),
    )
    # The text index keeps this much in memory before it writes a part that must be merged later.
    if len(rows.search) > MANY_TEXTS:
        _keep_in_memory(connection, 64 * MIB)
    for statement, values in statements:
        connection.executemany(statement, values)
    if len(rows.search) > MANY_TEXTS:
        _keep_in_memory(connection, MIB)


def _keep_in_memory(connection: sqlite3.Connection, size: int) -> None:
    connection.execute("INSERT INTO search (search, rank) VALUES ('hashsize', ?)", (size,))


def drop_files(connection: sqlite3.Connection, files: Iterable[int]) -> None:
    """Forgets files that are gone, with their faults."""
    gone = [(file,) for file in files]
    connection.executemany("DELETE FROM fault WHERE file = ?", gone)
    connection.executemany("DELETE FROM file WHERE id = ?", gone)


def drop_nodes(connection: sqlite3.Connection, node_ids: Iterable[int]) -> None:
    """Takes node rows away; where rows that stay still point to one, it becomes a stub."""
    for node_id in node_ids:
        if is_referred_to(connection, node_id):
            connection.execute(
                "UPDATE node SET stub = 1, file = NULL, type = '', status = '', definition = '',"
                " header = '{}', body = '', q = '', a = '', closed = '' WHERE id = ?",
                (node_id,),
            )
        else:
            connection.execute("DELETE FROM node WHERE id = ?", (node_id,))


def drop_orphans(connection: sqlite3.Connection, fresh: Collection[int]) -> bool:
    """Takes away the stubs that nothing refers to any more, `fresh` ones aside; whether any.

    A note always has a type, so the index on it finds the stubs.
    """
    stubs = connection.execute("SELECT id FROM node WHERE type = '' AND file IS NULL").fetchall()
    orphans = [
        (stub,) for (stub,) in stubs if stub not in fresh and not is_referred_to(connection, stub)
    ]
    connection.executemany("DELETE FROM node WHERE id = ?", orphans)
    connection.executemany("DELETE FROM alias WHERE node = ?", orphans)
    return bool(orphans)


def is_referred_to(connection: sqlite3.Connection, node_id: int) -> bool:
    """Whether a row of another node points to this one."""
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM edge WHERE object = ?1)"
        " OR EXISTS (SELECT 1 FROM mention WHERE target = ?1)"
        " OR EXISTS (SELECT 1 FROM fact WHERE source = ?1)",
        (node_id,),
    ).fetchone()
    return bool(found[0])
