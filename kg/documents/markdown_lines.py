"""Lines that the parser of Markdown does not reach, read one by one for items and links.

Owns what is made of too deep nesting, of Markdown between HTML tags and of very long lines. Linear.
Not here: ordinary Markdown (markdown_blocks.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_MARKER = re.compile(r"[ \t>]*(?:[-*+•]|(\d{1,9})[.)])(?:[ \t]+|$)")
_LEAD = re.compile(r"[ \t>]*")


class LooseLine(NamedTuple):
    """One line. at: where its text begins; bullet: it is an item; text: without its markers."""

    line: int
    at: int
    bullet: bool
    number: int | None
    text: str
    column: int


def loose_lines(lines: Iterable[tuple[int, str]]) -> list[LooseLine]:
    """Each printed line of (number, text), markers of nested items taken off."""
    found = []
    for number, text in lines:
        start, order, bullet = 0, None, False
        marker = _MARKER.match(text)
        while marker is not None:
            bullet, start = True, marker.end()
            order = int(marker[1]) if marker[1] else None
            marker = _MARKER.match(text, start)
        lead = _LEAD.match(text, start)
        start = lead.end() if lead else start
        rest = text[start:].rstrip()
        if rest:
            found.append(LooseLine(number, start, bullet, order, rest, start + 1))
    return found
