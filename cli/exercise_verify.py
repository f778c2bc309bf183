"""edgewise exercise verify: runs starter, solution and mutants of exercises, and says what fails.

Owns the bar, the summary, and how long exercises are run in full. Not here: which are meant
(exercise_chosen.py), what must hold (exercises/verify.py).
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.errors import CliError

if TYPE_CHECKING:
    from cli.rate_bar import RateBar
    from exercises.folder import Exercise
    from exercises.outcome import Outcome
    from exercises.runner import Job, Run
    from exercises.verify import Trial

_STOPPING = "ending the runs under way; Ctrl-C again stops at once"


class _Runs:
    """All runs under way, so that one wish ends them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: set[Run] = set()
        self.stopped = False

    def __call__(self, job: Job) -> Outcome:
        from exercises.errors import RunnerFailed
        from exercises.local_runner import LocalRunner
        from exercises.outcome import Outcome

        with self._lock:
            if self.stopped:
                raise RunnerFailed("stopped")
            under_way = LocalRunner().submit(job)
            self._under_way.add(under_way)
        if self.stopped:
            under_way.cancel()
        try:
            *_, last = under_way.events()
        finally:
            with self._lock:
                self._under_way.discard(under_way)
        if self.stopped or not isinstance(last, Outcome):
            raise RunnerFailed("stopped")
        return last

    def stop(self) -> None:
        """End them, and begin no more."""
        # From a signal's handler: the lock may be held by the very code that was interrupted.
        self.stopped = True
        for under_way in list(self._under_way):
            under_way.cancel()


def verify_all(args: argparse.Namespace) -> int:
    """Prove the exercises; 1 if one is unsound. Raises CliError, ExercisesError."""
    from cli.exercise_chosen import chosen
    from cli.rate_bar import RateBar
    from cli.wish_to_stop import heeded
    from exercises.errors import RunnerFailed

    seeds = _seeds(args.seeds)
    plan, left_out = chosen(args)
    if args.changed_since and not plan:
        print(f"No exercise changed since {args.changed_since}.{_left(left_out)}")
        return 0
    runs, begun = _Runs(), time.monotonic()
    bar, tally = RateBar(begun), _Tally()
    with heeded(_STOPPING) as wish:
        wish.then = runs.stop
        for number, (exercise, in_full) in enumerate(plan):
            tally.begin(exercise, in_full=in_full and _in_time(args, begun), wanted=in_full)
            try:
                for trial in _trials(exercise, args, seeds, runs, short=not tally.in_full):
                    bar.show(
                        f"Verifying {exercise.name}", number / len(plan), tally.runs + 1, "runs",
                        time.monotonic(),
                    )  # fmt: skip
                    tally.add(trial, _told(trial, bar, verbose=args.verbose))
            except RunnerFailed:
                if not runs.stopped:
                    raise
                break
    bar.clear()
    if runs.stopped:
        found = _count(tally.faults, "fault")
        raise CliError(f"stopped after {tally.runs} runs, {found} found so far.", 1)
    print(tally.sentence(time.monotonic() - begun, left_out))
    if args.changed_since:
        for line in tally.forms():
            print(line)
    return int(tally.faults > 0)


class _Tally:
    """What was run so far. in_full: the form of the exercise under way."""

    def __init__(self) -> None:
        self.runs = self.faults = self.skipped = 0
        self.in_full = False
        self._full: list[str] = []
        self._late: list[str] = []
        self._short = 0

    def begin(self, exercise: Exercise, *, in_full: bool, wanted: bool) -> None:
        """Count one exercise. wanted: whether it should have been in full, had there been time."""
        self.in_full = in_full
        self._short += not in_full
        if wanted:
            (self._full if in_full else self._late).append(exercise.name)

    def add(self, trial: Trial, faults: int) -> None:
        """Count one run."""
        from exercises.verify import SKIPPED

        self.runs += 1
        self.faults += faults
        self.skipped += trial.outcome is not None and trial.outcome.status == SKIPPED

    def sentence(self, seconds: float, left_out: int) -> str:
        """The last line."""
        number = len(self._full) + self._short
        found = _count(self.faults, "fault") if self.faults else "all hold"
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        runs = f"{_count(number, 'exercise')}, {_count(self.runs, 'run')} in {seconds:.0f} s"
        return f"{runs}: {found}{skipped}.{_left(left_out)}"

    def forms(self) -> Iterator[str]:
        """Which had which form."""
        yield f"In full: {', '.join(self._full) or 'none'}; in the short form: {self._short}."
        if self._late:
            yield f"Changed too, but the minutes were over: {', '.join(self._late)}."


def _in_time(args: argparse.Namespace, begun: float) -> bool:
    return args.minutes is None or time.monotonic() - begun < args.minutes * 60


def _trials(
    exercise: Exercise, args: argparse.Namespace, seeds: list[int], runs: _Runs, *, short: bool
) -> Iterator[Trial]:
    from exercises.errors import ExerciseBroken
    from exercises.verify import Trial, verify

    try:
        yield from verify(
            exercise, runs, seeds=seeds, device=args.device, short=short, jobs=args.jobs
        )
    except ExerciseBroken as broken:
        yield Trial(exercise.name, "files", 0, None, str(broken))


def _told(trial: Trial, bar: RateBar, *, verbose: bool) -> int:
    """Print a fault, or every run; returns how many faults it was."""
    if trial.fault or verbose:
        bar.clear()
        outcome = trial.outcome
        took = f" ({outcome.status}, {outcome.wall_s:.1f} s)" if outcome and verbose else ""
        seed = f" seed {trial.seed}" if trial.seed else ""
        fault = f": {trial.fault}" if trial.fault else ""
        print(f"{trial.exercise}: {trial.what}{seed}{took}{fault}", flush=True)
    return int(bool(trial.fault))


def _seeds(text: str) -> list[int]:
    try:
        seeds = [int(part) for part in text.split(",")]
    except ValueError:
        raise CliError(f"--seeds takes numbers with commas, like 1,2,3; not '{text}'.") from None
    return seeds


def _left(count: int) -> str:
    return f" {count} left out, for what they need is not installed." if count else ""


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
