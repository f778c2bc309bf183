"""Hand-written cards: `Q:` with `A:`, and `C:` with ==hidden== parts, each with its ^key.

Owns where a card begins and ends. An answer may run over lines, paragraphs and fenced code; the
^key on a card's last line ends it. Not here: generated cards (the room cards/).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.body import Line, Section
from kg.faults import Faults
from kg.links import without_code
from kg.models import Block, Span
from kg.qualifiers import checked_anchor, split_anchor

_MARK = re.compile(r"([QAC]):(?=[ \t]|\Z)[ \t]*(.*)")
_MATH = re.compile(r"\$[^$\n]+\$")


class CardText(NamedTuple):
    """A card as it stands in the file; last_line is where its ^key belongs."""

    block: Block
    last_line: int
    ends_in_code: bool


class _Open:
    """A card that is being read."""

    def __init__(self, mark: str, number: int, text: str) -> None:
        self.mark = mark
        self.number = number
        self.parts: dict[str, list[str]] = {mark: [text]}
        self.current = mark
        self.anchor = ""
        self.closed = False
        self.last_line = number
        self.ends_in_code = False

    def text(self, mark: str) -> str:
        """The text behind a mark, inner blank lines kept."""
        return "\n".join(self.parts.get(mark, [])).strip()


def read_cards(section: Section, faults: Faults) -> list[CardText]:
    """The cards of a ## Cards section in order; broken ones are faults and are left out."""
    cards: list[CardText] = []
    card: _Open | None = None
    for line in section.lines:
        mark = None if line.code else _MARK.fullmatch(line.text)
        if mark is not None and not (mark.group(1) == "A" and _takes_answer(card)):
            _finish(card, cards, faults)
            card = _Open(mark.group(1), line.number, "")
            _take(card, line, mark.group(2), faults)
        elif mark is not None and card is not None:
            card.current = "A"
            _take(card, line, mark.group(2), faults)
        elif card is not None and not card.closed and not line.text.startswith("### "):
            _take(card, line, line.text, faults)
        elif line.text.strip() and not line.text.startswith("#"):
            faults.add(
                "W062", line.number, 1, "this line belongs to no card: begin it with Q:, A: or C:"
            )
    _finish(card, cards, faults)
    return cards


def _takes_answer(card: _Open | None) -> bool:
    return card is not None and not card.closed and card.mark == "Q" and "A" not in card.parts


def _take(card: _Open, line: Line, text: str, faults: Faults) -> None:
    if not line.code:
        rest, anchor, _ = split_anchor(text)
        if anchor:
            column = line.text.rindex("^") + 1
            card.anchor = checked_anchor(anchor, (line.number, column), faults)
            card.closed = True
            text = rest
    card.parts.setdefault(card.current, []).append(text.rstrip())
    if line.text.strip():
        card.last_line = line.number
        card.ends_in_code = line.code


def _finish(card: _Open | None, cards: list[CardText], faults: Faults) -> None:
    if card is None:
        return
    question, answer, cloze = card.text("Q"), card.text("A"), card.text("C")
    span = Span(line=card.number)
    if card.mark == "C":
        if not _cloze_stands(cloze, card.number, faults):
            return
        block = Block(kind="cloze", span=span, anchor=card.anchor, text=cloze)
    elif card.mark == "A" or not question:
        say = "this answer has no question: put a line Q: above it"
        if card.mark == "Q":
            say = "the question is empty: write it after Q:"
        faults.add("E081", card.number, 1, say)
        return
    elif not answer:
        faults.add("E080", card.number, 1, "this question has no answer: put a line A: below it")
        return
    else:
        block = Block(kind="qa", span=span, anchor=card.anchor, question=question, answer=answer)
    cards.append(CardText(block, card.last_line, card.ends_in_code))


def _cloze_stands(text: str, number: int, faults: Faults) -> bool:
    hidden, open_mark = _marks(_MATH.sub("m", without_code(text)))
    if not hidden:
        faults.add("E082", number, 1, "this cloze hides nothing: put ==marks== around the answer")
    elif open_mark:
        faults.add("E083", number, 1, "the == marks of this cloze do not pair: one is left over")
    return hidden > 0 and not open_mark


def _marks(text: str) -> tuple[int, bool]:
    """(number of ==hidden== parts, whether a mark is left open); ' == ' is no mark."""
    hidden, start = 0, -1
    at = text.find("==")
    while at >= 0:
        before, after = text[max(at - 1, 0) : at], text[at + 2 : at + 3]
        if start < 0:
            if after.strip():
                start = at
        elif before.strip() and at > start + 2:
            hidden, start = hidden + 1, -1
        at = text.find("==", at + 2)
    return hidden, start >= 0
