"""What is on screen: chooses the current card and keeps it there until something is done with it.

Owns the link between the queue and the one card shown; study.py builds the answers on it. Not here:
answers and acts (study.py), the order of cards (queue.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from cards import scope, store_memory, store_queue
from cards.errors import NothingShown
from cards.gate import Gates, Verdict
from cards.models import Card, Memory
from cards.places import Places
from cards.queue import EVERYTHING, Queue, Remaining, Scope
from cards.record import Recorder
from cards.scheduler import Clock
from cards.settings import Settings
from cards.store import Store
from cards.store_cards import EXERCISE
from cards.store_memory import MemoryRow
from cards.store_queue import Entry
from cards.study_day import offset_at
from cards.why import PRACTICE, is_leech, why
from kg.compiled import Graph
from kg.errors import KgError

if TYPE_CHECKING:
    from cards.practice import Practice


class Shown(NamedTuple):
    """The card on screen. why: one phrase; remaining: with this card; leech: it is one."""

    card: Card
    memory: Memory
    why: str
    remaining: Remaining
    leech: bool


class Session:
    """The card on screen and the queue behind it, on one home."""

    def __init__(
        self,
        places: Places,
        settings: Settings,
        store: Store,
        clock: Callable[[], int],
        session: str,
    ) -> None:
        self.places = places
        self.settings = settings
        self.store = store
        self.session = session
        self._clock = clock
        self._recorder = Recorder(store, settings, session)
        self._graph: Graph | None = None
        self._queue: Queue | None = None
        self._pinned: int | None = None
        self._shown: Shown | None = None
        self._entry: Entry | None = None
        self._revealed: Clock | None = None
        self._empty_at: tuple[int, int] | None = None

    def now(self) -> Clock:
        """Return the moment as the learner lives it."""
        moment = self._clock()
        return Clock(moment, offset_at(moment, self.settings.zone), self.settings.rollover_hour)

    def graph(self) -> Graph:
        """Return the compiled graph, opened at first use. Raises GraphCacheError: there is none."""
        if self._graph is None:
            self._graph = Graph.open(self.places.graph_db)
        return self._graph

    def drop_graph(self) -> None:
        """Close the graph, so that the next use opens it again (after it was made anew)."""
        if self._graph is not None:
            self._graph.close()
            self._graph = None

    def _graph_if_any(self) -> Graph | None:
        try:
            return self.graph() if self.places.graph_db.exists() else None
        except KgError:
            return None

    def start(self, chosen: Scope = EVERYTHING) -> None:
        """Begin anew with these cards. Raises UnknownNode, AmbiguousNode, StoreError."""
        graph = self._graph_if_any() if chosen.node else None
        allowed = scope.allowed_cards(self.store, graph, chosen)
        if chosen.is_practice:
            from cards.practice import Practice

            self._queue = Practice(self.store, self.settings, allowed, chosen)
        else:
            self._queue = Queue(self.store, self.settings, allowed, chosen)
        self._pinned = None
        self._fill()

    def _fill(self) -> Queue:
        clock = self.now()
        queue = self._queue
        if queue is None:
            queue = self._queue = Queue(self.store, self.settings, None)
        queue.fill(clock, self._gates(clock))
        self._put_away()
        return queue

    def _gates(self, clock: Clock) -> Gates:
        return Gates(self.store, self._graph_if_any(), clock.day, self.settings.parameters)

    def _put_away(self) -> None:
        self._shown = self._entry = self._revealed = self._empty_at = None

    def current(self) -> Shown | None:
        """Return the card to answer now; None: nothing is due now (see next_wait_ms)."""
        if self._shown is not None:
            return self._shown
        clock = self.now()
        queue = self._queue
        if queue is None or queue.done.day != clock.day:
            queue = self._fill()
        while (entry := self._next(queue, clock)) is not None:
            shown = self._look(entry, queue, clock)
            if shown is not None:
                self._entry, self._shown = entry, shown
                return shown
            queue.drop(entry.card_id)
            self._pinned = None
        return None

    def _next(self, queue: Queue, clock: Clock) -> Entry | None:
        """Choose the next card; a list that ran dry is gathered again, once per change."""
        if self._pinned is not None:
            for entry in store_queue.entries(self.store, [self._pinned]):
                return entry
        mark = (clock.day, self.store.changes_elsewhere())
        if not queue.main and self._empty_at != mark:
            self._fill()
            self._empty_at = mark
        return queue.next(clock.now_ms)

    def _look(self, entry: Entry, queue: Queue, clock: Clock) -> Shown | None:
        """Read the card as it is now; None: it was answered, hidden or retired meanwhile."""
        row = store_memory.read(self.store, entry.card_id)
        card = store_queue.card(self.store, entry.card_id)
        if row is None or card is None or row.flags.buried_day == clock.day:
            return None
        if row.memory.reps != entry.reps or not _may_come(card, row, clock):
            return None
        verdict = queue.verdicts.get(entry.card_id, Verdict())
        reason = why(entry, verdict, clock, self.settings, queue.done.failed)
        if queue.is_practice:
            reason = f"{PRACTICE}; {reason}"
        leech = is_leech(row.memory.lapses, self.settings)
        return Shown(card, row.memory, reason, queue.remaining(), leech)

    @property
    def is_practice(self) -> bool:
        """Whether answers leave no trace (Scope.cram, Scope.failed_today)."""
        return self._queue is not None and self._queue.is_practice

    def _practice(self) -> Practice | None:
        """The queue, if it is one of a practice."""
        if self._queue is None or not self._queue.is_practice:
            return None
        from cards.practice import Practice

        return self._queue if isinstance(self._queue, Practice) else None

    def reread(self) -> Shown | None:
        """Read the card on screen anew, as its note says it now; the next card if it has gone.

        Raises NothingShown.
        """
        shown, _, _ = self._on_screen()
        self._put_away()
        self._pinned = shown.card.id
        return self.current()

    def look_again(self) -> None:
        """Gather again: something was graded elsewhere, such as an exercise by its run."""
        self._pinned = None
        self._fill()

    def upcoming(self, count: int) -> list[Shown]:
        """Return what comes next, in order, without showing any of it."""
        queue, clock = self._queue or self._fill(), self.now()
        looks = (self._look(entry, queue, clock) for entry in queue.ahead(clock.now_ms, count))
        return [shown for shown in looks if shown is not None]

    def next_wait_ms(self) -> int | None:
        """Return how long until a card in its steps can be asked; None: none, or others can."""
        queue = self._queue or self._fill()
        step = queue.next_step_ms()
        if step is None or queue.main or queue.exercises or self._shown is not None:
            return None
        wait = step - self.now().now_ms
        return wait if wait > self.settings.learn_ahead_s * 1000 else 0

    def _on_screen(self) -> tuple[Shown, Entry, Queue]:
        if self._shown is None or self._entry is None or self._queue is None:
            raise NothingShown
        return self._shown, self._entry, self._queue

    def _move_on(self) -> None:
        self._pinned = self._shown = self._entry = self._revealed = None


def _may_come(card: Card, row: MemoryRow, clock: Clock) -> bool:
    """Tell whether a card may be shown now; an exercise once a day, as long as it is due."""
    if card.kind != EXERCISE:
        return row.active
    memory = row.memory
    hidden = row.flags.suspended or row.flags.known
    return not hidden and (memory.last_day is None or memory.last_day < clock.day)
