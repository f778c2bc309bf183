"""What each line of a plain text looks like on its own: list, caption, code, rule, words.

Owns the marks that people type where there is no markup. Not here: which line is a heading
(plain_headings.py), what a block of such lines means (plain_lists.py, flat_tables.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

# Longer lines are read for their links and citations only.
LONG = 50_000
BULLET = re.compile(r"(\s*)(?:([•◦▪▫‣⁃●○■□◆➢➤▸►∙])\s*|([·*+–-]|(?<=\s\s)o)\s+)(\S.*)")
NUMBER = re.compile(r"(\s*)(?:\((\d{1,3}|[a-z])\)|(\d{1,3})[.)]|([a-z]|[A-Z](?=\)))[.)])\s+(\S.*)")
SECTION = re.compile(
    r"((?:\d{1,2}|[A-Z])(?:\.\d{1,2}){1,4})\.?\s+(\S.*)|(\d{1,2})\.?\s+(\S.*)", re.ASCII
)
_CAPTION = re.compile(
    r"\s*(figure|fig|table|tab|listing|algorithm|exhibit|chart|diagram|equation|eq|scheme|photo)"
    r"s?\.?\s*(\d{1,3}(?:[.\-–]\d{1,3}){0,2}[a-z]?|[A-Z]\.?\d{1,3}|[IVX]{1,4})(?![\w])"
    r"(\)?\s*[:.|–—-]\s*|\s+|$)(.*)",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*([=\-~^*+_#\"'`.])\1{2,}\s*")
_CODE = re.compile(
    r"""[;{}]\s*$ | ^\s*(?:import\s\w|from\s[\w.]+\simport|def\s\w|class\s\w+[:(]|return\b|elif\s
    |else:|try:|except\b.*:|(?:if|for|while|with)\s.*:$|print\(|\#include|\$\s|>>>|pip\s|git\s
    |docker\s|curl\s|SELECT\s|INSERT\s|const\s|let\s\w+\s=|var\s|function\s|//|\#!|@\w+$|</?\w+>)
    | ^\s*[\w.]+\([^)]*\)?[,:]?\s*$ | [=!]=|->|=>|\s=\s|\w\.\w+\(""",
    re.VERBOSE,
)


class Caption(NamedTuple):
    """A printed caption: kind 'figure', 'table' …; number as printed; text: all of it."""

    line: int
    kind: str
    number: str
    text: str


def caption_of(text: str, line: int) -> Caption | None:
    """The caption that this line is, or None: 'Table 2 shows …' is a sentence."""
    found = _CAPTION.match(text) if len(text) < 600 else None
    if found is None:
        return None
    kind, number, sign, rest = found.groups()
    if not kind[0].isupper():
        return None
    if not sign.strip() and rest and (not rest[0].isupper() or rest.rstrip().endswith(".")):
        return None
    if not rest and text.rstrip().endswith("."):
        return None
    names = {"fig": "figure", "tab": "table", "eq": "equation"}
    return Caption(line, names.get(kind.lower(), kind.lower()), number, text.strip())


def is_rule(text: str) -> str:
    """The sign of a line that only repeats one ('====', '- - -'), or nothing."""
    found = _RULE.fullmatch(text)
    return found[1] if found else ""


def is_code(text: str) -> bool:
    """Whether a line reads like a program rather than like words."""
    return len(text) < 400 and _CODE.search(text) is not None


def indent_of(text: str) -> int:
    """Columns before the first letter; a tab goes to the next fourth."""
    width = 0
    for letter in text:
        if letter == "\t":
            width += 4 - width % 4
        elif letter.isspace():
            width += 1
        else:
            break
    return width


def roles_of(lines: Sequence[str]) -> list[str]:
    """For each line: blank, code, rule, bullet, number, figure, table (captions), or nothing.

    Index 0 is line 1. Only what a line shows by itself and by the indented block it stands in.
    """
    roles: list[str] = []
    fence = ""
    for index, text in enumerate(lines):
        mark = text.lstrip()[:3]
        if mark in ("```", "~~~") and (not fence or mark == fence) and not is_rule(text[3:]):
            fence = "" if fence else mark
            roles.append("code")
        elif fence:
            roles.append("code")
        else:
            roles.append(_role(text, index, lines, roles))
    return roles


def _role(text: str, index: int, lines: Sequence[str], roles: Sequence[str]) -> str:
    if not text.strip():
        return "blank"
    if is_rule(text):
        return "rule"
    if len(text) > LONG:
        return ""
    caption = caption_of(text, index + 1)
    if caption is not None:
        return "table" if caption.kind == "table" else "figure"
    inside = _code_before(index, lines, roles)
    if indent_of(text) >= 4 and (inside or is_code(text)) and not BULLET.match(text):
        return "code"
    if BULLET.match(text):
        return "bullet"
    return "number" if NUMBER.match(text) else ""


def _code_before(index: int, lines: Sequence[str], roles: Sequence[str]) -> bool:
    """Whether the nearest line above with words, at most two blank ones away, is code."""
    for before in range(index - 1, max(index - 4, -1), -1):
        if roles[before] != "blank":
            return roles[before] == "code" and indent_of(lines[before]) >= 4
    return False
