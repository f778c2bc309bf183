"""Which new cards may come now: prerequisites solid, both sides of a contrast met.

Owns when a node counts as met. Soft: it only says what a card waits for; the queue puts waiting
cards last. Touches no memory state. Not here: the order of the queue (queue.py).
"""

from __future__ import annotations

from typing import NamedTuple

from cards import store_queue
from cards.scheduler import retrievability
from cards.store import Store
from cards.store_queue import Entry
from kg.compiled import Graph
from kg.errors import KgError

MET_DAYS = 2
MET_RECALL = 0.8


class Verdict(NamedTuple):
    """waits_for: title of what is not met yet, '' if the card may come. after: what opened it."""

    waits_for: str = ""
    after: str = ""


class Weak(NamedTuple):
    """A prerequisite and the mean recall of its cards; None: none of them answered yet."""

    key: str
    title: str
    recall: float | None


class Gates:
    """Answers for one study day; remembers what it has looked up. Without a graph, no gates."""

    def __init__(
        self, store: Store, graph: Graph | None, day: int, parameters: tuple[float, ...]
    ) -> None:
        self._store = store
        self._graph = graph
        self._day = day
        self._parameters = parameters
        self._met: dict[str, bool] = {}
        self._before: dict[str, list[tuple[str, str]]] = {}

    def verdict(self, entry: Entry) -> Verdict:
        """Tell what a new card waits for, or what it builds on."""
        if entry.relation == "contrasts_with":
            for node in (entry.node, entry.object):
                if not store_queue.is_started(self._store, node):
                    return Verdict(waits_for=self.title(node))
        before = self.prerequisites(entry.node)
        for key, title in before:
            if not self.is_met(key):
                return Verdict(waits_for=title)
        return Verdict(after=before[0][1] if before else "")

    def is_met(self, node: str) -> bool:
        """Tell whether a node is solid: no live cards, or known, or R >= 0.8 after two days."""
        if node not in self._met:
            cards = store_queue.recalls(self._store, node)
            seen_twice = any(card.known or card.days >= MET_DAYS for card in cards)
            mean = self._mean(cards)
            solid = seen_twice and mean is not None and mean >= MET_RECALL
            self._met[node] = not cards or solid
        return self._met[node]

    def weakest(self, node: str, count: int) -> list[Weak]:
        """Return the direct prerequisites that are remembered worst, unanswered ones first."""
        found = [
            Weak(key, title, self._mean(cards))
            for key, title in self.prerequisites(node)
            if (cards := store_queue.recalls(self._store, key))
        ]
        found.sort(key=lambda weak: (-1.0 if weak.recall is None else weak.recall, weak.key))
        return found[:count]

    def prerequisites(self, node: str) -> list[tuple[str, str]]:
        """Return (key, title) of what a node directly needs; [] without a graph."""
        if node not in self._before:
            self._before[node] = self._ask_graph(node)
        return self._before[node]

    def title(self, node: str) -> str:
        """Return a node's title, or its stem where there is no graph."""
        try:
            row = self._graph.by_key(node) if self._graph else None
        except KgError:
            row = None
        return row.title if row else node.rpartition("/")[2].replace("-", " ")

    def _ask_graph(self, node: str) -> list[tuple[str, str]]:
        if self._graph is None:
            return []
        try:
            row = self._graph.by_key(node)
            needed = [self._graph.node(n) for n in self._graph.prerequisites(row.id)] if row else []
        except KgError:  # graph.db is only a cache: without it nothing waits
            return []
        return [(one.key, one.title) for one in needed]

    def _mean(self, cards: list[store_queue.Recall]) -> float | None:
        """Return the mean recall of the answered cards; a known card counts as certain."""
        values: list[float] = []
        for stability, last_day, _, known in cards:
            if known:
                values.append(1.0)
            elif stability is not None and last_day is not None:
                values.append(retrievability(stability, self._day - last_day, self._parameters))
        return sum(values) / len(values) if values else None
