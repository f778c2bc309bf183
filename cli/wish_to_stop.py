"""Ctrl-C as a wish: the request under way is finished and kept, then the command stops.

Owns the handling of SIGINT and SIGTERM while a fetch runs: the first is a wish, the second stops
at once. Not here: what stopping means for what is fetched (sync/fetch.py).
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class WishToStop:
    """Whether the learner wishes to stop, and waits that end when they do."""

    def __init__(self) -> None:
        self._wished = threading.Event()

    def sleep(self, seconds: float) -> bool:
        """Wait; True if there is a wish to stop (also one from before)."""
        return self._wished.wait(seconds)

    def heard(self, number: int, frame: FrameType | None) -> None:
        """Take a signal: the first as a wish, the next as an order. Raises KeyboardInterrupt."""
        if self._wished.is_set():
            raise KeyboardInterrupt
        self._wished.set()
        if number == signal.SIGINT:
            say = "finishing the request under way; Ctrl-C again stops at once"
            print(f"\nedgewise: {say}", file=sys.stderr, flush=True)


@contextmanager
def heeded() -> Iterator[WishToStop]:
    """Take signals as wishes inside the block (in the main thread; elsewhere none come)."""
    wish = WishToStop()
    if threading.current_thread() is not threading.main_thread():
        yield wish
        return
    before = [(number, signal.signal(number, wish.heard)) for number in _SIGNALS]
    try:
        yield wish
    finally:
        for number, handler in before:
            signal.signal(number, handler)
