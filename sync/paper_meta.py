"""What is known of one arXiv paper, and how a newer record joins an older one.

Owns the shape of a record, the cleaning of its texts, what counts as withdrawn, and the rule that
nothing known is replaced by less. LIGHT. Not here: keeping records (papers_store.py), asking for
them (arxiv_client.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sync.inert_text import clean_text

ABS_PAGE = "https://arxiv.org/abs/"
PDF_PAGE = "https://arxiv.org/pdf/"
LONGEST_TITLE = 2_000
LONGEST_ABSTRACT = 20_000
LONGEST_COMMENT = 4_000
LONGEST_NAME = 200
MOST_AUTHORS = 6_000
_WITHDRAWN = re.compile(
    r"^\W*(?:withdrawn|retracted)\b"
    r"|\b(?:paper|manuscript|article|submission|preprint|work|version|note|draft|report)\s+"
    r"(?:\w+\s+){0,2}?(?:(?:has|have)\s+been|is|was)\s+(?:\w+\s+)?(?:withdrawn|retracted)\b"
    r"|\bwithdrawn\s+by\s+(?:the\s+)?(?:author|arxiv|submitter)",
    re.IGNORECASE,
)
LONGEST_NOTICE = 600


class PaperMeta(NamedTuple):
    """A paper at the version named by `version`.

    base: the id without version. published: of v1; updated: of this version; both ISO 8601, a date
    or a moment in UTC. fetched_ms: Unix, milliseconds. origin: "api" or "snapshot".
    """

    base: str
    version: int
    title: str
    authors: tuple[str, ...]
    abstract: str
    primary_category: str
    categories: tuple[str, ...]
    published: str
    updated: str
    doi: str
    journal_ref: str
    comment: str
    withdrawn: bool
    fetched_ms: int
    origin: str

    @property
    def abs_url(self) -> str:
        """The paper's page."""
        return f"{ABS_PAGE}{self.base}"

    @property
    def pdf_url(self) -> str:
        """The paper itself."""
        return f"{PDF_PAGE}{self.base}"

    @property
    def year(self) -> int:
        """Year of the first version; 0 where it is not known."""
        return int(self.published[:4]) if self.published[:4].isdecimal() else 0


def is_withdrawn(comment: str, abstract: str) -> bool:
    """Tell whether the texts say that the paper was withdrawn (arXiv has no field for it)."""
    notice = abstract if len(abstract) <= LONGEST_NOTICE else ""
    return any(_WITHDRAWN.search(text) for text in (comment, notice))


def cleaned(meta: PaperMeta) -> PaperMeta:
    """The record with every text inert, on one line and of a sane length."""
    authors = (clean_text(name, LONGEST_NAME) for name in meta.authors[:MOST_AUTHORS])
    return meta._replace(
        title=clean_text(meta.title, LONGEST_TITLE),
        abstract=clean_text(meta.abstract, LONGEST_ABSTRACT),
        comment=clean_text(meta.comment, LONGEST_COMMENT),
        journal_ref=clean_text(meta.journal_ref, LONGEST_TITLE),
        doi=clean_text(meta.doi, LONGEST_NAME),
        authors=tuple(name for name in authors if name),
        primary_category=clean_text(meta.primary_category, 40),
        categories=tuple(_codes(meta.categories)),
    )


def _codes(categories: tuple[str, ...]) -> list[str]:
    codes = (clean_text(code, 40).replace(" ", "-") for code in categories[:40])
    return list(dict.fromkeys(code for code in codes if code))


def joined(old: PaperMeta | None, new: PaperMeta) -> PaperMeta:
    """What to keep once `new` has come: the later version, its gaps filled from the other one."""
    if old is None:
        return new
    main, other = (new, old) if new.version >= old.version else (old, new)
    gaps = {
        name: getattr(other, name)
        for name in main._fields
        if name != "withdrawn" and not getattr(main, name) and getattr(other, name)
    }
    # The date of v1 never changes, so the fuller form of it is the better one.
    if len(other.published) > len(main.published):
        gaps["published"] = other.published
    if main.withdrawn and is_withdrawn("", main.abstract) and other.abstract:
        gaps["abstract"] = other.abstract
    return main._replace(**gaps, fetched_ms=max(old.fetched_ms, new.fetched_ms))
