"""Thirty days to come as upright bars: how many cards each will bring.

Owns how bars are scaled and labelled. Readable without colour. Pure; not here: the figures
(cards/stats_days.py), where the bars stand (tui/home_text.py).
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual.content import Content

from tui.blocks import Block

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_MORE = "▲"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEK = 7
_STYLE = "$primary"
_QUIET = "dim"


def day_bars(numbers: Sequence[int], today: int, width: int, height: int = 5) -> list[Block]:
    """Draw one bar a day, `height` lines high, with a line of dates below.

    numbers: of the days from today on. A backlog would flatten all other days, so today's bar stops
    at the top, with an arrow. width: cells.
    """
    top = max([*numbers[1:], 1])
    margin = len(f"{top:,}") + 1
    step = max(1, min(3, (width - margin) // max(1, len(numbers))))
    bar = max(1, step - 1)
    lines = []
    for level in range(height, 0, -1):
        label = f"{top:,}" if level == height else "0" if level == 1 else ""
        cells = "".join(
            (_piece(number, top, level, height) * bar).ljust(step) for number in numbers
        )
        lines.append(Content.assemble((label.rjust(margin - 1) + " ", _QUIET), (cells, _STYLE)))
    lines.append(Content.styled(" " * margin + _dates(today, len(numbers), step), _QUIET))
    return [Block(line, keep=True) for line in lines]


def _piece(number: int, top: int, level: int, height: int) -> str:
    """One cell of a bar. level: its line, 1 at the bottom."""
    if level == height and number > top:
        return _MORE
    eighths = round(number * height * 8 / top) - (level - 1) * 8
    if number and level == 1:
        eighths = max(1, eighths)
    return _EIGHTHS[max(0, min(8, eighths))]


def _dates(today: int, days: int, step: int) -> str:
    line = "today"
    for ahead in range(_WEEK, days, _WEEK):
        when = time.gmtime((today + ahead) * 86_400)
        words = f"{when.tm_mday} {_MONTHS[when.tm_mon - 1]}"
        if ahead * step > len(line):
            line = f"{line.ljust(ahead * step)}{words}"
    return line
