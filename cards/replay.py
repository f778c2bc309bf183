"""The fold of the log: what all rows of a card add up to, computed from nothing but the log.

Owns which rows count (not the voided ones), how state, step, stability, difficulty and due follow
from them, and the rebuild of the memory table. Not here: FSRS itself (scheduler.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import isclose
from typing import NamedTuple

from cards import store_memory, store_review
from cards.models import Memory, Rating, State
from cards.scheduler import advance
from cards.store import Store
from cards.store_memory import Flags, MemoryRow, Standing
from cards.store_review import COUNTING_KINDS, TAG, UNTAG, VOID, EventRow, ReviewRow
from cards.study_day import day_start_ms, study_day
from cards.voids import voided

TOLERANCE = 1e-9
# With `restart`: the memory begins anew. A changed value (what was learnt is no longer what is
# asked), or the learner's wish (bulk.reset).
RESTARTS = frozenset({"value_changed", "reset"})
DUE_EVENTS = frozenset({"set_due", "postpone"})
_FLAG_EVENTS = frozenset(
    {"suspend", "unsuspend", "bury", "unbury", "flag", "unflag", "known", "unknown"}
)
_NOWHERE = Standing(live=False, position=0)


def links(rows: Iterable[ReviewRow | EventRow]) -> list[tuple[str, str | None]]:
    """Return which row undoes which."""
    return [
        (row.id, row.voids) if isinstance(row, ReviewRow) else store_review.event_link(row)
        for row in rows
    ]


def counting(rows: Sequence[ReviewRow], undone: frozenset[str] | None = None) -> list[ReviewRow]:
    """Return the rows that count, in order: answers of the schedule that nothing undid."""
    undone = voided(links(rows)) if undone is None else undone
    return [
        row
        for row in rows
        if row.rating in (1, 2, 3, 4) and row.kind in COUNTING_KINDS and row.id not in undone
    ]


def counting_events(
    events: Sequence[EventRow], undone: frozenset[str] | None = None
) -> list[EventRow]:
    """Return the events that nothing undid, in order, without the voids."""
    undone = voided(links(events)) if undone is None else undone
    return [row for row in events if row.type != VOID and row.id not in undone]


def fold(
    card_id: int,
    reviews: Sequence[ReviewRow],
    events: Sequence[EventRow],
    parameters: tuple[float, ...] | None,
    standing: Standing = _NOWHERE,
) -> MemoryRow:
    """Return the memory row that all rows and events of one card add up to.

    reviews, events: everything there is about the card, voided or not, in order of (utc_ms, id).
    parameters: None leaves stability and difficulty out, for a caller who has them.
    """
    folded = MemoryRow(Memory(card_id), position=standing.position)
    for _, after in walk(card_id, reviews, events, parameters, standing):
        folded = after
    return folded._replace(active=is_active(folded.flags, standing))


def walk(
    card_id: int,
    reviews: Sequence[ReviewRow],
    events: Sequence[EventRow],
    parameters: tuple[float, ...] | None,
    standing: Standing = _NOWHERE,
) -> Iterator[tuple[ReviewRow | EventRow, MemoryRow]]:
    """Fold step by step: each row that counts, and what the card is after it (`active` aside)."""
    folded = MemoryRow(Memory(card_id), position=standing.position)
    undone = voided(links([*reviews, *events]))
    steps: list[ReviewRow | EventRow] = [
        *counting(reviews, undone),
        *counting_events(events, undone),
    ]
    for row in sorted(steps, key=lambda row: (row.utc_ms, row.id)):
        if isinstance(row, ReviewRow):
            folded = _answered(folded, row, parameters)
        else:
            folded = acted(folded, row)
        yield row, folded


def acted(before: MemoryRow, row: EventRow) -> MemoryRow:
    """Return what a card is after one event that counts (`active` aside)."""
    if row.type in DUE_EVENTS:
        return before._replace(memory=_moved(before.memory, row))
    if row.type in RESTARTS and row.get("restart"):
        return MemoryRow(
            Memory(before.memory.card_id), flags=before.flags, position=before.position
        )
    if row.type in _FLAG_EVENTS:
        return before._replace(flags=flagged(before.flags, row))
    return before


def is_active(flags: Flags, standing: Standing) -> bool:
    """Tell whether a card of this standing may be asked at all."""
    return standing.live and not flags.suspended and not flags.known


def _answered(folded: MemoryRow, row: ReviewRow, parameters: tuple[float, ...] | None) -> MemoryRow:
    before = folded.memory
    new_day = before.last_day is None or row.study_day > before.last_day
    last_day = row.study_day if before.last_day is None else max(row.study_day, before.last_day)
    elapsed = 0 if before.last_day is None else last_day - before.last_day
    stability, difficulty = before.stability, before.difficulty
    if parameters is not None:
        stability, difficulty = advance(stability, difficulty, elapsed, row.rating, parameters)
    state, step = _standing_after(before, row)
    lapsed = row.rating == Rating.AGAIN and before.state is State.REVIEW
    memory = Memory(
        card_id=row.card_id,
        state=state,
        step=step,
        stability=stability,
        difficulty=difficulty,
        last_ms=row.utc_ms,
        last_day=last_day,
        due_ms=row.due_ms,
        due_day=_due_day(row),
        reps=before.reps + 1,
        lapses=before.lapses + lapsed,
    )
    first_day = row.study_day if folded.first_day is None else folded.first_day
    return folded._replace(memory=memory, first_day=first_day, days=folded.days + new_day)


def _due_day(row: ReviewRow) -> int:
    return study_day(row.due_ms, row.zone_offset_min, row.rollover_hour)


def _standing_after(before: Memory, row: ReviewRow) -> tuple[State, int | None]:
    """Return state and step after an answer: an interval in days graduates, all else is a step."""
    day = _due_day(row)
    starts = day_start_ms(day, row.zone_offset_min, row.rollover_hour)
    if day > row.study_day and row.due_ms == starts:
        return State.REVIEW, None
    if before.state is State.REVIEW:
        return State.RELEARNING, 0
    state = State.LEARNING if before.state is State.NEW else before.state
    here = before.step or 0
    step = {Rating.AGAIN: 0, Rating.HARD: here}.get(Rating(row.rating), here + 1)
    return state, step


def _moved(memory: Memory, row: EventRow) -> Memory:
    """Apply a later due date to a card that has a memory; a new card has no due date to move."""
    due_ms, due_day = row.get("due_ms"), row.get("due_day")
    if memory.state is State.NEW or not isinstance(due_ms, int) or not isinstance(due_day, int):
        return memory
    return memory._replace(state=State.REVIEW, step=None, due_ms=due_ms, due_day=due_day)


def flagged(flags: Flags, row: EventRow) -> Flags:
    """Return the flags after one event."""
    match row.type:
        case "suspend" | "unsuspend":
            return flags._replace(suspended=row.type == "suspend")
        case "flag" | "unflag":
            return flags._replace(flagged=row.type == "flag")
        case "known" | "unknown":
            return flags._replace(known=row.type == "known")
        case "bury":
            day = row.get("day")
            return flags._replace(buried_day=day if isinstance(day, int) else 0)
        case _:
            return flags._replace(buried_day=0)


def refold(store: Store, card_id: int, parameters: tuple[float, ...]) -> MemoryRow:
    """Fold one card again from the log and store the row; inside a transaction of the caller."""
    events = store_review.events_of(store, card_id)
    row = fold(
        card_id,
        store_review.history(store, card_id),
        events,
        parameters,
        store_memory.standing(store, card_id),
    )
    store_memory.put(store, row)
    retag(store, card_id, events)
    return row


def retag(store: Store, card_id: int, events: Sequence[EventRow]) -> None:
    """Bring one card's own tags in line with its events, if any of those is about a tag."""
    if any(row.type in (TAG, UNTAG) for row in events):
        from cards import own_tags  # most sessions never need it

        own_tags.refold(store, card_id, events)


