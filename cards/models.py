"""The values the memory passes around: a card, its memory, an answer's outcome.

Owns their shape only. NamedTuples, because the daily path must start fast (no pydantic, no
dataclasses). Not here: how a memory changes (scheduler.py), where it is kept (store.py).
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Rating(IntEnum):
    """The four answers, numbered as FSRS and Anki number them."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class State(IntEnum):
    """Where a card stands; NEW is ours, FSRS calls such a card learning without a stability."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Memory(NamedTuple):
    """What the log says about one card. Days are study days (days since 1970-01-01), times UTC ms.

    stability: days until retrievability is 0.9. difficulty: 1..10. reps: counting rows so far.
    """

    card_id: int
    state: State = State.NEW
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    last_ms: int | None = None
    last_day: int | None = None
    due_ms: int | None = None
    due_day: int | None = None
    reps: int = 0
    lapses: int = 0


class Outcome(NamedTuple):
    """What one rating does: the memory after it, and the interval that will really be scheduled.

    interval_days: whole study days, 0 while in steps. delay_s: seconds to due, from now.
    """

    rating: Rating
    memory: Memory
    interval_days: int
    delay_s: int


class Card(NamedTuple):
    """One card as it is shown. source: JSON, a list of {title, arxiv, year, url, section, node}.

    kind `block` with template `cloze`: question has the asked part as [...]; answer is that part.
    """

    id: int
    group_id: int
    ordinal: int
    kind: str
    template: str
    direction: str
    node: str
    object: str
    node_type: str
    relation: str
    layer: str
    path: str
    line: int
    question: str
    answer: str
    extra: str
    cue: str
    source: str
    position: int
