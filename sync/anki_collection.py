"""A collection of schema 11 being filled: notes, their cards and reviews, in the order they come.

Owns the numbers of rows (a creation time, or the nearest free one) and how rows reach SQLite
quickly: no journal and no index, because the file is thrown away after any fault and Anki reads
it once, from end to end. Not here: the texts of `col` (anki_tables.py), the zip (anki_package.py).
"""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Sequence
from hashlib import sha1
from itertools import chain
from pathlib import Path

from sync.anki_ids import NOTE_TYPES, deck_id
from sync.anki_model import AnkiNote, DeckDays, Preset
from sync.anki_tables import (
    DEFAULT_ID,
    SCHEMA,
    SCHEMA_VERSION,
    SORT_FIELD,
    creation_s,
    decks_json,
    note_types_json,
    presets_json,
    settings_json,
)

_CACHE_KIB = 48 * 1024
_PRAGMAS = f"""
PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -{_CACHE_KIB};
"""
# Rows of one statement: a statement with many rows takes a quarter less time than many with one.
_AT_ONCE = 50
_ADD_NOTE = "INSERT INTO notes VALUES ", "(?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')"
_ADD_CARD = (
    "INSERT INTO cards VALUES ", "(?, ?, ?, ?, ?, -1, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)"
)  # fmt: skip
# In the order of AnkiReview, the card last: joining two tuples is the quickest way to a row.
_ADD_REVIEW = (
    "INSERT OR IGNORE INTO revlog (id, ease, ivl, lastIvl, factor, time, type, cid, usn) VALUES ",
    "(?, ?, ?, ?, ?, ?, ?, ?, -1)",
)
_IMAGE = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*["']?([^"'>\s]+)[^>]*>""", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>")
_SEPARATOR = "\x1f"
_REVIEW = 2
# A relearning card waits in the queue of learning cards (1); 3 would be one counted in days.
_QUEUE_OF_TYPE = (0, 1, 2, 1)

_NoteRow = tuple[int, str, int, int, str, str, str, int]
_CardRow = tuple[int, int, int, int, int, int, int, int, int, int, int, int, int, int, str]
_ReviewRow = tuple[int, int, int, int, int, int, int, int]


class FreeNumbers:
    """Numbers that are given once: the one that is wished for, or the next free one above."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def take(self, wished: int) -> int:
        """A number from `wished` on that was not given before."""
        above = self._above
        if wished not in above:
            above[wished] = wished + 1
            return wished
        number, passed = wished, []
        while number in above:
            passed.append(number)
            number = above[number]
        for step in (*passed, number):
            above[step] = number + 1
        return number


class AnkiCollection:
    """A new file to add notes to. Counts what is in it; every method may raise sqlite3.Error."""

    def __init__(self, path: Path, days: DeckDays, now_ms: int) -> None:
        self.notes = self.cards = self.reviews = 0
        self._days, self._now_ms = days, now_ms
        self._note_ids, self._card_ids = FreeNumbers(), FreeNumbers()
        self._decks: dict[str, int] = {}
        self._kinds: set[str] = set()
        self._db: sqlite3.Connection = sqlite3.connect(path, isolation_level=None)
        try:
            self._db.executescript(_PRAGMAS + SCHEMA)
            self._db.execute("BEGIN")
        except sqlite3.Error:
            self._db.close()
            raise

    def close(self) -> None:
        """Let go of the file, finished or not; again is fine."""
        self._db.close()

    def add(self, batch: Sequence[AnkiNote]) -> None:
        """Put notes in, with their cards and reviews."""
        notes: list[_NoteRow] = []
        cards: list[_CardRow] = []
        reviews: list[_ReviewRow] = []
        now_ms = self._now_ms
        for note in batch:
            # Anki repairs ids of the future, and a clock may have been wrong.
            created = max(1, min(note.created_ms, now_ms))
            number = self._note_ids.take(created)
            notes.append(_note_row(note, number))
            self._kinds.add(note.kind)
            self._add_cards(note, number, created, cards, reviews)
        self._put(_ADD_NOTE, notes)
        self._put(_ADD_CARD, cards)
        before = self._db.total_changes
        self._put(_ADD_REVIEW, reviews)
        if self._db.total_changes - before < len(reviews):
            self._find_room(reviews)
        self.notes += len(notes)
        self.cards += len(cards)
        self.reviews += len(reviews)

    def _put(
        self, statement: tuple[str, str], rows: Sequence[_NoteRow | _CardRow | _ReviewRow]
    ) -> None:
        """Write rows, many at once as far as they go."""
        head, marks = statement
        whole = len(rows) - len(rows) % _AT_ONCE
        portions = (rows[start : start + _AT_ONCE] for start in range(0, whole, _AT_ONCE))
        many = (tuple(chain.from_iterable(portion)) for portion in portions)
        self._db.executemany(head + ", ".join([marks] * _AT_ONCE), many)
        self._db.executemany(head + marks, rows[whole:])

    def _add_cards(
        self,
        note: AnkiNote,
        number: int,
        created: int,
        cards: list[_CardRow],
        reviews: list[_ReviewRow],
    ) -> None:
        deck = self._decks.get(note.deck) or self._deck(note.deck)
        now_s, first_day = self._now_ms // 1000, self._days.first_day
        for card in note.cards:
            # Taken apart at once: names cost a third more time, and there are many.
            ordinal, kind, queue, due, interval, reps, lapses, steps, flag, data, log = card
            card_id = self._card_ids.take(created)
            cards.append(
                (
                    card_id, number, deck, ordinal, now_s, kind,
                    _QUEUE_OF_TYPE[kind] if queue >= 0 else queue,
                    due - first_day if kind == _REVIEW else due,
                    interval, 2500 if kind >= _REVIEW else 0, reps, lapses, steps, flag, data,
                )
            )  # fmt: skip
            own = (card_id,)
            reviews += [review + own for review in log]

    def _deck(self, name: str) -> int:
        """The number of a deck; the decks above it come into being with it."""
        parts = name.split("::")
        for length in range(1, len(parts) + 1):
            above = "::".join(parts[:length])
            self._decks.setdefault(above, deck_id(above))
        return self._decks[name]

    def _find_room(self, batch: Sequence[_ReviewRow]) -> None:
        """Move those that were left out, because another review has their millisecond."""
        seen: set[int] = set()
        for row in batch:
            held = self._db.execute("SELECT cid FROM revlog WHERE id = ?", row[:1]).fetchone()
            if row[0] in seen or held[0] != row[-1]:
                self._put(_ADD_REVIEW, [(self._free_near(row[0]), *row[1:])])
            seen.add(row[0])

    def _free_near(self, wished: int) -> int:
        """A free id in the same second: the last review's second is also in the card's data."""
        second = wished - wished % 1000
        above, below = range(wished + 1, second + 1000), range(wished - 1, second - 1, -1)
        for number in chain(above, below):
            if not self._db.execute("SELECT 1 FROM revlog WHERE id = ?", (number,)).fetchone():
                return number
        (last,) = self._db.execute("SELECT max(id) FROM revlog").fetchone()
        return int(last) + 1

    def finish(self, preset: Preset) -> None:
        """Write what the whole needs to know: decks, note types, options; then close."""
        now_s = self._now_ms // 1000
        kinds = [kind for kind in NOTE_TYPES if kind in self._kinds]
        first_deck = min(self._decks, default="")
        texts = (
            settings_json(self._days, self._decks.get(first_deck, DEFAULT_ID), kinds, self.cards),
            note_types_json(kinds),
            decks_json(dict(sorted(self._decks.items())), now_s),
            presets_json(preset, now_s),
        )
        self._db.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, '{}')",
            (creation_s(self._days), self._now_ms, self._now_ms, SCHEMA_VERSION, *texts),
        )
        self._db.execute("COMMIT")
        self._db.close()


def _note_row(note: AnkiNote, number: int) -> _NoteRow:
    guid, kind, texts, tags, _, _, changed_s, _ = note
    own = NOTE_TYPES[kind]
    fields = _SEPARATOR.join(texts)
    if fields.count(_SEPARATOR) != len(own.fields) - 1:
        fields = _without_separators(note, len(own.fields))
    return (
        number, guid, own.first_id, changed_s, f" {' '.join(tags)} " if tags else "", fields,
        plain_text(texts[SORT_FIELD]), checksum(texts[0]),
    )  # fmt: skip


def _without_separators(note: AnkiNote, wanted: int) -> str:
    if len(note.fields) != wanted:
        raise ValueError(f"{note.guid} has {len(note.fields)} fields, its type has {wanted}")
    return _SEPARATOR.join(field.replace(_SEPARATOR, " ") for field in note.fields)


def plain_text(field: str) -> str:
    """A field as Anki sorts it: no markup, names of images kept, entities as characters."""
    if "<" in field:
        field = _MARKUP.sub("", _IMAGE.sub(r" \1 ", field))
    return html.unescape(field) if "&" in field else field


def checksum(field: str) -> int:
    """What Anki finds equal first fields by: the first 32 bits of the SHA-1 of the plain text."""
    digest = sha1(plain_text(field).encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:4], "big")
