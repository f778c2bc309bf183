"""The format of arxiv-index.db: its marks, and a row of it as a paper.

Owns what a file must say of itself to be read, and how dates are kept. Not here: making and asking
it (arxiv_index_build.py, arxiv_index.py), its tables (arxiv_index.sql).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sync.id_number import base_of
from sync.paper_meta import PaperMeta, cleaned
from sync.snapshot_record import DAY, SECOND

FORMAT = 1
APPLICATION = 0x45444158
PAPER_COLUMNS = (
    "id, title, authors, categories, published, published_exact, updated, updated_exact, version,"
    " withdrawn, doi, journal_ref"
)
_START = datetime(1970, 1, 1, tzinfo=UTC)


def meta_of_row(
    made_ms: int,
    number: int,
    title: str,
    authors: str,
    categories: str,
    published: int,
    published_exact: int,
    updated: int,
    updated_exact: int,
    version: int,
    withdrawn: int,
    doi: str,
    journal_ref: str,
    abstract: str,
    comment: str,
) -> PaperMeta:
    """The paper of a row of PAPER_COLUMNS with its long texts. made_ms: when the index was made."""
    names = tuple(categories.split())
    # Cleaned once more, for the same lengths as a fetched record has.
    meta = PaperMeta(
        base=base_of(number),
        version=version,
        title=title,
        authors=tuple(authors.split("\n")) if authors else (),
        abstract=abstract,
        primary_category=names[0] if names else "",
        categories=names,
        published=iso(published, published_exact),
        updated=iso(updated, updated_exact),
        doi=doi,
        journal_ref=journal_ref,
        comment=comment,
        withdrawn=bool(withdrawn),
        fetched_ms=made_ms,
        origin="snapshot",
    )
    return cleaned(meta)


def iso(seconds: int, exact: int) -> str:
    """A date as it is known: '2017-06-12T17:57:34Z', '2017-06-12' or '2017-06'."""
    # timedelta, since fromtimestamp refuses dates before 1970 on some systems.
    moment = _START + timedelta(seconds=seconds)
    if exact == SECOND:
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.strftime("%Y-%m-%d" if exact == DAY else "%Y-%m")
