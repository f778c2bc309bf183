"""Anki packages made to measure: a sound one, and the same with anything in it changed."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import zstandard

from sync import anki_ids
from sync.anki_model import AnkiCard, AnkiNote, AnkiReview, DeckDays
from sync.anki_package import write_package
from tests.sync.anki_home_factory import PRESET, note

FIRST_DAY = 20_000
LEGACY_2 = "collection.anki21"


def review(moment_ms: int, ease: int = 3, interval: int = 5, kind: int = 1) -> AnkiReview:
    return AnkiReview(moment_ms, ease, interval, 1, 500, 4_000, kind)


def deck(
    path: Path,
    reviews: Mapping[tuple[int, int], Iterable[AnkiReview]],
    changed_ms: int,
    *,
    first_day: int = FIRST_DAY,
) -> Path:
    """Write a package with one card a (group, ordinal), as Anki would after these reviews."""
    made: dict[str, list[AnkiCard]] = {}
    for (group, ordinal), rows in sorted(reviews.items()):
        place = anki_ids.place(anki_ids.BASIC, group, ordinal)
        rows = tuple(rows)
        card = AnkiCard(place.ordinal, 2, 2, FIRST_DAY + 50, 5, len(rows), reviews=rows)
        made.setdefault(place.guid, []).append(card)
    notes: list[AnkiNote] = [note(guid, cards) for guid, cards in made.items()]
    write_package(path, notes, PRESET, DeckDays(first_day, 60, 4), [], changed_ms)
    set_changed(path, changed_ms)
    return path


def set_changed(path: Path, changed_ms: int) -> None:
    change(path, lambda db: db.execute("UPDATE col SET mod = ?", (changed_ms,)))


def change(path: Path, edit: Callable[[sqlite3.Connection], object]) -> None:
    """Change the collection of a legacy-2 package."""
    entries = unpacked(path)
    file = path.with_name(f"{path.name}.db")
    file.write_bytes(entries[LEGACY_2])
    db = sqlite3.connect(file)
    edit(db)
    db.commit()
    db.close()
    entries[LEGACY_2] = file.read_bytes()
    file.unlink()
    packed(path, entries)


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as source:
        return {name: source.read(name) for name in source.namelist()}


def packed(path: Path, entries: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in entries.items():
            target.writestr(name, data)


def newest(path: Path, collection: bytes, media: bytes = b"") -> None:
    """Write a package of the newest format around any bytes."""
    pack = zstandard.ZstdCompressor().compress
    entries = {"meta": b"\x08\x03", "collection.anki21b": pack(collection), "media": pack(media)}
    packed(path, {**entries, "collection.anki2": b"a dummy that is never read"})


def media_json(names: Iterable[str]) -> bytes:
    return json.dumps({str(number): name for number, name in enumerate(names)}).encode()
