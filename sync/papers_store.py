"""papers.db: what was fetched about papers, and what is known of the asking.

Owns the file, its format and its transactions; a missing file is a store that knows nothing.
LIGHT: the daily path may import this. Not here: the shape of a record and how two of them join
(paper_meta.py), the network (fetch.py), the dump of all of arXiv (arxiv_index*.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from kg.paper_metadata import PaperRecord
from sync.errors import PapersDbError
from sync.paper_meta import PaperMeta as PaperMeta  # the store's callers need no second import
from sync.paper_meta import cleaned
from sync.papers_file import in_words, opened
from sync.papers_rows import COLUMNS, Value, is_name_of, liked, meta_of, put, word_query

_AT_ONCE = 500


class PaperState(NamedTuple):
    """An id without an answer. state: asked, missing or failed. asked_ms: Unix, milliseconds."""

    state: str
    tries: int
    last_error: str
    asked_ms: int


class PaperNews(NamedTuple):
    """A stored paper changed: a newer version, or it was withdrawn."""

    base: str
    old_version: int
    new_version: int
    withdrawn: bool


class PapersStore:
    """One connection to papers.db. One thread; several processes may hold one each."""

    def __init__(self, db: sqlite3.Connection | None, path: Path) -> None:
        self._db = db
        self.path = path

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> PapersStore:
        """Open the file; a missing one is made (create) or read as empty. Raises PapersDbError."""
        if not create and not path.is_file():
            return cls(None, path)
        try:
            return cls(opened(path, create=create), path)
        except (sqlite3.Error, OSError) as problem:
            raise in_words(problem, path) from problem

    def close(self) -> None:
        """Give the file back; closing twice is fine."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def __enter__(self) -> PapersStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Reading

    def get(self, base: str) -> PaperMeta | None:
        """The paper of this id (without version); None if it was never fetched."""
        return self.get_many([base]).get(base)

    def get_many(self, bases: Iterable[str]) -> dict[str, PaperMeta]:
        """The papers of these ids that are known, by id."""
        rows = self._by_ids(f"SELECT {COLUMNS} FROM paper", bases)
        return {str(row[0]): meta_of(row) for row in rows}

    def record(self, arxiv: str) -> PaperRecord | None:
        """What the lint compares notes with (kg.paper_metadata.PaperMetadata)."""
        meta = self.get(arxiv)
        if meta is None or not meta.title or len(meta.published) < len("YYYY-MM"):
            return None
        return PaperRecord(meta.base, meta.title, meta.published[:10], len(meta.authors))

    def search(self, words: str, limit: int = 20) -> list[PaperMeta]:
        """Papers with all the words in title, authors or abstract, best first.

        The last word may be cut short. No words: nothing.
        """
        return self._matching(word_query(words), limit)

    def by_author(self, name: str, limit: int = 50) -> list[PaperMeta]:
        """Papers with an author of this name (or part of a name), newest first."""
        found = self._matching(word_query(name, "authors"), -1)
        theirs = (m for m in found if any(is_name_of(name, author) for author in m.authors))
        newest = sorted(theirs, key=lambda meta: meta.published, reverse=True)
        return newest[:limit]

    def by_category(
        self, category: str, year: int | None = None, limit: int = 50
    ) -> list[PaperMeta]:
        """Papers of a category (cs.LG, or cs for all of cs.*), newest first; year: of v1."""
        rows = self._rows(
            f"SELECT {COLUMNS} FROM paper WHERE (' ' || lower(categories) || ' ' LIKE ? ESCAPE '\\'"
            " OR ' ' || lower(categories) LIKE ? ESCAPE '\\') AND published LIKE ?"
            " ORDER BY published DESC, base LIMIT ?",
            (
                f"% {liked(category)} %",
                f"% {liked(category)}.%",
                f"{year:04}-%" if year is not None else "%",
                limit,
            ),
        )
        return [meta_of(row) for row in rows]

    def count(self) -> int:
        """How many papers are known."""
        return int(str(self._rows("SELECT count(*) FROM paper")[0][0])) if self._db else 0

    def versions(self, base: str) -> list[tuple[int, str]]:
        """The versions of a paper that were seen, each with its date, oldest first."""
        rows = self._rows(
            "SELECT version, updated FROM paper_version WHERE base = ? ORDER BY version", (base,)
        )
        return [(int(str(version)), str(updated)) for version, updated in rows]

    def states(self, bases: Iterable[str]) -> dict[str, PaperState]:
        """What is known of the ids among these that have no answer yet."""
        rows = self._by_ids("SELECT base, state, tries, last_error, asked_ms FROM request", bases)
        return {
            str(base): PaperState(str(state), int(str(tries)), str(error), int(str(asked)))
            for base, state, tries, error, asked in rows
        }

    def untold(self) -> list[PaperNews]:
        """The news whose cards are not flagged yet, by id."""
        rows = self._rows(
            "SELECT base, old_version, new_version, withdrawn FROM news WHERE NOT told"
            " ORDER BY base, new_version, withdrawn"
        )
        return [
            PaperNews(str(base), int(str(old)), int(str(new)), bool(withdrawn))
            for base, old, new, withdrawn in rows
        ]

    def about(self, name: str) -> str:
        """One small fact of the file itself; empty: not known."""
        rows = self._rows("SELECT value FROM about WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    # Writing (only on a store opened with create, or on an existing file)

    def put_batch(self, metas: Sequence[PaperMeta], missing: Sequence[str], now_ms: int) -> None:
        """Keep one answer, all of it or nothing: the papers, and the ids it did not hold.

        An id is `asked` after one answer without it, `missing` after two. Raises PapersDbError.
        """
        with self._write() as db:
            known = self.get_many([meta.base for meta in metas])
            for meta in metas:
                put(db, known.get(meta.base), cleaned(meta))
            db.executemany("DELETE FROM request WHERE base = ?", [(m.base,) for m in metas])
            db.executemany(
                "INSERT INTO request VALUES (?, 'asked', 1, '', ?) ON CONFLICT (base) DO UPDATE SET"
                " state = CASE state WHEN 'failed' THEN 'asked' ELSE 'missing' END,"
                " tries = tries + 1, last_error = '', asked_ms = excluded.asked_ms",
                [(base, now_ms) for base in missing],
            )

    def put_failed(self, bases: Sequence[str], error: str, now_ms: int) -> None:
        """Note that these ids could not be fetched, and why. Raises PapersDbError."""
        with self._write() as db:
            db.executemany(
                "INSERT INTO request VALUES (?, 'failed', 1, ?, ?) ON CONFLICT (base) DO UPDATE SET"
                " state = 'failed', tries = tries + 1, last_error = excluded.last_error,"
                " asked_ms = excluded.asked_ms",
                [(base, error, now_ms) for base in bases],
            )

    def mark_told(self, news: Iterable[PaperNews]) -> None:
        """Note that the cards of these news are flagged. Raises PapersDbError."""
        with self._write() as db:
            db.executemany(
                "UPDATE news SET told = 1 WHERE base = ? AND new_version = ? AND withdrawn = ?",
                [(each.base, each.new_version, int(each.withdrawn)) for each in news],
            )

    def set_about(self, name: str, value: str) -> None:
        """Keep one small fact of the file itself. Raises PapersDbError."""
        with self._write() as db:
            db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    # Inside

    def _matching(self, query: str, limit: int) -> list[PaperMeta]:
        if not query:
            return []
        columns = ", ".join(f"paper.{name}" for name in PaperMeta._fields)
        rows = self._rows(
            f"SELECT {columns} FROM paper_words JOIN paper ON paper.id = paper_words.rowid"
            " WHERE paper_words MATCH ? ORDER BY bm25(paper_words, 8.0, 4.0, 1.0), base LIMIT ?",
            (query, limit),
        )
        return [meta_of(row) for row in rows]

    def _by_ids(self, select: str, bases: Iterable[str]) -> Iterator[tuple[Value, ...]]:
        wanted = list(dict.fromkeys(bases))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            yield from self._rows(f"{select} WHERE base IN ({', '.join('?' * len(some))})", some)

    def _rows(self, sql: str, params: Sequence[Value] = ()) -> list[tuple[Value, ...]]:
        if self._db is None:
            return []
        with self._in_words():
            return self._db.execute(sql, params).fetchall()

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        db = self._db
        if db is None:
            raise PapersDbError(str(self.path), "it does not exist", "run `edgewise fetch` first")
        with self._in_words():
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as problem:
            raise in_words(problem, self.path) from problem
