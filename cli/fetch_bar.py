"""The line on stderr while papers are fetched: how many are done, how fast, how long it takes.

Owns what it says and that it is seen only on a terminal; a long wait is told everywhere. Not here:
fetching (sync/fetch.py), the summary (fetch_text.py).
"""

from __future__ import annotations

import sys
import time

from sync.fetch import BATCH

_WIDTH = 24
_LONG_WAIT_S = 5.0


class FetchBar:
    """One line that is written over. silent: nothing is said at all, not even of waits."""

    def __init__(self, *, silent: bool = False) -> None:
        self._seen = sys.stderr.isatty() and not silent
        self._silent = silent
        self._guess_s = self._delay_s = 0.0
        self._start = time.monotonic()

    def expect(self, seconds: float, delay_s: float) -> None:
        """Begin the count. seconds: what it should take; delay_s: least time of a request."""
        self._guess_s, self._delay_s, self._start = seconds, delay_s, time.monotonic()

    def show(self, done: int, total: int) -> None:
        """Say how far it is, in papers."""
        if not self._seen or not total:
            return
        full = _WIDTH * done // total
        bar = f"[{'#' * full}{'.' * (_WIDTH - full)}]"
        text = f"Fetching papers {bar} {done}/{total}{self._speed(done, total)}"
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    def waits(self, seconds: float, reason: str) -> None:
        """Say why nothing happens for a while; the pace between two requests needs no word."""
        if reason and seconds >= _LONG_WAIT_S and not self._silent:
            self.end()
            print(f"{reason}: going on in {seconds:.0f} s.", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Take the line away."""
        if self._seen:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def _speed(self, done: int, total: int) -> str:
        passed = time.monotonic() - self._start
        # The first answer comes at once, the others at the pace: the rate alone promises too much.
        paced = -(-(total - done) // BATCH) * self._delay_s
        left = max(passed / done * (total - done), paced) if done else self._guess_s
        speed = done / passed if passed > 0 else 0.0
        rate = f", {speed:.{0 if speed >= 10 else 1}f}/s" if done else ""
        return f"{rate}, about {_span(left)} left" if done < total else rate


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
