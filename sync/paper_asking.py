"""arXiv asked for single papers: by id for one that is added, by words for one that is sought.

Owns that each question opens the door by itself and that every answer is kept in papers.db. Not
here: fetching all papers of the notes (fetch.py), what this machine knows (paper_lookup.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cards.places import Places
from cards.settings import Settings
from sync.arxiv_door import HANDS, opened
from sync.errors import ArxivRefused
from sync.fetch import fetch, plan
from sync.pace import Hands
from sync.papers_store import PaperMeta


class Asker(NamedTuple):
    """Who may ask arXiv for this home. env: the process environment."""

    where: Places
    settings: Settings
    env: Mapping[str, str]
    hands: Hands = HANDS

    def fetch(self, bases: Sequence[str]) -> None:
        """Bring these papers into papers.db; what arXiv does not have is noted there.

        Raises SyncError for the first thing that went wrong; what came before it is kept.
        """
        now_ms = self.hands.now_ms
        with opened(self.where, self.settings, self.env, self.hands) as door:
            todo = plan(door.store, bases, now_ms())
            report = fetch(door.store, door.api, todo, now_ms)
        if report.stopped is not None:
            raise report.stopped
        for base, why in report.failed.items():
            raise ArxivRefused(f"arXiv {base} could not be had: {why}")

    def search(self, words: str, limit: int) -> list[PaperMeta]:
        """Papers that hold all the words, best first. Raises SyncError."""
        with opened(self.where, self.settings, self.env, self.hands) as door:
            found = door.api.search(words, limit)
            door.store.put_batch(found, [], self.hands.now_ms())
        return found
