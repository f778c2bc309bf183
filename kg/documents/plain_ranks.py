"""Which headings of a plain text are its own title, and what their style says of their rank.

Owns numbers, underlines, capitals and 'Chapter 3' as evidence. Not here: headings without any mark
(plain_tree.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.documents.plain_headings import CHAPTER, Title
from kg.documents.plain_kinship import Section, is_stock

NO_TITLE = -1
# What a text says of itself below its own title and not below its first section.
_OF_ITSELF = re.compile(
    r"\b(?:this|the present|in this) (?:chapter|book|lecture|unit|part|article|post|guide|text"
    r"|tutorial"
    r"|module|paper|lesson|note|course)\b|\bthese (?:notes|chapters|pages)\b|\bnext chapter\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(r"(?:chapter|part|lecture|unit|module|appendix|lesson|book)\b", re.IGNORECASE)


def own_title(titles: Sequence[Title], sections: Sequence[Section], roles: Sequence[str]) -> int:
    """Index of the document's own title, NO_TITLE if it begins with text.

    A book's title and a chapter's may come one after the other: the last of them.
    """
    if any(role not in ("blank", "rule") for role in roles[: titles[0].line - 1]):
        return NO_TITLE
    if not titles[0].style.isalpha() and _again(titles):
        return NO_TITLE
    last = 0
    while last < 3 and last + 3 <= len(titles) and _goes_on(titles, sections, last):
        last += 1
    return last


def _again(titles: Sequence[Title]) -> bool:
    """Whether a later heading is underlined as the first one: then that is no title above it."""
    return any(title.style == titles[0].style for title in titles[1:])


def _goes_on(titles: Sequence[Title], sections: Sequence[Section], last: int) -> bool:
    """Whether the heading after this one is a title as well, of a part of the whole."""
    after = titles[last + 1]
    if sections[last].own or is_stock(after.text) or after.style == "number":
        return False
    if CHAPTER.fullmatch(titles[last].text) and after.style != "chapter":
        return True
    if _HOLDS.match(after.text) and not _more(titles, last):
        return True
    return any(_OF_ITSELF.search(text) for text in sections[last + 1].own[:4])


def _more(titles: Sequence[Title], last: int) -> bool:
    """Whether several headings are chapters: then none of them is the title of the whole."""
    return sum(title.style == "chapter" for title in titles[last + 1 :]) > 1


def ranks(titles: Sequence[Title], first: int) -> list[int | None]:
    """A rank for each heading whose style tells one (small: above), None for the rest.

    Numbers have their own depth; the other styles rank as they first appear, plain words last.
    """
    later = titles[first + 1 :]
    order: dict[str, int] = {}
    for title in later:
        if title.style not in ("plain", "number"):
            order.setdefault(title.style, len(order))
    chapters = order.get("chapter") == 0
    numbered = any(title.style == "number" for title in later)
    found: list[int | None] = []
    for title in titles:
        if title.style == "number":
            found.append(int(chapters) + title.number.count("."))
        elif title.style == "plain":
            found.append(None)
        elif title.style == "caps" and numbered and not chapters:
            found.append(0)
        else:
            found.append(order.get(title.style, len(order)))
    return found


def holds_others(title: Title) -> bool:
    """Whether a heading is that of a chapter or another part with sections of its own."""
    return title.style == "chapter" and _HOLDS.match(title.text) is not None
