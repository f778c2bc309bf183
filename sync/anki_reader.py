"""An Anki package (.apkg or .colpkg) opened for reading, whichever of its formats it has.

Owns which entry is the collection (never the dummy that asks for a newer Anki), how its SQLite is
opened so that nothing planted in it can run, and the collection's zone. All bad input ends here as
AnkiFileBad. Not here: limits of unpacking (anki_zip.py), what reviews mean (anki_reviews.py).
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sync import anki_media_map
from sync.anki_media_map import MediaEntry
from sync.anki_zip import MOST_COLLECTION, MOST_MEDIA, PackageZip
from sync.errors import AnkiFileBad
from sync.inert_text import clean_text

LEGACY_1, LEGACY_2, NEWEST = "legacy 1", "legacy 2", "newest"
_COLLECTIONS = {
    LEGACY_1: "collection.anki2",
    LEGACY_2: "collection.anki21",
    NEWEST: "collection.anki21b",
}
_BY_VERSION = {1: LEGACY_1, 2: LEGACY_2, 3: NEWEST}
_OLDEST_SCHEMA, _NEWEST_SCHEMA, _SCHEMA_WITH_CONFIG = 11, 18, 14
_DAMAGED = "it was cut short or damaged on its way: copy it again, or export it again from Anki"
_UPDATE = "upgrade Edgewise, or export it with 'Support older Anki versions' ticked"
_TABLES = {
    "col": {"id", "crt", "mod", "ver", "conf"},
    "notes": {"id", "guid", "mid", "mod", "tags", "flds"},
    "cards": {"id", "nid", "did", "ord", "type", "queue", "due", "ivl", "flags", "data"},
    "revlog": {"id", "cid", "ease", "ivl", "lastIvl", "factor", "time", "type"},
}
_MOST_TEXT = 64 << 20
_LONGEST_REASON = 120
_READS = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
}  # fmt: skip
Value = int | float | str | bytes | None


class Zone(NamedTuple):
    """How a collection counts days. offset_min: minutes east of UTC.

    rollover_hour: local hour; None: an .apkg, which leaves it out.
    """

    offset_min: int
    rollover_hour: int | None


class AnkiPackage:
    """An open package; made by `open_package`.

    db: read-only connection to the collection; use `rows`, which turns SQLite's errors into ours.
    variant: LEGACY_1, LEGACY_2 or NEWEST. schema: 11 to 18. created_s: the collection's creation
    stamp, UTC seconds. changed_ms: its last change, UTC ms. zone: None where it does not say.
    """

    def __init__(
        self,
        zipped: PackageZip,
        db: sqlite3.Connection,
        variant: str,
        media: dict[str, MediaEntry],
    ) -> None:
        self.path = zipped.path
        self.db = db
        self.variant = variant
        self._zip = zipped
        self._media = media
        self.schema = self._schema()
        self._check_tables()
        self.created_s, self.changed_ms = self._stamps()
        self.is_whole_collection = zipped.path.suffix.lower() == ".colpkg"
        self.has_scheduling = self._has_scheduling()
        self.zone = self._zone()

    def rows(self, sql: str, params: Sequence[Value] = ()) -> Iterator[tuple[Value, ...]]:
        """Run one SELECT on the collection, a row at a time. Raises AnkiFileBad."""
        try:
            # Not `yield from`: that closes the cursor once more when the database is closed.
            for row in self.db.execute(sql, params):  # noqa: UP028
                yield row
        except (sqlite3.Error, OverflowError) as bad:
            told = clean_text(str(bad), _LONGEST_REASON)
            raise self.bad(f"its collection cannot be read ({told})", _DAMAGED) from bad

    def bad(self, what: str, remedy: str = "export it again from Anki") -> AnkiFileBad:
        """Make the error for this file. what: a clause beginning with 'it' or a name."""
        return self._zip.bad(what, remedy)

    def media(self) -> Iterator[tuple[str, int]]:
        """List the files that fields can name: (name, bytes)."""
        for entry in self._media.values():
            yield entry.name, entry.size or self._zip.size(entry.entry)

    def read_media(self, name: str) -> bytes:
        """Read one file. Raises KeyError: not in the list; AnkiFileBad: too large, damaged."""
        entry = self._media[name].entry
        return self._zip.read(entry, MOST_MEDIA, zstd=self.variant == NEWEST)

    def _first(self, sql: str) -> tuple[Value, ...]:
        return next(self.rows(sql), (None,) * 4)

    def _schema(self) -> int:
        if not list(self.rows("SELECT 1 FROM sqlite_master WHERE name = 'col'")):
            raise self.bad("its database is none of Anki's (there is no table 'col')")
        (found, *_) = self._first("SELECT ver FROM col")
        if not isinstance(found, int) or found < _OLDEST_SCHEMA:
            raise self.bad(f"its collection has the unknown format {ascii(found)[:20]}")
        if found > _NEWEST_SCHEMA:
            raise self.bad(f"its collection has the newer format {found}", _UPDATE)
        return found

    def _check_tables(self) -> None:
        """Refuse missing tables and columns, views in their place, and triggers on them."""
        wanted = dict(_TABLES)
        if self.schema >= _SCHEMA_WITH_CONFIG:
            wanted["config"] = {"key", "val"}
        planted: dict[str, str] = {}
        real: set[str] = set()
        sql = "SELECT type, lower(name), lower(tbl_name), rootpage FROM sqlite_master"
        for kind, name, table, page in self.rows(sql):
            if kind == "table" and isinstance(page, int) and page > 0:
                real.add(str(name))
            elif kind in ("view", "trigger", "table") and str(table) in wanted:
                planted[str(table)] = "virtual table" if kind == "table" else str(kind)
        for table, columns in wanted.items():
            if table in planted:
                raise self.bad(f"a {planted[table]} was planted on its table '{table}'")
            if table not in real:
                raise self.bad(f"its database has no table '{table}'")
            there = {str(row[1]).lower() for row in self.rows(f"PRAGMA table_info({table})")}
            missing = sorted(name for name in columns if name.lower() not in there)
            if missing:
                raise self.bad(f"its table '{table}' has no column '{missing[0]}'")

    def _stamps(self) -> tuple[int, int]:
        created_s, changed_ms, *_ = self._first("SELECT crt, mod FROM col")
        if not isinstance(created_s, int) or not isinstance(changed_ms, int):
            raise self.bad("its collection does not say when it was made and changed")
        return created_s, changed_ms

    def _has_scheduling(self) -> bool:
        sql = "SELECT EXISTS (SELECT 1 FROM revlog) OR EXISTS (SELECT 1 FROM cards WHERE type > 0)"
        return bool(self._first(sql)[0])

    def _zone(self) -> Zone | None:
        """Where the collection lives now (`localOffset`), else where it was made."""
        names = ("localOffset", "creationOffset", "rollover")
        if self.schema >= _SCHEMA_WITH_CONFIG:
            sql = "SELECT CAST(val AS TEXT) FROM config WHERE key = '{}' AND length(val) < 20"
        else:
            sql = "SELECT json_extract(conf, '$.{}') FROM col WHERE json_valid(conf)"
        local, made, rollover = (_whole(self._first(sql.format(name))[0]) for name in names)
        west = made if local is None else local
        if west is None or not -1440 <= west <= 1440:
            return None
        if rollover is None or not 0 <= rollover <= 23:
            # A whole collection says where it lives, and leaves the hour out where it is Anki's.
            rollover = None if local is None else 4
        return Zone(-west, rollover)


@contextmanager
def open_package(path: Path, scratch: Path) -> Iterator[AnkiPackage]:
    """Open a package for reading; its collection is unpacked into scratch until the block ends.

    Raises AnkiFileBad for everything that is no Anki package, whatever it is instead.
    """
    zipped = PackageZip(path)
    unpacked: Path | None = None
    db: sqlite3.Connection | None = None
    try:
        variant = _variant(zipped)
        unpacked = _unpacked(zipped, variant, scratch)
        media = _media(zipped, variant)
        db = _opened(zipped, unpacked)
        yield AnkiPackage(zipped, db, variant, media)
    finally:
        if db is not None:
            db.close()
        if unpacked is not None:
            unpacked.unlink(missing_ok=True)
        zipped.close()


def _unpacked(zipped: PackageZip, variant: str, scratch: Path) -> Path:
    """Write the collection to a file in scratch; nothing is left where that fails."""
    target: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix="collection-", suffix=".db", dir=scratch)
        target = Path(name)
        with os.fdopen(handle, "wb") as file:
            entry = _COLLECTIONS[variant]
            for chunk in zipped.chunks(entry, MOST_COLLECTION, zstd=variant == NEWEST):
                file.write(chunk)
        written, target = target, None
        return written
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        raise zipped.bad(
            f"there is no room to unpack it in {scratch} ({why})",
            "free some space, or set TMPDIR to a folder with more",
        ) from problem
    finally:
        if target is not None:
            target.unlink(missing_ok=True)


def _variant(zipped: PackageZip) -> str:
    """Decide by `meta`, else by the newest collection that is there."""
    if "meta" in zipped:
        meta = zipped.read("meta", 1 << 16)
        version = meta[1] if meta[:1] == b"\x08" and len(meta) > 1 else 0
        if version not in _BY_VERSION:
            raise zipped.bad("it has a newer format than this Edgewise knows", _UPDATE)
        return _BY_VERSION[version]
    for variant in (NEWEST, LEGACY_2, LEGACY_1):
        if _COLLECTIONS[variant] in zipped:
            return variant
    raise zipped.bad("there is no Anki collection in it", "choose a file that Anki exported")


def _media(zipped: PackageZip, variant: str) -> dict[str, MediaEntry]:
    if "media" not in zipped:
        return {}
    newest = variant == NEWEST
    data = zipped.read("media", anki_media_map.MOST_BYTES, zstd=newest)
    found: dict[str, MediaEntry] = {}
    try:
        read = anki_media_map.from_protobuf if newest else anki_media_map.from_json
        for entry in read(data):
            found.setdefault(entry.name, entry)
            if len(found) > anki_media_map.MOST_FILES:
                raise ValueError(f"names more than {anki_media_map.MOST_FILES:,} files")
    except (ValueError, RecursionError) as bad:
        what = "is not UTF-8" if isinstance(bad, UnicodeError) else str(bad)
        raise zipped.bad(f"its list of media {what}") from bad
    return found


def _opened(zipped: PackageZip, unpacked: Path) -> sqlite3.Connection:
    """Open SQLite so that it can only read, and nothing in the file can make it do more."""
    db: sqlite3.Connection | None = None
    try:
        db = sqlite3.connect(f"{unpacked.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA query_only = ON")
        db.execute("PRAGMA cell_size_check = ON")
        db.create_collation("unicase", _unicase)
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_TEXT)
        db.text_factory = _text
        faults = [str(row[0]) for row in db.execute("PRAGMA quick_check(1)")]
        if faults != ["ok"]:
            raise sqlite3.DatabaseError(faults[0] if faults else "no answer")
        db.set_authorizer(_allowed)
        opened, db = db, None
        return opened
    except sqlite3.Error as bad:
        told = clean_text(str(bad), _LONGEST_REASON)
        raise zipped.bad(f"its collection is damaged ({told})", _DAMAGED) from bad
    finally:
        if db is not None:
            db.close()


def _allowed(action: int, first: str | None, _second: str | None, *_: str | None) -> int:
    asked = action == sqlite3.SQLITE_PRAGMA and first == "table_info"
    return sqlite3.SQLITE_OK if asked or action in _READS else sqlite3.SQLITE_DENY


def _unicase(one: str, other: str) -> int:
    first, second = one.casefold(), other.casefold()
    return (first > second) - (first < second)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _whole(value: Value) -> int | None:
    text = str(value) if isinstance(value, int | str) else ""
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 8 else None
