"""Messages from worker threads to the app.

Owns their shape. Threads never touch widgets: they post one of these and the app's handlers act.
Not here: messages of one widget (they are its inner classes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from cards.refresh import Refreshed


class NotesRead(Message):
    """Progress of reading the notes: so many of so many files."""

    def __init__(self, done: int, total: int) -> None:
        self.done = done
        self.total = total
        super().__init__()


class NotesRefreshed(Message):
    """The notes were read and the cards brought up to date; None: nothing had changed."""

    def __init__(self, refreshed: Refreshed | None) -> None:
        self.refreshed = refreshed
        super().__init__()


class RefreshFailed(Message):
    """The notes could not be read; the cards are as they were."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__()
