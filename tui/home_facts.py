"""What Home shows beyond the day's counts: gathered in a thread, and posted as it is known.

Owns the order of the gathering: what is quick first, what reads the whole log last. Touches no
widget. Not here: the figures themselves (cards/), their words (home_text.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from textual.message import Message
from textual.worker import get_current_worker

from cards import store_queue
from cards.gate import Gates
from cards.goals import Goal, current
from cards.next_in_graph import NextNode, next_nodes
from cards.places import Places
from cards.scheduler import Clock
from cards.settings import Settings
from cards.sitting import WeakNode, weak_nodes
from cards.stats_days import Retention, answers_by_day, due_by_day, true_retention
from cards.store import Store
from kg.compiled import Graph
from kg.errors import KgError
from tui.remedy import LEARNER_ERRORS, sentence
from tui.widgets.heat_map import YEAR_WEEKS

NEXT_NODES = 5
FORECAST_DAYS = 30
RETENTION_DAYS = 30
_CHUNK_DAYS = 30


class GoalNow(NamedTuple):
    """The goal in force. title: of its node. solid: of the notes with cards that it rests on."""

    goal: Goal
    title: str
    solid: int
    notes: int


class Remembered(NamedTuple):
    """True retention of a span of days."""

    young: Retention
    mature: Retention

    @property
    def both(self) -> Retention:
        """Young and mature together."""
        passed = self.young.passed + self.mature.passed
        return Retention(passed, self.young.failed + self.mature.failed)


class HomeFacts(NamedTuple):
    """day: the study day they hold for. recent, ever: None while they are being counted."""

    day: int
    answers: Mapping[int, int]
    due: Sequence[int]
    next: Sequence[NextNode]
    goal: GoalNow | None
    recent: Remembered | None = None
    ever: Remembered | None = None


class FactsRead(Message):
    """What is known so far."""

    def __init__(self, facts: HomeFacts) -> None:
        self.facts = facts
        super().__init__()


class IdeasRead(Message):
    """What could be done when nothing is due: the notes that fail most, the next one to learn."""

    def __init__(self, weak: Sequence[WeakNode], ready: Sequence[NextNode]) -> None:
        self.weak = weak
        self.ready = ready
        super().__init__()


class FactsFailed(Message):
    """Home shows the day's counts alone."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__()


def gather(
    places: Places,
    settings: Settings,
    clock: Clock,
    post: Callable[[Message], object],
    ever: Remembered | None = None,
) -> None:
    """Gather everything, in steps; each step is posted. Opens its own connections.

    ever: the figures of the whole log, where they are known already.
    """
    worker = get_current_worker()
    try:
        with Store.reading(places.study_db) as store:
            facts = _graph_facts(places, settings, clock, store)._replace(ever=ever)
            post(FactsRead(facts))
            if not worker.is_cancelled:
                recent = _remembered(store, clock.day - RETENTION_DAYS + 1, clock)
                facts = facts._replace(recent=recent)
                post(FactsRead(facts))
            if ever is None and not worker.is_cancelled:
                ever = _remembered(store, 0, clock)
            if not worker.is_cancelled:
                post(FactsRead(facts._replace(ever=ever)))
    except LEARNER_ERRORS as error:
        post(FactsFailed(sentence(error)))


def gather_ideas(
    places: Places, settings: Settings, clock: Clock, post: Callable[[Message], object]
) -> None:
    """Look for something worth doing; posted at once. Opens its own connections."""
    try:
        with Store.reading(places.study_db) as store, Graph.open(places.graph_db) as graph:
            gates = Gates(store, graph, clock.day, settings.parameters)
            goal = current(store)
            ready = next_nodes(graph, store, gates, 1, goal.node if goal else "")
            post(IdeasRead(weak_nodes(store, clock.day, 1), ready))
    except (*LEARNER_ERRORS, sqlite3.Error):  # ideas are an extra: without them the keys stand
        post(IdeasRead([], []))


def _graph_facts(places: Places, settings: Settings, clock: Clock, store: Store) -> HomeFacts:
    day = clock.day
    answers = answers_by_day(store, day - YEAR_WEEKS * 7, day)
    due = due_by_day(store, day, FORECAST_DAYS)
    goal = current(store)
    try:
        with Graph.open(places.graph_db) as graph:
            gates = Gates(store, graph, day, settings.parameters)
            nodes = next_nodes(graph, store, gates, NEXT_NODES, goal.node if goal else "")
            return HomeFacts(day, answers, due, nodes, _goal_now(graph, store, gates, goal))
    except (KgError, sqlite3.Error):  # only a cache: Home is whole without it
        return HomeFacts(day, answers, due, [], GoalNow(goal, "", 0, 0) if goal else None)


def _goal_now(graph: Graph, store: Store, gates: Gates, goal: Goal | None) -> GoalNow | None:
    if goal is None:
        return None
    node = graph.by_key(goal.node) if goal.node else None
    if node is None:
        return GoalNow(goal, "", 0, 0)
    keys = [node.key, *(graph.node(each).key for each in graph.all_prerequisites(node.id))]
    with_cards = [key for key in keys if store_queue.recalls(store, key)]
    solid = sum(gates.is_met(key) for key in with_cards)
    return GoalNow(goal, node.title, solid, len(with_cards))


def _remembered(store: Store, first_day: int, clock: Clock) -> Remembered:
    """True retention from a day on, a month at a time: a long log is never held in memory whole,
    and nothing that large is let go of at once, which would stop the app's own thread.
    """
    first = max(first_day, store.count("SELECT min(study_day) FROM review"))
    young, mature = Retention(), Retention()
    for start in range(first, clock.day + 1, _CHUNK_DAYS):
        if get_current_worker().is_cancelled:
            break
        end = min(start + _CHUNK_DAYS - 1, clock.day)
        every = true_retention(store, start, end)
        old = true_retention(store, start, end, mature=True)
        mature = Retention(mature.passed + old.passed, mature.failed + old.failed)
        passed, failed = every.passed - old.passed, every.failed - old.failed
        young = Retention(young.passed + passed, young.failed + failed)
    return Remembered(young, mature)
