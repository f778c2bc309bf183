"""The line of statistics with the key of each; the one on screen stands in brackets.

Owns how it breaks into lines. Not here: the statistics (cards/stats_list.py), what a key does
(screens/statistics.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

_CHOSEN = "bold reverse"


class StatsTabs(Widget):
    """`[1 Reviews]  2 Retention  3 Due ...`, on as many lines as it needs."""

    DEFAULT_CSS = """
    StatsTabs { height: auto; padding: 0 1; link-style: none; link-style-hover: reverse; }
    """

    def __init__(self, words: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        """words: (key, word) of each."""
        super().__init__(id=id)
        self._words = words
        self.chosen = 0

    def choose(self, number: int) -> None:
        """Another one is on screen."""
        if number != self.chosen:
            self.chosen = number
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the words need."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The words; a click on one shows it."""
        lines = self._lines(self.size.width)
        return Content("\n").join(Content("").join(line) for line in lines)

    def _lines(self, width: int) -> list[list[Content]]:
        lines: list[list[Content]] = [[]]
        free = width
        for number, (key, word) in enumerate(self._words):
            text = f"{key} {word}"
            # Brackets take the place of the spaces around it, so that nothing moves.
            shown = f"[{text}]" if number == self.chosen else f" {text} "
            part = Content.styled(shown, _CHOSEN if number == self.chosen else "")
            if lines[-1] and part.cell_length > free:
                lines.append([])
                free = width
            free -= part.cell_length
            click = Style.from_meta({"@click": f"screen.show({number})"})
            lines[-1].append(part.stylize(click))
        return lines
