"""Made-up chapters of many shapes: every heading is found, none is invented, the tree is right.

In the texts a heading's line begins with '@LEVEL|', which is cut off before they are read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.documents.decode import decode
from kg.documents.lines import Document
from kg.documents.plain_text import read_plain_text
from kg.documents.structure import Structure

TEXTS = sorted((Path(__file__).parent / "plain_texts").glob("*.txt"))


def _document(text: str) -> Document:
    return decode(text.encode(), "made-up.txt")


def _read(text: str) -> Structure:
    return read_plain_text(_document(text), "chapter")


def _marked(path: Path) -> tuple[str, dict[int, int]]:
    """The text without its marks, and for the line of each heading that of its parent."""
    lines, parents = [], {}
    path_to: list[tuple[int, int]] = []
    for number, text in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        words = text
        if text[:1] == "@" and text[2:3] == "|":
            level, words = int(text[1]), text[3:]
            line = number + 1 if set(words) == {"="} else number
            path_to = [above for above in path_to if above[0] < level]
            parents[line] = path_to[-1][1] if path_to else 0
            path_to.append((level, line))
        lines.append(words)
    return "\n".join(lines), parents


def test_there_are_chapters_of_many_shapes() -> None:
    assert len(TEXTS) >= 22


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_headings_of_a_made_up_chapter_are_found_and_no_others(path: Path) -> None:
    text, parents = _marked(path)
    lines = text.split("\n")
    headings = _read(text).headings
    assert [heading.line for heading in headings] == sorted(parents)
    assert [heading.title for heading in headings] == [lines[n - 1] for n in sorted(parents)]


def test_nine_of_ten_parents_are_right_over_all_made_up_chapters() -> None:
    right = total = 0
    for path in TEXTS:
        text, parents = _marked(path)
        found = {heading.line: heading.parent for heading in _read(text).headings}
        right += sum(found.get(line) == parent for line, parent in parents.items())
        total += len(parents)
    assert right >= 0.95 * total, f"{right} of {total}"


def test_the_headings_that_a_list_announces_stand_under_its_heading() -> None:
    text = "Design\n\nThis chapter is short.\n\nSteps\n\nThere are two:\n\n"
    text += "  1. Collect\n  2. Train\n\n"
    text += "Collect\n\nCollect logs.\n\nLogs\n\nLogs are long.\n\nTrain\n\nTrain daily.\n"
    headings = {heading.title: heading for heading in _read(text).headings}
    assert headings["Collect"].parent == headings["Train"].parent == headings["Steps"].line
    assert headings["Logs"].parent == headings["Collect"].line
    assert headings["Logs"].level == 4


def test_a_summary_after_the_last_step_belongs_to_the_chapter() -> None:
    text = "Design\n\nThis chapter is short.\n\nSteps\n\nThere are two:\n\n• Collect\n• Train\n\n"
    text += "Collect\n\nCollect logs.\n\nTrain\n\nTrain daily.\n\nSummary\n\nThat was it.\n"
    assert _read(text).headings[-1].parent == 1


@pytest.mark.parametrize(
    "line",
    [
        "The end of a sentence.",
        "Here are some points:",
        "loss = -sum(y * log(p))",
        r"\text{loss} of the model",
        "P(X|Y)",
        "Candidate: How many users are there?",
        "Figure 3: A funnel",
        "https://example.org/a",
        "where x is the input",
        "By Ada Placeholder",
        "12",
        "7 min read",
        "import numpy as np",
        '"A sentence somebody said to somebody else"',
        "[12] An entry of a list",
        "• An item of a list",
        "a line so long that nobody would take it for a heading, because it goes on and on "
        "for ever",
    ],
)
def test_a_line_alone_that_is_no_title_is_no_heading(line: str) -> None:
    headings = _read(f"Title\n\nSome text of it.\n\n{line}\n\nMore text of it.\n").headings
    assert [heading.title for heading in headings] == ["Title"]


@pytest.mark.parametrize(
    "line",
    [
        "Data",
        "What is a feature store?",
        "U-Net",
        "AI",
        "k-means clustering",
        "Latency (P99)",
        "2.3 Negative sampling",
        "3. Models",
        "PART II",
        "Step 4: Measure",
        "Mean reciprocal rank vs. NDCG",
        "BERT [4]",
    ],
)
def test_a_title_alone_between_paragraphs_is_a_heading(line: str) -> None:
    number = "2. Data\n\nText of it.\n\n2.2 Batches\n\nText of it.\n\n" if line[0].isdigit() else ""
    headings = _read(f"Title\n\nSome text.\n\n{number}{line}\n\nMore text of it.\n").headings
    assert headings[-1].title == line


def test_numbered_lines_without_text_between_them_are_a_list() -> None:
    read = _read("Title\n\nSome text.\n\n1. Data\n\n2. Model\n\n3. Compute\n\nMore text.\n")
    assert [heading.title for heading in read.headings] == ["Title"]
    assert [(item.number, item.text) for item in read.items] == [
        (1, "Data"), (2, "Model"), (3, "Compute"),
    ]  # fmt: skip


def test_items_nest_by_indent_and_glued_items_are_cut_apart() -> None:
    text = "  • Kinds:\n\n    • Numbers: counted. · Words: read.\n    • Dates: told.\n  • Last\n"
    items = _read(text).items
    assert [(item.text, item.depth, item.parent) for item in items] == [
        ("Kinds:", 0, None), ("Numbers: counted.", 1, 0), ("Words: read.", 1, 0),
        ("Dates: told.", 1, 0), ("Last", 0, None),
    ]  # fmt: skip
    assert items[1].lines == items[2].lines == (3, 3)


def test_a_hard_wrapped_item_keeps_its_lines_together() -> None:
    items = _read("Title\n\n- one item that\n  runs on\n- another\n").items
    assert [(item.text, item.lines) for item in items] == [
        ("one item that runs on", (3, 4)), ("another", (5, 5)),
    ]  # fmt: skip


def test_a_heading_whose_picture_was_lost_is_reported() -> None:
    text = "Title\n\nText.\n\nSteps\n\nText.\n\nTalking points\n\nEnd\n\n"
    text += "Some points are:\n\nLast\n\nText.\n"
    problems = [(problem.line, problem.code) for problem in _read(text).problems]
    assert problems == [(9, "I301"), (13, "I301")]


def test_code_is_neither_heading_nor_citation() -> None:
    read = _read("Title\n\nSome text.\n\n    x = a[1]\n    print([2])\n\n```\nName\n\n[3]\n```\n")
    assert len(read.headings) == 1
    assert read.citations == ()


def test_a_text_with_nothing_in_it_has_an_empty_structure() -> None:
    assert _read("\n\n").headings == ()
    assert _read("only a sentence.").title == ""
