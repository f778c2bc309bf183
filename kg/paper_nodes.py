"""Papers among the notes: which note an arXiv id belongs to, who a note says wrote it.

Owns finding notes by what a paper is known by in the world. Light: reads the compiled graph only.
Not here: what was fetched of a paper (the rooms above), names and texts (search.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from kg.compiled import Graph
from kg.names import fold
from kg.rows import NodeRow

# Written as the index node_arxiv is (compiled.sql), so that it is used.
_ARXIV = "json_extract(header, '$.arxiv')"


def arxiv_of(graph: Graph, node: NodeRow) -> str:
    """The arXiv id in the header of a paper's note, '' if it has none."""
    return str(graph.header(node.id).get("arxiv") or "") if node.type == "paper" else ""


def authors_of(graph: Graph, node: NodeRow) -> list[str]:
    """The authors in the note's header: often only the first ones."""
    found = graph.header(node.id).get("authors")
    return [str(name) for name in found] if isinstance(found, list) else []


def with_arxiv(graph: Graph, ids: Iterable[str]) -> dict[str, list[NodeRow]]:
    """The notes of each arXiv id that has one, in the order of the ids.

    An old id is given without its subject class (math/0309136); a note may write it with one.
    """
    found: dict[str, list[NodeRow]] = {}
    for arxiv in ids:
        how, value = "=", arxiv
        if "/" in arxiv:
            archive, _, number = arxiv.partition("/")
            how, value = "GLOB", f"{archive}*/{number}"
        rows = graph.connection.execute(
            f"SELECT id, {_ARXIV} FROM node WHERE type = 'paper' AND stub = 0"
            f" AND {_ARXIV} {how} ? ORDER BY id",
            (value,),
        ).fetchall()
        nodes = [graph.node(node) for node, own in rows if _plain(own) == arxiv]
        if nodes:
            found[arxiv] = nodes
    return found


def written_by(graph: Graph, name: str) -> list[NodeRow]:
    """The papers whose header names this author, as `is_author` understands the name."""
    rows = graph.connection.execute(
        "SELECT DISTINCT node.id, author.value FROM node,"
        " json_each(node.header, '$.authors') AS author"
        " WHERE node.type = 'paper' AND node.stub = 0 ORDER BY node.id"
    ).fetchall()
    ids = dict.fromkeys(node for node, author in rows if is_author(name, str(author)))
    return [graph.node(node) for node in ids]


def all_arxiv(graph: Graph) -> dict[int, str]:
    """The arXiv id of every paper that has one, by id of its node."""
    rows = graph.connection.execute(
        f"SELECT id, {_ARXIV} FROM node WHERE type = 'paper' AND stub = 0"
        f" AND {_ARXIV} IS NOT NULL ORDER BY id"
    )
    return {node: _plain(str(arxiv)) for node, arxiv in rows}


def all_authors(graph: Graph) -> dict[int, list[str]]:
    """The authors that headers name, by id of the paper's node."""
    rows = graph.connection.execute(
        "SELECT id, json_extract(header, '$.authors') FROM node WHERE type = 'paper'"
        " AND stub = 0 AND json_extract(header, '$.authors') IS NOT NULL ORDER BY id"
    )
    return {node: [str(name) for name in json.loads(authors)] for node, authors in rows}


def is_author(asked: str, name: str) -> bool:
    """Whether every word that was asked for is a word of the name or, the last one, begins one.

    So 'Ada Lovelace' is also Ada King Lovelace, and 'lovel' is both.
    """
    wanted, words = _words(asked), _words(name)
    if not wanted:
        return False
    *whole, last = wanted
    return all(word in words for word in whole) and any(w.startswith(last) for w in words)


def _words(name: str) -> list[str]:
    return fold(name).replace(".", " ").replace(",", " ").split()


def _plain(arxiv: str) -> str:
    """The id without the subject class of old ones: math.GT/0309136 is math/0309136."""
    archive, slash, number = arxiv.partition("/")
    return f"{archive.partition('.')[0]}/{number}" if slash else arxiv
