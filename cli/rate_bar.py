"""One line on stderr for long work: how much is done, how fast, and how long it will take.

Owns what such a line says and how often it is redrawn. Silent where stderr is no terminal. Not
here: counting notes (progress.py), the work.
"""

from __future__ import annotations

import shutil
import sys
from typing import TextIO

_WIDTH = 20
_REDRAW_S = 0.1
# Before this much time a rate says nothing.
_SETTLED_S = 2.0
_MINUTE, _HOUR = 60, 3600


def bar_line(what: str, share: float, done: int, unit: str, elapsed_s: float) -> str:
    """'Indexing [####......] 41% 1,234,567 papers, 31,000/s, 1 min left'. share: 0 to 1."""
    full = int(_WIDTH * min(1.0, max(0.0, share)))
    line = f"{what} [{'#' * full}{'.' * (_WIDTH - full)}] {share:.0%} {done:,} {unit}"
    if elapsed_s < _SETTLED_S or not 0 < share < 1:
        return line
    left = elapsed_s * (1 - share) / share
    return f"{line}, {done / elapsed_s:,.0f}/s, {in_words(left)} left"


def in_words(seconds: float) -> str:
    """A span as one says it: '45 s', '3 min', '1 h 20 min'."""
    if seconds < _MINUTE:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / _MINUTE)
    if minutes < _MINUTE:
        return f"{minutes} min"
    return f"{minutes // _MINUTE} h {minutes % _MINUTE} min"


class RateBar:
    """Draws the line over itself. now_s: a monotonic clock, in seconds."""

    def __init__(self, start_s: float, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._start_s = start_s
        self._drawn_s = start_s - _REDRAW_S
        self._is_seen = self._stream.isatty()

    def show(self, what: str, share: float, done: int, unit: str, now_s: float) -> None:
        """Draw where enough time has passed since the last drawing."""
        if self._is_seen and now_s - self._drawn_s >= _REDRAW_S:
            self._drawn_s = now_s
            self._draw(bar_line(what, share, done, unit, now_s - self._start_s))

    def clear(self) -> None:
        """Take the line away."""
        if self._is_seen:
            self._draw("")

    def _draw(self, line: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        print(f"\r\033[K{line[:width]}", end="", file=self._stream, flush=True)
