"""Ctrl-C as a wish: what is under way is ended well, then the command stops.

Owns the handling of SIGINT and SIGTERM while a fetch or a run is under way: the first is a wish,
the second stops at once. Not here: what stopping means for it (sync/fetch.py, exercise_run.py).
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
FETCHING = "finishing the request under way; Ctrl-C again stops at once"


class WishToStop:
    """Whether the learner wishes to stop, and waits that end when they do.

    say: what is told at the first Ctrl-C. then: done at the first signal, inside its handler.
    """

    def __init__(self, say: str = FETCHING) -> None:
        self._wished = threading.Event()
        self._say = say
        self.then: Callable[[], None] | None = None

    def sleep(self, seconds: float) -> bool:
        """Wait; True if there is a wish to stop (also one from before)."""
        return self._wished.wait(seconds)

    def heard(self, number: int, frame: FrameType | None) -> None:
        """Take a signal: the first as a wish, the next as an order. Raises KeyboardInterrupt."""
        if self._wished.is_set():
            raise KeyboardInterrupt
        self._wished.set()
        if number == signal.SIGINT and self._say:
            print(f"\nedgewise: {self._say}", file=sys.stderr, flush=True)
        if self.then is not None:
            self.then()


@contextmanager
def heeded(say: str = FETCHING) -> Iterator[WishToStop]:
    """Take signals as wishes inside the block (in the main thread; elsewhere none come)."""
    wish = WishToStop(say)
    if threading.current_thread() is not threading.main_thread():
        yield wish
        return
    before = [(number, signal.signal(number, wish.heard)) for number in _SIGNALS]
    try:
        yield wish
    finally:
        for number, handler in before:
            signal.signal(number, handler)
