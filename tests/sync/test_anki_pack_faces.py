"""All cards of the shipped pack as Anki renders them, and its formulas against MathJax's list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cards.drafts import Draft
from cards.trial_cards import trial_cards
from kg.formula_marks import take_out
from kg.layers import read_pack
from kg.schema import RELATIONS
from sync.anki_face import html_of
from sync.anki_ids import CLOZE, card_of
from sync.anki_model import AnkiNote
from tests.sync.anki_rendered import Rendered, notes_of, rendered, visible

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "kg" / "packs" / "ml-system-design"
# Made by bench/anki_formulas.py --names from the MathJax that Anki ships.
NAMES = (Path(__file__).with_name("mathjax_names.txt")).read_text(encoding="utf-8").splitlines()
MACROS, ENVIRONMENTS = (frozenset(line.split()) for line in NAMES[1:3])
MACRO = re.compile(r"\\([A-Za-z]+)|\\.")
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|amp|lt|gt|quot|nbsp);", re.IGNORECASE)


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    return trial_cards([read_pack(PACK)], RELATIONS).drafts


@pytest.fixture(scope="module")
def notes(drafts: list[Draft]) -> list[AnkiNote]:
    return list(notes_of(drafts))


@pytest.fixture(scope="module")
def cards(notes: list[AnkiNote]) -> list[Rendered]:
    return rendered(notes)


def test_every_card_of_the_pack_is_rendered(
    drafts: list[Draft], notes: list[AnkiNote], cards: list[Rendered]
) -> None:
    assert len(cards) == sum(len(note.cards) for note in notes) == len(drafts)
    assert all(card_of(card.guid, card.ordinal) for card in cards)


def test_a_question_side_shows_its_cue_and_question_and_nothing_else(
    drafts: list[Draft], notes: list[AnkiNote], cards: list[Rendered]
) -> None:
    asked = {visible(f"{html_of(d.cue)}<div>{html_of(d.question)}</div>") for d in drafts}
    clozes = {note.guid for note in notes if note.kind == CLOZE}
    wrong = [c for c in cards if visible(c.question) not in asked and c.guid not in clozes]
    assert not wrong[:3]
    assert all(visible(card.question) for card in cards)


def test_an_answer_side_adds_the_answer_to_the_question(
    drafts: list[Draft], cards: list[Rendered]
) -> None:
    answers = {visible(html_of(draft.answer)) for draft in drafts}
    for card in cards:
        if card.guid.startswith("c"):
            continue
        question, answer = visible(card.question), visible(card.answer)
        assert answer.startswith(f"{question} ")
        shown = re.search(r'<div class="ew-answer" dir="auto">(.*?)</div>\n', card.answer, re.S)
        assert shown
        assert visible(shown[1]) in answers


def test_nothing_is_escaped_twice_and_no_markup_is_left(cards: list[Rendered]) -> None:
    for card in cards:
        words = visible(re.sub(r"<code>.*?</code>|\\\(.*?\\\)|\\\[.*?\\\]", "", card.answer))
        assert not ENTITY.search(words), words
        assert not re.search(r"\*\*\w|(?<!\\)\$\w+\$|\{\{|\[\[|\]\(", words), words


def formulas_of(texts: list[str]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        take_out(text, lambda latex, _: found.add(latex) or "")  # type: ignore[func-returns-value]
    return found


def unknown_in(latex: str) -> set[str]:
    """The macros and environments of a formula that MathJax does not know."""
    named = {match[1] for match in MACRO.finditer(latex) if match[1]}
    places = set(re.findall(r"\\(?:begin|end)\{([^{}]*)\}", latex))
    return (named - MACROS) | (places - ENVIRONMENTS)


def test_mathjax_knows_every_macro_of_the_packs_formulas(drafts: list[Draft]) -> None:
    formulas = formulas_of([t for d in drafts for t in (d.question, d.answer, d.extra, d.cue)])
    assert formulas
    strange = {latex: unknown_in(latex) for latex in formulas if unknown_in(latex)}
    assert not strange
    assert not [latex for latex in formulas if "<code>" in html_of(f"${latex}$")]


@pytest.mark.parametrize(
    ("latex", "unknown"),
    [
        (r"\frac{a}{b}\\\nosuch x", {"nosuch"}),
        (r"\begin{tikz}x\end{tikz}", {"tikz"}),
        (r"\begin{bmatrix}\alpha\end{bmatrix} \operatorname{x}\,\Vert", set()),
    ],
)
def test_an_unknown_macro_is_seen(latex: str, unknown: set[str]) -> None:
    assert unknown_in(latex) == unknown
