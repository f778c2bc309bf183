"""The templates in Anki's own renderer: what stands on which side, and nothing that runs."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest

from sync.anki_ids import BASIC, CLOZE, NOTE_TYPES, SET
from sync.anki_templates import CSS, TEMPLATES_CHANGED_S, templates
from tests.sync.anki_rendered import Face, Rendered, note, rendered, visible

# Whoever changes a template or the style sheet sets the new second there and both here: without it
# no learner's Anki takes the change.
LAST_CHANGE = (1_795_332_000, "f1a504da6b222e64")
ANSWER, SECOND = "the answer word", "a second answer"
SOURCE = '[{"title": "A source", "arxiv": "1706.03762", "year": 2017}]'
PATH = ("The whole", "A part")


def all_text() -> str:
    sides = (side for kind in NOTE_TYPES for card in templates(kind) for side in card)
    return "\n".join((*sides, CSS))


def test_a_change_of_the_templates_is_dated() -> None:
    assert (TEMPLATES_CHANGED_S, sha256(all_text().encode()).hexdigest()[:16]) == LAST_CHANGE


@pytest.mark.parametrize("kind", [BASIC, SET, CLOZE])
def test_there_is_a_template_a_slot_and_it_names_only_fields_that_are_there(kind: str) -> None:
    made = templates(kind)
    assert len(made) == max(1, NOTE_TYPES[kind].slots)
    assert len({name for name, _, _ in made}) == len(made)
    named = {
        field
        for _, *sides in made
        for side in sides
        for field in re.findall(r"\{\{[#/^]?(?:cloze:)?([^{}]+)\}\}", side)
    }
    assert named - {"FrontSide"} <= set(NOTE_TYPES[kind].fields)
    assert not any(side.count("{{#") != side.count("{{/") for _, *sides in made for side in sides)


@pytest.mark.parametrize("kind", [BASIC, SET, CLOZE])
def test_the_question_side_names_nothing_but_question_and_cue(kind: str) -> None:
    for slot, (_, question, _) in enumerate(templates(kind), 1):
        named = set(re.findall(r"\{\{([^{}#/]+)\}\}", question))
        assert named in ({f"Cue {slot}", f"Question {slot}"}, {"Cue", "cloze:Text"})


def test_nothing_runs_and_nothing_is_fetched() -> None:
    assert not re.search(r"<script|\bon\w+\s*=|javascript:|url\(|@import|https?:", all_text(), re.I)


def faces() -> list[Rendered]:
    """A card of each kind, one with every optional field empty, one in the last slot."""
    asked = Face(0, "What is *asked*?", ANSWER, "Because so.", "the cue")
    last = Face(3, "What is asked last?", SECOND)
    cloze = Face(0, "A text with [...] in it", ANSWER, "Because so.", "the cue")
    notes = [
        note(1, BASIC, [asked, last], SOURCE, PATH),
        note(2, SET, [Face(11, "The twelfth?", ANSWER)]),
        note(3, CLOZE, [cloze], SOURCE, PATH),
        note(4, CLOZE, [Face(2, "Only [...] here", ANSWER)]),
    ]
    return rendered(notes)


@pytest.fixture(scope="module")
def cards() -> dict[tuple[str, int], Rendered]:
    return {(card.guid[0] + card.guid[-1], card.ordinal): card for card in faces()}


def test_a_card_is_made_for_each_question_and_no_other(
    cards: dict[tuple[str, int], Rendered],
) -> None:
    assert sorted(cards) == [("b1", 0), ("b1", 3), ("c3", 0), ("c4", 2), ("s2", 11)]


@pytest.mark.parametrize(
    ("card", "question", "answer"),
    [
        (("b1", 0), "the cue What is asked?",
         "the answer word Because so. A source (2017) · arXiv 1706.03762 · PDF The whole › A part"),
        (("b1", 3), "What is asked last?",
         "a second answer A source (2017) · arXiv 1706.03762 · PDF The whole › A part"),
        (("s2", 11), "The twelfth?", "the answer word"),
    ],
)  # fmt: skip
def test_the_answer_side_is_the_question_a_rule_and_the_rest_in_order(
    cards: dict[tuple[str, int], Rendered], card: tuple[str, int], question: str, answer: str
) -> None:
    assert visible(cards[card].question) == question
    assert visible(cards[card].answer) == f"{question} {answer}"
    assert '<hr id="answer">' in cards[card].answer


def test_a_cloze_shows_its_blank_and_then_its_word(cards: dict[tuple[str, int], Rendered]) -> None:
    card = cards["c3", 0]
    assert visible(card.question) == "the cue A text with [...] in it"
    assert visible(card.answer) == (
        "the cue A text with the answer word in it Because so."
        " A source (2017) · arXiv 1706.03762 · PDF The whole › A part"
    )
    assert visible(cards["c4", 2].answer) == "Only the answer word here"


def test_an_empty_part_leaves_no_box_behind(cards: dict[tuple[str, int], Rendered]) -> None:
    for side in (cards["s2", 11].answer, cards["c4", 2].answer):
        assert not re.search(r"ew-(?:cue|why|source|path)", side)


def test_what_an_author_types_in_a_cloze_text_makes_no_cloze() -> None:
    typed = "{{c2::x}} {{Cue}} a::b }} [[type:Text]] [sound:x.mp3] [...] \\\\(x\\\\)"
    [card] = rendered([note(5, CLOZE, [Face(0, f"Typed {typed} end", "{{c3::y}} p::q }")])])
    shown = "{{c2::x}} {{Cue}} a::b }} type:Text [sound:x.mp3]"
    assert visible(card.question) == f"Typed {shown} [...] \\(x\\) end"
    assert visible(card.answer) == f"Typed {shown} {{{{c3::y}}}} p::q }} \\(x\\) end"


def blocks_of_colours() -> list[dict[str, str]]:
    """The variables of the day and of the night, each with its value."""
    found = re.findall(r"--ew-(\w+): (#[0-9a-f]{6});", CSS)
    half = len(found) // 2
    return [dict(found[:half]), dict(found[half:])]


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", blocks_of_colours(), ids=["day", "night"])
def test_every_ink_is_readable_on_paper_and_on_code(colours: dict[str, str]) -> None:
    assert len(colours) == 12
    for name in set(colours) - {"paper", "box", "line"}:
        for ground in ("paper", "box"):
            light, dark = sorted((luminance(colours[name]), luminance(colours[ground])))[::-1]
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground)


def test_day_and_night_have_the_same_colours_to_choose() -> None:
    day, night = blocks_of_colours()
    assert set(day) == set(night) == set(re.findall(r"var\(--ew-(\w+)\)", CSS))


def test_the_style_sheet_is_in_the_package_beside_its_code() -> None:
    sheet = Path(__file__).resolve().parents[2] / "sync" / "anki.css"
    assert sheet.read_text(encoding="utf-8") == CSS
