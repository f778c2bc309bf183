"""Rows of papers.db: a record as a row and back, and words as a query of its word index.

Owns how lists stand in a column and how a query is quoted, so that no word of a learner is ever
read as SQL or as FTS5 syntax. LIGHT. Not here: the connection (papers_store.py).
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence

from sync.paper_meta import PaperMeta, joined

Value = str | int | float | None
COLUMNS = ", ".join(PaperMeta._fields)
_PUT = (
    f"INSERT INTO paper ({COLUMNS}) VALUES ({', '.join('?' * len(PaperMeta._fields))})"
    " ON CONFLICT (base) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in PaperMeta._fields[1:])
)
_MOST_WORDS = 32


def meta_of(row: Sequence[Value]) -> PaperMeta:
    """The record of a row of COLUMNS."""
    named = dict(zip(PaperMeta._fields, row, strict=True))
    texts = {name: str(value) for name, value in named.items()}
    return PaperMeta(
        base=texts["base"],
        version=int(texts["version"]),
        title=texts["title"],
        authors=tuple(texts["authors"].splitlines()),
        abstract=texts["abstract"],
        primary_category=texts["primary_category"],
        categories=tuple(texts["categories"].split()),
        published=texts["published"],
        updated=texts["updated"],
        doi=texts["doi"],
        journal_ref=texts["journal_ref"],
        comment=texts["comment"],
        withdrawn=bool(named["withdrawn"]),
        fetched_ms=int(texts["fetched_ms"]),
        origin=texts["origin"],
    )


def row_of(meta: PaperMeta) -> tuple[Value, ...]:
    """The columns of a record."""
    plain = meta._replace(authors=(), categories=())._asdict()
    plain["authors"] = "\n".join(meta.authors)
    plain["categories"] = " ".join(meta.categories)
    return tuple(int(value) if isinstance(value, bool) else value for value in plain.values())


def put(db: sqlite3.Connection, old: PaperMeta | None, new: PaperMeta) -> None:
    """Write one record over the one that is known, its versions, and what is news about it."""
    kept = joined(old, new)
    db.execute(_PUT, row_of(kept))
    seen = [(new.base, 1, new.published), (new.base, new.version, new.updated)]
    db.executemany(
        "INSERT INTO paper_version VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET"
        " updated = excluded.updated WHERE length(excluded.updated) >= length(updated)",
        [row for row in seen if row[2]],
    )
    newer = old is not None and kept.version > old.version
    gone = kept.withdrawn and not (old is not None and old.withdrawn)
    if newer or gone:
        before = kept.version if old is None else old.version
        db.execute(
            "INSERT OR IGNORE INTO news VALUES (?, ?, ?, ?, 0)",
            (kept.base, before, kept.version, int(gone)),
        )


def word_query(text: str, column: str = "") -> str:
    """The text as a query of the word index; empty where it holds no word.

    All words must be there. Without a column the last one may be the start of a word; with one,
    single letters may (initials of a name).
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))[:_MOST_WORDS]
    last = len(words) - 1
    terms = [
        f'"{word}"*' if (len(word) == 1 if column else place == last) else f'"{word}"'
        for place, word in enumerate(words)
    ]
    joint = " AND ".join(terms)
    return f"{column} : ({joint})" if column and joint else joint


def is_name_of(sought: str, author: str) -> bool:
    """Tell whether every word of the sought name is in the author's, initials included."""
    parts = _folded(author)
    return all(
        any(part == word or (len(word) == 1 and part.startswith(word)) for part in parts)
        for word in _folded(sought)
    )


def _folded(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", bare)


def liked(text: str) -> str:
    """The text as a literal inside LIKE with ESCAPE '\\'."""
    return re.sub(r"([%_\\])", r"\\\1", text.strip().lower())
