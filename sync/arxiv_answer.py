"""An answer of arXiv's, checked before anything in it is believed.

Owns what a whole answer is (XML without a document type, every entry that its header counts), and
when an entry is a record. Not here: sending and reading (arxiv_transport.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from xml.parsers import expat

import arxiv

from sync.arxiv_ids import parse_id
from sync.errors import BadArxivId
from sync.paper_meta import PaperMeta, cleaned, is_withdrawn

_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)", re.IGNORECASE)
_TOTAL = re.compile(rb"<(?:\w+:)?totalResults[^>]*>\s*(\d+)\s*<")
_START = re.compile(rb"<(?:\w+:)?startIndex[^>]*>\s*(\d+)\s*<")
_ENTRY = re.compile(rb"<entry[\s>]")
_FIRST_YEAR = 1986  # a few papers of arXiv are older than arXiv
_LAST_YEAR = 2200


class Answer(NamedTuple):
    """What one request brought, by what was asked for.

    missing: asked for and not there. faulty: there, but no whole record; why, by id. strangers:
    how many entries nobody asked for; they are dropped.
    """

    metas: list[PaperMeta]
    missing: list[str]
    faulty: dict[str, str]
    strangers: int = 0


def fault_of_body(body: bytes, page: int) -> str:
    """Why the bytes are no whole feed of at most `page` entries; empty: they are one."""
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    encoding = _ENCODING.match(text)
    if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        return "it is not in UTF-8"
    if _DECLARED.search(text):
        return "it declares entities, which no answer of arXiv's does"
    if not text.startswith(b"<") or b"<feed" not in text[:2_000]:
        return "it is no feed of papers"
    try:
        expat.ParserCreate(encoding="utf-8").Parse(text, True)
    except expat.ExpatError:
        return "it is cut short or damaged"
    total, start = _TOTAL.search(text), _START.search(text)
    there = len(_ENTRY.findall(text))
    if total and there < min(int(total[1]) - (int(start[1]) if start else 0), page):
        return f"it holds {there} of {min(int(total[1]), page)} papers"
    return ""


def answer_of(results: Iterable[arxiv.Result], asked: Iterable[str], now_ms: int) -> Answer:
    """Sort the entries by what was asked for (ids without version)."""
    wanted = dict.fromkeys(asked)
    metas: dict[str, PaperMeta] = {}
    faulty: dict[str, str] = {}
    strangers = 0
    for result in results:
        meta = record_of(result, now_ms)
        if meta is None or meta.base not in wanted:
            strangers += 1
        elif fault := fault_of_record(meta):
            faulty[meta.base] = fault
        elif meta.base not in metas or meta.version > metas[meta.base].version:
            metas[meta.base] = meta
    faulty = {base: why for base, why in faulty.items() if base not in metas}
    missing = [base for base in wanted if base not in metas and base not in faulty]
    return Answer(list(metas.values()), missing, faulty, strangers)


def record_of(result: arxiv.Result, now_ms: int) -> PaperMeta | None:
    """The entry as a record, its texts made inert; None where it names no paper."""
    try:
        named = parse_id(result.entry_id)
    except BadArxivId:
        return None
    comment, abstract = result.comment or "", result.summary or ""
    return cleaned(
        PaperMeta(
            base=named.base,
            version=named.version or 1,
            title=result.title or "",
            authors=tuple(author.name or "" for author in result.authors),
            abstract=abstract,
            primary_category=result.primary_category or "",
            categories=tuple(result.categories),
            published=_moment(result.published),
            updated=_moment(result.updated),
            doi=result.doi or "",
            journal_ref=result.journal_ref or "",
            comment=comment,
            withdrawn=is_withdrawn(comment, abstract),
            fetched_ms=now_ms,
            origin="api",
        )
    )


def fault_of_record(meta: PaperMeta) -> str:
    """Why a record is not to be kept; empty: it is whole."""
    if not meta.title:
        return "arXiv sent it without a title"
    if not meta.authors:
        return "arXiv sent it without authors"
    if not meta.published or not meta.updated:
        return "arXiv sent it without a date"
    return ""


def _moment(when: datetime) -> str:
    if not _FIRST_YEAR <= when.year <= _LAST_YEAR:
        return ""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
