"""The door to arXiv, opened for one command: the lock, papers.db, the pace and the client.

Owns what has to be in hand before anything is asked, in which order, and that it is all given back.
Not here: what is asked (fetch.py, or a search), what is shown.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from cards.places import Places
from cards.settings import Settings
from cards.study_day import now_ms
from sync.arxiv_address import address
from sync.arxiv_client import ArxivApi, Door
from sync.arxiv_transport import Limits
from sync.fetch_lock import only_one
from sync.pace import Hands, Pace
from sync.papers_store import PapersStore


class Open(NamedTuple):
    """What a command asks arXiv with, and keeps the answers in."""

    store: PapersStore
    api: ArxivApi


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return False


def _silent(seconds: float, reason: str) -> None:
    """Let the learner wait without a word: for waits that are part of the pace."""


HANDS = Hands(now_ms, _sleep, _silent)


@contextmanager
def opened(
    where: Places,
    settings: Settings,
    env: Mapping[str, str],
    hands: Hands = HANDS,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
) -> Iterator[Open]:
    """Open the door; nothing is asked yet, and no request leaves before its turn.

    Raises BadAddress, FetchBusy, PapersDbError.
    """
    at = address(settings.arxiv_url, settings.arxiv_delay_s, settings.arxiv_contact, env)
    with only_one(where.papers_db), PapersStore.open(where.papers_db, create=True) as store:
        pace = Pace(store, at.delay_s, hands)
        api = ArxivApi(Door(at, pace, hands, limits))
        try:
            yield Open(store, api)
        finally:
            api.close()
