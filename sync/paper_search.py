"""Search that also knows what was fetched: authors and abstracts, an author's papers, a category's.

Owns the two narrow questions `author: NAME` and `category: NAME [YEAR]`, and where fetched words
rank: below the names and texts of notes. Light: the app searches at every key. Not here: searching
notes (kg/search.py), the records (papers_store.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from kg.compiled import Graph
from kg.paper_nodes import authors_of, is_author, with_arxiv, written_by
from kg.rows import NodeRow
from kg.search import BESIDE, Hit, search
from sync.errors import PapersDbError
from sync.paper_page import PaperPage, names_in_words, page_of
from sync.papers_store import PaperMeta, PapersStore

AUTHOR, CATEGORY = "author:", "category:"
_YEAR = re.compile(r"\d{4}")
_WORD = re.compile(r"[^\W_]+")
_MOST = 1000
# Not every fetched paper has a note.
_TIMES = 3
_NAMES = 3
_AROUND = 60
_STEP = 0.01
_BY = "by "


class Found(NamedTuple):
    """Hits, best first. trouble: why fetched metadata could not be read, '' if it could."""

    hits: list[Hit]
    trouble: str = ""


def search_notes(
    graph: Graph,
    papers_db: Path,
    query: str,
    *,
    type: str | None = None,
    tag: str | None = None,
    only: Collection[int] | None = None,
    limit: int = 20,
    snippets: bool = True,
    guess: bool = True,
) -> Found:
    """The best `limit` nodes for a query; without fetched metadata, what the notes alone answer.

    only: ids that may be found, of that type already. snippets: whether the words that were found
    are quoted, which takes longer than finding them. guess: as in kg/search.py.
    """
    text = query.encode("utf-8", "ignore").decode().strip()
    head, colon, rest = text.partition(":")
    question = f"{head.strip().casefold()}{colon}"
    if question in (AUTHOR, CATEGORY):
        found = _narrow(graph, papers_db, question, rest)
        hits = [] if type not in (None, "paper") else found.hits
        return found._replace(hits=[hit for hit in hits if _may(graph, hit, tag, only)][:limit])
    hits = search(
        graph, query, type=type if only is None else None, tag=tag, only=only, limit=limit,
        snippets=snippets, guess=guess,
    )  # fmt: skip
    is_full = len(hits) >= limit and (limit < 1 or hits[-1].score > BESIDE)
    if type not in (None, "paper") or is_full or not papers_db.exists():
        return Found(hits)
    try:
        with PapersStore.open(papers_db) as store:
            metas = store.search(text, limit=_TIMES * limit)
    except PapersDbError as error:
        return Found(hits, str(error))
    beside = _nodes(graph, metas)
    more = [Hit(node, "", BESIDE - _STEP * rank) for rank, (node, _) in enumerate(beside)]
    merged = _merged(hits, [hit for hit in more if _may(graph, hit, tag, only)])[:limit]
    if not snippets:
        return Found(merged)
    known = {node.id: meta for node, meta in beside}
    words = _WORD.findall(text.casefold())
    return Found([_told_of(hit, known.get(hit.node.id), words) for hit in merged])


def _narrow(graph: Graph, papers_db: Path, question: str, rest: str) -> Found:
    """The answer to `author:` or `category:`; of an author the notes know something, too."""
    try:
        if question == AUTHOR:
            return Found(_of_author(graph, papers_db, rest))
        return Found(_of_category(graph, papers_db, rest))
    except PapersDbError as error:
        return Found(_written(graph, rest) if question == AUTHOR else [], str(error))


def _may(graph: Graph, hit: Hit, tag: str | None, only: Collection[int] | None) -> bool:
    if only is not None and hit.node.id not in only:
        return False
    return tag is None or tag in graph.tags(hit.node.id)


def _merged(hits: list[Hit], more: list[Hit]) -> list[Hit]:
    """Both, each node once with its better score."""
    best = {hit.node.id: hit for hit in more}
    for hit in hits:
        other = best.get(hit.node.id)
        if other is None or hit.score >= other.score:
            best[hit.node.id] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.node.id)) if more else hits


def _told_of(hit: Hit, meta: PaperMeta | None, words: list[str]) -> Hit:
    """The hit with its fetched words where they are what was found."""
    if meta is None:
        return hit
    told = _snippet(page_of(meta), words)
    # Of a fetched author all is known, of one in a note's header only the name.
    return hit._replace(snippet=told) if not hit.snippet or told.startswith(_BY) else hit


def _of_author(graph: Graph, papers_db: Path, name: str) -> list[Hit]:
    """An author's papers, the newest first."""
    metas: list[PaperMeta] = []
    if papers_db.exists() and name.strip():
        with PapersStore.open(papers_db) as store:
            found = store.by_author(name.strip(), limit=_MOST)
        metas = [meta for meta in found if any(is_author(name, each) for each in meta.authors)]
    fetched = [(node, _told(page_of(meta))) for node, meta in _nodes(graph, metas)]
    known = {node.id for node, _ in fetched}
    noted = [hit for hit in _written(graph, name) if hit.node.id not in known]
    return _newest_first(graph, [*fetched, *((hit.node, hit.snippet) for hit in noted)])


