"""A sheet of terminal cells to draw on: text, boxes and lines that join where they meet.

Owns how lines join and that a wide character takes two cells. Pure. Not here: what is drawn
(neighbour_picture.py), showing it (widgets/picture_view.py).
"""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

# Which of its four sides a cell's line leaves through.
_UP, _RIGHT, _DOWN, _LEFT = 1, 2, 4, 8
_JOINS = {
    _UP: "│", _DOWN: "│", _UP | _DOWN: "│", _LEFT: "─", _RIGHT: "─", _LEFT | _RIGHT: "─",
    _RIGHT | _DOWN: "╭", _LEFT | _DOWN: "╮", _UP | _RIGHT: "╰", _UP | _LEFT: "╯",
    _UP | _RIGHT | _DOWN: "├", _UP | _LEFT | _DOWN: "┤", _LEFT | _RIGHT | _DOWN: "┬",
    _LEFT | _RIGHT | _UP: "┴", _UP | _RIGHT | _DOWN | _LEFT: "┼",
}  # fmt: skip
ROUND, HEAVY, DOUBLE = "╭─╮│╰╯", "┏━┓┃┗┛", "╔═╗║╚╝"


class Canvas:
    """width x height cells, blank at first; what lies outside is not drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._cells = [[(" ", "")] * width for _ in range(height)]
        self._lines: dict[tuple[int, int], int] = {}

    def text(self, x: int, y: int, text: str, style: str = "", room: int = 9999) -> None:
        """Write text from a cell on, cut to `room` cells with an ellipsis."""
        if not 0 <= y < self.height:
            return
        at = x
        for sign in cut(text, min(room, self.width - x)):
            size = cell_len(sign)
            if size == 0 or not sign.isprintable():
                continue
            if at >= 0 and at + size <= self.width:
                self._cells[y][at] = (sign, style)
                for covered in range(at + 1, at + size):
                    self._cells[y][covered] = ("", style)
            at += size

    def box(self, x: int, y: int, width: int, height: int, border: str, style: str = "") -> None:
        """Draw a frame. border: one of ROUND, HEAVY, DOUBLE."""
        top_left, flat, top_right, upright, low_left, low_right = tuple(border)
        self.text(x, y, top_left + flat * (width - 2) + top_right, style)
        for row in range(y + 1, y + height - 1):
            self.text(x, row, upright, style)
            self.text(x + width - 1, row, upright, style)
        self.text(x, y + height - 1, low_left + flat * (width - 2) + low_right, style)

    def across(self, y: int, first: int, last: int) -> None:
        """Draw a line along a row, both ends included."""
        for x in range(first, last + 1):
            self._join(x, y, (_LEFT if x > first else 0) | (_RIGHT if x < last else 0))

    def down(self, x: int, first: int, last: int) -> None:
        """Draw a line along a column, both ends included."""
        for y in range(first, last + 1):
            self._join(x, y, (_UP if y > first else 0) | (_DOWN if y < last else 0))

    def _join(self, x: int, y: int, sides: int) -> None:
        self._lines[x, y] = self._lines.get((x, y), 0) | sides

    def lines(self) -> list[Content]:
        """The rows as styled text, lines under whatever else was drawn."""
        for (x, y), sides in self._lines.items():
            inside = 0 <= x < self.width and 0 <= y < self.height
            if inside and self._cells[y][x] == (" ", ""):
                self._cells[y][x] = (_JOINS.get(sides, " "), "dim")
        return [_joined(row) for row in self._cells]


def cut(text: str, room: int) -> str:
    """The text in at most `room` cells; an ellipsis stands for what is missing."""
    if cell_len(text) <= room:
        return text
    kept, free = "", room - 1
    for sign in text:
        free -= cell_len(sign)
        if free < 0:
            break
        kept += sign
    return f"{kept.rstrip()}…" if room > 0 else ""


def _joined(row: list[tuple[str, str]]) -> Content:
    runs: list[tuple[str, str]] = []
    for sign, style in row:
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + sign, style)
        else:
            runs.append((sign, style))
    return Content.assemble(*(run if run[1] else run[0] for run in runs))
