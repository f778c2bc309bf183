"""Names and numbers that Anki knows us by; frozen for ever, because a change loses the match.

Owns the ids of note types, fields, templates, deck and preset, the list of fields, and the map
from a card to (guid, ordinal) and back. A field or template added later would make every note of
every learner "conflicting": use a spare field instead. Not here: the text of templates
(anki_templates.py).
"""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

BASIC, SET, CLOZE = "basic", "set", "cloze"
SPARES = 4
PRESET_ID = 1_795_000_000_901
PRESET_NAME = "Edgewise"
ROOT_DECK = "Edgewise"
_TAIL = ("Source", "Path", *(f"Spare {n}" for n in range(1, SPARES + 1)))


class NoteType(NamedTuple):
    """One frozen note type. slots: cards a note has room for; 0: as many as the text has clozes.

    Field number n has the id `first_id + 1 + n`, template number n the id `first_id + 501 + n`.
    """

    kind: str
    letter: str
    first_id: int
    name: str
    slots: int
    fields: tuple[str, ...]


def _slotted(slots: int) -> tuple[str, ...]:
    own = (
        f"{name} {slot}"
        for slot in range(1, slots + 1)
        for name in ("Cue", "Question", "Answer", "Why")
    )
    return ("Id", "Title", *own, *_TAIL)


NOTE_TYPES = {
    BASIC: NoteType(BASIC, "b", 1_795_000_001_000, "Edgewise", 4, _slotted(4)),
    SET: NoteType(SET, "s", 1_795_000_002_000, "Edgewise Set", 12, _slotted(12)),
    CLOZE: NoteType(
        CLOZE, "c", 1_795_000_003_000, "Edgewise Cloze", 0,
        ("Id", "Title", "Cue", "Text", "Why", *_TAIL),
    ),
}  # fmt: skip
_KIND_OF = {kind.letter: kind for kind in NOTE_TYPES.values()}


class Place(NamedTuple):
    """Where a card stands in Anki. page: 0, or more where a group has more cards than slots."""

    guid: str
    page: int
    ordinal: int


def place(kind: str, group_id: int, ordinal: int) -> Place:
    """The note and the place in it of a card, by its group and its ordinal there."""
    slots = NOTE_TYPES[kind].slots
    page, here = divmod(ordinal, slots) if slots else (0, ordinal)
    tail = f".{page}" if page else ""
    return Place(f"{NOTE_TYPES[kind].letter}{group_id:016x}{tail}", page, here)


def card_of(guid: str, ordinal: int) -> tuple[int, int] | None:
    """The (group id, ordinal in the group) of a card in Anki; None: the note is not ours."""
    body, _, tail = guid.partition(".")
    kind = _KIND_OF.get(body[:1])
    page = int(tail) if tail.isascii() and tail.isdigit() else 0
    if kind is None or len(body) != 17 or ordinal < 0 or tail != (str(page) if page else ""):
        return None
    try:
        group = int(body[1:], 16)
    except ValueError:
        return None
    return (group, page * kind.slots + ordinal) if body[1:] == f"{group:016x}" else None


def deck_id(name: str) -> int:
    """A deck's number, made of its name (Anki matches decks by name and gives its own numbers)."""
    number = int.from_bytes(blake2b(name.encode(), digest_size=5).digest(), "big")
    return 1_600_000_000_000 + number % 190_000_000_000
