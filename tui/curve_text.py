"""The forgetting curve of a card in letters: recall over the days since its last answer.

Owns the picture (braille dots for the curve, signs for now, due and the wanted recall, so that it
needs no colour) and the sentence that says the same in words. Pure. Not here: the formula
(cards/scheduler.py).
"""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

from cards.scheduler import retrievability
from tui.blocks import BLANK, Block
from tui.words import count, percent, span

WIDTH, HEIGHT = 48, 7
_LABEL = 7
_DAY_S = 86_400
# Dots of a braille cell: [column][row], counted from the top.
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_EMPTY = "⠀"
_LATER = 30


class Curve(NamedTuple):
    """A card's memory. elapsed, due: study days since the last answer; due None: not in days."""

    stability: float
    elapsed: int
    due: int | None
    wanted: float
    parameters: tuple[float, ...]

    def recall(self, days: float) -> float:
        """The chance of recall so many days after the last answer."""
        return retrievability(self.stability, days, self.parameters)


def curve_blocks(curve: Curve) -> list[Block]:
    """Heading, sentence and picture."""
    return [
        BLANK,
        Block(Content.styled("Forgetting curve", "bold")),
        Block(Content(_sentence(curve))),
        BLANK,
        *(Block(Content(line), keep=True) for line in picture(curve)),
    ]


def _sentence(curve: Curve) -> str:
    """The picture for those who do not see it."""
    since = f"{count(curve.elapsed, 'day')} after the last answer" if curve.elapsed else "today"
    words = f"Recall is about {percent(curve.recall(curve.elapsed))} {since}"
    left = (curve.due or 0) - curve.elapsed
    if left > 0:
        due = percent(curve.recall(curve.elapsed + left))
        words += f", {due} when it is due in {count(left, 'day')}"
    later = max(_LATER, 2 * left)
    words += f", {percent(curve.recall(curve.elapsed + later))} in {later} days without an answer."
    return f"{words} You ask for {percent(curve.wanted)}."


def picture(curve: Curve, width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """Lines of label and plot. width, height: of the plot, in cells."""
    end = max(1.0, curve.elapsed * 1.25, (curve.due or 0) * 1.6, curve.stability * 0.4)
    floor = _floor(min(curve.recall(end), curve.wanted))
    rows = _dots(curve, end, floor, width, height)
    now, due = _column(curve.elapsed, end, width), None
    if curve.due is not None:
        due = _column(curve.due, end, width)
        _mark_column(rows, due)
    line = round((1 - curve.wanted) / (1 - floor) * (height - 1))
    rows[line] = ["┄" if cell == _EMPTY else cell for cell in rows[line]]
    at = round((1 - curve.recall(curve.elapsed)) / (1 - floor) * (height - 1))
    rows[at][now] = "●"
    labels = {0: "100 %", height - 1: percent(floor), line: percent(curve.wanted)}
    drawn = [
        f"{labels.get(row, ''):>{_LABEL - 2}} │{''.join(cells)}" for row, cells in enumerate(rows)
    ]
    drawn[line] += " wanted"
    return [*drawn, f"{'':{_LABEL - 1}}└{'─' * width}", *_axis(now, due, end, width)]


def _floor(lowest: float) -> float:
    """The bottom of the picture: a round share below the lowest point."""
    return max(0.0, (int(lowest * 20) - (lowest * 20 % 1 < 0.2)) / 20)


def _dots(curve: Curve, end: float, floor: float, width: int, height: int) -> list[list[str]]:
    cells = [[0] * width for _ in range(height)]
    deep = height * 4 - 1
    before = 0
    for x in range(width * 2):
        share = (1 - curve.recall(end * x / (width * 2 - 1))) / (1 - floor)
        y = min(deep, max(0, round(share * deep)))
        for each in range(min(before + 1, y) if x else y, y + 1):
            cells[each // 4][x // 2] |= _DOTS[x % 2][each % 4]
        before = y
    return [[chr(0x2800 + cell) for cell in row] for row in cells]


def _column(days: float, end: float, width: int) -> int:
    return min(width - 1, round(days / end * (width - 1)))


def _mark_column(rows: list[list[str]], column: int) -> None:
    for row in rows:
        if row[column] == _EMPTY:
            row[column] = "┊"


def _axis(now: int, due: int | None, end: float, width: int) -> list[str]:
    """What stands below: where now is, when it is due, how long the picture is."""
    marks = [(now, "● now")]
    if due is not None:
        marks.append((due, "┊ due"))
    lines: list[str] = []
    for column, word in sorted(marks):
        place = min(column, width - len(word))
        if lines and len(lines[-1]) + 1 <= place:
            lines[-1] = lines[-1].ljust(place) + word
        else:
            lines.append(" " * place + word)
    last = f"{span(end * _DAY_S)} after the last answer"
    if len(lines[-1]) + 2 + len(last) <= width:
        lines[-1] = lines[-1].ljust(width - len(last)) + last
    else:
        lines.append(last.rjust(width))
    return [f"{'':{_LABEL}}{line}" for line in lines]
