"""What cards made from notes tell their authors: doubles, near doubles, leaks, length, hubs."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards.drafts import BLOCK, EDGE, Draft, Generation
from cards.lint import card_faults
from cards.near_equal import near_pairs
from cards.rules import FAN_CAP
from cards.statement import Statements
from cards.trial_cards import trial_cards
from cards.wording import normal
from kg.check import PlacedNote
from kg.layers import note_files
from kg.lint import joined_world
from kg.load import load_note
from kg.models import Fault, Note
from kg.reader import read_note
from kg.schema import RELATIONS
from tests.kg.vault_factory import PACK, Notes, note


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    made = Notes(tmp_path)
    # Enough other notes, so that no word of the field counts as rare.
    made.write("kitchen", note("Kitchen", definition="A room with an oven, a table and bread."))
    return made


def told(notes: Notes, *codes: str, shown: tuple[str, ...] = (PACK, "vault")) -> list[Fault]:
    made = trial_cards(notes.layers, RELATIONS)
    files = [file for layer in notes.layers for file in note_files(layer)]
    placed = [PlacedNote(f.layer, f.path, load_note(f, RELATIONS)) for f in files]
    faults = [found.fault for found in card_faults(made, joined_world(placed), shown)]
    return sorted((f for f in faults if f.code in codes), key=lambda f: (f.path, f.line))


def places(faults: list[Fault]) -> list[tuple[str, int, int]]:
    return [(fault.path, fault.line, fault.column) for fault in faults]


def words(count: int) -> str:
    return " ".join(["flour"] * count)


def test_a_good_note_is_told_nothing(notes: Notes) -> None:
    card = "Q: Why is dough left alone for hours?\nA: Yeast needs time to raise it. ^rest"
    notes.write("loaf", note("Loaf", definition="Baked dough.", cards=card))
    assert told(notes, *(f"W4{n:02}" for n in range(20)), "W204", "W310") == []


def test_one_question_with_two_answers_is_told_on_both_lines(notes: Notes) -> None:
    for stem, answer in (("loaf", "For steam."), ("bun", "For looks.")):
        card = f"Q: Why score the top?\nA: {answer} ^score"
        notes.write(stem, note(stem, definition=f"A {stem[::-1]} of dough.", cards=card))
    faults = told(notes, "W401")
    assert places(faults) == [("concepts/bun.md", 9, 1), ("concepts/loaf.md", 9, 1)]
    assert "asks the same and wants another answer" in faults[0].message


def test_two_questions_that_differ_by_a_small_word_are_told_once(notes: Notes) -> None:
    notes.write("loaf", note("Loaf", cards="Q: Why do bakers score the top?\nA: Steam. ^score"))
    notes.write("bun", note("Bun", cards="Q: Why does a baker score its tops?\nA: Looks. ^score"))
    (fault,) = told(notes, "W402")
    assert fault.line == 9
    assert "is nearly what concepts/" in fault.message


def test_a_near_double_of_a_pack_is_told_on_the_note_that_is_looked_at(notes: Notes) -> None:
    notes.write("loaf", note("Loaf", cards="Q: Why do bakers score the top?\nA: Steam. ^score"))
    text = note("Bun", cards="Q: Why does a baker score its tops?\nA: Looks. ^score")
    notes.write("bun", text, vault=True)
    for shown in (PACK, "vault"):
        (fault,) = told(notes, "W402", shown=(shown,))
        assert fault.path == f"concepts/{'loaf' if shown == PACK else 'bun'}.md"
    assert told(notes, "W402", shown=()) == []


def test_own_words_that_give_the_answer_away_are_told(notes: Notes) -> None:
    card = "Q: What does a loaf get from a hot tin?\nA: A hot tin ^tin"
    asks = "[q:: What is a room with a kitchen table called?] [a:: A kitchen]"
    edge = f"requires:: [[kitchen]] — room {asks}"
    fact = "heat:: high [q:: What does it need but a high heat?] [a:: High heat]"
    notes.write("loaf", note("Loaf", edge, facts=[fact], cards=card))
    lines = [line for _, line, _ in places(told(notes, "W403"))]
    assert lines == [9, 12, 15]


def test_a_template_that_would_give_the_answer_away_has_done_its_work(notes: Notes) -> None:
    title = note("Sourdough and its rise", type="paper")
    notes.write("rise-paper", title, folder="papers")
    definition = "A loaf that sourdough raises."
    notes.write(
        "sourdough", note("Sourdough", "introduced_by:: [[rise-paper]]", definition=definition)
    )
    blocked = {b.rule for b in trial_cards(notes.layers, RELATIONS).blocked}
    assert blocked == {"R06 leak"}
    assert told(notes, "W403", "W405") == []


def test_an_answer_over_twenty_words_is_told_where_it_stands(notes: Notes) -> None:
    card = f"Q: What is in it?\nA: {words(21)} ^long"
    short = f"Q: What else is in it?\nA: {words(20)} ^short"
    edge = f"requires:: [[kitchen]] — {words(25)}"
    definition = f"Bread of {words(22)}."
    text = note("Loaf", edge, definition=definition, facts=[f"parts:: {words(45)}"],
                cards=f"{card}\n\n{short}")  # fmt: skip
    notes.write("loaf", text)
    faults = told(notes, "W404")
    assert places(faults) == [
        ("concepts/loaf.md", 6, 1), ("concepts/loaf.md", 9, 14), ("concepts/loaf.md", 12, 3),
        ("concepts/loaf.md", 15, 1),
    ]  # fmt: skip
    assert "has 21 words, more than 20: aim for 12" in faults[-1].message


def test_a_header_that_words_the_answer_is_told_at_the_title(notes: Notes) -> None:
    notes.write("loaf", note("Loaf", header=f"a: {words(21)}"))
    assert places(told(notes, "W404")) == [("concepts/loaf.md", 3, 8)]


def test_a_card_that_another_rule_forbids_is_told_with_the_rule(notes: Notes) -> None:
    notes.write("loaf", note("Loaf", cards="Q: Is a loaf baked?\nA: Yes. ^baked"))
    (fault,) = told(notes, "W405")
    assert fault.message.startswith("R12: the answer is yes or no")


def test_a_question_without_its_mark_is_told(notes: Notes) -> None:
    cards = "Q: Name what a loaf is made of.\nA: Dough ^dough\n\nQ: Who bakes?\nA: Bakers ^who"
    notes.write("loaf", note("Loaf", cards=cards))
    (fault,) = told(notes, "W406")
    assert (fault.line, fault.column) == (9, 1)
    assert "does not end with a question mark: 'Name what" in fault.message


def test_a_fact_that_ages_is_told_to_date_itself(notes: Notes) -> None:
    notes.write("loaf", note("Loaf", facts=["state of the art:: the baguette"]))
    (fault,) = told(notes, "W310")
    assert (fault.path, fault.line) == ("concepts/loaf.md", 9)
    assert "[as_of:: 2026-01]" in fault.message


def test_a_draft_makes_no_cards_and_hears_nothing(notes: Notes) -> None:
    text = note("Loaf", cards="Q: Is a loaf baked?\nA: Yes. ^baked")
    notes.write("loaf", text.replace("status: reviewed", "status: draft"))
    assert told(notes, *(f"W4{n:02}" for n in range(20)), "W204") == []


def test_a_hub_is_told_once_on_its_title(notes: Notes) -> None:
    def cards(count: int) -> str:
        kinds = ["crust", "crumb", "steam", "salt", "yeast", "water", "oven", "stone", "peel"]
        return "\n\n".join(
            f"Q: What does {kind} do to it?\nA: Much. ^{kind}" for kind in kinds[:count]
        )

    notes.write("loaf", note("Loaf", cards=cards(FAN_CAP + 1)))
    notes.write("bun", note("Bun", cards=cards(2)))
    (fault,) = told(notes, "W204")
    assert (fault.path, fault.line, fault.column) == ("concepts/loaf.md", 3, 8)
    # The definition and its reverse are cards too.
    assert fault.message.startswith(f"3 cards more than the {FAN_CAP} a node may have")


def test_trial_cards_leave_no_file_behind(
    notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    before = sorted(tmp_path.rglob("*"))
    made = trial_cards(notes.layers, RELATIONS)
    assert isinstance(made, Generation)
    assert made.drafts
    assert sorted(tmp_path.rglob("*")) == before


def test_a_template_that_asks_an_edge_backwards_does_not_speak_in_its_authors_words() -> None:
    line = "precedes:: [[bun]] — heat [q:: What comes next?] [a:: The bun]"
    read = read_note(note("Loaf", line).encode(), stem="loaf", path="loaf.md", relations=RELATIONS)
    assert isinstance(read, Note)
    said = Statements({(PACK, "loaf.md"): read})
    card = asked(1, "What comes next?", "The bun")._replace(kind=EDGE, line=9)
    assert said.of(card) == (9, 14, True)
    assert said.of(card._replace(direction="reverse")) == (9, 14, False)
    assert said.of(card._replace(path="gone.md")) == (9, 1, False)


def asked(card: int, question: str, answer: str, node: str = "loaf") -> Draft:
    return Draft(
        card, card, 0, BLOCK, "qa", "forward", node, "", "concept", "", PACK, f"{node}.md", 1,
        question, answer, "", "", "[]", normal(question), "", card,
    )  # fmt: skip


def pairs(first: str, second: str, *, answers: tuple[str, str] = ("x", "y")) -> int:
    drafts = [asked(1, first, answers[0]), asked(2, second, answers[1], "bun")]
    names = {"loaf": ["Loaf", "mean weight"], "bun": ["Bun", "root mean weight"]}
    return len(near_pairs(drafts, lambda key: names.get(key, [])))


LONG = "Which of the flours in the mill's lower store is kept for the bread of the {} day?"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Why does rye need acid?", "Why do ryes need an acid?"),
        (LONG.format("first"), LONG.format("feast")),
        (
            "What is lost when dough is left too long?",
            "What is lost, when the dough was left too long?",
        ),
    ],
)
def test_questions_that_a_learner_would_confuse_are_a_pair(first: str, second: str) -> None:
    assert pairs(first, second) == 1
    assert pairs(first, second, answers=("The same.", "the  same")) == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("What does the mean weight measure?", "What does the root mean weight measure?"),
        ("What does Mill-2 change relative to Mill?", "What does Mill-3 change relative to Mill?"),
        ("Why does rye need acid in the dough?", "Why does acid need rye in the dough?"),
        ("What is white flour?", "What is rye flour?"),
        ("What does $a + b$ give?", "What does $a - b$ give?"),
        ("When does rye rise?", "When does rye not rise?"),
        (LONG.format("bun"), LONG.format("bur")),
        ("What is rye?", "What is rye for?"),
        ("Why is rye sown?", "When is rye sown?"),
    ],
)
def test_questions_that_differ_in_what_they_name_are_no_pair(first: str, second: str) -> None:
    assert pairs(first, second) == 0


def test_cards_of_one_group_are_no_pair() -> None:
    one = asked(1, "Why does rye need acid?", "x")
    other = asked(2, "Why do ryes need acid?", "y")._replace(group_id=1)
    assert near_pairs([one, other], lambda key: []) == []
