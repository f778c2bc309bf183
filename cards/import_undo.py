"""Takes a whole import back, and brings it again: one act for any number of rows.

Owns which rows belong to an import (those of its session) and to the undoing of it (those that
name the event of the undoing). Memory stays bounded, however many rows there are. Not here: what
an import writes (foreign_reviews.py), when it is undone (undo.py).
"""

from __future__ import annotations

import json
from itertools import groupby

from cards import replay, store_review
from cards.models import Memory
from cards.record import Recorder
from cards.scheduler import Clock
from cards.store import Store, Value
from cards.store_review import VOID, Action

_TABLE = "temp.taken_back"
# What the import wrote: not the voids of its undoing, which name an event.
_OWN = "session = :session AND (kind <> 'void' OR external_id IS NULL)"
_OF_UNDOING = "session = :session AND kind = 'void' AND external_id = :event"


def take_back(recorder: Recorder, action: Action, clock: Clock) -> None:
    """Undo every row of an import, inside the caller's transaction. Raises StoreError."""
    _void_all(recorder, action, action, _OWN, clock)


def bring_again(recorder: Recorder, void: Action, action: Action, clock: Clock) -> None:
    """Undo the undoing of an import, inside the caller's transaction. Raises StoreError.

    void: the event that undid it. action: the import.
    """
    _void_all(recorder, void, action, _OF_UNDOING, clock)


def sentence(store: Store, action: Action) -> str:
    """Name an import: 'the import of 200 reviews from Anki.'"""
    told = _payload(store, action.id)
    reviews, gone = told.get("reviews"), told.get("gone")
    origin = str(told.get("origin", "")).capitalize()
    if not reviews and gone:
        return f"the import from {origin} that took {_many(gone)} back."
    return f"the import of {_many(reviews)} from {origin}."


def _many(count: object) -> str:
    return "1 review" if count == 1 else f"{count} reviews"


def _void_all(recorder: Recorder, target: Action, action: Action, where: str, clock: Clock) -> None:
    store = recorder.store
    session = str(_payload(store, action.id).get("session", ""))
    clock = recorder.stamp(clock)
    event = recorder.act(VOID, None, clock, voids=target.id)
    values: dict[str, Value] = {"session": session, "event": target.id}
    store.execute(f"DROP TABLE IF EXISTS {_TABLE}")
    store.execute(
        f"CREATE TEMP TABLE taken_back AS SELECT card_id, id, utc_ms FROM review WHERE {where}"
        " ORDER BY card_id, id",
        values,
    )
    rows = store.stream(_row, f"SELECT card_id, id, utc_ms FROM {_TABLE} ORDER BY rowid")
    for card_id, own in groupby(rows, key=lambda row: row[0]):
        for _, row_id, utc_ms in own:
            # Later than what it undoes, or it would not undo it (voids.py).
            later = clock._replace(now_ms=max(clock.now_ms, utc_ms + 1))
            row = recorder.void_row(Memory(card_id), later, row_id)
            store_review.append_review(store, row._replace(session=session, external_id=event.id))
        replay.refold(store, card_id, recorder.settings.parameters)
    store.execute(f"DROP TABLE {_TABLE}")


def _row(card_id: int, row_id: str, utc_ms: int) -> tuple[int, str, int]:
    return card_id, row_id, utc_ms


def _payload(store: Store, event_id: str) -> dict[str, object]:
    text = store.one(str, "SELECT payload FROM event WHERE id = ?", (event_id,))
    found = json.loads(text or "{}")
    return found if isinstance(found, dict) else {}
