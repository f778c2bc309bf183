"""The four answers with the intervals that will really be scheduled.

Owns how they are drawn before and after the answer is shown; the line keeps its place. Not here:
the intervals (cards/study.py), what a grade does (screens/review.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from textual.content import Content, Span
from textual.style import Style
from textual.widget import Widget

from tui.commands import Command, first_key

_KEY = Style(reverse=True)
_WORD = Style(bold=True)
GRADE_WORDS = ("Again", "Hard", "Good", "Easy")


class GradeBar(Widget):
    """`1 Again 1m   2 Hard 6m   3 Good 10m   4 Easy 8d`, or how to see the answer."""

    DEFAULT_CSS = "GradeBar { height: 1; padding: 0 1; }"

    def __init__(self, grades: Sequence[Command], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._grades = grades
        self.intervals: Sequence[str] = ()
        self._hint = ""

    def hide(self, hint: str) -> None:
        """The answer is hidden: say how to see it."""
        self.intervals = ()
        self._hint = hint
        self.refresh()

    def show(self, intervals: Sequence[str]) -> None:
        """The answer is shown: the four intervals, Again first."""
        self.intervals = intervals
        self.refresh()

    def render(self) -> Content:
        """Four parts spread over the width."""
        width = self.size.width
        if not self.intervals:
            return Content.styled(self._hint, "dim").truncate(max(1, width), ellipsis=True)
        changed: dict[str, str] = getattr(self.app, "changed_keys", {})
        cell = max(12, min(24, width // 4))
        text = ""
        spans: list[Span] = []
        for command, word, length in zip(self._grades, GRADE_WORDS, self.intervals, strict=True):
            start = len(text)
            key = f" {first_key(command, changed)} "
            text += f"{key} {word} {length}"
            after_key = start + len(key)
            spans += [
                Span(start, after_key, _KEY),
                Span(after_key, after_key + 1 + len(word), _WORD),
                Span(start, len(text), _click(command.action)),
            ]
            text = text.ljust(max(len(text) + 1, start + cell))
        return Content(text, spans)


@cache
def _click(action: str) -> Style:
    """A style that runs the action when it is clicked."""
    return Style.from_meta({"@click": f"screen.{action}"})
