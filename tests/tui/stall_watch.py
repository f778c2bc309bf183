"""Watches the event loop for callbacks that hold it too long, and says where they were.

A stall is processor time of the loop's own thread inside one callback, so that a busy machine does
not look like one; waiting for a disk does not count, which bench row 5 times instead.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

LIMIT_S = 0.05
_LOOK_S = 0.004


class Stall(NamedTuple):
    """One callback that held the loop. seconds: processor time. where: stacks seen meanwhile."""

    seconds: float
    where: str


class _Watch:
    """What the loop's thread runs now, and the stacks that were seen in it."""

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        self.stalls: list[Stall] = []
        self.began = 0.0
        self.seen: list[str] = []
        self.thread = threading.get_ident()
        self.over = False

    def ran(self, seconds: float) -> None:
        self.began = 0.0
        if seconds > self.limit_s:
            self.stalls.append(Stall(seconds, "\n".join(self.seen[-3:])))
        self.seen = []

    def look(self) -> None:
        """Another thread notes now and then where the loop's thread is, once it takes long."""
        while not self.over:
            time.sleep(_LOOK_S)
            if self.began and time.monotonic() - self.began > self.limit_s / 2:
                frame = sys._current_frames().get(self.thread)
                lines = traceback.format_stack(frame)[-7:] if frame else []
                self.seen.append("".join(lines))


@contextmanager
def watching(limit_s: float = LIMIT_S) -> Iterator[list[Stall]]:
    """Collect the stalls of the event loop of this thread while the block runs."""
    watch = _Watch(limit_s)
    original = asyncio.events.Handle._run

    def run(handle: asyncio.Handle) -> None:
        if threading.get_ident() != watch.thread:
            original(handle)
            return
        watch.began = time.monotonic()
        before = time.thread_time()
        original(handle)
        watch.ran(time.thread_time() - before)

    asyncio.events.Handle._run = run  # type: ignore[method-assign]
    looker = threading.Thread(target=watch.look, daemon=True)
    looker.start()
    try:
        yield watch.stalls
    finally:
        asyncio.events.Handle._run = original  # type: ignore[method-assign]
        watch.over = True
        looker.join()
