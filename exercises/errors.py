"""Every error the workshop can raise.

ExercisesError
├── UnknownExercise    no exercise has this name
├── ExerciseBroken     the folder of an exercise is not as it must be (for its author)
├── AnswerMissing      there is no answer.py to run yet
├── ExtraMissing       it needs a package that is not installed
├── DataUnfit          an optional data file cannot be had, or is another file
├── NoHistory          git cannot say what changed
└── RunnerFailed       the run could not be started, or said nothing

Each message is one sentence or two: what, where, what to do. A wrong answer is no error: it is a
result. Not here: how a front end shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class ExercisesError(Exception):
    """Root of the room's errors; the text is for the learner."""


class UnknownExercise(ExercisesError):
    """No exercise has this name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(name, list(known), n=2)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(
            f"There is no exercise '{name}'.{hint} `edgewise exercise list` names them all."
        )


class ExerciseBroken(ExercisesError):
    """The folder of an exercise is not as it must be. line, column: of the place, from 1."""

    def __init__(self, where: Path, reason: str, line: int = 1, column: int = 1) -> None:
        self.where, self.reason, self.line, self.column = where, reason, line, column
        super().__init__(f"{where}: {reason}")


class AnswerMissing(ExercisesError):
    """There is no answer to run yet."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no answer to '{name}' yet; `edgewise exercise start {name}` writes the file "
            "to fill in."
        )


class ExtraMissing(ExercisesError):
    """A package is not installed."""

    def __init__(self, name: str, extra: str) -> None:
        super().__init__(
            f"'{name}' needs {extra}, which is not installed here; "
            f"`pip install 'edgewise[{extra}]'` brings it."
        )


class DataUnfit(ExercisesError):
    """An optional data file cannot be had, or is another file."""


class NoHistory(ExercisesError):
    """Git cannot say what changed here."""


class RunnerFailed(ExercisesError):
    """The run could not be started, or its warden said nothing."""
