"""papers.db as a file: opened, made, brought to this format, and what can be wrong with it.

Owns the format's number, the mode SQLite keeps the file in, and the words for faults. LIGHT. Not
here: what is in it (papers_store.py, papers.sql).
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from sync.errors import PapersDbError

FORMAT = 1
WAIT_S = 10.0
_APPLICATION_ID = 0x45445041  # "EDPA": tells our files from other SQLite databases
_SCHEMA = Path(__file__).with_name("papers.sql")
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_CLOSED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}


def opened(path: Path, *, create: bool) -> sqlite3.Connection:
    """A connection to the file, of this format; made (with its folder) where create is set.

    Raises sqlite3.Error, OSError, PapersDbError (another program's file, or a newer Edgewise's).
    """
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _ready(_connect(path, "mode=rwc" if create else "mode=rw"), path)
    except sqlite3.OperationalError as problem:
        # A write-ahead log needs a file beside it; where none can be written, read without.
        if create or _code(problem) not in _CLOSED:
            raise
        return _ready(_connect(path, "immutable=1"), path)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"file:{quote(path.absolute().as_posix())}?{mode}"
    return sqlite3.connect(uri, uri=True, timeout=WAIT_S, isolation_level=None)


def _ready(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    try:
        found = _format(db)
        if found == 0:
            _make(db, path)
        elif found != FORMAT:
            say = f"a newer Edgewise made it (format {found}, this one knows {FORMAT})"
            raise PapersDbError(str(path), say, "upgrade Edgewise, or move the file aside")
        elif _number(db, "application_id") != _APPLICATION_ID:
            raise PapersDbError(str(path), "it is a database of another program")
    except BaseException:
        db.close()
        raise
    return db


def _make(db: sqlite3.Connection, path: Path) -> None:
    _write_ahead(db)
    db.execute("BEGIN IMMEDIATE")
    try:
        if _format(db) == 0:
            if _tables(db):
                raise PapersDbError(str(path), "it is a database of another program")
            for statement in _statements(_SCHEMA.read_text(encoding="utf-8")):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {FORMAT}")
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch the log; SQLite does not wait here by itself for another process that does it too."""
    until = time.monotonic() + WAIT_S
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as problem:
            if _code(problem) not in _BUSY or time.monotonic() > until:
                raise
        time.sleep(0.02)


def _statements(script: str) -> list[str]:
    found, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found


def _format(db: sqlite3.Connection) -> int:
    return _number(db, "user_version")


def _number(db: sqlite3.Connection, pragma: str) -> int:
    return int(db.execute(f"PRAGMA {pragma}").fetchone()[0])


def _tables(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _code(problem: sqlite3.Error) -> int:
    return int(getattr(problem, "sqlite_errorcode", 0)) & 0xFF


def in_words(problem: sqlite3.Error | OSError, path: Path) -> PapersDbError:
    """The fault as the learner reads it."""
    if isinstance(problem, OSError):
        detail = (problem.strerror or str(problem)).lower()
        return PapersDbError(str(path), detail, "correct its permissions")
    code = _code(problem)
    if code in _BUSY:
        return PapersDbError(str(path), "another program keeps it locked", "try again later")
    if code in _CLOSED:
        return PapersDbError(str(path), str(problem), "correct the permissions of its folder")
    if code == sqlite3.SQLITE_FULL:
        return PapersDbError(str(path), "the disk is full", "free some space and try again")
    if code in _DAMAGED:
        return PapersDbError(str(path), f"it is damaged: {problem}")
    return PapersDbError(str(path), str(problem))
