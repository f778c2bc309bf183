"""Writes what a learner does: one answer or one act, log row and memory row in one transaction.

Owns that an answer is on disk before anything else happens, and that it is taken only for the card
as it was shown. Not here: what an answer does (scheduler.py), undo (undo.py).
"""

from __future__ import annotations

import json
import os

from cards import replay, scheduler, store_memory, store_review
from cards.errors import AnsweredElsewhere
from cards.models import Memory, Outcome, Rating, State
from cards.new_id import RANDOM_BYTES, new_id
from cards.replay import refold
from cards.scheduler import Clock
from cards.settings import DEFAULT_PARAMETERS, Settings, memory_settings, parameters_hash
from cards.store import Store
from cards.store_memory import MemoryRow
from cards.store_review import VOID, Action, EventRow, ReviewRow

Json = str | int | float | list[float]
ORIGIN = "edgewise"
DRIFT_MS = 3_600_000  # a clock set back by less is smoothed over, so that rows keep their order
LONGEST_MS = 24 * 3_600_000
KINDS = {
    State.NEW: "learn",
    State.LEARNING: "learn",
    State.REVIEW: "review",
    State.RELEARNING: "relearn",
}


class Recorder:
    """The pen of one session on one device."""

    def __init__(self, store: Store, settings: Settings, session: str) -> None:
        self.store = store
        self.settings = settings
        self.session = session
        self.device = store.device()
        self._hash = parameters_hash(settings.parameters)

    def answer(self, shown: Memory, rating: Rating, duration_ms: int, clock: Clock) -> Outcome:
        """Record an answer to a card as it was shown; durable when this returns.

        Raises AnsweredElsewhere if its memory has changed since, BadInput, StoreError; after any
        of them nothing was saved.
        """
        with self.store.write():
            held = store_memory.read(self.store, shown.card_id)
            if held is None or (held.memory.reps, held.memory.last_ms) != (
                shown.reps,
                shown.last_ms,
            ):
                raise AnsweredElsewhere(shown.card_id)
            clock = self.stamp(clock)
            before = held.memory
            outcome = scheduler.outcome(before, rating, clock, self.settings)
            row = self.answer_row(before, outcome, clock)
            row = row._replace(duration_ms=min(max(0, duration_ms), LONGEST_MS))
            store_review.append_review(self.store, row)
            if before.last_ms is not None and clock.now_ms <= before.last_ms:
                refold(self.store, before.card_id, self.settings.parameters)
            else:
                store_memory.put(self.store, answered(held, outcome, clock))
        return outcome

    def answer_row(self, before: Memory, outcome: Outcome, clock: Clock) -> ReviewRow:
        """Make (not write) the row of an answer that took no time. clock: as `stamp` gives it."""
        elapsed = None if before.last_day is None else max(0, clock.day - before.last_day)
        row = self._row(before, clock, KINDS[before.state], int(outcome.rating), None)
        return row._replace(elapsed_days=elapsed, due_ms=outcome.memory.due_ms or 0)

    def act(self, kind: str, card_id: int | None, clock: Clock, **payload: Json) -> EventRow:
        """Record anything else: suspend, bury, flag, known, set_due, extend_limits, ...

        Raises StoreError; then nothing was saved.
        """
        about: dict[str, Json] = {} if card_id is None else {"card": str(card_id)}
        with self.store.write():
            row = self.event_row(kind, self.stamp(clock), {**about, **payload})
            store_review.append_event(self.store, row)
            if card_id is not None:
                refold(self.store, card_id, self.settings.parameters)
        return row

    def event_row(self, kind: str, clock: Clock, payload: dict[str, Json]) -> EventRow:
        """Make (not write) the row of an event. clock: as `stamp` gives it."""
        return EventRow(self._id(clock), self.device, clock.now_ms, kind, json.dumps(payload))

    def void(self, action: Action, clock: Clock) -> None:
        """Record that a row is undone (or, for a void, redone), inside the caller's transaction."""
        if action.is_event:
            self.act(VOID, action.card_id, clock, voids=action.id)
        elif action.card_id is not None:
            clock = self.stamp(clock)
            held = store_memory.read(self.store, action.card_id)
            memory = held.memory if held else Memory(action.card_id)
            store_review.append_review(self.store, self.void_row(memory, clock, action.id))
            refold(self.store, action.card_id, self.settings.parameters)

    def void_row(self, memory: Memory, clock: Clock, voids: str) -> ReviewRow:
        """Make (not write) the row that undoes a row. memory: the card's, as it is now."""
        return self._row(memory, clock, VOID, 0, voids)

    def stamp(self, clock: Clock) -> Clock:
        """Give a row its moment: never the same as, or just before, this device's newest row."""
        newest = store_review.newest_ms(self.store, self.device, clock.now_ms)
        if clock.now_ms <= newest < clock.now_ms + DRIFT_MS:
            return clock._replace(now_ms=newest + 1)
        return clock

    def _row(
        self, before: Memory, clock: Clock, kind: str, rating: int, voids: str | None
    ) -> ReviewRow:
        return ReviewRow(
            id=self._id(clock),
            card_id=before.card_id,
            device=self.device,
            utc_ms=clock.now_ms,
            zone_offset_min=clock.offset_min,
            rollover_hour=clock.rollover_hour,
            study_day=clock.day,
            rating=rating,
            duration_ms=0,
            kind=kind,
            state_before=int(before.state),
            step_before=before.step,
            stability_before=before.stability,
            difficulty_before=before.difficulty,
            elapsed_days=None,
            due_ms=0,
            scheduler=scheduler.version(),
            parameters_hash=self._hash,
            desired_retention=self.settings.desired_retention,
            session=self.session,
            origin=ORIGIN,
            external_id=None,
            voids=voids,
        )

    def _id(self, clock: Clock) -> str:
        return new_id(clock.now_ms, os.urandom(RANDOM_BYTES))


def answered(held: MemoryRow, outcome: Outcome, clock: Clock) -> MemoryRow:
    """Return a card's row after an answer that is the newest thing known of it."""
    last_day = held.memory.last_day
    return held._replace(
        memory=outcome.memory,
        first_day=clock.day if held.first_day is None else held.first_day,
        days=held.days + (last_day is None or clock.day > last_day),
    )


def log_memory_settings(recorder: Recorder, clock: Clock) -> bool:
    """Log the settings that shape memory if they changed, and fold the log under them.

    Returns whether anything changed. Other machines take the newest event as what is meant.
    """
    store, settings = recorder.store, recorder.settings
    chosen = memory_settings(settings)
    wanted = json.dumps(chosen, sort_keys=True)
    # A setting that came with a later version was at its default before.
    known = memory_settings(Settings()) | json.loads(store.meta("memory_settings") or "{}")
    if known == chosen:
        return False
    folded_with = store.meta("folded_with") or parameters_hash(DEFAULT_PARAMETERS)
    folding = parameters_hash(settings.parameters)
    with store.write():
        recorder.act("parameters", None, clock, **chosen)
        if folding != folded_with:
            replay.rebuild(store, settings.parameters)
            store.execute("INSERT OR REPLACE INTO meta VALUES ('folded_with', ?)", (folding,))
        store.execute("INSERT OR REPLACE INTO meta VALUES ('memory_settings', ?)", (wanted,))
    return True
