"""The two append-only tables, review and event: written once, read in order, never changed.

Owns the shape of their rows. Not here: what they add up to (replay.py), the memory derived from
them (store_memory.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cards.store import Store

COUNTING_KINDS = frozenset({"learn", "review", "relearn"})
VOID = "void"
BULK = "bulk"  # an act on many cards; a row for each is tied to it (act_rows.py)
TAG, UNTAG = "tag", "untag"


class ReviewRow(NamedTuple):
    """One answer, or (rating 0, kind `void`) the undoing of a row. Columns: 0001_start.sql.

    due_ms: the chosen due moment. At the start of a later study day it is an interval in days;
    anywhere else it is a step inside the day: so state and step follow from the log alone.
    """

    id: str
    card_id: int
    device: str
    utc_ms: int
    zone_offset_min: int
    rollover_hour: int
    study_day: int
    rating: int
    duration_ms: int
    kind: str
    state_before: int
    step_before: int | None
    stability_before: float | None
    difficulty_before: float | None
    elapsed_days: int | None
    due_ms: int
    scheduler: str
    parameters_hash: str
    desired_retention: float
    session: str
    origin: str
    external_id: str | None
    voids: str | None


class EventRow(NamedTuple):
    """Anything else a learner does. payload: JSON; `card` in it is a card id as a string."""

    id: str
    device: str
    utc_ms: int
    type: str
    payload: str

    def get(self, name: str) -> str | int | float | None:
        """Return one plain value of the payload; None where there is none."""
        found = json.loads(self.payload).get(name)
        return found if isinstance(found, str | int | float) else None

    @property
    def card_id(self) -> int | None:
        """The card it is about, if it is about one."""
        card = self.get("card")
        return int(card) if isinstance(card, str) else None


class Action(NamedTuple):
    """One thing this device did, as undo sees it. type: `review`, `void`, or an event's type.

    An act on many cards is one thing: its event alone, without the rows of the cards (act_rows.py).
    """

    id: str
    utc_ms: int
    type: str
    card_id: int | None
    rating: int
    voids: str | None
    is_event: bool


_COLUMNS = ", ".join(ReviewRow._fields)
_INSERT_EVENT = "INSERT INTO event VALUES (?, ?, ?, ?, ?)"
_INSERT = f"INSERT INTO review ({_COLUMNS}) VALUES ({', '.join('?' * len(ReviewRow._fields))})"


def append_review(store: Store, row: ReviewRow) -> None:
    """Append one row, inside the transaction that changes the memory."""
    store.execute(_INSERT, row)


def append_reviews(store: Store, rows: Iterable[ReviewRow]) -> None:
    """Append many rows, as append_review does one."""
    store.execute_many(_INSERT, rows)


def append_event(store: Store, row: EventRow) -> None:
    """Append one event, inside the transaction that changes what follows from it."""
    store.execute(_INSERT_EVENT, row)


def append_events(store: Store, rows: Iterable[EventRow]) -> None:
    """Append many events, as append_event does one."""
    store.execute_many(_INSERT_EVENT, rows)


def history(store: Store, card_id: int) -> list[ReviewRow]:
    """Read all rows of a card, voided ones and voids too, in order of time."""
    sql = f"SELECT {_COLUMNS} FROM review WHERE card_id = ? ORDER BY utc_ms, id"
    return store.query(ReviewRow, sql, (card_id,))


def histories_of(store: Store, card_ids: Sequence[int]) -> Iterator[ReviewRow]:
    """Read all rows of some cards (a batch), card by card, each in order of time."""
    marks = ",".join("?" * len(card_ids))
    sql = f"SELECT {_COLUMNS} FROM review WHERE card_id IN ({marks}) ORDER BY card_id, utc_ms, id"
    return store.stream(ReviewRow, sql, card_ids)


def histories(store: Store) -> Iterator[ReviewRow]:
    """Read the whole log, card by card, each in order of time."""
    return store.stream(ReviewRow, f"SELECT {_COLUMNS} FROM review ORDER BY card_id, utc_ms, id")


def events_of(store: Store, card_id: int) -> list[EventRow]:
    """Read all events about one card, voids too, in order of time."""
    sql = (
        "SELECT id, device, utc_ms, type, payload FROM event"
        " WHERE json_extract(payload, '$.card') = ? ORDER BY utc_ms, id"
    )
    return store.query(EventRow, sql, (str(card_id),))


def events_of_cards(store: Store, card_ids: Sequence[int]) -> list[EventRow]:
    """Read all events about some cards (a batch), voids too, in order of time."""
    marks = ",".join("?" * len(card_ids))
    sql = (
        "SELECT id, device, utc_ms, type, payload FROM event"
        f" WHERE json_extract(payload, '$.card') IN ({marks}) ORDER BY utc_ms, id"
    )
    return store.query(EventRow, sql, [str(card) for card in card_ids])


def card_events(store: Store) -> list[EventRow]:
    """Read all events about any card, in order of time."""
    sql = (
        "SELECT id, device, utc_ms, type, payload FROM event"
        " WHERE json_extract(payload, '$.card') IS NOT NULL ORDER BY utc_ms, id"
    )
    return store.query(EventRow, sql)


def events_since(store: Store, since_ms: int) -> list[EventRow]:
    """Read all events from a moment on, in order of time."""
    sql = (
        "SELECT id, device, utc_ms, type, payload FROM event WHERE utc_ms >= ? ORDER BY utc_ms, id"
    )
    return store.query(EventRow, sql, (since_ms,))


def actions_since(store: Store, device: str, since_ms: int) -> list[Action]:
    """Read what this device did from a moment on, reviews and events, in order of time."""
    reviews = store.query(
        _review_action,
        "SELECT id, utc_ms, kind, card_id, rating, voids FROM review"
        " WHERE utc_ms >= :since AND device = :device AND session NOT IN"
        " (SELECT id FROM event WHERE utc_ms >= :since AND device = :device)",
        {"since": since_ms, "device": device},
    )
    events = store.query(
        _event_action,
        "SELECT id, utc_ms, type, json_extract(payload, '$.card'),"
        " CASE type WHEN 'void' THEN json_extract(payload, '$.voids') END FROM event"
        " WHERE utc_ms >= ? AND device = ? AND json_extract(payload, '$.act') IS NULL",
        (since_ms, device),
    )
    return sorted([*reviews, *events], key=lambda action: (action.utc_ms, action.id))


def _review_action(
    row_id: str, utc_ms: int, kind: str, card_id: int, rating: int, voids: str | None
) -> Action:
    name = VOID if kind == VOID else "review"
    return Action(row_id, utc_ms, name, card_id, rating, voids, is_event=False)


def _event_action(
    row_id: str, utc_ms: int, kind: str, card: str | None, voids: str | None
) -> Action:
    card_id = int(card) if isinstance(card, str) else None
    return Action(row_id, utc_ms, kind, card_id, 0, voids, is_event=True)


def event_link(row: EventRow) -> tuple[str, str | None]:
    """Return (id of an event, id of the row it undoes, or None), as voids.py takes it."""
    target = row.get("voids") if row.type == VOID else None
    return row.id, target if isinstance(target, str) else None


def newest_ms(store: Store, device: str, since_ms: int) -> int:
    """Return the moment of this device's newest row from a moment on; 0 for none.

    Rows never share a moment. The bound keeps it quick in a log that other devices have filled.
    """
    sql = "SELECT max(utc_ms) FROM {} WHERE device = ? AND utc_ms >= ?"
    tables = ("review", "event")
    return max(store.count(sql.format(table), (device, since_ms)) for table in tables)


def acted_after(store: Store, moment_ms: int) -> set[int]:
    """Return the cards with a row of any device later than a moment: clocks differ."""
    reviews = store.query(int, "SELECT card_id FROM review WHERE utc_ms > ?", (moment_ms,))
    events = store.query(
        int,
        "SELECT json_extract(payload, '$.card') FROM event WHERE utc_ms > ?"
        " AND json_extract(payload, '$.card') IS NOT NULL",
        (moment_ms,),
    )
    return {*reviews, *events}
