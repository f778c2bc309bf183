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
    papers = sorted({record[0]: record for record in records}.values())
    made = Rows([], [], [], [])
    for record in papers:
        number, title, authors = record[:3]
        words = " ".join(words_of(title))
        # All fields in the order of the table's columns, but for the two long ones at the end.
        made.papers.append((number, title_key(words), *record[1:-2]))
        made.words.append((number, words, indexed_names(authors)))
    for record in papers if long_texts else []:
        made.long_texts.append((record.number, record.abstract, record.comment))
        made.abstract_words.append((record.number, " ".join(words_of(record.abstract))))
    return made
