"""Full-text search as one types: names first, then texts, then names that were mistyped.

Owns how a query is understood and how hits are ranked. Any text is a query: quotes, operators and
marks mean nothing, so nothing can be wrong with them. A word that stands in more notes than can be
ranked in a moment orders them by how much hangs on them. Light: rapidfuzz is loaded only when
little was found. Not here: the index (compiled.sql, index_rows.py), exact names (Graph.find), what
other rooms know of a node and may add (BESIDE).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from kg.compiled import Graph
from kg.names import fold
from kg.rows import NODE_COLUMNS, NodeRow, node_row

_WORD = re.compile(r"[^\W_]+")
_WORDS_AT_MOST = 12
# bm25 looks at every hit; where there are more, centrality orders the first so many of them. Of
# several words it compares all the places where each stands: fewer hits can be ranked in a moment.
_RANKED_AT_MOST = 2000
_RANKED_AT_LEAST = 100
_WEIGHED_AT_MOST = 1000
_IN_NAMES = "{{title aliases}} : ({})"
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
    only: Collection[int] | None = None,
    limit: int = 20,
    snippets: bool = True,
    guess: bool = True,
) -> list[Hit]:
    """The best `limit` nodes for a query whose last word may still be unfinished; best first.

    only: none but these ids (a set, for speed). snippets: whether the words around a match are
    quoted. guess: whether names that were mistyped are looked for where little is found, which
    compares every name: a thread's work in a large graph.
    """
    query = query.encode("utf-8", "ignore").decode()
    words = _WORD.findall(query.casefold())[:_WORDS_AT_MOST]
    if not words or limit < 1:
        return []
    most = max(_RANKED_AT_LEAST, _RANKED_AT_MOST // len(words) ** 2)
    look = _Look(graph.connection, _narrowed(graph, type, tag, only), limit, most)
    look.names(fold(query))
    whole = " AND ".join(f'"{word}"' for word in words)
    if not any(look.texts(one, whole) for one in _all_words(words)) and len(words) > 1:
        if guess:
            look.mistyped_names(fold(query))
        some = " OR ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}" *'])
        look.texts(some, "", _SOME_IN_NAME, _SOME_IN_TEXT)
    if guess and is_little(len(look.found), limit):
        look.near_names(fold(query))
    return look.best(snippets=snippets)


def is_little(found: int, limit: int = 20) -> bool:
    """Whether so few hits call for a guess at what was mistyped."""
    return found < min(_FEW, limit)


def _narrowed(
    graph: Graph, type: str | None, tag: str | None, only: Collection[int] | None
) -> Collection[int] | None:
    """The ids that may be found; None: all."""
    if type is None and tag is None:
        return only
    sql, values = "SELECT id FROM node WHERE stub = 0", list[str]()
    if type is not None:
        sql += " AND type = ?"
        values.append(type)
    if tag is not None:
        sql += " AND id IN (SELECT node FROM tag WHERE tag = ?)"
        values.append(tag)
    ids = {row[0] for row in graph.connection.execute(sql, values)}
    return ids if only is None else ids.intersection(only)


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
        self, connection: sqlite3.Connection, only: Collection[int] | None, limit: int, most: int
    ) -> None:
        self.connection = connection
        self.limit = limit
        self._most = most
        # Node id -> (score, expression that matched its text, '' for a match of its name).
        self.found: dict[int, tuple[float, str]] = {}
        self._only = only

    def names(self, folded: str) -> None:
        """Titles, aliases and stems that are the query or begin with it.

        Of those that begin with it the shorter one is likelier meant: 'atten' is Attention, not the
        paper whose title begins so. Centrality settles the rest.
        """
        rows = self.connection.execute(
            "SELECT node, norm FROM alias WHERE norm >= ? AND norm < ? ORDER BY norm",
            (folded, folded + _LAST_LETTER),
        )
        lengths: dict[int, int] = {}
        for node_id, norm in islice(self._allowed(rows), _WEIGHED_AT_MOST):
            lengths[node_id] = min(lengths.get(node_id, len(norm)), len(norm))
        for node_id, weight in self._weights(lengths):
            exact = lengths[node_id] == len(folded)
            near = 10.0 * len(folded) / max(1, lengths[node_id])
            self._add(node_id, (_EXACT if exact else _PREFIX) + weight + near, "")
        stem = folded.replace(" ", "-")
        rows = self.connection.execute(
            "SELECT id, stem FROM node WHERE stem >= ? AND stem < ? AND stub = 0 ORDER BY stem",
            (stem, stem + _LAST_LETTER),
        )
        for node_id, its in islice(self._allowed(rows), self.limit):
            self._add(node_id, _EXACT if its == stem else _PREFIX, "")

    def texts(
        self, expression: str, whole: str, in_name: float = _NAME, in_text: float = _TEXT
    ) -> int:
        """Hits in names, then in texts, with their scores; how many rows matched.

        whole: the same words, none of them unfinished; where very many notes have these, longer
        words that begin so are not looked for, which would take most of the time.
        """
        names = self._match(
            _IN_NAMES.format(expression), whole and _IN_NAMES.format(whole), in_name
        )
        if len(self.found) >= self.limit:
            return names
        return names + self._match(expression, whole, in_text, expression)

    def _match(self, expression: str, whole: str, base: float, told: str = "") -> int:
        """Hits of one kind; told: where not '', the words around a match are the snippet."""
        ids = self._many(whole) if whole else []
        if len(ids) < self._most:
            ids, whole = self._many(expression), expression
        if len(ids) < self._most:
            ranks = self._by_bm25(expression)
        else:
            ids = ids if self._only is None else self._of_many(whole)
            ranks = self._weights(ids[:_WEIGHED_AT_MOST])
        for node_id, rank in ranks[: self.limit]:
            self._add(node_id, base + rank, told and whole)
        return len(ranks)

    def _many(self, expression: str) -> list[int]:
        """The first ids that match, whether they may be found or not."""
        sql = "SELECT rowid FROM search WHERE search MATCH ? LIMIT ?"
        return [row[0] for row in self.connection.execute(sql, (expression, self._most))]

    def _by_bm25(self, expression: str) -> list[tuple[int, float]]:
        """The ids that match and may be found with their bm25 (higher is better), best first."""
        rows = self.connection.execute(
            "SELECT rowid, -bm25(search, 10.0, 8.0, 4.0, 1.0) FROM search WHERE search MATCH ?",
            (expression,),
        )
        only = self._only
        ranks = [row for row in rows if only is None or row[0] in only]
        return sorted(ranks, key=lambda row: (-row[1], row[0]))

    def _of_many(self, expression: str) -> list[int]:
        """The first that may be found of very many that match."""
        sql, only = "SELECT rowid FROM search WHERE search MATCH ?", self._only or ()
        values = [expression]
        if len(only) <= _RANKED_AT_MOST:
            # The + keeps SQLite from asking the index anew for each of them.
            sql += " AND +rowid IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(list(only)))
        rows = self.connection.execute(sql, values)
        return list(islice((row[0] for row in rows if row[0] in only), _RANKED_AT_MOST))

    def _weights(self, ids: Iterable[int]) -> list[tuple[int, float]]:
        """These nodes, stubs left out, with how much hangs on them, the most first."""
        rows = self.connection.execute(
            "SELECT node.id, centrality FROM json_each(?) AS one"
            " CROSS JOIN node ON node.id = one.value WHERE stub = 0"
            " ORDER BY centrality DESC, node.id",
            (json.dumps(list(ids)),),
        )
        return rows.fetchall()

    def _allowed(self, rows: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        """The rows whose id, their first column, may be found."""
        only = self._only
        return iter(rows) if only is None else (row for row in rows if row[0] in only)

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
            "SELECT node.id, norm FROM alias JOIN node ON node.id = alias.node"
            " WHERE stub = 0 ORDER BY norm"
        )
        # A name of one letter is a part of nearly everything.
        pairs = [row for row in self._allowed(rows) if 2 * len(row[1]) >= len(folded)]
        names = [norm for _, norm in pairs]
        near = process.extract(folded, names, scorer=scorer, score_cutoff=_NEAR, limit=self.limit)
        for _, score, index in near:
            self._add(pairs[index][0], base + score, "")

    def best(self, *, snippets: bool) -> list[Hit]:
        """The hits, best first; where only a name matched, the definition is the snippet."""
        ranked = sorted(self.found.items(), key=lambda item: (-item[1][0], item[0]))[: self.limit]
        told = self._snippets(ranked) if snippets else {}
        hits = []
        for node_id, (score, _) in ranked:
            question = f"SELECT {NODE_COLUMNS} FROM node WHERE id = ? AND stub = 0"
            row = self.connection.execute(question, (node_id,)).fetchone()
            if row is not None:
                node = node_row(row)
                snippet = told.get(node_id) or node.definition
                hits.append(Hit(node, " ".join(snippet.split()), score))
        return hits

    def _snippets(self, ranked: list[tuple[int, tuple[float, str]]]) -> dict[int, str]:
        """The words around the matches, by id; none where only the name matched."""
        by_expression: dict[str, list[int]] = {}
        for node_id, (_, expression) in ranked:
            if expression:
                by_expression.setdefault(expression, []).append(node_id)
        told: dict[int, str] = {}
        for expression, ids in by_expression.items():
            # All at once: the words are looked up anew for every statement.
            rows = self.connection.execute(
                "SELECT rowid, snippet(search, -1, '', '', '…', 14) FROM search"
                " WHERE search MATCH ? AND +rowid IN (SELECT value FROM json_each(?))",
                (expression, json.dumps(ids)),
            )
            told.update(rows)
        return told

    def _add(self, node_id: int, score: float, expression: str) -> None:
        known = self.found.get(node_id)
        if known is None or score > known[0]:
            self.found[node_id] = (score, expression)
