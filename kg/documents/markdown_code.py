"""Outlines inside fences: trees of box-drawing signs, YAML, bullets; read as lists.

Owns which fences are outlines, not code, and how deep a line of one stands. Not here: what an item
means (propose.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TREES = frozenset({"", "text", "txt", "tree", "plaintext", "plain", "bash", "sh", "console"})
_OUTLINES = frozenset({"", "text", "txt", "plaintext", "plain", "outline"})
_YAML = frozenset({"yaml", "yml"})
_MARKDOWN = frozenset({"markdown", "md"})
_BRANCH = re.compile(
    r"(?P<lead>[ \t\u00a0│┃║|]*)(?P<joint>[├└┣┗╠╚╰]|[|+`\\](?=--))[─━═\-]*[ \t\u00a0]*(?P<text>.*)"
)
_STROKES = re.compile(r"[ \t\u00a0│┃║|]*")
_BOX = re.compile(r"[┌┐┘╔╗╝]|\+--+\+")
_YAML_LINE = re.compile(r"(?P<indent>\s*)(?P<dash>-\s+)?(?P<text>\S.*)")
_KEY = re.compile(r"[^\s:#{}\[\]\"][^:#{}\[\]]{0,60}:(?:\s|$)")
_BULLET = re.compile(r"(?P<indent>\s*)(?:[-*+•]|(?P<number>\d{1,6})[.)])\s+(?P<text>\S.*)")
_HEAD = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*\s*")
_TASK = re.compile(r"\[([ xX])\]\s+(.*)")


class OutlineLine(NamedTuple):
    """A line of an outline. at: where it begins, larger is deeper. number: line of the fence."""

    number: int
    at: int
    text: str
    done: bool | None = None
    order: int | None = None


def outline(info: str, lines: list[str]) -> list[OutlineLine]:
    """The lines of a fence that is an outline; [] for code. info: the words behind the fence."""
    language = info.split()[0].lower().strip("{}.") if info.split() else ""
    if language in _TREES | _YAML and _is_tree(lines):
        return _tree(lines)
    if language in _MARKDOWN:
        return _bullets(lines, heads=True)
    if language in _YAML and _mostly(lines, _is_yaml_line):
        return _yaml(lines)
    if language in _OUTLINES and _mostly(lines, _is_bullet):
        return _bullets(lines, heads=False)
    return _yaml(lines) if language in _OUTLINES and _mostly(lines, _is_yaml_line) else []


def _mostly(lines: list[str], is_one: object) -> bool:
    """At least three lines in four, and two."""
    printed = [line for line in lines if line.strip()]
    fitting = sum(1 for line in printed if callable(is_one) and is_one(line))
    return fitting >= 2 and 4 * fitting >= 3 * len(printed)


def _is_bullet(line: str) -> bool:
    return bool(_BULLET.match(line))


def _is_yaml_line(line: str) -> bool:
    body = line.strip().removeprefix("- ")
    is_prose = line.lstrip().startswith(("- ", "#")) or bool(_KEY.match(body))
    return is_prose and not body.endswith((";", "{", "}", ");"))


def _is_tree(lines: list[str]) -> bool:
    branches = sum(1 for line in lines if _BRANCH.match(line))
    printed = sum(1 for line in lines if line.strip(" \t│|"))
    return branches >= 2 and 3 * branches >= printed and not any(map(_BOX.search, lines))


def _tree(lines: list[str]) -> list[OutlineLine]:
    found = []
    for number, line in enumerate(lines):
        branch = _BRANCH.match(line)
        if branch is not None:
            text, at = branch["text"], branch.start("text")
        else:
            strokes = _STROKES.match(line)
            at = strokes.end() if strokes else 0
            text = line[at:]
        if text.strip():
            order = re.match(r"(\d{1,6})[.)]\s+(.*)", text)
            number_printed = int(order[1]) if order else None
            text = order[2] if order else text
            found.append(OutlineLine(number, at, text.strip(), None, number_printed))
    return found


def _yaml(lines: list[str]) -> list[OutlineLine]:
    found = []
    for number, line in enumerate(lines):
        read = _YAML_LINE.match(line)
        if read is None or read["text"].startswith("#") or line.strip() in ("---", "..."):
            continue
        at = 2 * len(read["indent"].expandtabs(4)) + (1 if read["dash"] else 0)
        found.append(OutlineLine(number, at, read["text"].strip()))
    return found


def _bullets(lines: list[str], heads: bool) -> list[OutlineLine]:
    """Bullets and, in a fence of Markdown, its headings above them."""
    found = []
    for number, line in enumerate(lines):
        head = _HEAD.fullmatch(line) if heads else None
        bullet = _BULLET.match(line)
        if head is not None:
            found.append(OutlineLine(number, len(head["marks"]) - 10, head["text"]))
        elif bullet is not None:
            task = _TASK.match(bullet["text"])
            done = None if task is None else task[1] in "xX"
            text = task[2] if task else bullet["text"]
            order = int(bullet["number"]) if bullet["number"] else None
            at = len(bullet["indent"].expandtabs(4))
            found.append(OutlineLine(number, at, text.strip(), done, order))
        elif not heads and line.strip():
            at = len(line) - len(line.lstrip())
            found.append(OutlineLine(number, at, line.strip()))
    return found if len(found) > 1 else []
