"""What cites is found with its section; what only looks like it is not."""

from __future__ import annotations

import pytest

from kg.documents.citations import find_citations
from kg.documents.structure import Heading, Reference


def _numbers(text: str) -> list[int]:
    return [citation.number for citation in find_citations([text], ())]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("as in [12].", [12]),
        ("see [1, 2] and [3-5]", [1, 2, 3, 4, 5]),
        ("in [12], [13]–[15] we", [12, 13, 14, 15]),
        ("models [1][2]", [1, 2]),
        ("multimodal [35; 36]", [35, 36]),
        ("(Credit: [17])", [17]),
        ("[7] proposes it", [7]),
        ("Smith [9, Ch. 2]", [9]),
        ("GPT-3 [4]540B", [4]),
        (r"shown in \[4\]", [4]),
    ],
)
def test_each_number_in_a_bracket_that_cites_is_a_citation(text: str, numbers: list[int]) -> None:
    assert _numbers(text) == numbers


@pytest.mark.parametrize(
    "text",
    ["x[1] = 2", "a[0]", "- [ ] do", "[slides]", "[x] done", "in the range [1, 10]", "[0, 1]",
     "values in [1, 5]", "shape = [1, 3]", "array [1, 2, 3]", "[1](http://x.y)", "[^1]", "[2017]",
     "[1]: https://x.y", "x ∈ [1, 5]", "`a [1]`", "logits[1]", "[[1, 2], [3, 4]]", "[-1, 1]",
     "np.array([1, 2])", "$x [1]$", "[1/3]", "tokens [101, 102]", "ratings from [1, 5]", "[Done]"],
)  # fmt: skip
def test_an_index_an_interval_or_a_box_is_no_citation(text: str) -> None:
    words = "Words cite [5] and [6]."
    found = find_citations([words, text], ())
    assert [citation.number for citation in found if citation.line == 2] == []


def test_brackets_without_a_space_before_them_cite_where_the_text_does_so() -> None:
    assert _numbers("Transformers[3] and encoders[4] are old") == [3, 4]
    references = (Reference(9, 3, "A", ""),)
    text = "encoders [3] and Transformers[3] and tokens[8]"
    assert [one.number for one in find_citations([text], (), references)] == [3, 3]


def test_a_citation_knows_the_heading_that_it_stands_under() -> None:
    headings = (Heading(2, 1, "A", 0), Heading(4, 2, "B", 2))
    lines = ["x [1]", "A", "y [2]", "B", "z [3]", "[4] w", "[5] e"]
    found = find_citations(lines, headings, (), {7})
    assert [(one.number, one.line, one.section) for one in found] == [
        (1, 1, 0), (2, 3, 2), (3, 5, 4), (4, 6, 4),
    ]  # fmt: skip
