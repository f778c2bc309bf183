"""Texts of the app itself that belong to no screen: reading the notes, a leech.

Owns their words. Pure. Not here: when they are shown (edgewise.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.blocks import BLANK, Block
from tui.words import count, percent

if TYPE_CHECKING:
    from cards.refresh import Refreshed
    from cards.study import Leech

_BAR_CELLS = 40


def reading_blocks(done: int, total: int) -> list[Block]:
    """A progress bar of text; total 0: not known yet."""
    filled = _BAR_CELLS * done // total if total else 0
    bar = "█" * filled + "░" * (_BAR_CELLS - filled)
    numbers = f"{done} of {total}" if total else ""
    return [
        BLANK,
        Block(Content.styled("Reading the notes for the first time", "bold")),
        BLANK,
        Block(Content(f"{bar}  {numbers}")),
        BLANK,
        Block(Content.styled("Cards are made from them; this is done only once.", "dim")),
    ]


def leech_words(leech: Leech) -> str:
    """What to do about a card that was forgotten too often."""
    weak = [
        f"{each.title} ({percent(each.recall) if each.recall is not None else 'never answered'})"
        for each in leech.weakest
    ]
    cure = f" It builds on {', '.join(weak)}: look there first." if weak else ""
    return (
        f"A leech: forgotten {leech.lapses} times.{cure}"
        " u, then e edits it, f flags it, s suspends it."
    )


def refresh_words(refreshed: Refreshed, *, first: bool = False) -> str:
    """What a refresh changed for the learner: 3 new cards, 1 reworded; '' for nothing."""
    diff = refreshed.diff
    if first:
        notes = count(refreshed.compilation.notes, "note")
        return f"{count(len(diff.new), 'card')} made from {notes}."
    parts = [
        f"{count(len(diff.new), 'new card')}" if diff.new else "",
        f"{len(diff.reworded)} reworded" if diff.reworded else "",
        f"{len(diff.revived)} back again" if diff.revived else "",
        f"{len(diff.retired)} retired" if diff.retired else "",
    ]
    words = ", ".join(part for part in parts if part)
    return f"The notes were read again: {words}." if words else ""
