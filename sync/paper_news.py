"""A paper changed on arXiv: the cards that cite it are flagged, each once for each change.

Owns the words of the flag and that a crash between papers.db and study.db neither loses a flag nor
sets it twice. Not here: noticing the change (papers_rows.py), showing flags.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from cards.cited import cards_by_arxiv
from cards.errors import DatabaseMissing
from cards.new_id import RANDOM_BYTES, new_id
from cards.places import Places
from cards.record import Recorder
from cards.scheduler import Clock
from cards.settings import Settings
from cards.store import Store
from cards.store_review import events_of
from cards.study_day import offset_at
from sync.arxiv_ids import parse_id
from sync.errors import BadArxivId
from sync.papers_store import PaperNews, PapersStore


def words_of(news: PaperNews) -> str:
    """The change as the flag's note says it."""
    if news.withdrawn:
        return (
            f"arXiv {news.base} is withdrawn as of v{news.new_version}: does this card still hold?"
        )
    return (
        f"arXiv {news.base} has a new version, v{news.new_version} after v{news.old_version}: "
        "does this card still hold?"
    )


def flag_cards(
    papers: PapersStore, where: Places, settings: Settings, now_ms: int
) -> dict[PaperNews, int]:
    """Flag the cards of all news not told yet; how many cards each flagged.

    Without a study.db there are no cards to flag. Raises PapersDbError, StoreError.
    """
    news = papers.untold()
    if not news:
        return {}
    try:
        with Store.open(where.study_db, create=False, backups=where.backups) as store:
            flagged = _flag(store, settings, news, now_ms)
    except DatabaseMissing:
        flagged = dict.fromkeys(news, 0)
    papers.mark_told(news)
    return flagged


def _flag(
    store: Store, settings: Settings, news: Sequence[PaperNews], now_ms: int
) -> dict[PaperNews, int]:
    clock = Clock(now_ms, offset_at(now_ms, settings.zone), settings.rollover_hour)
    recorder = Recorder(store, settings, new_id(now_ms, os.urandom(RANDOM_BYTES)))
    cards = _by_base(cards_by_arxiv(store))
    with store.write():
        return {
            each: sum(
                _flag_one(store, recorder, clock, card, words_of(each))
                for card in cards.get(each.base, ())
            )
            for each in news
        }


def _flag_one(store: Store, recorder: Recorder, clock: Clock, card: int, note: str) -> bool:
    told = (event for event in events_of(store, card) if event.type == "flag")
    if any(event.get("note") == note for event in told):
        return False
    recorder.act("flag", card, clock, note=note)
    return True


def _by_base(cards: Mapping[str, Iterable[int]]) -> dict[str, list[int]]:
    """The cards by id as arXiv spells it; a note may write an old id with its subject class."""
    found: dict[str, list[int]] = {}
    for arxiv, ids in cards.items():
        try:
            base = parse_id(arxiv).base
        except BadArxivId:
            continue
        found.setdefault(base, []).extend(ids)
    return found
