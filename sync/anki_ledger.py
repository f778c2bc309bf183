"""anki.db: what has gone to Anki from this home: which cards, and each note's content by its hash.

Owns when a note counts as changed (Anki takes a text only if it is newer than its own), and which
retired cards Anki knows. Losing the file costs little: unchanged notes then say when their cards
changed last, and retired cards are no longer told. Not here: what a note says (anki_rows.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from types import TracebackType

from sync.anki_model import AnkiNote
from sync.errors import AnkiLedgerError

FORMAT = 1
WAIT_S = 10.0
_APPLICATION_ID = 0x4544414E  # "EDAN": tells our files from other SQLite databases
_SCHEMA = (
    "CREATE TABLE note (guid TEXT PRIMARY KEY, digest BLOB NOT NULL, changed_s INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID",
    "CREATE TABLE card (id INTEGER PRIMARY KEY) STRICT",
)
_DIGEST_BYTES = 12
_AT_ONCE = 1000


class Ledger:
    """One connection to anki.db. Every method may raise AnkiLedgerError."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path
        self._notes: list[tuple[str, bytes, int]] = []
        self._cards: list[tuple[int]] = []

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Ledger:
        """Open the file; a missing one is made (create) or read as empty."""
        try:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            name = str(path) if create or path.is_file() else ":memory:"
            db = sqlite3.connect(name, timeout=WAIT_S, isolation_level=None)
        except (sqlite3.Error, OSError) as problem:
            raise AnkiLedgerError(str(path), str(problem)) from problem
        ledger = cls(db, path)
        try:
            ledger._prepare()
        except BaseException:
            db.close()
            raise
        return ledger

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    @contextmanager
    def entry(self, *, keep: bool = True) -> Iterator[None]:
        """One export: kept when the block ends, forgotten after any error or without keep."""
        with self._in_words():
            self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._in_words():
                self._write()
                self._db.execute("COMMIT" if keep else "ROLLBACK")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def went(self, card_id: int) -> bool:
        """Whether this card has ever gone to Anki from here."""
        with self._in_words():
            found = self._db.execute("SELECT 1 FROM card WHERE id = ?", (card_id,))
            return found.fetchone() is not None

    def all_cards(self) -> frozenset[int]:
        """Every card that has ever gone to Anki from here."""
        with self._in_words():
            return frozenset(row[0] for row in self._db.execute("SELECT id FROM card"))

    def dated(self, note: AnkiNote, now_s: int) -> AnkiNote:
        """The note with the second since which it says what it says; noted down.

        now_s: UTC seconds, for content that was not seen before. A note that is new here keeps
        its own time, that of its cards' last change: another machine may have sent it before.
        """
        content = "\x1f".join((*note.fields, *note.tags))
        digest = blake2b(content.encode(), digest_size=_DIGEST_BYTES).digest()
        with self._in_words():
            sql = "SELECT digest, changed_s FROM note WHERE guid = ?"
            known = self._db.execute(sql, (note.guid,)).fetchone()
            if known is not None and known[0] == digest:
                return note._replace(changed_s=known[1])
            changed_s = note.changed_s if known is None else max(now_s, known[1] + 1)
            self._notes.append((note.guid, digest, changed_s))
            if len(self._notes) >= _AT_ONCE:
                self._write()
        return note._replace(changed_s=changed_s)

    def add_cards(self, card_ids: list[int]) -> None:
        """Note down that these cards go."""
        self._cards += [(card_id,) for card_id in card_ids]

    def _write(self) -> None:
        self._db.executemany("INSERT OR REPLACE INTO note VALUES (?, ?, ?)", self._notes)
        self._db.executemany("INSERT OR IGNORE INTO card VALUES (?)", self._cards)
        self._notes.clear()
        self._cards.clear()

    def _prepare(self) -> None:
        with self._in_words():
            found = self._number("user_version")
            if found == 0 and not self._number("schema_version"):
                self._make()
            elif self._number("application_id") != _APPLICATION_ID:
                raise AnkiLedgerError(str(self._path), "it is a database of another program")
            elif found != FORMAT:
                say = f"a newer Edgewise made it (format {found}, this one knows {FORMAT})"
                raise AnkiLedgerError(str(self._path), say)

    def _make(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        if not self._number("user_version"):
            for statement in _SCHEMA:
                self._db.execute(statement)
            self._db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            self._db.execute(f"PRAGMA user_version = {FORMAT}")
        self._db.execute("COMMIT")

    def _number(self, pragma: str) -> int:
        return int(self._db.execute(f"PRAGMA {pragma}").fetchone()[0])

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as problem:
            raise AnkiLedgerError(str(self._path), str(problem)) from problem
