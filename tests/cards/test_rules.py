"""The rules by themselves: ids, equal questions, the leak test."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from cards import rules
from cards.collisions import collisions
from cards.generate_node import fingerprint
from cards.leak import Leaks


class Asked(NamedTuple):
    """A card as the rule of equal questions sees it."""

    id: int
    question_norm: str
    answer: str
    node: str


def leaks(**notes_with: int) -> Leaks:
    return Leaks(lambda stem: notes_with.get(stem, 0), lambda: 1000)


def test_every_rule_has_its_own_number_and_a_name() -> None:
    numbers = [rule.split()[0] for rule in rules.ALL]
    assert len(set(numbers)) == len(numbers)
    assert all(rule[0] == "R" and rule[1:3].isdigit() and len(rule) > 4 for rule in rules.ALL)
    assert set(rules.ALL) >= rules.ONLY_NEW


def test_a_stem_in_two_percent_of_the_notes_is_common_and_in_fewer_is_rare() -> None:
    assert not leaks(gradient=20).shown("the gradient", ("Gradient pruning",))
    assert leaks(gradient=19).shown("the gradient", ("Gradient pruning",)) == "gradient"


def test_a_title_of_common_words_leaks_only_as_a_whole() -> None:
    test = leaks(model=500, develop=500)
    assert not test.shown("develop the plan, then the model", ("Model development",))
    assert test.shown("plan the model development", ("Model development",)) == "Model development"


def test_endings_do_not_hide_a_title() -> None:
    assert leaks(embed=900).shown("a row of embeddings", ("Embedding",)) == "Embedding"


def test_initials_of_a_title_leak_as_written_only() -> None:
    names = ("Kernel inception distance",)
    test = leaks(kernel=900, incept=900, distanc=900)
    assert test.shown("KID is unbiased", names) == "KID"
    assert not test.shown("a kid is unbiased", names)


def test_equal_questions_with_one_answer_keep_the_first_in_order_of_node() -> None:
    cards = [Asked(2, "q", "Yes it is.", "b"), Asked(1, "q", "yes it is", "c")]
    assert set(collisions(cards)) == {1}


def test_equal_questions_with_other_answers_block_all_whatever_their_order() -> None:
    cards = [Asked(1, "q", "one", "a"), Asked(2, "q", "two", "b"), Asked(3, "r", "two", "b")]
    forwards, backwards = collisions(cards), collisions(cards[::-1])
    assert forwards == backwards
    assert set(forwards) == {1, 2}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("540B", "540B, dense", True),
        ("540B", "70B", False),
        ("about 1,000 tokens", "about 1000 tokens", True),
        ("1.5 times", "1.5 times that", True),
        ("about one", "about two", True),
        ("5 %", "5", False),
    ],
)
def test_other_numbers_are_another_value_and_other_words_are_not(
    one: str, other: str, same: bool
) -> None:
    numbers = [fingerprint(value).partition("#")[0] for value in (one, other)]
    assert (numbers[0] == numbers[1]) is same


@pytest.mark.parametrize("key", ["price", "state of the art accuracy", "monthly users"])
def test_keys_that_change_with_time_need_a_date(key: str) -> None:
    assert rules.undated(key, "", sourced=True) is not None
    assert rules.undated(key, "2026-01", sourced=False) is None
