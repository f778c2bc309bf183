"""What the key `o` opens next: one image or sound after another, then the page on the web.

Owns the order. Light: every screen with that key loads it. Not here: which files there are
(media_text.py), starting another program (web.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.screens.frame import Frame


class Turns:
    """Remembers how many files of the card or note on screen were opened."""

    def __init__(self) -> None:
        self._owner = ""
        self._next = 0

    def next(self, owner: str, files: Sequence[Path]) -> Path | None:
        """The file whose turn it is; None: the page's. owner: key of the card or note on screen."""
        if owner != self._owner:
            self._owner, self._next = owner, 0
        if self._next >= len(files):
            self._next = 0
            return None
        self._next += 1
        return files[self._next - 1]


def open_next(screen: Frame, turns: Turns, owner: str, files: Sequence[Path]) -> bool:
    """Open the file whose turn it is and say so; False: it is the turn of the page."""
    path = turns.next(owner, files)
    if path is None:
        return False
    from tui.web import open_file

    screen.say(open_file(screen.app, path))
    return True
