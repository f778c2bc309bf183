"""The exercise a learner names, the desk with the answer, and the log of what was done at it.

Owns how a command finds them. Not here: what is done there (exercise.py and its parts).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.study import Study
    from exercises.attempts import Attempts
    from exercises.folder import Exercise
    from exercises.workspace import Desk


def at_the_desk(name: str) -> tuple[Exercise, Desk]:
    """The exercise of this name and where its answer lies. Raises UnknownExercise.

    name: its folder's name, pack/name, or its title.
    """
    from cards.places import layers, places
    from exercises.folder import find
    from exercises.workspace import desk

    where = places(os.environ)
    exercise = find(layers(where), name.rpartition("/")[2])
    return exercise, desk(exercise, where.exercises)


@contextmanager
def studying() -> Iterator[Study]:
    """The learner's study, closed at the end. Raises CardsError."""
    from cards.places import places
    from cards.study import Study

    study = Study.open(places(os.environ))
    try:
        yield study
    finally:
        study.close()


@contextmanager
def log_of(exercise: Exercise) -> Iterator[Attempts]:
    """The log of an exercise; its card is made first where there is none yet.

    Raises CardsError, KgError.
    """
    with studying() as study:
        log = attempts_in(study, exercise)
        if not log.card.live:
            bring_cards_up_to_date(study)
            log = attempts_in(study, exercise)
        yield log


def attempts_in(study: Study, exercise: Exercise) -> Attempts:
    """The log of one exercise in an open study."""
    from exercises.attempts import Attempts

    return Attempts(exercise, study.store, study.settings, study.session, study.now)


def bring_cards_up_to_date(study: Study) -> None:
    """Compile what changed and make its cards. Raises CardsError, KgError."""
    from cards.refresh import refresh
    from cli.progress import reading_notes

    refresh(study.places, study.store, study.now().now_ms, progress=reading_notes())
