"""A fact whose number changed: its history stays in the log, its memory starts again.

Owns the event that says so to every machine and to the replay. Which change is one is decided by
card_diff.py. Not here: the fold that heeds the event (replay.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from cards import store_memory, store_review
from cards.card_diff import Change
from cards.identity import id_of
from cards.new_id import RANDOM_BYTES, new_id
from cards.store import Store
from cards.store_memory import MemoryRow

VALUE_CHANGED = "value_changed"


def restart(store: Store, changes: Iterable[Change], now_ms: int) -> None:
    """A changed number is another thing to know: the history is kept, the memory starts again.

    The event says so to every machine; one that came from another machine already is not repeated.
    """
    rows = store_memory.read_many(store, [c.card.id for c in changes])
    for change in changes:
        row = rows.get(change.card.id)
        if row is None or not row.memory.reps or change.before is None:
            continue
        payload: dict[str, str | bool] = {
            "card": str(change.card.id),
            "from": change.before.card.fingerprint,
            "to": change.card.fingerprint,
            "old": change.before.card.answer,
            "new": change.card.answer,
            "restart": True,
        }
        if _is_known(store, change.card.id, payload):
            continue
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        event = store_review.EventRow(
            new_id(now_ms, _bytes_of(payload)), store.device(), now_ms, VALUE_CHANGED, text
        )
        store_review.append_event(store, event)
        store_memory.put(store, _fresh(row))


def _bytes_of(payload: dict[str, str | bool]) -> bytes:
    """What stands for randomness in the event's id: the change itself, so nothing is drawn."""
    fields = [str(payload[name]) for name in ("card", "from", "to")]
    high, low = id_of("high", *fields), id_of("low", *fields)
    return (high.to_bytes(8, "big") + low.to_bytes(8, "big"))[:RANDOM_BYTES]


def _is_known(store: Store, card_id: int, payload: dict[str, str | bool]) -> bool:
    return any(
        event.type == VALUE_CHANGED
        and event.get("from") == payload["from"]
        and event.get("to") == payload["to"]
        for event in store_review.events_of(store, card_id)
    )


def _fresh(row: MemoryRow) -> MemoryRow:
    """The row of a card that was never answered, with the learner's own flags kept."""
    memory = type(row.memory)(row.memory.card_id)
    return MemoryRow(memory, None, 0, row.flags, row.active, row.position)
