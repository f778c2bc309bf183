"""Tables that were copied as plain lines come back with their cells, or are reported."""

from __future__ import annotations

import pytest

from kg.documents.decode import decode
from kg.documents.plain_text import read_plain_text
from kg.documents.structure import Structure

GLUED = """ModelParametersYear
GPT-2 [3]1.5B2019
GPT-3175B2020
Mistral7B2023
LLaMA 265B2023
Table 3.1: Sizes of models

The text speaks of GPT-2, GPT-3, Mistral and LLaMA 2 in one long sentence of its own.
"""
WORDS = """MetricWhat it measures
Click rate (CTR)Share of visitors who click.
Precision@kShare of the first k that are relevant (e.g., k = 10).
User joyAnswers of users to a question.
Table 2: Metrics
"""
TICKS = "MethodOnlineOffline\nInterleaving✓✗\nA/B test✓✗\nReplay✗✓\nTable 4. Methods\n"
TABS = "Table 5: Devices\nName\tMemory\tPrice\nA10\t24 GB\t$1.10\nH100\t80 GB\n"
SPACES = """Stage        Items      Time
Retrieval    1,000 K    10 ms
Ranking                 50 ms
Table 6 Funnel
"""
PIPES = "| Name | Use |\n|------|-----|\n| Kafka | Streams |\n| Redis | Cache |\n"
STACKED = "Name\nPrice\nSpeed\nA10\n$1.1\n900\nH100\n$6.9\n9,800\nTable 7: Prices\n"


def _read(text: str) -> Structure:
    return read_plain_text(decode(f"Title\n\nText.\n\n{text}".encode(), "t.txt"), "chapter")


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        (GLUED, ("Model", "Parameters", "Year"),
         (("GPT-2 [3]", "1.5B", "2019"), ("GPT-3", "175B", "2020"), ("Mistral", "7B", "2023"),
          ("LLaMA 2", "65B", "2023"))),
        (WORDS, ("Metric", "What it measures"),
         (("Click rate (CTR)", "Share of visitors who click."),
          ("Precision@k", "Share of the first k that are relevant (e.g., k = 10)."),
          ("User joy", "Answers of users to a question."))),
        (TICKS, ("Method", "Online", "Offline"),
         (("Interleaving", "✓", "✗"), ("A/B test", "✓", "✗"), ("Replay", "✗", "✓"))),
        (TABS, ("Name", "Memory", "Price"), (("A10", "24 GB", "$1.10"), ("H100", "80 GB", ""))),
        (SPACES, ("Stage", "Items", "Time"),
         (("Retrieval", "1,000 K", "10 ms"), ("Ranking", "", "50 ms"))),
        (PIPES, ("Name", "Use"), (("Kafka", "Streams"), ("Redis", "Cache"))),
        (STACKED, ("Name", "Price", "Speed"), (("A10", "$1.1", "900"), ("H100", "$6.9", "9,800"))),
    ],
    ids=["glued", "words", "ticks", "tabs", "spaces", "pipes", "stacked"],
)  # fmt: skip
def test_the_cells_of_a_copied_table_are_told_apart(
    text: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> None:
    read = _read(text)
    assert [(table.columns, table.rows) for table in read.tables] == [(columns, rows)]
    assert [heading.title for heading in read.headings] == ["Title"]


def test_a_table_has_the_lines_of_its_rows_and_caption_and_its_heading() -> None:
    table = _read(TICKS).tables[0]
    assert (table.lines, table.row_lines, table.heading) == ((5, 9), (6, 7, 8), 1)
    assert table.caption == "Table 4. Methods"


def test_captions_above_take_the_rows_below_them() -> None:
    read = _read("Table 1: A\nTaskMetric\nRankingNDCG\n\nTable 2: B\nTaskMetric\nSearchMRR\n")
    assert [(table.caption, table.rows) for table in read.tables] == [
        ("Table 1: A", (("Ranking", "NDCG"),)), ("Table 2: B", (("Search", "MRR"),)),
    ]  # fmt: skip


def test_a_table_whose_cells_cannot_be_told_apart_is_a_problem_and_no_guess() -> None:
    read = _read("some words here\nmore words there\nother words\nTable 8: Words\n")
    assert read.tables == ()
    assert [problem.code for problem in read.problems] == ["I305"]


def test_a_caption_with_nothing_beside_it_is_a_lost_picture() -> None:
    read = _read("Table 9: Lost\n\nText goes on with a sentence.\n")
    assert [(problem.line, problem.code) for problem in read.problems] == [(5, "I301")]


def test_a_sentence_that_speaks_of_a_table_is_no_caption() -> None:
    assert _read("Table 2 shows what we mean.\nIt is small.\n").tables == ()
