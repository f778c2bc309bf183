"""Errors of the rooms below become a notice with their remedy, never a traceback.

Owns which errors are for the learner. Anything else is a bug and may end the app: the answers are
saved. Not here: the sentences (the errors.py of each room).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cards.errors import CardsError
from exercises.errors import ExercisesError
from kg.errors import KgError
from sync.errors import SyncError

if TYPE_CHECKING:
    from textual.widget import Widget

LEARNER_ERRORS = (CardsError, KgError, SyncError, ExercisesError)


@contextmanager
def told(screen: Widget) -> Iterator[None]:
    """Run a piece of work; an error for the learner is shown on the screen instead of raised."""
    try:
        yield
    except LEARNER_ERRORS as error:
        tell(screen, error)


def tell(screen: Widget, error: CardsError | KgError | SyncError | ExercisesError) -> None:
    """Show one error as a notice that stays long enough to be read."""
    screen.notify(sentence(error), severity="error", timeout=12, markup=False)


def sentence(error: BaseException) -> str:
    """The error's text with a capital letter."""
    text = str(error)
    return text[:1].upper() + text[1:]


def unexpected(error: BaseException | None) -> str:
    """What to say of a bug in the background: it stays out of the way of the review."""
    return (
        f"Reading the notes failed unexpectedly ({error!r}); cards are as they were."
        " Please report it; `edgewise generate --diff` shows the whole story."
    )
