"""The export to Anki in a thread: its own store and graph, and messages about how far it is.

Owns what runs there, and how it is stopped without a trace. Not here: the export itself
(sync/anki_export.py), the window (screens/export_anki.py).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from textual.message import Message

from cards.places import Places
from cards.scheduler import Clock
from cards.settings import Settings
from tui.remedy import LEARNER_ERRORS, sentence

if TYPE_CHECKING:
    from sync.anki_export import Exported, Wish

_STEP = 50


class PackingMoved(Message):
    """So many of so many groups of cards are read."""

    def __init__(self, done: int, total: int) -> None:
        self.done = done
        self.total = total
        super().__init__()


class PackingDone(Message):
    """The package is written."""

    def __init__(self, exported: Exported) -> None:
        self.exported = exported
        super().__init__()


class PackingFailed(Message):
    """No package was written; why, or '' where the learner wished to stop."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__()


class _Stopped(Exception):
    """The wish to stop, on its way out of the export."""


def pack_for_anki(
    places: Places,
    settings: Settings,
    clock: Clock,
    wish: Wish,
    file: Path,
    post: Callable[[Message], object],
    stop: Event,
) -> None:
    """Write the package. Errors for the learner end in a message, like everything else."""
    from cards.store import Store
    from kg.compiled import Graph
    from sync.anki_export import Source, export

    def moved(done: int, total: int) -> None:
        if stop.is_set():
            raise _Stopped
        if done % _STEP == 0 or done == total:
            post(PackingMoved(done, total))

    try:
        with Store.open(places.study_db) as store, Graph.open(places.graph_db) as graph:
            done = export(Source(places, store, graph, settings, clock), file, wish, moved)
        post(PackingDone(done))
    except _Stopped:
        post(PackingFailed(""))
    except LEARNER_ERRORS as error:
        post(PackingFailed(sentence(error)))
