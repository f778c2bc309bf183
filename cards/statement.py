"""The statement behind a card: where exactly it stands, and whose words it uses.

Owns whether a card speaks in its author's own words or in a template's: only the author can mend
the first, and a template that is blocked has done what it should. Not here: judging (lint.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cards.drafts import BLOCK, DEFINITION, Draft
from kg.models import Edge, Fact, Note, Span

Place = tuple[str, str]


class Statement(NamedTuple):
    """Place of a statement in its file (line and column from 1); own_words: q or a is written."""

    line: int
    column: int
    own_words: bool


class Statements:
    """The statements of all notes, by where they stand. notes: by (layer, path)."""

    def __init__(self, notes: Mapping[Place, Note]) -> None:
        self._notes = notes
        self._by_line: dict[Place, dict[int, Statement]] = {}

    def of(self, draft: Draft) -> Statement:
        """The statement a card was made from; the note's title for one of the note as a whole."""
        place = (draft.layer, draft.path)
        note = self._notes.get(place)
        if note is None:
            return Statement(draft.line, 1, False)
        if draft.kind == DEFINITION:
            return _definition(note, draft)
        if place not in self._by_line:
            self._by_line[place] = _lines(note)
        found = self._by_line[place].get(draft.line)
        if found is None:
            return Statement(*_at(note.title_span), False)
        turned_round = draft.direction == "reverse" and draft.kind != BLOCK
        return found._replace(own_words=found.own_words and not turned_round)


def _definition(note: Note, draft: Draft) -> Statement:
    """The first line of the first paragraph; the title where the header's own answer is asked."""
    node = note.node
    own_words = draft.direction == "forward" and bool(node.q or node.a)
    if not (own_words and node.a):
        for number, line in enumerate(note.body.split("\n"), note.body_line):
            if line.strip():
                return Statement(number, 1, own_words)
    return Statement(*_at(note.title_span), own_words)


def _lines(note: Note) -> dict[int, Statement]:
    found: dict[int, Statement] = {}
    said: list[Edge | Fact] = [*note.edges, *note.facts]
    for each in said:
        found[each.span.line] = Statement(*_at(each.span), bool(each.q or each.a))
    for block in note.blocks:
        found[block.span.line] = Statement(*_at(block.span), True)
    return found


def _at(span: Span) -> tuple[int, int]:
    return span.line, span.column
