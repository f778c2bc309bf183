"""The figures of the day as one value: how much is due, how long it will take, what was done.

Owns what `edgewise due` and Home show. Not here: how it is counted (tally.py), the list itself
(queue.py).
"""

from __future__ import annotations

from typing import NamedTuple

from cards.scheduler import Clock
from cards.settings import Settings
from cards.store import Store
from cards.tally import figures


class Counts(NamedTuple):
    """due, new, learning: what a session would show today. minutes: expected for these.

    done_today: answers. streak: study days in a row. next_due_ms: the next moment something comes
    due, None if nothing ever will. waiting_new: new cards beyond today's limit. behind: reviews
    that were due before today. The last two are counted up to 10,000. exercises: those due today,
    which the other figures leave out.
    """

    due: int
    new: int
    learning: int
    minutes: float
    done_today: int
    streak: int
    next_due_ms: int | None
    waiting_new: int
    behind: int
    exercises: int = 0


NOTHING = Counts(0, 0, 0, 0.0, 0, 0, None, 0, 0)


def count(store: Store, settings: Settings, clock: Clock) -> Counts:
    """Count the day from the database; reads only, and stops early on long lists."""
    limits = (settings.reviews_per_day, settings.new_per_day, settings.new_while_behind)
    day = clock.day
    return Counts(*figures(store.ask, clock.now_ms, day, clock.start_of(day), limits))
