"""What a learner does at one exercise, in the log; and the grade that its first pass of a day is.

Owns the events of type `exercise` in study.db and the one place where a run becomes a review: the
same log row as every other, so that undo, sync and statistics know it. A run that fails, is
cancelled or cannot be made here grades nothing. Not here: the rules (grading.py), running.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from cards import replay, store_memory, store_review
from cards.identity import digest, id_of
from cards.models import Memory, Rating, State
from cards.models import Outcome as Scheduled
from cards.record import Recorder
from cards.scheduler import Clock
from cards.settings import Settings
from cards.store import Store
from cards.store_exercises import card_at
from cards.store_review import EventRow
from exercises.folder import Exercise
from exercises.grading import HINT, LOOK, RUN, START, Attempt, gives_up, rating_of, worked_ms
from exercises.outcome import PASS, Outcome

EVENT = "exercise"
GUARD_TOLD = "exercise_guard_told"
OPEN, STARTED, PASSED, DUE = "open", "started", "passed", "due"
_SEEDS = 1 << 31


class Verdict(NamedTuple):
    """What a run (or giving up) did to the card. sentence: for the learner, '' where it is plain.

    rating: None where nothing was graded.
    """

    rating: Rating | None = None
    scheduled: Scheduled | None = None
    sentence: str = ""


class Progress(NamedTuple):
    """How far a learner is. state: open, started, passed or due. last: the last run.

    due_day: None before the first grade. open_tiers: what no passing run could be checked for.
    hints: read since the last grade.
    """

    state: str
    due_day: int | None
    last: Attempt | None
    open_tiers: tuple[str, ...]
    hints: int


class Attempts:
    """The log of one exercise. now: the moment as the learner lives it."""

    def __init__(
        self, exercise: Exercise, store: Store, settings: Settings, session: str,
        now: Callable[[], Clock],
    ) -> None:  # fmt: skip
        self.exercise = exercise
        self.store = store
        self.card = card_at(store, exercise.layer, exercise.name)
        # Once a day is the most an exercise is graded: steps inside the day mean nothing to it.
        plain = settings._replace(learning_steps_s=(), relearning_steps_s=())
        self._recorder = Recorder(store, plain, session)
        self._now = now

    @cached_property
    def _minutes(self) -> int:
        return self.exercise.spec.minutes

    # What is done

    def start(self) -> None:
        """The learner begins, or goes on. Raises StoreError."""
        self._act(START)

    def next_hint(self, total: int) -> int:
        """Log the next hint and return its number, from 1; the last one again when all are read."""
        with self.store.write():
            self._act(HINT)
            return min(total, self._hints(self._since(self._last_grade())))

    def would_cost(self) -> str:
        """Why looking at our solution now costs something, as a sentence; '': it does not."""
        memory, last = self._memory(), self._last_grade()
        day = self._now().day
        if not self.card.live or (last is not None and last.study_day >= day):
            return ""
        since = self._since(last)
        if gives_up(since, is_new=memory.state is State.NEW, is_due=_is_due(memory, day)):
            return "To look is to give up for today: it will be graded Again, and come back soon."
        return "A pass after that counts as Again today."

    def look(self) -> Verdict:
        """Log that our solution was shown; that is giving up where it is due or was begun."""
        with self.store.write():
            clock, last = self._now(), self._last_grade()
            memory, since = self._memory(), self._since(last)
            self._act(LOOK)
            graded_today = last is not None and last.study_day >= clock.day
            is_new, is_due = memory.state is State.NEW, _is_due(memory, clock.day)
            if graded_today or not gives_up(since, is_new=is_new, is_due=is_due):
                return Verdict()
            return self._grade(Rating.AGAIN, since, clock, "given up for today")

    def ran(self, outcome: Outcome, source: str, *, may_grade: bool = True) -> Verdict:
        """Log a run; the first pass of a study day grades the card. Durable when this returns.

        source: the answer that ran. may_grade: False leaves the card alone. Raises StoreError.
        """
        with self.store.write():
            clock, last = self._now(), self._last_grade()
            since, is_old = self._since(last), self.is_old(source)
            self._act(
                RUN, status=outcome.status, seconds=round(outcome.wall_s, 3),
                device=outcome.device, seed=outcome.seed, answer=fingerprint(source),
                open_tiers=" ".join(outcome.open_tiers), short=int(outcome.short),
            )  # fmt: skip
            if outcome.status != PASS or not may_grade:
                return Verdict()
            if outcome.short:
                return Verdict(sentence="The short form grades nothing.")
            if last is not None and last.study_day >= clock.day:
                word = Rating(last.rating).name.capitalize()
                return Verdict(sentence=f"Graded {word} today already; this run was practice.")
            if is_old:
                return Verdict(sentence=_same_answer(self.exercise.name))
            rating = rating_of(
                since, minutes=self._minutes, is_new=self._memory().state is State.NEW,
                day=clock.day, now_ms=clock.now_ms,
            )  # fmt: skip
            return self._grade(rating, since, clock, _REASONS.get(rating, ""))

    def _grade(self, rating: Rating, since: list[Attempt], clock: Clock, reason: str) -> Verdict:
        if not self.card.live:
            say = (
                "There is no card to grade: `edgewise check` says what is wrong with the exercise."
            )
            return Verdict(sentence=say)
        duration = worked_ms(since, clock.now_ms)
        done = self._recorder.answer(self._memory(), rating, duration, clock)
        word, why = rating.name.capitalize(), f", {reason}" if reason else ""
        say = f"Graded {word}{why}: it comes back {_in_days(done.interval_days)}."
        return Verdict(rating, done, say)

    # What is known

    def seed(self) -> int:
        """Return the seed of the next run: another one for every run, the same on no two days."""
        day = self._now().day
        runs = sum(each.act == RUN and each.day == day for each in self.history())
        return id_of("seed", self.card.node, str(day), str(runs)) % _SEEDS

    def progress(self, *, has_answer: bool) -> Progress:
        """Return how far the learner is. has_answer: there is an answer.py."""
        history, memory = self.history(), self._memory()
        runs = [each for each in history if each.act == RUN]
        passes = [each for each in runs if each.status == PASS and not each.short]
        state = PASSED if passes else STARTED if has_answer or history else OPEN
        if self.card.live and _is_due(memory, self._now().day):
            state = DUE
        tiers = set.intersection(*(set(each.open_tiers) for each in passes)) if passes else set()
        since = self._since(self._last_grade())
        due_day = memory.due_day if self.card.live else None
        last = runs[-1] if runs else None
        return Progress(state, due_day, last, tuple(sorted(tiers)), self._hints(since))

    def is_old(self, source: str) -> bool:
        """Whether this very answer passed on an earlier day of a graded exercise.

        To pass with it again shows nothing new.
        """
        day, mark = self._now().day, fingerprint(source)
        passed = any(
            each.status == PASS and each.day < day and each.answer == mark
            for each in self.history()
        )
        return passed and self._last_grade() is not None

    def history(self) -> list[Attempt]:
        """Return all that was done at this exercise, the oldest first."""
        rows = store_review.events_of(self.store, self.card.id)
        return [_attempt(row) for row in rows if row.type == EVENT]

    def _since(self, last: store_review.ReviewRow | None) -> list[Attempt]:
        return [each for each in self.history() if last is None or each.utc_ms > last.utc_ms]

    def _hints(self, since: list[Attempt]) -> int:
        return sum(each.act == HINT for each in since)

    def _last_grade(self) -> store_review.ReviewRow | None:
        rows = replay.counting(store_review.history(self.store, self.card.id))
        return rows[-1] if rows else None

    def _memory(self) -> Memory:
        row = store_memory.read(self.store, self.card.id)
        return Memory(self.card.id) if row is None else row.memory

    def _act(self, act: str, **more: str | int | float) -> None:
        clock = self._now()
        self._recorder.act(EVENT, self.card.id, clock, act=act, day=clock.day, **more)


_REASONS = {Rating.AGAIN: "for our solution was seen", Rating.HARD: "for a hint was used"}


def fingerprint(source: str) -> str:
    """What tells two answers apart, whatever their comments and blank lines."""
    try:
        return digest(ast.dump(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return digest(source)


def first_time(store: Store) -> bool:
    """Whether no run was made yet on this machine; from now on one was. Raises StoreError."""
    if store.meta(GUARD_TOLD):
        return False
    store.set_meta(GUARD_TOLD, "1")
    return True


def _attempt(row: EventRow) -> Attempt:
    found: dict[str, str | int | float] = json.loads(row.payload)
    return Attempt(
        act=str(found.get("act", "")), utc_ms=row.utc_ms, day=int(found.get("day", 0)),
        status=str(found.get("status", "")), seconds=float(found.get("seconds", 0)),
        device=str(found.get("device", "")),
        open_tiers=tuple(str(found.get("open_tiers", "")).split()),
        answer=str(found.get("answer", "")), short=bool(found.get("short")),
    )  # fmt: skip


def _is_due(memory: Memory, day: int) -> bool:
    """As cards/exercises_due.py says it."""
    if memory.last_day is None or memory.last_day >= day:
        return False
    return memory.state is not State.REVIEW or (memory.due_day or 0) <= day


def _same_answer(name: str) -> str:
    return (
        "Not graded: this very answer passed on an earlier day and shows nothing new. To review, "
        f"write it again: `edgewise exercise reset {name}` puts the starter back and keeps this."
    )


def _in_days(days: int) -> str:
    return "tomorrow" if days == 1 else f"in {days} days"
