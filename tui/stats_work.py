"""Statistics computed in a thread, with a connection of its own, and the log kept for the next one.

Owns what is kept between two statistics (the log and FSRS's fold of it) and for how long. Not here:
the figures (cards/stats_list.py), showing them (stats_blocks.py).
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from textual.message import Message

from tui.remedy import LEARNER_ERRORS, sentence

if TYPE_CHECKING:
    from cards.places import Places
    from cards.scheduler import Clock
    from cards.settings import Settings
    from cards.stats_evidence import Evidence
    from cards.stats_shape import Statistic

Post = Callable[[Message], object]


class StatisticReady(Message):
    """One statistic is computed. days: of the past that it is about, None for all."""

    def __init__(self, statistic: Statistic, days: int | None) -> None:
        self.statistic = statistic
        self.days = days
        super().__init__()


class StatisticFailed(Message):
    """It could not be computed; the sentence is for the learner."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__()


class StatsDesk:
    """Where one screen's statistics are computed, one at a time."""

    def __init__(self, places: Places, settings: Settings) -> None:
        self._places = places
        self._settings = settings
        self._lock = Lock()
        self._last: Evidence | None = None

    def forget(self) -> None:
        """Read the log anew for the next statistic."""
        self._last = None

    def compute(
        self,
        name: str,
        days: int | None,
        clock: Clock,
        is_wanted: Callable[[], bool],
        post: Post,
    ) -> None:
        """Run in a thread: compute one statistic and post it, if anyone still waits for it."""
        from cards.stats_list import compute

        with self._lock:
            if not is_wanted():
                return
            try:
                found = compute(name, evidence := self._evidence(days, clock))
                evidence.store.close()
                self._last = evidence
            except LEARNER_ERRORS as error:
                post(StatisticFailed(sentence(error)))
                return
        if is_wanted():
            post(StatisticReady(found, days))

    def _evidence(self, days: int | None, clock: Clock) -> Evidence:
        from cards.stats_evidence import Evidence
        from cards.store import Store

        store = Store.reading(self._places.study_db)
        evidence = Evidence(store, self._settings, clock, days=days)
        if self._last is not None:
            evidence.reuse(self._last)
        return evidence
