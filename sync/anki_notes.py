"""Notes of other decks in an Anki package become note proposals for the inbox; ours are left alone.

Owns which notes are taken, what a card of theirs says as Markdown, and which of their media come
along. Everything is made in a scratch folder first; nothing enters the inbox before `Inbox.add`.
Not here: the package (anki_reader.py), filling templates (anki_sides.py), HTML (html_markdown.py),
the note's text (proposal_note.py).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from html import unescape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from kg.media import AUDIO_SUFFIXES, FOLDER, IMAGE_SUFFIXES, MAX_BYTES, is_active, suffix_of
from sync.anki_ids import card_of
from sync.anki_media import name_of_bytes
from sync.anki_note_types import ForeignType, deck_names, note_types
from sync.anki_reader import AnkiPackage
from sync.anki_sides import TooLong, fields_of, is_image_occlusion, sides
from sync.errors import AnkiFileBad
from sync.foreign_text import ForeignText
from sync.html_markdown import markdown_of
from sync.inbox import Inbox
from sync.media_kind import is_what_it_says
from sync.proposal_note import LONGEST_CARD, in_parts, key_of, proposed_note
from sync.proposed import (
    EMPTY,
    KNOWN,
    MEDIA,
    NO_TYPE,
    OCCLUSION,
    OURS,
    TOO_LONG,
    UNFIT,
    Deck,
    ForeignCard,
    Origin,
    Progress,
    Proposals,
)

KIND = "anki"
MOST_MEDIA_BYTES = 500_000_000

_ROWS = """
SELECT n.id, n.guid, n.mid, n.tags, n.flds, c.ord, CASE WHEN c.odid THEN c.odid ELSE c.did END deck
FROM cards c JOIN notes n ON n.id = c.nid ORDER BY deck, n.id, c.ord
"""


class _NoteRow(NamedTuple):
    id: int
    guid: str
    type: int
    tags: str
    fields: str
    ordinals: list[int]


def proposals(
    package: AnkiPackage, inbox: Inbox, scratch: Path, progress: Progress | None = None
) -> Proposals:
    """What the package's other decks would add to the inbox. Writes only into scratch.

    progress: told (cards done, cards). Raises AnkiFileBad, WriteRefused.
    """
    return _Taker(package, inbox, scratch / "proposed-media", progress).proposals()


class _Taker:
    """Goes through the package once, deck by deck, note by note."""

    def __init__(
        self, package: AnkiPackage, inbox: Inbox, media: Path, progress: Progress | None
    ) -> None:
        self._package, self._inbox, self._progress = package, inbox, progress
        self._types = note_types(package)
        self._media = _Media(package, media)
        self._names: set[str] = set()
        self.made = Proposals([], media, [], Counter())

    def proposals(self) -> Proposals:
        """See the function of that name."""
        decks = deck_names(self._package)
        for deck_id, rows in groupby(self._rows(), key=lambda row: row[0]):
            name = decks.get(deck_id, "Default")
            name = self._package.path.stem if name == "Default" else name
            deck = Deck("Anki", self._package.path.name, name)
            for number, part in enumerate(in_parts(self._cards(row for _, row in rows)), 1):
                self._add(deck, part, number)
        self.made.left_out[MEDIA] += self._media.left_out
        return self.made._replace(left_out=+self.made.left_out)

    def _add(self, deck: Deck, part: list[ForeignCard], number: int) -> None:
        def is_free(stem: str, text: str) -> bool:
            return stem not in self._names and self._inbox.is_free(stem, text)

        note = proposed_note(deck, part, number, is_free)
        self.made.left_out[UNFIT] += note.left_out
        if note.cards:
            self._names.add(note.stem)
            self.made.notes.append(note)

    def _rows(self) -> Iterator[tuple[int, _NoteRow]]:
        """(deck, note with the ordinals of its cards there); a note may stand in several decks."""
        ((total, *_),) = self._package.rows("SELECT count(*) FROM cards") or ((0,),)
        waiting: tuple[int, _NoteRow] | None = None
        for done, row in enumerate(self._package.rows(_ROWS), 1):
            if self._progress is not None:
                self._progress(done, int(str(total)))
            note_id, guid, type_id, tags, fields, ordinal, deck = row
            here = (_whole(deck), _whole(note_id))
            if waiting is not None and (waiting[0], waiting[1].id) == here:
                waiting[1].ordinals.append(_whole(ordinal))
                continue
            if waiting is not None:
                yield waiting
            note = _NoteRow(
                here[1], str(guid), _whole(type_id), str(tags), str(fields), [_whole(ordinal)]
            )
            waiting = (here[0], note)
        if waiting is not None:
            yield waiting

    def _cards(self, rows: Iterator[_NoteRow]) -> Iterator[ForeignCard]:
        for row in rows:
            reason = self._refusal(row)
            if reason:
                self.made.left_out[reason] += 1
                continue
            kind = self._types[row.type]
            try:
                fields = fields_of(kind, row.fields)
            except TooLong:
                self.made.left_out[TOO_LONG] += 1
                continue
            if is_image_occlusion(fields):
                self.made.left_out[OCCLUSION] += 1
                continue
            self.made.origins.append(_origin(row))
            tags = tuple(dict.fromkeys(row.tags.split()))
            for ordinal in row.ordinals[:1] if kind.is_cloze else row.ordinals:
                card = self._card(row, kind, ordinal, fields)
                if card is not None:
                    yield card._replace(tags=tags)

    def _refusal(self, row: _NoteRow) -> str:
        if card_of(row.guid, 0) is not None:
            return OURS
        if row.type not in self._types:
            return NO_TYPE
        return KNOWN if _origin(row) in self._inbox.known() else ""

    def _card(
        self, row: _NoteRow, kind: ForeignType, ordinal: int, fields: dict[str, str]
    ) -> ForeignCard | None:
        try:
            both = sides(kind, ordinal, fields)
            if both is None:
                raise TooLong
            question = self._markdown(both.question, is_cloze=kind.is_cloze)
            answer = self._markdown(both.answer)
            if len(question) + len(answer) > LONGEST_CARD:
                raise TooLong
        except (TooLong, RecursionError):
            self.made.left_out[TOO_LONG] += 1
            return None
        extra, answer = (answer, "") if kind.is_cloze else ("", answer)
        if not question or not (answer or (kind.is_cloze and "==" in question)):
            self.made.left_out[EMPTY] += 1
            return None
        key = key_of(f"anki\x1f{row.guid}", 0 if kind.is_cloze else ordinal)
        return ForeignCard(f"anki guid {row.guid}", key, question, answer, extra=extra)

    def _markdown(self, html: str, *, is_cloze: bool = False) -> str:
        text = ForeignText(self._media.take)
        return text.put_back(markdown_of(text.take_out(html, is_cloze=is_cloze), self._media.take))


class _Media:
    """The files of the package that are named, copied to a folder under safe names."""

    def __init__(self, package: AnkiPackage, folder: Path) -> None:
        self._package, self._folder = package, folder
        self._sizes = dict(package.media())
        self._paths: dict[str, str | None] = {}
        self._left = MOST_MEDIA_BYTES
        self.left_out = 0

    def take(self, written: str) -> str | None:
        """The path by which a note names a file; None: there is none that may come along."""
        name = unicodedata.normalize("NFC", unescape(written)).strip()
        if not name or "/" in name or "\\" in name:
            return None
        if name not in self._paths:
            self._paths[name] = self._taken(name)
            self.left_out += self._paths[name] is None
        return self._paths[name]

    def _taken(self, name: str) -> str | None:
        suffix, size = suffix_of(name), self._sizes.get(name, MAX_BYTES + 1)
        if suffix not in IMAGE_SUFFIXES | AUDIO_SUFFIXES or size > min(MAX_BYTES, self._left):
            return None
        try:
            data = self._package.read_media(name)
        except (KeyError, AnkiFileBad):
            return None
        if not is_what_it_says(data, suffix) or (suffix == ".svg" and is_active(data)):
            return None
        self._left -= len(data)
        safe = name_of_bytes(data, suffix)
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / safe).write_bytes(data)
        return f"{FOLDER}/{safe}"


def _origin(row: _NoteRow) -> Origin:
    digest = blake2b(f"{row.type}\x1f{row.fields}".encode("utf-8", "replace"), digest_size=8)
    return Origin(KIND, row.guid, digest.hexdigest())


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