def folded_rows(store: Store, parameters: tuple[float, ...]) -> Iterator[MemoryRow]:
    """Fold every card that has history or is in the card table, from the log alone."""
    standings = store_memory.standings(store)
    events: dict[int, list[EventRow]] = {}
    for event in store_review.card_events(store):
        if event.card_id is not None:
            events.setdefault(event.card_id, []).append(event)
    for card_id, rows in groupby(store_review.histories(store), key=lambda row: row.card_id):
        own = events.pop(card_id, [])
        yield fold(card_id, list(rows), own, parameters, standings.pop(card_id, _NOWHERE))
    for card_id in sorted(events.keys() | standings.keys()):
        own, standing = events.get(card_id, []), standings.get(card_id, _NOWHERE)
        yield fold(card_id, [], own, parameters, standing)


class Difference(NamedTuple):
    """How the memory table differs from the fold: rows that differ or lack, rows nothing needs."""

    changed: list[MemoryRow]
    surplus: list[int]


def compare(store: Store, parameters: tuple[float, ...]) -> Difference:
    """Compare the memory table with the fold of the log, row by row, to 1e-9."""
    stored = store_memory.every(store)
    changed: list[MemoryRow] = []
    for row in folded_rows(store, parameters):
        kept = stored.pop(row.memory.card_id, None)
        needed = row.memory.reps > 0 or row.active or row.flags != Flags()
        if (kept is None and needed) or (kept is not None and not same(kept, row)):
            changed.append(row)
    return Difference(changed, sorted(stored))


def rebuild(store: Store, parameters: tuple[float, ...]) -> Difference:
    """Make the memory table what the log says; return what had to change. One transaction."""
    from cards import own_tags

    with store.write():
        found = compare(store, parameters)
        store_memory.put_many(store, found.changed)
        store_memory.remove(store, found.surplus)
        own_tags.rebuild(store)
    return found


def same(one: MemoryRow, other: MemoryRow) -> bool:
    """Tell whether two rows agree: stability and difficulty to 1e-9, all else exactly."""
    close = _close(one.memory.stability, other.memory.stability) and _close(
        one.memory.difficulty, other.memory.difficulty
    )
    return close and _exact(one) == _exact(other)


def _exact(row: MemoryRow) -> MemoryRow:
    return row._replace(memory=row.memory._replace(stability=None, difficulty=None))


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
