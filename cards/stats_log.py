"""The whole log as arrays, one place an answer that counts, card by card in order of time.

Owns what of each row the statistics need, and where a card's memory begins. Read once, in a thread:
a million answers take about 3 s and 60 MB. Not here: FSRS over the arrays (stats_memory.py), the
figures (stats_answers.py and others).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from cards.replay import RESTARTS, counting_events, links
from cards.stats_days import COUNTS, undone
from cards.store import Store
from cards.store_review import VOID, EventRow
from cards.study_day import DAY_MS, HOUR_MS, MINUTE_MS
from cards.voids import voided

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Switches = npt.NDArray[np.bool_]
LEARN, REVIEW, RELEARN = 0, 1, 2
NEVER = 1 << 40
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
# Small, so that the conversion never keeps other threads waiting for longer than a few ms.
_CHUNK = 1_000
_LOG = (
    "SELECT card_id, utc_ms, study_day, rating, duration_ms,"
    " CASE kind WHEN 'review' THEN 1 WHEN 'relearn' THEN 2 ELSE 0 END,"
    f" due_ms, zone_offset_min, rollover_hour FROM review WHERE {COUNTS} ORDER BY id"
)


class Log(NamedTuple):
    """One place a counting answer, ordered by card, then time; all arrays are equally long.

    card: id. day: study day. hour: local hour, 0..23. rating: 1..4. duration_ms: of the answer.
    kind: LEARN, REVIEW or RELEARN. interval: days chosen by it, 0 for a step inside the day.
    first: whether the card's memory begins with it. before: `interval` of the answer before, 0 for
    a first one. elapsed: study days since the answer before, never negative, 0 for a first one.
    last_day: the latest study day of the memory so far. until: the study day from which on an event
    had taken the memory away; NEVER: none did.
    """

    card: Ints
    utc_ms: Ints
    day: Ints
    hour: Ints
    rating: Ints
    duration_ms: Ints
    kind: Ints
    interval: Ints
    first: Switches
    before: Ints
    elapsed: Ints
    last_day: Ints
    until: Ints

    def only(self, chosen: Switches) -> Log:
        """Keep some places of every array."""
        return Log(**{name: getattr(self, name)[chosen] for name in self._fields})


def load(store: Store) -> Log:
    """Read every answer that counts. Raises StoreError."""
    parts = [
        np.array(rows, dtype=np.int64)
        for rows in store.chunks(_LOG, {"undone": undone(store)}, _CHUNK)
    ]
    columns = np.concatenate(parts).T.copy() if parts else np.zeros((9, 0), dtype=np.int64)
    order = _order(columns[0], columns[1])
    card, utc_ms, day, rating, duration, kind, due_ms, offset, rollover = (
        np.take(column, order) for column in columns
    )
    local_due = due_ms + offset * MINUTE_MS - rollover * HOUR_MS
    interval = np.where(local_due % DAY_MS == 0, np.maximum(local_due // DAY_MS - day, 0), 0)
    first, until = _lives(card, utc_ms, offset * MINUTE_MS - rollover * HOUR_MS, _restarts(store))
    last_day = _latest_day(day, first)
    return Log(
        card=card,
        utc_ms=utc_ms,
        day=day,
        hour=(utc_ms + offset * MINUTE_MS) // HOUR_MS % 24,
        rating=rating,
        duration_ms=duration,
        kind=kind,
        interval=interval,
        first=first,
        before=np.where(first, 0, _shifted(interval)),
        elapsed=np.where(first, 0, last_day - _shifted(last_day)),
        last_day=last_day,
        until=until,
    )


def _order(card: Ints, utc_ms: Ints) -> Ints:
    """Return the places by card, then moment, then id (the rows come by id): that of the fold.

    Ids begin with their moment, so one sort is nearly always enough. Not lexsort, which stops
    other threads for longer.
    """
    if bool((utc_ms[1:] >= utc_ms[:-1]).all()):
        return np.argsort(card, kind="stable")
    by_moment = np.argsort(utc_ms, kind="stable")
    return np.asarray(by_moment[np.argsort(card[by_moment], kind="stable")], dtype=np.int64)


def _shifted(column: Ints) -> Ints:
    """Return each place's predecessor; the first has itself, and nobody asks it."""
    return np.concatenate((column[:1], column[:-1]))


def _lives(
    card: Ints, utc_ms: Ints, shift_ms: Ints, restarts: Iterable[tuple[int, int]]
) -> tuple[Switches, Ints]:
    """Return `first` and `until`: a card begins, or begins anew after an event that restarts it.

    shift_ms: from UTC to the learner's study days.
    """
    first = np.ones(len(card), dtype=np.bool_)
    first[1:] = card[1:] != card[:-1]
    until = np.full(len(card), NEVER, dtype=np.int64)
    for card_id, moment in restarts:
        start, end = (int(np.searchsorted(card, card_id, side=side)) for side in _SIDES)
        place = start + int(np.searchsorted(utc_ms[start:end], moment, side="right"))
        if place < end:
            first[place] = True
        if place > start:
            until[place - 1] = (moment + int(shift_ms[place - 1])) // DAY_MS
    return first, until


def _latest_day(day: Ints, first: Switches) -> Ints:
    """Return the latest day of a memory so far: westward travel counts as 0 elapsed days."""
    if not len(day):
        return day
    memory = np.cumsum(first) - 1
    # Far apart, so that a maximum never comes from another memory.
    far = memory * (int(day.max()) - int(day.min()) + 1)
    return np.asarray(np.maximum.accumulate(day + far) - far, dtype=np.int64)


def _restarts(store: Store) -> list[tuple[int, int]]:
    """Return (card id, moment) of every event that let a memory begin anew and still counts."""
    kinds = ", ".join(f"'{name}'" for name in sorted({*RESTARTS, VOID}))
    sql = (
        "SELECT id, device, utc_ms, type, payload FROM event"
        f" WHERE type IN ({kinds}) ORDER BY utc_ms, id"
    )
    events = store.query(EventRow, sql)
    return [
        (event.card_id, event.utc_ms)
        for event in counting_events(events, voided(links(events)))
        if event.card_id is not None and event.get("restart")
    ]
