"""The bar that marks the line under the cursor: one ground from end to end.

Owns its look. Colours and dimming of the line itself are left out: reversed, each would become
another ground, and some could not be read. Not here: which line it is (row_list.py, text_view.py).
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


def barred(strip: Strip, base: Style) -> Strip:
    """The line reversed, with nothing but bold, italic, underline and strike of its own.

    base: the style of the widget's plain text.
    """
    bar = base + Style(reverse=True)
    segments = [Segment(text, _on(bar, style), control) for text, style, control in strip]
    return Strip(segments, strip.cell_length)


def _on(bar: Style, style: Style | None) -> Style:
    if style is None:
        return bar
    return bar + Style(
        bold=style.bold, italic=style.italic, underline=style.underline, strike=style.strike,
        meta=style.meta or None,
    )  # fmt: skip
