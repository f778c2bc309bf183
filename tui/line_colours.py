"""What a line of cells goes through before the terminal when NO_COLOR is set: no colour is left.

Owns that NO_COLOR means none at all; textual's own filter would send greys. Not here: the colours
(themes.py).
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter


class WithoutColour(LineFilter):
    """Bold, dim, underline and reverse stay; colours go."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Take the colours out of one line."""
        return [
            Segment(text, None if style is None else _without_colour(style), control)
            for text, style, control in segments
        ]


@lru_cache(2048)
def _without_colour(style: Style) -> Style:
    return style.without_color
