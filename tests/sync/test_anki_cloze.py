"""The cards of a cloze block find their way back into one text of Anki."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards import clozes, wording
from sync.anki_cloze import cloze_html


def cards_of(text: str) -> list[tuple[int, str, str]]:
    """The cards that a block makes: ordinal, question, answer, worded as generation does."""
    parts = clozes.parts(text)
    return [
        (n, wording.question_text(clozes.hide(text, parts, part)), wording.answer_text(part.words))
        for n, part in enumerate(parts)
    ]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("It turns scores into weights that ==sum to 1==.",
         "It turns scores into weights that {{c1::sum to 1}}."),
        ("==Cold== dough rises ==slowly, and for long,== and ==tastes==.",
         "{{c1::Cold}} dough rises {{c2::slowly, and for long,}} and {{c3::tastes}}."),
        ("The type ==`std::vector<T>`== is ==a::b==, not c::d.",
         "The type {{c1::<code>std&#58;&#58;vector&lt;T&gt;</code>}} is {{c2::a&#58;&#58;b}},"
         " not c::d."),
        (r"So ==$\frac{a}{\sqrt{b}}$== is ==$x_{y_{z}}$== here.",
         r"So {{c1::\(\frac{a}{\sqrt{b} }\)}} is {{c2::\(x_{y_{z} }\)}} here."),
        ("The ends: {==a {b}==} and {{c1::y}}, ==}==.",
         "The ends: &#123;{{c1::a {b&#125;}}} and &#123;{c1::y&#125;}, {{c2::&#125;}}."),
        ("- a ==b==\n- c ==d==",
         "<ul>\n<li>a {{c1::b}}</li>\n<li>c {{c2::d}}</li>\n</ul>"),
        ("**==a b== is c** and [...] ==e *f*== g",
         "<strong>{{c1::a b}} is c</strong> and [...] {{c2::e <em>f</em>}} g"),
        ("==One== or ==one== or ==one==.", "{{c1::One}} or {{c2::one}} or {{c3::one}}."),
        ("The test `a == b` and $x==y$ are ==alike in both==.",
         r"The test <code>a == b</code> and \(x==y\) are {{c1::alike in both}}."),
    ],
)  # fmt: skip
def test_a_block_becomes_one_text(text: str, field: str) -> None:
    assert cloze_html(cards_of(text)) == field


def test_a_card_keeps_its_number_where_others_are_gone() -> None:
    cards = cards_of("We see ==one==, then ==two==, then ==three== of them.")
    assert (
        cloze_html([cards[2], cards[0]])
        == "We see {{c1::one}}, then two, then {{c3::three}} of them."
    )


def test_a_name_alone_keeps_its_capital_and_words_lose_the_one_they_got() -> None:
    assert (
        cloze_html([(0, "It flows through [...].", "Vienna")]) == "It flows through {{c1::Vienna}}."
    )
    assert cloze_html([(0, "It [...] there.", "Flows on")]) == "It {{c1::flows on}} there."


def test_a_picture_in_a_cloze_text_is_named_as_elsewhere() -> None:
    field = cloze_html([(0, "![x](media/a.png) shows [...]", "This")], {"media/a.png": "e.png"}.get)
    assert field == '<img src="e.png" alt="x"> shows {{c1::This}}'


@pytest.mark.parametrize(
    "cards",
    [
        [],
        [(0, "no blank here", "word")],
        [(0, "A [...] text", "one"), (1, "Quite [...] else", "another")],
        [(0, "A [...] b c", "x y"), (1, "A x [...] c", "y b")],
        [(0, "A [...] b", "x"), (0, "A x [...]", "b")],
        [(0, "In `code [...] here` it", "stays")],
        [(0, "One\n\n[...]\n\nthree", "over\n\nparagraphs")],
        [(499, "Too [...]", "many")],
        [(-1, "A [...]", "text")],
    ],
)
def test_cards_that_do_not_fit_are_no_cloze(cards: list[tuple[int, str, str]]) -> None:
    assert cloze_html(cards) is None


def test_our_own_marks_typed_by_an_author_are_nothing() -> None:
    cards = [(0, "A \ue0021\ue003x\ue004 [...] &#xe007;9&#xe008;y&#xe009;", "b\ue004==")]
    assert cloze_html(cards) == "A 1x {{c1::b==}} 9y"


def test_a_text_of_nothing_but_blanks_takes_no_time() -> None:
    assert cloze_html([(0, "[...] " * 2_000, "a"), (1, "[...] " * 1_999, "b")]) is None


WORDS = st.lists(
    st.sampled_from(["a", "b c", "D", "x::y", "{z}", "`q`", "$n$"]), min_size=1, max_size=6
)


@given(WORDS, st.sets(st.integers(0, 5), min_size=1))
def test_every_block_of_words_comes_back_with_all_its_clozes(
    words: list[str], hidden: set[int]
) -> None:
    shown = [f"=={word}==" if n in hidden else word for n, word in enumerate(words)]
    cards = cards_of(f"So {' and '.join(shown)} go.")
    if cards:
        field = cloze_html(cards)
        assert field is not None
        assert field.count("{{c") == len(cards) == field.count("}}") - field.count("&#125;}}}")
