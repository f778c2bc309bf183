"""Makes arxiv-index.db out of a metadata dump: all of it or, whatever happens, nothing.

Owns the order of the work (rows and words as they stream by, then one merge of the words, then the
index of titles) and the file it is done in until it is whole. Not here: the rows
(arxiv_index_rows.py), asking the index (arxiv_index.py), the tables (arxiv_index.sql).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sync.arxiv_index_format import APPLICATION, FORMAT
from sync.arxiv_index_rows import rows_of
from sync.errors import ArxivIndexError
from sync.snapshot import Snapshot
from sync.snapshot_portions import LARGE, Portion, portions

# A word in more papers than this is too common to begin a look-up with.
COMMON = 3_000
_TABLES = Path(__file__).with_name("arxiv_index.sql")
_CACHE_KIB = 65_536
_HASH_BYTES = 1 << 24
_MERGE_PAGES = 2_000
_INSERTS = (
    f"INSERT OR REPLACE INTO paper VALUES ({', '.join('?' * 13)})",
    "INSERT INTO word (rowid, title, authors) VALUES (?, ?, ?)",
    "INSERT OR REPLACE INTO long_text VALUES (?, ?, ?)",
    "INSERT INTO abstract_word (rowid, abstract) VALUES (?, ?)",
)


class Built(NamedTuple):
    """What an index was made of. papers: distinct ones; skipped: what was no record of arXiv."""

    papers: int
    skipped: int
    first_skipped: str
    bytes: int


class Step(NamedTuple):
    """How far the work is. position: bytes of the dump; is_sorting: all read, words are merged."""

    position: int
    papers: int
    is_sorting: bool = False


Progress = Callable[[Step], None]


def build_index(snapshot: Snapshot, target: Path, *, now_ms: int, progress: Progress) -> Built:
    """Read the whole dump into a new index and put it in the place of the old one.

    now_ms: what the index says of its age. Raises SnapshotUnreadable, ArxivIndexError; whatever is
    raised, the old index stands.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        db = _new(part, target)
        try:
            last = _read(db, snapshot, progress)
            _finish(db, last, progress)
            papers = _describe(db, snapshot, now_ms)
        finally:
            db.close()
            if not _is_whole(part):
                part.unlink(missing_ok=True)
        _put_in_place(part, target)
    except (sqlite3.Error, OSError) as error:
        raise ArxivIndexError(
            f"{target} cannot be made: {error}. The index was left as it was."
        ) from error
    return Built(papers, last.skipped, last.first_skipped, target.stat().st_size)


def _new(part: Path, target: Path) -> sqlite3.Connection:
    """An empty index that no other process can touch; what an earlier run left is removed."""
    with sqlite3.connect(part, timeout=0) as left:
        try:
            left.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise ArxivIndexError(
                f"{target} is being made by another `edgewise arxiv-index`; wait for it."
            ) from error
        except sqlite3.DatabaseError:
            pass  # Not even a database: it goes like any other left-over.
    left.close()
    part.unlink()
    db = sqlite3.connect(part, isolation_level=None)
    # Nothing is to be saved from a half-made file, so nothing is spent on its safety.
    db.executescript(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        f"PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -{_CACHE_KIB};"
    )
    db.executescript(_TABLES.read_text(encoding="utf-8"))
    for table in ("word", "abstract_word"):
        for name, value in (("automerge", 0), ("crisismerge", 2_000), ("hashsize", _HASH_BYTES)):
            db.execute(f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)", (name, value))
    return db


def _read(db: sqlite3.Connection, snapshot: Snapshot, progress: Progress) -> Portion:
    """Write every portion; the last one, which has the sums, is returned."""
    with portions(snapshot, beside=snapshot.size >= LARGE) as found:
        for last in found:
            db.execute("BEGIN")
            rows = rows_of(last.records, long_texts=snapshot.long_texts)
            for insert, those in zip(_INSERTS, rows, strict=True):
                db.executemany(insert, those)
            db.execute("COMMIT")
            progress(Step(last.position, last.found))
    return last


def _finish(db: sqlite3.Connection, last: Portion, progress: Progress) -> None:
    """Merge each table of words into one run, count the common words, index the titles."""
    for table in ("word", "abstract_word"):
        # A negative number begins a merge of everything; positive ones go on with it.
        pages = -_MERGE_PAGES
        while True:
            before = db.total_changes
            db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))
            if db.total_changes - before < 2:
                break
            pages = _MERGE_PAGES
            progress(Step(last.position, last.found, is_sorting=True))
    db.execute("INSERT INTO common_word SELECT term, doc FROM word_count WHERE doc > ?", (COMMON,))
    progress(Step(last.position, last.found, is_sorting=True))
    db.execute("CREATE INDEX paper_key ON paper (key)")


def _describe(db: sqlite3.Connection, snapshot: Snapshot, now_ms: int) -> int:
    papers = int(db.execute("SELECT count(*) FROM paper").fetchone()[0])
    about: dict[str, str | int] = {
        "papers": papers,
        "abstracts": int(snapshot.long_texts),
        "made_ms": now_ms,
        "dump": snapshot.path.name,
    }
    db.executemany("INSERT INTO about VALUES (?, ?)", about.items())
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    # Set last: a file that has it is whole.
    db.execute(f"PRAGMA user_version = {FORMAT}")
    return papers


def _is_whole(part: Path) -> bool:
    with part.open("rb") as stream:
        return stream.read(100)[60:64] == FORMAT.to_bytes(4, "big")


def _put_in_place(part: Path, target: Path) -> None:
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    part.replace(target)
