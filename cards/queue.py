"""Today's queue: gather, apply the day's limits, one sibling a day, then order.

Owns which card comes next and in what order. Holds the day's list in memory; a grade costs no new
gathering. Not here: the SQL (store_queue.py), gating (gate.py), memory (scheduler.py), the words
for why a card is shown (why.py).
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from typing import NamedTuple

from cards import store_exercises, store_queue, tally
from cards.gate import Gates, Verdict
from cards.models import Rating, State
from cards.scheduler import Clock
from cards.settings import Settings
from cards.store import Store
from cards.store_queue import Allowed, Entry
from cards.tally import Done, Siblings

CHUNK = 500  # reviews held at once
GATE_LOOK = 500  # new cards looked at before gated ones fill up
WINDOW = 12  # how far a card may move to keep neighbours apart


class Scope(NamedTuple):
    """Which cards a session is about; each part narrows it, empty: all of today's.

    node: a node's name, with what lies up to `depth` edges away. limit: cards, not answers. ahead:
    also the reviews of so many days to come, and no new card; these are real answers. failed_today,
    cram: practice, which never touches log or schedule (practice.py); of what was failed today, or
    of all cards whether due or not. cards: ids, chosen one by one.
    """

    node: str | None = None
    type: str | None = None
    tag: str | None = None
    limit: int | None = None
    depth: int = 1
    ahead: int = 0
    failed_today: bool = False
    cram: bool = False
    cards: frozenset[int] = frozenset()

    @property
    def is_practice(self) -> bool:
        """Whether answers leave no trace: nothing is logged, nothing is scheduled."""
        return self.cram or self.failed_today


EVERYTHING = Scope()


class Remaining(NamedTuple):
    """What this session still has today: due reviews, new cards, cards in their steps; exercises.

    Those come when all else is done: one takes as long as a hundred cards.
    """

    due: int
    new: int
    learning: int
    exercises: int = 0


def _relations(entry: Entry) -> tuple[int, int, str, str]:
    return entry.card_id, entry.group_id, entry.node, entry.object


def _reviews(due: Callable[[int], list[Entry]], room: int, siblings: Siblings) -> list[Entry]:
    """Take due reviews in their order until the room is used; siblings of a taken card wait.

    due: reads the first so many.
    """
    want = min(room, CHUNK)
    limit = want * 2
    while want:
        read = due(limit)
        taken = [entry for entry in read if siblings.take(*_relations(entry))][:want]
        if len(taken) == want or len(read) < limit:
            return taken
        limit *= 4
    return []


def _new(
    store: Store,
    settings: Settings,
    day: int,
    room: int,
    siblings: Siblings,
    allowed: Allowed,
    waits: Callable[[Entry], bool],
) -> list[Entry]:
    """Take new cards in study order; those that wait for something fill what is left."""
    if not room:
        return []
    taken: list[Entry] = []
    waiting: list[Entry] = []
    limit = room * 3 + 20
    seen = 0
    while True:
        read = store_queue.new_cards(store, day, settings.new_order, limit, allowed)
        for entry in read[seen:]:
            if waits(entry):
                waiting.append(entry)
            elif siblings.take(*_relations(entry)):
                taken.append(entry)
            if len(taken) == room:
                return taken
        seen = len(read)
        if seen < limit or (seen >= GATE_LOOK and waiting):
            break
        limit *= 4
    taken += [entry for entry in waiting if siblings.take(*_relations(entry))]
    return taken[:room]


def spread(entries: list[Entry]) -> list[Entry]:
    """Keep cards about the same node from following each other, moving none further than needed."""
    left = list(entries)
    made: list[Entry] = []
    while left:
        near = {node for entry in made[-1:] for node in (entry.node, entry.object) if node}
        apart = (
            place
            for place, entry in enumerate(left[:WINDOW])
            if entry.node not in near and entry.object not in near
        )
        made.append(left.pop(next(apart, 0)))
    return made


def interleave(reviews: list[Entry], new: list[Entry]) -> list[Entry]:
    """Put the new cards among the reviews at even distances, both in their own order."""
    made: list[Entry] = []
    ratio = len(reviews) / (len(new) + 1)
    placed = 0
    for number, entry in enumerate(new, start=1):
        upto = round(ratio * number)
        made += [*reviews[placed:upto], entry]
        placed = upto
    return made + reviews[placed:]


class Queue:
    """One session's list. Refill it when the day turns or when others may have changed it."""

    is_practice = False

    def __init__(
        self, store: Store, settings: Settings, allowed: Allowed, scope: Scope = EVERYTHING
    ) -> None:
        self._store = store
        self._settings = settings
        self._allowed = allowed
        self._days_ahead = scope.ahead
        self.most = scope.limit
        self._last = 0
        self.done = Done(0)
        self.main: list[Entry] = []
        self.steps: list[tuple[int, int, Entry]] = []
        self.exercises: list[Entry] = []
        self.verdicts: dict[int, Verdict] = {}
        self._new_left = 0
        self._more = 0

    def fill(self, clock: Clock, gates: Gates) -> None:
        """Gather the day again from the database."""
        store, settings, allowed = self._store, self._settings, self._allowed
        day = clock.day
        self.done = done = tally.done_today(store.ask, day, clock.start_of(day))
        for_reviews, for_new = tally.rooms(
            store.ask,
            done,
            settings.reviews_per_day,
            settings.new_per_day,
            settings.new_while_behind,
        )
        if self._days_ahead:
            # Who asks for more than the day holds is past its limits; new cards are another wish.
            for_reviews, for_new = tally.MOST, 0
        siblings = tally.siblings_of_day(store.ask, done)
        in_steps = store_queue.learning(store, day, allowed)
        self.steps = sorted((entry.due_ms or 0, entry.card_id, entry) for entry in in_steps)
        self.verdicts = {}
        reviews = _reviews(self._due(day), for_reviews, siblings)
        new = _new(store, settings, day, for_new, siblings, allowed, self._judge(gates))
        self.exercises = self._exercises(day)
        if self.most is not None:
            reviews = reviews[: self.most]
            new = new[: self.most - len(reviews)]
            self.exercises = self.exercises[: self.most - len(reviews) - len(new)]
        self.main = spread(interleave(reviews, new))
        self._new_left = len(new)
        self._more = self._beyond(len(reviews), for_reviews)

    def _due(self, day: int) -> Callable[[int], list[Entry]]:
        """What reads the first so many reviews that a session of this day may ask."""
        store, order, allowed = self._store, self._settings.review_order, self._allowed
        if self._days_ahead:
            until = day + self._days_ahead
            return lambda limit: store_queue.reviews_ahead(store, day, until, limit, allowed)
        return lambda limit: store_queue.due_reviews(store, day, order, limit, allowed)

    def _exercises(self, day: int) -> list[Entry]:
        if self._days_ahead:
            return []
        ids = store_exercises.waiting(self._store, day, self._allowed)
        read = {entry.card_id: entry for entry in store_queue.entries(self._store, ids)}
        return [read[each] for each in ids]

    def _judge(self, gates: Gates) -> Callable[[Entry], bool]:
        def waits(entry: Entry) -> bool:
            verdict = gates.verdict(entry)
            if not self._settings.gate:
                verdict = verdict._replace(waits_for="")
            self.verdicts[entry.card_id] = verdict
            return bool(verdict.waits_for)

        return waits

    def _beyond(self, held: int, room: int) -> int:
        """Estimate the due reviews that a full chunk left for the next filling."""
        if held < CHUNK or self._allowed is not None or self.most is not None:
            return 0
        due = tally.behind(self._store.ask, self.done.day + self._days_ahead + 1, room)
        return max(0, min(room, due) - held)

    def next(self, now_ms: int) -> Entry | None:
        """Return the card to show now without removing it; None: nothing is due now.

        Steps that are due come first, then the list; with the list empty, steps may come early.
        Exercises come last.
        """
        if self.steps and self.steps[0][0] <= now_ms:
            return self.steps[0][2]
        if self.main:
            return self.main[0]
        early = now_ms + self._settings.learn_ahead_s * 1000
        ahead = [step[2] for step in self.steps if step[0] <= early]
        other = [entry for entry in ahead if entry.card_id != self._last]
        return next(iter([*other, *ahead, *self.exercises]), None)

    def drop(self, card_id: int) -> None:
        """Take a card out of every list: it was answered, hidden, or changed elsewhere."""
        for place, entry in enumerate(self.main):
            if entry.card_id == card_id:
                self._new_left -= entry.state == State.NEW
                del self.main[place]
                break
        self.steps = [step for step in self.steps if step[1] != card_id]
        self.exercises = [entry for entry in self.exercises if entry.card_id != card_id]

    def answered(self, before: Entry, after: Entry, rating: Rating) -> None:
        """Take over an answer: the card as it was, and as it is now."""
        self.drop(after.card_id)
        self._last = after.card_id
        self.done.add(after.card_id, before.state, rating)
        if self.most is not None and before.state in (State.NEW, State.REVIEW):
            self.most = max(0, self.most - 1)
        if after.state in (State.LEARNING, State.RELEARNING):
            insort(self.steps, (after.due_ms or 0, after.card_id, after))

    def ahead(self, now_ms: int, count: int) -> list[Entry]:
        """Return the next cards in the order they would come, without removing them."""
        due = [entry for due_ms, _, entry in self.steps if due_ms <= now_ms]
        return [*due, *self.main, *self.exercises][:count]

    def remaining(self) -> Remaining:
        """Count what is left in this session."""
        new = self._new_left
        due = len(self.main) - new + self._more
        return Remaining(due, new, len(self.steps), len(self.exercises))

    def next_step_ms(self) -> int | None:
        """Return when the earliest card in its steps is due; None: there is none."""
        return self.steps[0][0] if self.steps else None
