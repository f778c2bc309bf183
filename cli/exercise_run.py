"""edgewise exercise run and watch: the answer is run, what it prints comes as it comes, then the
report, then what that means for the card.

Owns the exit codes (0 passed, 1 not passed, 3 it could not be run here), Ctrl-C, and when a file
counts as saved. Not here: running (exercises/), the words (exercise_text.py), grades (attempts.py).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from cli.errors import ENVIRONMENT, FINE, FOUND_PROBLEMS

if TYPE_CHECKING:
    from cli.wish_to_stop import WishToStop
    from exercises.attempts import Attempts, Verdict
    from exercises.folder import Exercise
    from exercises.outcome import Outcome
    from exercises.runner import Job, Run, Runner
    from exercises.workspace import Desk

_POLL_S = 0.2
_STOPPING = "stopping the run; Ctrl-C again stops at once"
_CLEAR = "\x1b[2J\x1b[H"


def run(args: argparse.Namespace) -> int:
    """Run once. Raises ExercisesError, CardsError."""
    from cli.exercise_desk import at_the_desk, log_of
    from cli.wish_to_stop import heeded
    from exercises.workspace import answer_of

    exercise, place = at_the_desk(args.name)
    answer_of(place)
    runner = runner_for(args, exercise)
    stream = sys.stderr if args.json else sys.stdout
    with log_of(exercise) as log, heeded(_STOPPING) as wish:
        tell_of_the_guard(log, stream)
        seed = log.seed() if args.seed is None else args.seed
        source, outcome = run_once(args, runner, place, seed, stream, wish)
        verdict = finish(place, log, outcome, source, may_grade=not args.no_grade)
    if args.json:
        graded = None if verdict.rating is None else verdict.rating.name.lower()
        said = {**outcome.raw, "graded": graded, "said": verdict.sentence}
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        show(outcome, verdict, stream)
    return code_of(outcome)


def watch(args: argparse.Namespace) -> int:
    """Run now and after each save until Ctrl-C; the code is that of the last whole run."""
    from cli.exercise_desk import at_the_desk, log_of
    from cli.wish_to_stop import heeded
    from exercises.workspace import answer_of

    exercise, place = at_the_desk(args.name)
    answer_of(place)
    runner = runner_for(args, exercise)
    code = FOUND_PROBLEMS
    with log_of(exercise) as log, heeded("") as wish:
        tell_of_the_guard(log, sys.stdout)
        while not wish.sleep(0):
            stamp = stamp_of(place.answer)
            if stamp is not None:
                outcome = _watched(args, runner, place, log, wish, stamp)
                code = code if outcome is None else code_of(outcome)
            while stamp_of(place.answer) in (stamp, None) and not wish.sleep(_POLL_S):
                pass
    return code


def _watched(
    args: argparse.Namespace,
    runner: Runner,
    place: Desk,
    log: Attempts,
    wish: WishToStop,
    stamp: object,
) -> Outcome | None:
    """One run of a watch, shown whole; None where it was cut short by a save or by Ctrl-C."""
    with _ended_by_a_save(place.answer, stamp) as saved:
        source, outcome = run_once(args, runner, place, log.seed(), sys.stdout, wish, saved)
    if outcome.status == "cancelled":
        return None
    if sys.stdout.isatty():
        print(_CLEAR, end="")
    show(outcome, finish(place, log, outcome, source, may_grade=True), sys.stdout)
    print(f"\nWatching {place.answer}; save it to run it again, Ctrl-C ends.", flush=True)
    return outcome


def run_once(
    args: argparse.Namespace,
    runner: Runner,
    place: Desk,
    seed: int,
    stream: TextIO,
    wish: WishToStop,
    started: Callable[[Run], None] | None = None,
) -> tuple[str, Outcome]:
    """Run the answer and print what it prints; returns the answer that ran, and the outcome.

    started: told of the run. Raises ExercisesError.
    """
    from exercises.runner import Job

    source = place.answer.read_text(encoding="utf-8", errors="replace")
    job = Job(
        place.exercise, place.answer, seed, device=args.device, short=args.short, strict=args.strict
    )
    under_way = runner.submit(job)
    wish.then = under_way.cancel
    if started is not None:
        started(under_way)
    try:
        return source, _followed(job, under_way, stream)
    finally:
        wish.then = None


def runner_for(args: argparse.Namespace, exercise: Exercise) -> Runner:
    """Where the answer runs. Raises ExtraMissing, RunnerFailed, CardsError."""
    from cards.places import places
    from cards.settings import load
    from exercises.elsewhere import runner_for as runner_of

    return runner_of(exercise, load(places(os.environ).settings), os.environ, args.on)


def _followed(job: Job, under_way: Run, stream: TextIO) -> Outcome:
    from exercises.errors import RunnerFailed
    from exercises.runner import Output

    outcome: Outcome | None = None
    with _Waiting(job.exercise.name) as waiting:
        for event in under_way.events():
            if isinstance(event, Output):
                cut = "\n(more was printed than is kept)\n" if event.cut else ""
                waiting.print(event.text + cut, stream)
            else:
                outcome = event
    if outcome is None:
        raise RunnerFailed("The run ended without a report; try it again.")
    return outcome


def finish(
    place: Desk, log: Attempts, outcome: Outcome, source: str, *, may_grade: bool
) -> Verdict:
    """Keep the report beside the answer and the run in the log. Raises StoreError."""
    from exercises.workspace import keep_report

    keep_report(place, outcome)
    return log.ran(outcome, source, may_grade=may_grade)


def show(outcome: Outcome, verdict: Verdict, stream: TextIO) -> None:
    """Print the report and what it means for the card."""
    from cli.exercise_text import said, show_report

    show_report(outcome, stream)
    if verdict.sentence:
        said(verdict.sentence, stream)
    stream.flush()


def tell_of_the_guard(log: Attempts, stream: TextIO) -> None:
    """Say once what the guard is and what it is not."""
    from cli.exercise_text import said
    from exercises.attempts import first_time
    from exercises.report_text import GUARD

    if first_time(log.store):
        said(GUARD, stream)
        print(file=stream, flush=True)


def code_of(outcome: Outcome) -> int:
    """The exit code of an outcome."""
    if outcome.passed:
        return FINE
    return ENVIRONMENT if outcome.status == "skipped" else FOUND_PROBLEMS


def stamp_of(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file is saved; None while there is none (editors swap files)."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


@contextmanager
def _ended_by_a_save(answer: Path, stamp: object) -> Iterator[Callable[[Run], None]]:
    """Cancels the run it is told of as soon as the answer is saved again."""
    over = threading.Event()
    threads: list[threading.Thread] = []

    def look(under_way: Run) -> None:
        while not over.wait(_POLL_S):
            if stamp_of(answer) not in (stamp, None):
                under_way.cancel()
                return

    def started(under_way: Run) -> None:
        threads.append(threading.Thread(target=look, args=(under_way,), daemon=True))
        threads[0].start()

    try:
        yield started
    finally:
        over.set()
        for thread in threads:
            thread.join()


class _Waiting:
    """A line on stderr that says how long a run takes so far; silent where nobody looks."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._is_seen = sys.stderr.isatty()
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> _Waiting:
        if self._is_seen:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._is_seen:
            self._thread.join()
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def print(self, text: str, stream: TextIO) -> None:
        """Print what the answer printed, in the line's place."""
        with self._lock:
            if self._is_seen:
                print("\r\033[K", end="", file=sys.stderr, flush=True)
            print(text, end="", file=stream, flush=True)

    def _tick(self) -> None:
        start = time.monotonic()
        while not self._over.wait(_POLL_S):
            passed = time.monotonic() - start
            line = f"\r\033[KRunning {self._name} ... {passed:.0f} s, Ctrl-C stops it"
            with self._lock:
                print(line, end="", file=sys.stderr, flush=True)
