"""Every printed form of an id is one id, and what is none is refused with the reason."""

import pytest

from sync.arxiv_ids import ArxivId, find_ids, parse_id
from sync.errors import BadArxivId

ATTENTION = ArxivId("1706.03762")


@pytest.mark.parametrize(
    "text",
    [
        "1706.03762",
        " 1706.03762\n",
        "arXiv:1706.03762",
        "ARXIV: 1706.03762",
        "arXiv preprint arXiv:1706.03762",
        "CoRR, abs/1706.03762",
        "oai:arXiv.org:1706.03762",
        "10.48550/arXiv.1706.03762",
        "doi:10.48550/ARXIV.1706.03762",
        "https://doi.org/10.48550/arXiv.1706.03762",
        "http://arxiv.org/abs/1706.03762",
        "arxiv.org/abs/1706.03762",
        "https://www.arxiv.org/pdf/1706.03762.pdf",
        "https://export.arxiv.org/abs/1706.03762?context=cs.LG",
        "https://arxiv.org/list/cs.CL/1706.03762",
        "https://ar5iv.labs.arxiv.org/html/1706.03762",
        "https://ar5iv.org/abs/1706.03762#S3",
        "https://www.alphaxiv.org/overview/1706.03762",
        "https://huggingface.co/papers/1706.03762",
        "<https://arxiv.org/abs/1706.03762/>",
        "(arXiv:1706.03762).",
        "１７０６.０３７６２",
    ],
)
def test_a_printed_form_is_the_same_paper(text: str) -> None:
    assert parse_id(text) == ATTENTION


@pytest.mark.parametrize(
    "text",
    [
        "1706.03762v5",
        "1706.03762V5",
        "https://arxiv.org/pdf/1706.03762v5.pdf",
        "https://arxiv.org/html/1706.03762v5#S3",
        "arXiv:1706.03762v5 [cs.CL] 6 Dec 2017",
        "arXiv:1706.03762v5 [cs.CL]",
        "1706.03762v5 (cs.CL)",
    ],
)
def test_a_version_is_kept(text: str) -> None:
    assert parse_id(text) == ("1706.03762", 5)
    assert str(parse_id(text)) == "1706.03762v5"


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("cs/0112017", "cs/0112017"),
        ("CS/0112017", "cs/0112017"),
        ("math.GT/0309136", "math/0309136"),
        ("arXiv:math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org/abs/cs%2F0112017", "cs/0112017"),
        ("https://arxiv.org/pdf/astro-ph/0601001.pdf", "astro-ph/0601001"),
        ("0704.0001", "0704.0001"),
        ("1412.6980", "1412.6980"),
        ("1501.00001", "1501.00001"),
    ],
)
def test_both_numbering_schemes_are_read(text: str, base: str) -> None:
    assert parse_id(text) == (base, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("x" * 600, "it is too long"),
        ("attention", "not the form of an id"),
        ("1706.03762 and more", "not the form of an id"),
        ("1706.037621", "not the form of an id"),
        ("1713.03762", "there is no month 13"),
        ("1700.03762", "there is no month 00"),
        ("1706.0376", "an id of 2017 has 5 digits"),
        ("1412.12345", "an id of 2014 has 4 digits"),
        ("1706.00000", "numbers begin at 1"),
        ("1706.03762v0", "versions begin at v1"),
        ("0703.0001", "begin in April 2007"),
        ("cs/0801001", "end in March 2007"),
        ("https://example.org/abs/1706.03762", "example.org is not a site"),
        ("https://arxiv.org.example.org/abs/1706.03762", "is not a site"),
        ("http://[", "is not a site"),
        ("https://arxiv.org/list/cs.LG/2301", "not the form of an id"),
    ],
)
def test_what_is_no_id_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadArxivId) as caught:
        parse_id(text)
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_text_gives_its_ids_in_order_and_once() -> None:
    text = (
        "See arXiv:1706.03762v2, https://arxiv.org/pdf/2005.14165.pdf, math.GT/0309136; then "
        "doi.org/10.48550/arXiv.2103.00020 and [2](https://arxiv.org/abs/cs/0112017), CoRR "
        "abs/1412.6980. Again arXiv:1706.03762v2. Not 3.1415.92653, 1713.12345 or 2001.083610."
    )
    assert [str(found) for found in find_ids(text)] == [
        "1706.03762v2",
        "2005.14165",
        "math/0309136",
        "2103.00020",
        "cs/0112017",
        "1412.6980",
    ]
