"""A deck handed to a running Anki, and what is there afterwards.

Owns how it is found out what arrived: AnkiConnect says of an import only that it was done, so the
notes are counted before and after, and each one's text is compared with the file's. Not here:
making the file (anki_export.py), AnkiConnect's questions (anki_connect.py).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from sync.anki_connect import AnkiConnect, FoundNote
from sync.anki_reader import open_package

# Our note types (Anki appends a sign to the name of one that differs), with the first field filled.
OURS = '"note:Edgewise*" Id:_*'
_SEPARATOR = "\x1f"


class Pushed(NamedTuple):
    """What Anki holds after an import.

    before, after: notes of Edgewise in Anki. as_sent: notes of the file whose text stands there
    letter for letter. other_text, missing: the titles of notes of the file whose text differs
    there, and of those that are not there.
    """

    before: int
    after: int
    cards: int
    as_sent: int
    other_text: tuple[str, ...]
    missing: tuple[str, ...]


class _Sent(NamedTuple):
    title: str
    fields: int
    digest: bytes


def push(
    anki: AnkiConnect,
    package: Path,
    scratch: Path,
    progress: Callable[[int, int], None] | None = None,
) -> Pushed:
    """Let Anki import the package and look at what is there then.

    scratch: a folder that may be filled. progress: told (notes looked at, notes to look at).

    Raises AnkiConnectError, AnkiFileBad.
    """
    sent = _texts(package, scratch)
    before = len(anki.find_notes(OURS))
    anki.import_package(package)
    after = anki.find_notes(OURS)
    same: set[str] = set()
    other: set[str] = set()
    for seen, note in enumerate(anki.notes(after), start=1):
        if progress:
            progress(seen, len(after))
        number, is_same = _compare(note, sent)
        if number:
            (same if is_same else other).add(number)
    titles = {number: one.title for number, one in sent.items()}
    return Pushed(
        before,
        len(after),
        len(anki.find_cards(OURS)),
        len(same),
        tuple(titles[number] for number in sent if number in other - same),
        tuple(titles[number] for number in sent if number not in same | other),
    )


def _texts(package: Path, scratch: Path) -> dict[str, _Sent]:
    """Every note of the package by its first field, as a digest: a deck's text is megabytes."""
    with open_package(package, scratch) as opened:
        rows: Iterator[tuple[str]] = opened.db.execute("SELECT flds FROM notes")
        split = (flds.split(_SEPARATOR) for (flds,) in rows)
        return {fields[0]: _Sent(fields[1], len(fields), _digest(fields)) for fields in split}


def _compare(note: FoundNote, sent: dict[str, _Sent]) -> tuple[str, bool]:
    """The note's first field if it was sent ('' if not), and whether the text is the same."""
    number = note.fields[0] if note.fields else ""
    if number not in sent:
        return "", False
    return number, _digest(note.fields[: sent[number].fields]) == sent[number].digest


def _digest(fields: Sequence[str]) -> bytes:
    # Anki composes accents when it imports (NFC).
    text = unicodedata.normalize("NFC", _SEPARATOR.join(fields))
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
