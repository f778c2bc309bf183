"""What statistics are computed from: the store, the log as arrays, FSRS's fold of it.

Owns that the log is read once for all of them, and only when one needs it. Not here: any figure.
"""

from __future__ import annotations

from functools import cached_property

from cards import stats_log, stats_memory
from cards.scheduler import Clock
from cards.settings import Settings
from cards.stats_log import Log
from cards.stats_memory import Folded
from cards.stats_period import Period, back
from cards.store import Store


class Evidence:
    """One look at the learner's past; it does not change while it is held. For one thread.

    period: what the statistics of the past are asked about. nodes: keys of the nodes whose cards
    readiness is about, None for all cards; about: what to call them.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Clock,
        *,
        days: int | None = 30,
        nodes: frozenset[str] | None = None,
        about: str = "all cards",
    ) -> None:
        self.store = store
        self.parameters = settings.parameters
        self.desired_retention = settings.desired_retention
        self.today = clock.day
        self.days = days
        self.nodes = nodes
        self.about = about

    @cached_property
    def log(self) -> Log:
        """Every answer that counts. Raises StoreError."""
        return stats_log.load(self.store)

    @cached_property
    def folded(self) -> Folded:
        """The memory after each answer, under the parameters of now. Raises StoreError."""
        return stats_memory.fold(self.log, self.parameters)

    def reuse(self, other: Evidence) -> None:
        """Take over what another one has read and folded; its store may be closed by now."""
        for name in ("log", "folded"):
            if name in other.__dict__:
                self.__dict__[name] = other.__dict__[name]

    @property
    def period(self) -> Period:
        """The days that are asked about."""
        days = self.log.day
        return back(self.today, self.days, int(days.min()) if len(days) else None)

    @property
    def recent(self) -> Log:
        """The answers of the period."""
        period, log = self.period, self.log
        return log.only((log.day >= period.first) & (log.day <= period.last))
