"""edgewise exercise verify: runs starter, solution and mutants of exercises, and says what fails.

Owns which exercises are meant, the bar, and the summary. Not here: what must hold
(exercises/verify.py).
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
    from cli.rate_bar import RateBar
    from cli.wish_to_stop import heeded
    from exercises.errors import RunnerFailed
    from exercises.verify import SKIPPED

    seeds = _seeds(args.seeds)
    chosen, left_out = _chosen(args)
    runs, begun = _Runs(), time.monotonic()
    bar = RateBar(begun)
    found = done = skipped = 0
    with heeded(_STOPPING) as wish:
        wish.then = runs.stop
        for number, exercise in enumerate(chosen):
            try:
                for trial in _trials(exercise, args, seeds, runs):
                    done += 1
                    bar.show(
                        f"Verifying {exercise.name}", number / len(chosen), done, "runs",
                        time.monotonic(),
                    )  # fmt: skip
                    found += _told(trial, bar, verbose=args.verbose)
                    skipped += trial.outcome is not None and trial.outcome.status == SKIPPED
            except RunnerFailed:
                if not runs.stopped:
                    raise
                break
    bar.clear()
    seconds = time.monotonic() - begun
    if runs.stopped:
        raise CliError(f"stopped after {done} runs, {_count(found, 'fault')} found so far.", 1)
    print(
        f"{_count(len(chosen), 'exercise')}, {_count(done, 'run')} in {seconds:.0f} s: "
        f"{_count(found, 'fault') if found else 'all hold'}"
        f"{f', {skipped} skipped' if skipped else ''}.{_left(left_out)}"
    )
    return int(found > 0)


def _trials(
    exercise: Exercise, args: argparse.Namespace, seeds: list[int], runs: _Runs
) -> Iterator[Trial]:
    from exercises.errors import ExerciseBroken
    from exercises.verify import Trial, verify

    try:
        yield from verify(
            exercise, runs, seeds=seeds, device=args.device, short=args.short, jobs=args.jobs
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


def _chosen(args: argparse.Namespace) -> tuple[list[Exercise], int]:
    """The exercises that are meant, and how many of them cannot run here for a missing extra."""
    import os

    from cards.places import layers, places
    from exercises.extras import missing, require
    from exercises.folder import every, find

    found = layers(places(os.environ))
    if bool(args.name) == args.all:
        raise CliError("name one or more exercises, or say --all.")
    if args.name:
        chosen = [find(found, name) for name in args.name]
        for exercise in chosen:
            require(exercise)
    else:
        chosen = every(found)
    if args.torch or args.no_torch:
        chosen = [each for each in chosen if each.spec.needs_torch == args.torch]
        if args.torch and chosen:
            require(chosen[0])
    able = [each for each in chosen if not missing(each)]
    return able, len(chosen) - len(able)


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
