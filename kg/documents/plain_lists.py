"""The lists of a plain text: bullets and numbers, nested by their indent, glued items cut apart.

Owns where an item begins, what belongs to it, and which one it stands under. Not here: which
numbered lines are headings (plain_headings.py), references (references.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.documents.formulas_doubled import mended
from kg.documents.plain_lines import BULLET, NUMBER, indent_of
from kg.documents.plain_links import bare_links
from kg.documents.structure import Item

_GLUED = re.compile(r"(?<=[.;)\w])\s+[·•▪◦●]\s+(?=\S)")
_TASK = re.compile(r"\[([ xX])\]\s+")


class _Open:
    """An item while its lines are read."""

    def __init__(self, line: int, indent: int, text: str, number: int | None) -> None:
        self.first = self.last = line
        self.indent = indent
        self.texts = [text]
        self.number = number


def find_items(
    lines: Sequence[str], roles: list[str], heading_at: Sequence[int]
) -> tuple[Item, ...]:
    """All items in order of lines. heading_at: for each line (from 0) the line of its heading.

    Lines that run on in an item get the role 'more'.
    """
    items: list[Item] = []
    stack: list[tuple[int, int]] = []
    index = 0
    while index < len(lines):
        if roles[index] not in ("bullet", "number"):
            if roles[index] not in ("blank", "figure", "more"):
                stack = [entry for entry in stack if roles[index] == "" and _goes_on(index, lines)]
            index += 1
            continue
        item = _read(index, lines, roles)
        while stack and stack[-1][0] >= item.indent:
            stack.pop()
        parent = stack[-1][1] if stack else None
        made = _made(item, len(stack), parent, heading_at[index])
        stack.append((item.indent, len(items)))
        items += made
        index = item.last
    return tuple(items)


def _goes_on(index: int, lines: Sequence[str]) -> bool:
    """Whether a paragraph between two items belongs to the list: it is set in."""
    return indent_of(lines[index]) > 0


def _read(index: int, lines: Sequence[str], roles: list[str]) -> _Open:
    """The item that begins on this line, with the lines that run on."""
    found = BULLET.match(lines[index])
    number = None
    if found:
        text = found[4]
    else:
        marked = NUMBER.match(lines[index])
        text = marked[5] if marked else lines[index].strip()
        digits = (marked[2] or marked[3]) if marked else None
        number = int(digits) if digits and digits.isdigit() else None
    item = _Open(index + 1, indent_of(lines[index]), text.strip(), number)
    after = index + 1
    while after < len(lines) and roles[after] == "":
        item.texts.append(lines[after].strip())
        roles[after] = "more"
        item.last = after + 1
        after += 1
    return item


def _made(item: _Open, depth: int, parent: int | None, heading: int) -> list[Item]:
    """The item, or the items that copying has glued into one line."""
    text = " ".join(item.texts)
    parts = _GLUED.split(text) if item.first == item.last and len(text) < 20_000 else [text]
    span = (item.first, item.last)
    made = []
    for number, part in enumerate(parts):
        task = _TASK.match(part)
        words = part[task.end() :] if task else part
        done = task[1] != " " if task else None
        value = item.number if number == 0 else None
        links = bare_links(words, item.first)
        made.append(
            Item(span, depth, mended(words).text, links, parent, heading, done, value, words=words)
        )
    return made
