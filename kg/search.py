"""Full-text search as one types: names first, then texts, then names that were mistyped.

Owns how a query is understood and how hits are ranked. Any text is a query: quotes, operators and
marks mean nothing, so nothing can be wrong with them. Light: rapidfuzz is loaded only when little
was found. Not here: the index (compiled.sql, index_rows.py), exact names (Graph.find), what other
rooms know of a node and may add (BESIDE).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kg.compiled import Graph
from kg.names import fold
from kg.rows import NODE_COLUMNS, NodeRow, node_row

_WORD = re.compile(r"[^\W_]+")
_WORDS_AT_MOST = 12
# Ranking looks at every hit, so a word that stands everywhere is ranked on this many only.
_RANKED_AT_MOST = 2000
_FEW = 3
_NEAR = 78.0
_LAST_LETTER = "\U0010ffff"
# Scores: the kind of hit decides, bm25 or nearness orders within a kind. Where no note has all the
# words, those with some of them come after what a room above knows of a node (BESIDE).
_EXACT, _PREFIX, _MISTYPED, _NAME, _TEXT = 4000.0, 3000.0, 2500.0, 2000.0, 1600.0
BESIDE = 1200.0
_SOME_IN_NAME, _SOME_IN_TEXT, _NEARBY = 900.0, 700.0, 500.0


class Hit(NamedTuple):
    """A node that was found. snippet: plain text, one line; score: higher is better."""

    node: NodeRow
    snippet: str
    score: float


def search(
    graph: Graph,
    query: str,
    *,
    type: str | None = None,
    tag: str | None = None,
    limit: int = 20,
) -> list[Hit]:
    """The best `limit` nodes for a query whose last word may still be unfinished; best first."""
    query = query.encode("utf-8", "ignore").decode()
    words = _WORD.findall(query.casefold())[:_WORDS_AT_MOST]
    if not words or limit < 1:
        return []
    look = _Look(graph.connection, type, tag, limit)
    look.names(fold(query))
    if not any(look.texts(expression) for expression in _all_words(words)) and len(words) > 1:
        look.mistyped_names(fold(query))
        some = " OR ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}" *'])
        look.texts(some, _SOME_IN_NAME, _SOME_IN_TEXT)
    if len(look.found) < min(_FEW, limit):
        look.near_names(fold(query))
    return look.best()


def _all_words(words: list[str]) -> Iterator[str]:
    """FTS5 expressions, narrow to wide: all words, the last one shortened by up to three letters.

    The index holds stems: 'attenti' begins no stem, 'attent' does.
    """
    firsts = [f'"{word}"' for word in words[:-1]]
    last = words[-1]
    for letters in range(len(last), max(2, len(last) - 4), -1):
        yield " AND ".join([*firsts, f'"{last[:letters]}" *'])


class _Look:
    """One search: what it is narrowed to, and what was found so far."""

    def __init__(
        self, connection: sqlite3.Connection, type: str | None, tag: str | None, limit: int
    ) -> None:
        self.connection = connection
        self.limit = limit
        # Node id -> (score, expression that matched its text, '' for a match of its name).
        self.found: dict[int, tuple[float, str]] = {}
        self._where = "stub = 0"
        self._values: list[str] = []
        if type is not None:
            self._where += " AND type = ?"
            self._values.append(type)
        if tag is not None:
            self._where += " AND node.id IN (SELECT node FROM tag WHERE tag = ?)"
            self._values.append(tag)

    def names(self, folded: str) -> None:
        """Titles, aliases and stems that are the query or begin with it.

        Of those that begin with it the shorter one is likelier meant: 'atten' is Attention, not the
        paper whose title begins so. Centrality settles the rest.
        """
        rows = self.connection.execute(
            "SELECT node.id, norm = ?, centrality + 10.0 * ? / length(norm) AS weight"
            " FROM alias JOIN node ON node.id = alias.node"
            f" WHERE norm >= ? AND norm < ? AND {self._where}"
            " ORDER BY norm <> ?, weight DESC LIMIT ?",
            (folded, len(folded), folded, folded + _LAST_LETTER, *self._values, folded, self.limit),
        )
        for node_id, exact, weight in rows.fetchall():
            self._add(node_id, (_EXACT if exact else _PREFIX) + weight, "")
        stem = folded.replace(" ", "-")
        rows = self.connection.execute(
            f"SELECT id, stem = ? FROM node WHERE stem >= ? AND stem < ? AND {self._where} LIMIT ?",
            (stem, stem, stem + _LAST_LETTER, *self._values, self.limit),
        )
        for node_id, exact in rows.fetchall():
            self._add(node_id, _EXACT if exact else _PREFIX, "")

    def texts(self, expression: str, in_name: float = _NAME, in_text: float = _TEXT) -> int:
        """Hits in names, then in texts, with their scores; how many rows matched."""
        names = self._match(f"{{title aliases}} : ({expression})", in_name, "")
        if len(self.found) >= self.limit:
            return names
        return names + self._match(expression, in_text, expression)

    def _match(self, expression: str, base: float, told: str) -> int:
        """Hits of one kind; told: the expression whose surroundings are the snippet."""
        rows = self.connection.execute(
            "SELECT node.id, rank FROM (SELECT rowid AS hit,"
            " bm25(search, 10.0, 8.0, 4.0, 1.0) AS rank"
            f" FROM search WHERE search MATCH ? LIMIT {_RANKED_AT_MOST})"
            f" JOIN node ON node.id = hit WHERE {self._where} ORDER BY rank LIMIT ?",
            (expression, *self._values, self.limit),
        ).fetchall()
        for node_id, rank in rows:
            self._add(node_id, base - rank, told)
        return len(rows)

    def mistyped_names(self, folded: str) -> None:
        """Names that differ from the query by a few letters: likelier than one word in a note."""
        from rapidfuzz import fuzz

        self._near(folded, fuzz.ratio, _MISTYPED)

    def near_names(self, folded: str) -> None:
        """Names that a part of the query comes near."""
        from rapidfuzz import fuzz

        self._near(folded, fuzz.WRatio, _NEARBY)

    def _near(self, folded: str, scorer: Callable[..., float], base: float) -> None:
        from rapidfuzz import process

        rows = self.connection.execute(
            f"SELECT norm, node.id FROM alias JOIN node ON node.id = alias.node"
            f" WHERE {self._where} ORDER BY norm",
            self._values,
        ).fetchall()
        names = [row[0] for row in rows]
        near = process.extract(folded, names, scorer=scorer, score_cutoff=_NEAR, limit=self.limit)
        for _, score, index in near:
            self._add(rows[index][1], base + score, "")

    def best(self) -> list[Hit]:
        """The hits, best first; where only a name matched, the definition is the snippet."""
        ranked = sorted(self.found.items(), key=lambda item: (-item[1][0], item[0]))
        hits = []
        for node_id, (score, expression) in ranked[: self.limit]:
            question = f"SELECT {NODE_COLUMNS} FROM node WHERE id = ?"
            row = self.connection.execute(question, (node_id,)).fetchone()
            if row is not None:
                node = node_row(row)
                snippet = self._snippet(node_id, expression) or node.definition
                hits.append(Hit(node, " ".join(snippet.split()), score))
        return hits

    def _snippet(self, node_id: int, expression: str) -> str:
        """The words around the match; '' where only the name matched."""
        if not expression:
            return ""
        row = self.connection.execute(
            "SELECT snippet(search, -1, '', '', '…', 14) FROM search"
            " WHERE search MATCH ? AND rowid = ?",
            (expression, node_id),
        ).fetchone()
        return str(row[0]) if row else ""

    def _add(self, node_id: int, score: float, expression: str) -> None:
        known = self.found.get(node_id)
        if known is None or score > known[0]:
            self.found[node_id] = (score, expression)
