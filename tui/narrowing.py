"""What Browse asks of the whole collection in a thread: states of notes, parts of them, guesses.

Owns what runs there: a store and a graph of its own, read only, and a message at the end. Not here:
the states (cards/node_standing.py), the parts (cards/narrow.py), the list (screens/browse_list.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from cards.narrow import Facets, Standings, narrowed
from cards.places import Places
from cards.scheduler import Clock
from tui.remedy import LEARNER_ERRORS, sentence

if TYPE_CHECKING:
    from kg.search import Hit

Post = Callable[[Message], object]


class Asked(NamedTuple):
    """The question: what the notes are narrowed to, on which day, by which parameters.

    known: standings that are still good; None: they are to be read.
    """

    facets: Facets
    day: int
    parameters: tuple[float, ...]
    known: Standings | None = None


class States(NamedTuple):
    """How it stands with all notes, kept by the app for its screens.

    mark: what it was read from (study day, changes of the log). counts: notes in each state.
    """

    mark: tuple[int, int, int]
    standings: Standings
    counts: dict[str, int]


class Looked(Message):
    """The states of all notes, and the part that was asked for; ids in order of title."""

    def __init__(
        self, asked: Asked, standings: Standings, ids: list[int] | None, counts: dict[str, int]
    ) -> None:
        self.asked = asked
        self.standings = standings
        self.ids = ids
        self.only = None if ids is None else frozenset(ids)
        self.counts = counts
        super().__init__()


class LookFailed(Message):
    """The states could not be read: why, for the learner."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__()


class Estimated(Message):
    """How ready one is for a note, in words; '' where nothing can be said."""

    def __init__(self, key: str, words: str) -> None:
        self.key = key
        self.words = words
        super().__init__()


class Guessed(Message):
    """Names like what was typed."""

    def __init__(self, query: str, facets: Facets, hits: list[Hit]) -> None:
        self.query = query
        self.facets = facets
        self.hits = hits
        super().__init__()


def look(places: Places, asked: Asked, post: Post) -> None:
    """Read the states of all notes and the part that the facets let through."""
    from cards.node_standing import node_standings
    from cards.store import Store
    from kg.compiled import Graph

    try:
        standings = asked.known
        with Store.reading(places.study_db) as store, closing(Graph.open(places.graph_db)) as graph:
            if standings is None:
                standings = node_standings(store, asked.day, asked.parameters)
            ids = narrowed(graph, standings, asked.facets) if any(asked.facets) else None
            keys = graph.connection.execute("SELECT key FROM node WHERE stub = 0")
            states = Counter(standings[key].state for (key,) in keys if key in standings)
    except LEARNER_ERRORS as error:
        post(LookFailed(sentence(error)))
    else:
        post(Looked(asked, standings, ids, dict(states)))


def estimate(
    places: Places, key: str, clock: Clock, parameters: tuple[float, ...], post: Post
) -> None:
    """Estimate how ready one is for a note."""
    from cards.readiness import readiness
    from cards.store import Store
    from kg.compiled import Graph
    from tui.node_cards import readiness_words

    try:
        with Store.reading(places.study_db) as store, closing(Graph.open(places.graph_db)) as graph:
            ready = readiness(graph, store, key, clock, parameters)
            weakest = graph.by_key(ready.weakest[0][0]) if ready.weakest else None
            words = readiness_words(ready, weakest.title if weakest else "")
    except LEARNER_ERRORS as error:
        post(LookFailed(sentence(error)))
    else:
        post(Estimated(key, words))


def guess(
    places: Places, query: str, facets: Facets, only: frozenset[int] | None, limit: int, post: Post
) -> None:
    """Look for names that were mistyped: every name is compared."""
    from kg.compiled import Graph
    from sync.paper_search import search_notes

    try:
        with closing(Graph.open(places.graph_db)) as graph:
            found = search_notes(
                graph, places.papers_db, query,
                type=facets.type or None, only=only, limit=limit, snippets=False,
            )  # fmt: skip
    except LEARNER_ERRORS as error:
        post(LookFailed(sentence(error)))
    else:
        post(Guessed(query, facets, found.hits))
