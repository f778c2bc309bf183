"""Work that takes longer than a frame: reading changed notes and making their cards.

Owns what runs in a thread. A thread opens its own store, touches no widget and ends in a message
(messages.py). Not here: what is done with the result (edgewise.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from cards.places import Places
from cards.store import Store
from cards.study_day import now_ms
from tui.messages import NotesRead, NotesRefreshed, RefreshFailed
from tui.remedy import LEARNER_ERRORS, sentence

if TYPE_CHECKING:
    from cards.refresh import Refreshed

Post = Callable[[Message], object]


def refresh_notes(places: Places, post: Post, *, force: bool = False) -> None:
    """Read the notes that changed since the last compilation and bring the cards up to date."""
    from cards.refresh import refresh

    def read(done: int, total: int) -> None:
        post(NotesRead(done, total))

    try:
        with Store.open(places.study_db) as store:
            done = refresh(
                places,
                store,
                now_ms(),
                force=force,
                progress=read,
            )
        post(NotesRefreshed(done if _changed(done) else None))
    except LEARNER_ERRORS as error:
        post(RefreshFailed(sentence(error)))


def _changed(done: Refreshed) -> bool:
    """Whether anything a screen shows is new."""
    return done.compilation.rewrote or any(done.diff)
