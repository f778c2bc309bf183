"""The file graph.db itself: opening it for a compilation, making its tables, starting it afresh.

Owns the decision when the cache cannot be trusted (other schema, damage) and what then happens:
it is made again, never repaired. Light. Not here: what goes into the tables (compiler.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from kg.errors import GraphCacheError

SCHEMA = Path(__file__).with_name("compiled.sql")
# Raised when rows of the same schema come to mean something else.
MEANING = "3"


@contextmanager
def opened(db: Path) -> Iterator[sqlite3.Connection]:
    """A connection that may write, in autocommit; a damaged file is deleted first.

    Raises GraphCacheError when the folder or the file cannot be written.
    """
    try:
        db.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(db)
    except OSError as error:
        raise GraphCacheError(
            f"{db.parent} cannot be written ({error.strerror}); free or choose another home."
        ) from error
    except sqlite3.OperationalError as error:
        raise GraphCacheError(f"{db} cannot be written ({error}).") from error
    except sqlite3.DatabaseError:
        delete(db)
        connection = _connect(db)
    try:
        yield connection
    except sqlite3.OperationalError as error:
        raise GraphCacheError(f"{db} could not be written ({error}); nothing changed.") from error
    finally:
        connection.close()


def delete(db: Path) -> None:
    """Removes the cache and its journal; it can be made again."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{db}{suffix}").unlink(missing_ok=True)


def _connect(db: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(db, isolation_level=None, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A cache may lose its last compilation with the power, but must not be torn.
        connection.execute("PRAGMA synchronous = NORMAL")
        # Room for all that one compilation writes (KiB): pages that spill are read again.
        connection.execute("PRAGMA cache_size = -100000")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def fingerprint() -> str:
    """Changes when the tables or their meaning do."""
    return blake2b(SCHEMA.read_bytes() + MEANING.encode(), digest_size=8).hexdigest()


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the tables are there and are those of this version."""
    try:
        return meta(connection, "schema") == fingerprint()
    except sqlite3.OperationalError:
        return False


def meta(connection: sqlite3.Connection, key: str) -> str:
    """A remembered setting of the last compilation, '' if none."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Remembers a setting of this compilation."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def make_tables(connection: sqlite3.Connection) -> None:
    """Drops whatever is there and makes empty tables, in the transaction that is open."""
    virtual = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
    plain = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for query in (virtual, plain):
        for (name,) in connection.execute(query).fetchall():
            connection.execute(f'DROP TABLE IF EXISTS "{name}"')
    for statement in _statements():
        if not statement.startswith("CREATE INDEX"):
            connection.execute(statement)
    set_meta(connection, "schema", fingerprint())


def make_indexes(connection: sqlite3.Connection) -> None:
    """Makes the indexes; after the rows, because that is about three times faster."""
    for statement in _statements():
        if statement.startswith("CREATE INDEX"):
            connection.execute(statement)


def _statements() -> list[str]:
    lines = SCHEMA.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("--"))
    return [statement.strip() for statement in text.split(";") if statement.strip()]
