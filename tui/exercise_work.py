"""One run of an answer in a thread, and what it has printed so far; and reading an exercise.

Owns what runs there and how it is cancelled. A thread touches no widget and ends in a message. Not
here: the run itself and where it is made (exercises/elsewhere.py), what a run means for the card
(exercises/attempts.py), the screen (screens/exercise.py).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from textual.message import Message

from kg.errors import KgError
from tui.remedy import LEARNER_ERRORS, sentence

if TYPE_CHECKING:
    from cards.places import Places
    from cards.settings import Settings
    from exercises.outcome import Outcome
    from exercises.runner import Job, Run, Runner
    from exercises.workspace import Desk
    from tui.blocks import Block
    from tui.exercise_door import Found

Post = Callable[[Message], object]
# More than anyone scrolls through; the rest is in no report either.
_KEPT = 40_000


class ExerciseRead(Message):
    """All that the screen needs to know of an exercise.

    hints: the blocks of each. last: the run before. lacking: an extra to install, or ''.
    """

    def __init__(
        self,
        place: Desk,
        task: list[Block],
        hints: list[list[Block]],
        last: Outcome | None,
        lacking: str,
    ) -> None:
        self.place = place
        self.task = task
        self.hints = hints
        self.last = last
        self.lacking = lacking
        super().__init__()


class ExerciseUnread(Message):
    """The exercise cannot be read; why."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__()


class RunEnded(Message):
    """A run is over. outcome: None where it could not be made; then `why` says so."""

    def __init__(self, live: LiveRun, outcome: Outcome | None, why: str = "") -> None:
        self.live = live
        self.outcome = outcome
        self.why = why
        super().__init__()


class LiveRun:
    """A run as the screen sees it: what it has printed, and a way to end it.

    source: the answer that runs. stamp: of its file when the run was begun.
    """

    def __init__(self, job: Job, source: str, stamp: object) -> None:
        self.job = job
        self.source = source
        self.stamp = stamp
        self.changes = 0
        self._begun = time.monotonic()
        self._printed = ""
        self._cut = False
        self._lock = Lock()
        self._cancelled = False
        self._run: Run | None = None

    @property
    def seconds(self) -> float:
        """How long it runs."""
        return time.monotonic() - self._begun

    @property
    def printed(self) -> str:
        """The latest of what it printed."""
        with self._lock:
            return self._printed

    @property
    def cut(self) -> bool:
        """Whether more was printed than is kept."""
        return self._cut

    def print(self, text: str, *, cut: bool) -> None:
        """Take what was printed."""
        with self._lock:
            self._printed = (self._printed + text)[-_KEPT:]
            self._cut = self._cut or cut
            self.changes += 1

    def cancel(self) -> None:
        """End it, also where it is only about to begin."""
        with self._lock:
            self._cancelled = True
            if self._run is not None:
                self._run.cancel()

    def began(self, run: Run) -> None:
        """It is under way."""
        with self._lock:
            self._run = run
            if self._cancelled:
                run.cancel()

    def ended(self) -> None:
        """There is nothing left to cancel."""
        with self._lock:
            self._run = None


def read_exercise(found: Found, places: Places, settings: Settings, post: Post) -> None:
    """Read an exercise and what the screen tells of it."""
    from exercises.elsewhere import is_here
    from exercises.extras import missing
    from exercises.folder import Exercise
    from exercises.workspace import desk, last_report
    from tui.exercise_text import hint_blocks, task_blocks

    try:
        exercise = Exercise(found.root, found.layer)
        place = desk(exercise, places.exercises)
        task = task_blocks(exercise.text("task.md"))
        hints = [hint_blocks(number, text) for number, text in enumerate(exercise.hints(), 1)]
        lacking = missing(exercise) if is_here(settings.exercises_on) else ""
    except LEARNER_ERRORS as error:
        post(ExerciseUnread(sentence(error)))
        return
    # What the log and the first run need is loaded here, where nobody waits for it.
    for room in ("exercises.attempts", "exercises.elsewhere"):
        import_module(room)
    post(ExerciseRead(place, task, hints, last_report(place), lacking))


def run_answer(live: LiveRun, place: Desk, settings: Settings, post: Post) -> None:
    """Run an answer to its end, where the settings say, and keep the report beside it."""
    from exercises.elsewhere import runner_for

    try:
        outcome = _to_end(live, runner_for(place.exercise, settings, os.environ))
        if outcome.status != "cancelled":
            _keep(place, outcome)
        post(RunEnded(live, outcome))
    except LEARNER_ERRORS as error:
        post(RunEnded(live, None, sentence(error)))
    except OSError as error:
        post(RunEnded(live, None, f"The run could not be made: {error}."))


def _to_end(live: LiveRun, runner: Runner) -> Outcome:
    from exercises.errors import RunnerFailed
    from exercises.runner import Output

    outcome: Outcome | None = None
    run = runner.submit(live.job)
    live.began(run)
    try:
        for event in run.events():
            if isinstance(event, Output):
                live.print(event.text, cut=event.cut)
            else:
                outcome = event
    finally:
        live.ended()
    if outcome is None:
        raise RunnerFailed("The run ended without a report; try it again.")
    return outcome


def _keep(place: Desk, outcome: Outcome) -> None:
    from exercises.workspace import keep_report

    # The report is a convenience; the run itself goes into the log.
    with suppress(OSError, KgError):
        keep_report(place, outcome)


def stamp_of(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file is saved; None while there is none (editors swap files)."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
