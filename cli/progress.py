"""A line on stderr that counts what is read, only where a person looks at it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

STEP = 100
PATIENCE_S = 0.5
_WIDTH = 24


def reading_notes() -> Callable[[int, int], None] | None:
    """What to hand to a refresh as its progress; None where stderr is no terminal."""
    return bar("Reading notes")


def bar(what: str) -> Callable[[int, int], None] | None:
    """A progress for any work, named as a person would; None where stderr is no terminal."""

    def show(done: int, total: int) -> None:
        if done % STEP == 0 or done == total:
            _say(what, done, total)

    return show if sys.stderr.isatty() else None


def after_a_moment(what: str) -> Callable[[int, int], None]:
    """A progress that stays silent for the first half second, and where stderr is no terminal.

    what: the work as a person would say it, like "Checking notes".
    """
    start, is_seen = time.monotonic(), sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if is_seen and time.monotonic() - start > PATIENCE_S:
            _say(what, done, total)

    return show


def _say(what: str, done: int, total: int) -> None:
    end = "\r\033[K" if done == total else ""
    full = _WIDTH * done // total if total else _WIDTH
    bar = f"[{'#' * full}{'.' * (_WIDTH - full)}]"
    print(f"\r{what} {bar} {done}/{total}", end=end, file=sys.stderr, flush=True)
