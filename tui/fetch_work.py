"""Papers' metadata brought from arXiv in a thread: what there is to ask, then asking it.

Owns what runs there, with a graph and databases of its own, and how a wish to stop is heard: what
has come is kept. Not here: asking (sync/fetch.py), the words (fetch_text.py), the window
(screens/fetch.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from cards.places import Places
from cards.settings import Settings
from tui.remedy import LEARNER_ERRORS, sentence

if TYPE_CHECKING:
    from sync.fetch import Plan, Report
    from sync.papers_store import PapersStore
    from sync.wanted_papers import Wanted

Post = Callable[[Message], object]


class Job(NamedTuple):
    """What a thread needs to know. now_ms: Unix, milliseconds; stop: set when one wishes to."""

    places: Places
    settings: Settings
    now_ms: Callable[[], int]
    stop: Event


class FetchPlanned(Message):
    """What there is to ask; seconds: how long it should take."""

    def __init__(self, plan: Plan, wanted: Wanted, seconds: float) -> None:
        self.plan = plan
        self.wanted = wanted
        self.seconds = seconds
        super().__init__()


class FetchMoved(Message):
    """So many of so many papers are done; waits: why nothing happens for a while, or ''."""

    def __init__(self, done: int, total: int, waits: str = "") -> None:
        self.done = done
        self.total = total
        self.waits = waits
        super().__init__()


class FetchDone(Message):
    """What became of the papers. flagged: cards whose paper has changed."""

    def __init__(self, report: Report, wanted: Wanted, flagged: int) -> None:
        self.report = report
        self.wanted = wanted
        self.flagged = flagged
        super().__init__()


class FetchFailed(Message):
    """Nothing could be asked, and why."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__()


def plan_fetch(job: Job, post: Post) -> None:
    """Look which papers of the graph are not known yet; nothing is asked."""
    from sync.arxiv_address import address
    from sync.papers_store import PapersStore

    settings = job.settings
    try:
        at = address(settings.arxiv_url, settings.arxiv_delay_s, settings.arxiv_contact, os.environ)
        wanted = _wanted(job)
        with PapersStore.open(job.places.papers_db) as store:
            todo = _plan(store, wanted, job)
    except LEARNER_ERRORS as error:
        post(FetchFailed(sentence(error)))
    else:
        seconds = max(0, todo.requests - 1) * at.delay_s + todo.requests
        post(FetchPlanned(todo, wanted, seconds))


def fetch_papers(job: Job, post: Post) -> None:
    """Ask for what is not known; each answer is on disk before the next question."""
    from sync.arxiv_door import opened
    from sync.fetch import fetch
    from sync.pace import Hands
    from sync.paper_news import flag_cards

    at = (0, 0)

    def moved(done: int, total: int) -> None:
        nonlocal at
        at = done, total
        post(FetchMoved(done, total))

    def waits(seconds: float, reason: str) -> None:
        if reason:
            post(FetchMoved(at[0], at[1], f"{reason}: going on in {seconds:.0f} s."))

    def sleep(seconds: float) -> bool:
        return job.stop.wait(seconds)

    try:
        wanted = _wanted(job)
        hands = Hands(job.now_ms, sleep, waits)
        with opened(job.places, job.settings, os.environ, hands) as door:
            report = fetch(door.store, door.api, _plan(door.store, wanted, job), job.now_ms, moved)
            flagged = flag_cards(door.store, job.places, job.settings, job.now_ms())
    except LEARNER_ERRORS as error:
        post(FetchFailed(sentence(error)))
    else:
        post(FetchDone(report, wanted, sum(flagged.values())))


def _wanted(job: Job) -> Wanted:
    from kg.compiled import Graph
    from sync.wanted_papers import wanted_papers

    with closing(Graph.open(job.places.graph_db)) as graph:
        return wanted_papers(graph, [])


def _plan(store: PapersStore, wanted: Wanted, job: Job) -> Plan:
    from sync.fetch import plan

    return plan(store, wanted.stems, job.now_ms())
