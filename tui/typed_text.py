"""A typed answer over the card's, as lines: what is missing, what is too much, what is proposed.

Owns how the difference is marked: by signs under the letters, so that it needs no colour. Pure. Not
here: the comparison (cards/typed.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content, Span

from tui.blocks import BLANK, Block
from tui.widgets.grade_bar import GRADE_WORDS

if TYPE_CHECKING:
    from cards.typed import Compared, Part

_HEAD = 10
_SIGNS = {"extra": "x", "missing": "^"}


def typed_blocks(compared: Compared, width: int) -> list[Block]:
    """What was typed and the form of the answer nearest to it. width: cells of a line."""
    typed = _line("You typed", "extra", compared.parts)
    if compared.same:
        return [BLANK, typed[0], _verdict(compared)]
    lines = [*typed, *_line("Wanted", "missing", compared.parts)]
    if max(line.content.cell_length for line in lines) > width:
        lines = [_one_line(compared.parts)]
    return [BLANK, *lines, _verdict(compared)]


def verdict_words(compared: Compared) -> str:
    """What it came to, and the grade that is proposed for it."""
    said = "= the same" if compared.same else "≈ nearly the same" if compared.close else "≠ not it"
    return f"{said}; proposed: {GRADE_WORDS[compared.rating - 1]}"


def _verdict(compared: Compared) -> Block:
    return Block(Content.styled(verdict_words(compared), "bold"))


def _line(head: str, kind: str, parts: list[Part]) -> list[Block]:
    """One of the two answers, and below it a sign for each cell that the other one lacks."""
    text, signs = head.ljust(_HEAD), " " * _HEAD
    spans: list[Span] = []
    for part in parts:
        if part.kind not in ("same", kind):
            continue
        start = len(text)
        text += part.text
        bare = part.text.rstrip()
        sign = " " if part.kind == "same" else _SIGNS[kind]
        # Signs stand under cells: 灯 is two of them wide. A missing space is a difference too.
        signs += sign * Content(bare or part.text).cell_length
        signs += " " * (len(part.text) - len(bare) if bare else 0)
        if part.kind == kind:
            spans.append(Span(start, len(text), "bold underline"))
    blocks = [Block(Content(text, spans).rstrip(), keep=True)]
    if signs.strip():
        blocks.append(Block(Content(signs.rstrip()), keep=True))
    return blocks


def _one_line(parts: list[Part]) -> Block:
    """Long answers wrap: the marks stand in the text."""
    marks = {"same": "{}", "extra": "[-{}-] ", "missing": "[+{}+] "}
    return Block(Content("".join(marks[part.kind].format(part.text) for part in parts)))
