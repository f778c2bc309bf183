"""What was fetched of a paper, as plain text that does nothing wherever it is shown.

Owns which parts are told and how long they may be; every text is cleaned once more on the way out,
whatever is in the database. Light: the daily path shows it. Not here: the records
(papers_store.py), how a screen or a line of 80 columns looks.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from kg.compiled import Graph
from kg.paper_nodes import arxiv_of
from kg.rows import NodeRow
from sync.arxiv_ids import parse_id
from sync.errors import BadArxivId
from sync.inert_text import clean_text
from sync.papers_store import PaperMeta, PapersStore

# Longer is no abstract and no title that a person wrote.
LONGEST_ABSTRACT = 12_000
_LONGEST_LINE = 600
_MOST_AUTHORS = 5_000
_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")


class PaperPage(NamedTuple):
    """A fetched paper, part by part; '' where nothing is known. Dates are ISO dates.

    published: of version 1; revised: of the version that was fetched, '' if that is the first.
    """

    arxiv: str
    version: int
    title: str
    authors: tuple[str, ...]
    abstract: str
    categories: tuple[str, ...]
    published: str
    revised: str
    withdrawn: bool
    comment: str
    journal: str
    doi: str
    abs_url: str
    pdf_url: str

    @property
    def dates(self) -> str:
        """Its dates in words: 2017-06-12, version 7 of 2023-08-02."""
        if self.version < 2:
            return self.published
        of = f" of {self.revised}" if self.revised else ""
        return f"{self.published}, version {self.version}{of}"

    @property
    def mark(self) -> str:
        """What a reader must know first, '' for most papers."""
        return "WITHDRAWN on arXiv: do not rely on it" if self.withdrawn else ""


def page_of_node(graph: Graph, node: NodeRow, papers_db: Path) -> PaperPage | None:
    """What was fetched of a paper's note; None for all others. Raises PapersDbError, KgError.

    The file is opened only for a paper with an arXiv id, and a missing file is no fault.
    """
    arxiv = arxiv_of(graph, node)
    if not arxiv or not papers_db.exists():
        return None
    try:
        base = parse_id(arxiv).base
    except BadArxivId:
        return None
    with PapersStore.open(papers_db) as store:
        meta = store.get(base)
    return None if meta is None else page_of(meta)


def page_of(meta: PaperMeta) -> PaperPage:
    """The record as it is shown."""
    published, updated = _date(meta.published), _date(meta.updated)
    return PaperPage(
        arxiv=_line(meta.base),
        version=meta.version,
        title=_line(meta.title),
        authors=tuple(filter(None, map(_line, meta.authors[:_MOST_AUTHORS]))),
        abstract=clean_text(meta.abstract, LONGEST_ABSTRACT),
        categories=_categories(meta),
        published=published,
        revised=updated if meta.version > 1 else "",
        withdrawn=meta.withdrawn,
        comment=_line(meta.comment),
        journal=_line(meta.journal_ref),
        doi=_line(meta.doi),
        abs_url=_line(meta.abs_url),
        pdf_url=_line(meta.pdf_url),
    )


def names_in_words(names: tuple[str, ...] | list[str], most: int) -> str:
    """The first names, and how many more there are."""
    more = len(names) - most
    shown = ", ".join(names[:most])
    if more <= 0:
        return shown
    return f"{shown} and {more:,} other{'s' if more > 1 else ''}"


def _categories(meta: PaperMeta) -> tuple[str, ...]:
    """All categories, the primary one first."""
    listed = dict.fromkeys([meta.primary_category, *meta.categories])
    return tuple(filter(None, map(_line, listed)))


def _date(text: str) -> str:
    found = _DATE.match(text)
    return found.group() if found else ""


def _line(text: str) -> str:
    return clean_text(text, _LONGEST_LINE)
