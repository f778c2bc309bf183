"""A line on stderr that counts what is read, only where a person looks at it."""

from __future__ import annotations

import sys
from collections.abc import Callable

STEP = 100


def reading_notes() -> Callable[[int, int], None] | None:
    """What to hand to a refresh as its progress; None where stderr is no terminal."""
    return _show if sys.stderr.isatty() else None


def _show(done: int, total: int) -> None:
    if done % STEP == 0 or done == total:
        end = "\r\033[K" if done == total else ""
        print(f"\rReading notes {done}/{total}", end=end, file=sys.stderr, flush=True)
