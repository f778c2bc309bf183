"""What an export would change, told beforehand: an older package against the notes of today.

Owns which differences count (text, tags and cards, since an import brings no others to a card
that is there already) and how they are said in words. Not here: reading a package
(anki_reader.py), which notes are exported (anki_rows.py), printing.
"""

from __future__ import annotations

import html
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from sync.anki_ids import NOTE_TYPES, card_of
from sync.anki_model import AnkiNote
from sync.anki_reader import AnkiPackage, open_package
from sync.inert_text import clean_text

RETIRED = "edgewise::retired"
_TITLE = 1
_SHOWN = 60
_SEPARATOR = "\x1f"
_MARKUP = re.compile(r"<[^>]*>")


class NoteChange(NamedTuple):
    """One note of which there is something to say. what: clauses, such as "answer 2: a -> b"."""

    guid: str
    title: str
    what: tuple[str, ...] = ()


class Diff(NamedTuple):
    """The notes of a package by what becomes of them.

    gone: not exported any more, or tagged as retired now (Anki keeps both). foreign: notes of the
    package that are not ours.
    """

    new: tuple[NoteChange, ...]
    reworded: tuple[NoteChange, ...]
    gone: tuple[NoteChange, ...]
    unchanged: int
    foreign: int = 0


class _Old(NamedTuple):
    fields: list[str]
    tags: frozenset[str]

    @property
    def title(self) -> str:
        return _words(self.fields[_TITLE]) if len(self.fields) > _TITLE else ""


def diff(old: Path, notes: Iterable[AnkiNote]) -> Diff:
    """Compare a package with the notes that an export would write.

    Raises:
        AnkiFileBad: the package cannot be read.
    """
    with (
        tempfile.TemporaryDirectory(prefix="edgewise-") as scratch,
        open_package(old, Path(scratch)) as package,
    ):
        return _compared(package, notes)


def _compared(package: AnkiPackage, notes: Iterable[AnkiNote]) -> Diff:
    waiting, foreign = _ours(package)
    cards = _ordinals(package)
    new: list[NoteChange] = []
    reworded: list[NoteChange] = []
    gone: list[NoteChange] = []
    unchanged = 0
    for note in notes:
        number = waiting.pop(note.guid, None)
        title = _words(note.fields[_TITLE])
        if number is None:
            new.append(NoteChange(note.guid, title))
            continue
        before = _old(package, number)
        what = (*_differences(before, note), *_card_differences(cards[number], note))
        if RETIRED in note.tags and RETIRED not in before.tags:
            gone.append(NoteChange(note.guid, title, ("retired: kept, tagged",)))
        elif what:
            reworded.append(NoteChange(note.guid, title, what))
        else:
            unchanged += 1
    gone += [
        NoteChange(guid, _old(package, number).title, ("no longer exported: Anki keeps it",))
        for guid, number in waiting.items()
    ]
    return Diff(tuple(new), tuple(reworded), tuple(gone), unchanged, foreign)


def _ours(package: AnkiPackage) -> tuple[dict[str, int], int]:
    """The numbers of our notes by guid, and how many notes are not ours."""
    found: dict[str, int] = {}
    foreign = 0
    for guid, number in package.rows("SELECT guid, id FROM notes"):
        if isinstance(guid, str) and isinstance(number, int) and card_of(guid, 0) is not None:
            found[guid] = number
        else:
            foreign += 1
    return found, foreign


def _ordinals(package: AnkiPackage) -> defaultdict[int, list[int]]:
    """The cards of every note; asked once, because a package need not have an index for it."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for note, ordinal in package.rows("SELECT nid, ord FROM cards"):
        if isinstance(note, int) and isinstance(ordinal, int):
            found[note].append(ordinal)
    return found


def _old(package: AnkiPackage, number: int) -> _Old:
    ((fields, tags),) = package.rows("SELECT flds, tags FROM notes WHERE id = ?", (number,))
    return _Old(str(fields).split(_SEPARATOR), frozenset(str(tags).split()))


def _differences(before: _Old, note: AnkiNote) -> Iterator[str]:
    """What an import would change, a clause each."""
    names = NOTE_TYPES[note.kind].fields
    was = before.fields + [""] * (len(names) - len(before.fields))
    for name, old, new in zip(names, was, note.fields, strict=False):
        # Anki stores what it imports in composed characters.
        if old != new and normalize("NFC", old) != normalize("NFC", new):
            yield _reworded(name.lower(), _words(old), _words(new))
    yield from _tag_differences(before.tags, frozenset(note.tags))


def _card_differences(before: list[int], note: AnkiNote) -> Iterator[str]:
    now = {card.ordinal for card in note.cards}
    yield from (f"card {ordinal + 1} is new" for ordinal in sorted(now.difference(before)))
    yield from (f"card {ordinal + 1} is gone" for ordinal in sorted(set(before) - now))


def _tag_differences(before: frozenset[str], now: frozenset[str]) -> Iterator[str]:
    if now - before:
        yield f"tags added: {_words(', '.join(sorted(now - before)))}"
    if before - now:
        yield f"tags taken away: {_words(', '.join(sorted(before - now)))}"


def _reworded(name: str, old: str, new: str) -> str:
    """One field's change, shown from shortly before the first letter that differs."""
    if old == new:
        return f"{name}: only its markup"
    if not old or not new:
        return f"{name} added: {_cut(new, 0)}" if new else f"{name} taken away: {_cut(old, 0)}"
    first = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    start = min(len(old), len(new)) if first is None else first
    return f"{name}: {_cut(old, start)} -> {_cut(new, start)}"


def _words(field: str) -> str:
    """A field as words on one line, safe to show; the old file may come from anywhere."""
    return clean_text(html.unescape(_MARKUP.sub(" ", field)))


def _cut(text: str, first: int) -> str:
    """At most _SHOWN characters around a place, in one line, whole words at the start."""
    start = text.rfind(" ", 0, max(0, first - 15)) + 1 if first > _SHOWN // 2 else 0
    head, tail = "…" if start else "", "…" if start + _SHOWN < len(text) else ""
    return f"{head}{text[start : start + _SHOWN].strip()}{tail}"
