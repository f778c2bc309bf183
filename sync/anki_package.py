"""An Anki package (legacy 2: `meta`, schema 11, media by number), written whole or not at all.

Owns the zip, its place on the disk and which file names are refused. Notes are drawn a few at a
time and never held. Equal input gives equal bytes. Not here: the rows (anki_collection.py), the
texts of Anki's tables (anki_tables.py), what is exported (anki_rows.py).
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sync.anki_collection import AnkiCollection
from sync.anki_model import AnkiMedia, AnkiNote, DeckDays, Preset
from sync.errors import AnkiFileName, AnkiNotWritten

# The version 2 of Anki's PackageMetadata message: schema 11, media listed as JSON.
_META = b"\x08\x02"
_COLLECTION = "collection.anki21"
# A zip has no clock: any moment would make two equal exports differ.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_QUICK = 1
# Small enough that the rows of a batch stay in the processor's cache: a tenth quicker than 500.
_BATCH = 100
_CHUNK = 1 << 20


class Packed(NamedTuple):
    """What went into a package, and its size in bytes."""

    notes: int
    cards: int
    reviews: int
    media: int
    bytes: int


def check_name(path: Path) -> None:
    """Refuse a file name that Anki does not take for a package of notes.

    Raises:
        AnkiFileName: Anki would replace the whole collection by it, or not know it at all.
    """
    name = path.name.lower()
    if not name.endswith(".apkg"):
        raise AnkiFileName(path, "Anki knows a package by its ending; let it end in .apkg")
    if name == "collection.apkg" or name.startswith("backup-"):
        reason = "Anki takes this name for a backup and would replace the whole collection by it"
        raise AnkiFileName(path, f"{reason}; choose another name")


def write_package(
    path: Path,
    notes: Iterable[AnkiNote],
    preset: Preset,
    days: DeckDays,
    media: Iterable[AnkiMedia],
    now_ms: int,
    progress: Callable[[int], None] | None = None,
) -> Packed:
    """Write the notes as a package; a file of that name is replaced at the very end.

    media: drawn when all notes are, so that it may be filled meanwhile; a name that comes twice
    is packed once. now_ms: UTC. progress: called with the number of notes so far.

    Raises:
        AnkiFileName: the name is one that Anki misreads.
        AnkiNotWritten: the disk refuses; nothing is left and an older file is as it was.
    """
    check_name(path)
    target = path.resolve()
    with _workshop(path, target.parent) as shop:
        with _collection(path, shop / _COLLECTION, days, now_ms) as collection:
            source = iter(notes)
            while batch := list(islice(source, _BATCH)):
                with _refusals(path):
                    collection.add(batch)
                if progress:
                    progress(collection.notes)
            with _refusals(path):
                collection.finish(preset)
        packed = shop / "package"
        files = _pack(path, packed, shop / _COLLECTION, media)
        size = _put(path, packed, target)
    return Packed(collection.notes, collection.cards, collection.reviews, files, size)


@contextmanager
def _workshop(path: Path, folder: Path) -> Iterator[Path]:
    """A hidden folder beside the target (so that the last move is one step), gone at the end."""
    if path.is_dir():
        raise AnkiNotWritten(path, "it is a folder")
    with _refusals(path):
        shop = Path(tempfile.mkdtemp(prefix=f".{path.stem[:40]}-", suffix=".part", dir=folder))
    try:
        yield shop
    finally:
        shutil.rmtree(shop, ignore_errors=True)


@contextmanager
def _collection(path: Path, file: Path, days: DeckDays, now_ms: int) -> Iterator[AnkiCollection]:
    with _refusals(path):
        collection = AnkiCollection(file, days, now_ms)
    with closing(collection):
        yield collection


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Our own writing only: a fault of whoever hands us notes must keep its own words."""
    try:
        yield
    except sqlite3.Error as error:
        raise AnkiNotWritten(path, str(error)) from error
    except OSError as error:
        raise AnkiNotWritten(path, (error.strerror or str(error)).lower()) from error


def _pack(path: Path, packed: Path, collection: Path, media: Iterable[AnkiMedia]) -> int:
    """Write the zip; returns how many media files are in it."""
    names: dict[str, str] = {}
    with _refusals(path), zipfile.ZipFile(packed, "w", compresslevel=_QUICK) as archive:
        archive.writestr(_entry("meta", zipfile.ZIP_STORED), _META)
        _copy(archive, _entry(_COLLECTION, zipfile.ZIP_DEFLATED), collection, path)
        collection.unlink()
        seen: set[str] = set()
        for file in media:
            if file.name not in seen:
                seen.add(file.name)
                number = str(len(names))
                names[number] = file.name
                # Images and sounds are compressed already.
                _copy(archive, _entry(number, zipfile.ZIP_STORED), file.path, path)
        archive.writestr(_entry("media", zipfile.ZIP_DEFLATED), json.dumps(names))
    return len(names)


def _entry(name: str, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ZIP_DATE)
    entry.compress_type = method
    entry.external_attr = 0o644 << 16
    # Python 3.13 named it compress_level; writestr and open read this one everywhere.
    entry._compresslevel = _QUICK  # type: ignore[attr-defined]
    return entry


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, source: Path, path: Path) -> None:
    try:
        stream = source.open("rb")
    except OSError as error:
        reason = f"{source} cannot be read ({(error.strerror or str(error)).lower()})"
        raise AnkiNotWritten(path, reason, "put the file back and try again") from error
    with stream:
        entry.file_size = os.fstat(stream.fileno()).st_size
        with archive.open(entry, "w") as target:
            shutil.copyfileobj(stream, target, _CHUNK)


def _put(path: Path, packed: Path, target: Path) -> int:
    """Make the package last and put it in place of the target; returns its size in bytes."""
    with _refusals(path):
        with packed.open("rb+") as stream:
            os.fsync(stream.fileno())
        if target.exists():
            packed.chmod(target.stat().st_mode & 0o7777)
        size = packed.stat().st_size
        packed.replace(target)
    return size
