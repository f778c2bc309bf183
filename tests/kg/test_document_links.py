"""What a link names: ids in every printed form, mirrors folded, malformed ones told."""

import pytest

from kg.documents.badges import is_badge
from kg.documents.links import NOTHING, isbn13, target_of


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2101.00001",
        "http://arxiv.org/abs/2101.00001v3",
        "https://www.arxiv.org/pdf/2101.00001.pdf",
        "https://arxiv.org/pdf/2101.00001v2.pdf#page=3",
        "https://arxiv.org/pdf/2101.00001",
        "https://arxiv.org/html/2101.00001v1",
        "https://export.arxiv.org/abs/2101.00001",
        "https://browse.arxiv.org/abs/2101.00001",
        "https://arxiv.org/abs/2101.00001?context=cs.LG",
        "https://arxiv.org/abs/arXiv:2101.00001",
        "https://arxiv.org/ftp/arxiv/papers/2101/2101.00001.pdf",
        "arxiv.org/abs/2101.00001",
        "https://ar5iv.org/abs/2101.00001",
        "https://ar5iv.labs.arxiv.org/html/2101.00001",
        "https://www.alphaxiv.org/abs/2101.00001",
        "https://huggingface.co/papers/2101.00001",
        "https://hf.co/papers/2101.00001",
        "https://doi.org/10.48550/arXiv.2101.00001",
        "https://doi.org/10.48550/arxiv.2101.00001",
        "https://api.semanticscholar.org/arXiv:2101.00001",
        "https://www.semanticscholar.org/arxiv/2101.00001",
        "https://papers.cool/arxiv/2101.00001",
        "https://web.archive.org/web/20210101000000/https://arxiv.org/abs/2101.00001",
        "https://arxiv.org/abs/2101.00001\u8bba\u6587",
    ],
)
def test_every_form_of_an_arxiv_link_names_one_paper(url: str):
    target = target_of(url)
    assert (target.key, target.arxiv, target.sort) == ("arxiv:2101.00001", "2101.00001", "paper")


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org/pdf/math/0309136v1.pdf", "math/0309136"),
        ("https://arxiv.org/abs/cs.CL/0301001", "cs/0301001"),
        ("https://arxiv.org/abs/0704.0001", "0704.0001"),
    ],
)
def test_old_ids_are_ids(url: str, identity: str):
    assert target_of(url).arxiv == identity


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2101.123",
        "https://arxiv.org/abs/2113.00001",
        "https://arxiv.org/abs/1706.3762",
        "https://arxiv.org/pdf/2101.00000",
        "https://arxiv.org/abs/hep-th/99",
        "https://huggingface.co/papers/21.1",
        "https://doi.org/10.48550/arXiv.21",
    ],
)
def test_a_malformed_id_is_told_and_not_made(url: str):
    target = target_of(url)
    assert target.arxiv == "" and target.fault and target.url == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/list/cs.LG/recent",
        "https://arxiv.org/",
        "https://huggingface.co/papers",
        "https://huggingface.co/some/model-2101.00001",
        "https://doi.org/10.1145/1015.12345",
        "https://example.org/2101.00001",
    ],
)
def test_other_pages_are_no_papers_of_arxiv(url: str):
    assert target_of(url).arxiv == "" and target_of(url).fault == ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://doi.org/10.1145/3292500.3330701", "https://dl.acm.org/doi/pdf/10.1145/3292500.3330701"),
        ("https://openreview.net/forum?id=AbC1", "https://openreview.net/pdf?id=AbC1&x=2"),
        ("https://aclanthology.org/2020.acl-main.1/", "https://www.aclweb.org/anthology/2020.acl-main.1.pdf"),
        ("https://proceedings.mlr.press/v9/a.html", "http://proceedings.mlr.press/v9/a/a.pdf"),
        ("https://www.amazon.com/Some-Book/dp/1449373321?tag=x", "https://amazon.de/gp/product/1449373321"),
        ("https://www.oreilly.com/library/view/x/9781449373320/", "https://www.amazon.com/dp/1449373321"),
        ("https://youtu.be/abc?t=4", "https://www.youtube.com/watch?v=abc&list=z"),
        ("https://github.com/A/B.git", "http://www.github.com/a/b/tree/main#readme"),
        ("https://docs.example.org/v4.15.0/guide", "https://docs.example.org/v4.17.0/guide/"),
        ("https://example.org/a?utm_source=x&b=1", "http://www.example.org/a/index.html?b=1"),
        ("https://en.m.wikipedia.org/wiki/Tree", "https://en.wikipedia.org/wiki/Tree"),
    ],
)  # fmt: skip
def test_versions_and_mirrors_of_a_link_fold(first: str, second: str):
    assert target_of(first).key == target_of(second).key != ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://openreview.net/forum?id=AbC1", "https://openreview.net/forum?id=abC1"),
        ("https://github.com/a/b", "https://github.com/a/c"),
        ("https://example.org/a?page=1", "https://example.org/a?page=2"),
        ("https://github.com/a/b/blob/main/x.md", "https://github.com/a/b"),
    ],
)
def test_other_things_stay_apart(first: str, second: str):
    assert target_of(first).key != target_of(second).key


@pytest.mark.parametrize("url", ["LICENSE", "#top", "mailto:a@b.org", "http://[x", "", "docs/a.md"])
def test_a_link_to_no_page_names_nothing(url: str):
    assert target_of(url) == NOTHING


def test_an_isbn_of_ten_digits_is_one_of_thirteen():
    assert isbn13("1449373321") == "9781449373320"
    assert isbn13("9781449373320") == "9781449373320"


@pytest.mark.parametrize(
    ("words", "url", "image"),
    [
        ("Start", "#start", False),
        ("", "https://img.shields.io/badge/x-blue", True),
        ("License", "LICENSE", False),
        ("guide", "./docs/CONTRIBUTING.md", False),
        ("chat", "https://discord.gg/abc", False),
        ("@me", "https://twitter.com/me", False),
        ("me", "https://www.linkedin.com/in/me", False),
        ("mail", "mailto:me@x.org", False),
        ("coffee", "https://www.buymeacoffee.com/me", False),
        ("stars", "https://github.com/a/b/stargazers", False),
        ("MIT", "https://opensource.org/licenses/MIT", False),
    ],
)
def test_what_only_decorates_is_a_badge(words: str, url: str, image: bool):
    assert is_badge(words, url, image)


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("A thread", "https://twitter.com/me/status/123"),
        ("Repo", "https://github.com/a/b"),
        ("Book", "https://example.org/license-to-learn"),
    ],
)
def test_what_names_something_is_none(words: str, url: str):
    assert not is_badge(words, url, False)


def test_a_shield_on_a_paper_counts():
    shield = ["https://img.shields.io/badge/arXiv-2101.00001-red"]
    assert not is_badge("", "https://arxiv.org/abs/2101.00001", True, shield)
    assert is_badge("", "https://example.org/x", True, shield)
