"""Papers by id or by words from whatever knows them: papers.db, the index, then arXiv itself.

Owns the order of asking, when local knowledge is enough, and that a place that cannot be read, or
no network, costs only what it alone would have known. Not here: each place (papers_store.py,
arxiv_index.py, fetch.py), adding (add_paper.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sync.arxiv_index import ArxivIndex, lookup_title
from sync.errors import SyncError
from sync.papers_store import PaperMeta, PapersStore
from sync.title_words import words_of


class Known(NamedTuple):
    """Papers by id. troubles: a sentence for each place that could not be asked."""

    metas: dict[str, PaperMeta]
    troubles: tuple[str, ...] = ()


class Listed(NamedTuple):
    """Papers for some words, best first. troubles: as in Known."""

    papers: list[PaperMeta]
    troubles: tuple[str, ...] = ()

    def are_enough(self, words: str) -> bool:
        """Whether a title has all the words, so that nobody else need be asked."""
        wanted = set(words_of(words))
        return any(wanted <= set(words_of(paper.title)) for paper in self.papers)


def known_papers(papers_db: Path, index: Path, bases: Iterable[str]) -> Known:
    """What this machine knows of these ids; fetched records before those of the index."""
    wanted = list(dict.fromkeys(bases))
    metas: dict[str, PaperMeta] = {}
    troubles: list[str] = []
    try:
        with PapersStore.open(papers_db) as store:
            metas |= store.get_many(wanted)
    except SyncError as error:
        troubles.append(str(error))
    try:
        with ArxivIndex.open(index) as all_papers:
            metas |= all_papers.get_many(base for base in wanted if base not in metas)
    except SyncError as error:
        troubles.append(str(error))
    return Known(metas, tuple(troubles))


def bring(
    papers_db: Path, index: Path, bases: Iterable[str], ask: Callable[[Sequence[str]], None] | None
) -> Known:
    """These papers: as they were fetched before, as `ask` fetches them now, as the index has them.

    ask: fetches ids into papers.db and raises SyncError where it cannot; None: nobody is asked.
    """
    wanted = list(dict.fromkeys(bases))
    known = known_papers(papers_db, index, wanted)
    unfetched = [base for base in wanted if not _is_fetched(known.metas.get(base))]
    if ask is None or not unfetched:
        return known
    try:
        ask(unfetched)
    except SyncError as error:
        # What came before the fault is kept, and what the index knows will do.
        known = known._replace(troubles=(*known.troubles, str(error)))
    return known_papers(papers_db, index, wanted)._replace(troubles=known.troubles)


def _is_fetched(meta: PaperMeta | None) -> bool:
    return meta is not None and meta.origin == "api"


def listed_papers(papers_db: Path, index: Path, words: str, limit: int) -> Listed:
    """What this machine finds for some words: equal titles, then titles with all of them."""
    found: list[PaperMeta] = []
    troubles: list[str] = []
    try:
        with PapersStore.open(papers_db) as store:
            found += store.search(words, limit)
    except SyncError as error:
        troubles.append(str(error))
    try:
        with ArxivIndex.open(index) as all_papers:
            found += [match.paper for match in lookup_title(all_papers, words)]
            found += all_papers.search(words, limit)
    except SyncError as error:
        troubles.append(str(error))
    return Listed(ranked(found, words)[:limit], tuple(troubles))


def ranked(papers: Sequence[PaperMeta], words: str) -> list[PaperMeta]:
    """Each paper once (as it came first), those of this title first; else the order stays."""
    once: dict[str, PaperMeta] = {}
    for paper in papers:
        once.setdefault(paper.base, paper)
    wanted = words_of(words)

    def rank(paper: PaperMeta) -> int:
        title = words_of(paper.title)
        return 0 if title == wanted else 1 if set(wanted) <= set(title) else 2

    return sorted(once.values(), key=rank)
