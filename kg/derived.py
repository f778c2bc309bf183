"""What follows from the rows of all notes together: cycles, study order, centrality, vocabulary.

Owns keeping those in step with the rows, for all nodes or for some. Not here: the rules themselves
(study_order.py, vocabulary.py), the rows (index_rows.py).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from kg.layering import tail
from kg.schema import Relation
from kg.study_order import Ties, centrality, on_cycles, study_order
from kg.vocabulary import stems

ORDERING = frozenset({"requires", "part_of", "precedes"})


def refuse_cycles(
    connection: sqlite3.Connection,
    relations: Mapping[str, Relation],
    touched: Collection[str] | None,
) -> set[int]:
    """Takes the edges on cycles out of the acyclic relations; ids of the files they stand in.

    touched: only these relations, None for all.
    """
    files: set[int] = set()
    for name, relation in relations.items():
        if not relation.acyclic or (touched is not None and name not in touched):
            continue
        pairs = connection.execute("SELECT subject, object FROM edge WHERE relation = ?", (name,))
        for subject, object in on_cycles(pairs.fetchall()):
            files.add(_refuse(connection, name, subject, object))
    return files


def _refuse(connection: sqlite3.Connection, relation: str, subject: int, object: int) -> int:
    where = "subject = ? AND relation = ? AND object = ?"
    values = (subject, relation, object)
    file, line, key = connection.execute(
        "SELECT edge.file, edge.line, node.key FROM edge JOIN node ON node.id = object"
        f" WHERE {where}",
        values,
    ).fetchone()
    connection.execute(f"DELETE FROM edge WHERE {where}", values)
    row = (file, relation, tail(key), "cycle", line)
    connection.execute("INSERT INTO refused VALUES (?, ?, ?, ?, ?)", row)
    return int(file)


def files_on_cycles(connection: sqlite3.Connection) -> set[int]:
    """Files with an edge that was refused because of a cycle."""
    rows = connection.execute("SELECT DISTINCT file FROM refused WHERE cause = 'cycle'")
    return {row[0] for row in rows}


def reorder(connection: sqlite3.Connection) -> None:
    """Gives every node its depth and its place in the study order."""
    old: dict[int, tuple[int, int]] = {}
    ties: dict[int, Ties] = {}
    for node_id, title, key, position, depth in connection.execute(
        "SELECT id, title, key, position, depth FROM node"
    ):
        old[node_id] = (position, depth)
        ties[node_id] = Ties(title, key)
    parts = connection.execute(
        "SELECT subject, ord, node.key FROM edge JOIN node ON node.id = object"
        " WHERE relation = 'part_of' ORDER BY subject, node.key DESC"
    )
    for node_id, order, parent in parts:
        ties[node_id] = ties[node_id]._replace(parent=parent, order=order)
    places = study_order(_pairs(connection, "requires"), _pairs(connection, "precedes"), ties)
    moved = [(*place, node_id) for node_id, place in places.items() if place != old[node_id]]
    connection.executemany("UPDATE node SET position = ?, depth = ? WHERE id = ?", moved)


def _pairs(connection: sqlite3.Connection, relation: str) -> list[tuple[int, int]]:
    question = "SELECT DISTINCT subject, object FROM edge WHERE relation = ?"
    return connection.execute(question, (relation,)).fetchall()


def recentre(connection: sqlite3.Connection, node_ids: Collection[int] | None) -> None:
    """Gives nodes (None: all) their centrality."""
    degree: Counter[int] = Counter()
    if node_ids is None:
        for column in ("subject", "object"):
            degree.update(
                dict(connection.execute(f"SELECT {column}, count(*) FROM edge GROUP BY 1"))
            )
        ids: Iterable[int] = degree.keys()
    else:
        for node_id in node_ids:
            for column in ("subject", "object"):
                question = f"SELECT count(*) FROM edge WHERE {column} = ?"
                degree[node_id] += connection.execute(question, (node_id,)).fetchone()[0]
        ids = node_ids
    values = [(centrality(degree[node_id]), node_id) for node_id in ids]
    connection.executemany("UPDATE node SET centrality = ? WHERE id = ?", values)


def node_stems(
    connection: sqlite3.Connection, node_ids: Collection[int] | None
) -> dict[int, set[str]]:
    """Word stems of each node (None: all), stubs left out."""
    texts: dict[int, list[str]] = {}
    for owner, question in _TEXTS:
        if node_ids is None:
            rows = connection.execute(question)
            for node_id, *parts in rows:
                texts.setdefault(node_id, []).extend(parts)
        else:
            for node_id in node_ids:
                for row in connection.execute(f"{question} WHERE {owner} = ?", (node_id,)):
                    texts.setdefault(node_id, []).extend(row[1:])
    stubs = {row[0] for row in _stub_rows(connection, node_ids)}
    return {node_id: stems("\n".join(t)) for node_id, t in texts.items() if node_id not in stubs}


_TEXTS = (
    ("id", "SELECT id, title, definition FROM node"),
    ("node", "SELECT node, alias FROM alias"),
    ("subject", "SELECT subject, reason FROM edge"),
    ("node", "SELECT node, key, value FROM fact"),
    ("node", "SELECT node, question, answer, text FROM block"),
)


def _stub_rows(
    connection: sqlite3.Connection, node_ids: Collection[int] | None
) -> list[tuple[int]]:
    if node_ids is None:
        return connection.execute("SELECT id FROM node WHERE stub = 1").fetchall()
    question = "SELECT id FROM node WHERE stub = 1 AND id = ?"
    return [row for n in node_ids for row in connection.execute(question, (n,))]


def count_vocabulary(
    connection: sqlite3.Connection,
    before: Mapping[int, set[str]],
    after: Mapping[int, set[str]],
) -> None:
    """Brings the vocabulary from what the nodes said before to what they say now."""
    change: Counter[str] = Counter()
    for words in after.values():
        change.update(words)
    for words in before.values():
        change.subtract(words)
    changed = [(stem, count) for stem, count in change.items() if count]
    connection.executemany(
        "INSERT INTO vocabulary VALUES (?, ?) ON CONFLICT (stem)"
        " DO UPDATE SET notes = notes + excluded.notes",
        changed,
    )
    connection.executemany(
        "DELETE FROM vocabulary WHERE stem = ? AND notes <= 0",
        [(stem,) for stem, count in changed if count < 0],
    )
