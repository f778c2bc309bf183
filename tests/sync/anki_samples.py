"""Small decks as packages, made by our own writer, for tests that meet a real Anki."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sync.anki_ids import NOTE_TYPES
from sync.anki_model import AnkiCard, AnkiNote, AnkiReview, DeckDays, Preset
from sync.anki_package import write_package

DAY_S = 86_400
NOW_S = 1_795_000_000
FIRST_DAY = NOW_S // DAY_S - 400
PARAMETERS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
NOTE = """---
type: concept
title: {title}
status: reviewed
---
{title} keeps what the {word} would lose, at the price of one more pass over the data.

## Cards
Q: What does the {word} pay for keeping its state?
A: {answer}
^{word}-price
"""
PRESET = Preset(PARAMETERS, 0.9, (60, 600), (600,), 36_500, 20, 200, 8)


def note(
    number: int,
    text: str = "",
    *,
    deck: str = "Edgewise::Concepts",
    changed_s: int = NOW_S - 9 * DAY_S,
    reviewed: bool = False,
) -> AnkiNote:
    """A basic note with one card. text: its answer. reviewed: answered once, three days ago."""
    kind = NOTE_TYPES["basic"]
    guid = f"b{number:016x}"
    filled = {
        "Id": guid,
        "Title": f"Note {number}",
        "Question 1": f"What is number {number}?",
        "Answer 1": text or f"the answer {number}",
    }
    fields = tuple(filled.get(name, "") for name in kind.fields)
    cards = (_reviewed_card(number) if reviewed else AnkiCard(0, due=number),)
    created_ms = (NOW_S - 20 * DAY_S) * 1000 + number
    return AnkiNote(guid, "basic", fields, ("edgewise",), deck, created_ms, changed_s, cards)


def _reviewed_card(number: int) -> AnkiCard:
    answered_ms = (NOW_S - 3 * DAY_S) * 1000 + number
    review = AnkiReview(answered_ms, 4, 8, 0, 100, 4_000, 0)
    data = f'{{"s":8.2956,"d":1.0,"dr":0.9,"decay":0.154,"lrt":{answered_ms // 1000}}}'
    day = NOW_S // DAY_S - 3 + 8
    return AnkiCard(
        0, type=2, queue=2, due=day, interval_days=8, reps=1, data=data, reviews=(review,)
    )


def package(path: Path, notes: Sequence[AnkiNote]) -> Path:
    """Write the notes as an .apkg."""
    write_package(path, notes, PRESET, DeckDays(FIRST_DAY, 0, 4), (), NOW_S * 1000)
    return path


def write_note(vault: Path, word: str, answer: str) -> None:
    """Write a note of a learner's own, with a card that has this answer."""
    text = NOTE.format(title=f"The {word} rule", word=word, answer=answer)
    (vault / f"{word}-rule.md").write_text(text, encoding="utf-8")
