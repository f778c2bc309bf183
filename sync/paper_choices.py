"""From a paper to its neighbours by author, or by category and year: what there is to choose from.

Owns which questions a paper leads to, each with the number of papers that answer it. Light. Not
here: answering them (paper_search.py), the window that asks (the front ends).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kg.compiled import Graph
from kg.names import fold
from kg.paper_nodes import all_arxiv, all_authors, authors_of
from kg.rows import NodeRow
from sync.paper_page import PaperPage, page_of
from sync.paper_search import AUTHOR, CATEGORY
from sync.papers_store import PapersStore


class Choice(NamedTuple):
    """A question (for paper_search.search_notes), in words, and how many papers answer it."""

    question: str
    words: str
    papers: int


def authors_of_paper(
    graph: Graph, node: NodeRow, page: PaperPage | None, papers_db: Path
) -> list[Choice]:
    """Its authors in the order of the paper: the fetched ones, else those in the note's header.

    page: what was fetched of it. Raises PapersDbError.
    """
    names = list(page.authors) if page else authors_of(graph, node)
    if not names:
        return []
    written = {node: set(map(fold, names)) for node, names in all_authors(graph).items()}
    for other, fetched in _pages(graph, papers_db):
        written[other] = written.get(other, set()) | set(map(fold, fetched.authors))
    papers = Counter(name for of_one in written.values() for name in of_one)
    return [Choice(f"{AUTHOR} {name}", name, papers[fold(name)]) for name in names]


def categories_of_paper(graph: Graph, page: PaperPage, papers_db: Path) -> list[Choice]:
    """Its categories, each in the year of the paper and in any. Raises PapersDbError."""
    year = page.published[:4]
    pages = [other for _, other in _pages(graph, papers_db)]
    every = Counter(name for other in pages for name in other.categories)
    same = Counter(
        name for other in pages if other.published[:4] == year for name in other.categories
    )
    choices = []
    for name in page.categories:
        if year:
            choices.append(Choice(f"{CATEGORY} {name} {year}", f"{name} in {year}", same[name]))
        choices.append(Choice(f"{CATEGORY} {name}", f"{name} in any year", every[name]))
    return choices


def _pages(graph: Graph, papers_db: Path) -> Iterable[tuple[int, PaperPage]]:
    """The fetched papers among the notes, by id of the note."""
    if not papers_db.exists():
        return []
    ids = all_arxiv(graph)
    with PapersStore.open(papers_db) as store:
        metas = store.get_many(sorted(set(ids.values())))
    return [(node, page_of(metas[base])) for node, base in ids.items() if base in metas]
