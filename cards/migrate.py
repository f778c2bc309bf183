"""Brings study.db to the newest format: numbered, append-only migrations, a backup before them.

Owns which formats exist (the files of migrations/) and that a database with data is copied,
verified, before it is changed. Not here: opening (store.py), what the tables are for.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from cards.errors import DatabaseCorrupt, DatabaseNewer

APPLICATION_ID = 0x45444745  # "EDGE": tells our files from other SQLite databases
FOLDER = Path(__file__).parent / "migrations"


def scripts() -> list[Path]:
    """List the migrations in order; format N is what the first N of them make."""
    return sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def format_of(db: sqlite3.Connection) -> int:
    """Read the database's format; 0: a new, empty file."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection, path: Path, backups: Path, steps: list[Path]) -> None:
    """Apply what is missing, all of it in one transaction; nothing to do costs one read.

    Safe when two processes start at once: the format is read again under the write lock.
    Raises DatabaseNewer, DatabaseCorrupt (an SQLite file that is not ours), sqlite3.Error.
    """
    known = len(steps)
    found = format_of(db)
    if found == known:
        return
    _refuse_strangers(db, path, found, known)
    if found:
        back_up(db, backups / f"{path.stem}-before-format-{known}-from-{found}.db")
    db.execute("BEGIN IMMEDIATE")
    try:
        found = format_of(db)
        for number, script in enumerate(steps[found:], start=found + 1):
            for statement in statements(script.read_text(encoding="utf-8")):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _refuse_strangers(db: sqlite3.Connection, path: Path, found: int, known: int) -> None:
    ours = db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and not ours:
        raise DatabaseCorrupt(str(path), "it is an SQLite database of another program")
    if found > known:
        raise DatabaseNewer(str(path), found, known)


def statements(script: str) -> list[str]:
    """Split a script into its statements, so that they can run inside our own transaction."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found


def back_up(db: sqlite3.Connection, target: Path) -> Path:
    """Copy the whole database to target by SQLite's own backup, check the copy, then name it.

    The copy gets its name only after its integrity check, so a file of that name is always good.
    Raises DatabaseCorrupt when the copy fails its check, sqlite3.Error, OSError.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}.part")
    try:
        copy = sqlite3.connect(unfinished)
        try:
            db.backup(copy)
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            copy.close()
        if verdict != "ok":
            raise DatabaseCorrupt(str(target), f"its backup failed the check: {verdict}")
        with unfinished.open("rb+") as written:
            os.fsync(written.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target
