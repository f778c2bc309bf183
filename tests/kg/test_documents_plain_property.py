"""Whatever lines a plain text has, reading it raises nothing and tells lines of its own."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.documents.decode import decode
from kg.documents.kind import kind_of
from kg.documents.read_document import structure_of
from kg.documents.structure import Structure

LINES = [
    "",
    "  ",
    "Data",
    "DATA SETS",
    "2.3 Loss",
    "2. Loss",
    "=====",
    "----",
    "~~~~",
    "  • Data",
    "    • Loss · More",
    "1. Data",
    "(a) Data",
    "ModelSize",
    "GPT-3175B",
    "A\tB",
    "a   b",
    "| a | b |",
    "Table 1: Sizes",
    "Figure 2: X",
    r"dkd_{k} and x_1",
    "E=mc2E=mc^2",
    "$x^2$",
    "[1] Boat. https://e.org.",
    "[2]",
    "see [1-3] and [2].",
    "References",
    "    x = a[1]",
    "```",
    "# Head",
    "- [ ] task",
    "https://e.org/a",
    "Some text ends here.",
    "It has two parts: a, b",
    "Otter, A. (2021). Boats. ICML.",
    "\u200b\u2028",
    "✅ In Progress",
    "rumored",
    "@article{x, title={Boats}",
    "(",
    "[",
]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(LINES), st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)
    ),
    max_size=40,
).map("\n".join)


def _spans(read: Structure) -> list[tuple[int, int]]:
    lines = [*read.headings, *read.citations, *read.references, *read.problems]
    blocks = [*read.items, *read.tables, *read.paragraphs]
    return [(one.line, one.line) for one in lines] + [block.lines for block in blocks]


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_text_makes_the_reader_fail_and_all_lines_are_in_the_text(text: str) -> None:
    document = decode(text.encode("utf-8", "replace"), "x.txt")
    kind_of(document)
    for kind in ("auto", "chapter", "references", "list"):
        read = structure_of(document, kind)
        last = max(len(document.lines), 1)
        assert all(1 <= first <= end <= last for first, end in _spans(read))


@given(TEXTS)
@settings(max_examples=80, deadline=None)
def test_each_parent_is_an_earlier_heading_one_level_above(text: str) -> None:
    headings = structure_of(decode(text.encode("utf-8", "replace"), "x.txt"), "chapter").headings
    levels = {heading.line: heading.level for heading in headings}
    for heading in headings:
        assert heading.parent == 0 or (heading.parent in levels and heading.parent < heading.line)
        assert heading.level >= 1
