"""How fast arXiv is asked: never sooner than it allows, over every run on this machine.

Owns the moment before which no request may leave, kept in papers.db so that a new run keeps to it
too, also after a kill. Not here: how long to back off (arxiv_client.py), one run at a time
(fetch_lock.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sync.errors import FetchStopped
from sync.papers_store import PapersStore

MARGIN_S = 0.05  # requests are spaced by the server's clock, which sees them a little later
LONGEST_HOLD_S = 24 * 3600.0
_NOT_BEFORE = "request_not_before"


class Hands(NamedTuple):
    """What the pace needs of the world.

    now_ms: Unix, milliseconds. sleep: waits so many seconds; True if it was cut short by a wish
    to stop. told: hears of each wait, in seconds, with its reason, before it begins.
    """

    now_ms: Callable[[], int]
    sleep: Callable[[float], bool]
    told: Callable[[float, str], None]


class Pace:
    """The gate that every request passes. delay_s: between the end of one and the next."""

    def __init__(self, store: PapersStore, delay_s: float, hands: Hands) -> None:
        self._store = store
        self._hands = hands
        self._reason = ""
        self.delay_s = delay_s

    def left_s(self) -> float:
        """Seconds until the next request may leave."""
        set_at, _, until = self._store.about(_NOT_BEFORE).partition(" ")
        if not (set_at.isdecimal() and until.isdecimal()):
            return 0.0
        # Where the clock was set back, what was to be waited for is waited for from now on.
        now = max(self._hands.now_ms(), int(set_at))
        return min(max(0.0, (int(until) - now) / 1000), LONGEST_HOLD_S)

    def before_request(self) -> None:
        """Wait for the turn, and take it, so that even a kill from here on keeps the pace.

        Raises FetchStopped if the wait was cut short.
        """
        left = self.left_s()
        if left > 0:
            self._hands.told(left, self._reason)
        if self._hands.sleep(left):
            raise FetchStopped
        self._reason = ""
        self._hold(self.delay_s)

    def after_request(self) -> None:
        """Count the delay from the end of the answer, whatever it was."""
        self._hold(self.delay_s)

    def hold(self, seconds: float, reason: str) -> None:
        """Let no request leave for so long. reason: a clause for the learner."""
        self._reason = reason
        self._hold(max(seconds, self.delay_s))

    def _hold(self, seconds: float) -> None:
        now = self._hands.now_ms()
        until = now + round((min(seconds, LONGEST_HOLD_S) + MARGIN_S) * 1000)
        self._store.set_about(_NOT_BEFORE, f"{now} {until}")
