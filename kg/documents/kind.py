"""Which kind of document this is, a list, a chapter or references, and whether it is Markdown.

Owns the evidence, taken from the lines and not from the name: a chapter may be called .md, a list
.txt. Not here: reading either (markdown.py, plain_text.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.documents.lines import Document
from kg.documents.plain_lines import roles_of
from kg.documents.references import find_references
from kg.documents.structure import Reference

_SAMPLE = 20_000
_STRONG = re.compile(
    r"\s{0,3}(?:#{1,6}\s+\S|```|~~~\w*$|[-*+]\s\[[ xX]\]\s|\|?\s*:?-{2,}:?\s*\|[\s:|-]*$"
    r"|<(?:h[1-6]|p|div|img"
    r"|details|table|a)\b)|.*?\]\((?:https?:|#|/|\.|mailto:|\w[\w./-]*\.\w{2,5}\))|.*?!\[[^\]]*\]\("
)
_WEAK = re.compile(
    r".*?(?:\*\*[^*\s][^*]*\*\*|(?<!`)`[^`\s][^`]*`|(?<![\w*])\*[^*\s][^*]*\*(?![\w*]))"
)
_DASH = re.compile(r"\s*[-*+]\s+\S")
_NOT_PROSE = re.compile(r"\s*(?:#{1,6}\s|!\[|\[!\[|<|\||>|---|\*\*\*|\[\^?\w+\]:)")
_PROSE = 30


class Kind(NamedTuple):
    """kind: list, chapter or references; markdown: its marks are Markdown's."""

    kind: str
    markdown: bool


def kind_of(document: Document) -> Kind:
    """What the document is, from its first lines."""
    lines = [line[:2_000] for line in document.lines[:_SAMPLE]]
    markdown = is_markdown(lines)
    return Kind(_kind(lines, markdown), markdown)


def is_markdown(lines: Sequence[str]) -> bool:
    """Whether the marks are Markdown's: two sure ones, or bullets and emphasis of its form."""
    filled = [line for line in lines if line.strip()]
    if not filled:
        return True
    if filled[0].strip() == "---" and any(line.strip() == "---" for line in filled[1:60]):
        return True
    strong = sum(_STRONG.match(line) is not None for line in filled)
    if strong > 1 or (strong and len(filled) < 40):
        return True
    dashes = sum(_DASH.match(line) is not None for line in filled)
    weak = sum(_WEAK.match(line) is not None for line in filled)
    return 2 * dashes > len(filled) or (weak > 2 and weak * 20 > len(filled))


def _kind(lines: Sequence[str], markdown: bool) -> str:
    roles = roles_of(lines)
    filled = sum(
        role not in ("blank", "rule") and not re.match(r"\s{0,3}#{1,6}\s", text)
        for text, role in zip(lines, roles, strict=True)
    )
    if _is_references(lines, filled, markdown):
        return "references"
    prose, listed = _weigh(lines, roles)
    return "chapter" if prose > listed else "list"


def _is_references(lines: Sequence[str], filled: int, markdown: bool) -> bool:
    """Whether most lines are entries; entries without [n] must print authors to count."""
    entries = find_references(lines)
    if len(entries) > 2 and _covered(entries) * 10 > filled * 6:
        return True
    if markdown:
        return False
    every = find_references(lines, everything=True)
    authors = sum(bool(entry.authors) for entry in every)
    return len(every) > 2 and _covered(every) * 10 > filled * 7 and authors * 10 > len(every) * 6


def _covered(entries: Sequence[Reference]) -> int:
    return sum(entry.last - entry.line + 1 for entry in entries)


def _weigh(lines: Sequence[str], roles: Sequence[str]) -> tuple[int, int]:
    """Letters in paragraphs of running text, and in lists and tables."""
    prose = listed = run = 0
    for text, role in zip([*lines, ""], [*roles, "blank"], strict=True):
        plain = role == "" and not _NOT_PROSE.match(text) and not _DASH.match(text)
        if plain and not text.startswith(("    ", "\t")):
            run += len(text.strip())
            continue
        prose += run if run > _PROSE else 0
        run = 0
        if role in ("bullet", "number", "row", "code") or text.lstrip().startswith("|"):
            listed += len(text.strip())
    return prose, listed
