"""study.db: one open connection, its transactions, and the words for what can go wrong with it.

Owns durability (WAL, synchronous=FULL), waiting for other processes, and that a failed write
leaves nothing. Not here: what the tables mean (store_review.py, store_memory.py, store_queue.py,
store_cards.py), formats (migrate.py).
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import starmap
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from cards import migrate
from cards.errors import (
    DatabaseCorrupt,
    DatabaseMissing,
    DatabaseNewer,
    DiskFull,
    HomeNotWritable,
    StoreBusy,
    StoreError,
)

T = TypeVar("T")
Value = int | float | str | bytes | None
Params = Sequence[Value] | Mapping[str, Value]

SQLITE_VERSION = sqlite3.sqlite_version
WAIT_S = 15.0
CACHE_KIB = 8192
_MAGIC = b"SQLite format 3\x00"
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_NOT_WRITABLE = {
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH,
}  # fmt: skip
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}


class Store:
    """The learner's database. One connection, one thread; several processes may hold one each."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self.db = db
        self.path = path

    @classmethod
    def open(cls, path: Path, *, create: bool = True, backups: Path | None = None) -> Store:
        """Open study.db, making it (and its folder) where create is set, and bring it up to date.

        backups: where a copy goes before a migration; the folder `backups` beside it by default.
        Raises DatabaseMissing, DatabaseNewer, DatabaseCorrupt, HomeNotWritable, DiskFull,
        StoreBusy.
        """
        steps = migrate.scripts()
        wal = _read_header(path, len(steps), create)
        db: sqlite3.Connection | None = None
        try:
            if not wal:
                path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
            _prepare(db, wal)
            migrate.migrate(db, path, backups or path.parent / "backups", steps)
            opened, db = cls(db, path), None
            return opened
        except (sqlite3.Error, OSError) as problem:
            raise _in_words(problem, path) from problem
        finally:
            if db is not None:
                db.close()

    @classmethod
    def reading(cls, path: Path) -> Store:
        """Open study.db for a thread that only reads: every write is refused.

        Raises what `open` does.
        """
        store = cls.open(path, create=False)
        store.execute("PRAGMA query_only = ON")
        return store

    def close(self) -> None:
        """Give the file back; closing twice is fine."""
        self.db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def query(self, make: Callable[..., T], sql: str, params: Params = ()) -> list[T]:
        """Run one SELECT; make is called with the columns of each row. Raises StoreError."""
        try:
            return [make(*row) for row in self.db.execute(sql, params)]
        except sqlite3.Error as problem:
            raise _in_words(problem, self.path) from problem

    def stream(self, make: Callable[..., T], sql: str, params: Params = ()) -> Iterator[T]:
        """Like query, a row at a time: for the whole log, or for a reader that stops early."""
        try:
            yield from starmap(make, self.db.execute(sql, params))
        except sqlite3.Error as problem:
            raise _in_words(problem, self.path) from problem

    def chunks(
        self, sql: str, values: Mapping[str, Value], size: int
    ) -> Iterator[list[tuple[Value, ...]]]:
        """Run one SELECT, at most `size` rows at a time: for arrays of the whole log."""
        try:
            found = self.db.execute(sql, values)
            while rows := found.fetchmany(size):
                yield rows
        except sqlite3.Error as problem:
            raise _in_words(problem, self.path) from problem

    def one(self, make: Callable[..., T], sql: str, params: Params = ()) -> T | None:
        """Return the first row of a SELECT, or None. Raises StoreError."""
        found = self.query(make, sql, params)
        return found[0] if found else None

    def ask(self, sql: str, values: Mapping[str, Value]) -> Iterator[tuple[Value, ...]]:
        """Run one SELECT, rows as plain tuples, one at a time: what tally.py is handed."""
        return self.stream(_plain, sql, values)

    def count(self, sql: str, params: Params = ()) -> int:
        """Return the single number of a SELECT; 0 for no row or NULL. Raises StoreError."""
        found = self.query(_number, sql, params)
        return found[0] if found else 0

    def execute(self, sql: str, params: Params = ()) -> int:
        """Run one writing statement inside `write`; return how many rows it changed."""
        try:
            return self.db.execute(sql, params).rowcount
        except sqlite3.Error as problem:
            raise _in_words(problem, self.path) from problem

    def execute_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one writing statement for many rows, inside `write`. Raises StoreError."""
        try:
            self.db.executemany(sql, rows)
        except sqlite3.Error as problem:
            raise _in_words(problem, self.path) from problem

    @contextmanager
    def write(self) -> Iterator[None]:
        """One transaction: on disk when the block ends, or nothing of it after any error.

        Takes the write lock first (BEGIN IMMEDIATE), so what the block reads cannot change under
        it. Inside another `write` it joins that one. Raises StoreError.
        """
        if self.db.in_transaction:
            yield
            return
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        finally:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")

    def meta(self, key: str) -> str | None:
        """Read one small setting of the database itself."""
        return self.one(str, "SELECT value FROM meta WHERE key = ?", (key,))

    def set_meta(self, key: str, value: str) -> None:
        """Write one small setting of the database itself."""
        with self.write():
            self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def device(self) -> str:
        """Return this copy's own name, drawn the first time it is asked for."""
        known = self.meta("device")
        if known is not None:
            return known
        with self.write():
            self.execute("INSERT OR IGNORE INTO meta VALUES ('device', ?)", (os.urandom(8).hex(),))
        return self.meta("device") or ""

    def changes_elsewhere(self) -> int:
        """Return a number that differs once another connection has written."""
        return self.count("PRAGMA data_version")

    def back_up(self, target: Path) -> Path:
        """Write a verified copy of the whole database to target. Raises StoreError."""
        try:
            return migrate.back_up(self.db, target)
        except (sqlite3.Error, OSError) as problem:
            raise _in_words(problem, target) from problem

    def integrity_faults(self) -> list[str]:
        """Ask SQLite whether file and foreign keys are sound; empty: they are."""
        found = [line for line in self.query(str, "PRAGMA integrity_check") if line != "ok"]
        broken = self.query(
            lambda table, row, parent, _: f"row {row} of {table} points to no {parent}",
            "PRAGMA foreign_key_check",
        )
        return found + broken


