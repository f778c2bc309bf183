"""Practice: the queue of a session that leaves no trace in log, memory or schedule.

Owns which cards are practised (failed today, or all of a scope, due or not), that a card answered
Again comes once more at the end, and the undo of practice, which lives only as long as the session.
Not here: real sessions (queue.py), what a real answer does (study.py).
"""

from __future__ import annotations

from typing import NamedTuple

from cards import store_queue, tally
from cards.gate import Gates
from cards.models import Rating
from cards.queue import CHUNK, Queue, Remaining, Scope
from cards.scheduler import Clock
from cards.settings import Settings
from cards.store import Store
from cards.store_queue import Allowed, Entry
from cards.store_review import Action


class Step(NamedTuple):
    """One answer of a practice. seen: the moment of the newest row in the log before it, UTC ms."""

    entry: Entry
    rating: int
    seen: int

    @property
    def action(self) -> Action:
        """The answer as undo names one."""
        return Action("", 0, "review", self.entry.card_id, self.rating, None, is_event=False)


class Practice(Queue):
    """A list to go through; what was passed does not come back, what was failed does."""

    is_practice = True

    def __init__(self, store: Store, settings: Settings, allowed: Allowed, scope: Scope) -> None:
        super().__init__(store, settings, allowed, scope)
        self._scope = scope
        self._passed: set[int] = set()
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def fill(self, clock: Clock, gates: Gates) -> None:
        """Gather the cards again; those that were passed stay away. gates: not asked here."""
        day = clock.day
        self.done = tally.done_today(self._store.ask, day, clock.start_of(day))
        again = [entry.card_id for entry in self.main if entry.card_id in self._again]
        found = [each for each in self._gathered(day) if each.card_id not in self._passed]
        found.sort(key=lambda each: again.index(each.card_id) if each.card_id in again else -1)
        self.main = found if self.most is None else found[: self.most]

    @property
    def _again(self) -> set[int]:
        """Cards that were answered in this practice, and not passed since."""
        return {step.entry.card_id for step in self._done} - self._passed

    def _gathered(self, day: int) -> list[Entry]:
        store = self._store
        allowed = self._allowed
        if self._scope.failed_today:
            failed = frozenset(self.done.failed)
            allowed = failed if allowed is None else failed & allowed
        limit = CHUNK + len(self._passed)
        found = store_queue.met(store, day, limit, allowed)
        if self._allowed is not None and not self._scope.failed_today:
            # A narrow scope names cards to see them all; without one, new ones would never end.
            found += store_queue.new_cards(store, day, self._settings.new_order, limit, allowed)
        return found[:limit]

    def practised(self, entry: Entry, rating: int, seen: int) -> None:
        """Put a failed card last, let a passed one go; nothing else changes. seen: as in Step."""
        self._done.append(Step(entry, rating, seen))
        self._undone.clear()
        self._take(entry, rating)

    def _take(self, entry: Entry, rating: int) -> None:
        self.drop(entry.card_id)
        if rating == Rating.AGAIN:
            self.main.append(entry)
            return
        self._passed.add(entry.card_id)
        if self.most is not None:
            self.most = max(0, self.most - 1)

    def undo(self, logged_ms: int) -> Step | None:
        """Take the last answer back; its card is first again.

        logged_ms: when the last act in the log was done. None: that came later, or nothing is left.
        """
        if not self._done or self._done[-1].seen < logged_ms:
            return None
        step = self._done.pop()
        self._undone.append(step)
        card_id = step.entry.card_id
        self.drop(card_id)
        if card_id in self._passed:
            self._passed.remove(card_id)
            if self.most is not None:
                self.most += 1
        self.main.insert(0, step.entry)
        return step

    def redo(self) -> Step | None:
        """Do again what was undone last; None: nothing was."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self._take(step.entry, step.rating)
        return step

    def remaining(self) -> Remaining:
        """Count what is left of the practice."""
        return Remaining(len(self.main), 0, 0)