def _written(graph: Graph, name: str) -> list[Hit]:
    """Papers whose own notes name the author."""
    nodes = written_by(graph, name)
    told = [(node, names_in_words(authors_of(graph, node), _NAMES)) for node in nodes]
    return _newest_first(graph, told)


def _of_category(graph: Graph, papers_db: Path, rest: str) -> list[Hit]:
    """Papers of a category, of one year if the last word is one; the newest first."""
    *words, last = rest.split() or [""]
    year = int(last) if words and _YEAR.fullmatch(last) else None
    category = " ".join(words if year is not None else [*words, last])
    if not category or not papers_db.exists():
        return []
    with PapersStore.open(papers_db) as store:
        found = store.by_category(category, year, limit=_MOST)
    return _newest_first(graph, [(n, _told(page_of(meta))) for n, meta in _nodes(graph, found)])


def _nodes(graph: Graph, metas: Iterable[PaperMeta]) -> list[tuple[NodeRow, PaperMeta]]:
    """The notes of these papers, in their order, each once; papers without a note are left out."""
    by_base = {meta.base: meta for meta in metas}
    found = with_arxiv(graph, by_base)
    return [(node, by_base[base]) for base, nodes in found.items() for node in nodes]


def _newest_first(graph: Graph, papers: list[tuple[NodeRow, str]]) -> list[Hit]:
    years = {node.id: str(graph.header(node.id).get("year") or "") for node, _ in papers}
    papers.sort(key=lambda paper: paper[0].title.casefold())
    papers.sort(key=lambda paper: _year_of(paper, years), reverse=True)
    return [Hit(node, told, BESIDE - _STEP * rank) for rank, (node, told) in enumerate(papers)]


def _year_of(paper: tuple[NodeRow, str], years: dict[int, str]) -> str:
    node, told = paper
    return years[node.id] or (told[:4] if _YEAR.match(told) else "")


def _told(page: PaperPage) -> str:
    parts = [page.published[:4], names_in_words(page.authors, _NAMES)]
    return " · ".join(part for part in parts if part)


def _snippet(page: PaperPage, words: list[str]) -> str:
    """Who wrote it, where an author was asked for, else the words of the abstract around a hit."""
    authors = [name for name in page.authors if any(is_author(word, name) for word in words)]
    if authors:
        rest = [name for name in page.authors if name not in authors]
        return f"{_BY}{names_in_words([*authors, *rest], max(_NAMES, len(authors)))}"
    text = page.abstract
    folded = text.casefold()
    # Stems were compared: 'recomputed' is found by 'recomputing'.
    places = [folded.find(word[:5]) for word in words]
    at = min((place for place in places if place >= 0), default=0)
    first, last = max(0, at - _AROUND), min(len(text), at + 2 * _AROUND)
    if first:
        first = max(first, text.find(" ", first, at) + 1)
    if last < len(text):
        last = max(at + 1, text.rfind(" ", at, last)) if " " in text[at:last] else last
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"
