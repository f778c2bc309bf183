"""Typed answers: which cards offer it, what counts as the same, and what grade is proposed."""

from __future__ import annotations

import pytest

from cards.models import Card, Rating
from cards.typed import compare, is_typable


def card(answer: str, kind: str = "block") -> Card:
    return Card(
        1, 1, 0, kind, "qa", "forward", "p/a", "", "concept", "", "p", "a.md", 1,
        "Q?", answer, "", "", "[]", 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "typable"),
    [
        ("SavedModel", True),
        ("11B", True),
        ("Layer normalization (also LayerNorm, layer norm)", True),
        ("`torch.nn.functional.scaled_dot_product_attention(q, k)`", True),
        ("It keeps whitespace as an ordinary symbol.", False),
        ("A lamp needs no wick.", False),
        ("Precision; recall", False),
        (r"$\hat r_{ui}=\mu$", False),
        ("one\ntwo", False),
        ("![a lamp](lamp.png)", False),
    ],
)
def test_names_numbers_and_short_code_can_be_typed(answer: str, typable: bool) -> None:
    assert is_typable(card(answer)) is typable


def test_an_exercise_is_never_typed() -> None:
    assert not is_typable(card("pass", "exercise"))


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("savedmodel", "SavedModel"),
        ("latency budget", "A latency budget"),
        ("600GB/s", "600 GB/s"),
        ("600 gb/s", "600 GB/s, both directions together."[:8]),
        ("layer norm", "Layer normalization (also LayerNorm, layer norm)"),
        ("layer-normalization", "Layer normalization (also LayerNorm, layer norm)"),
        ("two", "2"),
        ("2", "Two"),
        ("1000", "1,000"),
        ("O(n^2)", "$O(n^2)$"),
        ("beta(4,8)", "Beta(4, 8)"),
        ("Naive Bayes", "Naïve Bayes."),
        ("scaled_dot_product", "`scaled_dot_product`"),
    ],
)
def test_forms_that_make_no_difference_are_the_same(typed: str, answer: str) -> None:
    compared = compare(typed, answer)
    assert compared.same and compared.rating is Rating.GOOD


def test_an_alias_counts_only_where_the_answer_names_the_node() -> None:
    names = ["Retrieval-augmented generation", "RAG"]
    assert compare("rag", "Retrieval-augmented generation", names).same
    assert not compare("rag", "11B", names).same


def test_a_slip_is_close_and_a_wrong_digit_is_wrong() -> None:
    slip = compare("sequental recommendation", "Sequential recommendation")
    assert slip.close and slip.rating is Rating.HARD
    assert not compare("Beta", "Beta(4, 8)").same
    wrong = compare("175 billions", "178 billions")
    assert not wrong.close and wrong.rating is Rating.AGAIN
    assert compare("", "Two").rating is Rating.AGAIN


def test_the_parts_put_together_are_both_answers() -> None:
    for typed, answer in (("atention", "Attention"), ("sigmoid of x", "softmax"), ("", "x")):
        parts = compare(typed, answer).parts
        wanted = "".join(part.text for part in parts if part.kind != "extra")
        assert wanted.casefold().replace(" ", "") == answer.casefold().replace(" ", "")
        given = "".join(part.text for part in parts if part.kind != "missing")
        assert given.casefold().replace(" ", "") == typed.casefold().replace(" ", "")


def test_answers_in_other_scripts_are_compared_by_their_letters() -> None:
    assert compare("注意力机制", "注意力机制").same
    assert compare("انتباه", "انتباه").same
    assert not compare("注意", "卷积").close
