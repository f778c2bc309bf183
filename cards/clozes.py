"""Clozes: finding the ==hidden== parts of a text, hiding one, and windows over a list.

Owns what a blank looks like ([...]) and how much of a list stands around it. Pure text. Not here:
identity of parts (identity.py), which blocks and sets there are (generate_blocks.py, sets.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

BLANK = "[...]"
GAP = "…"

# Code and maths are matched first, so that == inside them hides nothing.
_TOKEN = re.compile(r"(`+[^`]*`+|\$\$.+?\$\$|\$[^$\n]+\$)|==(?=\S)(.+?)(?<=\S)==", re.DOTALL)


class Part(NamedTuple):
    """One hidden part: its words as written, and where ==words== stands in the text."""

    words: str
    start: int
    end: int


def parts(text: str) -> list[Part]:
    """The hidden parts of a cloze text, in text order; maths may stand inside a part."""
    found = []
    for match in _scan(text):
        found.append(Part(match.group(2).strip(), match.start(), match.end()))
    return found


def _scan(text: str) -> list[re.Match[str]]:
    return [m for m in _TOKEN.finditer(text) if m.group(2) is not None]


def hide(text: str, all_parts: list[Part], hidden: Part) -> str:
    """The text with one part blank and the others shown plainly."""
    pieces, at = [], 0
    for part in all_parts:
        pieces.append(text[at : part.start])
        pieces.append(BLANK if part == hidden else part.words)
        at = part.end
    pieces.append(text[at:])
    return "".join(pieces)


def part_key(words: str) -> str:
    """The hidden words as identity sees them: case, spacing and end punctuation do not matter."""
    return " ".join(words.lower().split()).strip(" .,;:!?")


def window(items: list[str], hidden: int, before: int = 2, after: int = 1) -> str:
    """A list in fixed order with one item blank and its neighbours shown."""
    start, end = max(0, hidden - before), min(len(items), hidden + after + 1)
    shown = [BLANK if i == hidden else items[i] for i in range(start, end)]
    lead = [GAP] if start > 0 else []
    tail = [GAP] if end < len(items) else []
    return ", ".join(lead + shown + tail)
