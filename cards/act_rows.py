"""The rows of one act on many cards: an event that names the act, and a row a card that says it.

Owns how they are tied, and that they are undone whole. The event `bulk` says what was done to how
many; each row is an ordinary event with `act` (that event's id), or an ordinary answer whose
session is that id. So the fold needs to know nothing of it, and a part that arrives on another
machine before the rest is no fault. Not here: what may be done to which card (bulk.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cards import follow, own_tags, scheduler, store_memory, store_review
from cards.models import Memory, Rating
from cards.record import Json, Recorder, answered
from cards.scheduler import Clock
from cards.store import Store
from cards.store_memory import MemoryRow
from cards.store_review import BULK, TAG, UNTAG, VOID, Action

GRADE_NOW, RESET = "grade_now", "reset"
_SHAPING = frozenset({GRADE_NOW, RESET})  # these change stability and difficulty
Payload = Mapping[str, Json]


class _Row(NamedTuple):
    """One row of an act. review: it is an answer, or the undoing of one."""

    id: str
    card_id: int
    review: bool


def write(recorder: Recorder, kind: str, about: Mapping[int, Payload], clock: Clock) -> None:
    """Write one kind of event for each card, as one act. about: what each says of its card.

    Raises StoreError; then nothing was saved.
    """
    store = recorder.store
    with store.write():
        act = _begin(recorder, kind, len(about), clock)
        told: dict[str, Json] = {"act": act.id} if len(about) > 1 else {}
        rows = [
            recorder.event_row(kind, act.clock, {"card": str(card), **payload, **told})
            for card, payload in about.items()
        ]
        store_review.append_events(store, rows)
        if kind in (TAG, UNTAG):
            _retag(store, about)
        else:
            follow.take_up(store, rows, recorder.settings.parameters)


def _retag(store: Store, card_ids: Iterable[int]) -> None:
    for batch in store_memory.batches(card_ids):
        events: dict[int, list[store_review.EventRow]] = {}
        for event in store_review.events_of_cards(store, batch):
            events.setdefault(event.card_id or 0, []).append(event)
        own_tags.put(store, {card: own_tags.folded(own) for card, own in events.items()})


def answer(recorder: Recorder, held: Sequence[MemoryRow], rating: Rating, clock: Clock) -> None:
    """Write one answer for each card, as one act. Raises BadInput, StoreError; nothing was saved.

    held: the cards as they stand, read inside the caller's transaction.
    """
    store = recorder.store
    act = _begin(recorder, GRADE_NOW, len(held), clock, rating=int(rating))
    late = store_review.acted_after(store, act.clock.now_ms)
    rows, made = [], []
    for row in held:
        outcome = scheduler.outcome(row.memory, rating, act.clock, recorder.settings)
        answer_row = recorder.answer_row(row.memory, outcome, act.clock)
        rows.append(answer_row._replace(session=act.id) if len(held) > 1 else answer_row)
        made.append(answered(row, outcome, act.clock))
    store_review.append_reviews(store, rows)
    store_memory.put_many(store, made)
    late &= {row.memory.card_id for row in held}
    follow.refold_many(store, late, recorder.settings.parameters)


class _Act(NamedTuple):
    """The act at hand. id: of its event, '' for a single card, which needs none."""

    id: str
    clock: Clock


def _begin(recorder: Recorder, kind: str, cards: int, clock: Clock, **told: Json) -> _Act:
    clock = recorder.stamp(clock)
    if cards <= 1:
        return _Act("", clock)
    payload: dict[str, Json] = {"kind": kind, "cards": cards, **told}
    row = recorder.event_row(BULK, clock, payload)
    store_review.append_event(recorder.store, row)
    return _Act(row.id, clock)


def void(recorder: Recorder, target: Action, kind: str, clock: Clock) -> None:
    """Undo an act whole, or redo it (target: the event that undid it), in the caller's transaction.

    kind: what the act did, as its event has it. Raises StoreError.
    """
    store = recorder.store
    rows = _rows_of(store, target)
    clock = recorder.stamp(clock)
    # Later than what it undoes, or it would not undo it (voids.py).
    clock = clock._replace(now_ms=max(clock.now_ms, target.utc_ms + 1))
    header = recorder.event_row(VOID, clock, {"voids": target.id, "cards": len(rows)})
    store_review.append_event(store, header)
    store_review.append_events(
        store,
        (
            recorder.event_row(
                VOID, clock, {"card": str(row.card_id), "voids": row.id, "act": header.id}
            )
            for row in rows
            if not row.review
        ),
    )
    store_review.append_reviews(
        store,
        (
            recorder.void_row(Memory(row.card_id), clock, row.id)._replace(session=header.id)
            for row in rows
            if row.review
        ),
    )
    cards = [row.card_id for row in rows]
    if kind in (TAG, UNTAG):
        _retag(store, cards)
        return
    parameters, stays = recorder.settings.parameters, kind not in _SHAPING
    follow.refold_many(store, cards, parameters, memory_stays=stays)


def _rows_of(store: Store, target: Action) -> list[_Row]:
    """The rows that are tied to an act or to its undoing; all were written in one moment."""
    events = store.query(
        lambda row_id, card: _Row(row_id, int(card), False),
        "SELECT id, json_extract(payload, '$.card') FROM event"
        " WHERE utc_ms = ? AND json_extract(payload, '$.act') = ?",
        (target.utc_ms, target.id),
    )
    reviews = store.query(
        lambda row_id, card: _Row(row_id, card, True),
        "SELECT id, card_id FROM review WHERE utc_ms = ? AND session = ?",
        (target.utc_ms, target.id),
    )
    return sorted(events + reviews, key=lambda row: row.card_id)


def told(store: Store, act_id: str) -> dict[str, Json]:
    """Return what the event of an act says: kind, cards, and for a grade the rating."""
    text = store.one(str, "SELECT payload FROM event WHERE id = ?", (act_id,))
    found = json.loads(text or "{}")
    return found if isinstance(found, dict) else {}
