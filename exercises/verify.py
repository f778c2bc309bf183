"""The contract of an exercise: the starter is open, the solution passes, every mutant is caught.

Owns what must hold before an exercise may ship. Not here: the format (spec.py), the printing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from exercises.errors import ExerciseBroken
from exercises.folder import FILES, Exercise
from exercises.outcome import Outcome
from exercises.runner import Job

FEWEST_MUTANTS = 5
SKIPPED = "skipped"
QUARTER = 0.25
Run = Callable[[Job], Outcome]


class Trial(NamedTuple):
    """One run of the contract. what: starter, solution or mutant NAME; fault: '' where it holds."""

    exercise: str
    what: str
    seed: int
    outcome: Outcome | None
    fault: str


class _Task(NamedTuple):
    what: str
    source: str
    seed: int
    caught_by: str


def verify(
    exercise: Exercise,
    run: Run,
    *,
    seeds: Sequence[int],
    device: str = "auto",
    short: bool = False,
    jobs: int = 1,
) -> Iterator[Trial]:
    """Make every run of the contract; trials come in order. Raises ExerciseBroken for its files.

    seeds: the solution runs on each, starter and mutants on the first. short: fewer steps; a
    mutant that only a figure can catch is then left to the full form. jobs: runs at one time.
    """
    for file in FILES:
        exercise.text(file)
    exercise.hints()
    tasks = _tasks(exercise, seeds, short)

    def trial(task: _Task) -> Trial:
        with tempfile.TemporaryDirectory(prefix="edgewise-verify-") as folder:
            answer = Path(folder) / "answer.py"
            answer.write_text(task.source, encoding="utf-8")
            outcome = run(Job(exercise, answer, task.seed, device=device, short=short))
        return Trial(exercise.name, task.what, task.seed, outcome, _fault(exercise, task, outcome))

    pool = ThreadPoolExecutor(jobs)
    try:
        yield from pool.map(trial, tasks)
    finally:
        pool.shutdown(cancel_futures=True)


def _tasks(exercise: Exercise, seeds: Sequence[int], short: bool) -> list[_Task]:
    mutants = exercise.mutants()
    if len(mutants) < FEWEST_MUTANTS:
        raise ExerciseBroken(
            exercise.root / "mutants.toml", f"has {len(mutants)} mutants, fewer than 5"
        )
    layers = {check.name: check.layer for check in exercise.spec.checks}
    for mutant in mutants:
        if mutant.caught_by not in layers:
            raise ExerciseBroken(
                exercise.root / "mutants.toml",
                f"{mutant.name}: there is no check '{mutant.caught_by}'",
            )
    tasks = [_Task("starter", exercise.text("starter.py"), seeds[0], "")]
    tasks += [_Task("solution", exercise.text("solution.py"), seed, "") for seed in seeds]
    tasks += [
        _Task(f"mutant {one.name}", one.source, seeds[0], one.caught_by)
        for one in mutants
        if not (short and layers[one.caught_by] in ("metric", "speed"))
    ]
    return tasks


def _fault(exercise: Exercise, task: _Task, outcome: Outcome) -> str:
    if outcome.status == SKIPPED:
        return ""
    if task.what == "solution":
        return _solution_fault(exercise, outcome)
    if task.what == "starter":
        is_open = any(check.status == "todo" for check in outcome.checks)
        return "" if is_open else f"does not say what is to do, but {_words(outcome)}"
    caught = [check.name for check in outcome.checks if check.status not in ("pass", "skipped")]
    if task.caught_by in caught:
        return ""
    return f"should be caught by {task.caught_by}, but {_words(outcome)}"


def _solution_fault(exercise: Exercise, outcome: Outcome) -> str:
    if not outcome.passed:
        return f"does not pass: {_words(outcome)}"
    most = exercise.spec.limits.wall_s * QUARTER
    if outcome.wall_s > most:
        return f"takes {outcome.wall_s:.1f} s, more than a quarter of wall_s ({most:.1f} s)"
    return ""


def _words(outcome: Outcome) -> str:
    return f"{outcome.status}{f' ({outcome.reason})' if outcome.reason else ''}"
