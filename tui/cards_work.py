"""What the screen Cards does in threads: finding cards, acting on many, undoing.

Owns what runs there: a store, a graph or a session of its own, and a message at the end. Not here:
the query (cards/card_query.py), the acts (cards/bulk.py), the screen (screens/cards.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import closing
from typing import NamedTuple

from textual.message import Message

from cards.places import Places
from cards.scheduler import Clock
from cards.settings import Settings
from cards.store import Store
from cards.study import Study
from kg.compiled import Graph
from kg.errors import KgError
from tui.remedy import LEARNER_ERRORS, sentence

Post = Callable[[Message], object]
Act = Callable[[Study], str | None]


class Asked(NamedTuple):
    """What is looked for, in which order; turned: upside down."""

    query: str
    order: str
    turned: bool


class Found(Message):
    """The cards of a query. chosen: those of the chosen ones that are among them."""

    def __init__(self, asked: Asked, ids: list[int], chosen: frozenset[int]) -> None:
        self.asked = asked
        self.ids = ids
        self.chosen = chosen
        super().__init__()


class NotFound(Message):
    """The query cannot be read: where and why."""

    def __init__(self, asked: Asked, why: str) -> None:
        self.asked = asked
        self.why = why
        super().__init__()


class Acted(Message):
    """Something was done, or could not be: the sentence."""

    def __init__(self, sentence: str, *, failed: bool = False) -> None:
        self.sentence = sentence
        self.failed = failed
        super().__init__()


def find_cards(
    places: Places,
    settings: Settings,
    clock: Clock,
    asked: Asked,
    chosen: Collection[int],
    post: Post,
) -> None:
    """Find the cards of a query."""
    from cards.card_list import find
    from cards.errors import QueryError

    try:
        with closing(Store.reading(places.study_db)) as store:
            graph = _graph(places)
            try:
                ids = find(
                    store, graph, asked.query, clock, settings,
                    order=asked.order, turned=asked.turned,
                )  # fmt: skip
            finally:
                if graph is not None:
                    graph.close()
        kept = frozenset(chosen).intersection(ids) if chosen else frozenset()
        post(Found(asked, ids, kept))
    except QueryError as error:
        post(NotFound(asked, sentence(error)))
    except LEARNER_ERRORS as error:
        post(NotFound(asked, sentence(error)))


def _graph(places: Places) -> Graph | None:
    try:
        return Graph.open(places.graph_db) if places.graph_db.exists() else None
    except KgError:
        return None


def act_on_cards(
    places: Places, clock: Callable[[], int], session: str, act: Act, nothing: str, post: Post
) -> None:
    """Do one act in the learner's session. nothing: what is said where it had nothing to do."""
    try:
        with closing(Study.open(places, clock=clock, session=session)) as study:
            said = act(study)
        post(Acted(said or nothing))
    except LEARNER_ERRORS as error:
        post(Acted(sentence(error), failed=True))
