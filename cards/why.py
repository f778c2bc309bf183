"""The words for why a card is shown now.

Owns these phrases. Not here: the decision itself (queue.py, gate.py).
"""

from __future__ import annotations

from collections.abc import Set

from cards.gate import Verdict
from cards.models import State
from cards.scheduler import Clock, retrievability
from cards.settings import Settings
from cards.store_queue import Entry

PRACTICE = "practice, nothing is scheduled"


def why(entry: Entry, verdict: Verdict, clock: Clock, settings: Settings, failed: Set[int]) -> str:
    """Return one phrase. failed: cards answered Again today."""
    reason = _reason(entry, verdict, clock, settings, failed)
    if is_leech(entry.lapses, settings):
        return f"{reason}; leech, forgotten {entry.lapses} times"
    return reason


def is_leech(lapses: int, settings: Settings) -> bool:
    """Tell whether a card has been forgotten too often."""
    return lapses >= settings.leech_lapses


def becomes_leech(lapses: int, settings: Settings) -> bool:
    """Tell whether this very lapse is the one to speak up at: the 8th, then every 4th."""
    over = lapses - settings.leech_lapses
    return over >= 0 and over % settings.leech_repeat == 0


def _reason(
    entry: Entry, verdict: Verdict, clock: Clock, settings: Settings, failed: Set[int]
) -> str:
    if entry.state == State.NEW:
        return _new(verdict)
    if entry.state == State.REVIEW:
        return _review(entry, clock, settings)
    if entry.card_id in failed:
        return "failed earlier today"
    steps = settings.relearning_steps_s
    name = "relearning step"
    if entry.state == State.LEARNING:
        steps, name = settings.learning_steps_s, "learning step"
    number = (entry.step or 0) + 1
    return f"{name} {number} of {len(steps)}" if 1 < len(steps) >= number else name


def _new(verdict: Verdict) -> str:
    if verdict.waits_for:
        return f"new, although {verdict.waits_for} is not solid yet"
    return f"new on your path after {verdict.after}" if verdict.after else "new on your path"


def _review(entry: Entry, clock: Clock, settings: Settings) -> str:
    if entry.stability is None or entry.last_day is None or entry.due_day is None:
        return "due today"
    recall = retrievability(entry.stability, clock.day - entry.last_day, settings.parameters)
    late = clock.day - entry.due_day
    days = f"{abs(late)} {'day' if abs(late) == 1 else 'days'}"
    when = f"overdue {days}" if late > 0 else f"due in {days}" if late else "due today"
    return f"{when}, recall now about {recall:.0%}".replace("%", " %")
