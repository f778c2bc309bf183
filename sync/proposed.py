"""What decks of others would add to the inbox, as plain values, and why some of it is left out.

Owns the shapes that readers of decks hand to the inbox. Not here: reading (anki_notes.py,
hashcards_in.py), the text of a note (proposal_note.py), writing (inbox.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

Progress = Callable[[int, int], None]

# Why something was left out, in words for the learner.
OURS = "notes of Edgewise's own decks"
KNOWN = "notes or cards that were proposed before"
NO_TYPE = "notes without a note type"
OCCLUSION = "notes that hide places of a picture"
TOO_LONG = "cards too long to be learnt"
EMPTY = "cards without a question or an answer"
UNFIT = "cards that no note can hold"
MEDIA = "images and sounds that are missing, over 5 MB, or not what they say"


class ForeignCard(NamedTuple):
    """One card of someone else's, as Markdown. answer '': the question is a text with ==clozes==.

    origin: what it is there ('guid ...'). key: ours, the same at every import. tags: as there.
    extra: what it says beside; a text with blanks has no place for it, so it stands in a comment.
    """

    origin: str
    key: str
    question: str
    answer: str
    tags: tuple[str, ...] = ()
    extra: str = ""


class Deck(NamedTuple):
    """Where cards come from. kind: 'Anki' or 'hashcards'. file: its name. name: parts by '::'."""

    kind: str
    file: str
    name: str


class ProposedNote(NamedTuple):
    """A note for the inbox. cards: how many it has; left_out: those that no note can hold."""

    stem: str
    text: str
    cards: int
    left_out: int


class Origin(NamedTuple):
    """What was proposed: the kind of deck, its id there, and a hash of what it said."""

    kind: str
    id: str
    hash: str


class Proposals(NamedTuple):
    """What would be proposed. media: folder with the files. left_out: how many, by reason."""

    notes: list[ProposedNote]
    media: Path
    origins: list[Origin]
    left_out: Counter[str]

    @property
    def cards(self) -> int:
        """How many cards the notes have."""
        return sum(note.cards for note in self.notes)
