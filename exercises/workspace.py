"""The learner's own copies: answer.py, the last report, and the backups of what was reset.

Owns the folder `exercises/<name>/` in the home, and the name of the one beside them for optional
data (optional_data.py fills it); an answer is never overwritten. Not here: what an
exercise is (folder.py), running it (runner.py).
"""

from __future__ import annotations

import difflib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from exercises.errors import AnswerMissing
from exercises.folder import Exercise
from exercises.outcome import Outcome, outcome_of
from kg.atomic_write import replace_file

DATA = ".data"


class Desk(NamedTuple):
    """Where the learner works on one exercise."""

    exercise: Exercise
    folder: Path

    @property
    def answer(self) -> Path:
        """The file to fill in."""
        return self.folder / "answer.py"

    @property
    def report(self) -> Path:
        """The last run, as JSON."""
        return self.folder / "report.json"


def desk(exercise: Exercise, home_exercises: Path) -> Desk:
    """The desk of an exercise; nothing is made. home_exercises: Places.exercises."""
    return Desk(with_data(exercise, home_exercises), home_exercises / exercise.name)


def with_data(exercise: Exercise, home_exercises: Path) -> Exercise:
    """The exercise with the optional data that the learner has got for it."""
    return Exercise(exercise.root, exercise.layer, home_exercises / DATA)


def start(place: Desk) -> bool:
    """Write the starter as answer.py where there is none; whether it was written."""
    if place.answer.exists():
        return False
    place.folder.mkdir(parents=True, exist_ok=True)
    replace_file(place.answer, place.exercise.text("starter.py").encode())
    return True


def reset(place: Desk, now_ms: int) -> Path | None:
    """Put the starter back; returns where the answer was kept. now_ms: UTC ms."""
    if not place.answer.exists():
        start(place)
        return None
    stamp = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%d-%H%M%S")
    kept = place.folder / f"answer-{stamp}.py"
    number = 1
    while kept.exists():
        kept = place.folder / f"answer-{stamp}-{number}.py"
        number += 1
    place.answer.rename(kept)
    start(place)
    return kept


def answer_of(place: Desk) -> Path:
    """The answer to run. Raises AnswerMissing."""
    if not place.answer.exists():
        raise AnswerMissing(place.exercise.name)
    return place.answer


def keep_report(place: Desk, outcome: Outcome) -> None:
    """Keep the last run beside the answer."""
    place.folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(outcome.raw, indent=1, ensure_ascii=False)
    replace_file(place.report, f"{text}\n".encode())


def last_report(place: Desk) -> Outcome | None:
    """The last run; None where there is none that can be read."""
    try:
        raw = json.loads(place.report.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return outcome_of(raw) if isinstance(raw, dict) else None


def difference(place: Desk, against: str) -> str:
    """A unified diff from `starter.py` or `solution.py` to the answer. Raises AnswerMissing."""
    mine = answer_of(place).read_text(encoding="utf-8").splitlines(keepends=True)
    theirs = place.exercise.text(against).splitlines(keepends=True)
    return "".join(difflib.unified_diff(theirs, mine, against, "answer.py"))
