"""The study session: the one object both front ends hold, from the first card to the last.

Owns what can be done with the current card; every answer is durable before the next card is chosen.
Not here: choosing the card (session.py, queue.py), recording (record.py), figures (counts.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from cards import (
    counts,
    scheduler,
    settings,
    store_glance,
    store_memory,
    store_queue,
    undo,
)
from cards.counts import Counts
from cards.errors import AnsweredElsewhere, BadInput, GradedByRun, UnknownCard
from cards.gate import Weak
from cards.models import Memory, Outcome, Rating, State
from cards.new_id import RANDOM_BYTES, new_id
from cards.places import Places
from cards.queue import Scope
from cards.record import Recorder, log_memory_settings
from cards.scheduler import Clock, Four
from cards.session import Session, Shown
from cards.store import Store
from cards.store_cards import EXERCISE
from cards.store_review import newest_ms
from cards.study_day import now_ms
from cards.undo import Undone
from cards.why import becomes_leech

if TYPE_CHECKING:
    from cards.card_info import CardInfo, CardOfNode
    from cards.practice import Practice

__all__ = ["Counts", "Graded", "Leech", "Scope", "Shown", "Study"]
WEAKEST = 3
MARKS = ("suspend", "unsuspend", "flag", "unflag", "known", "unknown", "unbury")


class Leech(NamedTuple):
    """A card forgotten too often, and the prerequisites that are remembered worst."""

    card_id: int
    lapses: int
    weakest: list[Weak]


class Graded(NamedTuple):
    """What an answer did; in practice, what it would have done.

    leech: set at the 8th lapse, then at every 4th (settings.toml).
    """

    outcome: Outcome
    leech: Leech | None


class Study(Session):
    """One session on one home. Not for several threads; several processes are fine."""

    @classmethod
    def open(
        cls, places: Places, *, clock: Callable[[], int] = now_ms, session: str | None = None
    ) -> Study:
        """Open settings and study.db (made where there is none).

        clock: returns UTC ms. Raises SettingsError, StoreError.
        """
        chosen = settings.load(places.settings)
        store = Store.open(places.study_db, backups=places.backups)
        try:
            name = session or new_id(clock(), os.urandom(RANDOM_BYTES))
            study, opened = cls(places, chosen, store, clock, name), False
            log_memory_settings(study._recorder, study.now())
            study._note_settings()
            opened = True
            return study
        finally:
            if not opened:
                store.close()

    def _note_settings(self) -> None:
        """Leave word for `edgewise due` of the settings in force, so that it need not read them."""
        chosen = self.settings
        limits = (chosen.reviews_per_day, chosen.new_per_day, chosen.new_while_behind)
        mark = store_glance.mark_of(str(self.places.settings))
        note = store_glance.seen(mark, chosen.rollover_hour, limits, chosen.zone)
        if note != (self.store.meta(store_glance.SEEN) or store_glance.DEFAULTS):
            self.store.set_meta(store_glance.SEEN, note)

    def use(self, chosen: settings.Settings) -> None:
        """Put changed settings into force; today's queue is gathered anew. Raises StoreError."""
        self.settings = chosen
        self._recorder = Recorder(self.store, chosen, self.session)
        log_memory_settings(self._recorder, self.now())
        self._note_settings()
        self.start()

    def close(self) -> None:
        """Close the databases; nothing is left to save."""
        self.drop_graph()
        self.store.close()

    def counts(self) -> Counts:
        """Return the day's figures for the whole collection, whatever the scope."""
        return counts.count(self.store, self.settings, self.now())

    # What is answered

    def preview(self) -> Four:
        """Return what each of the four answers to the current card will really schedule.

        The answer counts in the study day in which it was previewed. Raises NothingShown,
        GradedByRun for an exercise.
        """
        shown, _, _ = self._on_screen()
        self._not_by_hand(shown)
        self._revealed = self.now()
        return scheduler.preview(shown.memory, self._revealed, self.settings)

    def grade(self, rating: Rating, duration_ms: int) -> Graded:
        """Record an answer to the current card; on disk when this returns.

        duration_ms: from question to answer. Raises NothingShown, GradedByRun (an exercise),
        BadInput, StoreError (nothing was saved, the card stays) and AnsweredElsewhere (nothing was
        saved, the next card comes).
        """
        shown, entry, queue = self._on_screen()
        self._not_by_hand(shown)
        if (practice := self._practice()) is not None:
            return self._practised(practice, rating)
        try:
            outcome = self._recorder.answer(shown.memory, rating, duration_ms, self._moment())
        except AnsweredElsewhere:
            self._pinned = None
            self._fill()
            raise
        after = outcome.memory
        queue.answered(
            entry,
            entry._replace(
                state=int(after.state),
                step=after.step,
                stability=after.stability,
                last_day=after.last_day,
                due_ms=after.due_ms,
                due_day=after.due_day,
                reps=after.reps,
                lapses=after.lapses,
            ),
            rating,
        )
        self._move_on()
        return Graded(outcome, self._leech(shown, after))

    def _practised(self, practice: Practice, rating: Rating) -> Graded:
        """Take an answer of a practice: nothing is written anywhere."""
        shown, entry, _ = self._on_screen()
        outcome = scheduler.outcome(shown.memory, rating, self._moment(), self.settings)
        today = self.now().start_of(self.now().day)
        seen = newest_ms(self.store, self._recorder.device, today)
        practice.practised(entry, int(rating), seen)
        self._move_on()
        return Graded(outcome, None)

    def _not_by_hand(self, shown: Shown) -> None:
        if shown.card.kind == EXERCISE:
            raise GradedByRun(shown.card.node.rpartition("/")[2])

    def _moment(self) -> Clock:
        """Return the moment of the answer: never later than the study day it was previewed in."""
        clock, seen = self.now(), self._revealed
        if seen is None or (clock.day, clock.offset_min) == (seen.day, seen.offset_min):
            return clock
        return seen._replace(now_ms=min(clock.now_ms, seen.start_of(seen.day + 1) - 1))

    def _leech(self, shown: Shown, after: Memory) -> Leech | None:
        lapsed = after.lapses > shown.memory.lapses
        if not lapsed or not becomes_leech(after.lapses, self.settings):
            return None
        weakest = self._gates(self.now()).weakest(shown.card.node, WEAKEST)
        return Leech(shown.card.id, after.lapses, weakest)

    # Other acts

    def suspend(self) -> None:
        """Never ask the current card again, until `mark` says unsuspend."""
        self._hide("suspend")

    def bury(self) -> None:
        """Do not ask the current card again today."""
        self._hide("bury", day=self.now().day)

    def known(self) -> None:
        """Take the current card as known: it is not asked, and holds no other card up."""
        self._hide("known")

    def _hide(self, kind: str, **payload: int) -> None:
        shown, _, queue = self._on_screen()
        self._recorder.act(kind, shown.card.id, self.now(), **payload)
        queue.drop(shown.card.id)
        self._move_on()

    def flag(self, note: str = "") -> None:
        """Flag the current card for fixing; it stays on screen."""
        shown, _, _ = self._on_screen()
        self._recorder.act("flag", shown.card.id, self.now(), note=note)

    def mark(self, kind: str, card_id: int) -> None:
        """Suspend, unsuspend, flag, unflag, known, unknown or unbury any card.

        Raises BadInput for another kind, UnknownCard.
        """
        if kind not in MARKS:
            raise BadInput(f"A card cannot be marked '{kind}'; it can be {', '.join(MARKS)}.")
        if store_queue.card(self.store, card_id) is None:
            raise UnknownCard(card_id)
        self._recorder.act(kind, card_id, self.now())
        self._fill()

    def set_due(self, card_id: int, days: int) -> None:
        """Move a card's due date to so many study days from today. Raises BadInput, UnknownCard."""
        row = store_memory.read(self.store, card_id)
        if row is None:
            raise UnknownCard(card_id)
        if row.memory.state is State.NEW or not 0 <= days <= self.settings.maximum_interval:
            raise BadInput(
                "Only a card that was answered before can be moved, and by 0 to "
                f"{self.settings.maximum_interval} days; answer it first, or choose fewer days."
            )
        clock = self.now()
        day = clock.day + days
        self._recorder.act("set_due", card_id, clock, due_day=day, due_ms=clock.start_of(day))
        self._fill()

    def extend_limits(self, new: int = 0, reviews: int = 0) -> None:
        """Raise today's limits, for today only."""
        clock = self.now()
        self._recorder.act("extend_limits", None, clock, day=clock.day, new=new, reviews=reviews)
        self._fill()

    def undo(self) -> str | None:
        """Undo the last act of this study day; its card comes back. None: nothing is left."""
        if practice := self._practice():
            step = practice.undo(undo.last_ms(self._recorder, self.now()))
            if step is not None:
                self._move_on()
                return f"Undid {undo.named(self._recorder, step.action)}"
        undone = undo.undo(self._recorder, self.now())
        if undone is None:
            return None
        self._after(undone, 1)
        self._pinned = undone.action.card_id
        return undone.sentence

    def redo(self) -> str | None:
        """Redo what was undone last. None: nothing is left."""
        if (practice := self._practice()) and (step := practice.redo()):
            self._move_on()
            return f"Redid {undo.named(self._recorder, step.action)}"
        redone = undo.redo(self._recorder, self.now())
        if redone is None:
            return None
        self._after(redone, -1)
        return redone.sentence

    def _after(self, what: Undone, cards: int) -> None:
        """Gather again; an undone answer gives its place in a limited session back."""
        queue = self._queue
        if (
            queue is not None
            and not queue.is_practice
            and queue.most is not None
            and what.action.type == "review"
        ):
            queue.most = max(0, queue.most + cards)
        self._pinned = None
        self._fill()

    # What is known

    def info(self, card_id: int) -> CardInfo:
        """Return everything about one card. Raises UnknownCard."""
        from cards import card_info

        return card_info.info(self.store, card_id, self.now(), self.settings.parameters)

    def cards_of(self, node_key: str) -> list[CardOfNode]:
        """Return a node's cards with their memory, blocked and retired ones too."""
        from cards import card_info

        return card_info.cards_of(self.store, node_key)