def _plain(*columns: Value) -> tuple[Value, ...]:
    return columns


def _number(value: int | None) -> int:
    return value or 0


def _read_header(path: Path, known: int, create: bool) -> bool:
    """Look at the first bytes without SQLite, so that what is not ours is never touched.

    Returns whether the file is there and in WAL mode.
    """
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        if create:
            return False
        raise DatabaseMissing(str(path)) from None
    except OSError as problem:
        raise HomeNotWritable(str(path), _reason(problem)) from problem
    if not head:
        return False
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise DatabaseCorrupt(str(path), "its first bytes are not those of SQLite")
    found = int.from_bytes(head[60:64], "big")
    if found > known:
        raise DatabaseNewer(str(path), found, known)
    return head[18] == 2


def _prepare(db: sqlite3.Connection, wal: bool) -> None:
    if not wal:
        _switch_to_wal(db)
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _switch_to_wal(db: sqlite3.Connection) -> None:
    """Switch once in the file's life; SQLite does not wait for other starters here, so we do."""
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as problem:
            busy = problem.sqlite_errorcode & 0xFF in _BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _in_words(problem: sqlite3.Error | OSError, path: Path) -> StoreError:
    """Turn SQLite's and the system's error into ours, with the remedy."""
    where = str(path)
    if isinstance(problem, OSError):
        full = problem.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        return DiskFull(where) if full else HomeNotWritable(where, _reason(problem))
    extended = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    code = extended & 0xFF
    if code in _BUSY:
        return StoreBusy(where)
    if code in _NOT_WRITABLE:
        return HomeNotWritable(where, str(problem))
    if code in _DAMAGED:
        return DatabaseCorrupt(where, str(problem))
    if code == sqlite3.SQLITE_FULL or extended == sqlite3.SQLITE_IOERR_WRITE:
        return DiskFull(where)
    return StoreError(f"{where} could not be used: {problem}. Run `edgewise doctor`.")


def _reason(problem: OSError) -> str:
    return (problem.strerror or str(problem)).lower()
