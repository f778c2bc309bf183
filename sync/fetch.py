"""Papers asked for and kept: what is known is not asked again, what comes is on disk at once.

Owns which ids are asked in which request, what counts as known, when an id is missing, and what a
refused question costs (its batch is halved until the guilty id stands alone). Not here: one
question (arxiv_client.py), the file (papers_store.py), the cards of changed papers (paper_news.py).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from sync.arxiv_answer import Answer
from sync.errors import AskedWrong, BrokenAnswer, SyncError
from sync.papers_store import PapersStore

BATCH = 100
FRESH_DAYS = 30.0
DAY_MS = 86_400_000
_BROKEN_IN_A_ROW = 3


class Api(Protocol):
    """Who answers questions about papers."""

    @property
    def requests(self) -> int:
        """How many requests left so far."""

    def by_ids(self, bases: Sequence[str]) -> Answer:
        """The papers of these ids; raises SyncError."""


class Plan(NamedTuple):
    """Ids by what is to be done, sorted. missing: arXiv does not have them, as of lately."""

    ask: list[str]
    cached: list[str]
    missing: list[str]

    @property
    def requests(self) -> int:
        """How many requests it takes if nothing goes wrong."""
        return -(-len(self.ask) // BATCH)


@dataclass
class Report:
    """What became of each id. failed: why, by id. stopped: why the run ended before its end."""

    cached: list[str]
    missing: list[str]
    to_do: list[str]
    ok: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    strangers: int = 0
    requests: int = 0
    stopped: SyncError | None = None


def plan(
    store: PapersStore, bases: Iterable[str], now_ms: int, stale_days: float = FRESH_DAYS
) -> Plan:
    """Sort the ids by what is known. stale_days: what is older is asked again; 0: everything."""
    wanted = sorted(set(bases))
    since = now_ms - stale_days * DAY_MS
    metas, states = store.get_many(wanted), store.states(wanted)
    fresh = {base for base, meta in metas.items() if meta.fetched_ms > since}
    gone = {
        base
        for base, state in states.items()
        if state.state == "missing" and state.asked_ms > since
    }
    return Plan(
        ask=[base for base in wanted if base not in fresh and base not in gone],
        cached=[base for base in wanted if base in fresh and base not in gone],
        missing=[base for base in wanted if base in gone],
    )


def fetch(
    store: PapersStore,
    api: Api,
    todo: Plan,
    now_ms: Callable[[], int],
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Ask for what is to be asked; each answer is on disk before the next question.

    progress: called with the papers done and in all. An error of the wire ends the run and stands
    in the report; only PapersDbError and BaseExceptions are raised.
    """
    return _Run(store, api, todo, now_ms, progress).run()


class _Run:
    """One run: the batches still to ask, and what is known so far."""

    def __init__(
        self,
        store: PapersStore,
        api: Api,
        todo: Plan,
        now_ms: Callable[[], int],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._store, self._api, self._now_ms = store, api, now_ms
        self._progress = progress
        self._report = Report(list(todo.cached), list(todo.missing), list(todo.ask))
        self._total = len(todo.ask)
        self._queue = deque(batches(todo.ask))
        self._again: list[str] = []
        self._broken = 0

    def run(self) -> Report:
        report, before = self._report, self._api.requests
        self._show()
        while self._queue and report.stopped is None:
            self._ask(self._queue.popleft())
            self._show()
            if not self._queue and self._again:
                # What was not in one answer is asked for in a later one before it is missing.
                self._queue.extend(batches(sorted(self._again)))
                self._again = []
        report.requests = self._api.requests - before
        return report

    def _ask(self, batch: list[str]) -> None:
        try:
            answer = self._api.by_ids(batch)
        except AskedWrong as problem:
            self._halve(batch, problem)
        except BrokenAnswer as problem:
            self._broken += 1
            if self._broken >= _BROKEN_IN_A_ROW:
                self._report.stopped = problem
            else:
                self._halve(batch, problem)
        except SyncError as problem:
            self._report.stopped = problem
        else:
            self._broken = 0
            self._keep(answer)

    def _halve(self, batch: list[str], problem: SyncError) -> None:
        """Find out which id is to blame: ask for the halves; one alone has failed."""
        if len(batch) == 1:
            self._fail(batch[0], str(problem))
            return
        middle = len(batch) // 2
        self._queue.extend((batch[:middle], batch[middle:]))

    def _keep(self, answer: Answer) -> None:
        before = self._store.states(answer.missing)
        self._store.put_batch(answer.metas, answer.missing, self._now_ms())
        after = self._store.states(answer.missing)
        self._report.strangers += answer.strangers
        for meta in answer.metas:
            self._done(meta.base)
            self._report.ok.append(meta.base)
        for base, why in answer.faulty.items():
            self._fail(base, why)
        for base in answer.missing:
            if after[base].state == "missing":
                self._done(base)
                self._report.missing.append(base)
            elif base not in before or before[base].state != "asked":
                self._again.append(base)

    def _fail(self, base: str, why: str) -> None:
        self._store.put_failed([base], why, self._now_ms())
        self._report.failed[base] = why
        self._done(base)

    def _done(self, base: str) -> None:
        self._report.to_do.remove(base)

    def _show(self) -> None:
        if self._progress is not None:
            self._progress(self._total - len(self._report.to_do), self._total)


def batches(bases: Sequence[str]) -> list[list[str]]:
    """The ids in portions of one request each."""
    return [list(bases[start : start + BATCH]) for start in range(0, len(bases), BATCH)]
