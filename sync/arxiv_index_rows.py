"""Records of a dump as rows of the index.

Owns which row a record becomes. Not here: the tables (arxiv_index.sql), writing them
(arxiv_index_build.py), what a record is (snapshot_record.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sync.snapshot_record import Record
from sync.title_words import indexed_names, title_key, words_of

Row = tuple[int | str, ...]


class Rows(NamedTuple):
    """Rows of the tables paper, word, long_text and abstract_word, each in the order of ids."""

    papers: list[Row]
    words: list[Row]
    long_texts: list[Row]
    abstract_words: list[Row]


def rows_of(records: Iterable[Record], *, long_texts: bool) -> Rows:
    """Records as rows; of a paper that comes twice the later record counts.

    Sorted, because the words of papers in order go to disk in one run.
    """
    papers = sorted({record.number: record for record in records}.values())
    titles = [words_of(record.title) for record in papers]
    kept = papers if long_texts else []
    return Rows(
        [_paper(record, title_key(words)) for record, words in zip(papers, titles, strict=True)],
        [
            (record.number, " ".join(words), indexed_names(record.authors))
            for record, words in zip(papers, titles, strict=True)
        ],
        [(record.number, record.abstract, record.comment) for record in kept],
        [(record.number, " ".join(words_of(record.abstract))) for record in kept],
    )


def _paper(record: Record, key: int) -> Row:
    # All fields in the order of the table's columns, but for the two long ones at the end.
    return (record.number, key, *record[1:-2])
