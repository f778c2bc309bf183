"""What is handed to Anki, as plain rows: a note with its fields, its cards, their reviews.

Owns the shape between what is chosen (anki_rows.py), how it looks (anki_face.py) and how it is
packed (anki_package.py). NamedTuples, because a hundred thousand pass through. Not here: ids that
never change (anki_ids.py), Anki's own tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class AnkiReview(NamedTuple):
    """One answer as a row of `revlog`.

    id: UTC ms. ease: 1..4. interval, last_interval: days, or negative seconds inside steps.
    factor: difficulty as `round((D - 1) / 9 * 1000 + 100)`. kind: 0 learning, 1 review,
    2 relearning.
    """

    id: int
    ease: int
    interval: int
    last_interval: int
    factor: int
    duration_ms: int
    kind: int


class AnkiCard(NamedTuple):
    """One card of a note.

    ordinal: template or cloze place, from 0. type: 0 new, 1 learning, 2 review, 3 relearning.
    queue: the same, -1 suspended. due: new: place in the order; steps: UTC seconds; review: study
    day (days since 1970-01-01; the writer counts from the collection's first day). data: JSON text
    of the FSRS state, '' for a new card. flag: 0 none, 1..7.
    """

    ordinal: int
    type: int = 0
    queue: int = 0
    due: int = 0
    interval_days: int = 0
    reps: int = 0
    lapses: int = 0
    steps_left: int = 0
    flag: int = 0
    data: str = ""
    reviews: tuple[AnkiReview, ...] = ()


class AnkiNote(NamedTuple):
    """One note: a page of a card group. kind: `basic`, `set` or `cloze` (anki_ids.NOTE_TYPES).

    fields: as many as the note type has, HTML, escaped once. deck: whole name, parts by '::'.
    created_ms: UTC ms. changed_s: UTC seconds of the last change of its content.
    """

    guid: str
    kind: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    deck: str
    created_ms: int
    changed_s: int
    cards: tuple[AnkiCard, ...]


class AnkiMedia(NamedTuple):
    """One file that a field names. name: as the field has it, without folder, ASCII."""

    name: str
    path: Path


class DeckDays(NamedTuple):
    """How days are counted. first_day: study day 0 of the file (days since 1970-01-01).

    offset_min: minutes east of UTC at the start of that day. rollover_hour: local hour.
    """

    first_day: int
    offset_min: int
    rollover_hour: int


class Preset(NamedTuple):
    """The deck options that travel. Steps in seconds, interval in days."""

    parameters: tuple[float, ...]
    desired_retention: float
    learning_steps_s: tuple[int, ...]
    relearning_steps_s: tuple[int, ...]
    maximum_interval: int
    new_per_day: int
    reviews_per_day: int
    leech_lapses: int
